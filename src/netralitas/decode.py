"""Bytes to text: which encoding they are in, mending what a scraper broke; the text is fixed here, once, and not changed after."""
from __future__ import annotations

import codecs
import html
import re
import unicodedata

_BOMS = [(codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
         (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")]
_MAGIC = (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"PAR1", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"SQLite")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]|(?<=\\w)[\u200c\u200d](?=\\w)")
_SPACE = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def _from_windows(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are not UTF-8 read as Windows-1252, the encoding of old Indonesian sites; the five it leaves open as Latin-1."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    raw = error.object[error.start:error.end]
    return "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in raw), error.end


codecs.register_error("netralitas.windows", _from_windows)


def encoding_of(raw: bytes) -> str:
    """The codec of a text by its first bytes: by its byte order mark, as UTF-16 by where its NUL bytes stand, else UTF-8.

    To be used with `errors="netralitas.windows"`, which reads every byte that is not UTF-8 as Windows-1252.
    """
    for bom, codec in _BOMS:
        if raw.startswith(bom):
            return codec
    head = raw[:4096]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = max(1, len(head) // 2)
    if odd > 0.4 * half and even < 0.1 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.1 * half:
        return "utf-16-be"
    return "utf-8"


def decode(raw: bytes) -> str | None:
    """The text of a file's bytes, not yet mended, or None if they are no text (a PDF, an image, a program)."""
    if raw.startswith(_MAGIC):
        return None
    codec = encoding_of(raw)
    text = raw.decode(codec, "netralitas.windows" if codec.startswith("utf-8") else "replace")
    controls = len(_CONTROL.findall(text.replace("\0", "")))
    broken = text.count("\ufffd") if codec.startswith("utf-16") else 0
    return None if controls + broken > max(3, 0.01 * len(text)) else text


def mend(text: str) -> str:
    """The text as it will stay: mojibake undone, HTML entities read, line ends `\\n`, odd spaces plain, NFC; nothing visible is lost.

    Quotation marks stay as they are, curly or straight. NUL, soft hyphens and other invisible characters go; a lone surrogate becomes
    U+FFFD. Does not touch what only looks odd: ligatures, full-width letters. The mojibake is ftfy's work (Speer 2019).
    """
    text = text.replace("\0", "")
    if not text.isascii():
        text = _without_mojibake(text)
    for _ in range(2):  # `&amp;nbsp;` was escaped twice
        if "&" in text:
            text = _ENTITY.sub(lambda m: html.unescape(m.group()), text)
    if not text.replace("\n", "").isprintable():  # else it has nothing of all this
        text = _CONTROL.sub("", _LINE_END.sub("\n", text).replace("\x1b", ""))
        text = re.sub("[\ud800-\udfff]", "\ufffd", _SPACE.sub(" ", _INVISIBLE.sub("", text)))
    return unicodedata.normalize("NFC", text)


def _without_mojibake(text: str) -> str:
    import ftfy

    config = ftfy.TextFixerConfig(
        unescape_html=False, remove_terminal_escapes=False, fix_latin_ligatures=False, fix_character_width=False, uncurl_quotes=False,
        fix_line_breaks=False, remove_control_chars=False, normalization=None, explain=False)
    return ftfy.fix_text(text, config).replace("â€", "”")  # a closing quotation mark whose last byte was lost
