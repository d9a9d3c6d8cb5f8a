"""The zones of a document: header, title, body, closing, recipients, signature, annexes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from knowledge import LOWER, UPPER, Knowledge, fold

from .layout import Layout
from .paras import Para

_TRIM = " .:;*_-–—=\"“”'()[]<>#/"
_UPPER = re.compile(f"^[^{LOWER}]*[{UPPER}][^{LOWER}]*$")
_END = re.compile(r"\./\.\W*\w{0,4}\W*$")  # the mark that ends the body; the typist's initials may stand behind it
_HEAD_LINES = 60  # the title of a document stands on its first page


@dataclass
class Zones:
    """Paragraphs by zone, each list in reading order; ``annex_from`` is the block from which annexes begin."""

    header: list[Para] = field(default_factory=list)
    title: list[Para] = field(default_factory=list)
    body: list[Para] = field(default_factory=list)
    closing: list[Para] = field(default_factory=list)
    recipients: list[Para] = field(default_factory=list)
    signature: list[Para] = field(default_factory=list)
    annex: list[tuple[Para, Literal["annex_title", "caption", "content", "aside"]]] = field(default_factory=list)
    annex_from: int = 1 << 30


def bare(text: str) -> str:
    """Words without the dashes, stars and stops around them."""
    return text.strip(_TRIM)


def starts_with(folded: str, knowledge: Knowledge, file: str, group: str) -> str | None:
    """The id of the entry one of whose phrases begins this line (marks of emphasis before it are passed over), or None."""
    line = folded.lstrip("*_ #[")
    for phrase, id in knowledge.opening_with(file, group, line[:1]):
        if line.startswith(phrase) and not (phrase[-1].isalnum() and line[len(phrase) : len(phrase) + 1].isalnum()):
            return id
    return None


def is_upper(text: str) -> bool:
    """Whether a line is set in capitals."""
    return bool(_UPPER.match(text))


def title_type(text: str, knowledge: Knowledge) -> tuple[str, int] | None:
    """The instrument type that a title line names, and where its words end: ``KẾ HOẠCH`` alone, or ``KẾ HOẠCH`` before the subject."""
    stripped = text.strip(" *_#")
    if starts_with(fold(bare(stripped)), knowledge, "headings", "zone"):
        return None
    offset = text.find(stripped)
    entry = knowledge.lexicon("instruments").get(bare(stripped))
    if entry is not None:
        return (str(entry["name"]), len(text)) if is_upper(stripped) or len(stripped.split()) <= 3 else None
    hits = knowledge.lexicon("instruments").find(stripped.lower())
    if hits and hits[0].start == 0 and is_upper(stripped[: hits[0].end]) and stripped[: hits[0].end] != stripped[: hits[0].end].lower():
        rest = stripped[hits[0].end :].strip(_TRIM)
        if rest and not rest[0].isdigit():
            return str(hits[0].entry["name"]), offset + hits[0].end
    return None


def zones(layout: Layout, every: list[Para], knowledge: Knowledge) -> Zones:
    """Split the paragraphs. Where no title is found all of the text is body: nothing is left out."""
    out = Zones()
    at = _find_title(every, knowledge)
    n = 0
    if at is not None:
        out.header = every[:at]
        n = _title(every, at, out, knowledge)
    state: Literal["body", "tail", "recipients", "signature", "annex"] = "body"
    signed = False
    while n < len(every):
        p = every[n]
        if state != "body" and (behind := _attached(every, n, knowledge)):
            for q in every[n:behind]:  # a plan that a decision issues: its title and caption, then a body of its own
                out.annex.append((q, "caption" if _zone(q, knowledge) == "zone.caption" else "annex_title"))
            n, state = behind, "body"
            continue
        if state != "body" and signed and _site(layout, every, n, knowledge):
            out.annex_from = min(out.annex_from, p.block)
            out.annex += [(q, "aside") for q in every[n:]]
            break
        n += 1
        zone = _zone(p, knowledge)
        capacity = starts_with(p.folded, knowledge, "headings", "capacity") if is_upper(bare(p.text)) and len(p.text) < 90 else None
        if state == "body":
            if zone == "zone.closing":
                out.closing.append(p)
                state = "tail"
                continue
            if zone == "zone.recipients":
                state = "recipients"
            elif capacity:
                state, signed = "signature", True
            elif out.body and (zone == "zone.caption" or (zone == "zone.annex" and _annex_begins(layout, every, n - 1, knowledge))):
                state = "annex"
            else:
                out.body.append(p)
                if _END.search(p.text):
                    state = "tail"
                continue
        elif state != "annex":
            if zone in ("zone.annex", "zone.caption") and (signed or state != "recipients" or not p.text.startswith("-")) and not capacity:
                state = "annex"
            elif zone == "zone.recipients":
                state = "recipients"
            elif capacity or _post(p, knowledge):
                state, signed = "signature", True
        elif not signed and zone == "zone.recipients":  # behind a table of the body
            state = "recipients"
        if state in ("tail", "recipients", "signature") and _table_before(layout, every, n - 1):
            state = "annex"
        if state == "recipients":
            out.recipients.append(p)
        elif state == "signature":
            out.signature.append(p)
        elif state == "tail":
            out.closing.append(p)
        elif state == "annex":
            out.annex_from = min(out.annex_from, p.block)
            title = zone == "zone.annex" or is_upper(bare(p.text))
            out.annex.append((p, "caption" if zone == "zone.caption" else "annex_title" if title and p.kind != "note" else "content"))
    last = max((p.block for group in (out.signature, out.recipients, out.closing, out.body) for p in group), default=-1)
    if out.annex_from == 1 << 30:
        out.annex_from = last + 1
    return out


def _zone(p: Para, knowledge: Knowledge) -> str | None:
    return starts_with(p.folded, knowledge, "headings", "zone") if p.kind != "note" else None


def _site(layout: Layout, every: list[Para], n: int, knowledge: Knowledge) -> bool:
    """Whether what a web site sets behind a document begins at ``n``: files, other documents, its licence; no table follows."""
    if starts_with(every[n].folded, knowledge, "headings", "site") is None:
        return False
    return not any(b.kind == "table" for b in layout.blocks[every[n].block :])


def _post(p: Para, knowledge: Knowledge) -> bool:
    """Whether a line is a post in capitals and nothing else: the head signs without saying for whom."""
    text = bare(p.text)
    phrases = {phrase for phrase, _ in knowledge.openings("headings", "post")}
    return is_upper(text) and fold(text) in phrases


def _annex_begins(layout: Layout, every: list[Para], n: int, knowledge: Knowledge) -> bool:
    """Whether a line in capitals opens an annex although no closing words came before: a caption or a table is near."""
    if not is_upper(bare(every[n].text)):
        return False
    near = every[n + 1 : n + 4]
    return any(_zone(p, knowledge) == "zone.caption" for p in near) or any(
        _table_before(layout, every, m) for m in range(n + 1, min(n + 4, len(every)))
    )


def _attached(every: list[Para], n: int, knowledge: Knowledge) -> int | None:
    """Where the body of an attached plan begins, if its title begins at ``n``: a type in capitals, then a caption."""
    found = title_type(every[n].text, knowledge) if every[n].kind == "paragraph" and len(every[n].text) < 300 else None
    if not found or not is_upper(every[n].text[: found[1]]) or _zone(every[n], knowledge):
        return None
    for m in range(n + 1, min(n + 7, len(every))):
        if _zone(every[m], knowledge) == "zone.caption":
            return m + 1
    return None


def _table_before(layout: Layout, every: list[Para], n: int) -> bool:
    """Whether a table stands between this paragraph and the one before it: tables behind the signature are annexes."""
    if not n:
        return False
    return any(b.kind == "table" for b in layout.blocks[every[n - 1].block + 1 : every[n].block])


def _find_title(every: list[Para], knowledge: Knowledge) -> int | None:
    for i, p in enumerate(every[:_HEAD_LINES]):
        if p.kind == "paragraph" and len(p.text) < 400 and title_type(p.text, knowledge):
            found = title_type(p.text, knowledge)
            if found and (found[1] == len(p.text) or is_upper(p.text[: found[1]])):
                return i
    return None


def _title(every: list[Para], at: int, out: Zones, knowledge: Knowledge) -> int:
    """Take the title's lines; give the index of the first line behind it."""
    from .lines import marker_of

    out.title.append(every[at])
    n = at + 1
    words = 0
    while n < len(every) and n < at + 8:
        p = every[n]
        text = bare(p.text)
        if not text or text.startswith("(") or p.text.strip().startswith(("(", "[")):
            out.title.append(p)
            n += 1
            continue
        found = marker_of(p, knowledge)
        if p.kind == "note" or (found and found[0] != "bullet"):
            break
        if starts_with(p.folded, knowledge, "headings", "zone"):
            break
        if words and (
            (text[0].isupper() and starts_with(p.folded, knowledge, "cues", "basis"))
            or len(text.split()) > 60
            or p.text.rstrip().endswith((";", ".", ":"))
        ):
            break
        if words and is_upper(text) and knowledge.lexicon("agencies").opens(fold(text)):
            break  # the body that decides, named under the title
        if words and not (is_upper(text) or text[0].islower() or not p.text.rstrip().endswith((".", ";", ":", ","))):
            break
        out.title.append(p)
        words += len(text.split())
        n += 1
    return n
