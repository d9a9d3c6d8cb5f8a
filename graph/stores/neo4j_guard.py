"""What a person's query may do on Neo4j: read this graph, and nothing else.

The server itself says what a statement would do: EXPLAIN gives its type and its plan, so that no spelling hides anything. READ access
mode is set beside that, but it lets the server's own administration be read and transactions of others be ended.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from knowledge import UsageError

PROCEDURES = frozenset(("db.labels", "db.relationshipTypes", "db.propertyKeys", "db.index.fulltext.queryNodes", "db.schema.visualization"))
SHOWN = ("ShowIndexes", "ShowConstraints")
READS = "r"
PLUGIN_FUNCTIONS = "SHOW USER DEFINED FUNCTIONS YIELD name RETURN collect(name) AS names"

_TOKEN = re.compile(r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/|\s+|`((?:``|[^`])*)`|(.)""", re.DOTALL)
_ESCAPE = re.compile(r"\\u+([0-9A-Fa-f]{4})")


def check(query_type: str | None, plan: Mapping[str, Any] | None, cypher: str, plugin_functions: Iterable[str]) -> None:
    """Let a statement through that only reads, judged by its type and plan as EXPLAIN gives them.

    Raises ``UsageError``: ``query.write_refused``, or ``query.not_allowed`` (``what``: LOAD CSV, a procedure, a command, a plug-in's
    function).
    """
    steps = list(_steps(plan or {}))
    if query_type not in (READS, "s") or any(name.startswith(("Create", "Drop")) for name, _ in steps):
        raise UsageError("query.write_refused")
    for name, details in steps:
        procedure = details.partition("(")[0]
        if name == "LoadCSV":
            raise UsageError("query.not_allowed", what="LOAD CSV")
        if name == "ProcedureCall" and procedure not in PROCEDURES:
            raise UsageError("query.not_allowed", what=procedure)
        if name.startswith(("Show", "Terminate")) and name not in SHOWN:
            raise UsageError("query.not_allowed", what=name)
    if query_type != READS:
        raise UsageError("query.not_allowed", what=steps[0][0] if steps else "-")
    called = {f.lower() for f in plugin_functions}
    if called:
        bare = _bare(cypher)
        for name in sorted(called):
            if f"{name}(" in bare:
                raise UsageError("query.not_allowed", what=name)


def _steps(plan: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Operator and details of every step of a plan."""
    if "operatorType" in plan:
        yield str(plan["operatorType"]).partition("@")[0], str(plan.get("args", {}).get("Details", ""))
    for child in plan.get("children", ()):
        yield from _steps(child)


def _bare(cypher: str) -> str:
    """A statement in lower case without texts, comments, blanks and back quotes; the escapes that Neo4j undoes first are undone."""
    text = _ESCAPE.sub(lambda m: chr(int(m[1], 16)), cypher)
    return "".join((m[1] or "") + (m[2] or "") for m in _TOKEN.finditer(text)).lower()
