"""Compared with what: whose words, which words mark a group, what stands beside a word, what was copied from where.

Every measure follows a published formula, named in its docstring. `frame.attrs["notes"]` says what was counted.
"""
from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import special, stats

from .elections import with_stages
from .lexicon import Lexicons
from .pipeline import Tables
from .reprints import aligned as aligned, reuse as reuse

NARRATOR = "narrator"


def words(tables: Tables, stop: bool = True, lexicons: Lexicons | None = None) -> pd.DataFrame:
    """Tokens that are words, lower case, one row each, with `word`, `voice` and their article; the basis of every count.

    `voice` is `narrator`, or the actor class of the speaker whose quotation holds the token (`unknown` where the speaker is not known).
    Punctuation and numbers are left out, and function words too if `stop`; negation and modals never are (see lexicons/stopwords.tsv).
    """
    codes, forms = pd.factorize(tables.tokens["form"])  # what holds of a word is asked once for all its tokens
    forms = pd.Series(forms, dtype="str").str.lower()
    keep = forms.str.contains(r"[^\W\d_]", regex=True, na=False)
    if stop:
        keep &= ~forms.isin((lexicons or Lexicons())["stopwords"].forms.keys())
    tokens = tables.tokens.assign(word=forms.take(codes).array, voice=voices(tables))
    frame = tokens[keep.to_numpy()[codes]].reset_index(drop=True)
    frame.attrs["notes"] = tables.articles.attrs.get("notes", []) + [f"{len(frame)} words counted"]
    return frame


def voices(tables: Tables, rows: pd.DataFrame | None = None) -> pd.Series:
    """For each of `rows` (the tokens, if they are not said) in whose words it begins: `narrator`, or the actor class of the speaker.

    `rows` is any table with `article_id` and `start`, so that every layer, and with it every comparison, can be had by voice:
    `tables._replace(messages=tables.messages[voices(tables, tables.messages) == "oversight"])`. Of a quotation within a quotation the
    inner one's speaker counts; `unknown` is one who was not found or has no class.
    """
    rows = tables.tokens if rows is None else rows
    classes = tables.entities.set_index("entity_id")["actor_class"]
    quotes = tables.quotes.assign(length=tables.quotes["end"] - tables.quotes["start"])
    # the longest first, so that a quotation within a quotation has the last word
    quotes = quotes.sort_values("length", ascending=False, kind="stable")
    numbers, names = pd.factorize(rows["article_id"])
    within = pd.Index(names).get_indexer(quotes["article_id"])  # -1, that is before all rows, for an article without any
    far = 1 + int(np.concatenate([rows["start"], quotes["end"]]).max(initial=0))
    starts = numbers * far + rows["start"].to_numpy()  # one number of an article and an offset in it
    order = np.argsort(starts, kind="stable")
    first, last = (np.searchsorted(starts[order], within * far + quotes[side].to_numpy()) for side in ("start", "end"))
    voice = np.full(len(order), NARRATOR, dtype=object)
    for begin, end, speaker in zip(first, last, quotes["speaker_id"].map(classes).fillna("unknown")):
        voice[order[begin:end]] = speaker
    return pd.Series(voice, index=rows.index, dtype="str")


def keyness(target: pd.Series, reference: pd.Series, least: int = 3) -> pd.DataFrame:
    """Words that mark `target` against `reference` (two series of words, or of their counts by word), the most telling first.

    One row a word: counts, rates per thousand, `log_likelihood` (G2 over the full 2x2 table, Dunning 1993), `log_ratio` (Hardie 2014:
    binary log of the ratio of rates, half a count added where one is zero; **positive: more frequent in the target**), `percent_diff`
    (Gabrielatos 2018), `p` and `p_corrected` (Benjamini and Hochberg 1995 over all words tested). Words with fewer than `least`
    occurrences in both together are not tested, and none is where one of the two is empty.
    It does not know how a word is spread over articles: see `dispersion`.
    """
    target, reference = _counts(target), _counts(reference)
    counts = pd.DataFrame({"target": target, "reference": reference}).fillna(0)
    counts = counts[counts.sum(axis=1) >= least] if target.any() and reference.any() else counts[:0]
    a, b = counts["target"].to_numpy(float), counts["reference"].to_numpy(float)
    n, m = max(int(target.sum()), 1), max(int(reference.sum()), 1)
    rate = np.where(a > 0, a, 0.5) / n, np.where(b > 0, b, 0.5) / m
    frame = counts.astype("int64").rename_axis("word").reset_index()
    frame["target_per_1000"], frame["reference_per_1000"] = 1000 * a / n, 1000 * b / m
    frame["log_likelihood"] = log_likelihood(a, b, n, m)
    frame["log_ratio"] = np.log2(rate[0] / rate[1])
    frame["percent_diff"] = 100 * (rate[0] - rate[1]) / rate[1]
    frame["p"] = stats.chi2.sf(frame["log_likelihood"], 1)
    frame["p_corrected"] = stats.false_discovery_control(frame["p"]) if len(frame) else []
    frame = frame.sort_values(["log_likelihood", "word"], ascending=[False, True], ignore_index=True)
    frame.attrs["notes"] = [f"{n} words against {m}", f"{len(frame)} words tested, p corrected for that many (Benjamini-Hochberg)",
                            "positive log ratio: more frequent in the target"]
    return frame


