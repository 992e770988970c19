"""Who and where: persons, the offices they hold, organisations, groups of people and places.

Everything is read from the row of items that `places.read_items` makes: offices and organisations by a grammar over codes, persons by the
evidence beside a capitalised run (a title, an office, a verb of saying, a word that is only a name, an earlier full name).
"""
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from .entities import Found, entities_of, filler_id, first_word, force_of
from .learnt import learn_acronyms, learn_places
from .lexicon import Lexicon, Lexicons
from .namesakes import gathered, homonyms, longer_names, one_each
from .places import AREA, LOCAL, NOT_SPEAKER, STREET, VENUE, Items, read_items
from .records import Entity, Mention, Sentence
from .spans import lay_out

__all__ = ["actor_id", "find_mentions", "link_entities", "successors"]

# Units of a body (`Pencegahan, Partisipasi Masyarakat, dan Hubungan Masyarakat`), and whether a list of them goes on.
_LIST = r"(?=(?:[,_][Uu])*[,_]&_[Uu])"
_UNITS = rf"(?:_[Uu#0XzHV]|-0|_I(?=_[OYP])|_&_[UuH]|,[Uu]{_LIST}|(?<=[Uu]),&_[Uu])"
_NAMES_BEHIND = r"(?!(?<=X_)[CMN]_[CMN](?!_[CMNUX]))"  # Direktur Bank TRIB Parwita Surjanata; not so in the name of a body alone
_PROPER = (rf"(?=L[_(])L(?:_[UuXz0#]|_F(?=_[CMNU])|_&_[Uu])*(?:_O|_{_NAMES_BEHIND}(?!N(?:_[CNMJIQ])*[_,][sG])[CNMQJ]"
           rf"(?:_{NOT_SPEAKER}[CMUuD]|_&_[UuC]|-[CMN])*)?(?:_[PDXzUu#])*")
_ENGLISH = r"(?:(?:[CUXPMzl]_){1,4}l(?:_&(?:_[CUXu])+)*|l(?:_&(?:_[CUXu])+|_[UXu])+)"  # Tirta Research Institute, Network for Democracy
# tim hukum Paket Cendana, timses Tendri-Lokas, relawan RATO
_PAIR = r"(?:[XY]|3_[CMNP](?:_[CMN])*|[CMN](?:_[CMN])*-[CMN](?:_[CMN])*)"
_TEAM = rf"2(?:(?:_u)?(?:_g)?_{_PAIR}|(?:_U)++)"
_CORE = rf"(?:[OY]|H(?:{_UNITS}++|(?=_[OY]))|{_PROPER}|{_ENGLISH}|{_TEAM}|3_[CMNP](?:_[CMN])*)"
_BEHIND_NUMBER = rf"(?<=[0#])/(?:{AREA}|[CMNX](?:_[CMNJ](?!_[NMCJs]|,s))?)"  # Korem 123/Wira Sakti, Kodam XX/Tirta
_ACRONYM = r"\([XzOYPCLH]\)"
_ORGANISATION = (rf"(?:(?:{_CORE}|o(?=_(?:[PQ]|W_)))"
                 rf"(?:_{_CORE}|_{AREA}|_{LOCAL}|_[D#0](?!_[NMCJ])|{_BEHIND_NUMBER}|{_ACRONYM}(?:{_CORE}|{AREA})"
                 rf"|(?<=[OY])_W(?:/W|(?<=W)_&_W)*+(?!_(?:[PQZCMNXUJ]|W_))"  # KPU provinsi, Bawaslu kabupaten/kota
                 r"|\(L\)[CMNU](?:_[CMN]){0,2}(?![_,][sG]))*+)").replace(_NAMES_BEHIND, "")
