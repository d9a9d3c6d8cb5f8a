"""Word files: what Word shows is what is read, each trap by itself; what is broken is refused by name; nothing crashes the reader."""

from __future__ import annotations

import importlib.util
import re
import zipfile
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from extract.bounds import Bounds
from extract.layout import Layout
from extract.pipeline import Stages, read_record
from extract.read import read
from extract.read.legacy import schemes
from knowledge import InputError, load

from .rounds import rounds
from .word import MC, PACKAGE, TYPE, W, cell, docx, level, lists, p, run, table, unzipped, zipped

ROOT = Path(__file__).parent.parent
WORD = sorted((ROOT / "corpus" / "word").glob("*.docx"))
K = load()
ROUNDS = rounds(300)


def layout(data: bytes, name: str = "thu.docx", bounds: Bounds | None = None) -> Layout:
    return read(data, name, K, bounds=bounds or Bounds())


def lines(data: bytes) -> list[str]:
    return layout(data).text.splitlines()


def blocks(data: bytes, kind: str = "paragraph") -> list[str]:
    found = layout(data)
    return [found.words(b.spans) for b in found.blocks if b.kind == kind]


def rows(data: bytes) -> list[list[str]]:
    found = layout(data)
    return [[found.words(c.spans) for c in r.cells] for b in found.blocks if b.kind == "table" for r in b.rows]


# -- numbers ---------------------------------------------------------------------------------------------------------------------

OUTER = level(0, "upperRoman", "%1.") + level(1, "decimal", "%2.") + level(2, "lowerLetter", "%3)") + level(3, "decimal", "%2.%4.")
ONE = '<w:abstractNumId w:val="1"/>'


def numbered(*at: tuple[int, int], numbering: str) -> list[str]:
    return lines(docx("".join(p("Mục", number=n) for n in at), numbering=numbering))


def test_levels_count_and_restart_below_a_higher_one() -> None:
    found = numbered((1, 0), (1, 1), (1, 1), (1, 2), (1, 3), (1, 0), (1, 1), (1, 2), numbering=lists({1: OUTER}, {1: ONE}))
    assert found == ["I. Mục", "1. Mục", "2. Mục", "a) Mục", "2.1. Mục", "II. Mục", "1. Mục", "a) Mục"]


def test_lists_of_one_abstract_list_go_on_and_an_override_restarts_once() -> None:
    again = f'{ONE}<w:lvlOverride w:ilvl="1"><w:startOverride w:val="1"/></w:lvlOverride>'
    found = numbered((1, 1), (1, 1), (2, 1), (2, 1), (3, 1), numbering=lists({1: OUTER}, {1: ONE, 2: again, 3: ONE}))
    assert found == ["1. Mục", "2. Mục", "1. Mục", "2. Mục", "3. Mục"]


def test_a_level_that_never_restarts_and_a_start_of_its_own() -> None:
    kept = level(0, "decimal", "%1.", start=4) + level(1, "decimal", "%1.%2", '<w:lvlRestart w:val="0"/>')
    assert numbered((1, 0), (1, 1), (1, 0), (1, 1), numbering=lists({1: kept}, {1: ONE})) == ["4. Mục", "4.1 Mục", "5. Mục", "5.2 Mục"]


def test_formats_legal_numbers_and_bullets() -> None:
    made = {
        1: level(0, "upperRoman", "%1") + level(1, "decimal", "%1.%2", "<w:isLgl/>"),
        2: level(0, "bullet", "\uf0b7") + level(1, "bullet", "-") + level(2, "bullet", "o"),
        3: level(0, "decimalZero", "%1.")
        + level(1, "upperLetter", "%2.")
        + level(2, "lowerRoman", "(%3)")
        + level(3, "ordinalText", "%4."),
    }
    part = lists(made, {n: f'<w:abstractNumId w:val="{n}"/>' for n in made})
    assert numbered((1, 0), (1, 1), numbering=part) == ["I Mục", "1.1 Mục"]
    assert numbered((2, 0), (2, 1), (2, 2), numbering=part) == ["• Mục", "- Mục", "◦ Mục"]
    assert numbered((3, 0), (3, 1), (3, 2), (3, 3), numbering=part) == ["01. Mục", "A. Mục", "(i) Mục", "1. Mục"]


def test_a_style_brings_its_list_and_level() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="A"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="C"><w:basedOn w:val="A"/><w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr></w:style>'
    )
    made = level(0, "upperRoman", "%1.") + level(1, "decimal", "%2.", '<w:pStyle w:val="B"/>')
    body = p("Chương", style="A") + p("Mục", style="B") + p("Không số", style="C") + p("Mục", style="B")
    assert lines(docx(body, styles=styles, numbering=lists({1: made}, {1: ONE}))) == ["I. Chương", "1. Mục", "Không số", "2. Mục"]


