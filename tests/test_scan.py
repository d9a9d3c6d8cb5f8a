"""Scans: the record of the text again, where it stands on the page, how surely it was read; what recognition cannot do is told."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from extract.bounds import Bounds
from extract.layout import Layout
from extract.pipeline import read_record
from extract.read import read
from extract.read.pdf.page import Word
from extract.read.scan import clean, tesseract
from extract.read.scan.labels import Doubt, Marks
from extract.read.scan.page import recognise
from extract.read.scan.repair import repaired, repairs
from knowledge import InputError, load

from .conftest import Call
from .pdfs import Page, pdf
from .rounds import rounds

ROOT = Path(__file__).parent.parent
K = load()
SCALE = 200 / 72
ROUNDS = rounds(300)
FIRST = "Các sở, ban, ngành và Ủy ban nhân dân các huyện rà soát hồ sơ và trả"
SECOND = "kết quả trước hạn cho tổ chức và cá nhân trên địa bàn tỉnh."
TEXT = f"{FIRST} {SECOND}"

KEYS = {
    "citations": ("text", "type", "number", "date", "issuer", "role", "section"),
    "assignments": ("id", "kind", "section", "lead", "coordinate", "deadline"),
    "sections": ("path",),
}


def prose(page: Page, count: int = 2) -> Page:
    y = 100.0
    for _ in range(count):
        y = page.paragraph(72, y, [FIRST, SECOND])
    return page


def picture_of(page: Page) -> Any:
    return pdfium.PdfDocument(pdf(page))[0].render(scale=SCALE).to_pil().convert("RGB")


def scanned(*pictures: Any, behind: Page | None = None) -> bytes:
    """Pictures of pages as a file; ``behind``: what else stands on the first page."""
    pages = []
    for n, picture in enumerate(pictures):
        packed = io.BytesIO()
        picture.save(packed, "JPEG", quality=80)
        page = behind if behind is not None and n == 0 else Page()
        page.wide, page.high = picture.width / SCALE, picture.height / SCALE
        pages.append(page.picture(packed.getvalue(), picture.width, picture.height))
    return pdf(*pages, colour="DeviceRGB")


def paragraphs(layout: Layout) -> list[str]:
    return [layout.words(b.spans) for b in layout.blocks if b.kind == "paragraph"]


def codes(layout: Layout) -> list[tuple[str, object]]:
    return [(w.code, w.values.get("pages")) for w in layout.warnings]


# -- whole plans -------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.needs_ocr
def test_the_scanned_sample_gives_the_record_of_its_text() -> None:
    name = "04_tuyen_truyen_thanh_pho_2025"
    text = read_record((ROOT / "corpus" / "samples" / f"{name}.txt").read_bytes(), "mau.txt", K)
    path = ROOT / "corpus" / "pdf" / f"{name}_scan.pdf"
    found = read_record(path.read_bytes(), path.name, K)
    for part, fields in KEYS.items():
        got, wanted = ([[i.get(f) for f in fields] for i in stages.record.part(part)] for stages in (found, text))
        assert got == wanted
    assert [w.code for w in found.layout.warnings if w.code.startswith("ocr.")] == ["ocr.scan"]
    for item in (*found.record.part("citations"), *found.record.part("assignments")):
        assert 0 < item["confidence"] <= 1
        places = item["at"] if isinstance(item["at"], list) else [item["at"]]
        assert all(p["boxes"] for p in places)


@pytest.mark.slow
@pytest.mark.needs_ocr
@pytest.mark.needs_shared
@pytest.mark.parametrize(
    ("file", "gold", "least"),
    [("001_scan200_clean", "001_db30c541df403ac0", 0.97), ("003_scan200_noisy_sideways", "003_1ea7e064e5fb4bfa", 0.93)],
)
def test_scanned_plans_score_nearly_as_their_text(shared: Path, tmp_path: Path, file: str, gold: str, least: float) -> None:
    path = shared / "inputs" / f"{file}.pdf"
    record = read_record(path.read_bytes(), path.name, K).record.to_json()
    (tmp_path / "found.json").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    call = [sys.executable, shared / "score" / "score.py", shared / "gold" / f"{gold}.json", tmp_path / "found.json", "--json"]
    done = subprocess.run(call, capture_output=True, text=True, encoding="utf-8", check=True)
    figures = {k: v["f1"] for k, v in json.loads(done.stdout).items()}
    del figures["agencies"]  # names as the plan's own text gives them are scored with the text
    assert len(figures) >= 9
    assert {k: v for k, v in figures.items() if v < least} == {}


# -- pages -------------------------------------------------------------------------------------------------------------------


@pytest.mark.needs_ocr
def test_a_picture_of_a_page_is_read_with_places_and_sureness() -> None:
    found = read(scanned(picture_of(prose(Page()))), "quet.pdf", K)
    assert paragraphs(found) == [TEXT, TEXT]
    assert codes(found) == [("ocr.scan", "1")]
    assert "tesseract/" in found.reader
    lines = found.to_json()["lines"]
    assert all(0.5 < n["confidence"] <= 1 for n in lines)
    assert len(lines) == 4
    for n, (x, y) in zip(lines, [(108, 100), (72, 118), (108, 136), (72, 154)], strict=True):
        x0, y0, x1, y1 = n["box"]
        assert abs(x0 - x) < 3 and y0 < y - 4 and y - 1 < y1 < y + 8 and x1 > x0 + 300


@pytest.mark.needs_ocr
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_on_its_side_or_head_is_turned_and_its_boxes_lie_on_the_page_as_it_is(turn: int) -> None:
    picture = picture_of(prose(Page(), 6)).rotate(turn, expand=True)
    found = read(scanned(picture), "quet.pdf", K)
    assert paragraphs(found) == [TEXT] * 6
    wide, high = picture.width / SCALE, picture.height / SCALE
    dark = np.asarray(picture.convert("L")) < 128
    for n in found.to_json()["lines"]:
        x0, y0, x1, y1 = n["box"]
        assert 0 <= x0 < x1 <= wide and 0 <= y0 < y1 <= high
        assert (x1 - x0 > y1 - y0) == (turn == 180)
        assert dark[int(y0 * SCALE) : int(y1 * SCALE), int(x0 * SCALE) : int(x1 * SCALE)].mean() > 0.05


@pytest.mark.needs_ocr
def test_skew_shade_specks_and_a_stamp_do_not_disturb() -> None:
    picture = picture_of(prose(Page(), 6))
    pen = ImageDraw.Draw(picture)
    for r in (60, 63, 66):
        pen.ellipse((800 - r, 300 - r, 800 + r, 300 + r), outline=(220, 50, 60), width=3)
    picture = picture.rotate(1.1, resample=Image.Resampling.BICUBIC, fillcolor="white")
    noise = np.random.default_rng(7)
    a = np.asarray(picture).astype(np.float32) * np.linspace(1.0, 0.88, picture.width)[None, :, None]
    a += noise.normal(0, 5, a.shape[:2])[..., None]
    a[noise.random(a.shape[:2]) < 0.0002] = 40
    found = read(scanned(Image.fromarray(np.clip(a, 0, 255).astype(np.uint8))), "quet.pdf", K)
    got = paragraphs(found)
    assert len(got) == 6
    words = [(w, wanted) for line in got for w, wanted in zip(line.split(), TEXT.split(), strict=True)]
    assert sum(w != wanted for w, wanted in words) <= 2  # where the stamp lies on them


@pytest.mark.needs_ocr
def test_columns_and_cells_are_read_apart() -> None:
    page = Page()
    for n, (left, right) in enumerate((("ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), ("TỈNH THANH LÂM", "Độc lập - Tự do"))):
        page.put(72, 80 + 18 * n, left).put(300, 80 + 18 * n, right)
    page.paragraph(72, 160, [FIRST, SECOND])
    rows: list[list[str | None]] = [["STT", "Nhiệm vụ", "Chủ trì"], ["1", "Rà soát\nthủ tục", "Sở Nội vụ"], ["2", "Công khai", "Sở Y tế"]]
    page.table([60, 100, 340, 520], [240, 260, 300, 320], rows)
    found = read(scanned(picture_of(page)), "quet.pdf", K)
    words = found.text
    assert words.index("TỈNH THANH LÂM") < words.index("CỘNG HÒA XÃ HỘI") < words.index(FIRST)
    (table,) = (b for b in found.blocks if b.kind == "table")
    assert [[found.words(c.spans) for c in r.cells] for r in table.rows][1:] == [
        ["1", "Rà soát thủ tục", "Sở Nội vụ"],
        ["2", "Công khai", "Sở Y tế"],
    ]


@pytest.mark.needs_ocr
def test_only_pages_without_a_usable_text_layer_are_recognised() -> None:
    picture = picture_of(prose(Page(), 3))
    good, bad = Page(), Page()
    for n, line in enumerate((FIRST, SECOND) * 3):
        good.put(108 if n % 2 == 0 else 72, 100 + 18 * n, line, mode=3)
        bad.put(72, 100 + 18 * n, "ii1l|!;. ,,~^ Jl1 ''. rn:ii 0O|| l1l", mode=3)
    kept = read(scanned(picture, behind=good), "quet.pdf", K)
    assert paragraphs(kept) == [TEXT] * 3 and kept.warnings == ()
    again = read(scanned(picture, behind=bad), "quet.pdf", K)
    assert paragraphs(again) == [TEXT] * 3 and codes(again) == [("ocr.hidden", "1")]


def test_a_short_layer_behind_a_scan_is_kept_where_it_is_vietnamese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANCU_TESSERACT", "/nowhere/tesseract")
    first, last = Page(), Page()
    for n, line in enumerate((FIRST, SECOND) * 3):
        first.put(108 if n % 2 == 0 else 72, 100 + 18 * n, line, mode=3)
    for n, line in enumerate(("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Nguyễn Thị Hòa Bình")):
        last.put(350, 100 + 18 * n, line, mode=3)
    blank = io.BytesIO()
    Image.new("RGB", (300, 400), "white").save(blank, "JPEG")
    pages = [p.picture(blank.getvalue(), 300, 400) for p in (first, last)]
    kept = read(pdf(*pages, colour="DeviceRGB"), "quet.pdf", K)
    assert paragraphs(kept)[-3:] == ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Nguyễn Thị Hòa Bình"] and kept.warnings == ()
    other = Page().put(72, 100, "The quick brown fox jumps over it all day long", mode=3).picture(blank.getvalue(), 300, 400)
    told = read(pdf(first, other, colour="DeviceRGB"), "quet.pdf", K)
    assert "fox" not in told.text and codes(told) == [("pdf.unread", "2")]


@pytest.mark.needs_ocr
def test_words_read_with_doubt_lower_the_grade() -> None:
    page = Page()
    text = "Căn cứ Quyết định số 15/QĐ-UBND ngày 02/3/2024 của Ủy ban nhân dân tỉnh"
    page.paragraph(72, 100, [text, "Thanh Lâm về cải cách hành chính;"])
    sharp = picture_of(page)
    coarse = sharp.resize((sharp.width * 3 // 10, sharp.height * 3 // 10), Image.Resampling.BILINEAR).resize(sharp.size)
    (sure,), unsure = (read_record(scanned(p), "quet.pdf", K).record.part("citations") for p in (sharp, coarse))
    assert sure["grade"] == "certain" and sure["confidence"] > 0.9
    assert all(c["grade"] != "certain" and c["confidence"] < sure["confidence"] for c in unsure)


# -- what cannot be done is told ---------------------------------------------------------------------------------------------


def program(folder: Path, body: str) -> str:
    """A program that answers as tesseract with Vietnamese does, until it is asked to read."""
    path = folder / "tesseract"
    path.write_text(f'#!/bin/sh\ncase "$1" in --list-langs) echo vie; exit 0;; --version) echo tesseract 5.0; exit 0;; esac\n{body}\n')
    path.chmod(0o755)
    return str(path)


def test_without_tesseract_a_scan_is_refused_with_the_way_to_install_it(
    cancu: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANCU_TESSERACT", "/nowhere/tesseract")
    (tmp_path / "quet.pdf").write_bytes(scanned(picture_of(prose(Page()))))
    done = cancu("read", tmp_path / "quet.pdf", "--format", "json")
    error = json.loads(done.err.splitlines()[-1])
    assert done.code == 1 and error["code"] == "ocr.missing" and "tesseract-ocr-vie" in error["remedy"]


@pytest.mark.parametrize(("body", "code", "seconds"), [("exec sleep 30", "ocr.timeout", 1), ("exit 3", "ocr.failed", 60)])
def test_a_page_that_takes_too_long_or_fails_is_told_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, code: str, seconds: int
) -> None:
    monkeypatch.setenv("CANCU_TESSERACT", program(tmp_path, body))
    picture = picture_of(prose(Page()))
    packed = io.BytesIO()
    picture.save(packed, "JPEG")
    scan = Page().picture(packed.getvalue(), picture.width, picture.height)
    found = read(pdf(prose(Page()), scan, prose(Page()), colour="DeviceRGB"), "quet.pdf", K, bounds=Bounds(page_seconds=seconds))
    assert paragraphs(found) == [TEXT] * 4 and len(found.pages) == 3
    assert codes(found) == [(code, "2")]


def test_a_scan_of_which_nothing_could_be_read_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANCU_TESSERACT", program(tmp_path, "exit 3"))
    with pytest.raises(InputError) as e:
        read(scanned(picture_of(prose(Page()))), "quet.pdf", K)
    assert (e.value.code, e.value.values) == ("ocr.failed", {"pages": "1"})


def test_a_program_without_vietnamese_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "tesseract"
    path.write_text("#!/bin/sh\necho eng\n")
    path.chmod(0o755)
    monkeypatch.setenv("CANCU_TESSERACT", str(path))
    assert tesseract.find() is None


# -- pieces ------------------------------------------------------------------------------------------------------------------


def test_the_tilt_of_a_picture_is_found_and_taken_out() -> None:
    straight = picture_of(prose(Page(), 8)).convert("L")
    for angle in (-1.3, 0.0, 0.6):
        a = np.asarray(straight.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255))
        assert abs(clean.tilt(*clean.points(a))[0] + angle) < 0.11


def test_text_on_its_side_is_told_from_text_that_stands() -> None:
    a = np.asarray(picture_of(prose(Page(), 8)).convert("L"))
    assert not clean.sideways(*clean.points(a))
    assert clean.sideways(*clean.points(np.ascontiguousarray(np.rot90(a))))


@st.composite
def drawn(draw: st.DrawFn) -> Any:
    """A picture of any size and tone with boxes, rules and noise on it."""
    wide, high = draw(st.integers(1, 400)), draw(st.integers(1, 400))
    picture = Image.new(draw(st.sampled_from(("L", "RGB"))), (wide, high), draw(st.sampled_from(("white", "black", "grey"))))
    pen = ImageDraw.Draw(picture)
    for _ in range(draw(st.integers(0, 12))):
        x, y = draw(st.integers(0, wide)), draw(st.integers(0, high))
        size = draw(st.sampled_from(((1, 300), (300, 1), (3, 3), (40, 8), (200, 200))))
        pen.rectangle((x, y, x + size[0], y + size[1]), fill=draw(st.sampled_from(("black", "white", "red", "grey"))))
    if draw(st.booleans()):
        a = np.asarray(picture).astype(np.int16)
        picture = Image.fromarray(
            np.clip(a + np.random.default_rng(draw(st.integers(0, 9))).normal(0, 40, a.shape), 0, 255).astype(np.uint8)
        )
    return picture


def seen_at(line: int, text: str, left: int, top: int, wide: int, high: int, sure: float) -> tesseract.Seen:
    return tesseract.Seen(0, (1, 1, line), text, left, top, left + wide, top + high, sure)


SEEN = st.builds(
    seen_at, st.integers(1, 3), st.sampled_from(("Sở", "1.", "II.", "-", "ngày", "|")), st.integers(0, 400), st.integers(0, 400),
    st.integers(0, 80), st.integers(0, 30), st.floats(0, 1),
)  # fmt: skip


@settings(max_examples=ROUNDS // 5, deadline=None)
@given(picture=drawn(), seen=st.lists(SEEN, max_size=40))
def test_any_picture_gives_a_page(picture: Any, seen: list[tesseract.Seen]) -> None:
    with pytest.MonkeyPatch.context() as env:
        env.setattr(tesseract, "words", lambda program, pictures, **_: seen if pictures else [])
        found = recognise(picture, SCALE, tesseract.Tesseract("", ""), repairs(K), seconds=60)
    assert found.width > 0 and found.height > 0
    assert all(w.x0 <= w.x1 and w.top <= w.bottom for w in found.words)
    Marks().settle(found.words, found.marks)


def test_red_and_blue_ink_becomes_paper_and_black_stays() -> None:
    picture = Image.new("RGB", (200, 200), "white")
    pen = ImageDraw.Draw(picture)
    for x in range(0, 200, 10):  # the text
        pen.line((x, 0, x, 120), fill="black", width=3)
    pen.rectangle((10, 150, 40, 180), fill=(210, 40, 50))
    pen.rectangle((60, 150, 90, 180), fill=(40, 60, 200))
    a = clean.grey(picture)
    assert a[165, 25] > 240 and a[165, 75] > 240 and a[60, 100] < 60


def mark(text: str, y: float, confidence: float = 0.5) -> list[Word]:
    return [Word(text, 72, y - 10, 84, y + 2, y, 12, confidence=confidence), Word("Cải", 120, y - 10, 150, y + 2, y, 12, confidence=0.95)]


def test_of_two_readings_of_a_mark_the_one_that_goes_on_counts() -> None:
    marks = Marks()
    page = [*mark("1.", 100, 0.95), *mark("2.1.", 120, 0.95), *mark("22.", 140), *mark("9.", 160)]
    settled = marks.settle(page, [Doubt(4, "2.2.", False), Doubt(6, "3.", False)])
    assert [w.text for w in settled[::2]] == ["1.", "2.1.", "2.2.", "3."]
    assert all(w.confidence >= 0.5 for w in settled)


@pytest.mark.parametrize("entry", K.entries("scans"), ids=lambda e: e["id"])
def test_each_repair_does_what_it_says_and_keeps_the_number_of_words(entry: Any) -> None:
    for line in entry["examples"]:
        got = repaired(line.split(" "), repairs(K))
        assert len(got) == len(line.split(" "))
        assert " ".join(got) != line
    for line in entry["not_examples"]:
        assert " ".join(repaired(line.split(" "), ((re.compile(entry["regex"]), entry["form"]),))) == line
