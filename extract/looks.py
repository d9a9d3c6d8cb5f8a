"""How a numbered line looks: a title, a title that runs in before a colon, a list of bodies, or a sentence."""

from __future__ import annotations

import re

from knowledge import Knowledge

from .find.agencies import are_bodies, is_party_list, leading_list, list_at
from .find.lookups import alike
from .labels import is_label
from .lines import Line
from .zones import is_upper, starts_with

_LONG = 45  # words; a longer line is a sentence, not a title
_RUN_IN = 16  # words of a title that runs in before a colon
_STOPS = " .:;…*_-–—"
_RAISED = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"  # a footnote's call; behind one letter it is a power
_SUB_SENTENCE = re.compile(r"[.!?]\s+\S")


# How a line looks, its title's place if it is a heading, the place of what follows the title.
Look = tuple[str, tuple[int, int] | None, tuple[int, int]]


def look(line: Line, kind: str | None, knowledge: Knowledge) -> Look:
    """How a numbered line looks, its title's place if it is a heading, and the place of what follows the title."""
    start, end = line.body
    text, folded = line.para.text, line.para.folded
    words = text[start:end]
    whole = _trim(text, start, end)
    nothing = (end, end)
    if kind == "article":
        titled = (
            len(words.split()) <= 20
            and not words.rstrip(" *_").endswith((".", ";", ":"))
            and not _orders(_behind_bodies(line, knowledge), knowledge)
        )
        return ("plain", whole, nothing) if titled else ("sentence", None, line.body)
    if kind in ("part", "upper", "roman"):
        run = _run_in(line, knowledge)
        if run and not is_upper(words) and len(words.split()) > _RUN_IN:
            return "run_in", run[0], run[1]
        return "sure", whole if whole[0] < whole[1] else None, nothing
    if is_upper(words) and len(words) > 2:
        return "sure", whole, nothing
    stripped = words.rstrip(" *_")
    behind = _behind_bodies(line, knowledge)
    if _says_duty(behind, knowledge):
        return "plain", whole, nothing
    opens = [_opens(line, g, knowledge) for g in ("together", "lead", "assign", "ask", "direct")]
    if stripped.endswith(":"):
        lead_in = any(_ends(folded[start:end].rstrip(" :*_"), p) for p in knowledge.entry("cues", "clause.lead_in")["phrases"])
        if is_party_list(line.para, _owner(line, knowledge), whole[1], knowledge):
            return "parties", whole, nothing
        if lead_in or len(words.split()) > _LONG or any(opens[:4]) or _orders(behind, knowledge) or (opens[4] and len(words.split()) > 8):
            return "sentence", None, line.body
        return "plain", whole, nothing
    if stripped.endswith((";", ",")):
        return "sentence", None, line.body
    parties = is_party_list(line.para, _owner(line, knowledge), whole[1], knowledge)
    if parties:
        return "parties", whole, nothing
    run = _run_in(line, knowledge)
    if run:
        if is_label(text[slice(*run[0])], knowledge):
            return "sentence", None, line.body
        return "run_in", run[0], run[1]
    if _says_who(behind, knowledge) and not stripped.endswith((".", ";")):
        return "plain", whole, nothing
    if _orders(behind, knowledge) or any(opens[:4]):
        return "sentence", None, line.body
    if not words[:1].isupper() and words[:1].isalpha() and kind == "arabic":
        return "sentence", None, line.body
    length = len(alike(words, knowledge).split())  # committees count one word, as they are mostly printed
    if length > _LONG + 10 or (_SUB_SENTENCE.search(words.rstrip(" .")) and length > 25):
        return "sentence", None, line.body
    if stripped.endswith((".", "!", "?")) and not stripped.endswith(("...", "…")):
        return "stopped", whole, nothing
    return ("plain" if length <= _LONG else "stopped"), whole, nothing


def _opens(line: Line, group: str, knowledge: Knowledge) -> bool:
    """Whether a line opens with an order; "giao", "đề nghị" order only where a body is named behind them."""
    start, end = line.body
    found = starts_with(line.para.folded[start:end], knowledge, "cues", group)
    if not found or group in ("together", "lead", "direct"):
        return bool(found)
    start += len(line.para.folded[start:end]) - len(line.para.folded[start:end].lstrip("*_ #["))
    opening = knowledge.lexicon("cues", group).opens(line.para.folded, start, start + 40)
    return leading_list(line.para, (opening.end if opening else start) + 1, end, knowledge) is not None


