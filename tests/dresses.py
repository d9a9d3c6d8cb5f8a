"""The same plan in another dress: changes of a text that no reader would mind, and what is read of it then.

``DRESSES`` maps a name to what is done to the text; ``fits`` says whether a document can wear them (its tables are not drawn with blanks,
which a change of any word would shift). ``bench/dresses.py`` prints what each costs, ``test_dresses.py`` holds them.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Mapping
from typing import Any

Dress = Callable[[str], str]
WORDS = frozenset(
    {"Ủy ban nhân dân", "thủ tục hành chính", "cải cách hành chính", "no bold"}
)  # these change what is written in the record too
_DRAWN = re.compile(r"\S {3,}\S")
_LETTERHEAD = 14  # lines
_ORDINAL = r"(\**)"
_DATE = re.compile(r"\b(\d{1,2})/(\d{1,2})/(20\d\d)\b")


def fits(text: str) -> bool:
    """Whether no table of a text is drawn with blanks, nor is it a scan's text or a page of the web."""
    lines = text.split("\n")
    return not any(_DRAWN.search(line) for line in lines[_LETTERHEAD:]) and "\f" not in text


def _each(pattern: str, to: str) -> Dress:
    made = re.compile(pattern, re.MULTILINE)
    return lambda text: made.sub(to, text)


def wrapped(width: int, *, indent: int = 0, gap: bool = False) -> Dress:
    """Paragraphs broken into lines of at most ``width`` characters, ``indent`` blanks before the first, an empty line behind if ``gap``;
    letterheads, headings of a line, and lines of tables stay."""

    def broken(text: str) -> str:
        out: list[str] = []
        for line in text.split("\n"):
            if len(line) <= width or "\t" in line or line.lstrip().startswith(("|", "<")):
                out.append(line)
                continue
            out += textwrap.wrap(line, width, initial_indent=" " * indent, break_long_words=False, break_on_hyphens=False)
            out += [""] if gap else []
        return "\n".join(out)

    return broken


def _capitals(text: str) -> str:
    return re.sub(r"(?m)^(\**(?:[IVX]+|\d{1,2})\. )([^.\n|<:]{10,80})$", lambda m: m.group(1) + m.group(2).upper(), text)


def worn(value: Any, name: str) -> Any:
    """A record with its words as a dress has them, to compare one read in it with one read plain."""
    if name not in WORDS:
        return value
    if isinstance(value, dict):
        return {k: v if k == "number" else worn(v, name) for k, v in value.items()}
    if isinstance(value, list):
        return [worn(v, name) for v in value]
    return DRESSES[name](value) if isinstance(value, str) else value


DRESSES: Mapping[str, Dress] = {
    "lines of 70": wrapped(70),
    "lines of 90": wrapped(90),
    "lines of 110, indented": wrapped(110, indent=4),
    "lines of 80, gaps": wrapped(80, gap=True),
    "bullets +": _each(r"^(\s*)- ", r"\1+ "),
    "bullets •": _each(r"^(\s*)- ", r"\1• "),
    "bullets –": _each(r"^(\s*)- ", r"\1– "),
    "bullets without a blank": _each(r"^(\s*)- ", r"\1-"),
    "1)": _each(rf"^{_ORDINAL}(\d{{1,2}})\. ", r"\1\2) "),
    "1/": _each(rf"^{_ORDINAL}(\d{{1,2}})\. ", r"\1\2/ "),
    "a.": _each(rf"^{_ORDINAL}([a-hđ])\) ", r"\1\2. "),
    "I/": _each(rf"^{_ORDINAL}([IVX]+)\. ", r"\1\2/ "),
    "I -": _each(rf"^{_ORDINAL}([IVX]+)\. ", r"\1\2 - "),
    "no bold": _each(r"\*{2,}", ""),
    "indented": _each(r"^(?=\S)(?![|<])", "      "),
    "empty lines between": _each(r"\n(?!\n)(?![|<])", "\n\n"),
    "no empty lines": _each(r"\n\s*\n+", "\n"),
    "line ends of Windows": _each(r"\n", "\r\n"),
    "no full stops": _each(r"[;.]$", ""),
    "full stops for semicolons": _each(r";$", "."),
    "dates in words": lambda text: _DATE.sub(r"\1 tháng \2 năm \3", text),
    "dates with dashes": lambda text: _DATE.sub(r"\1-\2-\3", text),
    "no-break spaces": _each(r"(ngày|số|tháng|quý) (?=\d)", "\\1\u00a0"),
    "Ủy ban nhân dân": _each(r"(?<![-/\w])UBND(?![-\w])", "Ủy ban nhân dân"),
    "thủ tục hành chính": _each(r"(?<![-/\w])TTHC(?![-\w])", "thủ tục hành chính"),
    "cải cách hành chính": _each(r"(?<![-/\w])CCHC(?![-\w])", "cải cách hành chính"),
    "phối hợp cùng": _each(r"([Cc])hủ trì, phối hợp với\b", r"\1hủ trì, phối hợp cùng"),
    "chủ trì phối hợp": _each(r"([Cc])hủ trì, phối hợp với\b", r"\1hủ trì phối hợp với"),
    "no Giao": _each(r"\bGiao (?=Sở|Văn phòng|UBND|Các|Phòng)", ""),
    "headings in capitals": _capitals,
}
