"""From bytes to Layout: what is refused and why, and lines made whole paragraphs."""

import codecs
import re
import textwrap
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.read import read, read_path
from extract.read.shapes import shapes
from knowledge import InputError, UsageError, load

from .rounds import rounds

K = load()
ROUNDS = rounds(150)


def layout(text, **kw):
    return read(text.encode("utf-8"), "thu.txt", K, **kw)


def texts(text, kind="paragraph"):
    found = layout(text)
    return [found.words(b.spans) for b in found.blocks if b.kind == kind]


# -- bytes ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (b"", "input.empty"),
        (b" \r\n\t\n", "input.empty"),
        (b"\xef\xbb\xbf", "input.empty"),
        ("\u00a0\n\u00a0".encode(), "input.empty"),
        (bytes(range(256)) * 20, "input.not_text"),
        (b"K\0h\0o\0n\0g\0", "input.not_text"),
        (b"%PDF-1.7\n", "pdf.broken"),
        (b"PK\x03\x04....word/document.xml", "docx.damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "doc.truncated"),
        (b"\x89PNG\r\n\x1a\n", "input.format_later"),
        (b"<!DOCTYPE html><html><body>x</body></html>", "input.html"),
        (b"\xef\xbb\xbf  <html lang='vi'>", "input.html"),
        ("Kế hoạch kế".encode()[:-1], "input.broken_utf8"),
        (codecs.BOM_UTF16_LE + "Kế".encode("utf-16-le") + b"h", "input.broken_utf16"),
        (codecs.BOM_UTF16_BE + b"\xd8\x3d", "input.broken_utf16"),
        ("Le café crème à l'été".encode("latin-1"), "input.encoding"),
        ("KÕ ho¹ch c¶i c¸ch hµnh chÝnh nhµ n\u00adíc".encode("latin-1"), "input.encoding"),
    ],
)
def test_what_is_no_readable_text_is_refused_by_code(source, code):
    with pytest.raises(InputError) as e:
        read(source, "hong.txt", K)
    assert e.value.code == code
    assert e.value.file == "hong.txt"


def test_broken_utf8_names_the_byte_and_the_line():
    with pytest.raises(InputError) as e:
        read("\ufeffKẾ HOẠCH\nCải cách".encode() + b"\xff" + " hành chính".encode(), "hong.txt", K)
    assert e.value.values["byte"] == len("\ufeffKẾ HOẠCH\nCải cách".encode())
    assert e.value.values["line"] == 2


def test_formats_for_later_are_named():
    for source, name in (
        (b"PK\x03\x04 xl/workbook.xml", "xlsx"),
        (b"PK\x03\x04", "zip"),
        (b"\xff\xd8\xff\xe0", "jpeg"),
    ):
        with pytest.raises(InputError) as e:
            read(source, "x.txt", K)
        assert e.value.values["format"] == name


def test_too_large_is_refused_with_both_sizes():
    with pytest.raises(InputError) as e:
        layout("a" * 100, limit=99)
    assert (e.value.code, e.value.values) == ("input.too_large", {"size": 100, "limit": 99})


def test_read_path_names_what_is_missing(tmp_path):
    with pytest.raises(UsageError) as e:
        read_path(tmp_path / "khong_co.txt", K)
    assert e.value.code == "path.unknown"
    with pytest.raises(UsageError) as f:
        read_path(tmp_path, K)
    assert f.value.code == "path.folder"
    (tmp_path / "a.txt").write_bytes(b"")
    with pytest.raises(InputError) as g:
        read_path(tmp_path / "a.txt", K)
    assert g.value.file == str(tmp_path / "a.txt")


PLAN = "KẾ HOẠCH\nCải cách hành chính năm 2026\nCăn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;\n"


