"""Where known names and words begin in a paragraph, and which patterns can match in it, all told by one pass over it; names with their
abbreviations written out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from knowledge import UPPER, Entry, Found, Hit, Knowledge, Lexicon, Longest, Scanner, fold, squeeze

from ..paras import Para

_ABBREVIATION = re.compile(f"\\w*[{UPPER}]{{2,}}\\w*|&")
_ABBREVIATED = re.compile(f"[{UPPER}]{{2}}|&")
_GRAMMAR_CLASSES = frozenset({"group", "head", "noun"})
_FULL = ("instruments", "laws")
_ENDS = (
    ("cues", "committee"), ("cues", "head"), ("cues", "unit"), ("cues", "unit_not"), ("cues", "quantifier"), ("cues", "verb"),
    ("cues", "boundary"), ("cues", "law_stop"), ("cues", "law_type"), ("cues", "law_generic"), ("places", "province"), ("places", "city"),
)  # fmt: skip
LEXICONS: tuple[tuple[str, ...], ...] = (("agencies",), *((n,) for n in _FULL), *_ENDS)
_SEARCHED = (
    "named.hint", "closing.order", "with", "province.named", "target.percent", "target.rank", "target.mille",
    "target.times", "target.score", "target.time", "target.money", "target.at_least", "target.share", "target.each", "target.all",
    "target.count", "target.reach", "target.opening",
    "deadline.before", "deadline.month", "deadline.quarter", "deadline.year", "deadline.by_year", "deadline.in_year",
    "deadline.rhythm", "deadline.period", "deadline.no_year", "deadline.whole_year",
    "deadline.half", "cell.half", "cell.bare_date",
    "cell.whole_year", "cell.event", "cell.date", "cell.quarter", "cell.month", "cell.rhythm", "cell.continuous",
    "amend", "replace", "target.heading_year", "share.word", "share.by",
)  # fmt: skip
_FOLLOWING = ("name.rungs", "name.committees", "name.levels", "name.link", "name.tail", "name.region", "term")


class _Ways:
    """What is looked for with one knowledge."""

    def __init__(self, k: Knowledge) -> None:
        known = {e.id for e in k.entries("patterns")}
        self.needs = {id: k.needs(id) for id in _SEARCHED if id in known}
        names = {p: v for p, v in k.lexicon("agencies").phrases.items() if v[0].get("class") not in _GRAMMAR_CLASSES}
        for p, (entry, printed) in [(p, v) for p, v in names.items() if " - " in p]:  # "Phát thanh- Truyền hình"
            for dash in ("- ", " -", "-"):
                names.setdefault(p.replace(" - ", dash), (entry, printed.replace(" - ", dash)))
        words = (w for needed in self.needs.values() for each in needed for w in each)
        self.scanner = Scanner([names, *(k.lexicon(n).phrases for n in _FULL)], [k.lexicon(*at) for at in _ENDS], words)
        self.follows = _joined(k.heads(id) for id in _FOLLOWING)


def _joined(each: Iterable[tuple[int, frozenset[str]] | None]) -> tuple[tuple[int, frozenset[str]], ...]:
    """The beginnings of several patterns, by their length; one that may be anything is told as the empty one."""
    out: dict[int, set[str]] = {}
    for size, words in (e or (0, frozenset({""})) for e in each):
        out.setdefault(size, set()).update(words)
    return tuple((size, frozenset(words)) for size, words in sorted(out.items()))


@lru_cache(maxsize=4)
def ways(knowledge: Knowledge) -> _Ways:
    """What is looked for with this knowledge, made once."""
    return _Ways(knowledge)


class Looked:
    """What one pass over a paragraph told: the longest known name, instrument and law at each place, where words of each kind end that
    begin at a place, and which patterns can match at all."""

    def __init__(self, folded: str, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._ways = ways(knowledge)
        found: Found = self._ways.scanner.scan(folded)
        self.names, self._instruments, self._laws = found.phrases
        (
            self.committees, self.heads, self.units, self.not_units, self.quantifiers, self.verbs, self.boundaries, self.law_stops,
            self.law_types, self.law_generics, provinces, cities,
        ) = found.ends  # fmt: skip
        self.places = {**cities, **provinces}
        self._words = found.words
        self.folded = folded

    def may(self, id: str) -> bool:
        """Whether a pattern can match anywhere in the paragraph: words stand there that it cannot do without."""
        return not any(map(self._words.isdisjoint, self._ways.needs.get(id, ())))

    def finditer(self, id: str, text: str, start: int = 0, end: int | None = None) -> Iterable[re.Match[str]]:
        """The matches of a pattern in the paragraph's folded text, or in a part of it."""
        if not self.may(id):
            return ()
        return self.knowledge.pattern(id).finditer(text, start, len(text) if end is None else end)

    def search(self, id: str, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The first match of a pattern in the paragraph's folded text, or in a part of it."""
        if not self.may(id):
            return None
        return self.knowledge.pattern(id).search(text, start, len(text) if end is None else end)

    def followed(self, e: int, text: str) -> bool:
        """Whether anything may go on with a name that ends at ``e``: words of the grammar; a proper name or strange figure in ``text``."""
        for n, words in self._ways.follows:
            if self.folded[e : e + n] in words:
                return True
        c = text[e + 1 : e + 2]
        return c.isupper() or (c.isdecimal() and not c.isascii())

    def instruments(self) -> list[Hit]:
        """The leftmost longest names of kinds of instruments."""
        return list(_leftmost(self._instruments))

    def laws(self) -> dict[int, Hit]:
        """The leftmost longest titles of laws, by where they begin."""
        return {h.start: h for h in _leftmost(self._laws)}

    def law_words(self) -> set[int]:
        """Where the leftmost longest words for a law begin."""
        out: set[int] = set()
        stop = 0
        for start in sorted(self.law_types):
            if start >= stop:
                out.add(start)
                stop = self.law_types[start]
        return out


def _leftmost(found: Mapping[int, Longest]) -> Iterator[Hit]:
    stop = 0
    for start in sorted(found):
        if start >= stop:
            stop, entry, phrase = found[start]
            yield Hit(start, stop, entry, phrase)


def looked(para: Para, knowledge: Knowledge) -> Looked:
    """What stands in a paragraph; it is passed over once."""
    found = para.kept.get("looked")
    if not isinstance(found, Looked) or found.knowledge is not knowledge:
        found = para.kept["looked"] = Looked(para.folded, knowledge)
    return found


def abbreviations(name: str) -> list[str]:
    """The words of a name that hold two capitals in a row, and the signs for "and"."""
    return _ABBREVIATION.findall(name) if _ABBREVIATED.search(name) else []


@lru_cache(maxsize=4096)
def written(name: str, knowledge: Knowledge) -> str:
    """A name with its abbreviations written out where they are plain; one with several readings stays, but for those that its
    neighbours decide (``name_forms.yaml``)."""
    if not _ABBREVIATED.search(name):
        return name
    for pattern, form in _forms(knowledge):
        name = pattern.sub(form, name)
    for hit in reversed(knowledge.lexicon("abbreviations").find(fold(name))):
        printed = name[hit.start : hit.end]
        if hit.entry["expand_in_names"] and not hit.entry["ambiguous"] and _ABBREVIATED.search(printed):
            name = name[: hit.start] + str(hit.entry["long"]) + name[hit.end :]
    return squeeze(name)


@lru_cache(maxsize=4)
def _forms(knowledge: Knowledge) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(e["regex"]), str(e["form"])) for e in knowledge.entries("name_forms"))


