"""Which name is which agency: body, level, jurisdiction. Known names by knowledge, unknown ones as written; nothing by likeness."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from extract.record import Record
from knowledge import Entry, Knowledge, key, squeeze

from .names import group, has, plain, series
from .seats import Agency, Seat

_WITH_UNITS = ("ministry", "unit", "vertical")  # central bodies whose plans name units of their own


@dataclass(frozen=True, slots=True)
class Lists:
    """Look-ups of one state of knowledge: keys of phrases to (entry, phrase), words for units to (word, level), names of provinces."""

    phrases: Mapping[str, tuple[Entry, str]]
    units: Mapping[str, tuple[str, str]]
    provinces: Mapping[str, tuple[str, str]]


_LISTS: dict[str, Lists] = {}


def lists(knowledge: Knowledge) -> Lists:
    """The look-ups, made once for a state of knowledge."""
    if knowledge.hash not in _LISTS:
        phrases: dict[str, tuple[Entry, str]] = {}
        for e in knowledge.files.get("agencies", ()):
            for p in e.get("phrases") or () if e["class"] != "noun" else ():
                phrases.setdefault(key(p), (e, p))
        units: dict[str, tuple[str, str]] = {}
        for e in group(knowledge, "level", "places"):
            for p in e["phrases"]:
                if e["level"] != "central" and key(p).split()[0] != group(knowledge, "rung")[0]["to"]:
                    units[key(p)] = (str(e["name"]), str(e["level"]))
        provinces = {key(p): (str(e["kind"]), str(e["name"])) for e in group(knowledge, "province", "places") for p in e["phrases"]}
        _LISTS[knowledge.hash] = Lists(phrases, units, provinces)
    return _LISTS[knowledge.hash]


def agency(text: str, seat: Seat, knowledge: Knowledge) -> Agency:
    """The agency of a name, as a plan that speaks from ``seat`` means it."""
    known = lists(knowledge)
    written = squeeze(text).strip(" .,;:-–")
    words, said = key(written), plain(written)
    exact = known.phrases.get(words)
    if (exact and exact[0]["kind"] == "group") or (not exact and has(knowledge, "many", words)):
        level = str(exact[0]["level"]) if exact else "any"
        level = seat.level if level == "any" else level
        name = _capital(written)
        national = exact is not None and str(exact[0]["level"]) == "central"
        return Agency(name, "group", said, level, "" if national else seat.name or ("" if level == "central" else "~"), name)
    found = _known(words, said, seat, knowledge)
    if found:
        return found
    n, unit, place = _tail(words, seat, known)
    base = " ".join(said.split()[:n])
    name = _capital(written)
    if not unit and (has(knowledge, "national", words) or _central(written, known)):
        return Agency(name, "body", said, "central", "", name)
    if seat.level == "central" and seat.name and not unit:
        kind = "person" if has(knowledge, "person", words) else "body"
        return Agency(name, kind, base, "central", seat.name, f"{name}, {seat.name}")
    level, jurisdiction = _where(unit, place, said, "any", seat, known)
    kind = "person" if has(knowledge, "person", words) else "body"
    if unit:
        name = _capital(" ".join(written.split()[: len(written.split()) - len(place.split())]))
        return Agency(name, kind, base, level, jurisdiction, _full(name, jurisdiction, knowledge))
    named = _proper(seat.name, known)
    return Agency(name, kind, base, level, jurisdiction, name if named and named in words else f"{name} ~{seat.name}")


def _central(written: str, known: Lists) -> bool:
    """Whether a name begins with a central body (its term follows) or ends, behind a comma, with one (a unit of it)."""
    words = key(written).split()
    names = [" ".join(words[:n]) for n in range(1, len(words))] + [key(written.rpartition(",")[2])]
    return any(n in known.phrases and known.phrases[n][0]["level"] == "central" for n in names)


def _known(words: str, said: str, seat: Seat, knowledge: Knowledge) -> Agency | None:
    """The longest known name at the beginning, if nothing but its unit and place follows, or for a head the body that it heads."""
    known = lists(knowledge)
    at = len(words)
    while at > 0:
        found, rest = known.phrases.get(words[:at]), words[at:].strip()
        if found and found[0]["kind"] != "group":
            entry, phrase = found
            inner = _unit_at_end(words[:at], known) or _held(phrase, knowledge) or _held(str(entry["name"]), knowledge)
            made = _placed(entry, phrase, inner, rest, said, seat, knowledge)
            if made:
                return made
            body = _known(rest, said, seat, knowledge) if entry["class"] == "head" and rest and not entry.get("of") else None
            if body and body.kind == "body":
                return Agency(
                    f"{phrase} {body.name}", "office", f"{phrase} {body.base}", body.level, body.jurisdiction, f"{phrase} {body.full}",
                    heads=body.base if phrase == entry["name"] else None,
                )  # fmt: skip
        at = words.rfind(" ", 0, at)
    return None


def _placed(entry: Entry, phrase: str, inner: str, rest: str, said: str, seat: Seat, knowledge: Knowledge) -> Agency | None:
    """A known name with the unit and place behind it; None where the rest is neither."""
    known = lists(knowledge)
    level = str(entry["level"])
    # A general word for a head ("Phó Giám đốc") stands for itself; all else is written as knowledge writes it.
    name = phrase if entry["class"] == "head" and not entry.get("of") else str(entry["name"])
    head = entry.get("of") if not has(knowledge, "deputy", name) else None
    heads = str(knowledge.entry("agencies", str(head))["name"]) if head else None
    if level == "central":
        own = _ministry(entry, seat, knowledge) if entry["class"] == "unit" or (entry["class"] == "head" and not head) else ""
        if rest and (not own or entry["class"] == "head" or rest != key(own)):
            return None
        return Agency(name, str(entry["kind"]), name, level, own, f"{name}, {own}" if own else name, entry, heads)
    for e in group(knowledge, "joint"):
        rest = next((rest.removeprefix(p + " ") for p in e["phrases"] if rest.startswith(p + " ")), rest)
    unit, place = inner, rest
    if not inner and rest:
        unit = next((u for u in sorted(known.units, key=len, reverse=True) if rest == u or rest.startswith(u + " ")), "")
        place = rest[len(unit) :].strip()
        if not unit and not _is_place(place, seat, known):
            return None
    level, jurisdiction = _where(unit, place, said, level, seat, known)
    word = known.units[unit][0] if unit and not _held(str(entry["name"]), knowledge) and str(entry["level"]) == "any" else ""
    shown = f"{name} {word}" if word and not key(name).endswith(f" {word}") else name
    return Agency(shown, str(entry["kind"]), name, level, jurisdiction, _full(shown, jurisdiction, knowledge), entry, heads)


def _ministry(entry: Entry, seat: Seat, knowledge: Knowledge) -> str:
    """Whose unit a name is that many ministries have: that of the plan, else the one that knowledge says."""
    whole = entry.get("part_of")
    return seat.at("central") or (str(knowledge.entry("agencies", str(whole))["name"]) if whole else "")


def _held(name: str, knowledge: Knowledge) -> str:
    """The unit that a name holds within itself: ``tỉnh`` of Tỉnh ủy, ``huyện`` of Huyện đoàn."""
    return next((str(e["to"]) for e in group(knowledge, "holds_unit") if re.search(e["regex"], key(name))), "")


def _full(name: str, jurisdiction: str, knowledge: Knowledge) -> str:
    """A name with its place, the unit said once: ``Công an tỉnh`` and ``tỉnh X`` give ``Công an tỉnh X``."""
    if jurisdiction.startswith("~") or not jurisdiction:
        return f"{name} {jurisdiction}".strip()
    known = lists(knowledge)
    word = _word(jurisdiction, known)
    if has(knowledge, "holds_unit", name) or (word and key(name).endswith(f" {word}")):
        return f"{name} {jurisdiction[len(word) :].strip()}"
    return f"{name} {jurisdiction}"


def _word(jurisdiction: str, known: Lists) -> str:
    """The word for the unit with which a jurisdiction begins."""
    low = key(jurisdiction)
    return next((u for u in sorted(known.units, key=len, reverse=True) if low.startswith(u + " ") and not jurisdiction.startswith("~")), "")


def _unit_at_end(words: str, known: Lists) -> str:
    return next((u for u in sorted(known.units, key=len, reverse=True) if words.endswith(" " + u)), "")


def _tail(words: str, seat: Seat, known: Lists) -> tuple[int, str, str]:
    """Of an unknown name: how many words its base has, its unit, its place. A place counts only where it is known: a province, or the
    seat's own."""
    all_words = words.split()
    unit = _unit_at_end(words, known)
    if unit:
        return len(all_words) - len(unit.split()), unit, ""
    for at in range(1, len(all_words)):
        before, place = " ".join(all_words[:at]), " ".join(all_words[at:])
        unit = _unit_at_end(before, known)
        if unit and _is_place(place, seat, known):
            return at - len(unit.split()), unit, place
    return len(all_words), "", ""


