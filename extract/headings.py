"""Numbered lines: their markers, their place in the tree, and which of them are headings and which are content."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge import Knowledge

from .find.agencies import is_party_list, leading_list
from .paras import Para

# Markers from the outermost in; a marker of one kind closes all that are further in.
KINDS = ("part", "upper", "roman", "arabic", "letter", "bullet")
_LONG = 45  # words; a longer line is a sentence, not a title
_RUN_IN = 16  # words of a title that runs in before a colon
_STOPS = " .:;…*_-–—"
_SUB_SENTENCE = re.compile(r"[.!?]\s+\S")


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
    text, folded = para.text, para.folded
    lead = len(text) - len(text.lstrip("*_ "))
    for kind, id, line in (
        ("part", "marker.part", folded),
        ("article", "marker.article", folded),
        ("roman", "marker.roman", text),
        ("upper", "marker.upper", text),
        ("arabic", "marker.arabic", text),
        ("letter", "marker.letter", text),
        ("bullet", "marker.bullet", text),
    ):
        at = 0 if kind == "bullet" else lead
        m = knowledge.pattern(id).match(line[at:])
        if m and (kind not in ("part", "article") or text[at].isupper()):
            return kind, m.group("v"), at + m.end()
    return None


def parse(para: Para, knowledge: Knowledge) -> Line:
    """A paragraph with its marker told apart."""
    found = marker_of(para, knowledge) if para.kind != "note" else None
    end = len(para.text)
    if found is None:
        return Line(para, None, "", (0, end))
    kind, value, start = found
    return Line(para, kind, value, (start, end))


def chapter_kind(title: str, knowledge: Knowledge) -> str | None:
    """What a chapter is about, by how its title begins."""
    from knowledge import fold

    from .zones import starts_with

    found = starts_with(fold(title), knowledge, "headings", "chapter")
    return str(knowledge.entry("headings", found)["kind"]) if found else None


def place(lines: Sequence[Line], knowledge: Knowledge) -> list[Line]:
    """Decide for every numbered line whether it is a heading, and give all lines their section and path."""
    kinds = _kinds(lines)
    out: list[Line] = []
    stack: list[tuple[str, str, bool]] = []  # (kind, value, heading)
    decided = _decide(lines, kinds, knowledge)
    for n, line in enumerate(lines):
        if line.para.kind == "note":
            out.append(line)
            continue
        kind = kinds[n]
        if kind is None or kind in ("bullet", "article"):
            section, own = _where(stack)
            out.append(replace(line, section=section, own=own, depth=len(stack), kind=kind))
            continue
        rank = KINDS.index(kind)
        depth = line.value.count(".")
        while stack and not _above(stack[-1], rank, depth, line.value):
            stack.pop()
        heading, title, body = decided[n]
        section, _ = _where(stack)
        stack.append((kind, line.value, heading))
        path = _path(stack)
        out.append(
            replace(line, kind=kind, heading=heading, title=title, body=body, path=path, section=section, own=path, depth=len(stack))
        )
    return out


def _above(entry: tuple[str, str, bool], rank: int, depth: int, value: str) -> bool:
    """Whether a line already on the stack stands above a new one of this rank and number."""
    kind, held, _ = entry
    other = KINDS.index(kind)
    if other != rank:
        return other < rank
    return kind == "arabic" and held.count(".") < depth and value.startswith(held + ".")


def _path(stack: Sequence[tuple[str, str, bool]]) -> str:
    """The markers joined by dots; a number like 2.1 stands for its parents 2 and 2.1."""
    parts: list[str] = []
    for i, (kind, value, _) in enumerate(stack):
        following = stack[i + 1] if i + 1 < len(stack) else None
        if kind == "arabic" and following and following[0] == "arabic":
            continue
        parts.append(value)
    return ".".join(parts)


def _where(stack: Sequence[tuple[str, str, bool]]) -> tuple[str, str | None]:
    """The path of the nearest heading, and of the nearest numbered content below it."""
    depth = 0
    for i, (_, _, heading) in enumerate(stack):
        if heading:
            depth = i + 1
    section = _path(stack[:depth]) or "preamble"
    return section, _path(stack) if len(stack) > depth else None


def _kinds(lines: Sequence[Line]) -> list[str | None]:
    """The kind of every marker, where a single capital could be a letter or a Roman number: A, B before tell."""
    out: list[str | None] = []
    letters = False
    last = ""
    for line in lines:
        kind = line.kind
        if kind == "upper":
            letters = True
            last = line.value
        elif kind == "roman" and letters and line.value in ("C", "D") and ord(line.value) == ord(last or "@") + 1:
            kind, last = "upper", line.value
        out.append(kind)
    return out


def _decide(
    lines: Sequence[Line], kinds: Sequence[str | None], knowledge: Knowledge
) -> dict[int, tuple[bool, tuple[int, int] | None, tuple[int, int]]]:
    """For each numbered line: heading or not, the title's place, the place of the words behind it."""
    looks = {n: _look(line, kinds[n], knowledge) for n, line in enumerate(lines) if kinds[n] in KINDS[:5]}
    below = {n: _has_below(n, lines, kinds) for n in looks}
    family = _families(looks, lines, kinds)
    out: dict[int, tuple[bool, tuple[int, int] | None, tuple[int, int]]] = {}
    for n, (look, title, rest) in looks.items():
        line = lines[n]
        if look == "sentence":
            verdict = False
        elif look in ("run_in", "sure"):
            verdict = True
        elif not below[n]:
            verdict = False
        elif look in ("plain", "parties"):
            verdict = True
        else:  # "stopped": a line that ends in a full stop is a heading among its like only
            verdict = not any(looks[m][0] == "plain" and below[m] for m in family[n])
        if verdict:
            out[n] = (True, title, rest)
        else:
            out[n] = (False, None, line.body)
    return out


