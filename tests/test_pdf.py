"""PDF files: the record of the text they were made from, with its place on the page; what lies, what is broken and what is locked."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.bounds import Bounds
from extract.layout import Layout
from extract.pipeline import Stages, read_record
from extract.read import read
from extract.read.pdf import engine
from knowledge import InputError, UsageError, load

from .pdfs import Page, pdf, width
from .rounds import rounds
from .test_docx import PARTS, values, without_added

ROOT = Path(__file__).parent.parent
K = load()
PDF = sorted(p for p in (ROOT / "corpus" / "pdf").glob("*.pdf") if "scan" not in p.name)
BORN = (
    "001_typed", "001_autonum_style", "001_gs", "001_nfd", "001_tagged", "001_wordwise", "002_typed", "003_typed", "003_gs", "003_hard",
)  # fmt: skip
PLANS = {"001": "001_db30c541df403ac0", "002": "002_ec564b67ad28c11a", "003": "003_1ea7e064e5fb4bfa"}
ROUNDS = rounds(300)


@cache
def stages_of(path: Path, reader: str = "") -> Stages:
    return read_record(path.read_bytes(), path.name, K, reader=reader)


def refused(data: bytes, **bounds: int) -> InputError:
    with pytest.raises(InputError) as e:
        read(data, "thu.pdf", K, bounds=Bounds(**bounds))
    assert e.value.file == "thu.pdf"
    return e.value


# -- the record of the text --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PDF, ids=lambda p: p.stem)
@pytest.mark.parametrize("part", PARTS)
def test_a_pdf_sample_gives_the_record_of_its_text(path: Path, part: str) -> None:
    text = read_record((ROOT / "corpus" / "samples" / f"{path.stem}.txt").read_bytes(), "mau.txt", K)
    assert values(stages_of(path), part) == values(text, part)


@pytest.mark.needs_shared
@pytest.mark.parametrize("reader", ["pdfium", "pdfplumber"])
@pytest.mark.parametrize("name", BORN)
def test_a_born_digital_plan_gives_the_record_of_its_text(shared: Path, name: str, reader: str) -> None:
    text = read_record((shared / "plans" / f"{PLANS[name[:3]]}.txt").read_bytes(), "plan.txt", K)
    found = stages_of(shared / "inputs" / f"{name}.pdf", reader)
    for part in ("citations", "assignments", "sections"):
        assert without_added(name, part, values(found, part)) == values(text, part)


@pytest.mark.needs_shared
def test_the_hard_file_is_read_as_its_pages_show_it(shared: Path) -> None:
    expected = json.loads((shared / "inputs" / "source" / "003_hard_expect.json").read_text(encoding="utf-8"))["hard"]
    found = stages_of(shared / "inputs" / "003_hard.pdf").layout
    assert expected["final_tracked"] in found.text
    assert [w for w in expected["must_not"] if w in found.text] == []
    assert [found.text.count(w) for w in expected["once"]] == [1] * len(expected["once"])
    assert [w for w in expected["must"] if w not in found.text] == []
    at = [found.text.index(w) for w in expected["order"]]
    assert at == sorted(at)
    assert {b.mark: found.words(b.spans) for b in found.blocks if b.kind == "note"} == expected["footnotes"]
    assert [w.code for w in found.warnings] == ["pdf.struck"]


@pytest.mark.needs_shared
@pytest.mark.parametrize("name", ["001_typed", "001_gs", "001_wordwise", "002_typed", "003_typed", "003_hard"])
def test_both_readers_agree_on_cells_and_running_text(shared: Path, name: str) -> None:
    path = shared / "inputs" / f"{name}.pdf"
    one, other = (stages_of(path, reader).layout for reader in ("pdfium", "pdfplumber"))
    if name != "003_hard":  # pdfplumber does not tell what is struck out
        assert prose_of(one) == prose_of(other)
    assert cells(one) == cells(other)


def prose_of(layout: Layout) -> list[str]:
    return [layout.words(b.spans) for b in layout.blocks if b.kind == "paragraph"]


def cells(layout: Layout) -> list[list[list[str]]]:
    return [[[layout.words(x.spans) for x in r.cells] for r in b.rows] for b in layout.blocks if b.kind == "table"]


# -- places ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PDF, ids=lambda p: p.stem)
def test_every_place_of_a_pdf_sample_holds_and_lies_on_its_page(path: Path) -> None:
    stages = stages_of(path)
    layout = stages.layout
    document = pdfium.PdfDocument(path)
    assert len(layout.pages) == len(document)
    sizes = [document[n].get_size() for n in range(len(document))]
    for part, field in (("sections", "title"), ("citations", "text"), ("assignments", "task"), ("targets", "text")):
        for item in stages.record.part(part):
            places = item["at"] if isinstance(item["at"], list) else [item["at"]]
            assert " ".join(" ".join(layout.text[a["start"] : a["end"]] for a in places).split()) == item[field]
            for place in places:
                width, height = sizes[place["page"] - 1]
                assert place["boxes"]
                assert all(0 <= x0 < x1 <= width and 0 <= y0 < y1 <= height for x0, y0, x1, y1 in place["boxes"])


def test_the_words_under_a_box_are_the_words_of_the_text() -> None:
    path = PDF[0]
    layout = stages_of(path).layout
    page = pdfium.PdfDocument(path)[0]
    height = page.get_size()[1]
    text = page.get_textpage()
    lines = [n for n in layout.to_json()["lines"] if n["page"] == 1][:30]
    assert len(lines) == 30
    for n in lines:
        x0, y0, x1, y1 = n["box"]
        there = text.get_text_bounded(x0 - 1, height - y1 + 2, x1 + 1, height - y0 - 2)
        assert " ".join(there.split()) == " ".join(layout.text[n["start"] : n["end"]].split())


def test_a_form_feed_opens_each_page_but_the_first() -> None:
    layout = stages_of(PDF[0]).layout
    assert layout.text.count("\f") == len(layout.pages) - 1
    assert all(layout.text[s.start - 1] == "\f" for s in layout.pages[1:])


# -- pages of our own --------------------------------------------------------------------------------------------------------

HEAD = ("STT", "Nhiệm vụ", "Chủ trì")
XS = [60.0, 100.0, 340.0, 520.0]
FULL = "Các sở, ban, ngành và Ủy ban nhân dân các huyện rà soát hồ sơ và trả"
REST = "kết quả trước hạn cho tổ chức và cá nhân trên địa bàn tỉnh."


def lines(data: bytes) -> list[str]:
    return prose_of(read(data, "thu.pdf", K))


def kinds(data: bytes) -> list[tuple[str, str]]:
    found = read(data, "thu.pdf", K)
    return [(b.kind, found.words(b.spans)) for b in found.blocks]


def rows(data: bytes) -> list[list[tuple[str, int]]]:
    found = read(data, "thu.pdf", K)
    return [[(found.words(x.spans), x.columns) for x in r.cells] for b in found.blocks if b.kind == "table" for r in b.rows]


def test_lines_that_fill_the_width_are_one_paragraph() -> None:
    page = Page()
    y = page.paragraph(72, 100, [FULL, REST])
    page.paragraph(72, y, [FULL, REST])
    assert lines(pdf(page)) == [f"{FULL} {REST}"] * 2


def test_words_without_blanks_and_in_any_order_of_painting_make_the_same_lines() -> None:
    page, other = Page(), Page()
    for n, line in enumerate([FULL, REST, FULL, REST]):
        page.words(72 if n % 2 else 108, 100 + 18 * n, line)
    other.parts = [*page.parts[1::2], *page.parts[0::2]]
    assert lines(pdf(page)) == lines(pdf(other)) == [f"{FULL} {REST}"] * 2


def test_letters_painted_one_by_one_make_words() -> None:
    page = Page()
    for n, letter in enumerate("Giao Sở Nội vụ chủ trì."):
        if letter != " ":
            page.put(72 + width("x" * n), 100, letter)
    assert lines(pdf(page)) == ["Giao Sở Nội vụ chủ trì."]


def test_marks_painted_behind_their_letters_are_composed() -> None:
    text = "Tổ chức thực hiện các nhiệm vụ được giao"
    assert lines(pdf(Page().put(72, 100, unicodedata.normalize("NFD", text)))) == [text]


@pytest.mark.parametrize(
    ("end", "rest", "whole"),
    [
        ("giai đoạn 2021-", "2030 của tỉnh", "giai đoạn 2021-2030 của tỉnh"),
        ("Quyết định số 12/QĐ-", "UBND của tỉnh", "Quyết định số 12/QĐ-UBND của tỉnh"),
        ("ngày 02/", "9/2024 của tỉnh", "ngày 02/9/2024 của tỉnh"),
        ("phát triển kinh tế -", "xã hội của tỉnh", "phát triển kinh tế - xã hội của tỉnh"),
    ],
)
def test_a_number_broken_at_a_line_or_page_end_is_whole(end: str, rest: str, whole: str) -> None:
    before = ("và " * 30)[: (73 - len(end)) // 3 * 3 - 1]  # no room for one more word
    one = Page()
    one.paragraph(72, 100, [FULL, f"{before} {end}", rest])
    assert lines(pdf(one)) == [f"{FULL} {before} {whole}"]
    first, second = Page(), Page()
    first.paragraph(72, 100, [*[f"{FULL} kết"] * 6, f"{before} {end}"], indent=0)
    second.paragraph(72, 100, [rest, FULL], indent=0)
    assert whole in lines(pdf(first, second))[0]


def test_lists_hang_or_stand_flush() -> None:
    for hang in (0.0, 18.0):
        page = Page()
        for n in range(3):
            page.put(90, 100 + 36 * n, f"- {FULL[:64]}").put(90 + hang, 118 + 36 * n, REST)
        assert lines(pdf(page)) == [f"- {FULL[:64]} {REST}"] * 3


def test_an_automatic_number_and_its_tab_belong_to_the_words() -> None:
    page = Page().put(72, 100, "2.1.").put(72 + 58, 100, "Cải cách thể chế")
    assert lines(pdf(page)) == ["2.1. Cải cách thể chế"]


def test_letterhead_and_signature_are_read_one_column_after_the_other() -> None:
    page = Page()
    for n, (left, right) in enumerate((("ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), ("TỈNH THANH LÂM", "Độc lập - Tự do"))):
        page.put(72, 80 + 18 * n, left).put(300, 80 + 18 * n, right)
    page.put(72, 600, "Nơi nhận:", 9).put(350, 600, "KT. CHỦ TỊCH").put(72, 614, "- Như trên;", 9).put(350, 618, "PHÓ CHỦ TỊCH")
    page.put(72, 628, "- Lưu: VT.", 9)
    assert lines(pdf(page)) == [
        "ỦY BAN NHÂN DÂN", "TỈNH THANH LÂM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do",
        "Nơi nhận:", "- Như trên;", "- Lưu: VT.", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH",
    ]  # fmt: skip


def test_recipients_that_go_on_on_the_next_page_stay_before_the_signature() -> None:
    first, second = Page(), Page()
    first.paragraph(72, 500, [FULL, REST])
    first.put(72, 760, "Nơi nhận:", 9).put(350, 760, "KT. CHỦ TỊCH").put(72, 774, "- Bộ Nội vụ;", 9).put(350, 778, "PHÓ CHỦ TỊCH")
    second.put(72, 80, "- Các sở;", 9).put(72, 94, "- Lưu: VT.", 9).put(350, 94, "Lê Thị An")
    assert lines(pdf(first, second))[1:] == [
        "Nơi nhận:", "- Bộ Nội vụ;", "- Các sở;", "- Lưu: VT.", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Lê Thị An",
    ]  # fmt: skip


@pytest.mark.parametrize("filled", [False, True])
def test_a_table_by_lines_or_by_filled_boxes(filled: bool) -> None:
    page = Page().table(XS, [100, 120, 160], [[*HEAD], ["1", "Rà soát\nthủ tục", "Sở Nội vụ"]], filled=filled)
    assert rows(pdf(page)) == [[(h, 1) for h in HEAD], [("1", 1), ("Rà soát thủ tục", 1), ("Sở Nội vụ", 1)]]


def test_merged_cells_fill_the_rows_that_they_cover() -> None:
    made: list[list[str | None]] = [[*HEAD], ["I. NHÓM CHUNG", None, None], ["1", "Việc một", "Sở Nội vụ"], ["2", "Việc hai", "^"]]
    found = rows(pdf(Page().table(XS, [100, 120, 140, 160, 180], made)))
    assert found[1] == [("I. NHÓM CHUNG", 3)]
    assert [r[2] for r in found[2:]] == [("Sở Nội vụ", 1)] * 2


def test_an_empty_cell_over_two_rows_whose_first_is_empty_stands_in_the_second() -> None:
    page = Page().table(XS, [100, 120, 140, 160], [["", "", ""], ["^", "Việc", "Sở Y tế"], [*HEAD]])
    assert rows(pdf(page)) == [[("", 1), ("Việc", 1), ("Sở Y tế", 1)], [(h, 1) for h in HEAD]]


def test_a_table_goes_on_over_the_page_with_its_broken_row_and_number() -> None:
    first = Page().table(XS, [600, 620, 660], [[*HEAD], ["1", "Thực hiện Kế hoạch số 12/KH-", "Sở Nội vụ"]])
    second = Page().table(XS, [80, 100, 130, 150], [[*HEAD], ["", "UBND ngày 05/01/2024", ""], ["2", "Việc hai", "Sở Y tế"]])
    data = pdf(first, second)
    assert len([b for b in read(data, "thu.pdf", K).blocks if b.kind == "table"]) == 1
    found = read_record(data, "thu.pdf", K).record.part("assignments")
    assert [a["task"] for a in found] == ["Thực hiện Kế hoạch số 12/KH-UBND ngày 05/01/2024", "Việc hai"]
    assert [p["page"] for p in found[0]["at"]] == [1, 2] and all(p["boxes"] for p in found[0]["at"])


def test_notes_stand_apart_and_go_on_over_the_page() -> None:
    first, said = Page(), "tại báo cáo của Sở Nội vụ"
    y = first.paragraph(72, 100, [FULL, said])
    first.put(72 + width(said), y - 18, "1", 8, rise=5).put(72 + width(said) + 4, y - 18, ".")
    first.line(72, 700, 200, 700)
    first.put(72, 712, "1", 7, rise=4).put(78, 712, "Báo cáo số 12/BC-SNV ngày 05/01/2024 về kết quả cải cách hành chính của tỉnh", 10)
    second = Page()
    second.paragraph(72, 100, [FULL, REST])
    second.line(72, 700, 200, 700).put(72, 712, "trong năm 2023.", 10)
    found = kinds(pdf(first, second))
    assert ("note", "Báo cáo số 12/BC-SNV ngày 05/01/2024 về kết quả cải cách hành chính của tỉnh trong năm 2023.") in found
    assert found[0] == ("paragraph", f"{FULL} {said}¹.")


def test_a_raised_figure_without_a_note_is_a_power() -> None:
    page = Page().put(72, 100, "trên 80m").put(72 + width("trên 80m"), 100, "2", 8, rise=5)
    assert lines(pdf(page)) == ["trên 80m²"]


def test_page_numbers_and_running_heads_are_noise_and_a_year_is_not() -> None:
    pages = []
    for n in range(1, 6):
        page = Page()
        if n > 1:
            page.put(290, 40, str(n))
        page.paragraph(72, 80, [FULL, REST] if n != 3 else ["2024"])
        page.put(72, 800, f"VĂN PHÒNG - bản {n}", 9)
        pages.append(page)
    found = read(pdf(*pages), "thu.pdf", K)
    noise = [found.words(b.spans) for b in found.blocks if b.kind == "noise"]
    assert {"2", "3", "4", "5"} <= set(noise) and len([w for w in noise if w.startswith("VĂN PHÒNG")]) == 5
    assert "2024" in prose_of(found)


def test_a_frame_around_text_is_no_table() -> None:
    page = Page().line(60, 90, 540, 90).line(60, 150, 540, 150).line(60, 90, 60, 150).line(540, 90, 540, 150)
    page.paragraph(72, 110, [FULL, REST])
    assert kinds(pdf(page)) == [("paragraph", f"{FULL} {REST}")]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_reads_as_it_is_seen(turn: int) -> None:
    page = Page(rotate=turn)
    for n, line in enumerate((FULL, REST)):
        x, y = 72.0 + (36 if n == 0 else 0), 100.0 + 18 * n
        a, b = {90: (y, x), 180: (595 - x, y), 270: (595 - y, 842 - x)}[turn]
        axes = {90: "0 1 -1 0", 180: "-1 0 0 -1", 270: "0 -1 1 0"}[turn]
        page.put(0, 0, line, matrix=f"{axes} {a} {b}")
    data = pdf(page)
    assert lines(data) == [f"{FULL} {REST}"]
    wide, high = pdfium.PdfDocument(data)[0].get_size()
    boxes = [n["box"] for n in read(data, "thu.pdf", K).to_json()["lines"]]
    assert all(0 <= x0 < x1 <= wide and 0 <= y0 < y1 <= high for x0, y0, x1, y1 in boxes)
    assert abs(boxes[1][0] - 72) < 2 and abs(boxes[1][3] - 121) < 3


@pytest.mark.parametrize("up", [True, False])
def test_a_page_painted_on_its_side_is_turned_and_its_boxes_lie_where_the_words_are(up: bool) -> None:
    page = Page()
    for n in range(12):
        axes, (a, b) = ("0 1 -1 0", (100 + 18 * n, 80)) if up else ("0 -1 1 0", (495 - 18 * n, 760))
        page.put(0, 0, FULL if n % 2 == 0 else REST, matrix=f"{axes} {a} {b}")
    layout = read(pdf(page), "thu.pdf", K)
    assert layout.text.startswith(FULL)
    x0, y0, x1, y1 = layout.to_json()["lines"][0]["box"]
    assert y1 - y0 > 5 * (x1 - x0)  # a line that runs up or down the page
    assert abs(x1 - 103) < 4 if up else abs(x0 - 492) < 4


def test_a_stamp_on_its_side_is_no_text() -> None:
    page = Page()
    page.paragraph(72, 100, [FULL, REST, FULL, REST, FULL, REST])
    page.put(0, 0, "SAO Y BẢN CHÍNH", matrix="0 1 -1 0 40 400")
    found = kinds(pdf(page))
    assert all("SAO" not in words for kind, words in found if kind == "paragraph")
    assert any("SAO" in words for kind, words in found if kind == "noise")


def test_struck_out_words_are_left_out_and_told() -> None:
    page = Page().put(72, 100, "giảm 10% 15% đơn vị")
    page.box(72 + width("giảm "), 95, 72 + width("giảm 10%"), 96)
    found = read(pdf(page), "thu.pdf", K)
    assert found.text == "giảm 15% đơn vị"
    assert [(w.code, w.values) for w in found.warnings] == [("pdf.struck", {"pages": "1"})]


def test_an_underlined_word_stays() -> None:
    page = Page().put(72, 100, "Trước ngày 30/6").box(72, 101.5, 72 + width("Trước ngày 30/6"), 102.3)
    assert lines(pdf(page)) == ["Trước ngày 30/6"]


# -- what lies ---------------------------------------------------------------------------------------------------------------

PROSE = "Ủy ban nhân dân tỉnh yêu cầu thủ trưởng các cơ quan, đơn vị nghiêm túc thực hiện những nhiệm vụ được phân công trong năm"
TCVN3 = next(e for e in K.entries("legacy_fonts") if "vn" in str(e["fonts"]).lower().replace("vni", ""))


def old(text: str) -> str:
    back = {v: k for k, v in TCVN3["letters"].items()}
    return "".join(back.get(c, c) for c in text)


def prose(letters: str, font: str = "ABCDEF+Serif") -> bytes:
    page = Page()
    for n in range(8):
        page.put(72, 100 + 18 * n, letters[:85] + str(n))
    return pdf(page, font=font)


@pytest.mark.parametrize("font", [".VnTime", "ABCDEF+Serif"])
def test_old_fonts_become_unicode_by_name_or_by_letters(font: str) -> None:
    found = read(prose(old(PROSE), font), "thu.pdf", K)
    assert "yêu cầu thủ trưởng các cơ quan" in found.text
    assert [w.code for w in found.warnings] == ["pdf.legacy"]


def test_old_fonts_that_lost_a_letter_are_said_to_be_damaged() -> None:
    found = read(prose(old(PROSE).replace("\u00ad", "")), "thu.pdf", K)
    assert [w.code for w in found.warnings] in (["pdf.lost"], ["ocr.lost"])


@pytest.mark.needs_shared
def test_the_damaged_plan_is_said_to_be_damaged(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANCU_TESSERACT", "/nowhere/tesseract")
    found = read((shared / "inputs" / "001_vntime_tcvn3.pdf").read_bytes(), "cu.pdf", K)
    assert [w.code for w in found.warnings] == ["pdf.lost"] and found.warnings[0].values == {"pages": "1-16"}


def test_codes_without_a_map_are_not_taken_for_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANCU_TESSERACT", "/nowhere/tesseract")
    error = refused(prose("\x01\x02\x05\x06" * 30))
    assert error.code == "ocr.missing" and error.values["pages"] == "1"


def test_pages_that_cannot_be_read_are_told_and_the_others_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANCU_TESSERACT", "/nowhere/tesseract")
    good, bad = Page(), Page()
    good.paragraph(72, 100, [FULL, REST])
    bad.put(72, 100, "\x01\x05\x06\x07" * 30)
    found = read(pdf(good, bad, good), "thu.pdf", K)
    assert found.text.count(FULL) == 2 and "\x05" not in found.text
    assert [(w.code, w.values) for w in found.warnings] == [("pdf.unread", {"pages": "2"})]


def test_english_is_no_garbage() -> None:
    found = read(prose("The committee shall carry out the plan of public administration reform as it was assigned by law "), "a.pdf", K)
    assert found.warnings == ()


# -- what is broken, locked or too much --------------------------------------------------------------------------------------


def test_a_file_that_is_no_pdf_inside_is_broken() -> None:
    assert refused(b"%PDF-1.7\nnothing more").code == "pdf.broken"


def test_a_cut_file_is_broken_or_read() -> None:
    data = PDF[0].read_bytes()
    for keep in (len(data) // 2, len(data) - 600):
        try:
            read(data[:keep], "thu.pdf", K)
        except InputError as e:
            assert e.code in ("pdf.broken", "pdf.no_pages", "pdf.no_text")


def test_a_file_without_words_says_so() -> None:
    assert refused(pdf(Page())).code == "pdf.no_text"


def test_more_pages_than_the_bound_are_refused_before_any_is_read() -> None:
    error = refused(pdf(*[Page().put(72, 100, "một")] * 4), pages=3)
    assert (error.code, error.values) == ("input.too_many_pages", {"pages": 4, "limit": 3})


def test_a_long_file_is_opened_anew_between_its_pages_and_read_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    data = PDF[0].read_bytes()
    once = read(data, "thu.pdf", K)
    monkeypatch.setattr(engine, "_RENEWED", 1)
    assert read(data, "thu.pdf", K) == once


def test_another_reader_is_refused() -> None:
    with pytest.raises(UsageError) as e:
        read(PDF[0].read_bytes(), "thu.pdf", K, reader="word")
    assert e.value.code == "usage.reader"


@pytest.mark.needs_shared
@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("enc_owner_only_rc4", "read"),
        ("enc_user_password", "pdf.password"),
        ("huge_mediabox", "read"),
        ("junk_before_header", "read"),
        ("page_tree_loop", "pdf.no_text"),
        ("truncated_half", "pdf.broken"),
        ("truncated_tail", "pdf.broken"),
        ("empty", "input.empty"),
        ("html_named", "input.html"),
    ],
)
@pytest.mark.parametrize("reader", ["pdfium", "pdfplumber"])
def test_hostile_files_are_read_right_or_refused_by_name(shared: Path, name: str, wanted: str, reader: str) -> None:
    data = (shared / "inputs" / "hostile" / f"{name}.pdf").read_bytes()
    if wanted == "read":
        assert len(read(data, f"{name}.pdf", K, reader=reader).text) > 20_000
        return
    with pytest.raises(InputError) as e:
        read(data, f"{name}.pdf", K, reader=reader)
    assert e.value.code == wanted or (reader == "pdfplumber" and e.value.code in ("pdf.broken", "pdf.no_pages", "pdf.no_text"))


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A sample with some of its bytes changed, cut out or repeated."""
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 12))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        how = draw(st.sampled_from("xdr"))
        size = draw(st.integers(1, 64))
        if how == "x":
            data[at : at + 1] = draw(st.binary(min_size=1, max_size=4))
        elif how == "d":
            del data[at : at + size]
        else:
            data[at:at] = data[at : at + size]
    return bytes(data)