@pytest.mark.parametrize("encode", [
    lambda t: t.encode("utf-8"),
    lambda t: codecs.BOM_UTF8 + t.encode("utf-8"),
    lambda t: codecs.BOM_UTF16_LE + t.encode("utf-16-le"),
    lambda t: codecs.BOM_UTF16_BE + t.encode("utf-16-be"),
])  # fmt: skip
def test_encodings_give_the_same_text_and_offsets_without_the_mark(encode):
    found = read(encode(PLAN), "a.txt", K)
    assert found.text == PLAN
    assert found.words(found.blocks[0].spans) == "KẾ HOẠCH"
    assert found.blocks[0].spans[0].start == 0


def test_windows_1258_is_read_where_it_is_vietnamese():
    typed = "".join(_as_1258(c) for c in PLAN)
    found = read(typed.encode("cp1258"), "a.txt", K)
    assert found.text == typed
    assert unicodedata.normalize("NFC", found.text) == unicodedata.normalize("NFC", PLAN)


def _as_1258(c):
    """A letter as that code page writes it: the shape in one character, the tone as a mark behind it."""
    for form in (
        c,
        *(unicodedata.normalize("NFC", unicodedata.normalize("NFD", c).replace(m, "")) + m for m in "\u0300\u0301\u0303\u0309\u0323"),
    ):
        try:
            form.encode("cp1258")
        except UnicodeEncodeError:
            continue
        if unicodedata.normalize("NFC", form) == c:
            return form
    return c


# -- pages and lines -----------------------------------------------------------------------------------------------------------


def test_text_is_unchanged_and_a_form_feed_opens_a_page():
    found = layout("\fI. MỤC ĐÍCH\r\nMột.\r\n\fHai.\r\n\f")
    assert found.text == "\fI. MỤC ĐÍCH\r\nMột.\r\n\fHai.\r\n\f"
    assert [(s.start, s.end) for s in found.pages] == [(0, 21), (21, 28)]
    assert [(b.page, found.words(b.spans)) for b in found.blocks] == [(1, "I. MỤC ĐÍCH"), (1, "Một."), (2, "Hai.")]


def test_spans_leave_outer_white_space_and_debris_out():
    found = layout("  [bookmark: _x1]V. TỔ CHỨC\u00a0\u00a0\n\n**1. Sở Nội vụ**\n")
    assert texts(found.text) == ["V. TỔ CHỨC", "1. Sở Nội vụ"]
    assert found.blocks[1].kind == "paragraph" and found.blocks[0].kind == "noise"
    assert found.text[found.blocks[1].spans[0].start : found.blocks[1].spans[0].end] == "V. TỔ CHỨC"


def test_glued_bold_run_parts_the_words():
    assert texts("PHỤ LỤC**DANH MỤC NHIỆM VỤ**\n") == ["PHỤ LỤC DANH MỤC NHIỆM VỤ"]


def test_inner_emphasis_stays_in_the_slice():
    assert texts("3. Các sở gửi báo cáo **trước ngày 15/6** về Sở Nội vụ.") == ["3. Các sở gửi báo cáo **trước ngày 15/6** về Sở Nội vụ."]


WRAPPED = """I. QUAN ĐIỂM VÀ MỤC TIÊU
1. Cải cách hành chính là nhiệm vụ của mọi cấp, mọi ngành trong tỉnh, gắn
với chuyển đổi số và phát triển kinh tế - xã hội của từng địa phương trong cả
giai đoạn.
2. Lấy sự hài lòng của người dân làm thước đo chất lượng phục vụ theo Nghị quyết
số 76/NQ-CP ngày 15 tháng
7 năm 2021 của Chính phủ, đồng thời bám sát quy định của Bộ Nội vụ tại Điều
13. Kết quả được công khai hằng quý trên cổng thông tin của các cơ quan, đơn vị.
II. NỘI DUNG, NHIỆM VỤ VÀ GIẢI PHÁP VỀ CẢI CÁCH TỔ CHỨC BỘ MÁY CỦA
CÁC CƠ QUAN, ĐƠN VỊ
- Rà soát chức năng, nhiệm vụ của Sở Lao động
- Thương binh và Xã hội cùng các đơn vị trực thuộc, báo cáo trước ngày
21/6/2026 của năm kế hoạch, giai đoạn 2021
- 2025.
+ Sắp xếp các đơn vị sự nghiệp công lập theo hướng tinh gọn, bảo đảm hoạt động
hiệu quả.
3. Sở Tài chính, Sở Xây dựng, Sở Khoa học và Công nghệ, Kho bạc Nhà nước,
Điện lực tỉnh
Các cơ quan nêu trên chủ động phối hợp với nhau trong quá trình thực hiện nhiệm
vụ được giao.
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
"""