def _is_place(place: str, seat: Seat, known: Lists) -> bool:
    return place in known.provinces or (bool(place) and place in {_proper(seat.name, known), _proper(seat.province or "", known)})


def _proper(jurisdiction: str, known: Lists) -> str:
    low = key(jurisdiction)
    word = _word(jurisdiction, known)
    return low[len(word) :].strip()


def _where(unit: str, place: str, said: str, level: str, seat: Seat, known: Lists) -> tuple[str, str]:
    """Level and jurisdiction of a name of ``level`` (``any``: told by its unit or its plan) with a unit and a place behind it; ``said`` is
    all of it, as it is written."""
    word, told = known.units.get(unit, ("", "any"))
    if told == "any" and word:  # a city is a province or part of one: its name tells, else the seat
        kind = known.provinces.get(place, ("", ""))[0]
        own = seat.unit == word and (not place or place == _proper(seat.name, known))
        told = ("province" if kind == word else "district") if place else (seat.level if own else "district")
    if level == "any" or (place and told != "any"):
        level = told if told != "any" else seat.level
    if not place:
        return level, seat.at(level)
    kind, name = known.provinces.get(place, ("", ""))
    if not word:
        province = next((w for w, told in known.units.values() if told == "province"), "")
        word = (kind or province) if level == "province" and seat.level != "province" else kind or seat.unit
    shown = (
        name if name and (kind == word or level == "province") else " ".join(w.capitalize() for w in said.split()[-len(place.split()) :])
    )
    return level, f"{word} {shown}"


