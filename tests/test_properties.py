"""What holds for any text: the outline loses nothing, numbers of every scheme are found however they are printed, reading never fails."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from extract.find.citations import find
from extract.layout import Span
from extract.outline import outline
from extract.paras import para, paras
from extract.pipeline import Stages, read_record
from extract.read import read
from knowledge import CancuError, load

from .test_cases import EVERY, whole
from .test_records import misplaced

K = load()
SLOW = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])

# --- texts ------------------------------------------------------------------------------------------------------------------------

MARKERS = (
    "I. ", "II. ", "V. ", "C. ", "D. ", "A. ", "1. ", "2. ", "1.1. ", "2.1 ", "2.1.3. ", "a) ", "b) ", "đ) ", "- ", "+ ", "• ", "**1. ",
    "*a) ", "Phần I ", "PHẦN II. ", "Chương III ", "Điều 1. ", "(1) ", "1) ", "¹ ", "1 ", "",
)  # fmt: skip
WORDS = (
    "Sở Nội vụ", "UBND", "cấp xã", "các sở, ban, ngành", "chủ trì", "phối hợp với", "Phối hợp", "Giao", "Đề nghị", "thực hiện",
    "trước ngày", "30/12/2024", "quý II/2024", "hằng năm", "Thường xuyên", "Nghị quyết số", "76/NQ-CP", "Kế hoạch", "Luật Đầu tư",
    "của Chính phủ", "Căn cứ", "và", ",", ";", ":", ".", "(", ")", "“", "¹", "…", "100%", "|", "\t", "\u00a0", "Phụ lục", "PHỤ LỤC",
    "KẾ HOẠCH", "Nơi nhận:", "- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "MỤC TIÊU", "TỔ CHỨC THỰC HIỆN",
    "ỦY BAN NHÂN DÂN TỈNH KON TUM", "Số:", "/KH-UBND", "ngày", "tháng 5", "năm 2024", "TT", "Nhiệm vụ", "Cơ quan chủ trì",
    "Cơ quan phối hợp", "Thời gian hoàn thành", "<table>", "<tr>", "<td>", "</td>", "</tr>", "</table>", "<br>", "**", "Kèm theo",
    "o\u0302\u0301", "\u200b", "3",
)  # fmt: skip
LINE = st.tuples(st.sampled_from(MARKERS), st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)).map("".join)
LINES = st.lists(st.tuples(LINE, st.sampled_from(("\n", "\n\n", "\r\n", "\n\f", "\n \n"))).map("".join), max_size=25).map("".join)
ANY = st.text(max_size=200)
TEXTS = LINES | ANY


def taken(text: str) -> Stages:
    """A text read whole; one that is refused with a code is left out."""
    try:
        return read_record(text.encode("utf-8", "surrogatepass"), "any.txt", K)
    except CancuError as error:
        assume(not error.code)
        raise


# --- outline ----------------------------------------------------------------------------------------------------------------------


@SLOW
@given(TEXTS)
@example("1. A\n\n1. A\n\nb\n\n1. A\n\nb\n\n1. A\n\nb")
@example("I. \n\n\nI. \n")
def test_every_paragraph_stands_in_exactly_one_item(text: str) -> None:
    try:
        layout = read(text.encode("utf-8", "surrogatepass"), "any.txt", K)
    except CancuError:
        assume(False)
    told = outline(layout, K)
    wanted = sorted((p.block, p.text) for p in paras(layout, K))
    assert sorted((i.para.block, i.para.text) for i in told.items) == wanted
    paths = [s.path for s in told.sections]
    assert len(paths) == len(set(paths))
    for s in told.sections:
        item = told.items[s.item]
        assert item.title is not None and item.para.text[slice(*item.title)] == s.title
    for item in told.items:
        assert 0 <= item.body[0] <= item.body[1] <= len(item.para.text)
    json.dumps(told.to_json(), ensure_ascii=False)


# --- numbers ----------------------------------------------------------------------------------------------------------------------

TYPES = {s: e for e in K.entries("instruments") for s in e.get("symbols", ())}
OTHERS = ("QH", "UBTVQH", "TTLT", "VBHN", "NQLT")  # schemes of their own
STATE = sorted(s for s, e in TYPES.items() if e.get("state") and "-" not in s and s not in OTHERS)
PARTY = sorted(s for s, e in TYPES.items() if e.get("party") and "-" not in s and s not in ("QH", "UBTVQH"))
ISSUERS = ("CP", "TTg", "UBND", "HĐND", "BNV", "BTC", "VPCP", "SNV", "STTTT", "BTTTT", "BKHĐT", "BGDĐT", "BNNMT", "BDTTG")
COUNT = st.integers(1, 9999).map(lambda n: f"{n:02}")
YEAR = st.integers(1990, 2035).map(str)
STATE_WORDS = {s: str(TYPES[s]["name"]) for s in STATE}
PARTY_WORDS = {s: next(str(e["name"]) for e in K.entries("instruments") if e.get("party") and s in e.get("symbols", ())) for s in PARTY}


@st.composite
def numbers(draw: Any) -> tuple[str, str]:
    """A type's name and a number of one of the schemes, as the field writes it."""
    n, scheme = draw(COUNT), draw(st.sampled_from(("normative", "administrative", "letter", "party", "assembly", "joint")))
    issuer = draw(st.sampled_from(ISSUERS))
    if scheme == "letter":
        return "Công văn", f"{n}/{issuer}-{draw(st.sampled_from(('NC', 'TH', 'KSTT', 'TCCB', 'CCHC&PC', 'VX')))}"
    if scheme == "party":
        symbol = draw(st.sampled_from(PARTY))
        return PARTY_WORDS[symbol], f"{n}-{symbol}/{draw(st.sampled_from(('TW', 'TU', 'BCĐ', 'VPTW', 'HU')))}"
    if scheme == "assembly":
        term = draw(st.integers(11, 16))
        name, body = draw(st.sampled_from((("Luật", "QH"), ("Nghị quyết", "QH"), ("Nghị quyết", "UBTVQH"), ("Pháp lệnh", "UBTVQH"))))
        return name, f"{n}/{draw(YEAR)}/{body}{term}"
    if scheme == "joint":
        return "Thông tư liên tịch", f"{n}/{draw(YEAR)}/TTLT-{issuer}-{draw(st.sampled_from(ISSUERS))}"
    symbol = draw(st.sampled_from(STATE))
    return STATE_WORDS[symbol], f"{n}/{draw(YEAR) + '/' if scheme == 'normative' else ''}{symbol}-{issuer}"