FILLED = [
    "I. MỤC TIÊU, YÊU CẦU",
    "Người dân được phục vụ nhanh hơn, lịch sự hơn; thời gian chờ đợi ngắn lại, giấy tờ phải nộp ít đi, ai cũng biết hồ sơ của mình đang ở "
    "đâu và bao giờ thì xong.",
    "- Công chức bớt được những việc lặp đi lặp lại, có thêm thời gian lắng nghe, giải thích và sửa những chỗ chưa hợp lý ngay từ khi tiếp "
    "nhận hồ sơ của người dân, doanh nghiệp trên địa bàn tỉnh Phú Yên",
    "II. NÂNG CAO CHẤT LƯỢNG PHỤC VỤ NGƯỜI DÂN, DOANH NGHIỆP TẠI CÁC XÃ, PHƯỜNG TRÊN ĐỊA BÀN TỈNH PHÚ YÊN ĐẾN NĂM 2030",
    "1. Phối hợp giữa Liên minh Hợp tác xã tỉnh, Hội Nông dân tỉnh, Hội Liên hiệp Phụ nữ tỉnh, Hội Cựu chiến binh tỉnh",
    "- Thực hiện Quyết định số 87/QĐ-UBND ngày 05 tháng 3 năm 2024 của Chủ tịch UBND tỉnh Phú Yên, Kế hoạch số 15/KH-SNV của Sở Nội vụ "
    "về đo lường sự hài lòng; hằng quý báo cáo UBND tỉnh (qua Sở Nội vụ) kết quả thực hiện.",
    "- 100% xã, phường niêm yết đường dây nóng tại trụ sở, nhà văn hóa, chợ và bến xe, trong đó ít nhất 50% xã có người trực cả ngày thứ "
    "Bảy, Chủ nhật.",
    "a) Giao Trung tâm Phục vụ hành chính công tỉnh hướng dẫn các phường Tuy Hòa, Phú Yên, Bình Kiến lắp máy lấy số tự động trong quý "
    "III/2024, thử nghiệm việc trả kết quả tại nhà theo Luật Bưu chính và các văn bản hướng dẫn.",
    "b) Bảo đảm kinh phí, máy móc, đường truyền, nhân lực cho các điểm tiếp nhận ở xã đảo, xã biên giới và những nơi sóng điện thoại còn "
    "chập chờn, nhiều người cao tuổi chưa quen dùng máy tính.",
    "2. Sở Nội vụ",
    "Tổng hợp, công bố kết quả đo lường từng xã, từng lĩnh vực; tham mưu khen thưởng những nơi làm tốt và phê bình những nơi để người dân "
    "phải đi lại nhiều lần.",
]


def ragged(words, columns):
    """Lines of which every second one ends up to twelve characters early."""
    rows = [""]
    for word in words.split():
        room = columns - (0, 12, 0, 6)[len(rows) % 4]
        if rows[-1] and len(rows[-1]) + 1 + len(word) > room:
            rows.append(word)
        else:
            rows[-1] = f"{rows[-1]} {word}".strip()
    return "\n".join(rows)