def test_a_list_kept_in_a_numbering_style_is_followed() -> None:
    styles = '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="9"/></w:numPr></w:pPr></w:style>'
    made = lists({1: '<w:numStyleLink w:val="L"/>', 2: OUTER}, {1: ONE, 9: '<w:abstractNumId w:val="2"/>'})
    assert lines(docx(p("Chương", number=(1, 0)), styles=styles, numbering=made)) == ["I. Chương"]


def test_ordinals_of_a_table_are_automatic_too() -> None:
    made = lists({1: level(0, "decimal", "%1")}, {1: ONE})
    head = ("STT", "Nhiệm vụ", "Cơ quan chủ trì")
    body = table(head, *((cell(p(number=(1, 0))), f"Việc {n}", "Sở Nội vụ") for n in "ab"))
    assert [r[0] for r in rows(docx(body, numbering=made))] == ["STT", "1", "2"]


def test_a_number_without_words_counts_and_is_noise() -> None:
    found = layout(docx(p(number=(1, 0)) + p("Chương", number=(1, 0)), numbering=lists({1: OUTER}, {1: ONE})))
    assert [(b.kind, found.words(b.spans)) for b in found.blocks] == [("noise", "I."), ("paragraph", "II. Chương")]


def test_unknown_lists_and_levels_give_no_number() -> None:
    assert numbered((7, 0), (1, 8), numbering=lists({1: OUTER}, {1: ONE})) == ["Mục", "Mục"]
    assert lines(docx(p("Mục", number=(1, 0)))) == ["Mục"]


# -- words -----------------------------------------------------------------------------------------------------------------------


def test_tracked_changes_are_accepted() -> None:
    old = "<w:r><w:delText>cũ</w:delText></w:r>"
    moved = p(f"<w:moveFrom>{run('Đoạn dời.')}</w:moveFrom>") + p(f"<w:moveTo>{run('Đoạn dời.')}</w:moveTo>")
    gone = p(f"<w:del>{old}</w:del>", props="<w:rPr><w:del/></w:rPr>")
    body = p("giảm ", f"<w:del>{old}</w:del>", f"<w:ins>{run('mới')}</w:ins>", ".") + gone + moved
    assert lines(docx(body)) == ["giảm mới.", "Đoạn dời."]


def test_words_before_a_deleted_paragraph_end_stand_in_the_next_paragraph() -> None:
    assert lines(docx(p("Giao Sở ", props="<w:rPr><w:del/></w:rPr>") + p("Nội vụ chủ trì."))) == ["Giao Sở Nội vụ chủ trì."]


def test_a_deleted_row_is_left_out() -> None:
    body = table(("a", "b"), ("c", "d")).replace("<w:tr>", "<w:tr><w:trPr><w:del/></w:trPr>", 1)
    assert rows(docx(body)) == [["c", "d"]]


def test_content_controls_links_fields_and_smart_tags_are_words() -> None:
    field = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DATE</w:instrText></w:r>' + run("hôm nay")
    body = (
        p(
            "a",
            f"<w:sdt><w:sdtContent>{run('b')}</w:sdtContent></w:sdt>",
            f"<w:hyperlink>{run('c')}</w:hyperlink>",
            f'<w:fldSimple w:instr="PAGE">{run("d")}</w:fldSimple>',
            f"<w:smartTag>{run('e')}</w:smartTag>",
            field,
        )
        + f"<w:sdt><w:sdtContent>{p('khối')}</w:sdtContent></w:sdt>"
    )
    assert lines(docx(body)) == ["abcdehôm nay", "khối"]


def test_hidden_words_are_left_out_by_themselves_and_by_style() -> None:
    styles = '<w:style w:type="character" w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>'
    body = p(
        "thấy", run("ẩn", "<w:vanish/>"), run("ẩn", '<w:rStyle w:val="H"/>'), run(" hiện", '<w:rStyle w:val="H"/><w:vanish w:val="0"/>')
    )
    assert lines(docx(body, styles=styles)) == ["thấy hiện"]


def test_capitals_by_format_are_capitals() -> None:
    assert lines(docx(p(run("kế hoạch", "<w:caps/>")))) == ["KẾ HOẠCH"]


def test_hyphens_breaks_tabs_and_symbols() -> None:
    body = p("12", "<w:r><w:noBreakHyphen/></w:r>", "NQ/TU; chữ", "<w:r><w:softHyphen/></w:r>", "liền",
             '<w:r><w:sym w:font="Wingdings" w:char="F0E0"/></w:r>', "một", "<w:r><w:br/></w:r>", "hai")  # fmt: skip
    assert lines(docx(body)) == ["12-NQ/TU; chữliền→một hai"]


