"""For people who live in spaCy: every mention begins and ends with a token, the spans are the record's, the text stays as it is."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, Span

from extract.pipeline import read_record
from extract.spacy_vi import GROUPS
from knowledge import load, squeeze
from knowledge.words import words

ROOT = Path(__file__).parent.parent
SAMPLES = sorted((ROOT / "corpus" / "samples").glob("*.txt"))
CONFIG = {"nlp": {"tokenizer": {"@tokenizers": "cancu.vi"}}}
PARTS = ("sections", "citations", "assignments", "targets")


def blank(*components: str) -> Language:
    nlp = spacy.blank("vi", config=CONFIG)
    for name in components:
        nlp.add_pipe(name)
    return nlp


WHOLE = blank("cancu")
TOKENS = blank()


def pieces(at: Any) -> list[tuple[int, int]]:
    return [(p["start"], p["end"]) for p in (at if isinstance(at, list) else [at] if at else [])]


def stand(spans: Any, *labels: str) -> list[tuple[int, int]]:
    return sorted((s.start_char, s.end_char) for s in spans if not labels or s.label_ in labels)


def holds(text: str) -> Doc:
    """A document in which every mention that the record or the stage before gives is a span, to the letter."""
    doc = WHOLE(text)
    assert doc.text == text
    assert doc._.cancu_unaligned == []
    read = read_record(text.encode(), "doc", load())
    record = read.record.to_json()
    assert read.layout.text == text
    for part in PARTS:
        wanted = [p for item in record[part] for p in pieces(item["at"])]
        assert stand(doc.spans[f"cancu_{part}"]) == sorted(wanted)
    for role in ("lead", "coordinate"):
        wanted = [p for a in record["assignments"] for party in a["parties"] if party["role"] == role for p in pieces(party.get("at"))]
        assert stand(doc.spans["cancu_parties"], role) == sorted(wanted)
    assert stand(doc.spans["cancu_deadlines"]) == sorted(p for a in record["assignments"] for p in pieces(a["deadline_at"]))
    named = [p for m in read.mentions if m.kind == "agency" and m.lost is None for p in m.para.normal.spans(m.start, m.end)]
    assert stand(doc.spans["cancu_agencies"]) == sorted(named)
    for m in read.mentions:  # those that lost, too
        assert all(doc.char_span(a, b, alignment_mode="strict") for a, b in m.para.normal.spans(m.start, m.end))
    return doc


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem[:2])
def test_every_mention_of_a_sample_is_a_span(path: Path) -> None:
    doc = holds(path.read_bytes().decode())
    assert all(doc.spans[f"cancu_{g}"] for g in GROUPS if g != "targets")


@pytest.mark.parametrize("path", SAMPLES[:2], ids=lambda p: p.stem[:2])
def test_decomposed_letters_and_other_line_ends_align(path: Path) -> None:
    text = path.read_bytes().decode()
    holds(unicodedata.normalize("NFD", text))
    holds(text.replace("\n", "\r\n"))


@pytest.mark.needs_shared
def test_every_mention_of_the_real_plans_is_a_span(plans: list[Path]) -> None:
    for path in plans:
        holds(path.read_bytes().decode())


@pytest.mark.parametrize("group", GROUPS)
def test_each_component_sets_its_own_spans(group: str) -> None:
    text = SAMPLES[0].read_bytes().decode()
    alone, whole = blank(f"cancu_{group}")(text), WHOLE(text)
    assert set(alone.spans) == {f"cancu_{group}"}
    key = f"cancu_{group}"
    assert [(s.start, s.end, s.label_, s.id_) for s in alone.spans[key]] == [(s.start, s.end, s.label_, s.id_) for s in whole.spans[key]]


def test_attributes_lead_to_the_record() -> None:
    doc = WHOLE(SAMPLES[0].read_bytes().decode())
    record = doc._.cancu
    assert record["format"] == "cancu.record/1"
    by_id = {c["id"]: c for c in record["citations"]}
    for s in doc.spans["cancu_citations"]:
        assert s._.cancu == by_id[s.id_]
        assert s._.cancu_value == (by_id[s.id_]["number"] or by_id[s.id_]["name"])
    names = {a["id"]: a for a in record["assignments"]}
    for s in doc.spans["cancu_parties"]:
        assert s._.cancu_value in names[s.id_]["lead" if s.label_ == "lead" else "coordinate"]
        assert squeeze(s.text) == s._.cancu["text"] or "at" in s._.cancu
    assert doc[0:1]._.cancu is None and doc[0:1]._.cancu_value is None


def test_a_document_keeps_what_was_read_when_it_is_saved() -> None:
    doc = WHOLE(SAMPLES[1].read_bytes().decode())
    again = Doc(WHOLE.vocab).from_bytes(doc.to_bytes())
    assert again._.cancu == doc._.cancu
    one, other = doc.spans["cancu_citations"][0], again.spans["cancu_citations"][0]
    assert isinstance(other, Span) and (other.text, other._.cancu) == (one.text, one._.cancu)


def test_a_pipeline_is_saved_and_loaded(tmp_path: Path) -> None:
    blank("cancu_citations").to_disk(tmp_path)
    text = "Căn cứ Nghị quyết số 76/NQ-CP ngày 15/7/2021 của Chính phủ;"
    doc = spacy.load(tmp_path)(text)
    assert [(s.text, s._.cancu_value) for s in doc.spans["cancu_citations"]] == [
        ("Nghị quyết số 76/NQ-CP ngày 15/7/2021 của Chính phủ", "76/NQ-CP")
    ]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_any_text_stays_as_it_is(text: str) -> None:
    doc = TOKENS(text)
    assert doc.text == text
    assert all(t.text for t in doc)


@given(st.text(alphabet="Sở Nội vụ số 76/NQ-CP ngày¹²\u0301\u00bd 5%\t\n\r\f;,.-–\u00a0\ufeff<&amp;_", max_size=80))
def test_any_text_gives_spans_that_align(text: str) -> None:
    doc = WHOLE(text)
    assert doc.text == text
    assert doc._.cancu_unaligned == []


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\ufeff"])
def test_nothing_to_read_gives_no_spans(text: str) -> None:
    doc = WHOLE(text)
    assert doc.text == text
    assert all(len(doc.spans[f"cancu_{g}"]) == 0 for g in GROUPS)


def test_tokens_part_what_mentions_part() -> None:
    doc = TOKENS("Số: 12-CT/TW,  Sở Nội vụ¹ và 5G.")
    assert [t.text for t in doc] == ["Số", ":", "12", "-", "CT", "/", "TW", ",", " ", "Sở", "Nội", "vụ", "¹", "và", "5", "G", "."]


def test_another_tokenizer_gets_whole_tokens_and_is_told() -> None:
    nlp = spacy.blank("xx")
    nlp.tokenizer = lambda text: Doc(nlp.vocab, words=text.split(" "))
    nlp.add_pipe("cancu_citations")
    doc = nlp("Căn cứ Nghị quyết số 76/NQ-CP; Luật Thanh tra.")
    assert [s.text for s in doc.spans["cancu_citations"]] == ["Nghị quyết số 76/NQ-CP;", "Luật Thanh tra."]
    assert len(doc._.cancu_unaligned) == 2
    assert doc.spans["cancu_citations"][0]._.cancu_value == "76/NQ-CP"


def test_every_component_is_found_by_its_name_alone() -> None:
    names = {"cancu", "cancu_words", *(f"cancu_{g}" for g in GROUPS)}
    assert {e.name for e in entry_points(group="spacy_factories") if e.value.startswith("extract.")} == names
    assert [e.name for e in entry_points(group="spacy_tokenizers") if e.value.startswith("extract.")] == ["cancu.vi"]
    code = f"import spacy\nnlp = spacy.blank('vi', config={CONFIG!r})\nnlp.add_pipe('cancu_targets')\nprint(*nlp.pipe_names)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "cancu_targets", done.stderr


# --- words ---------------------------------------------------------------------------------------------------------------------------


def covers(text: str, found: list[Any]) -> None:
    """Every character but blanks is in one word and in one only."""
    at = 0
    for w in found:
        assert at <= w.start < w.end
        assert not text[at : w.start].strip()
        at = w.end
    assert not text[at:].strip()


def test_words_stand_where_they_say() -> None:
    text = "Uỷ ban nhân dân tỉnh  ban hành\nKế hoạch (gọi tắt)."
    found = words(text)
    covers(text, found)
    said = [text[w.start : w.end] for w in found]
    assert "ban hành" in said and "Kế hoạch" in said and said[-2:] == [")", "."]


@pytest.mark.parametrize("path", SAMPLES[:3], ids=lambda p: p.stem[:2])
def test_words_of_the_samples_cover_the_text(path: Path) -> None:
    text = path.read_bytes().decode()
    covers(text, words(text))
    doc = blank("cancu_words")(text)
    assert doc._.cancu_unaligned == []
    assert [(s.start_char, s.end_char) for s in doc.spans["cancu_words"]] == [(w.start, w.end) for w in words(text)]


@pytest.mark.parametrize("segment", [lambda line: ["khác"], lambda line: [], lambda line: [line, line]])
def test_words_that_are_not_of_the_text_are_not_taken(segment: Any) -> None:
    text = "Sở Nội vụ, 5 ngày"
    assert [text[w.start : w.end] for w in words(text, segment)] == ["Sở", "Nội", "vụ", ",", "5", "ngày"]


def test_changed_letters_are_laid_on_the_printed_ones() -> None:
    text = unicodedata.normalize("NFD", "Hoà giải – “cơ sở”")
    found = words(text, lambda line: ["Hòa giải", "-", '"', "cơ sở", '"'])
    assert [unicodedata.normalize("NFC", text[w.start : w.end]) for w in found] == ["Hoà giải", "–", "“", "cơ sở", "”"]


@given(st.text(alphabet="aà á\u0301Đ5./\n\t¹–\u00a0\u0130ﬁ", max_size=60))
def test_any_text_is_covered_by_its_words(text: str) -> None:
    covers(text, words(text, lambda line: line.split()))


def test_a_very_long_line_is_cut_at_blanks() -> None:
    text = "từ " * 3000
    lengths: list[int] = []

    def segment(line: str) -> list[str]:
        lengths.append(len(line))
        return line.split()

    assert len(words(text, segment)) == 3000
    assert max(lengths) <= 2000


def test_neither_is_imported_by_reading() -> None:
    code = "import sys, cancu, knowledge.words\ncancu.read('Kế hoạch'.encode())\nprint(*{'spacy', 'underthesea'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