@pytest.mark.parametrize("style", ["plain", "inset", "hanging", "apart", "paged", "ragged"])
@pytest.mark.parametrize("columns", range(46, 122, 5))
def test_paragraphs_filled_to_any_width_are_made_whole(columns, style):
    first, more = {"inset": ("    ", ""), "hanging": ("", "    ")}.get(style, ("", ""))
    filled = [textwrap.fill(p, columns, initial_indent=first, subsequent_indent=more, break_on_hyphens=False) for p in FILLED]
    if style == "ragged":
        filled = [ragged(p, columns) for p in FILLED]
    text = ("\n\n" if style == "apart" else "\n").join(filled)
    if style == "paged":
        rows = text.split("\n")
        text = "\n".join(f"\f{n // 15 + 1}\n\n{row}" if n and n % 15 == 0 else row for n, row in enumerate(rows))
    assert texts(text) == FILLED


@pytest.mark.parametrize("between", ["\n", " \n\n", "\r\n"])
def test_hard_wrapped_lines_become_paragraphs(between):
    got = texts(WRAPPED.replace("\n", between))
    assert [t[:24] for t in got] == [
        "I. QUAN ĐIỂM VÀ MỤC TIÊU", "1. Cải cách hành chính l", "2. Lấy sự hài lòng của n", "II. NỘI DUNG, NHIỆM VỤ V",
        "- Rà soát chức năng, nhi", "+ Sắp xếp các đơn vị sự ", "3. Sở Tài chính, Sở Xây ", "Các cơ quan nêu trên chủ",
        "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH",
    ]  # fmt: skip
    assert "tại Điều 13. Kết quả" in got[2]
    assert got[3].endswith("CỦA CÁC CƠ QUAN, ĐƠN VỊ")
    assert "Lao động - Thương binh" in got[4] and got[4].endswith("2021 - 2025.")
    assert got[6].endswith("Kho bạc Nhà nước, Điện lực tỉnh")


def test_in_wrapped_text_small_letters_go_on_behind_a_label_and_over_a_page():
    label = "Đơn vị chủ trì: Sở Nội vụ; thời gian:\ntrình UBND tỉnh trước ngày 30/9/2026.\n"
    cut = "- Phối hợp với báo, đài thực hiện công tác\n\n                         7\n\ntuyên truyền.\n"
    got = texts(WRAPPED.partition("KT. CHỦ TỊCH")[0] + label + cut)
    assert got[-2:] == [" ".join(label.split()), "- Phối hợp với báo, đài thực hiện công tác tuyên truyền."]


def test_a_paragraph_broken_by_a_page_and_a_note_is_one_block():
    found = layout(
        "1. Đơn vị sự nghiệp thực hiện cơ chế tự chủ theo Nghị định số 60/2021/NĐ-CP ngày\n\n"
        "² Báo cáo số 12/BC-SNV ngày 04/4/2026 của Sở Nội vụ\n\n3\n\f\n"
        "21/6/2021 của Chính phủ; nâng mức tự chủ.\n\n2. Sở Tài chính chủ trì²."
    )
    kinds = [(b.kind, b.mark, found.words(b.spans)) for b in found.blocks]
    assert kinds[0][2].endswith("ngày 21/6/2021 của Chính phủ; nâng mức tự chủ.")
    assert len(found.blocks[0].spans) == 2
    assert kinds[1] == ("noise", None, "²") or kinds[1][:2] == ("note", "2")
    assert [k[2] for k in kinds if k[0] == "note"] == ["Báo cáo số 12/BC-SNV ngày 04/4/2026 của Sở Nội vụ"]
    assert ("noise", None, "3") in kinds
    assert kinds[-1] == ("paragraph", None, "2. Sở Tài chính chủ trì².")


def test_flowing_lines_join_only_in_a_broken_sentence():
    assert texts("Nâng cao nhận thức của đội ngũ cán bộ, công chức trong việc\n\nthực hiện nhiệm vụ.\n\nRà soát thủ tục.") == [
        "Nâng cao nhận thức của đội ngũ cán bộ, công chức trong việc thực hiện nhiệm vụ.",
        "Rà soát thủ tục.",
    ]
    assert texts("1. Mục tiêu\nphấn đấu đạt kết quả cao trong năm.") == ["1. Mục tiêu", "phấn đấu đạt kết quả cao trong năm."]
    assert texts("Các nhiệm vụ trọng tâm của năm kế hoạch, bao gồm những việc sau:\n\nrà soát văn bản.") == [
        "Các nhiệm vụ trọng tâm của năm kế hoạch, bao gồm những việc sau:",
        "rà soát văn bản.",
    ]