def _families(
    looks: dict[int, tuple[str, tuple[int, int] | None, tuple[int, int]]], lines: Sequence[Line], kinds: Sequence[str | None]
) -> dict[int, list[int]]:
    """For each numbered line its siblings: same kind and depth of number, no outer marker between."""
    out: dict[int, list[int]] = {}
    open_groups: dict[tuple[str, int], list[int]] = {}
    for n in sorted(looks):
        kind = str(kinds[n])
        rank, depth = KINDS.index(kind), lines[n].value.count(".")
        for k in [k for k in open_groups if KINDS.index(k[0]) > rank or (k[0] == kind and k[1] > depth)]:
            del open_groups[k]
        group = open_groups.setdefault((kind, depth), [])
        if group and kind in ("arabic", "letter") and lines[n].value in ("1", "a"):
            group = open_groups[(kind, depth)] = []
        group.append(n)
        out[n] = group
    return out


def _has_below(n: int, lines: Sequence[Line], kinds: Sequence[str | None]) -> bool:
    """Whether paragraphs or inner numbers stand under a numbered line before the next one of its rank."""
    rank, depth = KINDS.index(str(kinds[n])), lines[n].value.count(".")
    for m in range(n + 1, len(lines)):
        if lines[m].para.kind == "note":
            continue
        kind = kinds[m]
        if kind is None or kind in ("bullet", "article"):
            return True
        other = KINDS.index(kind)
        return other > rank or (other == rank and lines[m].value.count(".") > depth)
    return False