def seat(record: Record, knowledge: Knowledge) -> Seat:
    """The unit from which a plan speaks: from its issuer; the province around a district from the record's ``jurisdiction`` key, else
    from the one province that the issuers it cites name. What nothing tells stays unknown."""
    nowhere = Seat("province", "", "", None)
    issuer = record.document.get("issuer")
    if not issuer:
        return nowhere
    made = agency(str(issuer), nowhere, knowledge)
    known = lists(knowledge)
    name = made.jurisdiction
    if made.level == "central":
        whole = made.entry is None or made.entry["class"] in _WITH_UNITS
        return Seat("central", "", made.name if whole and made.kind == "body" else "", None)
    if name.startswith("~"):
        place = key(str(record.document.get("place") or ""))
        word = _unit_at_end(key(made.name), known)
        kind, proper = known.provinces.get(place, ("", ""))
        name = f"{kind} {proper}" if proper and (not word or kind == word) and made.level == "province" else ""
    unit = known.units.get(_word(name, known), ("", ""))[0]
    here = Seat(made.level, unit, name, name if made.level == "province" else None)
    if made.level in ("province", "central"):
        return here
    stated = record.document.get("jurisdiction") or record.data.get("jurisdiction")
    around = {str(stated)} if stated else set()
    if not stated:
        for c in record.part("citations"):
            other = agency(str(c["issuer"]), here, knowledge) if c.get("issuer") else None
            if other and other.level == "province" and other.jurisdiction and "~" not in other.jurisdiction:
                around.add(other.jurisdiction)
    return Seat(made.level, unit, name, around.pop() if len(around) == 1 else None)


def proper(jurisdiction: str, knowledge: Knowledge) -> str:
    """The key of the proper name in a jurisdiction: ``x`` of ``tỉnh X``."""
    return _proper(jurisdiction.lstrip("~"), lists(knowledge))


def issuer(text: str, seat: Seat, knowledge: Knowledge) -> Agency:
    """The one issuer of a series of numbers: the committee for its chairman, the Party committee for its standing board."""
    made = agency(text, seat, knowledge)
    return (
        agency(series(made.full, knowledge), seat, knowledge)
        if "~" not in made.full
        else agency(series(made.name, knowledge), seat, knowledge)
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
