"""Text made comparable, with the way back to the source.

Three steps of growing looseness, each a function of its own:

- ``normal``: pieces of a source become one string in Unicode NFC with single spaces. ``Normal.spans`` leads back.
- ``fold``: case, tone placement (hoà = hòa, Uỷ = Ủy), dashes and quotes made one, **length kept**, so that a position in the
  folded string is the position in the string.
- ``key``: for comparing names: folded, without punctuation. Diacritics and Đ always stay: one syllable is another body.
"""

from __future__ import annotations

import html
import re
import unicodedata
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

_LATIN = [chr(c) for a, b in ((0x41, 0x7B), (0xC0, 0x250), (0x1E00, 0x1F00)) for c in range(a, b)]
# Capital and small Latin letters, Vietnamese ones among them, for use inside a character class: À-Ỹ would hold both.
UPPER = "".join(c for c in _LATIN if c.isupper())
LOWER = "".join(c for c in _LATIN if c.islower())
_RUN = re.compile(r"\S+(?: \S+)*")  # words parted by single spaces stand as they are
_LATIN_ONLY = re.compile("[\x21-\u02ff\u1e00-\u1eff]+$")  # letters of one character each
_ENTITY = re.compile(r"&(?:amp|nbsp|lt|gt|quot|#\d{2,5}|#x[0-9a-fA-F]{2,5});")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
# Letters that stand for another one in typed text: eth for D with stroke, dashes, quotes, no-break space.
_TWINS = str.maketrans(
    {
        "\u00d0": "\u0111",
        "\u00f0": "\u0111",
        "\u0189": "\u0111",
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u2212": "-",
        "\u00ad": "-",
        "\u201c": '"',
        "\u201d": '"',
        "\u201e": '"',
        "\u00ab": '"',
        "\u00bb": '"',
        "\u2018": "'",
        "\u2019": "'",
        "\u00a0": " ",
        "\u2007": " ",
        "\u202f": " ",
    }
)


def _placements() -> dict[str, str]:
    """Twins of tone placement: the tone on the second vowel (new style) to the tone on the first (old style)."""
    pairs: dict[str, str] = {}
    for first, second in (("o", "a"), ("o", "e"), ("u", "y")):
        for tone in _TONES:
            new = first + unicodedata.normalize("NFC", second + tone)
            old = unicodedata.normalize("NFC", first + tone) + second
            pairs[new] = old
    return pairs


_PLACEMENTS = _placements()
_STANDARD = {old: new for new, old in _PLACEMENTS.items()}


def _either(words: Iterable[str]) -> str:
    """Two letters of which both are among those of ``words``, as a pattern that goes on behind the first: (?<=[ab])[cd]."""
    by_first: dict[str, str] = {}
    for word in words:
        first, second = word[0], word[1]
        by_first[second] = by_first.get(second, "") + first
    by_set: dict[str, str] = {}
    for second, firsts in by_first.items():
        by_set[firsts] = by_set.get(firsts, "") + second
    return "|".join(f"(?<=[{firsts}])[{seconds}]" for firsts, seconds in by_set.items())


# Only an open syllable has two placements. Before a final letter (toàn, hoàn) and behind q (quý) there is one standard, kept as it is.
# One pattern finds all that changes; it opens with one set of letters, which is what makes it quick.
_FIRSTS = "".join(sorted({c[0] for c in (*_PLACEMENTS, *_STANDARD)}))
_SIGNS = "".join(map(chr, _TWINS))
_OTHERWISE = re.compile(
    rf"[{_FIRSTS}{_SIGNS}](?:(?<=[{_SIGNS}])|(?<!q.)(?:{_either(_PLACEMENTS)})(?![^\W\d_])|(?:{_either(_STANDARD)})(?=[^\W\d_])"
    rf"|(?<=q.)(?:{_either(o for o in _STANDARD if o.endswith('y'))}))",
    re.DOTALL,
)
_MADE_ONE = {**_PLACEMENTS, **_STANDARD, **{chr(c): twin for c, twin in _TWINS.items()}}


def _made_one(m: re.Match[str]) -> str:
    return _MADE_ONE[m.group()]


def fold(text: str) -> str:
    """Case, tone placement, dashes and quotes made one; as long as ``text``, position by position.

    >>> fold("Uỷ ban – HOÁ")
    'ủy ban - hóa'
    >>> fold("Quý I hoàn toàn, qúy hòan tòan")
    'quý i hoàn toàn, quý hoàn toàn'
    """
    low = text.lower()
    if len(low) != len(text):  # a letter whose lower case has another length (İ): keep it as it is
        low = "".join(c if len(c.lower()) != 1 else c.lower() for c in text)
    return low if low.isascii() else _OTHERWISE.sub(_made_one, low)


_PUNCTUATION = re.compile(r"[^\w\s]|_")


def key(text: str) -> str:
    """The form in which names are compared: NFC, folded, punctuation out, single spaces.

    >>> key("Sở Lao động – Thương binh và Xã hội")
    'sở lao động thương binh và xã hội'
    """
    folded = fold(unicodedata.normalize("NFC", text))
    return " ".join(_PUNCTUATION.sub(" ", folded).split())


def squeeze(text: str) -> str:
    """NFC with white space folded to single spaces: the written form of every text in a record."""
    return " ".join(unicodedata.normalize("NFC", text).split())


