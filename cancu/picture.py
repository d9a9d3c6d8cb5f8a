"""A document as a page to look at: displaCy's marks on its words, for what was read of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from html import escape
from itertools import groupby
from typing import Any

# What the marks look like; a task is pale, since the others stand inside it.
COLORS = {
    "document": "#e3e3e3",
    "section": "#d6d6f5",
    "citation": "#ffd479",
    "assignment": "#eef3ea",
    "lead": "#8fd19e",
    "coordinate": "#c4e8a8",
    "deadline": "#f6a5a5",
    "target": "#8ecae6",
}
Mark = tuple[int, int, str, str]


def marks(record: Mapping[str, Any]) -> list[Mark]:
    """Start, end, kind and a word on each (the number of a citation, the id of a task) of all that has a place; they may overlap."""

    def of(kind: str, at: Any, word: Any) -> Iterator[Mark]:
        for place in at if isinstance(at, list) else [at] if at else []:
            yield place["start"], place["end"], kind, str(word or "")

    out: list[Mark] = []
    for at in ((record.get("document") or {}).get("at") or {}).values():
        out += of("document", at, "")
    for s in record.get("sections") or ():
        out += of("section", s.get("at"), s["path"])
    for c in record.get("citations") or ():
        out += of("citation", c.get("at"), c.get("number"))
    for a in record.get("assignments") or ():
        out += of("assignment", a.get("at"), a["id"])
        out += of("deadline", a.get("deadline_at"), (a.get("deadline") or {}).get("value"))
        for p in a.get("parties") or ():
            out += of(p["role"], p.get("at"), "")
    for t in record.get("targets") or ():
        out += of("target", t.get("at"), "")
    return sorted(set(out))


def flat(found: list[Mark], text: str) -> list[Mark]:
    """Marks that do not overlap: at each character the shortest mark on it, so that the outer one goes on around the inner."""
    on: list[Mark | None] = [None] * len(text)
    for m in sorted(found, key=lambda m: (m[0] - m[1], m)):  # the longest first; shorter ones over it
        on[m[0] : m[1]] = [m] * (m[1] - m[0])
    out: list[Mark] = []
    at = 0
    for mark, run in groupby(on):
        end = at + len(list(run))
        words = text[at:end]
        if mark is not None and words.strip():
            first = at + len(words) - len(words.lstrip())
            out.append((first, at + len(words.rstrip()), mark[2], mark[3]))
        at = end
    return out


def page(record: Mapping[str, Any], text: str, say: Callable[[str], str], lang: str) -> str:
    """The HTML page of a document whose whole text is ``text``; ``say`` gives the words for a kind of mark (``check.mark.<kind>``)."""
    from spacy import displacy

    names = {kind: say(f"check.mark.{kind}") for kind in COLORS}
    ents, told = [], set()
    for a, b, kind, word in flat(marks(record), text):
        tag = "" if (kind, word) in told and kind == "assignment" else f"<small><b>{escape(names[kind])}</b> {escape(word)}</small>"
        told.add((kind, word))
        ents.append({"start": a, "end": b, "label": names[kind], "params": {"tag": tag}})
    given = {"text": text, "ents": ents, "title": escape(str(record.get("source"))), "settings": {"lang": lang}}
    options = {"colors": {names[kind].upper(): color for kind, color in COLORS.items()}, "template": TEMPLATE}
    made: str = displacy.render(given, style="ent", manual=True, page=True, jupyter=False, options=options)
    return made.replace("<title>displaCy</title>", f'<meta charset="utf-8"><title>{given["title"]}</title>') + "\n"


TEMPLATE = (
    '<mark style="background: {bg}; padding: 0.1em 0.25em; border-radius: 0.3em; white-space: pre-wrap">'
    '{text}<span style="opacity: 0.65"> {tag}</span></mark>'
)
