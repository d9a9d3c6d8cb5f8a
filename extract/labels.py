"""Labels in running text: "Đơn vị chủ trì: ...; thời hạn hoàn thành: ...", whole lines or the end of a task's own sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge import Knowledge, key

from .heads import phrases
from .paras import Para

# What stands before a label: nothing, the end of a sentence or of the value before it, a bracket, a dash.
_OPENS = re.compile(r"[.;(,*_+•]|\s[-–](?=\s)")
_MARK = re.compile(r"(?:[^\W\d_]|\d{1,2})\)\s*")  # "a) Đơn vị chủ trì: ...; b) Đơn vị phối hợp: ..." in one line
_LONGEST = 9  # words of a label
_NEAR = 60  # characters of a label, at most
_MORE = 3  # words that a label may add to a known one
_BRACKET = re.compile(r"\s*\([^()]*\)\s*$")
_WORD = re.compile(r"(?<=\s)\S+")
_ACTING = frozenset({"lead", "coordinate", "who", "watch", "deadline", "product"})
_OTHER = frozenset({"other", "note", "unit"})
_ROLES = frozenset({"lead", "coordinate", "who", "deadline", "product", "task", "watch"})


@dataclass(frozen=True, slots=True)
class Label:
    """``role``: that of a column with such a head; ``start``: where the label begins; its value is ``[value, end)``."""

    role: str
    start: int
    value: int
    end: int


def labels(para: Para, start: int, end: int, knowledge: Knowledge) -> list[Label]:
    """The labels with their values in ``[start, end)`` of a paragraph's text, in order. A value ends where the next label begins."""
    kept = para.kept.setdefault("labels", {})
    if (start, end) not in kept:
        kept[start, end] = _labels(para, start, end, knowledge)
    out: list[Label] = kept[start, end]
    return out


def _labels(para: Para, start: int, end: int, knowledge: Knowledge) -> list[Label]:
    text = para.text
    found: list[tuple[str, int, int]] = []
    begin = start
    for sign in knowledge.pattern("label.sign").finditer(para.folded, start, end):
        colon = sign.start()
        for at in [*_starts(text, begin, colon), *_inside(para, begin, colon, knowledge)]:
            words = para.folded[at:colon]
            role = _role(words, knowledge) or phrases(knowledge, labels=True).get(key(words))
            if not role and found and phrases(knowledge).get(key(words)) in _OTHER:
                role = "other"  # "Kinh phí: ...": what it labels belongs to no label before it
            if role and (sign.group() == ":" or _named(words, role, knowledge)):
                found.append((role, at, sign.end()))
                begin = sign.end()
                break
    watch = "other" if any(r in ("lead", "who") for r, _, _ in found) else "who"  # who follows a work is in charge where nobody else is
    found = [(watch if r == "watch" else r, at, value) for r, at, value in found]
    out = []
    for n, (role, at, value) in enumerate(found):
        stop = found[n + 1][1] if n + 1 < len(found) else end
        out.append(Label(role, at, *_bare(text, value, stop)))
    return out


def is_label(words: str, knowledge: Knowledge) -> bool:
    """Whether a title that runs in before a colon labels who does a task, by when and with what result (and is no title)."""
    return _role(words, knowledge) in _ACTING


def closes(para: Para, start: int, end: int, knowledge: Knowledge) -> bool:
    """Whether a line opens with a label of who does the task above it, by when or with what result."""
    found = labels(para, start, end, knowledge)
    return bool(found) and found[0].role != "task" and not any(c.isalnum() for c in para.text[start : found[0].start])


def _starts(text: str, begin: int, colon: int) -> list[int]:
    """Where a label before ``colon`` may begin, the longest run first: at the bounds between it and the label before it."""
    bounds = [begin, *(m.end() for m in _OPENS.finditer(text, begin, colon))]
    out = []
    for at in bounds:
        while at < colon and text[at] in " *_-–+•(.;,":
            at += 1
        mark = _MARK.match(text, at, colon)
        at = mark.end() if mark else at
        if at < colon and len(text[at:colon].split()) <= _LONGEST and at not in out:
            out.append(at)
    return out


def _inside(para: Para, begin: int, colon: int, knowledge: Knowledge) -> list[int]:
    """Where a known label begins with a capital behind the words of the one before it, with no sign between, as the lines of a cell
    stand: "Chủ trì: Sở A Phối hợp: Sở B"."""
    text, known = para.text, phrases(knowledge)
    spots = [m.start() for m in _WORD.finditer(text, max(begin, colon - _NEAR), colon)]
    return [at for at in spots if at > begin and text[at].isupper() and known.get(key(para.folded[at:colon])) in _ACTING]


def _role(words: str, knowledge: Knowledge) -> str | None:
    """The role of a label: a head of a column, or one with a few words behind it."""
    known = phrases(knowledge)
    parts = key(_BRACKET.sub("", words)).split()
    for size in range(len(parts), max(1, len(parts) - _MORE) - 1, -1):
        role = known.get(" ".join(parts[:size]))
        role = "task" if role in ("theme", "detail") else role
        if role in _ROLES and (size == len(parts) or size > 1):
            return role
    return None


def _named(words: str, role: str, knowledge: Knowledge) -> bool:
    """Whether words before "là" are a label and no more."""
    return role in ("lead", "coordinate", "deadline") and len(words.split()) > 2 and key(words) in phrases(knowledge)


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """A value without the signs around it."""
    while start < end and text[start] in " *_":
        start += 1
    mark = re.search(r"[;.]\s*(?:[^\W\d_]|\d{1,2})\)\s*$", text[start:end])
    end = start + mark.start() if mark else end
    while end > start and text[end - 1] in " *_.;,-–(":
        end -= 1
    if end > start and text[end - 1] == ")" and text.count("(", start, end) < text.count(")", start, end):
        end -= 1
    return start, end
