"""From bytes to text, or a clear refusal: what a file is, told by its bytes and never by its name."""

from __future__ import annotations

import re
import unicodedata

from extract.bounds import BOUNDS
from knowledge import InputError

from .ole import MAGIC, compound

LIMIT = BOUNDS.source
"""The largest source in bytes that is read unless told otherwise."""

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "rar"),
)
_ZIPPED: tuple[tuple[bytes, str], ...] = (
    (b"word/", "docx"),
    (b"xl/", "xlsx"),
    (b"ppt/", "pptx"),
    (b"opendocument.text", "odt"),
)
_STREAMS = (
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
    ("__properties_version1.0", "msg"),
)
_CONTROL = bytes([*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20)])
_HTML = re.compile(rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_SOME = 1 << 16


def kind_of(source: bytes) -> str | None:
    """The name of a known format that is no plain text, by its bytes: ``docx``, ``doc``, ``pdf``, ``rtf``, ``odt``, ``xls`` ...; None for
    what may be text. A Word file that a password locks is ``locked``."""
    if source.startswith(MAGIC):
        return _ole(source)
    for magic, name in _MAGIC:
        if source.startswith(magic):
            return name
    if source.startswith(b"PK\x03\x04"):
        ends = source[:_SOME] + source[-_SOME:]
        return next((name for mark, name in _ZIPPED if mark in ends), "zip")
    if source.startswith(b"RIFF") and source[8:12] == b"WEBP":
        return "webp"
    if source.startswith(b"BM") and source[6:10] == b"\0\0\0\0":
        return "bmp"
    return "pdf" if b"%PDF-" in source[:1024] and not source[:1024].lstrip().startswith(b"<") else None


def _ole(source: bytes) -> str:
    found = compound(source)
    if found.locked:
        return "locked"
    return next((name for stream, name in _STREAMS if stream in found.streams), "doc")


def decode(source: bytes, name: str, *, limit: int = LIMIT) -> str:
    """The text of ``source`` with nothing changed but the byte order mark taken off.

    Raises ``InputError``: ``input.empty``, ``input.too_large``, ``input.format_later``, ``input.html``, ``input.not_text``,
    ``input.broken_utf8``, ``input.broken_utf16``, ``input.encoding``.
    """
    if len(source) > limit:
        raise InputError("input.too_large", file=name, size=len(source), limit=limit)
    if not source.strip():
        raise InputError("input.empty", file=name)
    found = kind_of(source)
    if found:
        raise InputError("input.format_later", file=name, format=found)
    for mark, codec in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if source.startswith(mark):
            text = _utf16(source, name, codec)
            break
    else:
        text = _bytewise(source.removeprefix(b"\xef\xbb\xbf"), name, len(source))
    if not text.strip():
        raise InputError("input.empty", file=name)
    if _HTML.match(text[:4096].encode("utf-8", "replace")):
        raise InputError("input.html", file=name)
    return text


def _utf16(source: bytes, name: str, codec: str) -> str:
    try:
        text = source[2:].decode(codec)
    except UnicodeDecodeError as e:
        raise InputError("input.broken_utf16", file=name, place=f"byte {e.start + 2}", byte=e.start + 2) from e
    _refuse_binary(text.encode("utf-8", "replace"), name)
    return text


def _refuse_binary(source: bytes, name: str) -> None:
    """Signs that no text holds: a NUL in a hundred bytes, or one control character in fifty."""
    some = source[:_SOME]
    controls = len(some) - len(some.translate(None, _CONTROL))
    if some.count(0) * 100 > len(some) or controls * 50 > len(some):
        raise InputError("input.not_text", file=name)


def _bytewise(source: bytes, name: str, size: int) -> str:
    _refuse_binary(source, name)
    try:
        return source.decode("utf-8")
    except UnicodeDecodeError as e:
        broken = e
    # Mostly UTF-8 with a few broken places is broken UTF-8; text in another encoding has next to no whole sequences.
    lenient = source.decode("utf-8", "replace")
    wrong = lenient.count("\ufffd")
    whole = sum(1 for c in lenient[:_SOME] if c > "\x7f" and c != "\ufffd")
    if whole >= 2 * lenient[:_SOME].count("\ufffd"):
        byte = broken.start + size - len(source)
        line = source.count(b"\n", 0, broken.start) + 1
        raise InputError("input.broken_utf8", file=name, place=f"byte {byte}", byte=byte, line=line, count=wrong) from broken
    try:
        text = source.decode("cp1258")
    except UnicodeDecodeError:
        raise InputError("input.encoding", file=name) from broken
    if not _vietnamese(text):
        raise InputError("input.encoding", file=name) from broken
    return text


def _vietnamese(text: str) -> bool:
    """Whether the letters are distributed as Vietnamese ones: those that carry tone and shape, or đ, ơ, ư, are 3 to 45 in a hundred."""
    letters = [c for c in unicodedata.normalize("NFC", text[:_SOME]) if c.isalpha()]
    own = sum(1 for c in letters if "\u1ea0" <= c <= "\u1ef9" or c in "\u0111\u0110\u01a1\u01a0\u01b0\u01af\u0103\u0102")
    other = sum(1 for c in letters if not c.isascii() and unicodedata.normalize("NFD", c)[0] not in "aeiouydAEIOUYD\u0111\u0110")
    return bool(letters) and 0.03 <= own / len(letters) <= 0.45 and other * 50 <= len(letters)