@dataclass(frozen=True, slots=True)
class Normal:
    """A normal string and, for each of its characters, where it stands in the source.

    ``starts[i]`` and ``ends[i]`` are code point offsets into the source; ``text[i]`` was read from ``source[starts[i]:ends[i]]``
    (a single space: from a run of white space, or from the gap between two pieces, which is empty). ``exact``: the whole stands
    letter for letter in one piece of the source.
    """

    text: str
    folded: str
    starts: Sequence[int]
    ends: Sequence[int]
    exact: bool = False

    def part(self, start: int, end: int) -> Normal:
        """The run ``text[start:end]`` as a Normal of its own, leading back to the same source."""
        exact = self.exact
        return Normal(self.text[start:end], self.folded[start:end], self.starts[start:end], self.ends[start:end], exact)

    def spans(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """The places in the source of ``text[start:end]``, outer white space left out; a break between pieces gives two."""
        while start < end and self.text[start] == " ":
            start += 1
        while end > start and self.text[end - 1] == " ":
            end -= 1
        if start >= end:
            return ()
        if self.exact:
            return ((self.starts[start], self.ends[end - 1]),)  # letter for letter as in the source
        while start and self.starts[start] == self.ends[start]:
            start -= 1  # a mark that NFC leaves apart stands where its letter does
        out: list[tuple[int, int]] = []
        begin, last = self.starts[start], self.ends[start]
        for i in range(start + 1, end):
            a, b = self.starts[i], self.ends[i]
            if a == b and self.text[i] != " ":  # a further character of a cluster: its place is that of the first one
                continue
            if a != last or a == b:
                out.append((begin, last))
                begin = a
            last = b
        out.append((begin, last))
        return tuple((a, b) for a, b in out if a < b)


@lru_cache(maxsize=8192)
def _parted(before: str, c: str) -> bool:
    """Whether NFC never joins a letter with the one before it."""
    return unicodedata.combining(c) == 0 and unicodedata.is_normalized("NFC", before + c) and not "\u1100" <= c <= "\u11ff"


def _clusters(word: str) -> Iterable[tuple[int, int]]:
    """Runs of a base character with its marks, and runs of Hangul letters, as (start, end): NFC never joins over their borders."""
    begin = 0
    for i in range(1, len(word)):
        if _parted(word[i - 1], word[i]):
            yield begin, i
            begin = i
    if word:
        yield begin, len(word)


@lru_cache(maxsize=8192)
def _word(word: str) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
    """A word in NFC, and where in it each of its characters begins and ends; the words of a text come again and again."""
    out: list[str] = []
    begins: list[int] = []
    stops: list[int] = []
    for i, j in _clusters(word):
        composed = unicodedata.normalize("NFC", word[i:j])
        out.append(composed)
        for n in range(len(composed)):  # a cluster that stays several characters shares its place: whole or not at all
            begins.append(i if n == 0 else j)
            stops.append(j)
    return "".join(out), tuple(begins), tuple(stops)


def _entities(word: str, at: int, out: list[str], starts: array[int], ends: array[int]) -> None:
    """A word of converted HTML: each character reference is one character, placed where the whole reference stands."""
    position = 0
    for m in [*_ENTITY.finditer(word), None]:
        plain = word[position : m.start() if m else len(word)]
        out.append(unicodedata.normalize("NFC", plain) if len(unicodedata.normalize("NFC", plain)) == len(plain) else plain)
        starts.extend(range(at + position, at + position + len(plain)))
        ends.extend(range(at + position + 1, at + position + len(plain) + 1))
        if m:
            out.append((html.unescape(m.group()).strip() or " ")[:1])
            starts.append(at + m.start())
            ends.append(at + m.end())
            position = m.end()


def _letters(run: str, at: int, out: list[str], starts: array[int], ends: array[int]) -> None:
    """A run of words that are not letter for letter as they are to be: decomposed letters, character references."""
    for found in re.finditer(r"\S+| ", run):
        word, a = found.group(), at + found.start()
        if "&" in word and _ENTITY.search(word):
            _entities(word, a, out, starts, ends)
            continue
        if _LATIN_ONLY.match(word) and unicodedata.is_normalized("NFC", word):
            out.append(word)
            starts.extend(range(a, a + len(word)))
            ends.extend(range(a + 1, a + len(word) + 1))
            continue
        text, begins, stops = _word(word)
        out.append(text)
        starts.extend([a + i for i in begins])
        ends.extend([a + j for j in stops])


def normal(source: str, pieces: Iterable[tuple[int, int]]) -> Normal:
    """The pieces ``source[start:end]`` as one normal string; pieces are parted by a single space.

    White space at both ends is dropped. The map leads back to offsets in ``source``, so that slicing there gives the words.
    """
    every = tuple(pieces)
    if len(every) == 1:
        begin, stop = every[0]
        piece = source[begin:stop]
        words = piece.strip()
        # Mostly a paragraph stands in one piece, letter for letter as it is to be: then nothing needs a map.
        if words and "&" not in words and unicodedata.is_normalized("NFC", words) and " ".join(words.split()) == words:
            a = begin + len(piece) - len(piece.lstrip())
            return Normal(words, fold(words), range(a, a + len(words)), range(a + 1, a + len(words) + 1), True)
    out: list[str] = []
    starts, ends = array("l"), array("l")
    last = -1  # where the last word ended in the source
    for begin, stop in every:
        piece_start = True
        for found in _RUN.finditer(source, begin, stop):
            a, b = found.span()
            if out:
                out.append(" ")
                starts.append(a if piece_start else last)
                ends.append(a)
            piece_start = False
            run = found.group()
            if unicodedata.is_normalized("NFC", run) and "&" not in run:
                out.append(run)
                starts.extend(range(a, b))
                ends.extend(range(a + 1, b + 1))
            else:
                _letters(run, a, out, starts, ends)
            last = b
    text = "".join(out)
    exact = len(out) == 1 and text == source[starts[0] : ends[-1]]  # marks put into their order are no shorter
    return Normal(text, fold(text), starts, ends, exact)