@st.composite
def printed(draw: Any) -> tuple[str, str, str]:
    """The same with stray blanks around strokes and hyphens, long dashes, a line broken behind a hyphen; and a sentence around it."""
    name, number = draw(numbers())
    out = []
    for c in number:
        if c in "/-":
            before, after = draw(st.sampled_from(("", "", " ", "\u00a0"))), draw(st.sampled_from(("", "", " ")))
            dash = draw(st.sampled_from("--–")) if c == "-" else c
            if c == "-" and draw(st.integers(0, 5)) == 0:
                before, after = "", "\n"
            out.append(before + dash + after)
        else:
            out.append(c)
    word = draw(st.sampled_from((" số ", " số: ", " ", " số\n", "\u00a0số ")))
    before, after = draw(st.sampled_from((("Thực hiện ", " của cấp có thẩm quyền."), ("- Theo ", ", các đơn vị báo cáo."), ("(", ")"),
                                          ("", ""), ("Căn cứ ", ";"), ("Mỗi xã, phường làm theo ", " ngày 05/6/2023."))))  # fmt: skip
    return name, number, f"{before}{name}{word}{''.join(out)}{after}"


def found(text: str) -> list[Any]:
    """Citations by number in one paragraph."""
    layout = read(b"x", "one.txt", K)
    layout = type(layout)(**{f: getattr(layout, f) for f in layout.__slots__} | {"text": text})
    return [
        m for m in find(para(layout, 0, (Span(0, len(text)),), "paragraph", K), K) if m.rule in ("citation.numbered", "citation.symbol")
    ]