def test_line_ends_of_the_xml_are_blanks() -> None:
    assert lines(docx(p("Sở\n\tNội vụ"))) == ["Sở  Nội vụ"]


def test_a_break_parts_titles_and_items_but_no_sentence() -> None:
    centred = '<w:jc w:val="center"/>'
    body = p("KẾ HOẠCH", "<w:r><w:br/></w:r>", "Cải cách", props=centred) + p(
        "- một;", "<w:r><w:br/></w:r>", "- hai", "<w:r><w:br/></w:r>", "ba"
    )
    assert lines(docx(body)) == ["KẾ HOẠCH", "Cải cách", "- một;", "- hai ba"]


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{p('Hộp')}</w:txbxContent>"
    both = (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    found = layout(docx(p("Đoạn", both)))
    assert [(found.words(b.spans), b.where) for b in found.blocks] == [("Hộp", "b1.p1"), ("Đoạn", "p1")]
    assert lines(docx(p("Đoạn", f"<w:r><w:pict>{box}</w:pict></w:r>"))) == ["Hộp", "Đoạn"]


def test_a_table_of_contents_is_no_outline() -> None:
    toc = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{p('I. MỤC ĐÍCH 1')}</w:sdtContent></w:sdt>"
    )
    assert blocks(docx(toc + p("I. MỤC ĐÍCH")), "noise") == ["I. MỤC ĐÍCH 1"]
    assert blocks(docx(toc + p("I. MỤC ĐÍCH"))) == ["I. MỤC ĐÍCH"]


# -- notes -----------------------------------------------------------------------------------------------------------------------


def reference(identity: int, kind: str = "footnote") -> str:
    return f'<w:r><w:{kind}Reference w:id="{identity}"/></w:r>'


def test_notes_stand_behind_their_paragraph_and_count_by_their_calls() -> None:
    notes = "".join(f'<w:footnote w:id="{n}">{p(f"Chú thích {n}.")}</w:footnote>' for n in (1, 2, 3))
    body = p("Một", reference(3), " và hai", reference(1), ".") + p("Hết.")
    found = layout(docx(body, footnotes=notes))
    assert found.text == "Một¹ và hai².\n¹ Chú thích 3.\n² Chú thích 1.\nHết.\n"
    assert [(b.mark, found.words(b.spans), b.where) for b in found.blocks if b.kind == "note"] == [
        ("1", "Chú thích 3.", "n1"), ("2", "Chú thích 1.", "n2"),
    ]  # fmt: skip


def test_notes_of_titles_wait_and_notes_of_tables_follow_them() -> None:
    notes = "".join(f'<w:footnote w:id="{n}">{p(f"Chú {n}.")}</w:footnote>' for n in (1, 2))
    title = p("KẾ HOẠCH", reference(1), props='<w:jc w:val="center"/>') + p("Cải cách", props='<w:jc w:val="center"/>')
    body = title + p("Nội dung.") + table(("STT", "Nhiệm vụ", "Chủ trì"), ("1", cell(p("Việc", reference(2))), "Sở Y tế"))
    text = layout(docx(body, footnotes=notes)).text
    assert text.index("Cải cách") < text.index("¹ Chú 1.")
    assert text.index("Sở Y tế") < text.index("² Chú 2.")


def test_endnotes_and_missing_notes() -> None:
    found = layout(docx(p("A", reference(1, "endnote"), "B", reference(9)), endnotes=f'<w:endnote w:id="1">{p("Cuối.")}</w:endnote>'))
    assert found.text == "A¹B²\n¹ Cuối.\n"
    assert [(w.code, w.values) for w in found.warnings] == [("note.missing", {"mark": "2"})]


def test_powers_set_by_hand_are_raised_only_where_there_are_no_real_notes() -> None:
    raised = run("2", '<w:vertAlign w:val="superscript"/>')
    assert lines(docx(p("80m", raised))) == ["80m²"]
    note = f'<w:footnote w:id="1">{p("Chú.")}</w:footnote>'
    assert lines(docx(p("80m", raised, reference(1)), footnotes=note))[0] == "80m2¹"


# -- tables ----------------------------------------------------------------------------------------------------------------------

HEADS = ("STT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian")


def test_cells_are_parted_by_tabs_and_rows_by_line_ends() -> None:
    found = layout(docx(table(HEADS, ("1", cell("Rà soát", "và báo cáo"), "", "Quý I"))))
    assert found.text == "STT\tNhiệm vụ\tCơ quan chủ trì\tThời gian\n1\tRà soát và báo cáo\t\tQuý I\n"
    assert [len(c.spans) for c in found.blocks[0].rows[1].cells] == [1, 2, 0, 1]
    assert found.blocks[0].where == "t1"


