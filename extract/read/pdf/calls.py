"""The marks of footnotes in recognised text: a small raised figure is taken for a quotation mark or a star."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .furniture import Note
from .lines import Line, spell

_MISREAD = re.compile(r"(?<=[^\W\d_])(['’‘`\"”“*°?!])(?=[.,;:…]*$)")
_OPENING = "“\"‘'"
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def restored(lines: Sequence[Line], notes: Sequence[Note]) -> None:
    """Puts the marks of a page's notes back where signs that close nothing stand, if there are as many of these as notes.

    ``lines`` are the running text of a recognised page; the words are changed in place.
    """
    marks = [n.mark for n in notes if n.mark and n.mark.isdigit()]
    if not marks:
        return
    spots: list[tuple[Line, int]] = []
    opened = False
    for line in lines:
        for i, w in enumerate(line.words):
            found = _MISREAD.search(w.text)
            body = w.text[: found.start()] if found else w.text
            opened = (opened or any(c in _OPENING for c in body)) and not any(c == "”" for c in body)
            if found and not opened:
                spots.append((line, i))
            elif found:
                opened = False
    if len(spots) != len(marks):
        return
    for (line, i), mark in zip(spots, marks, strict=True):
        w = line.words[i]
        line.words[i] = w._replace(text=_MISREAD.sub(mark.translate(_RAISED), w.text))
        spell(line)