_PART = rf"(?:{_CORE}|{AREA}|{LOCAL}|[#0UuXzRBHEDv]|V(?!_[CMX](?!_[CNM])))"
_MORE = (rf"(?:_(?!(?<=[PD]_)U_[CMN](?!_[OYHU])){_PART}|_C(?=(?:_&)?(?:_[CU])*_[OYH])|/{_CORE}"
         rf"|(?<=[URr])_[gt](?=[_,][NMCTJ])|_&_[UuXzH]|_&_C(?=_[OYH])|(?<=[Uu])_&_C(?=_U)|(?<=U)_K(?!_)|-[#0]|{_BEHIND_NUMBER}|(?<=[OYUuXzL])_&_{_CORE}"
         rf"|,[Uu]{_LIST}|(?<=[Uu]),&_[Uu]|\(P(?=\)[TJNMC])|\(L\)[CMNU](?:_[CMN]){{0,2}}(?=_P|[,~])|(?:{_ACRONYM}|\([RB](?:_U)?\)){_PART})")
# `Camat Sukarimba mengimbau`: of a district nobody listed, unless the word is one that persons are named by
_VILLAGE = (r"v(?:(?<=[NC],v)_[CM](?:_[CM])?(?!_[A-Z])"
            r"|(?:_|\([vRXzC]\))(?:(?:M_[CM](?=~)|[CMQ](?:_[CMFU](?=,|_s))?)(?:_D)*(?!,s|[,_]G|_p)|N(?=_[NCJ]_[NCJ]|_T)|V_[CM]))?")
# Ketua Sinarloka, Rukmini Sari; Kepala Kantor BKN Sinar Loka, Rukmini Sari
_UNKNOWN = r"(?:(?:_[CU])++(?:_[OYPD])*(?=_T)|_C(?=,[TJNMCARBv]|_J)|_C_D|_[CM]_[CM](?=,(?:T[_.])*[CMNJ](?:_[CMN])*(?:[|.~]|$|[,_][sG])|,s))"
_NAMED_AFTER = r"(?=_[TJN]|_[MC]_[NMC]|,[TJ]|,[NC]_[NC])"
_ROLE = (rf"(?:(?:A(?:[_.]|\(A\)))*(?:(?<!q_)c(?:_{AREA}|(?:_{_CORE})?{_NAMED_AFTER})|(?:[RB](?:_w-0)?|{_VILLAGE}){_MORE}*+{_UNKNOWN}?"
         rf"|E{_MORE}*+(?=[_,][TJNMC])|t(?:{_MORE}++{_UNKNOWN}?|{_UNKNOWN}|_w_{_CORE}(?=[_,][TJNMC])|(?=_[TJNM]|,[TJNMC]))"
         rf"|[rbe]{_MORE}++|[rbe](?=_[TNJ]|,[NJ])|(?<=A_)[rbet]|b))")
_GROUP = r"[guotcEAr2HL]"
# The look ahead spares the engine most attempts: what a thing, a name, an explained acronym can begin with.
_THING = re.compile(rf"(?=[ABEHKLOPQRSVWYZbceglortuv23]|[CUXMz]_[CUXPMzl])(?:(?P<role>{_ROLE})|(?P<venue>{VENUE})"
                    rf"|(?P<organisation>{_ORGANISATION})|(?P<street>{STREET})|(?P<local>{LOCAL})|(?P<area>{AREA})|(?P<group>{_GROUP}))")
_INITIAL = r"(?:(?<!I_)(?:I_)++)?"  # all of a row of initials, or the row would be read again from each
_NAME = re.compile(rf"(?=[zInNMCJQ])(?:(?<=T_)z_)?(?:n_(?=[CN]))?{_INITIAL}[NMCJQ]"
                   r"(?:_(?:[NMCJIQ]|n(?=_[NMCJ])|P(?=_[NMC])|(?<=N_)z))*(?:_#(?=[_,|~]))?")
