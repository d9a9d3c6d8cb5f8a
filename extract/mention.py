"""Mentions: what was found in one paragraph, by which rule, before it is decided what the document says with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .paras import Para

FORMAT = "cancu.mentions/1"


@dataclass(frozen=True, slots=True)
class Mention:
    """``para.text[start:end]`` read as ``kind`` (``citation``, ``agency``, ``deadline``) by ``rule``; ``value`` says what was read.
    A mention that lost to another keeps the reason in ``lost``."""

    kind: str
    para: Para
    start: int
    end: int
    rule: str
    value: Mapping[str, Any] = field(default_factory=dict)
    lost: str | None = None

    @property
    def text(self) -> str:
        return self.para.text[self.start : self.end]

    def to_json(self) -> dict[str, Any]:
        spans = self.para.normal.spans(self.start, self.end)
        out: dict[str, Any] = {"kind": self.kind, "rule": self.rule, "text": self.text, "value": dict(self.value)}
        out["at"] = [{"start": a, "end": b} for a, b in spans]
        if self.lost:
            out["lost"] = self.lost
        return out