def test_merged_cells_are_filled_down_and_wide_ones_cover_columns() -> None:
    body = table(
        HEADS,
        (cell("I. CHỈ ĐẠO", props='<w:gridSpan w:val="4"/>'),),
        ("1", "Việc một", cell("Sở Nội vụ", props='<w:vMerge w:val="restart"/>'), "Quý I"),
        ("2", "Việc hai", cell(props="<w:vMerge/>"), "Quý II"),
    )
    assert rows(docx(body))[1:] == [["I. CHỈ ĐẠO"], ["1", "Việc một", "Sở Nội vụ", "Quý I"], ["2", "Việc hai", "Sở Nội vụ", "Quý II"]]
    assert "2\tViệc hai\t\tQuý II\n" in layout(docx(body)).text
    assert layout(docx(body)).blocks[0].rows[1].cells[0].columns == 4


BREAK = "<w:r><w:lastRenderedPageBreak/></w:r>"


def test_pages_are_those_at_which_word_last_broke_the_text() -> None:
    broken = (cell(p("2", BREAK)), cell(p("Việc", BREAK, " hai")))  # a page's end breaks every cell of the row
    listed = table(("STT", "Nhiệm vụ"), (cell(p(BREAK, "1")), cell("Việc một")), broken, ("3", "Việc ba"))
    made = docx(p("Một") + p(BREAK, "Hai") + p("Ba, nửa trước", BREAK, " và nửa sau") + p("Bốn") + listed + p("Năm"))
    found = layout(made)
    assert [(found.words(b.spans), b.page) for b in found.blocks if b.kind == "paragraph"] == [
        ("Một", 1), ("Hai", 2), ("Ba, nửa trước và nửa sau", 2), ("Bốn", 3), ("Năm", 5),
    ]  # fmt: skip
    assert [r.page for b in found.blocks for r in b.rows] == [3, 4, 4, 5]
    assert [found.text[s.start : s.end].split()[0] for s in found.pages] == ["Một", "Hai", "Bốn", "1", "3"]
    assert "".join(found.text[s.start : s.end] for s in found.pages) == found.text


def test_page_breaks_change_nothing_but_pages() -> None:
    plain = docx(p("Một") + p("Hai") + p("2") + p("Ba") + p("Hai") + p("3"))
    paged = docx(p("Một") + p("Hai") + p(BREAK, "2") + p("Ba") + p("Hai") + p(BREAK, "3"))
    one, other = layout(plain), layout(paged)
    assert one.text == other.text and (len(one.pages), len(other.pages)) == (1, 3)
    assert [(b.kind, b.spans) for b in one.blocks] == [(b.kind, b.spans) for b in other.blocks]


def test_a_row_may_begin_behind_the_first_column() -> None:
    body = table(HEADS, ("Việc", "Sở Y tế", "Quý I")).replace("<w:tr><w:tc><w:p><w:r><w:t xml:space=\"preserve\">Việc", "<w:tr><w:trPr>"
                        '<w:gridBefore w:val="1"/></w:trPr><w:tc><w:p><w:r><w:t xml:space="preserve">Việc')  # fmt: skip
    assert rows(docx(body))[1] == ["", "Việc", "Sở Y tế", "Quý I"]


def test_a_table_inside_a_cell_is_words_of_the_cell() -> None:
    inner = table(("Tỉnh", "80%"), ("Xã", "60%"))
    assert rows(docx(table(HEADS, ("1", f"<w:tc>{inner}<w:p/></w:tc>", "Sở Y tế", "Quý I"))))[1][1] == "Tỉnh 80% Xã 60%"


