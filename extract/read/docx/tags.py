"""Names of WordprocessingML, and the two questions that are asked of every property."""

from __future__ import annotations

from .package import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
VAL = f"{W}val"
_OFF = frozenset({"0", "false", "off"})


def first(of: Element | None, tag: str) -> Element | None:
    """The first child with this tag; None where there is none. Properties have few children: a loop is quicker than lxml's search."""
    if of is not None:
        for child in of:
            if child.tag == tag:
                return child
    return None


def value(of: Element | None, name: str) -> str | None:
    """The value of a property: ``w:val`` of the child ``w:name``, None where there is none."""
    found = first(of, W + name)
    return None if found is None else found.get(VAL)


def number(of: Element | None, name: str, default: int) -> int:
    """A property that is a number; ``default`` where there is none or it is not one."""
    said = value(of, name)
    try:
        return int(said) if said is not None else default
    except ValueError:
        return default


def switch(of: Element | None, name: str) -> bool | None:
    """A property that is on or off; None where it says neither."""
    found = first(of, W + name)
    return None if found is None else found.get(VAL) not in _OFF