def _ends(folded: str, phrase: str) -> bool:
    return folded == phrase or folded.endswith((" " + phrase) if phrase[0].isalpha() else phrase)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _STOPS:
        start += 1
    while end > start and (text[end - 1] in _STOPS or (text[end - 1] in _RAISED and text[start:end].rstrip(_RAISED)[-2:].isalpha())):
        end -= 1
    return start, end


def _behind_bodies(line: Line, knowledge: Knowledge) -> str:
    """What stands behind the bodies that open a line, folded; nothing where none open it."""
    start, end = line.body
    stop = leading_list(line.para, start, end, knowledge)
    return line.para.folded[stop:end] if stop else ""


def _says_who(behind: str, knowledge: Knowledge) -> bool:
    """A short title that only says who leads what stands below: "Sở Công Thương chủ trì, phối hợp thực hiện"."""
    rest = behind.strip(" ,*_")
    return bool(rest) and len(rest.split()) <= 6 and starts_with(rest, knowledge, "cues", "lead") is not None


def _says_duty(behind: str, knowledge: Knowledge) -> bool:
    """A title that only says that bodies have duties, which stand below it: "Sở Y tế có trách nhiệm:"."""
    return knowledge.pattern("title.duty").fullmatch(behind.strip(" ,:.*_")) is not None


def _owner(line: Line, knowledge: Knowledge) -> int:
    """Where the bodies of a heading begin: behind "Đề nghị", "Trách nhiệm của" and the like."""
    start = line.body[0]
    owner = knowledge.lexicon("cues", "owner").opens(line.para.folded, start, start + 40)
    return owner.end + 1 if owner else start


def _orders(behind: str, knowledge: Knowledge) -> bool:
    """Whether a line goes on behind its bodies with what they are to do: then it is a sentence."""
    rest = behind.lstrip(" ,")
    if knowledge.lexicon("cues", "verb").opens(rest, 0, 60):
        return True
    name_goes_on = any(knowledge.lexicon("cues", g).opens(rest, 0, 24) for g in ("boundary", "not_verb"))
    return rest.rstrip(" *_").endswith(".") and rest[:1].isalpha() and not name_goes_on


def _run_in(line: Line, knowledge: Knowledge) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """A title before a colon with its words behind it on the same line; a colon before a list of bodies ends no title."""
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
        stop = leading_list(line.para, rest, end, knowledge)
        if stop is None:  # "Các sở: Xây dựng, Y tế ..." is a list by fields, "Bộ Y tế: Xây dựng kế hoạch" an order
            fields, behind_fields = list_at(line.para, rest, end, knowledge, factor="so")
            stop = behind_fields if len(fields) > 1 else None
        if (
            stop is not None
            and leading_list(line.para, start, colon, knowledge) is not None
            and not are_bodies(line.para, start, colon, knowledge)
        ):
            behind = text[stop:end].lstrip(" *_")
            if behind.startswith(":"):
                colon = text.find(":", stop, end)
                continue
            return None
        owned = is_party_list(line.para, _owner(line, knowledge), colon, knowledge)  # "Đề nghị Hội Nông dân tỉnh: ..."
        if len(head.split()) > _RUN_IN and not owned:
            return None
        if knowledge.pattern("target.heading_year").fullmatch(head):
            return None  # "Đến năm 2025: ..." is a term, not a title
        groups = ("together", "lead") if owned else ("together", "lead", "assign", "ask")
        if any(starts_with(head, knowledge, "cues", g) for g in groups) or _ends_lead_in(head, knowledge):
            return None
        if any(c in head for c in ".;") and not is_party_list(line.para, start, colon, knowledge):
            return None
        if "(" in text[start:colon] and ")" not in text[start:colon]:
            return None
        return _trim(text, start, colon), (rest, end)
    return None


def _ends_lead_in(head: str, knowledge: Knowledge) -> bool:
    return any(_ends(head, p) for p in knowledge.entry("cues", "clause.lead_in")["phrases"])