def _seeds() -> Iterator[bytes]:
    page = Page()
    y = page.paragraph(72, 100, [FULL, REST])
    page.put(72, y, "trên 80m").put(72 + width("trên 80m"), y, "2", 7, rise=5).box(72, y - 4, 90, y - 3)
    page.table(XS, [300, 320, 340], [[*HEAD], ["1", "Việc", "Sở Y tế"]])
    page.line(72, 700, 200, 700).put(72, 712, "1", 7, rise=4).put(78, 712, "Báo cáo số 12/BC-SNV", 9)
    for packed in (True, False):
        yield pdf(page, Page(rotate=90).put(72, 100, FULL), packed=packed)
    yield from (p.read_bytes() for p in PDF)


SEEDS = list(_seeds())


PIECES = (
    "Sở Nội vụ",
    "I.",
    "1.",
    "- Rà soát",
    "12/KH-",
    "UBND",
    "2",
    "1",
    "STT",
    "Nhiệm vụ",
    "Nơi nhận:",
    "./.",
    "TỈNH",
    "giao; đến năm 2025",
    "a)",
    "*",
)


@st.composite
def painted(draw: st.DrawFn) -> list[Page]:
    """Pages with words, lines, boxes and tables wherever they fall."""
    out = []
    for _ in range(draw(st.integers(1, 4))):
        page = Page(rotate=draw(st.sampled_from((0, 0, 0, 90))))
        across, down = st.integers(0, 40).map(lambda n: 10.0 + 14 * n), st.integers(0, 60).map(lambda n: 20.0 + 13 * n)
        for _ in range(draw(st.integers(0, 14))):
            x, y = draw(across), draw(down)
            kind = draw(st.sampled_from("wwwwwrltb"))
            if kind == "w":
                page.put(x, y, draw(st.sampled_from(PIECES)), draw(st.sampled_from((11, 11, 9, 14))), bold=draw(st.booleans()))
            elif kind == "r":
                page.put(x, y, draw(st.sampled_from("123*")), 7, rise=draw(st.sampled_from((0, 4))))
            elif kind == "l":
                page.line(x, y, x + draw(st.sampled_from((0, 120, 400))), y + draw(st.sampled_from((0, 0, 200))))
            elif kind == "b":
                page.box(x, y, x + 60, y + draw(st.sampled_from((1, 40))))
            else:
                cells = [[draw(st.sampled_from((*PIECES, "", "^", None))) for _ in range(3)] for _ in range(draw(st.integers(1, 4)))]
                page.table([x, x + 40, x + 160, x + 250], [y + 20 * k for k in range(len(cells) + 1)], cells, filled=draw(st.booleans()))
        out.append(page)
    return out


