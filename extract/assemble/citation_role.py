"""What a citation is cited for, told by where it stands and by the words before it."""

from __future__ import annotations

from knowledge import Knowledge, fold

from ..mention import Mention
from ..outline import Item
from ..paras import Para, sentences
from ..zones import starts_with
from .reading import CellPara, Reading


def role_of(
    m: Mention, item: Item | None, cell: CellPara | None, reading: Reading, called: dict[str, tuple[Item, int]],
    previous: dict[int, tuple[Mention, str]],
) -> tuple[str, str]:  # fmt: skip
    """The role of a citation and what told it."""
    k, p = reading.knowledge, m.para
    cited = [o.end for o in reading.of(p) if o.kind == "citation" and o.end <= m.start]
    before = p.folded[max(cited, default=0) : m.start]
    if k.pattern("amend").search(before):
        return "amended", "cue before"
    if k.pattern("replace").search(before):
        return "replaced", "cue before"
    last = previous.get(id(p))
    if (
        last
        and last[1] in ("amended", "replaced")
        and last[0].value.get("type") == m.value.get("type")
        and k.pattern("list.gap").match(p.folded[last[0].end : m.start])
        and not (item is not None and item.role == "preamble" and ";" in p.folded[last[0].end : m.start])  # the next clause
    ):
        return last[1], "list"
    if last and last[1] == "replaced" and k.pattern("replaced.subject").fullmatch(p.folded, last[0].end, m.start):
        return "reference", "inside what is replaced"
    if item is not None and item.role in ("title", "annex_title"):
        return "implements", "title"
    if item is not None and item.role == "note":
        call = called.get(item.marker or "")
        if call is None:
            return "reference", "footnote without call"
        if call[0].role == "preamble" and _is_basis(call[0].para, call[1], k):
            near = _nearest(call[0].para, call[1], reading)
            return ("reference", "footnote") if near == "reference" else ("basis", "footnote")
        return _nearest(call[0].para, call[1], reading) or "reference", "footnote"
    if item is not None and item.section == "preamble" and item.role == "preamble":
        clause = _clause(p, m.start)
        if any(h.entry["role"] == "proposal" for h in k.lexicon("cues", "role").find(p.folded[clause : m.start]) if h.entry.get("role")):
            return "proposal", "preamble"
        if m.value.get("type") in k.top("cues", "proposal_types"):
            return "proposal", "type"
        if _is_basis(p, m.start, k):
            return "basis", "preamble"
    if last and last[1] == "implements" and p.folded[last[0].end : m.start].rstrip().endswith(";"):
        return last[1], "list"  # the next of a list whose members stand with their matter
    near = _nearest(p, m.start, reading)
    if near == "implements" and m.value.get("type") in k.top("cues", "reporting_types"):
        return "reference", "type"  # a report tells what was done
    if near == "implements" and item is not None and k.pattern("publicity.by").search(before) and _publicised(item, reading):
        return "reference", "publicised"
    if near:
        return near, "nearest cue"
    if (last and not p.folded[last[0].end : m.start].strip(" ,;.")) or (last and _sentence_start(p, m.start)):
        return last[1], "list"
    return "reference", "no cue"


def _publicised(item: Item, reading: Reading) -> bool:
    """Whether an item is in a list of what is to be made known: under "Nội dung tuyên truyền", in a plan on publicity "Nội dung"."""
    k = reading.knowledge
    section = next(iter(reading.outline.titles(item.section)), None)
    listed = k.pattern("publicity.heading").fullmatch(fold(section.title)) if section else None
    if listed is None or listed.group("told"):
        return listed is not None
    return any(i.role == "title" and k.pattern("publicity.title").match(i.para.folded) for i in reading.outline.items)


def _sentence_start(p: Para, position: int) -> bool:
    return any(a == position for a, _ in sentences(p.text))


def _clause(p: Para, position: int) -> int:
    cut = max(p.folded.rfind(c, 0, position) for c in (";", ". "))
    return cut + 1


def _is_basis(p: Para, position: int, k: Knowledge) -> bool:
    """Whether the sentence (a list of clauses in it) opens with a word of basis."""
    for a, b in sentences(p.text):
        if a <= position <= b and starts_with(p.folded[a:b].lstrip("-–+• "), k, "cues", "basis"):
            return True
    return bool(starts_with(p.folded[_clause(p, position) :].strip(), k, "cues", "basis"))


def _nearest(p: Para, position: int, reading: Reading) -> str | None:
    """The role that the last cue before a place in its sentence tells; cues inside other citations do not count, and what is
    publicised is not carried out ("tuyên truyền việc thực hiện ..."), but by what something is done is ("công khai theo ...")."""
    k = reading.knowledge
    start = next((a for a, b in sentences(p.text) if a <= position <= b), 0)
    others = [o for o in reading.of(p) if o.kind == "citation" and o.end <= position]
    cues = [
        h for h in k.lexicon("cues", "role").find(p.folded[start:position])
        if not any(o.start <= h.start + start < o.end for o in others) and h.entry["role"] != "proposal"
    ]  # fmt: skip
    if not cues:
        return None
    nearest = cues[-1]
    role = str(nearest.entry["role"])
    i = len(cues) - 1
    while role == "implements" and nearest.entry.id != "role.manner" and i > 0:
        gap = p.folded[start + cues[i - 1].end : start + cues[i].start]
        if gap.strip() and not k.pattern("role.link").fullmatch(gap.strip()):
            break
        if "," in gap:
            break
        i -= 1
        if cues[i].entry["role"] == "reference":
            return "reference"
    return role