def test_headings_are_not_joined_with_what_stands_below():
    text = "IV. ĐẨY MẠNH CHUYỂN ĐỔI SỐ\n1. Nhiệm vụ hằng năm\n2. Tổ chức thực hiện Kế hoạch\nCác sở chủ động triển khai."
    assert texts(text) == text.split("\n")


def test_two_columns_are_parted_and_blanks_stay_whole():
    text = "Số:          /KH-UBND\nNơi nhận:\tKT. CHỦ TỊCH\n- Bộ Nội vụ;          PHÓ CHỦ TỊCH\n1.\tMục đích\n"
    text += "Vĩnh Thanh, ngày        tháng 3 năm 2026"
    assert texts(text) == [
        "Số: /KH-UBND", "Nơi nhận:", "- Bộ Nội vụ;", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "1. Mục đích", "Vĩnh Thanh, ngày tháng 3 năm 2026",
    ]  # fmt: skip


def test_recipients_beside_the_signature_are_read_first():
    text = (
        "ỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n\nXÃ TÂN HÒA\tĐộc lập - Tự do - Hạnh phúc\n\nKẾ HOẠCH\n"
        "Thực hiện nhiệm vụ được giao, Ủy ban nhân dân xã ban hành Kế hoạch như sau:\n"
        "Nơi nhận:                 TM. ỦY BAN NHÂN DÂN\n- Đảng ủy xã;                   CHỦ TỊCH\n- Các thôn;\n"
        "- Công an xã;             Trần Văn A\n- Lưu: VT.\n\n\n\nPHỤ LỤC\n"
    )
    assert texts(text) == [
        "ỦY BAN NHÂN DÂN", "XÃ TÂN HÒA", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "KẾ HOẠCH",
        "Thực hiện nhiệm vụ được giao, Ủy ban nhân dân xã ban hành Kế hoạch như sau:",
        "Nơi nhận:", "- Đảng ủy xã;", "- Các thôn;", "- Công an xã;", "- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH",
        "Trần Văn A", "PHỤ LỤC",
    ]  # fmt: skip


def test_a_rule_parts_the_lines_above_and_below_it():
    text = "Cải cách hành chính nhà nước tỉnh Vĩnh Thanh giai đoạn 2021\n–––––––––\nthực hiện chương trình chung của Trung ương"
    assert len(texts(text)) == 2


def test_bracketed_notes_count_only_at_the_foot_and_when_called():
    text = "Theo báo cáo[1], kết quả tốt.\n[2] không phải chú thích.\n(1) Rà soát.\n\n[1] Báo cáo số 5/BC-SNV."
    found = layout(text)
    assert [(b.mark, found.words(b.spans)) for b in found.blocks if b.kind == "note"] == [("1", "Báo cáo số 5/BC-SNV.")]


def test_running_heads_page_numbers_rules_and_addresses_are_noise():
    pages = [
        f"Kế hoạch cải cách {n}\nNội dung thứ {w}.\nCâu tiếp theo của trang {w}.\n{n}" for n, w in ((1, "nhất"), (2, "hai"), (3, "ba"))
    ]
    text = "\f".join(pages) + "\n––––––\nhttps://example.vn/a.html\n"
    got = texts(text)
    assert "Kế hoạch cải cách 1" in got and "Kế hoạch cải cách 2" not in got
    assert not {"1", "2", "3", "––––––", "https://example.vn/a.html"} & set(got)
    assert len(texts(text, "noise")) == 7


# -- what must always hold -----------------------------------------------------------------------------------------------------

