"""Task tables: five ways in which a converter may leave one, the same rows."""

import textwrap
from functools import partial

import pytest

from extract.heads import role, roles_of
from extract.read import read
from extract.tables import task_tables
from knowledge import load

K = load()
HEADS = ["STT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành"]
ROWS = [
    ["1", "Rà soát thủ tục hành chính nội bộ.", "Văn phòng UBND tỉnh", "Các sở, ban, ngành", "Quý I/2026"],
    ["2", "Công khai kết quả giải quyết hồ sơ.", "Sở Nội vụ", "UBND cấp xã", "Thường xuyên"],
    ["3", "Kiểm tra công vụ.", "Thanh tra tỉnh", "Sở Nội vụ", "Tháng 9/2026"],
]


def tables(text):
    layout = read(text.encode(), "a.txt", K)
    found = task_tables(layout, K)
    return layout, found


def told(layout, table):
    return [(r.ordinal, {k: layout.words(v) for k, v in r.cells.items()}) for r in table.rows]


WANTED = [
    (r[0], dict(zip(["task", "lead", "coordinate", "deadline"], r[1:], strict=True)))
    for r in ROWS
]  # fmt: skip


def tabbed(rows):
    return "\n".join("\t".join(r) for r in rows) + "\n"


def barred(rows):
    lines = ["| " + " | ".join(r) + " |" for r in rows]
    return "\n".join([lines[0], "|---|:---|---|---|---|", *lines[1:]]) + "\n"


def bordered(rows):
    rule = "+---+---+---+---+---+"
    return rule + "\n" + "".join("| " + " | ".join(r) + " |\n" + rule + "\n" for r in rows)


def html(rows):
    cells = "".join("<tr>" + "".join(f"<td><p>{c}</p></td>" for c in r) + "</tr>\n" for r in rows)
    return f'<table border="1">\n{cells}</table>\n'


def flat(rows):
    return "\n".join("\n".join(r) for r in rows) + "\n"


@pytest.mark.parametrize("form", [tabbed, barred, bordered, html, flat])
def test_every_form_gives_the_same_rows(form):
    layout, found = tables("PHỤ LỤC\nDANH MỤC NHIỆM VỤ\n\n" + form([HEADS, *ROWS]) + "\nGhi chú cuối bảng.\n")
    (table,) = found
    assert table.columns == ("ordinal", "task", "lead", "coordinate", "deadline")
    assert told(layout, table) == WANTED
    assert layout.blocks[table.block].kind == "table"
    assert layout.words(layout.blocks[-1].spans) == "Ghi chú cuối bảng."
    assert not layout.warnings and not table.warnings


@pytest.mark.parametrize("form", [tabbed, barred, html])
def test_a_row_broken_by_a_page_is_one_row(form):
    broken = [*ROWS[:2], ["3", "Kiểm tra công vụ tại các cơ quan, đơn", "Thanh tra tỉnh", "Sở Nội vụ", "Tháng 9/2026"]]
    below = [["", "vị, địa phương.", "", "", ""], ["4", "Sơ kết.", "Sở Nội vụ", "", "Tháng 12/2026"]]
    layout, (table,) = tables(form([HEADS, *broken]) + "\n\f\n" + form([HEADS, *below]))
    got = told(layout, table)
    assert got[2][1]["task"] == "Kiểm tra công vụ tại các cơ quan, đơn vị, địa phương."
    assert table.rows[2].pages == (1, 2)
    assert got[3] == ("4", {"task": "Sơ kết.", "lead": "Sở Nội vụ", "deadline": "Tháng 12/2026"})
    assert sum(b.kind == "table" for b in layout.blocks) == 1


def test_groups_and_column_numbers_are_no_tasks():
    text = tabbed(
        [
            HEADS,
            ["(1)", "(2)", "(3)", "(4)", "(5)"],
            ["I", "CẢI CÁCH THỂ CHẾ", "", "", ""],
            ROWS[0],
            ["II", "Cải cách thủ tục", "", "", ""],
            ROWS[1],
        ]
    )
    layout, (table,) = tables(text)
    assert told(layout, table) == WANTED[:2]
    assert [(r.section, layout.words(r.group)) for r in table.rows] == [("I", "CẢI CÁCH THỂ CHẾ"), ("II", "Cải cách thủ tục")]


