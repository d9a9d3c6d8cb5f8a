"""A short Vietnamese caption for every node, for graph browsers. Templates stand in ``knowledge/vi/graph.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from knowledge import Knowledge

SHORT = 48


def caption(label: str, props: Mapping[str, Any], knowledge: Knowledge) -> str:
    """The first template of the label all of whose blanks are filled, shortened at a word; ``label`` itself if none is."""
    entry = next((e for e in knowledge.files.get("graph", ()) if e.get("group") == "node" and e["name"] == label), None)
    for template in entry["caption"] if entry else ():
        try:
            return short(str(template).format_map({k: v for k, v in props.items() if v not in (None, "")}))
        except KeyError:
            continue
    return label


def short(text: str) -> str:
    """A text of at most ``SHORT`` characters, cut between words, with an ellipsis where something is left out."""
    if len(text) <= SHORT:
        return text
    cut = text[: SHORT - 1].rsplit(" ", 1)[0].rstrip(" ,;:-–")
    return f"{cut or text[: SHORT - 1]}…"
