"""Whether the text of a page is what the page shows: layers without a map to Unicode, old fonts, leavings of a bad recognition."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from knowledge import Knowledge

from ..legacy import SOFT_HYPHEN, Scheme, scheme_of, schemes
from .glyphs import HYPHEN
from .page import RawPage, Word

Doubt = Literal["", "scan", "unmapped", "garbage", "hidden", "legacy", "lost"]
"""Why the words of a page are not to be taken as they are: there are none (``scan``), their characters are not known (``unmapped``) or make
no Vietnamese (``garbage``), the layer behind a scan is no Vietnamese (``hidden``). With ``legacy`` they were made Unicode and are whole;
with ``lost`` letters are missing."""

_ENOUGH = 200  # letters; fewer tell nothing by themselves
_SOME = 30  # letters; so many behind a scan tell at least of what language they are
_SCANNED = 0.7  # of the page; a picture so large with next to no words beside it is a scan
_FEW = 40  # words; a stamp or a running head on a scan
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_HORNED = "\u01b0"  # u with horn, the letter that old fonts keep where others have a soft hyphen: some 2 of 100 letters
_OLD = re.compile("[\u00a4-\u00ac\u00ae-\u00bf\u00c6-\u00d8\u00dc-\u00df\u00e4-\u00f1\u00f6-\u00f9]")  # where old fonts have their letters
_OLD_SHARE = 0.05
_OWN_LEAST, _OWN_MOST = 0.06, 0.3  # share of letters U+1EA0 to U+1EF9 in Vietnamese; 0.14 to 0.16 are usual
_BAD = re.compile("[\x00-\x1f\x7f-\x9f\ufffd\ue000-\uefff]")
_BAD_SHARE = 0.05
_OWN = re.compile("[\u1ea0-\u1ef9]")


def judged(raw: RawPage, knowledge: Knowledge) -> tuple[RawPage, Doubt]:
    """The page with old fonts made Unicode and broken hyphens healed, and the doubt about its words."""
    text = "".join(w.text for w in raw.words)
    doubt: Doubt = ""
    if raw.picture >= _SCANNED and len(raw.words) - raw.hidden < _FEW:
        doubt = "scan" if not raw.hidden or _layer_lies(text) else ""
        doubt = "hidden" if doubt and raw.hidden else doubt
    elif not raw.words:
        doubt = ""
    elif _unmapped(text):
        doubt = "unmapped"
    elif len(_OWN.findall(text)) < _OWN_LEAST * len(text):
        converted, doubt = _converted(raw.words, text, knowledge)
        if doubt:
            raw = replace(raw, words=converted)
        elif _garbage(text):
            doubt = "garbage"
    if HYPHEN in text:
        raw = replace(raw, words=[w._replace(text=w.text.replace(HYPHEN, "-")) if HYPHEN in w.text else w for w in raw.words])
    return raw, doubt


def _letters(text: str) -> tuple[int, int]:
    """How many letters there are, and how many of them only Vietnamese has (U+1EA0 to U+1EF9)."""
    composed = unicodedata.normalize("NFC", text)
    return sum(1 for c in composed if c.isalpha()), sum(1 for c in composed if "\u1ea0" <= c <= "\u1ef9")


def _layer_lies(text: str) -> bool:
    letters, own = _letters(text)
    if letters < _SOME or _unmapped(text):
        return True
    slack = 1.0 if letters >= _ENOUGH else 2.0  # of a few lines (a signature) the share tells less
    return not _OWN_LEAST / slack <= own / letters <= _OWN_MOST * slack


def _unmapped(text: str) -> bool:
    """Control characters, characters of private use and replacement characters where letters should be."""
    return len(_BAD.findall(text)) > _BAD_SHARE * max(len(text), 40)


def _garbage(text: str) -> bool:
    """Enough characters, next to none of them Vietnamese, and too many that are neither letters nor figures."""
    letters, own = _letters(text)
    if letters + len(text) < 2 * _ENOUGH or own > 0.01 * letters:
        return False
    return sum(1 for c in text if c.isalnum()) < 0.7 * len(text)


def _converted(words: Sequence[Word], text: str, knowledge: Knowledge) -> tuple[list[Word], Doubt]:
    """The words of old fonts in Unicode; which fonts are old their names tell, or the letters that the page is made of."""
    known = schemes(knowledge)
    by_font: dict[str, Scheme | None] = {f: scheme_of(_SUBSET.sub("", f), known) for f in {w.font for w in words}}
    if not any(by_font.values()):
        guess = _by_letters(text, known)
        if guess is None:
            return [], ""
        by_font = dict.fromkeys(by_font, guess)
    out = []
    for w in words:
        scheme = by_font[w.font]
        if scheme is None:
            out.append(w)
            continue
        old = re.sub(f"(?<=[^\\W\\d_A-Z]){HYPHEN}$", SOFT_HYPHEN, w.text)  # the letter u with horn is a soft hyphen there
        out.append(w._replace(text=scheme.convert(old, _SUBSET.sub("", w.font))))
    now = "".join(w.text for w in out)
    letters, _ = _letters(now)
    horned = now.lower().count(_HORNED)
    return out, "lost" if letters >= _ENOUGH and horned < 0.002 * letters else "legacy"


def _by_letters(text: str, known: Sequence[Scheme]) -> Scheme | None:
    """The scheme under which a page without Vietnamese letters becomes Vietnamese."""
    letters, own = _letters(text)
    if letters < _ENOUGH or own > 0.01 * letters or len(_OLD.findall(text)) < _OLD_SHARE * letters:
        return None
    best: tuple[float, Scheme] | None = None
    for scheme in known:
        count, found = _letters(scheme.convert(text))
        share = found / max(1, count)
        if share >= _OWN_LEAST and (best is None or share > best[0]):
            best = share, scheme
    return best[1] if best else None