def test_html_cells_over_rows_and_columns():
    text = (
        "<table><tr><th rowspan=2>TT</th><th rowspan=2>Nội dung</th><th colspan=2>Cơ quan thực hiện</th><th rowspan=2>Thời hạn</th></tr>"
        "<tr><th>Chủ trì</th><th>Phối hợp</th></tr>"
        "<tr><td colspan=5>I. THỂ CHẾ</td></tr>"
        "<tr><td>1</td><td>Rà soát văn bản</td><td rowspan='2'>Sở Tư pháp</td><td>Các sở</td><td rowspan='2'>Quý II</td></tr>"
        "<tr><td>2</td><td><ul><li>- Tập huấn;</li><li>- Phổ biến.</li></ul></td><td></td></tr>"
        "<tr><td>3</td><td>Báo cáo</td><td></td><td></td><td></td></tr></table>"
    )
    layout, (table,) = tables(text)
    assert table.columns == ("ordinal", "task", "lead", "coordinate", "deadline")
    assert told(layout, table) == [
        ("1", {"task": "Rà soát văn bản", "lead": "Sở Tư pháp", "coordinate": "Các sở", "deadline": "Quý II"}),
        ("2", {"task": "- Tập huấn; - Phổ biến.", "lead": "Sở Tư pháp", "deadline": "Quý II"}),
        ("3", {"task": "Báo cáo"}),
    ]
    assert table.rows[0].section == "I"


def test_a_task_merged_over_rows_is_one_row_with_both_leads():
    text = (
        "<table><tr><td>STT</td><td>Nhiệm vụ</td><td>Cơ quan chủ trì</td></tr>"
        "<tr><td rowspan=2>1</td><td rowspan=2>Tổng hợp</td><td>Sở Nội vụ</td></tr><tr><td>Sở Tài chính</td></tr></table>"
    )
    layout, (table,) = tables(text)
    assert told(layout, table) == [("1", {"task": "Tổng hợp", "lead": "Sở Nội vụ Sở Tài chính"})]


def test_cells_with_line_breaks_and_lost_trailing_tabs():
    text = (
        "TT\tNội dung, nhiệm vụ\tĐơn vị thực hiện\tTiến độ\tGhi chú\n"
        "1\tXây dựng clip\nvà bản tin hằng tháng\tTrung tâm Văn hóa\tQuý I\t\n"
        "2\tBáo cáo\tPhòng Nội vụ\tQuý II\n"
        "3\tSơ kết\tPhòng Nội vụ\tQuý III\tHọp\n\nNơi nhận:\n"
    )
    layout, (table,) = tables(text)
    assert told(layout, table) == [
        ("1", {"task": "Xây dựng clip và bản tin hằng tháng", "who": "Trung tâm Văn hóa", "deadline": "Quý I"}),
        ("2", {"task": "Báo cáo", "who": "Phòng Nội vụ", "deadline": "Quý II"}),
        ("3", {"task": "Sơ kết", "who": "Phòng Nội vụ", "deadline": "Quý III", "note": "Họp"}),
    ]
    assert layout.words(layout.blocks[-1].spans) == "Nơi nhận:"


def test_an_uncertain_flattened_table_stays_text_and_is_warned_of():
    two = [ROWS[1][0], "Công khai kết quả giải quyết hồ sơ", "Niêm yết", *ROWS[1][2:]]  # a task in two lines, or a product
    layout, found = tables(
        flat([[*HEADS[:2], "Sản phẩm", *HEADS[2:]], [*ROWS[0][:2], "Báo cáo", *ROWS[0][2:]], [*two[:3], "Bảng", *two[3:]]])
    )
    assert found == ()
    assert [w.code for w in layout.warnings] == ["table.flattened"]
    assert layout.text[layout.warnings[0].start : layout.warnings[0].end].startswith("STT")
    assert all(b.kind == "paragraph" for b in layout.blocks)