_RUN = rf"{_INITIAL}[CMNJQ](?:_[CMNJIQ])*+"
# Tendri Lokasari, Sahrun Lataha, dan Togar Lesmana; a row of names without `dan` is matched too, and not begun again at each name
_LISTED = re.compile(rf"{_RUN}(?:,{_RUN})*+(?P<last>(?:[_,]&_(?:T[_.])*|-){_RUN})?")
_INITIALS = re.compile(r"(?<=y_)[XzPCI]|(?<=k_)z|[Xz](?=\(0)")
_AT, _ELECTION = ("pada", "di"), ("oversight", "organiser")
_BEARER = re.compile(r"[_,](?:T[_.])*[CMNJ]")
_COMMA = re.compile(r"\),")  # Ketua KPU Kabupaten Kolaka Timur (Koltim), Sultra
_AGED = re.compile(r"\s?\((?:1[2-9]|[2-9]\d)(?:\s?(?:tahun|thn|th))?[),]")  # Tendri (35), AR (41 tahun)
# Why a run of capitalised words is a name: rule, and a pattern over the codes before, the run in < >, the codes behind;
# f or d ends an office, a or d begins one, x is another finding. The first that fits; none = no person.
_EVIDENCE = (
    ("title", r"..T_<"), ("alias", r"..j_<|.{4}<[^>]+[CMNJ]>[,_]j"), ("name_words", r".{4}<[^>]*J"),
    ("office_before", r"[fd]\(.\)<|..[fd][_,]<(?!C>[_,(][PDUXO])"),  # Penjabat (Pj) Tendri, Ketua KPU, Tendri; not Kepala Klinik Tirta
    # kata Tendri, oleh Rukmini, bernama Rukmini, warga bernama Tendri; not kata Humas Sinar
    ("said_by", r"..k_<(?!C+>_[UX])|..[m1]_<(?!C+>_[UX])(?:[^>]{2,}|N)>|x_1_<"),
    ("none", r"..[iwKSV]_<"), ("degree", r".{4}<[^>]+>.G"),
    ("says", r".{4}<[^>]+>(?:_s|(?<=..>),s)|..[adfx],<C>,s"),
    ("office_after", r".{4}<(?:[^>]{2,}|N)>(?:[,(][ad]|_p.[ad])"), ("name_words", r".{4}<[^>]*N"),
)
_WHY = re.compile("|".join(f"({pattern})" for _, pattern in _EVIDENCE))
_CALLING = re.compile(r",[grbetv2]")  # Tendri, warga Desa Sukamulya, ...
_BETWEEN = re.compile(r",\s[a-z][^,.]{3,60},\s")
_NAMED, _OF_BODY = ("_N", "_T", "_J", "_M"), ("_O", "_Y", "_H", "_o", "_g", "_2")
_CALLED = re.compile(r",\s*(?:(?:seorang|salah\s(?:satu|seorang))\s+)?")
_AFTER_GROUP = re.compile(r"(?:q_[A-Za-z]|[bgou])(?:,?_?&_[BvbR]|,[BvbR])*(?:,|,?_?&_)\Z")  # seluruh camat, Danramil dan Kapolsek
_TOLD_TO = re.compile(r"\b(?:kepada|oleh|dihubungi|ditemui|diterima|dikutip)\s\Z")
_POINTED = re.compile(r"\s(?:itu|tersebut|ini)\b")
_SHORT = re.compile(r"[,.]|\s(?:itu|tersebut|ini|yang|pun|juga|akan|telah|lantas|me\w{4,}|be\w{4,}|di\w{4,})\b")
_NO_ACTOR = re.compile(r"(?:\b[Pp]emilihan|\bmenjadi)\s\Z")
_ONE = re.compile(r"(?:[Ss]eorang|[Ss]alah\s(?:satu|seorang))\s\Z")
_CLOSED = re.compile(r"(?:\s[A-Z]\w+){0,3}[,.]")
_A_WORD = re.compile(r"[^\W_]+")
_APPOSED = re.compile(r",\s+[a-z]{3}")  # Tendri Lokasari, pedagang di pasar itu, ...


