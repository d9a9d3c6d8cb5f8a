"""Signs of symbol fonts as Unicode has them."""

from __future__ import annotations

# Symbol, Wingdings, Webdings: code points as Word stores them, in the private use area.
_SIGNS = {
    0xF0B7: "\u2022", 0xF02D: "-", 0xF02B: "+", 0xF06C: "\u25cf", 0xF06E: "\u25a0", 0xF071: "\u25a1", 0xF0A7: "\u25aa", 0xF0A8: "\u25a1",
    0xF076: "\u2756", 0xF0D8: "\u27a2", 0xF0FC: "\u2713", 0xF0FE: "\u2611", 0xF06F: "\u25a1", 0xF0E0: "\u2192", 0xF0DF: "\u2190",
    0xF0E8: "\u2794", 0xF0F0: "\u21e8", 0xF0B3: "\u2265", 0xF0A3: "\u2264", 0xF0B1: "\u00b1", 0xF0B4: "\u00d7", 0xF0AE: "\u2192",
    0xF0B0: "\u00b0",
}  # fmt: skip
_TABLE = str.maketrans(_SIGNS)


def signs(text: str) -> str:
    """A text with the signs of symbol fonts in Unicode; a sign that is not known stays as it is."""
    return text.translate(_TABLE)


def bullet(text: str) -> str:
    """What a bulleted paragraph shows before its words; a sign that Unicode has not is shown as a bullet.

    >>> bullet("\\uf0b7"), bullet("-"), bullet("o")
    ('\u2022', '-', '\u25e6')
    """
    found = signs(text).strip()
    if found == "o":  # Courier New's o, Word's second bullet
        return "\u25e6"
    return "".join("\u2022" if "\ue000" <= c <= "\uf8ff" else c for c in found)


def symbol(code: str | None) -> str:
    """The character of a ``w:sym``, by its code in hexadecimal figures."""
    try:
        n = int(code or "", 16)
    except ValueError:
        return ""
    if not 0x20 <= n < 0x110000 or 0xD800 <= n < 0xE000:
        return ""
    return signs(chr(n) if n > 0xFF else chr(0xF000 + n))