def test_a_flattened_row_tells_by_its_cells_which_one_is_empty():
    rows = [["1", "Lát vỉa hè", "Sở Xây dựng", "Tháng 5/2026"], ["2", "Trồng cây", "Sở Xây dựng", "UBND cấp xã"], ROWS[2]]
    layout, (table,) = tables(flat([HEADS, *rows]))
    assert not layout.warnings
    assert [r for _, r in told(layout, table)[:2]] == [
        {"task": "Lát vỉa hè", "lead": "Sở Xây dựng", "deadline": "Tháng 5/2026"},
        {"task": "Trồng cây", "lead": "Sở Xây dựng", "coordinate": "UBND cấp xã"},
    ]


LONG = [
    [
        "1",
        "Rà soát thủ tục hành chính nội bộ giữa các cơ quan",
        "Văn phòng UBND tỉnh",
        "Sở Tư pháp; UBND cấp xã",
        "Quý I/2026",
    ],
    ["2", "Công khai kết quả giải quyết hồ sơ", "Sở Nội vụ", "", "Thường xuyên"],
    ["3", "Mở lớp", "Sở Khoa học và Công nghệ", "Bưu điện tỉnh", "Trước ngày 30/9/2026"],
    ["4", "Kiểm tra công vụ ở nơi có nhiều phản ánh của người dân", "Thanh tra tỉnh", "Sở Nội vụ", "Tháng 9/2026"],
]
WIDTHS = (4, 20, 14, 17, 13)


