"""Text made comparable, and the way back."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import fold, key, normal

MARKS = "\u0300\u0301\u0303\u0309\u0323\u031b\u0302\u0306"
LETTERS = st.text(st.sampled_from("aăâeêioôơuưyđĐẤộữ \u00a0\n\t-–“”1.ñ\u1100\u1161" + MARKS), max_size=60)
ANY = st.text(max_size=60)


@st.composite
def pieces(draw, texts=LETTERS | ANY):
    source = draw(texts)
    cuts = sorted(draw(st.lists(st.integers(0, len(source)), max_size=6)))
    return source, list(zip(cuts[::2], cuts[1::2], strict=False))


@given(pieces())
def test_text_is_nfc_with_single_spaces(drawn):
    source, parts = drawn
    got = normal(source, parts)
    wanted = " ".join(unicodedata.normalize("NFC", w) for a, b in parts for w in source[a:b].split())
    assert got.text == wanted
    assert len(got.text) == len(got.folded) == len(got.starts) == len(got.ends)


@given(pieces(), st.data())
def test_spans_lead_back_to_the_words(drawn, data):
    source, parts = drawn
    got = normal(source, parts)
    start = data.draw(st.integers(0, len(got.text)))
    end = data.draw(st.integers(start, len(got.text)))
    spans = got.spans(start, end)
    for a, b in spans:
        assert 0 <= a < b <= len(source)
        assert any(x <= a and b <= y for x, y in parts)
    assert all(x[1] <= y[0] for x, y in pairwise(spans))
    # A letter of several code points is taken whole, so the slices may hold more of it than was asked for, never less.
    # Word by word: a mark that stands alone is no part of the letter of the word before.
    back = "".join(unicodedata.normalize("NFC", w) for a, b in spans for w in source[a:b].split())
    asked = got.text[start:end].replace(" ", "")
    assert asked in back or len(back) >= len(asked)
    if unicodedata.is_normalized("NFC", source):
        assert asked == back


@given(pieces())
def test_the_whole_text_leads_back_to_all_words(drawn):
    source, parts = drawn
    got = normal(source, parts)
    spans = got.spans(0, len(got.text))
    back = "".join("".join(source[a:b].split()) for a, b in spans)
    assert back == "".join("".join(source[a:b].split()) for a, b in parts)


@given(ANY | LETTERS)
def test_fold_keeps_the_length_and_is_stable(text):
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


def test_decomposed_text_leads_back_to_its_own_offsets():
    source = unicodedata.normalize("NFD", "Sở\u00a0\u00a0Nội vụ chủ trì")
    got = normal(source, [(0, len(source))])
    assert got.text == "Sở Nội vụ chủ trì"
    at = got.text.index("chủ trì")
    ((a, b),) = got.spans(at, at + len("chủ trì"))
    assert unicodedata.normalize("NFC", source[a:b]) == "chủ trì"


def test_a_mark_that_no_letter_takes_up_stands_where_its_letter_does():
    got = normal("x a\u0300\u0300", [(0, 5)])
    assert got.text == "x \u00e0\u0300"
    assert got.spans(2, 3) == got.spans(3, 4) == got.spans(2, 4) == ((2, 5),)


def test_marks_in_another_order_stand_where_their_letter_does():
    got = normal("11\u0300\u031b", [(1, 4)])
    assert got.text == "1\u031b\u0300"
    assert got.spans(0, 1) == got.spans(1, 2) == got.spans(2, 3) == ((1, 4),)


def test_pieces_are_parted_by_a_space_and_give_two_spans():
    source = "Nghị định ngày [2] 21/6/2021"
    got = normal(source, [(0, 14), (19, len(source))])
    assert got.text == "Nghị định ngày 21/6/2021"
    assert got.spans(0, len(got.text)) == ((0, 14), (19, 28))
    at = got.text.index("21/6")
    assert got.spans(at, at + 4) == ((19, 23),)


@pytest.mark.parametrize(
    ("a", "b"),
    [("Uỷ ban", "ủy ban"), ("HOÁ", "hóa"), ("Lao động – Xã hội", "lao động - xã hội"), ("“Đề án”", '"đề án"'), ("\u00d0ề án", "đề án")],
)
def test_fold_makes_spellings_one(a, b):
    assert fold(a) == b


def test_letters_that_make_another_body_stay_apart():
    assert fold("Sở Nội vụ") != fold("Sở Nôi vụ")
    assert key("Sở Lao động - Thương binh và Xã hội") == key("Sở Lao động, Thương binh và Xã hội")
    assert key("Ủy ban nhân dân thành phố Đ") != key("Ủy ban nhân dân thành phố D")