BITS = st.sampled_from([
    "\n", "\n\n", "\r\n", "\f", "\t", " ", "|", "||", "| --- |\n", "I. ", "1. ", "1.1. ", "a) ", "- ", "+ ", "• ", "¹ ", "[1] ", "(1) ",
    "**", "*", "STT", "TT\n", "Nhiệm vụ", "Nội dung\n", "Cơ quan chủ trì", "Đơn vị phối hợp\n", "Thời gian",
    "STT\tNhiệm vụ\tCơ quan chủ trì\n", "1\tLàm\tSở A\n", "1\n", "2\n", "| STT | Nhiệm vụ | Chủ trì |\n", "| a | b |\n",
    "<table>", "</table>", "<tr>", "<td>", "<td rowspan=2>", "</td>",
    "<td colspan='3'>", "<br>", "<ul>", "[bookmark: x]", "–––––", "https://a.vn/b", "Sở Nội vụ chủ trì, phối hợp với các cơ quan, đơn vị",
    "thực hiện ", "ngày", "21/6/2021", "KẾ HOẠCH", "CÁC CƠ QUAN ", ",", ".", ";", ":", "\u00a0", "\u200b", "e\u0323\u0302", "🙂", "\x0b",
    "\u2028", "$80m^2$", "+---+---+\n", "x" * 70, "\x07", "TT\nNội dung\nChủ trì\n1\na\nb\n2\nc\nd\n",
])  # fmt: skip
RANDOM = st.lists(BITS | st.text(max_size=6), max_size=60).map("".join)


def check(text):
    try:
        found = layout(text)
    except InputError:
        return
    text = found.text
    seen = bytearray(len(text))
    last = -1
    columns = re.search(r"\t|\s{6}", text)  # of two columns the left one is read first
    for block in found.blocks:
        assert block.spans
        assert block.spans[0].start > last or columns
        last = block.spans[0].start
        assert 1 <= block.page <= len(found.pages)
        for a, b in zip(block.spans, block.spans[1:], strict=False):
            assert a.end <= b.start
        for s in block.spans:
            assert 0 <= s.start < s.end <= len(text)
            assert text[s.start : s.end].strip() == text[s.start : s.end]
            assert not any(seen[s.start : s.end])
            seen[s.start : s.end] = b"\1" * (s.end - s.start)
        for row in block.rows:
            for cell in row.cells:
                for s in cell.spans:
                    assert any(o.start <= s.start < s.end <= o.end for o in block.spans)
    for i, c in enumerate(text):
        assert seen[i] or c.isspace(), (i, c)
    assert found.pages[0].start == 0 and found.pages[-1].end == len(text)


@settings(max_examples=ROUNDS, deadline=None)
@given(RANDOM)
def test_every_character_is_in_exactly_one_block(text):
    check(text)


@pytest.mark.parametrize("text", ["| --- |\n||", "| a | b |\n|---|---|", "|a<br>|\n|---|", "a|\n|---|\n| b |"])
def test_bars_of_tables_that_are_opened_are_noise(text):
    check(text)


def test_every_character_of_the_wrapped_sample_is_in_one_block():
    check(WRAPPED)


@settings(max_examples=ROUNDS // 2, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_by_code(source):
    try:
        read(source, "x", K)
    except InputError as e:
        assert e.code.startswith(("input.", "docx.", "doc.", "pdf.", "scan."))


def test_reading_is_deterministic():
    assert layout(WRAPPED).to_json() == layout(WRAPPED).to_json()


@pytest.mark.parametrize("entry", K.entries("layout"), ids=lambda e: e.id)
def test_layout_entries_match_their_examples_and_not_the_others(entry):
    known = shapes(K)
    group = entry["group"]

    def hit(example):
        if group == "dash":
            before, after = example.split("⏎")
            return known.dashed(before, after)
        if group in ("debris", "open", "open_number", "open_term", "closed"):
            return bool(getattr(known, group).search(example))
        if group in ("note", "note_end", "noise", "page_number"):
            return bool(getattr(known, group).match(example))
        found = known.start.match(example)
        return bool(found) and found.lastgroup == group

    for example in entry["examples"]:
        assert hit(example), example
    for example in entry["not_examples"]:
        assert not hit(example), example
