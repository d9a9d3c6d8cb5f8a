"""The pipeline as spaCy components, for people who live in spaCy; imported by spaCy's entry points, by nobody else.

    nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"@tokenizers": "cancu.vi"}}})
    nlp.add_pipe("cancu_citations")
    for span in nlp(text).spans["cancu_citations"]:
        print(span, span._.cancu_value, span._.cancu["role"])

One component a group of ``GROUPS``; ``cancu`` sets them all, ``cancu_words`` adds underthesea's words. A document is read once, whichever
components follow. ``doc._.cancu`` is the record, ``span._.cancu`` the item of the record (of an agency: the mention) that the span stands
for, ``span._.cancu_value`` its value in a word. What a page or a note breaks is one span a piece, with the same ``span.id_``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc, Span
from spacy.util import DummyTokenizer, registry
from spacy.vocab import Vocab

from knowledge import load

from .pipeline import Stages, stages_of
from .read.text import read_text

TOKENIZER = "cancu.vi"
GROUPS = ("sections", "citations", "agencies", "assignments", "parties", "deadlines", "targets")
# A run of letters with their marks, a run of digits, a run of blanks, or one other sign; the raised mark of a footnote is a sign.
_LETTER = r"[^\W\d_\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u209f\u2150-\u218b\u2460-\u24ff]"
_TOKEN = re.compile(rf"{_LETTER}(?:{_LETTER}|[\u0300-\u036f])*|\d+|\s+|.", re.DOTALL)


# --- tokens -----------------------------------------------------------------------------------------------------------------------


class VietnameseTokenizer(DummyTokenizer):  # type: ignore[misc, unused-ignore]
    """Syllables, numbers and signs as tokens of their own, so that whatever is found begins and ends with one.

    A single space belongs to the token before it, as spaCy has it; any other white space is a token. The text never changes.
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        words: list[str] = []
        spaces: list[bool] = []
        for word in _TOKEN.findall(text):
            if word.isspace() and words and word[0] == " " and not words[-1].isspace():
                spaces[-1] = True
                word = word[1:]
            if word:
                words.append(word)
                spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)

    def __reduce__(self) -> tuple[Any, ...]:
        return VietnameseTokenizer, (self.vocab,)


@registry.tokenizers(TOKENIZER)  # type: ignore[untyped-decorator, unused-ignore]
def tokenizer() -> Callable[[Language], Tokenizer]:
    """What a config's ``{"@tokenizers": "cancu.vi"}`` makes."""

    def made(nlp: Language) -> Tokenizer:
        return VietnameseTokenizer(nlp.vocab)  # type: ignore[return-value, unused-ignore]

    return made


# --- what stands where --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """``[start, end)`` in code points of the text, and what stands there; ``item`` is the record's (or the mention's) JSON."""

    group: str
    label: str
    id: str
    start: int
    end: int
    value: str
    item: Mapping[str, Any]


def places(record: Mapping[str, Any], mentions: list[dict[str, Any]]) -> Iterator[Place]:
    """All that was read, by group, in the record's order. ``mentions``: the agencies of the stage before, whose places no record keeps."""

    def each(group: str, label: str, id: str, at: Any, value: Any, item: Mapping[str, Any]) -> Iterator[Place]:
        for piece in at if isinstance(at, list) else [at] if at else []:
            yield Place(group, label, id, piece["start"], piece["end"], str(value or ""), item)

    for s in record["sections"]:
        yield from each("sections", "section", s["path"], s["at"], s["title"], s)
    for c in record["citations"]:
        yield from each("citations", "citation", c["id"], c["at"], c["number"] or c.get("name"), c)
    for n, m in enumerate(mentions, 1):
        yield from each("agencies", "agency", f"g{n}", m["at"], m["value"]["name"], m)
    for a in record["assignments"]:
        yield from each("assignments", "assignment", a["id"], a["at"], a["id"], a)
        for p in a["parties"]:
            yield from each("parties", p["role"], a["id"], p.get("at"), p["name"], p)
        yield from each("deadlines", "deadline", a["id"], a["deadline_at"], (a["deadline"] or {}).get("value"), a)
    for t in record["targets"]:
        yield from each("targets", "target", t["id"], t["at"], t["value"], t)