def drawn(rows, *, middle, gap):
    """Rows as a page shows them, cells wrapped and set apart by blanks, at the top or in the middle of their row."""
    out = []
    for row in rows:
        cells = [textwrap.wrap(c, w) for c, w in zip(row, WIDTHS, strict=True)]
        tall = max(len(c) for c in cells)
        above = [(tall - len(c)) // 2 if middle else 0 for c in cells]
        for y in range(tall):
            pieces = [c[y - a] if 0 <= y - a < len(c) else "" for c, a in zip(cells, above, strict=True)]
            out.append("  ".join(p.ljust(w) for p, w in zip(pieces, WIDTHS, strict=True)).rstrip())
        out.extend([""] * gap)
    return "\n".join(out) + "\n"


def copied(rows, *, parted):
    """Rows as a viewer gives them: cell after cell, wrapped, empty cells left out, with or without empty lines between."""
    return ("\n\n" if parted else "\n").join(
        "\n".join(textwrap.wrap(c, w)) for row in rows for c, w in zip(row, WIDTHS, strict=True) if c
    ) + "\n"


FORMS = {
    "drawn": partial(drawn, middle=False, gap=0), "drawn apart": partial(drawn, middle=False, gap=1),
    "in the middle": partial(drawn, middle=True, gap=0), "in the middle apart": partial(drawn, middle=True, gap=1),
    "cells": partial(copied, parted=False), "cells apart": partial(copied, parted=True),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_cells_over_several_lines_are_put_together(form):
    layout, (table,) = tables("PHỤ LỤC\nDANH MỤC\n\n" + form([HEADS, *LONG]) + "\n\nNơi nhận:\n")
    roles = ("task", "lead", "coordinate", "deadline")
    assert told(layout, table) == [(r[0], {k: c for k, c in zip(roles, r[1:], strict=True) if c}) for r in LONG]


def test_unknown_heads_are_warned_of_and_kept():
    layout, found = tables("| Cây | Con |\n|---|---|\n| tre | trâu |\n")
    assert found == ()
    assert [w.code for w in layout.warnings] == ["table.unknown_heads"]
    assert [len(b.rows) for b in layout.blocks] == [2]


def test_an_unclosed_html_table_stays_text():
    layout, found = tables("Trước <table><tr><td>STT</td>\nsau")
    assert [w.code for w in layout.warnings] == ["table.unclosed"]
    assert found == ()


def test_too_many_cells_are_told():
    _, (table,) = tables(tabbed([HEADS, ROWS[0], [*ROWS[1], "thừa"]]))
    assert [w.code for w in table.warnings] == ["table.ragged"]
    assert table.rows[1].cells["other"]


def test_empty_cells_are_never_filled():
    layout, (table,) = tables(tabbed([HEADS, ROWS[0], ["2", "Công khai.", "", "", ""]]))
    assert told(layout, table)[1] == ("2", {"task": "Công khai."})


@pytest.mark.parametrize("entry", K.entries("columns"), ids=lambda e: e.id)
def test_heads_match_their_examples_and_not_the_others(entry):
    for phrase in [*entry["phrases"], *entry["examples"]]:
        assert role(phrase, K) == entry["role"], phrase
    for phrase in entry["not_examples"]:
        assert role(phrase, K) != entry["role"], phrase


def test_no_phrase_of_a_head_stands_twice():
    seen = [p.casefold() for e in K.entries("columns") for p in e["phrases"]]
    assert len(seen) == len(set(seen))


def test_a_row_of_cells_is_no_row_of_heads():
    assert roles_of(["1", "Kết quả", "Sở Nội vụ"], K) is None
    assert roles_of(["STT", "Ghi chú"], K) is None
    assert roles_of(["TT", "Nội dung", "Thời gian thực hiện (dự kiến)"], K) == ("ordinal", "task", "deadline")


def test_figures_stand_under_the_years_of_two_rows_of_heads():
    text = (
        "<table><tr><td rowspan=2>TT</td><td rowspan=2>Chỉ tiêu</td><td rowspan=2>Đơn vị tính</td><td colspan=2>Thực hiện</td>"
        "<td colspan=2>Phấn đấu đến</td><td rowspan=2>Cơ quan chủ trì</td></tr>"
        "<tr><td>2023</td><td>2024</td><td>2026</td><td>2030</td></tr>"
        "<tr><td>1</td><td>Đê kiên cố</td><td>km</td><td>18</td><td>21</td><td>30</td><td>45</td><td>Sở Xây dựng</td></tr>"
        "<tr><td></td><td>- Đê biển</td><td>km</td><td>8</td><td>9</td><td>12</td><td>20</td><td></td></tr></table>"
    )
    layout, (table,) = tables(text)
    assert table.columns == ("ordinal", "task", "unit", "report", "report", "goal.2026", "goal.2030", "lead")
    assert table.indicators
    assert [(r.ordinal, layout.words(r.cells["goal.2026"]), layout.words(r.cells["goal.2030"])) for r in table.rows] == [
        ("1", "30", "45"),
        (None, "12", "20"),
    ]


def test_years_are_heads_only_among_heads():
    assert roles_of(["TT", "Chỉ tiêu", "ĐVT", "2026", "Năm 2030"], K) == ("ordinal", "indicator", "unit", "year.2026", "year.2030")
    assert roles_of(["", "", "2026", "2030"], K) == (None, None, "year.2026", "year.2030")
    assert roles_of(["4", "Trồng rừng", "ha", "2026", "2030"], K) is None
    assert roles_of(["4", "Báo cáo kết quả", "Sở Y tế", "Năm 2026"], K) is None


def test_money_under_years_sets_no_figures():
    _, (table,) = tables("TT\tNội dung\tĐơn vị thực hiện\t2026\t2027\n1\tSửa kè\tSở Xây dựng\t500\t700\n2\tĐắp đê\tSở Y tế\t90\t80\n")
    assert table.columns == ("ordinal", "task", "who", "other", "other")
    assert not table.indicators


def test_a_row_of_column_numbers_may_hold_one_damaged_cell():
    for counts in (["(1)", "(2)", "{3)", "(4)", "(5)"], ["A", "B", "1", "2", "3"], ["1", "2", "3", "4", "5=3+4"]):
        layout, (table,) = tables(tabbed([HEADS, counts, *ROWS]))
        assert told(layout, table) == WANTED
    layout, (table,) = tables(tabbed([HEADS, ["1", "2", "Sở Y tế", "4", "5"], ROWS[1]]))
    assert len(table.rows) == 2
