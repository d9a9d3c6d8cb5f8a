"""Citations of the record: what was found, with role, section, issuer and subject read from its surroundings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from knowledge import Knowledge, fold, squeeze

from ..mend import mended
from ..mention import Mention
from ..outline import Item
from ..paras import Para, sentences
from .citation_role import role_of
from .home import Home
from .reading import Reading, calls

_QUOTED = re.compile(r"\s?[\"“]([^\"”]+)[\"”]")
_SILENT = frozenset({"header", "caption", "recipients", "signature", "closing", "aside"})


def citations(reading: Reading, home: Home, document: dict[str, Any]) -> list[dict[str, Any]]:
    """One entry a mention, in reading order; the document's mention of itself is none."""
    items = {id(i.para): i for i in reading.outline.items}
    cells = {id(c.para): c for c in reading.cells}
    called = calls(reading.outline.items)
    out: list[dict[str, Any]] = []
    previous: dict[int, tuple[Mention, str]] = {}
    bodies: dict[int, list[Mention]] = {}
    for a in reading.kept("agency"):
        bodies.setdefault(id(a.para), []).append(a)
    for m in reading.kept("citation"):
        item, cell = items.get(id(m.para)), cells.get(id(m.para))
        if (item is not None and item.role in _SILENT) or (item is None and cell is None):
            continue
        if _itself(m, document) or any(a.start < m.start and m.end <= a.end for a in bodies.get(id(m.para), ())):
            continue  # what a body is called by ("Tổ công tác Đề án 06") is no citation
        section = _section(item)
        role, why = role_of(m, item, cell, reading, called, previous)
        if role == "reference" and _goes_on(m, item, out):
            role, why = "basis", "list of the preamble"
        previous[id(m.para)] = (m, role)
        number = m.value.get("number")
        entry: dict[str, Any] = {
            "id": f"c{len(out) + 1}", "text": reading.words(m.para, m.start, m.end), "type": m.value.get("type"), "number": number,
        }  # fmt: skip
        if m.value.get("name"):
            entry["name"] = m.value["name"]
        entry |= {
            "date": m.value.get("date"), "issuer": issuer(m, home, reading.knowledge) or _proposer(m, home, reading), "role": role,
            "section": section,
            "subject": subject(m, reading), "sentence": _sentence(m), "at": reading.place(m.para, m.start, m.end),
            "rule": f"{m.rule}; {why}",
            "assignment": None,
        }  # fmt: skip
        if pairs := mended(m.text, m.para.read[m.start : m.end]):
            entry["mended"] = pairs
        if section == "footnote" and item is not None:
            call = called.get(item.marker or "")
            if call:
                entry["called_from"] = {"section": call[0].section, "at": reading.place(call[0].para, call[1], call[1] + 1)}
        entry["_mention"] = m
        out.append(entry)
    _short_forms(out)
    _repeated(out)
    _nested(out)
    for entry in out:
        del entry["_mention"]
    return out


def _goes_on(m: Mention, item: Item | None, out: Sequence[dict[str, Any]]) -> bool:
    """Whether a paragraph of the preamble that opens with a citation goes on with the bases named in the one above it."""
    if item is None or item.role != "preamble" or m.para.folded[: m.start].strip():
        return False
    last = next((c for c in reversed(out) if c["role"] != "amended"), None)
    return last is not None and last["section"] == "preamble" and last["role"] == "basis"


def _section(item: Item | None) -> str:
    if item is None:
        return "annex"
    return item.section or "preamble"


def _itself(m: Mention, document: dict[str, Any]) -> bool:
    number = m.value.get("number")
    return bool(number) and number == document.get("number") and m.value.get("type") == document.get("type")


def _sentence(m: Mention) -> str:
    for a, b in sentences(m.para.text):
        if a <= m.start < b:
            return m.para.text[a : max(b, m.end)].strip()
    return m.para.text


def issuer(m: Mention, home: Home, k: Knowledge) -> str | None:
    """As stated, completed with the document's place; else what the type or the symbol tells; else None."""
    said = m.value.get("issuer")
    if said:
        return complete(str(said), home, k)
    number, kind = m.value.get("number"), m.value.get("type")
    if not number or m.rule in ("citation.short", "citation.law"):  # a law by its name has the issuer that the words state
        return None
    for e in k.entries("type_issuers"):
        if kind == e["type"]:
            return str(e["issuer"])
    groups = re.split(r"[/-]", number)[1:]
    if len([g for g in groups if not g.isdigit()]) < 2 and not number[-1].isdigit():
        return None  # a bare "06/CP" does not say of what
    if groups[:1] == ["TTLT"] or groups[1:2] == ["TTLT"]:  # a joint circular names both
        told = [next((str(e["issuer"]) for e in k.entries("issuers") if e["code"] == g and e.get("issuer")), None) for g in groups[-2:]]
        return ", ".join(t for t in told if t) or None
    for code in _issuer_codes(number, kind, k):
        for e in k.entries("issuers"):
            if code == e["code"] or code.rstrip("0123456789") == e["code"]:
                if e.get("issuer_kind") == "national" and e.get("issuer"):
                    return str(e["issuer"])
                if e.get("department"):
                    return complete(f"{e['department']} {home.province[0]}", home, k) if home.province else str(e["department"])
                return None
    return None


