"""Train the compact Stanza model: `train_model.py FOLDER [--raw FILE] [--out models] [--work build/model] [--stages tagger …]`.

FOLDER holds the UD Indonesian treebanks as csui-train.conllu, gsd-dev.conllu and pud.conllu (CC BY-SA); no other is read, so csui-test and
gsd-test stay unseen. Every twelfth sentence is kept back for early stopping. XPOS is given up: the treebanks' sets differ. FILE is raw
Indonesian text, any source that the library reads: words that are rare in the treebanks are known by their neighbours there (`vectors.py`);
without it the model is clearly weaker.
Training code, architectures and file formats are Stanza's own; only the sizes are smaller, and the finished weights are kept in half
precision. A stage whose file is there already is not trained again, so the command can be interrupted and taken up; stages may run at the
same time in two processes. About two hours on two cores.
"""
from __future__ import annotations

import argparse
import hashlib
import sys
from collections import Counter, defaultdict
from pathlib import Path

import conllu

from netralitas.parse import FILES, INDEX

ROOT = Path(__file__).parent.parent
TREEBANKS = ["csui-train.conllu", "gsd-dev.conllu", "pud.conllu"]
STAGES = ["vectors", "tagger", "lemmatizer", "parser"]
# sizes chosen so that all files together stay under 25 MB and a step takes about a second on one core
SMALL = ["--char_hidden_dim", "100", "--char_emb_dim", "50", "--word_emb_dim", "75", "--word_cutoff", "2"]
TAGGER = [*SMALL, "--hidden_dim", "200", "--deep_biaff_hidden_dim", "150", "--composite_deep_biaff_hidden_dim", "50", "--batch_size", "64",
          "--max_steps", "2000", "--max_steps_before_stop", "800"]
PARSER = [*SMALL, "--num_layers", "2", "--hidden_dim", "220", "--deep_biaff_hidden_dim", "140", "--batch_size", "1500",
          "--max_steps", "4000", "--max_steps_before_stop", "600", "--second_optim_start_step", "3000"]
LEMMATIZER = ["--hidden_dim", "100", "--emb_dim", "50", "--num_epoch", "10"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("treebanks", type=Path)
    parser.add_argument("--raw", type=Path)
    parser.add_argument("--out", type=Path, default=ROOT / "models")
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "model")
    parser.add_argument("--stages", nargs="+", choices=STAGES, default=STAGES, help="train these only, and publish when all are there")
    args = parser.parse_args()
    needed = [args.treebanks / name for name in TREEBANKS] + ([args.raw] if args.raw else [])
    missing = [str(path) for path in needed if not path.exists()]
    if missing:
        print(f"not there: {', '.join(missing)}; say where: make model UD=folder-of-treebanks RAW=file-of-articles", file=sys.stderr)
        return 2
    args.work.mkdir(parents=True, exist_ok=True)
    train, dev = split(args.treebanks, args.work)
    for stage in args.stages:
        if (args.work / f"{stage}.pt").is_file():
            print(f"{stage}: already trained", flush=True)
        elif stage == "vectors":
            write_vectors(args.raw, train, args.work / "vectors.pt")
        else:
            run_stage(stage, train, dev, args.work)
    if all((args.work / f"{stage}.pt").is_file() for stage in STAGES):
        publish(args.work, args.out)
    return 0