def _counts(words: pd.Series) -> pd.Series:
    """How often each word stands in a series of words; a series of counts is that already."""
    return words[words > 0] if pd.api.types.is_integer_dtype(words) else words.value_counts()


def word_counts(tables: Tables, by: str = "voice", stop: bool = True) -> pd.DataFrame:
    """How often each word (row) stands in each group (column): by `voice`, or by a column of the articles such as `outlet`.

    Its columns are what `keyness` and `log_odds` compare. Counts of partitions add up: `scale.total(folder, word_counts)`.
    """
    frame = words(tables, stop)
    group = frame["voice"] if by == "voice" else frame["article_id"].map(tables.articles.set_index("article_id")[by]).fillna("unknown")
    return pd.crosstab(frame["word"], group.rename(by))


def log_likelihood(a: np.ndarray, b: np.ndarray, n: float, m: float) -> np.ndarray:
    """G2 of a word that stands `a` times among `n` words and `b` times among `m`: all four cells of the table (Dunning 1993)."""
    together, total = a + b, n + m
    observed = np.array([a, n - a, b, m - b])
    expected = np.array([n * together, n * (total - together), m * together, m * (total - together)]) / total
    with np.errstate(divide="ignore", invalid="ignore"):
        g2 = 2 * np.nansum(special.xlogy(observed, observed / expected), axis=0)
    return np.maximum(g2, 0)


def log_odds(target: pd.Series, reference: pd.Series, background: pd.Series | None = None, size: float = 500) -> pd.DataFrame:
    """Words that mark `target` against `reference` by weighted log-odds with an informative Dirichlet prior, the most telling first.

    One row a word: counts, `log_odds` (natural log of the ratio of odds; **positive: more frequent in the target**) and `z`, the same over
    its standard deviation: beyond 1.96 it is told from chance, before any correction for many words. The prior holds `size` words in the
    proportions of `background` (a series of words; both series together if None): it shrinks rare words, which log-likelihood and the
    log ratio overstate. Words the background has not are left out.
    Method: Monroe, Colaresi and Quinn (2008), *Political Analysis* 16, equations 15 to 22.
    """
    counts = pd.DataFrame({"target": _counts(target), "reference": _counts(reference)})
    known = counts.fillna(0).sum(axis=1) if background is None else _counts(background)
    counts = counts.reindex(known.index).fillna(0)
    prior = size * known.to_numpy(float) / max(known.sum(), 1)
    ours, theirs = (counts[name].to_numpy(float) + prior for name in ("target", "reference"))
    frame = counts.astype("int64").rename_axis("word").reset_index()
    with np.errstate(divide="ignore", invalid="ignore"):
        frame["log_odds"] = np.log(ours / (ours.sum() - ours)) - np.log(theirs / (theirs.sum() - theirs))
        frame["z"] = frame["log_odds"] / np.sqrt(1 / ours + 1 / theirs)
    frame = frame.sort_values(["z", "word"], ascending=[False, True], ignore_index=True)
    n, m = _counts(target).sum(), _counts(reference).sum()
    frame.attrs["notes"] = [f"{n} words against {m}; a prior of {size:g} words",
                            "positive log odds: more frequent in the target"]
    return frame


