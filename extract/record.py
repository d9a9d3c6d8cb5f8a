"""The record: what one plan says. The contract is GUIDE.md of the gold; ``docs/record.md`` lists the keys.

A record is kept as the JSON object that it prints as, so that one corrected by hand is as good as one just read: ``Record``
checks the shape once, at the border, and gives typed access to the parts that the graph needs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from knowledge import InputError

FORMAT = "cancu.record/1"
PARTS = ("sections", "citations", "assignments", "targets")


@dataclass(frozen=True, slots=True)
class Record:
    """``data`` is the JSON object; ``sha256`` names the source that it was read from (for a hand-made record without one: of the
    JSON file's own bytes); ``graded`` is how surely it was read: ``text`` before ``ocr``."""

    data: Mapping[str, Any]
    sha256: str

    @property
    def source(self) -> str:
        return str(self.data["source"])

    @property
    def document(self) -> Mapping[str, Any]:
        return self.data["document"]  # type: ignore[no-any-return]

    def part(self, name: str) -> list[Mapping[str, Any]]:
        """``sections``, ``citations``, ``assignments`` or ``targets``; an empty list where the record has none."""
        return list(self.data.get(name) or ())

    def to_json(self) -> dict[str, Any]:
        return {"format": FORMAT, **self.data, "sha256": self.sha256}

    def dumps(self) -> str:
        """The record as a file: two blanks a level, Vietnamese as it is, a newline at the end; the same bytes for the same record."""
        return json.dumps(self.to_json(), ensure_ascii=False, indent=2) + "\n"


def from_json(data: Any, *, sha256: str, file: str) -> Record:
    """Check the shape of a record and keep it. Raises ``InputError`` naming the file and the key that does not fit."""

    def wrong(place: str, wanted: str) -> InputError:
        return InputError("record.shape", file=file, place=place, wanted=wanted)

    if not isinstance(data, dict):
        raise wrong("/", "object")
    declared = data.get("format", FORMAT)
    if declared != FORMAT:
        raise InputError("record.format", file=file, place="/format", found=str(declared), wanted=FORMAT)
    if not isinstance(data.get("document"), dict):
        raise wrong("/document", "object")
    for part in PARTS:
        items = data.get(part, [])
        if not isinstance(items, list) or not all(isinstance(i, dict) for i in items):
            raise wrong(f"/{part}", "list of objects")
    seen: set[str] = set()
    for n, a in enumerate(data.get("assignments") or ()):
        place = f"/assignments/{n}"
        if not isinstance(a.get("id"), str) or not isinstance(a.get("task"), str):
            raise wrong(place, "id and task as text")
        if a["id"] in seen:
            raise InputError("record.duplicate_id", file=file, place=place, id=a["id"])
        seen.add(a["id"])
        for role in ("lead", "coordinate"):
            if not all(isinstance(x, str) for x in a.get(role) or ()):
                raise wrong(f"{place}/{role}", "list of text")
    return Record({"source": file, **data}, str(data.get("sha256") or sha256))