def test_letterhead_and_signature_are_read_column_by_column() -> None:
    left = cell("ỦY BAN NHÂN DÂN", "TỈNH LAM XUYÊN")
    head = table((left, cell("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")), ("Số: 12/KH-UBND", "Lam Xuyên, ngày 01 tháng 3 năm 2025"), props="")
    assert blocks(docx(head)) == [
        "ỦY BAN NHÂN DÂN", "TỈNH LAM XUYÊN", "Số: 12/KH-UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Lam Xuyên, ngày 01 tháng 3 năm 2025",
    ]  # fmt: skip
    signed = table((cell("Nơi nhận:", "- Bộ Nội vụ;"), cell("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Đàm Quốc Khải")))
    assert blocks(docx(signed)) == ["Nơi nhận:", "- Bộ Nội vụ;", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Đàm Quốc Khải"]


def test_a_document_inside_one_frame_is_read_as_a_document() -> None:
    inner = p("I. MỤC ĐÍCH") + table(HEADS, ("1", "Việc", "Sở Y tế", "Quý I")) + p("Hết.")
    found = layout(docx(f"<w:tbl><w:tblPr/><w:tr><w:tc>{inner}</w:tc></w:tr></w:tbl>"))
    assert [b.kind for b in found.blocks] == ["paragraph", "table", "paragraph"]


def test_a_table_without_known_heads_is_told() -> None:
    assert [w.code for w in layout(docx(table(("a", "b"), ("c", "d")))).warnings] == ["table.unknown_heads"]


def test_the_first_page_head_is_read_where_it_holds_letters() -> None:
    section = '<w:sectPr><w:headerReference w:type="first" r:id="h1"/><w:titlePg/></w:sectPr>'
    relation = '<Relationship Id="h1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="head.xml"/>'
    part = {"word/head.xml": f'<w:hdr xmlns:w="{W}">{p("ỦY BAN NHÂN DÂN")}</w:hdr>'.encode()}
    found = layout(docx(p("KẾ HOẠCH") + section, relations=relation, extra=part))
    assert [(found.words(b.spans), b.where) for b in found.blocks] == [("ỦY BAN NHÂN DÂN", "h.p1"), ("KẾ HOẠCH", "p1")]


# -- letters ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", K.entries("legacy_fonts"), ids=lambda e: e.id)
def test_old_fonts_fit_their_examples(entry) -> None:
    scheme = next(s for s in schemes(K) if s.id == entry.id)
    for example in entry["examples"]:
        held, printed = example.split(" → ")
        assert scheme.convert(held) == printed
    assert [f for f in entry["not_examples"] if scheme.fonts.match(f)] == []


def test_old_fonts_become_unicode_by_run_style_and_default() -> None:
    def fonts(name: str) -> str:
        return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}"/>'

    styles = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{fonts('.VnTime')}</w:rPr></w:rPrDefault></w:docDefaults>"
        f'<w:style w:type="paragraph" w:styleId="U"><w:rPr>{fonts("Times New Roman")}</w:rPr></w:style>'
    )
    body = (
        p("kÕ ho¹ch ")
        + p(run("kÕ ho¹ch", fonts(".VnTimeH")))
        + p("kế hoạch", style="U")
        + p(run("Keá hoaïch", fonts("VNI-Times")), style="U")
    )
    assert lines(docx(body, styles=styles)) == ["kế hoạch", "KẾ HOẠCH", "kế hoạch", "Kế hoạch"]


def test_the_soft_hyphen_of_an_old_font_is_a_letter_also_after_conversion() -> None:
    fonts = '<w:rPr><w:rFonts w:hAnsi=".VnTime"/></w:rPr>'
    assert lines(docx(p(f"<w:r>{fonts}<w:t>n\u00adíc</w:t></w:r>", f"<w:r>{fonts}<w:t>n</w:t><w:softHyphen/><w:t>íc</w:t></w:r>"))) == [
        "nướcnước"
    ]
    assert lines(docx(p("n\u00adư"))) == ["nư"]


def test_two_runs_make_one_letter() -> None:
    fonts = '<w:rFonts w:hAnsi="VNI-Times"/>'
    assert lines(docx(p(run("ke", fonts), run("á", fonts)))) == ["kế"]


# -- what a file is --------------------------------------------------------------------------------------------------------------