def find_mentions(sentences: Sequence[Sentence], lexicons: Lexicons) -> tuple[list[Mention], list[Entity]]:
    """Mentions of persons, roles, organisations and places, and the article's entities.

    A person's mention is the name alone; the office beside it is a mention of kind `role` with the bearer's `entity_id`. Mentions do not
    overlap: an organisation or place inside an office or a longer organisation is no mention of its own. Offsets are the article's.
    `rule` is the kind of evidence. Pronouns are not mentions. Deterministic; no exception on any text.
    """
    text = lay_out(sentences)
    items = learn_acronyms(learn_places(read_items(text, sentences, lexicons), lexicons["place_cues"]), lexicons, _CORE)
    things = _at_bodies(items, _things(items, lexicons))
    return entities_of(items, _apposed(items, sorted([*things, *_names(items, things)])), sentences, lexicons)


def actor_id(mention: Mention, text: str) -> str | None:
    """A mention's `entity_id`, or the filler of a role that nobody bears (`organisation:bupati-bangli`); `text` is `lay_out(sentences)`."""
    return mention.entity_id or filler_id(text[mention.start:mention.end])


def _things(items: Items, lexicons: Lexicons) -> Iterator[Found]:
    """Roles, organisations, groups and places, by the grammar over codes."""
    groups, heads = lexicons["groups"], set()
    for m in _THING.finditer(items.codes):
        first, last, kind = _extent(items, m)
        start = items.items[first].start
        if kind == "organisation":
            if "." in items.items[first].words and not _TOLD_TO.search(items.text, max(0, start - 14), start):
                continue  # the outlet's own name in a dateline
            if first < last and items.codes[2 * first] in "HLOo2":
                heads.add(first_word(items, first))
            end = _own_area(items, first, last)
            yield Found(first, end, kind, kind)
            if end < last:
                yield Found(end + 1, last, "place", "area")
        elif kind in ("role", "group"):
            if items.codes[2 * first - 2:2 * first] == "V_" and items.text[start].islower():
                continue  # di kantor bupati
            if found := _office(items, groups, first, last) if kind == "role" else _group(items, lexicons, heads, first, last):
                yield found
        elif _is_place(items, first, last, kind):
            yield Found(first, last, "place", kind)


def _extent(items: Items, m: re.Match) -> tuple[int, int, str]:
    """First and last item and kind of a match; an office ends at `),`, a part in proceedings at its number: `Teradu II`."""
    first, last, kind = m.start() // 2, (m.end() - 1) // 2, m.lastgroup
    if kind == "role" and "(" in m[0] and (cut := _COMMA.search(items.text, items.items[first].start, items.items[last].end + 2)):
        last = next(n for n in range(first, last + 1) if items.items[n].end >= cut.start()) - 1
    if kind == "role" and getattr(items.items[first].entry, "category", "") == "party":
        last, whole = first + (items.codes[2 * first + 2:2 * first + 3] == "#"), last  # Teradu II, not Tersangka Korupsi
        kind = "group" if first == last < whole else kind
    return first, last, kind


def _office(items: Items, groups: Lexicon, first: int, last: int) -> Found:
    """An office as a role, or, where it is all who hold it, as a group."""
    if _are_members(items, first, last):
        return Found(first, last, "organisation", "members")
    trade = items.items[first].entry.category == "trade" and items.codes[2 * last + 1:2 * last + 3] not in _NAMED
    rule = "trade" if trade else "group" if _is_general(items, groups, first, last) else "office"
    return Found(first, last, "role" if rule == "office" else "organisation", rule)


