"""What the finders leave unread holds nothing: the words that patterns cannot do without, and one pass for many lexicons."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from extract.find.lookups import Looked
from knowledge import Hit, Knowledge, Scanner, fold, load
from knowledge.needs import heads, needs

ROOT = Path(__file__).parent.parent
SAMPLES = [line for p in sorted((ROOT / "corpus" / "samples").glob("*.txt")) for line in p.read_text(encoding="utf-8").splitlines() if line]
KNOWN: Knowledge = load()
PATTERNS = [(e.id, str(e.get("on", "folded")), [str(x) for x in e.get("examples") or ()]) for e in KNOWN.entries("patterns")]


@pytest.mark.parametrize(("id", "on", "examples"), PATTERNS, ids=[p[0] for p in PATTERNS])
def test_every_match_holds_the_words_its_pattern_needs_and_opens_as_told(id: str, on: str, examples: list[str]) -> None:
    pattern, needed, opening = KNOWN.pattern(id), KNOWN.needs(id), KNOWN.heads(id)
    for line in [*examples, *SAMPLES]:
        text = line if on == "text" else fold(line)
        for m in pattern.finditer(text):
            assert all(any(w in m.group() for w in words) for words in needed), (needed, m.group())
            assert opening is None or not m.group() or m.group()[: opening[0]] in opening[1], (opening, m.group())


@pytest.mark.parametrize(
    ("regex", "needed", "opening"),
    [
        ("(?:ab|cd)x?[0-5]+(?:end|fin)", [{"ab", "cd"}, {"end", "fin"}], (3, {"ab0", "abx", "cd5", "cdx"})),
        ("x\\d|y", [{"x", "y"}], (1, {"x", "y"})),
        ("[ ]\\d{1,2}", [], (2, {" 0", " 9"})),
        ("a*b", [{"b"}], (1, {"a", "b"})),
        ("(?:abc)?", [], (3, {"abc"})),
        ("ab\\d", [{"ab"}], (3, {"ab0", "ab9"})),
        ("[^a]bc", [{"bc"}], None),
        ("(?=xy)x", [{"x"}], (1, {"x"})),
        ("(?:ab|.)c", [{"c"}], None),
        ("(?i:ab)c", [{"c"}], None),
        ("(?:one|two|other one)!", [{"one!", "two!"}], (3, {"one", "two", "oth"})),
    ],
)
def test_needs_and_heads(regex: str, needed: list[set[str]], opening: tuple[int, set[str]] | None) -> None:
    assert sorted(map(sorted, needs(re.compile(regex)))) == sorted(map(sorted, needed))
    found = heads(re.compile(regex))
    assert (found is None) == (opening is None)
    assert found is None or opening is None or (found[0] == opening[0] and opening[1] <= found[1])


def test_letters_that_do_not_stand_for_themselves_tell_nothing() -> None:
    assert needs(re.compile("ab", re.IGNORECASE)) == () and heads(re.compile("ab", re.IGNORECASE)) is None


def longest(hits: list[Hit]) -> dict[int, int]:
    out: dict[int, int] = {}
    for h in hits:
        out[h.start] = max(out.get(h.start, 0), h.end)
    return out


def test_one_pass_finds_what_each_lexicon_finds() -> None:
    full, ends = KNOWN.lexicon("agencies"), KNOWN.lexicon("cues", "verb")
    scanner = Scanner([full.phrases], [ends], ["ỉn"])
    for line in map(fold, SAMPLES):
        found = scanner.scan(line)
        assert {a: told[0] for a, told in found.phrases[0].items()} == longest(list(full.all(line)))
        assert found.ends[0] == longest(list(ends.all(line)))
        assert ("ỉn" in found.words) == ("ỉn" in line)
        looked = Looked(line, KNOWN)
        assert looked.instruments() == KNOWN.lexicon("instruments").find(line)
        assert list(looked.laws().values()) == KNOWN.lexicon("laws").find(line)
        assert looked.law_words() == {h.start for h in KNOWN.lexicon("cues", "law_type").find(line)}


def test_what_opens_a_text_is_what_the_whole_search_finds_at_its_beginning() -> None:
    for name, group in (("agencies", ""), ("cues", "verb"), ("cues", "boundary")):
        lexicon = KNOWN.lexicon(name, group)
        for line in map(fold, SAMPLES):
            for m in re.finditer(r"\b\w", line[:200]):
                part = line[m.start() : m.start() + 40]
                wanted = max((h.end for h in lexicon.all(part) if h.start == 0), default=None)
                found = lexicon.opens(line, m.start(), m.start() + 40)
                assert (found.end - m.start() if found else None) == wanted