def _proposer(m: Mention, home: Home, reading: Reading) -> str | None:
    """The body whose proposal stands in a paper: "đề nghị của Trưởng phòng ... tại Tờ trình số ..."."""
    if m.value.get("type") not in reading.knowledge.top("cues", "proposal_types"):
        return None
    for a in reversed(reading.kept("agency")):
        if a.para is m.para and a.end < m.start and reading.knowledge.pattern("proposed.in").fullmatch(m.para.folded, a.end, m.start):
            name = str(a.value["name"])
            return complete(name[0].upper() + name[1:], home, reading.knowledge)
    return None


def _issuer_codes(number: str, kind: Any, k: Knowledge) -> list[str]:
    """The groups of a symbol that may name the issuer: the last for TYPE-ISSUER and the Party's, the first of an official letter."""
    groups = [g for g in re.split(r"[/-]", number)[1:] if not g.isdigit()]
    if not groups:
        return []
    symbols = {s for e in k.entries("instruments") for s in e.get("symbols") or ()}
    return [groups[-1]] if groups[0] in symbols or len(groups) == 1 else [groups[0]]


def complete(name: str, home: Home, k: Knowledge) -> str:
    """A bare level behind a name gets the name of the document's place: "UBND tỉnh" of a plan of the province; a department's
    paper is the department's, whoever of it signed."""
    entry = k.lexicon("agencies").get(name)
    for head in k.entry("cues", "name.department_head")["phrases"]:
        if name.lower().startswith(head + " "):
            of = name[len(head) + 1 :]
            inner = k.lexicon("agencies").get(of)
            opened = k.lexicon("agencies").opens(of.lower(), 0, len(of)) if inner is None else None
            if inner is not None and inner.get("class") in ("so", "district_office"):
                name, entry = of[0].upper() + of[1:], inner
            elif opened and opened.entry.get("class") == "vertical":  # "Giám đốc Công an tỉnh"
                name = of[0].upper() + of[1:]
    if entry is not None and entry.get("class") == "so" and entry.get("jurisdiction") == "follows" and home.province:
        return f"{name} {home.province[0]} {home.province[1]}"
    if entry is not None and entry.get("class") == "district_office" and home.level and home.place:
        return f"{name} {home.level} {home.place}"
    folded = fold(name)
    for pair in ((home.level, home.place), home.province or (None, None)):
        level, place = pair
        if level and place and folded.endswith(f" {level}"):
            return f"{name} {place}"
    for e in k.entries("completed"):
        told = folded.find(fold(str(e["phrase"]))) if e.get("within") and home.province else -1
        if told >= 0 and home.province:  # "Đại hội đại biểu Đảng bộ tỉnh lần thứ XX": the place stands within
            stop = told + len(str(e["phrase"]))
            return name if name[stop : stop + 2].strip()[:1].isupper() else f"{name[:stop]} {home.province[1]}{name[stop:]}"
        if folded.endswith(fold(str(e["phrase"]))) and home.province and e["level"] == "province":
            return f"{name} {home.province[1]}"
        if (
            folded.endswith(fold(str(e["phrase"])))
            and e["level"] == "district"
            and home.place
            and (home.level, home.place) != home.province
        ):
            return f"{name} {home.place}"
    return name


def subject(m: Mention, reading: Reading) -> str | None:
    """The words behind "về việc", "ban hành", "phê duyệt" that tell its matter, up to the end of the clause."""
    span = subject_span(m, reading)
    if span is None:
        return None
    words = squeeze(m.para.text[span[0] : span[1]]).strip(" ,.;:")
    tail = reading.knowledge.pattern("join.end").search(fold(words))
    return (words[: tail.start()] if tail else words).strip(" ,.;:") or None