def concordance(tables: Tables, pattern: str = "", width: int = 40, of: str = "text", sort: str | None = None) -> pd.DataFrame:
    """Every match of a regular expression with the text around it: article, offsets, `left`, `match`, `right` (at most `width` characters).

    `of` says what is matched: the `text`, the `lemma` of a token (whole), or the words of the rows of a layer (`quotes`, `events`,
    `messages`, …; without a pattern, all of them). Only titles and body are searched, sentence by sentence. `voice` is whose words they
    are, as in `words`. Sorted by place, or with `sort` by the words to the `left` (from the match outwards) or to the `right`.
    Raises ValueError if the expression does not compile, `of` is nothing that has places or `sort` is neither side.
    """
    try:
        regex = re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"{pattern!r} is not a regular expression: {error}") from error
    if sort not in (None, "left", "right"):
        raise ValueError(f"a concordance is sorted to the left or to the right, not by {sort!r}")
    texts = dict(zip(tables.articles["article_id"], tables.articles["text"]))
    rows = []
    for article_id, sentence_id, first, last, start, end in _places(tables, regex, of, texts):
        text = texts[article_id]
        left, right = text[max(first, start - width):start], text[end:min(last, end + width)]
        rows.append((article_id, sentence_id, start, end, left, text[start:end], right))
    names = ["article_id", "sentence_id", "start", "end", "left", "match", "right"]
    frame = pd.DataFrame(rows, columns=names).astype({name: "int64" if name in ("start", "end") else "str" for name in names})
    frame["voice"] = voices(tables, frame)
    keys = {"left": lambda side: side.str.lower().str.split().map(lambda words: words[::-1]), "right": lambda side: side.str.lower()}
    return frame.sort_values(sort, key=keys[sort], kind="stable", ignore_index=True) if sort and len(frame) else frame


def _places(tables: Tables, regex: re.Pattern, of: str, texts: dict[str, str]) -> Iterator[tuple[str, str, int, int, int, int]]:
    """(article, sentence, its start and end, start and end of the match), in the order of the text."""
    sentences = tables.sentences
    if of == "text":
        for article, sentence, start, end in zip(*(sentences[c].tolist() for c in ("article_id", "sentence_id", "start", "end"))):
            for m in regex.finditer(texts[article], start, end):
                yield article, sentence, start, end, *m.span()
        return
    layer = tables.tokens if of == "lemma" else getattr(tables, of, None)
    if layer is None or "start" not in layer:
        raise ValueError(f"a concordance is of text, lemma or a layer with places, not of {of!r}")
    rows = layer[layer["lemma"].str.fullmatch(regex, na=False)] if of == "lemma" else layer
    held = pd.merge_asof(rows[["article_id", "start", "end"]].sort_values("start"), sentences.sort_values("start").rename(
        columns={"end": "last"}).assign(first=lambda frame: frame["start"]), on="start", by="article_id").dropna(subset="sentence_id")
    for r in held.sort_values(["article_id", "start"]).itertuples():
        if r.start < r.last and (of == "lemma" or regex.search(texts[r.article_id], r.start, r.end)):
            yield r.article_id, r.sentence_id, int(r.first), max(int(r.last), r.end), r.start, r.end


def neighbours(frame: pd.DataFrame, node: str, window: int = 4) -> pd.DataFrame:
    """For each word how often it stands `together` with `node` (at most `window` words off, in one sentence), and its `frequency`.

    `frame` is what `words` gives. Counts of partitions add up: `scale.total(folder, lambda tables: neighbours(words(tables), "netral"))`.
    """
    word, sentence = frame["word"].to_numpy(), frame["sentence_id"].to_numpy()
    hits = np.flatnonzero(word == node)
    near = np.unique(np.concatenate([hits + d for d in range(-window, window + 1) if d] or [hits]).astype(int))
    near = near[(near >= 0) & (near < len(word))]
    same = [any(0 <= i + d < len(word) and word[i + d] == node and sentence[i + d] == sentence[i]
                for d in range(-window, window + 1) if d) for i in near]
    together = pd.Series(word[near[np.array(same, dtype=bool)]], dtype="str").value_counts()
    total = frame["word"].value_counts()
    return pd.DataFrame({"together": together.reindex(total.index).fillna(0).astype("int64"), "frequency": total}).rename_axis("word")


def collocations(frame: pd.DataFrame, node: str, window: int = 4, least: int = 2) -> pd.DataFrame:
    """Words near `node`, the closest bound first; `frame` is what `words` gives, or `neighbours` with the same node and window.

    One row a word: `together` (how often within `window` words of the node in the same sentence), `frequency`, `log_dice` (Rychlý 2008:
    14 + log2 of 2 f_xy / (f_x + f_y)), `mi` (Church and Hanks 1990: log2 of observed over expected, the window counted) and
    `log_likelihood` (as in `keyness`: the words near the node against all others).
    """
    counts = frame if "together" in frame else neighbours(frame, node, window)
    n, hits, near = int(counts["frequency"].sum()), int(counts["frequency"].get(node, 0)), float(counts["together"].sum())
    result = counts.reset_index()
    result = result[(result["together"] >= max(least, 1)) & (result["word"] != node)]
    result["log_dice"] = 14 + np.log2(2 * result["together"] / (hits + result["frequency"]))
    result["mi"] = np.log2(result["together"] * n / (hits * result["frequency"] * 2 * window))
    a = result["together"].to_numpy(float)
    result["log_likelihood"] = log_likelihood(a, result["frequency"].to_numpy(float) - a, near, n - near)
    return result.sort_values(["log_dice", "word"], ascending=[False, True], ignore_index=True)


