"""Writes docs/phenomena.md: what texts do, and the small cases that hold the reading to it. ``--check`` only says whether it is current."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "phenomena.md"
CASES = ROOT / "tests" / "cases"
HEAD = """# Phenomena

What the texts of plans do, and the small cases in `tests/cases` that hold the reading to it. A case says what must be read from a few
lines, or (*nothing*) that nothing must be. A case that is not read yet says why. This page is written by `python docs/phenomena.py`.
"""


def files() -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """Name, first comment and cases of every file of cases."""
    for path in sorted(CASES.glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        data = yaml.safe_load(text)
        if isinstance(data, list):
            about = text.splitlines()[0].lstrip("# ") if text.startswith("#") else ""
            yield path.name, about, data


def shown(case: dict[str, Any]) -> str:
    """One line for a case: its id, the beginning of its text, what it must not give, why it fails."""
    text = " ".join(str(case["text"]).split())
    text = text if len(text) <= 90 else text[:87].rstrip() + "..."
    text = text.replace("`", "'")
    none = f" *nothing: {', '.join(case['none'])}*" if case.get("none") else ""
    fails = f" **not yet:** {case['fails']}" if "fails" in case else ""
    return f"- `{case['id']}`: `{text}`{none}{fails}"


def page() -> str:
    """The whole page."""
    out = [HEAD]
    total = later = 0
    for name, about, cases in files():
        out.append(f"\n## {name}\n\n{about}\n")
        for phenomenon in dict.fromkeys(str(c["phenomenon"]) for c in cases):
            out.append(f"\n**{phenomenon}**\n")
            out += [shown(c) for c in cases if str(c["phenomenon"]) == phenomenon]
        total += len(cases)
        later += sum("fails" in c for c in cases)
    out.insert(1, f"{total} cases, {later} of them not read yet.")
    return "\n".join(out) + "\n"


def main() -> int:
    """Write the page, or check it; the exit code."""
    if "--check" in sys.argv[1:]:
        current = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == page()
        if not current:
            print("docs/phenomena.md is not current: run python docs/phenomena.py", file=sys.stderr)
        return 0 if current else 1
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