@settings(max_examples=ROUNDS // 4, deadline=None)
@given(pages=painted())
def test_whatever_pages_show_is_read_in_some_order_with_its_place(pages: list[Page]) -> None:
    data = pdf(*pages)
    try:
        found = read(data, "thu.pdf", K)
    except InputError as e:
        assert e.code == "pdf.no_text" and not sum((c for c in words_of(data) if c), Counter[str]())
        return
    assert len(found.pages) == len(pages)
    covered = bytearray(len(found.text))
    for block in found.blocks:
        for span in (*block.spans, *(s for r in block.rows for x in r.cells for s in x.spans)):
            covered[span.start : span.end] = b"x" * (span.end - span.start)
    assert [c for c, there in zip(found.text, covered, strict=True) if not there and c.isalnum()] == []
    if any(w.code == "pdf.struck" for w in found.warnings):
        return
    got = Counter(c for c in unicodedata.normalize("NFKC", found.text) if c.isalnum())
    assert sum((c for c in words_of(data) if c), Counter[str]()) - got == Counter()


def words_of(data: bytes) -> list[Counter[str] | None]:
    """The letters and figures that PDFium finds on each page; None for a page that it cannot open."""
    document = pdfium.PdfDocument(data)
    out: list[Counter[str] | None] = []
    for n in range(len(document)):
        try:
            text = document[n].get_textpage().get_text_range(errors="replace")
        except pdfium.PdfiumError:
            out.append(None)
            continue
        out.append(Counter(c for c in unicodedata.normalize("NFKC", text) if c.isalnum()))
    return out


@settings(max_examples=ROUNDS, deadline=None)
@given(data=mutated())
def test_mutated_files_are_read_or_refused_every_place_holds_and_nothing_is_lost_in_silence(data: bytes) -> None:
    with pytest.MonkeyPatch.context() as env:
        env.setenv("CANCU_TESSERACT", "/nowhere/tesseract")  # the words of a broken page are not what is tried here
        try:
            found = read(data, "thu.pdf", K, bounds=Bounds(pages=50))
        except InputError as e:
            assert e.code.split(".")[0] in ("pdf", "input", "ocr")
            return
    if found.boxes is None:  # no PDF any more
        return
    for block in found.blocks:
        for span in (*block.spans, *(s for r in block.rows for x in r.cells for s in x.spans)):
            assert 0 <= span.start <= span.end <= len(found.text)
            assert all(len(box) == 4 for _, box in found.boxes.of(span.start, span.end))
    assert list(found.boxes.starts) == sorted(found.boxes.starts)
    there = words_of(data)
    assert len(found.pages) == len(there)
    if any(w.code in ("pdf.unread", "pdf.struck", "pdf.legacy", "pdf.lost") for w in found.warnings):
        return
    got = Counter(c for c in unicodedata.normalize("NFKC", found.text) if c.isalnum())
    lost = sum((c for c in there if c), Counter[str]()) - got
    assert sum(lost.values()) == 0, lost
    assert any(w.code == "pdf.broken_page" for w in found.warnings) == (None in there)