def dispersion(frame: pd.DataFrame) -> pd.DataFrame:
    """How evenly each word is spread over the articles: `frequency`, `articles` and `dp`, from 0 (even) to 1 (one small article has all).

    Gries' deviation of proportions (2008), without normalisation.
    """
    share = frame["article_id"].value_counts(normalize=True)
    table = frame.groupby(["word", "article_id"]).size()
    total = table.groupby("word").transform("sum")
    expected = share.reindex(table.index.get_level_values("article_id")).to_numpy()
    # articles where the word is absent add their whole expected share
    difference = (table / total - expected).abs().groupby("word").sum()
    absent = 1 - pd.Series(expected, index=table.index).groupby("word").sum()
    counts = table.groupby("word")
    result = pd.DataFrame({"frequency": counts.sum(), "articles": counts.size(), "dp": (difference + absent) / 2})
    return result.sort_values(["frequency", "dp"], ascending=[False, True]).reset_index()


def messages_by_class(tables: Tables) -> pd.DataFrame:
    """The messages with `issuer_class` and `addressee`: the actor class of who speaks, the name of who is told; else `not named`."""
    entities, messages = tables.entities.set_index("entity_id"), tables.messages
    classes, names = entities["actor_class"].fillna("not classed"), entities["name"]
    return messages.assign(issuer_class=messages["issuer_id"].map(classes).fillna("not named"),
                           addressee=messages["addressee_id"].map(names).fillna("not named"))


def network(tables: Tables, of: str = "messages", classes: bool = False) -> pd.DataFrame:
    """The ties between actors, a row a tie: `source`, `target`, `weight` (how many), `articles`, and `strength` for messages.

    `of="messages"`: from issuer to addressee, `strength` their mean on the ladder of seven. `of="meetings"`: who meets whom, agent and
    target of MEETING events, without direction (the two in the order of the alphabet); a happening told again counts once an article.
    Actors are their names, or with `classes` their actor classes. Rows where either end is not named are left out.
    """
    names = tables.entities.set_index("entity_id")["actor_class" if classes else "name"].fillna("unclassified")
    if of == "messages":
        ties = tables.messages.rename(columns={"issuer_id": "source", "addressee_id": "target"})
    elif of == "meetings":
        met = tables.events[tables.events["type"] == "MEETING"].drop_duplicates(["article_id", "happening_id", "agent_id", "target_id"])
        ties = met.rename(columns={"agent_id": "source", "target_id": "target"})
    else:
        raise ValueError(f"a network is of messages or meetings, not of {of!r}")
    ties = ties.assign(source=ties["source"].map(names), target=ties["target"].map(names)).dropna(subset=["source", "target"])
    if of == "meetings":
        ties[["source", "target"]] = np.sort(ties[["source", "target"]].to_numpy(str), axis=1)
    counted = {"weight": ("article_id", "size"), "articles": ("article_id", "nunique")}
    counted |= {"strength": ("strength", "mean")} if of == "messages" else {}
    frame = ties.groupby(["source", "target"]).agg(**counted).reset_index()
    return frame.sort_values(["weight", "source", "target"], ascending=[False, True, True], ignore_index=True)


def occurrences(tables: Tables, of: str = "messages", by: str = "outlet") -> pd.DataFrame:
    """For each group of articles: `articles`, `tokens`, and how many rows the layer `of` has there.

    `by` is a column of the articles (one of your own too, such as weeks to the vote), `stage` (see `article_days`), or `voice`: then a
    group is the words of a voice and the rows that begin in them. Articles set aside are left out. Counts of partitions add up:
    `scale.total(folder, occurrences)`; see `rates`.
    """
    counts = _by_article(tables, of, by)
    return counts.groupby(by).agg(**{"articles": ("tokens", "size"), "tokens": ("tokens", "sum"), of: (of, "sum")})