@lru_cache(maxsize=1024)
def _bare_all(folded: str, lexicon: Lexicon) -> Mapping[int, list[tuple[int, Entry]]]:
    out: dict[int, list[tuple[int, Entry]]] = {}
    for hit in lexicon.all(folded):
        out.setdefault(hit.start, []).append((hit.end, hit.entry))
    return out


def bare_hits(folded: str, lexicon: Lexicon, p: int) -> list[tuple[int, Entry]]:
    """Bodies that are named by their field only at a place: where the words end, and the body."""
    return _bare_all(folded, lexicon).get(p, [])


_SHORT = frozenset({"committee", "council"})


@lru_cache(maxsize=4)
def _short_forms(knowledge: Knowledge) -> tuple[tuple[str, str], ...]:
    """The long forms of committees and councils, folded, with the short ones: "ủy ban nhân dân" is "ubnd"."""
    known = (e for e in knowledge.entries("agencies") if e.get("class") in _SHORT and " " not in str(e["name"]))
    return tuple((fold(p), fold(str(e["name"]))) for e in known for p in e["phrases"] if " " in p)


@lru_cache(maxsize=4096)
def alike(name: str, knowledge: Knowledge) -> str:
    """A name for comparing: in small letters, committees and councils by their short forms."""
    name = fold(name)
    for long, short in _short_forms(knowledge):
        name = name.replace(long, short)
    return name


def post(words: str, knowledge: Knowledge) -> str:
    """A post's words for comparing, abbreviations written out."""
    return fold(written(words, knowledge))
