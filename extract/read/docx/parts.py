"""The parts of a Word file that hold words: opened by python-docx, or by our own package reader where it refuses."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

from extract.bounds import Bounds
from knowledge import InputError

from .package import Element, Package
from .tags import W

_LEGACY = (".vn", "vnt", "vna", "vni")  # how names of old fonts begin


@dataclass(frozen=True, slots=True)
class Parts:
    """Parsed parts. ``headers``: page headers by relation. ``opener``: who opened the package.

    ``legacy``, ``hidden``, ``capitals``: whether old fonts, hidden words or capitals by format occur at all, so that the walk need not ask
    of every run.
    """

    document: Element
    styles: Element | None = None
    numbering: Element | None = None
    footnotes: Element | None = None
    endnotes: Element | None = None
    headers: dict[str, str] = field(default_factory=dict)
    package: Package | None = None
    opener: str = "python-docx"
    legacy: bool = False
    hidden: bool = False
    capitals: bool = False


def open_parts(data: bytes, name: str, bounds: Bounds) -> Parts:
    """Check a Word file and open it. Raises ``InputError`` (``docx.*``, ``input.password``)."""
    package = Package(data, name, bounds)
    package.check()
    by_kind: dict[str, str] = {}
    headers: dict[str, str] = {}
    for identity, kind, target in package.relations(package.document):
        if target in package.names:
            by_kind.setdefault(kind, target)
            if kind == "header":
                headers[identity] = target
    opened = _python_docx(data) if package.plain else {}
    named = {kind: by_kind[kind] for kind in ("styles", "numbering", "footnotes", "endnotes") if kind in by_kind}
    roots = {kind: opened.get(target, None) for kind, target in named.items()}
    document = opened.get(package.document)
    if document is None:
        document = package.xml(package.document)
    if document.tag != f"{W}document" or document.find(f"{W}body") is None:
        raise InputError("docx.no_document", file=name, place=package.document)
    for kind, target in named.items():
        if roots[kind] is None:
            roots[kind] = package.xml(target)
    read = [document, *roots.values()]
    return Parts(
        document=document,
        **roots,
        headers=headers,
        package=package,
        opener="python-docx" if opened else "zip",
        legacy=any(_old_fonts(root) for root in read),
        hidden=_anywhere(read, f"{W}vanish"),
        capitals=_anywhere(read, f"{W}caps"),
    )


def _anywhere(roots: Sequence[Element], tag: str) -> bool:
    """Whether an element stands in any of these parts."""
    return any(next(root.iter(tag), None) is not None for root in roots)


def _old_fonts(root: Element) -> bool:
    """Whether a part names a font whose name begins like those of old fonts."""
    fonts = {v for e in root.iter(f"{W}rFonts") for v in e.attrib.values()}
    return any(v.lower().startswith(_LEGACY) for v in fonts)


def _python_docx(data: bytes) -> dict[str, Element]:
    """The parsed parts of a package as python-docx opens it, by name; none where it cannot."""
    from docx import Document
    from docx.exceptions import PythonDocxError
    from docx.opc.exceptions import OpcError

    try:
        package = Document(io.BytesIO(data)).part.package
        found = {str(p.partname).lstrip("/"): getattr(p, "element", None) for p in package.iter_parts()}
    except (KeyError, ValueError, AttributeError, TypeError, OSError, etree.LxmlError, PythonDocxError, OpcError):
        return {}  # ours says what is wrong, or reads it all the same
    return {name: root for name, root in found.items() if root is not None}