def split(folder: Path, work: Path) -> tuple[Path, Path]:
    """The paths of the training and the early-stopping file, XPOS and enhanced dependencies removed, lemmas made one convention.

    GSD writes every lemma in small letters, the others a name as it stands (`Bali`): a name's lemma gets its capitals back. A word of
    a class has the lemma that it has most often in the first treebank that knows it, so CSUI's word counts before PUD's (`setelah`).
    """
    treebanks = [conllu.parse((folder / name).read_text(encoding="utf-8")) for name in TREEBANKS]
    lemmas: dict[tuple[str, str], str] = {}
    for treebank in treebanks:
        lemmas = usual_lemmas(treebank) | lemmas
    sentences = [s for treebank in treebanks for s in treebank]
    for sentence in sentences:
        for token in sentence:
            token["xpos"], token["deps"], token["misc"] = None, None, None
            is_name = token["upos"] == "PROPN" and token["lemma"].lower() == token["form"].lower()
            token["lemma"] = token["form"] if is_name else lemmas[token["form"].lower(), token["upos"]]
    paths = work / "train.conllu", work / "dev.conllu"
    for path, kept_back in zip(paths, (False, True)):
        chosen = [s for n, s in enumerate(sentences) if (n % 12 == 11) == kept_back]
        path.write_text("".join(s.serialize() for s in chosen), encoding="utf-8")
        print(f"{path.name}: {len(chosen)} sentences", flush=True)
    return paths


def usual_lemmas(treebank: list) -> dict[tuple[str, str], str]:
    """The lemma that each word (in small letters) of each class has most often."""
    counts: dict[tuple[str, str], Counter] = defaultdict(Counter)
    for token in (t for sentence in treebank for t in sentence):
        counts[token["form"].lower(), token["upos"]][token["lemma"]] += 1
    return {word: max(found, key=lambda lemma: (found[lemma], lemma)) for word, found in counts.items()}


def write_vectors(raw: Path | None, train: Path, path: Path) -> None:
    """Returns None; writes the vectors of the words of `raw` and of the training sentences in Stanza's own format."""
    import torch
    from stanza.models.common.pretrain import VOCAB_PREFIX, Pretrain, PretrainedWordVocab
    from vectors import SIZE, read_words, word_vectors

    words, vectors = word_vectors(read_words(raw, train))
    pretrain = Pretrain(save_to_file=False)
    pretrain._vocab = PretrainedWordVocab(words)
    pretrain._emb = torch.cat([torch.zeros(len(VOCAB_PREFIX), SIZE), torch.from_numpy(vectors)])
    pretrain.save(str(path))
    print(f"vectors: {len(words)} words", flush=True)


def run_stage(stage: str, train: Path, dev: Path, work: Path) -> None:
    """Returns None; trains one stage with Stanza's own command and leaves `<stage>.pt` in `work`."""
    from stanza.models import lemmatizer, parser, tagger

    common = ["--train_file", str(train), "--eval_file", str(dev), "--output_file", str(work / f"{stage}-dev.conllu"),
              "--shorthand", "id_compact", "--mode", "train", "--save_dir", str(work), "--save_name", f"{stage}.part.pt"]
    if stage == "lemmatizer":
        lemmatizer.main([*common, *LEMMATIZER])
    else:
        module, sizes = (tagger, TAGGER) if stage == "tagger" else (parser, PARSER)
        module.main([*common, "--lang", "id", "--eval_interval", "100",
                     "--wordvec_pretrain_file", str(work / "vectors.pt"), *sizes])
    (work / f"{stage}.part.pt").rename(work / f"{stage}.pt")


def publish(work: Path, out: Path) -> None:
    """Returns None; writes the finished files to `out`, network weights in half precision, and their SHA-256 beside them."""
    import torch

    out.mkdir(parents=True, exist_ok=True)
    (out / INDEX).write_text("{}\n", encoding="utf-8")
    for stage in STAGES:
        state = torch.load(work / f"{stage}.pt", map_location="cpu", weights_only=True)
        torch.save(state if stage == "vectors" else halved(state), out / f"{stage}.pt")
    lines = []
    for path in (out / name for name in [*sorted(set(FILES.values())), INDEX]):
        lines.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n")
        print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB", flush=True)
    (out / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


def halved(state: object) -> object:
    """The same state with every float32 tensor in half precision (a network that loads it counts in single precision again)."""
    import torch

    if isinstance(state, torch.Tensor):
        return state.half() if state.dtype == torch.float32 else state
    if isinstance(state, dict):
        return type(state)((key, halved(value)) for key, value in state.items())
    return type(state)(map(halved, state)) if type(state) in (list, tuple) else state


if __name__ == "__main__":
    sys.exit(main())
