"""What a paragraph or run inherits from its styles."""

from __future__ import annotations

from collections.abc import Iterator

from .package import Element
from .tags import VAL, W, first, number, switch, value

_JUSTIFIED = f"{W}jc"
_CENTRED = frozenset({"center", "right", "end"})


class Styles:
    """The styles of a document by id; each answer is kept."""

    def __init__(self, root: Element | None) -> None:
        self.by_id: dict[str, Element] = {}
        self.default: str | None = None
        self.default_font: str | None = None
        self._kept: dict[tuple[str, str | None], object] = {}
        if root is None:
            return
        for style in root.findall(f"{W}style"):
            identity = style.get(f"{W}styleId")
            if identity is None:
                continue
            self.by_id.setdefault(identity, style)
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true", "on"):
                self.default = identity
        self.default_font = font(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))

    def chain(self, identity: str | None) -> Iterator[Element]:
        """A style and those that it is based on."""
        seen: set[str] = set()
        while identity and identity not in seen and identity in self.by_id:
            seen.add(identity)
            style = self.by_id[identity]
            yield style
            identity = value(style, "basedOn")

    def _paragraph(self, identity: str | None) -> Iterator[Element]:
        return self.chain(identity or self.default)

    def numbering(self, identity: str | None) -> tuple[str | None, int | None]:
        """The list and its level that a paragraph style brings (the level None where it is the list's to say)."""
        key = ("numbering", identity)
        if key not in self._kept:
            self._kept[key] = self._numbering(identity)
        return self._kept[key]  # type: ignore[return-value]

    def _numbering(self, identity: str | None) -> tuple[str | None, int | None]:
        level: int | None = None
        for style in self._paragraph(identity):
            said = style.find(f"{W}pPr/{W}numPr")
            if said is None:
                continue
            if level is None and value(said, "ilvl") is not None:
                level = number(said, "ilvl", 0)
            if value(said, "numId") is not None:
                return value(said, "numId"), level
        return None, None

    def centred(self, identity: str | None) -> bool:
        """Whether a style sets its paragraphs in the middle or to the right."""
        return bool(self._first("centred", identity, lambda s: _centred(s.find(f"{W}pPr"))))

    def heading(self, identity: str | None) -> bool:
        """Whether a style is one of headings."""
        return bool(self._first("heading", identity, lambda s: value(s.find(f"{W}pPr"), "outlineLvl")))

    def contents(self, identity: str | None) -> bool:
        """Whether a style is one of a table of contents."""
        style = self.by_id.get(identity or "")
        return style is not None and (value(style, "name") or "").lower().startswith("toc ")

    def ruled(self, identity: str | None) -> bool:
        """Whether a table style draws lines."""
        return bool(self._first("ruled", identity, lambda s: drawn(s.find(f"{W}tblPr/{W}tblBorders")), plain=False))

    def font(self, run: Element | None, identity: str | None) -> str:
        """The font of a run's letters: its own, that of its character style, of its paragraph's style, of the document."""
        own = font(run)
        if own:
            return own
        found = self._first("font", value(run, "rStyle"), lambda s: font(s.find(f"{W}rPr")), plain=False)
        found = found or self._first("font", identity, lambda s: font(s.find(f"{W}rPr")))
        return str(found or self.default_font or "")

    def on(self, name: str, run: Element | None, identity: str | None) -> bool:
        """Whether a run has a property that is on or off (``vanish``, ``caps``), by itself or by its styles."""
        own = switch(run, name)
        if own is None:
            own = self._first(name, value(run, "rStyle"), lambda s: switch(s.find(f"{W}rPr"), name), plain=False)  # type: ignore[assignment]
        if own is None:
            own = self._first(name, identity, lambda s: switch(s.find(f"{W}rPr"), name))  # type: ignore[assignment]
        return bool(own)

    def _first(self, name: str, identity: str | None, ask: object, *, plain: bool = True) -> object:
        """The first answer up a chain of styles; ``plain``: where no style is named, the default paragraph style is asked."""
        key = (f"{name}+" if plain else name, identity)
        if key not in self._kept:
            chain = self._paragraph(identity) if plain else self.chain(identity)
            answers = (ask(s) for s in chain)  # type: ignore[operator]
            self._kept[key] = next((a for a in answers if a is not None), None)
        return self._kept[key]


def font(run: Element | None) -> str | None:
    """The font that run properties name for letters beyond ASCII."""
    fonts = first(run, f"{W}rFonts")
    return None if fonts is None else fonts.get(f"{W}hAnsi") or fonts.get(f"{W}ascii")


def drawn(borders: Element | None) -> bool | None:
    """Whether borders show a line; None where there are none to ask."""
    return None if borders is None else any(b.get(VAL) not in (None, "nil", "none") for b in borders)


def _centred(paragraph: Element | None) -> bool | None:
    said = first(paragraph, _JUSTIFIED)
    return None if said is None else said.get(VAL) in _CENTRED


def centred(paragraph: Element | None, identity: str | None, styles: Styles) -> bool:
    """Whether a paragraph stands in the middle or to the right."""
    own = _centred(paragraph)
    return styles.centred(identity) if own is None else own
