"""Works as text and back, and what tells whether a task is still as it was compared."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from knowledge import Knowledge

from .tasks import Party, Plan, Task
from .works import Work

_SETS, _OBJECTS = "$set", "$map"
_FIELDS = tuple(f.name for f in fields(Task) if f.name != "plan")


@lru_cache(maxsize=1)
def _program() -> str:
    """A digest of the modules that take works out of tasks and weigh them: another program may find other pairs."""
    return sha256(b"".join(p.read_bytes() for p in sorted(Path(__file__).parent.glob("*.py")))).hexdigest()[:16]


def method(knowledge: Knowledge) -> str:
    """What pairs are found by: this program's method and the knowledge."""
    return f"{_program()} {knowledge.hash}"


def plain(value: Any) -> Any:
    """A value as JSON has it, the same for equal values: sets in order, dates as text, a dataclass as its fields."""
    if isinstance(value, str | int | float) or value is None:
        return value
    if isinstance(value, frozenset | set):
        return {_SETS: sorted(value)}
    if isinstance(value, Mapping):
        return {_OBJECTS: [[k, plain(v)] for k, v in sorted(value.items())]}
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        return [plain(getattr(value, f.name)) for f in fields(value)]
    return [plain(v) for v in value]


def _value(data: Any) -> Any:
    if isinstance(data, str):
        return sys.intern(data)
    if isinstance(data, list):
        return tuple(_value(v) for v in data)
    if isinstance(data, dict):
        return frozenset(map(_value, data[_SETS])) if _SETS in data else {_value(k): _value(v) for k, v in data[_OBJECTS]}
    return data


def packed_task(task: Task) -> list[Any]:
    """A task as JSON has it, without its plan."""
    return [plain(getattr(task, name)) for name in _FIELDS]


def unpacked_task(data: Sequence[Any], plan: Plan) -> Task:
    """The task that ``packed_task`` gave, in its plan."""
    said = dict(zip(_FIELDS, data, strict=True))
    due = said["due"] and (date.fromisoformat(said["due"][0]), date.fromisoformat(said["due"][1]))
    parties = {role: tuple(Party(*(_value(v) for v in p)) for p in said[role]) for role in ("leads", "partners")}
    return Task(**{**said, **parties, "headings": tuple(said["headings"]), "due": due, "works": unpacked_works(data), "plan": plan})


def unpacked_works(data: Sequence[Any]) -> tuple[Work, ...]:
    """The works of a task that ``packed_task`` gave."""
    return tuple(Work(*(_value(v) for v in work)) for work in data[_FIELDS.index("works")])


def digest(*said: Any) -> str:
    """24 hex digits of what was said."""
    text = json.dumps(plain(said), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()[:24]


def named(*texts: str) -> str:
    """24 hex digits of some texts."""
    return sha256("\x1f".join(texts).encode()).hexdigest()[:24]


def cards(tasks: Sequence[Task]) -> dict[str, str]:
    """For each task a digest of all that its pairs turn on: the task, its plan, and the words of the plan's other tasks."""
    plans: dict[str, list[Any]] = {}
    for t in tasks:
        plans.setdefault(t.plan.id, []).append((t.text, t.headings))
    whole = {id: digest(said) for id, said in plans.items()}
    known: dict[Any, str] = {}  # plans and bodies come again and again

    def short(value: Any) -> Any:
        if isinstance(value, tuple):
            return [short(v) for v in value]
        if is_dataclass(value) and not isinstance(value, type):
            if value not in known:
                known[value] = digest(value)
            return known[value]
        return plain(value)

    told = [f.name for f in fields(Task) if f.name != "works"]
    return {t.id: digest(whole[t.plan.id], [short(getattr(t, name)) for name in told]) for t in tasks}
