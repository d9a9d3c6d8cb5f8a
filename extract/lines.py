"""A paragraph of the body with the marker that opens it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from knowledge import Knowledge

from .paras import Para
from .zones import is_upper


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of the body with its marker; ``title`` and ``body`` are (start, end) in its normal text."""

    para: Para
    kind: str | None
    value: str
    body: tuple[int, int]
    heading: bool = False
    title: tuple[int, int] | None = None
    path: str = ""
    section: str = "preamble"
    own: str | None = None
    depth: int = 0

    @property
    def marker(self) -> str | None:
        return self.value or None

    @property
    def text(self) -> str:
        return self.para.text[self.body[0] : self.body[1]]

    def renamed(self, path: str) -> Line:
        return replace(self, path=path)


def marker_of(para: Para, knowledge: Knowledge) -> tuple[str, str, int] | None:
    """The marker that opens a line: its kind, its value without punctuation, and where the words after it begin."""
    text, folded = para.read, para.folded
    lead = len(text) - len(text.lstrip("*_ "))
    for kind, id, line in (
        ("part", "marker.part", folded),
        ("article", "marker.article", folded),
        ("roman", "marker.roman", text),
        ("roman", "marker.roman_read", text),
        ("upper", "marker.upper", text),
        ("arabic", "marker.arabic", text),
        ("letter", "marker.letter", text),
        ("bullet", "marker.bullet", text),
    ):
        at = 0 if kind == "bullet" else lead
        m = knowledge.pattern(id).match(line[at:])
        if m and (kind not in ("part", "article") or text[at].isupper()):
            value = m.group("v") if kind != "article" else line[at : at + m.end()].strip(" .:")
            if id == "marker.roman_read":
                if not is_upper(text[at + m.end() :]):
                    continue
                return kind, str(knowledge.top("patterns", "roman_read").get(value, value)), at + m.end()
            inner = _listed(text, at + m.end(), knowledge) if kind == "bullet" else None
            if inner:
                return inner
            return kind, text[at : at + len(value)] if kind == "article" else value.upper() if kind == "part" else value, at + m.end()
    return None


def _listed(text: str, at: int, knowledge: Knowledge) -> tuple[str, str, int] | None:
    """The number or letter behind the dash that a converter sets before each item of a list: "- a) Ban hành ...", "- 2. Rà soát ..."."""
    start = at + len(text[at:]) - len(text[at:].lstrip("*_ "))
    for kind, id in (("arabic", "marker.arabic"), ("letter", "marker.letter")):
        m = knowledge.pattern(id).match(text[start:])
        if m and any(c in m.group() for c in ".)"):
            return kind, m.group("v"), start + m.end()
    return None


def parse(para: Para, knowledge: Knowledge) -> Line:
    """A paragraph with its marker told apart."""
    found = marker_of(para, knowledge) if para.kind != "note" else None
    end = len(para.text)
    if found is None:
        return Line(para, None, "", (0, end))
    kind, value, start = found
    return Line(para, kind, value, (start, end))


def split(line: Line, knowledge: Knowledge) -> list[Line]:
    """A line that runs several lettered items together ("a) ...; b) ..."), item by item; labels of one task stay together."""
    if line.kind != "letter" or line.value != "a":
        return [line]
    text = line.para.read
    out, begin, value = [], line.body[0], "a"
    for m in knowledge.pattern("marker.letter_inside").finditer(text, *line.body):
        if m.group("v") != chr(ord(value) + 1):
            break
        out.append(replace(line, value=value, body=(begin, m.start())))
        begin, value = m.end(), m.group("v")
    return [*out, replace(line, value=value, body=(begin, line.body[1]))] if out else [line]