def _group(items: Items, lexicons: Lexicons, heads: set[str], first: int, last: int) -> Found | None:
    """A word for a group, or for a body named before by its head (`heads`), as what it is here; None where it is nobody."""
    code, item, words = items.codes[2 * first], items.items[first], items.words(first, last)
    before, behind = items.codes[2 * first - 2:2 * first], items.codes[2 * last + 1:2 * last + 3]
    named, category = lexicons["groups"].get(words), getattr(items.items[last].entry, "category", "")
    if behind in _OF_BODY and lexicons["name_cues"].get(words) or _NO_ACTOR.search(items.text, max(0, item.start - 12), item.start):
        return None  # jajaran Polres Bangli; menjadi juru kampanye, pemilihan rektor
    if before == "p_" and code in "tbc" and item.entry.category != "trade":
        return Found(first, last, "role", "office")  # ditetapkan sebagai tersangka, menjabat bupati
    if code in "HL2" or category == "short":
        said = _SHORT if code == "g" or item.initial else _POINTED
        if first_word(items, first) in heads and (code == "2" or said.match(items.text, items.items[last].end)):
            return Found(first, last, "organisation", "short")
        return Found(first, last, "organisation", "group") if code == "2" and named else None
    if code == "r":
        member = force_of(items, first) or behind == "_C" and words.endswith("nya")
        return Found(first, last, "organisation", "group") if member else None
    if named and named.category in _ELECTION and named.name.startswith(words.lower() + " ") \
            and not any(getattr(item.entry, "actor_class", "") in _ELECTION for item in items.items):
        return None  # penyelenggara acara
    plain, pair = named and _is_all(items, first), words.lower() in ("pasangan", "pasangannya")
    if category == "none" or pair and behind not in (*_NAMED, "_C") or not plain and code in "EA":
        return None  # pasangan muda
    return Found(first, last, "organisation", category if category == "trade" and not plain else "group")


def _are_members(items: Items, first: int, last: int) -> bool:
    """Whether an office is all who hold it in a body: `anggota Polres Merawan`, `seluruh anggota Bawaslu`; not `anggota Bawaslu Tendri`."""
    before, behind = items.codes[2 * first - 2:2 * first], items.codes[2 * last + 1:2 * last + 3]
    office, body = items.items[first].entry, items.items[min(first + 1, last)].entry
    if getattr(office, "id", "") != "member" or before == "p_" or behind in (*_NAMED, ",T", ",N", ",C", "_1") or first == last:
        return office is not None and first == last and items.codes[2 * first] == "R" and bool(force_of(items, first))
    return getattr(body, "actor_class", "") == "security" or before in ("q_", "0_") and items.codes[2 * first + 2] != "H"


def _is_general(items: Items, groups: Lexicon, first: int, last: int) -> bool:
    """Whether an office is all who hold it: `para bupati` (not `kata bupati`), `Camat` alone, in a headline."""
    code, before = items.codes[2 * first], items.codes[2 * first - 2:2 * first]
    if before == "p_" or items.codes[2 * last + 1:2 * last + 3] in _NAMED or first == last and code == "b" and before == "k_":
        return False
    headline = items.items[first].sentence in items.headlines and groups.get(items.words(first, last))
    judges = code == "R" and items.items[first].entry.actor_class == "oversight" and groups.get(items.words(first, last))
    listed = code == "B" and _AFTER_GROUP.search(items.codes[:2 * first][-24:])
    return bool(headline or first == last and (code in "bv" or before == "q_" or judges or listed))


def _own_area(items: Items, first: int, last: int) -> int:
    """The last item of a body's name, without the province run on behind its regency: `Panwaslu Kabupaten Bangli Bali`."""
    return next((n - 1 for n in range(first + 2, last + 1) if items.codes[2 * n - 2:2 * n + 1] in ("P_P", "D_P", "C_P", "N_P")
                 and getattr(items.items[n].entry, "category", "") == "province"), last)


def _at_bodies(items: Items, things: Iterable[Found]) -> list[Found]:
    """`things` with the body that an office is at as part of it, where the bearer follows: `Dirjen Bina Desa pada Kemendagri Tendri`."""
    rows: list[Found] = []
    for f in things:
        if f.rule == "organisation" and rows and rows[-1].kind == "role" and _BEARER.match(items.codes, 2 * f.last + 1) \
                and items.text[items.items[rows[-1].last].end:items.items[f.first].start].strip() in _AT:
            f = rows.pop()._replace(last=f.last)
        rows.append(f)
    return rows


