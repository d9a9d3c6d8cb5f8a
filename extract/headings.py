"""Numbered lines: their markers, their place in the tree, and which of them are headings and which are content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from knowledge import Knowledge, fold

from .find.agencies import are_bodies
from .labels import closes
from .lines import Line
from .looks import Look, look
from .zones import starts_with

# Markers from the outermost in; a marker of one kind closes all that are further in.
_TITLE = 40  # words of a chapter's title at most
_TASK = 14  # words; a longer line that only says who does it below is a task
KINDS = ("part", "upper", "roman", "article", "arabic", "inner", "letter", "bullet")


def chapter_kind(title: str, knowledge: Knowledge) -> str | None:
    """What a chapter is about, by how its title begins."""
    found = starts_with(fold(title), knowledge, "headings", "chapter")
    return str(knowledge.entry("headings", found)["kind"]) if found else None


def place(lines: Sequence[Line], knowledge: Knowledge) -> list[Line]:
    """Decide for every numbered line whether it is a heading, and give all lines their section and path."""
    kinds = _kinds(lines)
    out: list[Line] = []
    stack: list[tuple[str, str, bool]] = []  # (kind, value, heading)
    decided = _decide(lines, kinds, knowledge)
    waiting = False
    for n, line in enumerate(lines):
        if line.para.kind == "note":
            out.append(line)
            continue
        kind = kinds[n]
        if kind is None and waiting and len(line.text.split()) <= _TITLE:
            waiting = False  # "Chương I" on a line of its own: its title stands on the next
            out.append(
                replace(line, heading=True, title=line.body, body=(line.body[1], line.body[1]), path=_path(stack), section=_path(stack))
            )
            continue
        waiting = False
        if kind is None or kind == "bullet":
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
        waiting = kind in ("part", "upper", "roman") and title is None
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
    """The kind of every marker, where a single capital could be a letter or a Roman number: A, B before tell; and where 1), 2) count
    inside what 1., 2. count (``inner``)."""
    out: list[str | None] = []
    letters = inside = False
    last = counted = ""
    for line in lines:
        kind = line.kind
        if kind == "arabic":
            bracket = _sign(line) == ")"
            inside = bracket and (inside or (line.value == "1" and counted == "."))
            counted = counted if inside else _sign(line)
            kind = "inner" if inside else kind
        elif kind in KINDS[:4]:
            inside, counted = False, ""
        if kind == "upper":
            letters = True
            last = line.value
        elif kind == "roman" and letters and line.value in ("C", "D") and ord(line.value) == ord(last or "@") + 1:
            kind, last = "upper", line.value
        out.append(kind)
    return out


def _sign(line: Line) -> str:
    """The sign behind a number: "1." or "1)"."""
    at = line.para.text.find(line.value) + len(line.value)
    return line.para.text[at : at + 1]


def _decide(
    lines: Sequence[Line], kinds: Sequence[str | None], knowledge: Knowledge
) -> dict[int, tuple[bool, tuple[int, int] | None, tuple[int, int]]]:
    """For each numbered line: heading or not, the title's place, the place of the words behind it."""
    looks = {n: look(line, kinds[n], knowledge) for n, line in enumerate(lines) if kinds[n] in KINDS[:-1]}
    below = {n: _has_below(n, lines, kinds, knowledge, bare=looks[n][0] == "stopped") for n in looks}
    family = _families(looks, lines, kinds)
    out: dict[int, tuple[bool, tuple[int, int] | None, tuple[int, int]]] = {}
    for n, (kind, title, rest) in looks.items():
        line = lines[n]
        if kind == "sentence":
            verdict = False
        elif kind == "run_in":
            others = [m for m in family[n] if m != n]
            verdict = (
                not others
                or (title is not None and are_bodies(line.para, *title, knowledge))  # whatever stands beside it, it says who acts
                or any(looks[m][0] != "sentence" and (looks[m][0] == "run_in" or below[m]) for m in others)
            )
        elif kind == "sure":
            verdict = True
        elif not below[n] or (kind == "plain" and _item_of_a_list(n, family, looks, below, lines, kinds, knowledge)):
            verdict = False
        elif kind in ("plain", "parties"):
            verdict = True
        else:  # "stopped": a line that ends in a full stop is a heading among its like, where most are so
            alike = [looks[m][0] for m in family[n] if below[m]]
            verdict = alike.count("plain") < alike.count("stopped") or "plain" not in alike
        if verdict:
            out[n] = (True, title, rest)
        else:
            out[n] = (False, None, line.body)
    return out


def _item_of_a_list(
    n: int,
    family: dict[int, list[int]],
    looks: dict[int, Look],
    below: dict[int, bool],
    lines: Sequence[Line],
    kinds: Sequence[str | None],
    knowledge: Knowledge,
) -> bool:
    """Whether a line without a sign at its end, under which only a line stands that says who does it ("Cơ quan chủ trì: ..."), is content:
    a long one; or the last of several of which nothing stands under the others, so that this closes the heading above them all."""
    if _has_below(n, lines, kinds, knowledge, bare=True):
        return False
    if ";" in lines[n].text or len(lines[n].text.split()) > _TASK:
        return True  # a task of its own, and who does it
    others = family[n][: family[n].index(n)]
    if not others or any(below[m] for m in others) or family[n][-1] != n:
        return False
    return all(looks[m][0] in ("plain", "stopped", "sentence") for m in others)


def _families(looks: dict[int, Look], lines: Sequence[Line], kinds: Sequence[str | None]) -> dict[int, list[int]]:
    """For each numbered line its siblings: same kind and depth of number, no outer marker between."""
    out: dict[int, list[int]] = {}
    open_groups: dict[tuple[str, int], list[int]] = {}
    for n in sorted(looks):
        kind = str(kinds[n])
        rank, depth = KINDS.index(kind), lines[n].value.count(".")
        for k in [k for k in open_groups if KINDS.index(k[0]) > rank or (k[0] == kind and k[1] > depth)]:
            del open_groups[k]
        group = open_groups.setdefault((kind, depth), [])
        if group and kind in ("arabic", "inner", "letter") and lines[n].value in ("1", "a"):
            group = open_groups[(kind, depth)] = []
        group.append(n)
        out[n] = group
    return out


def _ends(line: Line, knowledge: Knowledge) -> bool:
    """Whether a line is the formula that closes a document."""
    return knowledge.pattern("closing.order").search(line.para.folded[slice(*line.body)]) is not None


def _aside(line: Line) -> bool:
    """Whether a line is a remark in brackets: "(Chi tiết tại Phụ lục kèm theo)"."""
    words = line.text.strip(" .;*_")
    return words.startswith("(") and words.endswith(")")


def _has_below(n: int, lines: Sequence[Line], kinds: Sequence[str | None], knowledge: Knowledge, *, bare: bool) -> bool:
    """Whether paragraphs or inner numbers stand under a numbered line before the next one of its rank. ``bare``: lines that only
    say who does it and by when do not count: they close a task, they do not carry out a heading; nor do remarks in brackets."""
    rank, depth = KINDS.index(str(kinds[n])), lines[n].value.count(".")
    for m in range(n + 1, len(lines)):
        if lines[m].para.kind == "note":
            continue
        kind = kinds[m]
        if kind is None or kind == "bullet":
            if bare and (closes(lines[m].para, *lines[m].body, knowledge) or _ends(lines[m], knowledge) or _aside(lines[m])):
                continue
            return True
        other = KINDS.index(kind)
        return other > rank or (other == rank and lines[m].value.count(".") > depth)
    return False
