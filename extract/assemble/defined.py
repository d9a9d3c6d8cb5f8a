"""Short names that a document gives a body for the rest of its text: "Ban Chỉ đạo chuyển đổi số tỉnh (sau đây gọi tắt là Ban Chỉ đạo)"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from knowledge import key, squeeze

from ..find.lookups import written
from .reading import Reading


def defined(reading: Reading) -> dict[str, str]:
    """For each short name that brackets behind a body introduce, as ``key`` has it, the full one; groups have none, and a short name that
    is given to two bodies tells neither."""
    k = reading.knowledge
    out: dict[str, set[str]] = {}
    for m in reading.kept("agency"):
        told = k.pattern("name.defined").match(m.para.folded, m.end) if m.value["kind"] == "body" else None
        if told:
            short = squeeze(m.para.read[told.start("short") : told.end("short")])
            if short[:1].isupper() and key(short) != key(str(m.value["name"])):
                for form in (short, written(short, k)):
                    out.setdefault(key(form), set()).add(str(m.value["name"]))
    return {short: next(iter(full)) for short, full in out.items() if len(full) == 1}


def full(name: str, names: Mapping[str, str]) -> str:
    """A name, the one that its short form stands for."""
    return names.get(key(name), name)


def write_out(entry: dict[str, Any], names: Mapping[str, str]) -> None:
    """Give the bodies of an assignment their full names."""
    for role in ("lead", "coordinate"):
        entry[role] = list(dict.fromkeys(full(n, names) for n in entry[role]))
    for party in entry["parties"]:
        party["name"] = full(party["name"], names)