def _places(doc: Doc) -> Iterator[Place]:
    return places(doc._.cancu, doc._.cancu_mentions) if doc._.cancu else iter(())


# --- components ----------------------------------------------------------------------------------------------------------------------


def keep(doc: Doc, stages: Stages) -> Doc:
    """Hang what was read on a document whose text is that of ``stages.layout``."""
    doc._.cancu = stages.record.to_json()
    doc._.cancu_mentions = [m.to_json() for m in stages.mentions if m.kind == "agency" and m.lost is None]
    return doc


def _read(doc: Doc) -> None:
    """Read a document that has not been read; one of blanks alone holds nothing to read."""
    if doc._.cancu is None and doc.text.strip():
        raw = hashlib.sha256(doc.text.encode("utf-8", "surrogatepass")).hexdigest()
        knowledge = load()
        keep(doc, stages_of(read_text(doc.text, "doc", raw, knowledge), knowledge))


def span(doc: Doc, start: int, end: int, label: str, id: str = "") -> Span:
    """The tokens of a place. Where a tokenizer that is not ours joined more to it, whole tokens, and ``doc._.cancu_unaligned`` says so."""
    found: Span | None = doc.char_span(start, end, label, span_id=id, alignment_mode="strict")
    if found is None:
        doc._.cancu_unaligned = [*doc._.cancu_unaligned, [start, end]]
        found = doc.char_span(start, end, label, span_id=id, alignment_mode="expand")
    assert found is not None  # places are those of this text
    return found


class Component:
    """Sets ``doc.spans`` of some groups: ``cancu_citations`` and so on."""

    def __init__(self, groups: tuple[str, ...]) -> None:
        self.groups = groups

    def __call__(self, doc: Doc) -> Doc:
        _read(doc)
        found: dict[str, list[Span]] = {g: [] for g in self.groups}
        for p in _places(doc):
            if p.group in found:
                found[p.group].append(span(doc, p.start, p.end, p.label, p.id))
        for group, spans in found.items():
            doc.spans[f"cancu_{group}"] = sorted(spans, key=lambda s: (s.start, s.end))
        return doc


class Words:
    """Sets ``doc.spans["cancu_words"]``: the words of underthesea, each the tokens that it covers."""

    def __call__(self, doc: Doc) -> Doc:
        from knowledge.words import words

        doc.spans["cancu_words"] = [span(doc, w.start, w.end, "word") for w in words(doc.text)]
        return doc


def _component(*groups: str) -> Callable[[Language, str], Component]:
    def made(nlp: Language, name: str) -> Component:
        return Component(groups)

    return made


def _words(nlp: Language, name: str) -> Words:
    return Words()


cancu = Language.factory("cancu", func=_component(*GROUPS))
sections, citations, agencies, assignments, parties, deadlines, targets = (
    Language.factory(f"cancu_{g}", func=_component(g)) for g in GROUPS
)
words = Language.factory("cancu_words", func=_words)


# --- extension attributes ---------------------------------------------------------------------------------------------------------------


def _of(given: Span) -> Place | None:
    """What a span of ours stands for."""
    for p in _places(given.doc):
        if (p.label, p.id) == (given.label_, given.id_) and given.start_char <= p.start and p.end <= given.end_char:
            return p
    return None


def _item(given: Span) -> Mapping[str, Any] | None:
    found = _of(given)
    return found.item if found else None


def _value(given: Span) -> str | None:
    found = _of(given)
    return found.value if found else None


for _name, _default in (("cancu", None), ("cancu_mentions", None), ("cancu_unaligned", [])):
    Doc.set_extension(_name, default=_default, force=True)
Span.set_extension("cancu", getter=_item, force=True)
Span.set_extension("cancu_value", getter=_value, force=True)
