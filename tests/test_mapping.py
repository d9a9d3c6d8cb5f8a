"""Nothing is fitted: the five plans with other places, persons, numbers and years give the same records under the mapping."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from extract.pipeline import read_record
from knowledge import load

# Places and persons by kind, found in the plans by the program's own card; what they are mapped to is fixed.
PLACES = ("Quảng Trị", "Hậu Giang", "Điện Biên")
PERSONS = ("Hoàng Văn Thụ", "Trần Thị Lý", "Đỗ Quang Minh", "Vũ Hải")
_SYMBOL = r"(?=\s?(?:/\d{4})?\s?[/-]\s*[A-ZĐ]{2})"  # the serial of a full number
_SHORT = r"(?:(?<=Đề án \d\d)|(?<=Đề án số \d\d))(?![\w/])"  # that of a short form
_SERIAL = re.compile(rf"(?<![\w.,/-])(\d{{1,5}})(?:{_SYMBOL}|{_SHORT})")
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")
_SKIP = {"at", "sha256", "deadline_at", "program", "knowledge", "reader", "source", "id"}


def shifted(serial: str) -> str:
    """Another serial of as many digits."""
    return str((int(serial) + 37) % 10 ** max(2, len(serial))).zfill(len(serial))


def mapped(text: str, names: Mapping[str, str]) -> str:
    for old, new in names.items():
        text = re.sub(r"\s+".join(map(re.escape, old.split())), new, text)
        text = re.sub(r"\s+".join(map(re.escape, old.upper().split())), new.upper(), text)
    text = _SERIAL.sub(lambda m: shifted(m.group(1)), text)
    return _YEAR.sub(lambda m: str(int(m.group(1)) + 1), text)


def under(value: Any, names: Mapping[str, str]) -> Any:
    """A record's values under the mapping; places in the text differ, so they are left out."""
    if isinstance(value, dict):
        bare = {k: shifted(v) for k, v in value.items() if k == "number" and isinstance(v, str) and v.isdigit()}
        return {k: under(v, names) for k, v in value.items() if k not in _SKIP} | bare
    if isinstance(value, list):
        return [under(v, names) for v in value]
    if isinstance(value, str):
        return mapped(value, names)
    return value + 1 if isinstance(value, int) and 2000 < value < 2050 else value


def names_of(record: Mapping[str, Any]) -> dict[str, str]:
    document = record["document"]
    out: dict[str, str] = {}
    place = re.sub(r"^UBND (?:tỉnh|thành phố) ", "", str(document["issuer"]))
    out[place] = PLACES[len(place) % len(PLACES)]
    if document["signer"]:
        name = document["signer"]["name"]
        out[name] = PERSONS[len(name) % len(PERSONS)]
    return out


@pytest.mark.needs_shared
@pytest.mark.parametrize("number", range(5))
def test_plans_of_other_places_and_years_read_the_same(number: int, shared: Path) -> None:
    path = sorted((shared / "plans").glob("*.txt"))[number]
    knowledge = load()
    text = path.read_bytes().decode()
    own = read_record(text.encode(), path.name, knowledge).record.data
    names = names_of(own)
    other = read_record(mapped(text, names).encode(), path.name, knowledge).record.data
    for part in ("document", "sections", "citations", "assignments", "targets", "agencies"):
        expected, got = under(own[part], names), strip(other[part])
        if isinstance(expected, list):
            assert len(got) == len(expected), part
            for n, (e, g) in enumerate(zip(expected, got, strict=True)):
                assert g == e, f"{part} {n}"
        else:
            assert got == expected


def strip(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: strip(v) for k, v in value.items() if k not in _SKIP}
    return [strip(v) for v in value] if isinstance(value, list) else value