def _look(line: Line, kind: str | None, knowledge: Knowledge) -> tuple[str, tuple[int, int] | None, tuple[int, int]]:
    """How a numbered line looks, its title's place if it is a heading, and the place of what follows the title."""
    from .zones import is_upper, starts_with

    start, end = line.body
    text, folded = line.para.text, line.para.folded
    words = text[start:end]
    whole = _trim(text, start, end)
    nothing = (end, end)
    if kind in ("part", "upper", "roman"):
        run = _run_in(line, knowledge)
        if run and not is_upper(words) and len(words.split()) > _RUN_IN:
            return "run_in", run[0], run[1]
        return "sure", whole if whole[0] < whole[1] else None, nothing
    if is_upper(words) and len(words) > 2:
        return "sure", whole, nothing
    stripped = words.rstrip(" *_")
    opens = [_opens(line, g, knowledge) for g in ("together", "lead", "assign", "ask", "direct")]
    if stripped.endswith(":"):
        lead_in = any(_ends(folded[start:end].rstrip(" :*_"), p) for p in knowledge.entry("cues", "clause.lead_in")["phrases"])
        if is_party_list(line.para, start, whole[1], knowledge):
            return "parties", whole, nothing
        if lead_in or len(words.split()) > _LONG or any(opens[:4]) or (opens[4] and len(words.split()) > 8):
            return "sentence", None, line.body
        return "plain", whole, nothing
    if stripped.endswith((";", ",")):
        return "sentence", None, line.body
    parties = is_party_list(line.para, start, whole[1], knowledge)
    if parties:
        return "parties", whole, nothing
    run = _run_in(line, knowledge)
    if run:
        return "run_in", run[0], run[1]
    if _orders(line, knowledge) or any(opens[:4]):
        return "sentence", None, line.body
    if not words[:1].isupper() and words[:1].isalpha() and kind == "arabic":
        return "sentence", None, line.body
    if len(words.split()) > _LONG + 10 or _SUB_SENTENCE.search(words.rstrip(" .")) and len(words.split()) > 25:
        return "sentence", None, line.body
    if stripped.endswith((".", "!", "?")) and not stripped.endswith(("...", "…")):
        return "stopped", whole, nothing
    return ("plain" if len(words.split()) <= _LONG else "stopped"), whole, nothing


def _opens(line: Line, group: str, knowledge: Knowledge) -> bool:
    """Whether a line opens with an order; "giao", "đề nghị" order only where a body is named behind them."""
    from .zones import starts_with

    start, end = line.body
    found = starts_with(line.para.folded[start:end], knowledge, "cues", group)
    if not found or group in ("together", "lead", "direct"):
        return bool(found)
    at = max(h.end for h in knowledge.lexicon("cues", group).all(line.para.folded[start : start + 40]) if h.start == 0)
    return leading_list(line.para, start + at + 1, end, knowledge) is not None


def _ends(folded: str, phrase: str) -> bool:
    return folded == phrase or folded.endswith((" " + phrase) if phrase[0].isalpha() else phrase)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _STOPS:
        start += 1
    while end > start and text[end - 1] in _STOPS:
        end -= 1
    return start, end


def _orders(line: Line, knowledge: Knowledge) -> bool:
    """Whether a line opens with bodies and goes on with what they are to do: then it is a sentence."""
    start, end = line.body
    stop = leading_list(line.para, start, end, knowledge)
    if stop is None:
        return False
    rest = line.para.folded[stop:end].lstrip(" ,")
    return any(h.start == 0 for h in knowledge.lexicon("cues", "verb").find(rest[:60]))


def _run_in(line: Line, knowledge: Knowledge) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """A title before a colon with its words behind it on the same line; a colon before a list of bodies ends no title."""
    from .zones import starts_with

    start, end = line.body
    text, folded = line.para.text, line.para.folded
    colon = text.find(":", start, end)
    while colon >= 0:
        rest = colon + 1
        while rest < end and text[rest] in " *_":
            rest += 1
        if rest >= end:
            return None
        if text[colon - 1].isdigit() and text[colon + 1 : colon + 2].isdigit():  # ISO 9001:2015
            return None
        head = folded[start:colon].strip(" *_")
        stop = leading_list(line.para, rest, end, knowledge, bare=True)
        if stop is not None and leading_list(line.para, start, colon, knowledge) is not None:
            behind = text[stop:end].lstrip(" *_")
            if behind.startswith(":"):
                colon = text.find(":", stop, end)
                continue
            return None
        if len(head.split()) > _RUN_IN and not is_party_list(line.para, start, colon, knowledge):
            return None
        if any(starts_with(head, knowledge, "cues", g) for g in ("together", "lead", "assign", "ask")) or _ends_lead_in(head, knowledge):
            return None
        if any(c in head for c in ".;") and not is_party_list(line.para, start, colon, knowledge):
            return None
        if "(" in text[start:colon] and ")" not in text[start:colon]:
            return None
        return _trim(text, start, colon), (rest, end)
    return None


def _ends_lead_in(head: str, knowledge: Knowledge) -> bool:
    return any(_ends(head, p) for p in knowledge.entry("cues", "clause.lead_in")["phrases"])
