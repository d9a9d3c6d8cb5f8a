"""What Neo4j Browser takes: a style sheet with a colour for every label, and the questions as saved queries.

The Browser takes both by dropping the file on its page: a ``.grass`` file at once, a ``.zip`` with ``.cypher`` files as saved queries,
folders kept; the first comment of each is its name.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import yaml

from graph.stores import Store

from .given import GIVEN
from .run import Question, questions

PICTURES = Path(__file__).parent / "pictures"
STYLE, SAVED = "cancu.grass", "cancu.zip"
COLOURS: Mapping[str, tuple[str, str, str]] = {  # fill, border, text
    "Agency": ("#2A7F9E", "#1F6079", "#FFFFFF"),
    "Field": ("#8E6BB5", "#6D4F90", "#FFFFFF"),
    "Instrument": ("#B23A48", "#8A2A36", "#FFFFFF"),
    "Section": ("#C9CDD3", "#A4A9B0", "#26282B"),
    "Source": ("#6B7280", "#4E545E", "#FFFFFF"),
    "Target": ("#E0A526", "#B4821A", "#26282B"),
    "Task": ("#4C8C4A", "#386A37", "#FFFFFF"),
}
SIZES = {"Instrument": 80, "Section": 50, "Field": 65}
SAID: Mapping[str, Any] = yaml.safe_load((Path(__file__).parent / "browser.yaml").read_text(encoding="utf-8"))
FOLDERS, FIRST, EXAMPLES = SAID["folders"], SAID["first"], SAID["examples"]


def style() -> str:
    """The style sheet: nodes by label, each with its ``caption``."""
    out = ["node {", "  diameter: 65px;", '  caption: "{caption}";', "}"]
    for label, (fill, border, text) in sorted(COLOURS.items()):
        out += [f"node.{label} {{", f"  diameter: {SIZES.get(label, 65)}px;", f"  color: {fill};", f"  border-color: {border};"]
        out += ["  border-width: 2px;", f"  text-color-internal: {text};", "  font-size: 10px;", '  caption: "{caption}";', "}"]
    out += ["relationship {", "  color: #A5ABB6;", "  shaft-width: 1px;", "  font-size: 8px;", "  padding: 3px;"]
    out += ["  text-color-external: #26282B;", "  text-color-internal: #FFFFFF;", '  caption: "<type>";', "}"]
    return "\n".join(out) + "\n"


def pictures() -> Iterator[tuple[str, Mapping[str, str], str]]:
    """The statements to look around with: name, title by language, statement."""
    for path in sorted(PICTURES.glob("*.cypher")):
        vi, en, *statement = path.read_text(encoding="utf-8").strip().split("\n")
        yield path.stem, {"vi": vi.removeprefix("// vi: "), "en": en.removeprefix("// en: ")}, "\n".join(statement)


def parameters(question: Question) -> dict[str, Any] | None:
    """The parameters that a question's statement takes, with examples; None where they cannot be told without a store.

    What may be left out is null. An id stands for what people call an instrument, a plan or a body.
    """
    out: dict[str, Any] = {}
    for name in sorted(set(re.findall(r"\$(\w+)", question.cypher))):
        known = next((p for p in question.parameters if p.name == name), None)
        if name in question.given:
            try:
                out[name] = GIVEN[name](cast(Store, _Nowhere()), {})
            except LookupError:
                if name not in question.spared:
                    return None
                out[name] = None
        elif name in EXAMPLES:
            out[name] = EXAMPLES[name]
        elif name in ("agencies", "plans") or (known and known.optional):
            out[name] = known.default if known else None
        else:
            return None
    return out


class _Nowhere:
    """In place of a store, for what is given without one."""

    def __getattr__(self, name: str) -> Any:
        raise LookupError(name)


def _literal(value: Any) -> str:
    """A value as Cypher writes it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_literal(part)}" for name, part in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_literal, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def saved(lang: str) -> Iterator[tuple[str, str]]:
    """Every saved query: path in the archive, and text. The first sets the parameters of all questions: the Browser shows no rows of a
    statement that stands behind another."""
    told = [(q, given) for q in questions() if (given := parameters(q)) is not None]
    every = {name: value for _, given in told for name, value in given.items()}
    lines = [f":param {name} => {_literal(every[name])};" for name in sorted(every, key=lambda name: (name in GIVEN, name))]
    yield f"{FOLDERS['questions'][lang]}/parameters.cypher", "\n".join([f"// {FIRST[lang]}", *lines]) + "\n"
    for q, given in told:
        heads = [f"// {q.title[lang]}", f"// {q.about[lang]}", f"// {q.name}: {', '.join(f'${name}' for name in given)}"]
        yield f"{FOLDERS['questions'][lang]}/{q.name}.cypher", "\n".join([*heads, q.cypher.strip()]) + "\n"
    for name, title, statement in pictures():
        yield f"{FOLDERS['pictures'][lang]}/{name}.cypher", f"// {name[:2]}. {title[lang]}\n{statement}\n"


def archive(lang: str) -> bytes:
    """The saved queries as the Browser imports them; the same bytes for the same queries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as into:
        for path, text in saved(lang):
            into.writestr(zipfile.ZipInfo(path), text)
    return out.getvalue()