def test_strict_and_macro_files_read_the_same() -> None:
    made = docx(p("KẾ HOẠCH", number=(1, 0)), numbering=lists({1: OUTER}, {1: ONE}))
    strict = {
        n: d.replace(W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main").replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
        for n, d in unzipped(made).items()
    }
    macro = docx(
        p("KẾ HOẠCH", number=(1, 0)), main="application/vnd.ms-word.document.macroEnabled.main+xml", numbering=lists({1: OUTER}, {1: ONE})
    )
    assert {layout(d).text for d in (made, zipped(strict), macro)} == {"I. KẾ HOẠCH\n"}


def broken(change) -> bytes:
    files = unzipped(docx(p("KẾ HOẠCH")))
    change(files)
    return zipped(files)


def _put(files: dict[str, bytes], name: str, data: bytes) -> None:
    files[name] = data


DEEP = f'<w:document xmlns:w="{W}"><w:body>{"<w:ins>" * 300}{"</w:ins>" * 300}</w:body></w:document>'.encode()
BAD = {
    "docx.no_document": lambda f: f.pop("word/document.xml"),
    "docx.damaged": lambda f: _put(f, "word/document.xml", f["word/document.xml"][:-30]),
    "docx.dtd": lambda f: _put(f, "word/document.xml", b'<!DOCTYPE x [<!ENTITY e "e">]>' + f["word/document.xml"]),
    "docx.too_deep": lambda f: _put(f, "word/document.xml", DEEP),
    "input.empty": lambda f: _put(f, "word/document.xml", f["word/document.xml"].replace("KẾ HOẠCH".encode(), b" ")),
    "input.pictures": lambda f: _put(
        f, "word/document.xml", re.sub(rb"<w:t[^>]*>[^<]*</w:t>", b"<w:drawing/>", f["word/document.xml"])
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", BAD)
def test_what_cannot_be_read_is_refused_by_name(code: str) -> None:
    with pytest.raises(InputError) as e:
        layout(broken(BAD[code]))
    assert (e.value.code, e.value.file) == (code, "thu.docx")


def test_a_dtd_is_refused_in_any_part_and_any_encoding() -> None:
    for name, data in (("word/other.xml", b"<!DOCTYPE a><a/>"), ("word/other.xml", "<!DOCTYPE a><a/>".encode("utf-16"))):
        with pytest.raises(InputError) as e:
            layout(broken(lambda f, n=name, d=data: _put(f, n, d)))
        assert (e.value.code, e.value.place) == ("docx.dtd", name)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = broken(lambda f: _put(f, "word/big.xml", b"<a>" + b" " * 3_000_000 + b"</a>"))
    with pytest.raises(InputError) as e:
        layout(bomb, bounds=Bounds(part=1 << 20))
    assert (e.value.code, e.value.place) == ("docx.part_too_large", "word/big.xml")
    with pytest.raises(InputError) as e:
        layout(bomb, bounds=Bounds(unpacked=1 << 20))
    assert e.value.code == "docx.too_large"
    assert layout(bomb).text == "KẾ HOẠCH\n"


def test_a_cut_file_and_a_locked_zip_are_told_apart() -> None:
    made = docx(p("KẾ HOẠCH"))
    with pytest.raises(InputError) as e:
        layout(made[: len(made) // 2])
    assert e.value.code == "docx.damaged"
    locked = bytearray(made)
    for m in re.finditer(rb"PK\x01\x02", made):
        locked[m.start() + 8] |= 1
    with pytest.raises(InputError) as e:
        layout(bytes(locked))
    assert e.value.code == "input.password"


def test_a_wrong_name_is_told_and_what_it_is_is_read() -> None:
    found = layout(docx(p("KẾ HOẠCH")), "a.pdf")
    assert (found.text, [(w.code, w.values) for w in found.warnings]) == (
        "KẾ HOẠCH\n", [("file.mislabelled", {"says": ".pdf", "format": "docx"})],
    )  # fmt: skip
    assert layout("KẾ HOẠCH\n".encode(), "a.docx").format == "text"
    assert layout("KẾ HOẠCH\n".encode(), "a.txt").warnings == ()


def test_outside_targets_and_names_are_never_opened(tmp_path: Path) -> None:
    outside = '<Relationship Id="x" Type="t/styles" Target="http://127.0.0.1:9/x.xml" TargetMode="External"/>'
    slip = docx(p("KẾ HOẠCH"), relations=outside, extra={"../../slip.txt": b"x", "/etc/slip": b"x"})
    assert layout(slip).text == "KẾ HOẠCH\n"
    assert list(tmp_path.iterdir()) == []


def test_pieces_of_other_formats_are_told() -> None:
    assert [w.code for w in layout(docx(p("KẾ HOẠCH") + '<w:altChunk r:id="a"/>')).warnings] == ["docx.chunk"]


def test_what_python_docx_refuses_is_read_by_our_own_reader() -> None:
    no_types = broken(lambda f: _put(f, "[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types"/>'.encode()))
    assert layout(no_types).text == "KẾ HOẠCH\n"
    assert f"{TYPE}.document.main+xml" not in unzipped(no_types)["[Content_Types].xml"].decode()


# -- the samples -----------------------------------------------------------------------------------------------------------------


def _make() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_docx", ROOT / "corpus" / "make_docx.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["make_docx"] = module
    spec.loader.exec_module(module)
    return module


def test_the_word_samples_are_what_the_script_makes() -> None:
    make = _make()
    assert [w.sample for w in make.WAYS] == [f.stem for f in WORD]
    for way, path in zip(make.WAYS, WORD, strict=True):
        assert make.parts_of(make.build(way, K)) == make.parts_of(path.read_bytes())


PARTS = {
    "sections": ("path", "title"),
    "citations": ("text", "type", "number", "name", "date", "issuer", "role", "section", "subject"),
    "assignments": ("id", "kind", "section", "task", "lead", "coordinate", "deadline", "deadline_text"),
    "targets": ("text", "comparator", "value", "unit", "by", "section"),
}


def plain(value: object) -> object:
    """Without what the text's own converter left: stars of emphasis, TeX around a power."""
    if isinstance(value, str):
        return re.sub(r"\$(\d+m)\^2\$", r"\g<1>2", value).replace("*", "").replace("m²", "m2")
    return [plain(v) for v in value] if isinstance(value, list) else value


def values(stages: Stages, part: str) -> list[str]:
    return sorted(str([plain(i.get(f)) for f in PARTS[part]]) for i in stages.record.part(part))


@cache
def stages_of(path: Path) -> Stages:
    return read_record(path.read_bytes(), path.name, K)


@pytest.mark.parametrize("path", WORD, ids=lambda p: p.stem)
@pytest.mark.parametrize("part", PARTS)
def test_a_word_sample_gives_the_record_of_its_text(path: Path, part: str) -> None:
    text = stages_of(ROOT / "corpus" / "samples" / f"{path.stem}.txt")
    assert values(stages_of(path), part) == values(text, part)


@pytest.mark.parametrize("path", WORD, ids=lambda p: p.stem)
def test_every_place_of_a_word_sample_holds(path: Path) -> None:
    stages = stages_of(path)
    text = stages.layout.text
    for part, field in (("sections", "title"), ("citations", "text"), ("assignments", "task"), ("targets", "text")):
        for item in stages.record.part(part):
            places = item["at"] if isinstance(item["at"], list) else [item["at"]]
            assert " ".join(" ".join(text[a["start"] : a["end"]] for a in places).split()) == item[field]


@pytest.mark.parametrize("path", WORD, ids=lambda p: p.stem)
def test_the_printed_text_reads_as_the_file_does(path: Path) -> None:
    again = read_record(stages_of(path).layout.text.encode(), "x.txt", K)
    assert {part: values(again, part) for part in PARTS} == {part: values(stages_of(path), part) for part in PARTS}


def test_the_samples_show_their_traps() -> None:
    files = {f.stem[:2]: unzipped(f.read_bytes()) for f in WORD}
    assert b"footnoteReference" in files["05"]["word/document.xml"]
    assert all(b"landscape" in f["word/document.xml"] and b"w:tblHeader" in f["word/document.xml"] for f in files.values())
    assert b".VnTime" in files["07"]["word/styles.xml"]
    assert b"II." not in files["05"]["word/document.xml"]
    assert b"w:numPr" in files["04"]["word/document.xml"]


# -- the made inputs -------------------------------------------------------------------------------------------------------------

INPUTS = ("001_autonum_style", "001_nfd", "001_typed", "001_unicode_tohop", "001_vni_times", "001_vntime_tcvn3", "002_typed",
          "003_autonum_direct", "003_hard", "003_typed")  # fmt: skip


@pytest.mark.needs_shared
@pytest.mark.parametrize("name", INPUTS)
def test_a_plan_in_word_gives_the_record_of_its_text(name: str, shared: Path) -> None:
    found = stages_of(shared / "inputs" / f"{name}.docx")
    text = stages_of(next((shared / "plans").glob(f"{name[:3]}*.txt")))
    for part in PARTS:
        got = values(found, part)
        assert without_added(name, part, got) == values(text, part), part


def without_added(name: str, part: str, got: list[str]) -> list[str]:
    """The values without those of what was added to the hard file: two footnotes, and a table of two shares."""
    if name == "003_hard" and part == "citations":
        return [v for v in got if "'footnote'" not in v]
    if name == "003_hard" and part == "targets":
        return [v for v in got if "80% Xã: 60%" not in v and not v.startswith("['60%'")]
    return got


@pytest.mark.needs_shared
def test_the_hard_file_shows_what_word_shows(shared: Path) -> None:
    import json

    expected = json.loads((shared / "inputs" / "source" / "003_hard_expect.json").read_text(encoding="utf-8"))["hard"]
    found = stages_of(shared / "inputs" / "003_hard.docx").layout
    text = found.text
    assert expected["final_tracked"] in text
    assert [w for w in expected["must_not"] if w in text] == []
    assert [text.count(w) for w in expected["once"]] == [1] * len(expected["once"])
    assert [w for w in expected["must"] if w not in text] == []
    at = [text.index(w) for w in expected["order"]]
    assert at == sorted(at)
    assert {b.mark: found.words(b.spans) for b in found.blocks if b.kind == "note"} == expected["footnotes"]
    annex = max((b for b in found.blocks if b.kind == "table"), key=lambda b: len(b.rows))
    groups = [found.words(r.cells[0].spans) for r in annex.rows if len(r.cells) == 1]
    assert groups == list(expected["groups"].values())
    assert all(found.words(r.cells[expected["vmerge_col"]].spans) for r in annex.rows if len(r.cells) > 1)


# -- fuzzing ---------------------------------------------------------------------------------------------------------------------

BASE = WORD[1].read_bytes()
FILES = unzipped(BASE)
NAMES = sorted(n for n in FILES if n.endswith(".xml"))


def told(data: bytes) -> Layout | None:
    """The Layout, or None for a clear refusal; anything else is a failure."""
    try:
        found = layout(data)
    except InputError as e:
        assert e.code.partition(".")[0] in ("input", "docx", "doc", "pdf", "ocr")
        return None
    assert all(0 <= s.start < s.end <= len(found.text) for b in found.blocks for s in b.spans)
    return found


@settings(max_examples=ROUNDS, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(BASE) - 1), st.integers(0, 255)), min_size=1, max_size=12), st.integers(0, 3000))
def test_changed_bytes_are_read_or_refused(changes: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(BASE)
    for at, byte in changes:
        data[at] = byte
    told(bytes(data[: len(data) - cut] if cut < 400 else data))


@settings(max_examples=ROUNDS, deadline=None)
@given(st.sampled_from(NAMES), st.lists(st.tuples(st.integers(0, 1 << 16), st.binary(max_size=9)), min_size=1, max_size=5))
def test_changed_parts_are_read_or_refused(name: str, changes: list[tuple[int, bytes]]) -> None:
    data = FILES[name]
    for at, new in changes:
        at %= len(data)
        data = data[:at] + new + data[at + len(new) :]
    told(zipped({**FILES, name: data}))


TAGS = [
    f"{{{W}}}{n}"
    for n in ("p", "r", "t", "tc", "tr", "tbl", "numPr", "numId", "ilvl", "lvl", "pStyle", "gridSpan", "vMerge", "sectPr", "style")
]


CHANGES = st.tuples(st.sampled_from(("drop", "copy", "swap", "value", "rename")), st.integers(0, 1 << 20), st.sampled_from(TAGS))


@settings(max_examples=ROUNDS, deadline=None)
@given(st.sampled_from(NAMES[1:]), st.lists(CHANGES, min_size=1, max_size=6))
def test_changed_trees_are_read_or_refused(name: str, changes: list[tuple[str, int, str]]) -> None:
    root = etree.fromstring(FILES[name])
    for what, at, tag in changes:
        every = [e for e in root.iter() if e is not root and isinstance(e.tag, str)]
        if not every:
            break
        one, other = every[at % len(every)], every[(at * 7) % len(every)]
        parent = one.getparent()
        if what == "drop":
            parent.remove(one)
        elif what == "copy":
            parent.append(etree.fromstring(etree.tostring(other)))
        elif what == "swap" and other not in one.iterancestors() and other is not one:
            parent.append(other) if parent not in other.iter() else None
        elif what == "value":
            for key in one.attrib:
                one.set(key, str(at - 1000))
        else:
            one.tag = tag
    told(zipped({**FILES, name: etree.tostring(root)}))


WRAPS = ("ins", "moveTo", "smartTag", "customXml", "sdt")


@settings(max_examples=ROUNDS // 3, deadline=None)
@given(st.lists(st.tuples(st.sampled_from((*WRAPS, "split", "choice")), st.integers(0, 1 << 20)), min_size=1, max_size=8))
def test_what_wraps_or_cuts_runs_loses_no_word(changes: list[tuple[str, int]]) -> None:
    root = etree.fromstring(FILES["word/document.xml"])
    for what, at in changes:
        texts = [t for t in root.iter(f"{{{W}}}t") if t.text]
        text = texts[at % len(texts)]
        one = text.getparent()
        if what == "split":
            half = len(text.text) // 2
            again = etree.Element(f"{{{W}}}t")
            text.addnext(again)
            again.text, text.text = text.text[half:], text.text[:half]
            again.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            continue
        parent = one.getparent()
        place = parent.index(one)
        wrap = etree.Element(f"{{{MC}}}AlternateContent" if what == "choice" else f"{{{W}}}{what}")
        inner = wrap
        if what == "sdt":
            inner = etree.SubElement(wrap, f"{{{W}}}sdtContent")
        elif what == "choice":
            inner = etree.SubElement(wrap, f"{{{MC}}}Choice")
            etree.SubElement(wrap, f"{{{MC}}}Fallback").append(etree.fromstring(etree.tostring(one)))
        parent.insert(place, wrap)
        inner.append(one)
    assert layout(zipped({**FILES, "word/document.xml": etree.tostring(root)})).text == layout(BASE).text


def test_a_zip_that_is_no_word_file_is_named() -> None:
    import io

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("xl/workbook.xml", "<a/>")
    with pytest.raises(InputError) as e:
        layout(out.getvalue())
    assert (e.value.code, e.value.values["format"]) == ("input.format_later", "xlsx")