@given(printed())
@example(("Nghị định", "107/2020/NĐ-CP", "Thực hiện Nghị định số 107/2020/NĐ-\nCP của Chính phủ."))
@example(("Công văn", "2231/SNV-CCHC&PC", "(Công văn số 2231 / SNV - CCHC&PC)"))
def test_a_number_of_any_scheme_is_found_however_it_is_printed(drawn: tuple[str, str, str]) -> None:
    name, number, text = drawn
    got = found(text)
    assert [(m.value["number"], m.value["type"]) for m in got] == [(number, name)]
    inside = re.sub(r"\s", "", unicodedata.normalize("NFC", got[0].text)).replace("–", "-")
    assert number in inside


@st.composite
def no_numbers(draw: Any) -> str:
    """What looks like a number of an instrument and is none: fractions, dates, spans, rates, standards, pages, plates, rooms."""
    a, b = draw(st.integers(1, 99)), draw(st.integers(1, 99))
    year = draw(st.integers(1990, 2035))
    unit = draw(st.sampled_from(("người", "ngày", "xã", "hồ sơ", "tháng", "lượt", "năm")))
    shape = draw(
        st.sampled_from(
            (
                f"{a}/{b}", f"{a}/{b}/{year}", f"{year}-{year + 5}", f"{year}/{year + 1}", f"{a}.{b}", f"{a}-{b}/{year}",
                f"{a}/{unit}", f"{a} {unit}/{unit}",
                f"{a}.000 đồng/{unit}/{unit}", f"ISO {year}:{year}", f"{a}%/{b}%", f"{a}/{year}", f"khoản {a}, Điều {b}",
                f"{a}Mb/s", f"{a}h/{b}h",
                f"quý {a}/{year}", f"{a}-{b}", f"{a} / {b}", f"{a}/ {year}",
            )
        )
    )  # fmt: skip
    return draw(st.sampled_from(("Đạt {}.", "Có {} theo số liệu mới.", "Từ {}, các đơn vị báo cáo.", "({})", "{}"))).format(shape)


@given(no_numbers())
def test_figures_that_look_like_a_number_are_none(text: str) -> None:
    assert found(text) == []


# --- the whole way ----------------------------------------------------------------------------------------------------------------


@SLOW
@given(TEXTS)
@example("1. ** Giao")
@example("TT\tNhiệm vụ\tCơ quan chủ trì\n1\tViệc\tSở Y tế\n")
@example("<table><tr><td>TT</td><td>Nhiệm vụ</td><td>Cơ quan chủ trì</td></tr><tr><td>1</td><td>x</td></tr>")
@example("I. TỔ CHỨC THỰC HIỆN\n\n1. Sở Y tế\n\nĐơn vị chủ trì: ; phối hợp:")
@example("Thực hiện Đề án 06¹.\n\n¹ Nghị quyết số 76/NQ-CP.")
def test_any_text_becomes_a_record_whose_places_hold(text: str) -> None:
    stages = taken(text)
    record = stages.record.to_json()
    assert misplaced(stages) == []
    ids = [a["id"] for a in record["assignments"]]
    assert len(ids) == len(set(ids))
    for c in record["citations"]:
        assert c["assignment"] is None or c["assignment"] in ids
    for stage in ("layout", "outline", "mentions", "record"):
        json.dumps(stages.to_json(stage), ensure_ascii=False)
    assert stages.record.dumps() == taken(text).record.dumps()


def told(data: bytes) -> Any:
    """A record without its places and what tells the source apart."""

    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: bare(v) for k, v in value.items() if k not in ("at", "deadline_at", "sha256", "pages", "called_from")}
        return [bare(v) for v in value] if isinstance(value, list) else value

    return bare(read_record(data, "case.txt", K).record.to_json())


SOME = [whole(c)[0] for c in EVERY[::7]]


@pytest.mark.parametrize("document", SOME, ids=[str(c["id"]) for c in EVERY[::7]])
def test_how_a_text_is_stored_changes_nothing_that_is_read(document: str) -> None:
    plain = told(document.encode())
    assert told(unicodedata.normalize("NFD", document).encode()) == plain
    assert told(document.replace("\n", "\r\n").encode()) == plain
    assert told(b"\xef\xbb\xbf" + document.encode()) == plain
    assert told(document.encode("utf-16")) == plain
    assert told(re.sub(r"(?<=\w) (?=\w)", "\u00a0", document).encode()) == plain