def _by_article(tables: Tables, of: str, by: str) -> pd.DataFrame:
    """`tokens` and rows of the layer `of`, for each article and group; both are the index."""
    layer = getattr(tables, of)
    if by == "voice":
        counts = {name: rows.groupby(["article_id", voices(tables, rows).rename(by)]).size() for name, rows in
                  (("tokens", tables.tokens), (of, layer))}
        return pd.DataFrame(counts).fillna(0).astype("int64")
    read = article_days(tables) if by == "stage" else tables.articles[tables.articles["status"] == "ok"]
    frame = read[["article_id", by]].fillna({by: "unknown"}).assign(tokens=read["n_tokens"])
    frame[of] = frame["article_id"].map(layer["article_id"].value_counts()).fillna(0).astype("int64")
    return frame.set_index(["article_id", by]).sort_index()  # so that samples do not hang on the order of the articles


def rates(counts: pd.DataFrame) -> pd.DataFrame:
    """What `occurrences` counts with `per_1000`, the rows for a thousand tokens; the groups by name."""
    frame = counts.sort_index().reset_index()
    return frame.assign(per_1000=1000 * frame.iloc[:, -1] / frame["tokens"].where(frame["tokens"] > 0))


def rates_with_intervals(tables: Tables, of: str = "messages", by: str = "outlet", least: int = 5, runs: int = 1000,
                         seed: int = 1) -> pd.DataFrame:
    """`rates` of `occurrences` with the 95 % interval of `per_1000`, `low` to `high`; missing for a group of fewer than `least` articles.

    Percentiles over `runs` samples of the group's whole articles, since the rows of one article are alike (Field and Welsh 2007). It tells
    how far other articles of the kind might give another rate, nothing of what the rules miss.
    """
    frame, bounds = rates(occurrences(tables, of, by)), {}
    for group, part in _by_article(tables, of, by).groupby(by):
        draws = np.random.default_rng(seed).multinomial(len(part), np.full(len(part), 1 / len(part)), size=runs)
        tokens, found = (draws @ part[["tokens", of]].to_numpy()).T
        sampled = 1000 * found[tokens > 0] / tokens[tokens > 0]
        bounds[group] = np.percentile(sampled, [2.5, 97.5]) if len(part) >= least and len(sampled) else (np.nan, np.nan)
    frame["low"], frame["high"] = (frame[by].map({group: ends[side] for group, ends in bounds.items()}).astype(float) for side in (0, 1))
    frame.attrs["notes"] = tables.articles.attrs.get("notes", []) + [f"intervals: 95 %, {runs} samples of whole articles, seed {seed}"]
    return frame


def happenings(tables: Tables) -> pd.DataFrame:
    """What happened, one row a happening however often it is told: `article_id`, `event_id`, `type`, `day`, `realis`, by type and day.

    Of several events of a happening the first with a full date stands; `day` is missing where none has one. With `with_stages(…, "day")`
    they are landmarks for a curve over the days to the vote.
    """
    day = pd.to_datetime(tables.events["date"].where(tables.events["date"].str.len() == 10), errors="coerce")
    first = tables.events.assign(day=day).sort_values("day", na_position="last", kind="stable").drop_duplicates("happening_id")
    return first[["article_id", "event_id", "type", "day", "realis"]].sort_values(["type", "day", "event_id"], ignore_index=True)


def share_interval(successes: int, trials: int, level: float = 0.95) -> tuple[float, float]:
    """The lower and upper end of a share's confidence interval (Wilson 1927); (0, 1) without trials."""
    if not trials:
        return 0.0, 1.0
    interval = stats.binomtest(int(successes), int(trials)).proportion_ci(level, method="wilson")
    return float(interval.low), float(interval.high)


def article_days(tables: Tables) -> pd.DataFrame:
    """One row an article that was read: `day` (published, else its first full date), `days_to_vote`, `stage`, `outlet`, `n_tokens`.

    `day` is missing where the text shows no full date; stages are those of lexicons/elections.tsv.
    """
    # a date counted from another one ("8 hari lagi") is the day of writing only where there is no other
    dates = tables.dates.assign(counted=tables.dates["anchor"] == "relative").sort_values(["article_id", "counted", "start"])
    full = dates[dates["value"].str.len() == 10]
    first = pd.to_datetime(full.groupby("article_id")["value"].first(), errors="coerce")
    read = tables.articles[tables.articles["status"] == "ok"]
    day = read["published"].fillna(first.reindex(read["article_id"]).set_axis(read.index))
    frame = with_stages(read[["article_id", "outlet", "n_tokens"]].assign(day=day), "day")
    return frame.sort_values(["day", "article_id"], ignore_index=True)
