"""Words that name bodies with their parts in one run: "Sở A chủ trì; Sở B, Sở C phối hợp", "Chủ trì: ... Phối hợp: ..."."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge import Knowledge

from ..find import agencies
from ..find.agencies import Name
from ..labels import labels
from ..paras import Para
from . import roles as role

PARTIES = {"lead": "lead", "who": "lead", "coordinate": "coordinate"}  # by the role of a label


@dataclass(frozen=True, slots=True)
class _Word:
    """A word that tells a part: of the bodies behind it (``before``) or of those before it."""

    role: str
    start: int
    end: int
    before: bool


def parts(p: Para, start: int, end: int, k: Knowledge, *, mode: str = "lead") -> role.Roles:
    """The bodies of a run that holds names only, by their parts; ``mode`` is the part of those of which no word tells one."""
    out = role.Roles(rule="shared")
    words = _words(p, start, end, k)
    if not any(w.role != "acts" for w in words):
        end = words[0].start if words and _nothing(p, words[-1].end, end) else end
        out.add(mode, agencies.members(p, start, end, k) if p.kind == "cell" else _names(p, start, end, k), p)
        return out
    said: str | None = None  # the part of the bodies that follow
    cursor = start
    for w in words:
        names = _names(p, cursor, w.start, k)
        if w.before:
            out.add(said or ("coordinate" if out.lead and w.role == "coordinate" else mode), names, p)
            said = w.role
        else:
            out.add(said or ("coordinate" if w.role == "acts" and out.lead else "lead" if w.role == "acts" else w.role), names, p)
            said = None
        cursor = w.end
    out.add(said or ("coordinate" if out.lead else mode), _names(p, cursor, end, k, last=True), p)
    out.coordinate = [(n, q) for n, q in out.coordinate if all(n.name.casefold() != other.name.casefold() for other, _ in out.lead)]
    return out


def cell(p: Para, k: Knowledge, *, mode: str, both: bool = False, start: int = 0) -> tuple[role.Roles, tuple[int, int] | None]:
    """What a cell of a column of bodies says: the parts, and where a term stands in it. ``both``: what stands behind a slash or dash
    helps."""
    end = len(p.text)
    found = labels(p, start, end, k)
    cut = k.pattern("share.slash").search(p.folded, start) if both and not found and not _words(p, start, end, k) else None
    if cut:
        out = parts(p, start, cut.start(), k)
        out.take(parts(p, cut.end(), end, k, mode="coordinate"))
        return out, None
    if not found:
        return parts(p, start, end, k, mode=mode), None
    out = role.Roles(rule="shared")
    first = found[0].start
    if any(c.isalnum() for c in p.text[start:first]):
        out.take(parts(p, start, first, k, mode=mode))
    for x in found:
        if x.role in PARTIES:
            out.take(parts(p, x.value, x.end, k, mode=PARTIES[x.role]))
    term = next(((x.value, x.end) for x in found if x.role == "deadline"), None)
    return out, term


def tells(p: Para, start: int, end: int, k: Knowledge) -> bool:
    """Whether a run opens with known bodies and says that they lead, or act: "Sở A chủ trì; Sở B phối hợp"."""
    words = _words(p, start, end, k)
    if not any(w.role != "coordinate" for w in words):
        return False
    first = words[0]
    at = first.end if first.before else start
    names, stop = agencies.list_at(p, role.solid(p, at, end), end, k)
    if not names:
        return False
    return first.before or not p.text[stop : first.start].strip(" ,*_(") or agencies.is_party_list(p, start, first.start, k)


def only(p: Para, start: int, end: int, k: Knowledge) -> int | None:
    """Where the term begins, or the end, of a run that says who leads, who helps and by when, and nothing else; None of any other."""
    words = _words(p, start, end, k)
    if not tells(p, start, end, k):
        return None
    cursor = start
    for w in words:
        if not _nothing(p, cursor, w.start) and not agencies.is_party_list(p, _opened(p, cursor, w.start, k), w.start, k):
            return None
        cursor = w.end
    names, stop = agencies.list_at(p, role.solid(p, cursor, end), end, k)
    cursor = stop if names else cursor
    if _nothing(p, cursor, end):
        return end
    term = k.pattern("share.term").match(p.folded, cursor, end)
    return term.end() if term else None


def _nothing(p: Para, start: int, end: int) -> bool:
    return not any(c.isalnum() for c in p.text[start:end])


def _opened(p: Para, start: int, end: int, k: Knowledge) -> int:
    """Past the signs, and the words that stand before a body that leads ("do", "giao")."""
    while start < end and p.text[start] in " ,;.:()*_-–+•":
        start += 1
    opener = k.pattern("share.opener").match(p.folded, start, end)
    return opener.end() if opener else start


def _words(p: Para, start: int, end: int, k: Knowledge) -> list[_Word]:
    """The words of ``[start, end)`` that tell parts, in order."""
    out: list[_Word] = []
    cursor = start
    for m in k.pattern("share.word").finditer(p.folded, start, end):
        if m.start() < cursor:
            continue
        labelled = ":" in (m.group("on") or "")  # "CT: Sở Y tế PH: Sở Tư pháp": a line of a cell
        if (
            not labelled
            and p.text[m.start()].isupper()
            and any(c.isalnum() for c in p.text[cursor : m.start()])
            and not _bound(p.text, cursor, m.start())
        ):
            continue  # a word of a name: "Quỹ Hỗ trợ ..."
        told = next(g for g in ("lead", "coordinate", "acts") if m.group(g))
        before = bool(m.group("on")) or not any(c.isalnum() for c in p.text[cursor : m.start()])
        if told == "acts" and m.group("on"):
            continue
        out.append(_Word(told, m.start(), m.end(), before and told != "acts"))
        cursor = m.end()
    return out


def _bound(text: str, start: int, at: int) -> bool:
    """Whether what stands before ``at`` is the end of a clause."""
    return text[start:at].rstrip(" *_-–+•").endswith((".", ";", "(", ",", ":"))


def _names(p: Para, start: int, end: int, k: Knowledge, *, last: bool = False) -> list[Name]:
    """The bodies of a piece: a list behind which a term (in the ``last`` one an order too) may stand, else all its words are names."""
    start = _opened(p, start, end, k)
    while end > start and p.text[end - 1] in " ,;:.(*_-–+•":
        end -= 1
    if start >= end or not any(c.isalpha() for c in p.text[start:end]):
        return []
    found, stop = agencies.list_at(p, start, end, k)
    rest = p.folded[stop:end]
    if found and rest and (k.pattern("share.ends").match(rest) or (last and k.lexicon("cues", "verb").opens(rest.lstrip(" ,"), 0, 48))):
        return found
    if not found and k.pattern("share.ends").match(" " + p.folded[start:end]):
        return []
    return agencies.members(p, start, end, k)
