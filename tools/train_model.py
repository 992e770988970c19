"""Train the compact Stanza model: `train_model.py FOLDER [--out models] [--work build/model] [--steps N]`.

FOLDER holds the UD Indonesian treebanks as csui-train.conllu, gsd-dev.conllu and pud.conllu (CC BY-SA); nothing else is read, so
csui-test and gsd-test stay unseen. Every twelfth sentence is kept back for early stopping. XPOS is given up: the treebanks' sets differ.
Training code, architectures and file formats are Stanza's own; only the sizes are smaller. A stage whose file is there already is not
trained again, so the command can be interrupted and taken up.
"""
import argparse
import hashlib
import shutil
import sys
from pathlib import Path

import conllu

ROOT = Path(__file__).parent.parent
TREEBANKS = ["csui-train.conllu", "gsd-dev.conllu", "pud.conllu"]
NAME = "id_compact"
# sizes chosen so that all files together stay under 25 MB and a step takes about a second on two cores
SMALL = ["--char_hidden_dim", "100", "--char_emb_dim", "50", "--word_emb_dim", "75", "--no_pretrain"]
TAGGER = [*SMALL, "--hidden_dim", "200", "--deep_biaff_hidden_dim", "150", "--composite_deep_biaff_hidden_dim", "50", "--batch_size", "64",
          "--max_steps_before_stop", "800"]
PARSER = [*SMALL, "--hidden_dim", "220", "--deep_biaff_hidden_dim", "160", "--batch_size", "1500", "--max_steps_before_stop", "600",
          "--second_optim_start_step", "3000"]
LEMMATIZER = ["--hidden_dim", "100", "--emb_dim", "50", "--num_epoch", "25", "--no_edit"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("treebanks", type=Path)
    parser.add_argument("--out", type=Path, default=ROOT / "models")
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "model")
    parser.add_argument("--steps", type=int, default=6000, help="at most so many training steps for the tagger and for the parser")
    args = parser.parse_args()
    missing = [name for name in TREEBANKS if not (args.treebanks / name).is_file()]
    if missing:
        print(f"{args.treebanks}: no {', '.join(missing)} there; give the folder of the treebanks: make model UD=folder", file=sys.stderr)
        return 2
    args.work.mkdir(parents=True, exist_ok=True)
    train, dev = split(args.treebanks, args.work)
    for stage in ("tagger", "lemmatizer", "parser"):
        if (args.work / f"{stage}.pt").is_file():
            print(f"{stage}: already trained ({args.work / stage}.pt)", flush=True)
        else:
            run_stage(stage, train, dev, args.work, args.steps)
    args.out.mkdir(parents=True, exist_ok=True)
    lines = []
    for stage in ("tagger", "lemmatizer", "parser"):
        target = args.out / f"{stage}.pt"
        shutil.copyfile(args.work / f"{stage}.pt", target)
        lines.append(f"{hashlib.sha256(target.read_bytes()).hexdigest()}  {target.name}")
    (args.out / "SHA256SUMS").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))
    return 0


def split(folder: Path, work: Path) -> tuple[Path, Path]:
    """The paths of the training and the early-stopping file, XPOS and enhanced dependencies removed."""
    sentences = [s for name in TREEBANKS for s in conllu.parse((folder / name).read_text(encoding="utf-8"))]
    for sentence in sentences:
        for token in sentence:
            token["xpos"], token["deps"], token["misc"] = None, None, None
    paths = work / "train.conllu", work / "dev.conllu"
    for path, kept_back in zip(paths, (False, True)):
        chosen = [s for n, s in enumerate(sentences) if (n % 12 == 11) == kept_back]
        path.write_text("".join(s.serialize() for s in chosen), encoding="utf-8")
        print(f"{path.name}: {len(chosen)} sentences", flush=True)
    return paths


def run_stage(stage: str, train: Path, dev: Path, work: Path, steps: int) -> None:
    """Returns None; trains one stage with Stanza's own command and leaves `<stage>.pt` in `work`."""
    from stanza.models import lemmatizer, parser, tagger

    common = ["--train_file", str(train), "--eval_file", str(dev), "--output_file", str(work / f"{stage}-dev.conllu"), "--shorthand", NAME,
              "--mode", "train", "--save_dir", str(work), "--save_name", f"{stage}.part.pt"]
    if stage == "lemmatizer":
        lemmatizer.main([*common, *LEMMATIZER])
    else:
        module, sizes = (tagger, TAGGER) if stage == "tagger" else (parser, PARSER)
        module.main([*common, "--lang", "id", "--max_steps", str(steps), "--eval_interval", "100", *sizes])
    (work / f"{stage}.part.pt").rename(work / f"{stage}.pt")


if __name__ == "__main__":
    sys.exit(main())