def subject_span(m: Mention, reading: Reading) -> tuple[int, int] | None:
    """Where the subject of a citation stands in its paragraph."""
    k, p = reading.knowledge, m.para
    start = m.end
    quoted = _QUOTED.match(p.text, start)
    if quoted:
        return quoted.span(1)
    said = False
    while True:
        while start < len(p.text) and p.text[start] in " ,":
            start += 1
        cue = k.lexicon("cues", "subject").opens(p.folded, start, start + 24)
        if cue is None or (said and cue.phrase in k.top("cues", "subject_keeps")):
            break
        said = True
        if cue.phrase in k.top("cues", "subject_whole"):
            break  # what is amended is told by the verb and its object
        start = cue.end
    if not said:
        return None
    return start, _clause_end(p, start, reading)


def _clause_end(p: Para, start: int, reading: Reading) -> int:
    """The clause ends at ; or the sentence's end, before another citation's list, or where the issuing body takes over."""
    end = next((b for a, b in sentences(p.text) if a <= start < b), len(p.text))
    semicolon = p.text.find(";", start, end)
    end = semicolon if semicolon >= 0 else end
    depth = 0
    for i in range(start, end):
        if p.text[i] == "(":
            depth += 1
        elif p.text[i] == ")":
            if not depth:
                return i
            depth -= 1
    for other in reading.of(p):
        if start < other.start < end:
            before = p.folded[start : other.start].rstrip()
            listed = other.kind == "citation" and reading.knowledge.pattern("join.end").search(before)
            if listed or (other.kind == "agency" and before.endswith(",")):
                end = min(end, other.start)
    return end


def _short_forms(out: Sequence[dict[str, Any]]) -> None:
    """A short form takes the issuer of the full mention with its number, and says which it shortens: the one that introduces it
    in brackets or stands in the note whose mark follows it, else the one of its type, else none."""
    full = [c for c in out if c["number"] and "/" in c["number"]]
    short = [(c, c["_mention"], c["number"].lstrip("0")) for c in out if c["number"] and "/" not in c["number"]]
    for c, m, bare_number in short:
        alike = [f for f in full if re.split(r"[/-]", f["number"])[0].lstrip("0") == bare_number]
        before = [f for f in alike if f["_mention"].para is m.para and f["_mention"].end <= m.start]
        near = [f for f in before if "(" in m.para.text[f["_mention"].end : m.start]] or [f for f in alike if _noted(c, f)]
        if near:
            c["of"] = near[-1]["id"]
            c["issuer"] = c["issuer"] or near[-1]["issuer"]
    for c, _, bare_number in short:
        if "of" in c:
            continue
        same = [f for f in full if f["type"] == c["type"] and re.split(r"[/-]", f["number"])[0].lstrip("0") == bare_number]
        introduced = [o for o in out if o.get("of") and o["number"] == c["number"] and o["type"] == c["type"]]
        target = next((f for f in full if introduced and f["id"] == introduced[0]["of"]), None)
        if target is None and len({f["number"] for f in same}) == 1:
            target = same[0]
        if target:
            c["of"] = target["id"]
            c["issuer"] = c["issuer"] or target["issuer"]


def _noted(short: dict[str, Any], full: dict[str, Any]) -> bool:
    """Whether the mark of the footnote that holds the full mention stands right behind the short one."""
    mark = full["called_from"]["at"] if "called_from" in full else None
    return mark is not None and mark["page"] == short["at"]["page"] and 0 <= mark["start"] - short["at"]["end"] <= 1


def _repeated(out: Sequence[dict[str, Any]]) -> None:
    """A full number named again without its issuer has that of the other mentions where these agree; what they state goes before what
    the number's symbol tells."""
    stated, told = dict[tuple[str, str], set[str]](), dict[tuple[str, str], set[str]]()
    for c in out:
        if c["number"] and "/" in c["number"] and c["issuer"]:
            for of in (told, stated) if c["_mention"].value.get("issuer") else (told,):
                of.setdefault((c["type"], c["number"]), set()).add(c["issuer"])
    for c in out:
        known = (stated if c["issuer"] else told).get((c["type"], c["number"] or ""), set())
        if len(known) == 1 and c["issuer"] not in known and not c["_mention"].value.get("issuer"):
            c["issuer"] = next(iter(known))
            c["rule"] += "; issuer of another mention"


def _nested(out: Sequence[dict[str, Any]]) -> None:
    """What is amended or replaced says by which: the instrument named before it in its sentence."""
    for n, c in enumerate(out):
        if c["role"] not in ("amended", "replaced") or "of" in c:
            continue
        m: Mention = c["_mention"]
        for earlier in reversed(out[:n]):
            e: Mention = earlier["_mention"]
            if e.para is not m.para or earlier["sentence"] != c["sentence"]:
                break
            if earlier["role"] not in ("amended", "replaced") and not m.para.text[e.end : m.start].count(";"):
                c["of"] = earlier["id"]
                break