def _is_all(items: Items, n: int) -> bool:
    """Whether a calling is all who have it: `Guru Dilarang` in a headline; not `Pejabat Pembuat`, nor `Rukmini Sari, pedagang di`."""
    before, behind = items.codes[max(0, 2 * n - 2):2 * n], items.codes[2 * n + 1:2 * n + 3]
    return not (before[1:] == "," and before[0] in "CMNJ") and (behind not in ("_U", "_C") or items.items[n].sentence in items.headlines)


def _is_place(items: Items, first: int, last: int, kind: str) -> bool:
    """Whether a match of the place grammar is one here: a bare ambiguous name only after `di`, a venue only where it may be meant."""
    before, item = items.codes[2 * first - 2:2 * first], items.items[first]
    capital = items.text[item.start].isupper()
    if kind == "area":
        return before != "y_" and (item.code != "Z" or capital) and (item.code != "Q" or first < last or before == "i_")
    return before == "i_" or capital and not item.initial if kind == "venue" else capital or last > first


def _names(items: Items, things: Sequence[Found]) -> list[Found]:
    """Persons: runs of capitalised words outside `things` for which there is evidence, or that stand beside a person or hold a name heard;
    then short forms of those, also in headlines, where capitals say nothing."""
    masked = _masked(items, things)
    taken = {m.start() // 2 for m in _INITIALS.finditer(masked)}  # `berinisial MZ`: who is not to be known is no actor
    runs = [(m.start() // 2, (m.end() - 1) // 2) for m in _NAME.finditer(masked) if m.start() // 2 not in taken]
    plain = [run for run in runs if items.items[run[0]].sentence not in items.headlines]
    found = [Found(*run, "person", rule) for run in plain if (rule := _evidence(items, masked, *run))]
    begins = {f.first for f in found}
    lists = (range(m.start() // 2, m.end() // 2 + 1) for m in _LISTED.finditer(masked) if m["last"])
    listed = {n for members in lists if not begins.isdisjoint(members) for n in members}
    heard = {items.words(f.first, f.first) for f in found if f.first == f.last and f.rule in ("says", "said_by", "title")}
    for first, last in plain:
        if first not in begins and first < last and (first in listed or not heard.isdisjoint(items.words(first, last).split())):
            found.append(Found(first, last, "person", "joined" if first in listed else "repeated"))
    taken = {f.first for f in found}
    return [*found, *_short_forms(items, found, [run for run in runs if run[0] not in taken])]


def _masked(items: Items, things: Sequence[Found]) -> str:
    """The codes with x for what is found: of an office a at its start and f at its end, or d; f, too, for its places behind it."""
    codes = list(items.codes)
    for f in things:
        size, behind = f.last - f.first, f.kind == "place" and "".join(codes[max(0, 2 * f.first - 2):2 * f.first]) in ("f,", "d,")
        ends = ("a" + "x" * (size - 1) + "f" if size else "d") if f.kind == "role" else "x" * size + ("f" if behind else "x")
        codes[2 * f.first:2 * f.last + 1:2] = ends  # Kepala Desa Sukamulya, Kecamatan Sidamukti, ...
    return "".join(codes)


def _evidence(items: Items, masked: str, first: int, last: int) -> str | None:
    """Why items first..last are a person's name, or None; of an unknown run of two words that opens a sentence also its trade behind it."""
    run, before, after = masked[2 * first:2 * last + 1:2], masked[max(0, 2 * first - 4):2 * first], masked[2 * last + 1:2 * last + 5]
    end = items.items[last].end
    if after[:2] == "(0" and _AGED.match(items.text, end):
        return "age"
    if m := _WHY.match(f"{before:>4}<{run}>{after}"):
        rule = _EVIDENCE[m.lastindex - 1][0]
        return None if rule == "none" or rule == "says" and run == "C" and _ordinary(items, first) else rule
    if first == last and not (_CALLING.match(items.codes, 2 * last + 1) and _BETWEEN.match(items.text, end)):
        return None
    beside = items.items[first - 1] if before[-1:] == "_" and first < last else None
    if beside and (beside.code in "g2" or beside.code == "t" and beside.entry.category == "party"):
        return "group_before"
    opens = items.items[first].initial and not _ordinary(items, first)
    return "apposed" if opens and (after[:2] == "_w" or _APPOSED.match(items.text, end)) else None


def _apposed(items: Items, found: list[Found]) -> list[Found]:
    """`found` with the calling between commas behind a person as a role: `Tendri, tokoh masyarakat Merawan, ...`."""
    rows: list[Found] = []
    for f in found:
        before = rows[-1] if rows else f
        between, end = items.text[items.items[before.last].end:items.items[f.first].start], items.items[f.last].end
        if before.rule == "apposed" and f.kind == "place" and between == " ":
            rows[-1] = before._replace(last=f.last)
            continue
        start = items.items[before.first].start
        if before.rule == "group" and f.kind == "person" and (
                between == ", " and _ONE.search(items.text, max(0, start - 20), start)
                or between == " " and items.codes[2 * before.last] in "tr" and items.codes[2 * before.first - 2:2 * before.first] != "q_"
                or items.codes[2 * before.last + 1:2 * f.first] == "_1_"):
            rows[-1] = before._replace(kind="role", rule="apposed")  # seorang warga, Tendri; terdakwa Tendri; guru bernama Tendri
        if before.kind == "person" and f.rule in ("group", "trade") and _CALLED.fullmatch(between) and (
                f.rule == "trade" or _CLOSED.match(items.text, end)):
            f = f._replace(kind="role", rule="apposed")
        rows.append(f)
    return [f for f in rows if f.rule != "trade"]


def _ordinary(items: Items, n: int) -> bool:
    """Whether a word that opens a sentence is also written small in this article, so no name."""
    return items.items[n].initial and items.words(n, n).lower() in _all_words(items.text)


@lru_cache(maxsize=2)
def _all_words(text: str) -> frozenset[str]:
    return frozenset(_A_WORD.findall(text))


def _short_forms(items: Items, found: Sequence[Found], rest: Sequence[tuple[int, int]]) -> Iterator[Found]:
    """Of runs without evidence of their own, also in a headline, the words that are of a name given in full."""
    known = {word for f in found for word in items.name(f.first, f.last).split()}
    for first, last in rest:
        named = [n for n in range(first, last + 1) if items.name(n, n) in known and not (items.codes[2 * n] == "C" and _ordinary(items, n))]
        if any(len(items.words(n, n)) > 2 for n in named):  # La Samuru, not La alone
            yield Found(named[0], next(n for n in range(named[0], last + 2) if n not in named) - 1, "person", "short_form")


def link_entities(entities: Iterable[Entity],
                  mentions: Iterable[Mention] = ()) -> tuple[list[Entity], dict[str | tuple[str, str], str]]:
    """The entities of all articles merged, by id, and a map from every old id to the new one.

    Entities with one id are one. A person with a shorter name is the one whose name has all its words, if there is only one such person,
    and both hold an office of one body, or the shorter name has two words or more that stand together in the longer one and their
    offices do not differ. With `mentions`, in the order of `entities`, persons of one name with offices in different regencies are told
    apart: each gets the area at the end of its id, and the map has them by (article_id, old id). The order of articles has no effect.
    """
    apart, rows = homonyms(list(entities), mentions)
    same = one_each(rows)
    longer = longer_names([e for e in same if e.kind == "person"])
    ids = {e.entity_id: longer.get(e.entity_id, e.entity_id) for e in same}
    return gathered(same, longer), ids | {k: ids[apart[k]] for k in sorted(apart)}


def successors(entity_id: str, year: int, lexicons: Lexicons) -> list[str]:
    """The ids of the bodies that have the tasks of `entity_id` in `year`: itself, or those that took them over (BKN for KASN from 2024).

    The table and its sources are `lexicons/successions.tsv`. `entities.entity_id.map(lambda e: successors(e, 2025, lexicons)[0])` merges.
    """
    for row in lexicons["successions"]:
        if filler_id(row.form.split("|")[0]) == entity_id and int(row.since[:4]) <= year:
            return [filler_id(name) for name in row.successor.split("; ")]
    return [entity_id]
