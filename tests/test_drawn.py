"""Pages drawn with what was read of them: every block by ``read --debug-pages``, the words behind an answer by ``evidence --picture``."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from PIL import Image

from cancu.drawn import mark
from knowledge import UsageError

from .conftest import PLAN, Call

ROOT = Path(__file__).parent.parent
PDF = ROOT / "corpus" / "pdf" / "04_tuyen_truyen_thanh_pho_2025.pdf"


def plain(path: Path, number: int, like: Any) -> Any:
    """The page as it is, as large as another picture."""
    page = pdfium.PdfDocument(path)[number - 1]
    return page.render(scale=like.width / page.get_size()[0], rev_byteorder=True).to_pil().convert("RGB").resize(like.size)


def yellow(pixel: Any) -> bool:
    red, green, blue = pixel
    return bool(red > 200 and green > 160 and blue < 90)


def test_each_page_is_drawn_with_what_was_read_of_it(cancu: Call, tmp_path: Path) -> None:
    done = cancu("read", PDF, "--debug-pages", tmp_path / "drawn", "--format", "json")
    assert done.code == 0, done.err
    pictures = sorted((tmp_path / "drawn").iterdir())
    document = pdfium.PdfDocument(PDF)
    assert [p.name for p in pictures] == [f"{PDF.stem}-{n:03}.png" for n in range(1, len(document) + 1)]
    for number, path in enumerate(pictures, 1):
        with Image.open(path) as found:
            width, height = document[number - 1].get_size()
            assert abs(found.width / found.height - width / height) < 0.01
            before = plain(PDF, number, found)
            assert found.tobytes() != before.tobytes()
    cited = json.loads(done.out)["citations"][0]["at"]
    place = cited[0] if isinstance(cited, list) else cited
    with Image.open(pictures[place["page"] - 1]) as found:
        scale = found.width / document[place["page"] - 1].get_size()[0]
        x0, y0, x1, y1 = (round(v * scale) for v in place["boxes"][0])
        inside = [found.getpixel((x, y)) for x in range(x0 + 2, x1 - 2) for y in range(y0 + 2, y1 - 2)]
        assert (255, 255, 255) not in inside  # tinted from edge to edge


def test_a_text_has_no_pages_to_draw(cancu: Call, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PLAN, encoding="utf-8")
    assert cancu("read", tmp_path / "a.txt", "--debug-pages", tmp_path / "drawn").code == 0
    assert not (tmp_path / "drawn").exists()


def test_evidence_lights_up_the_words_on_their_page_and_nothing_else(cancu: Call, tmp_path: Path) -> None:
    file, db, out = tmp_path / PDF.name, tmp_path / "a.db", tmp_path / "out.png"
    shutil.copy(PDF, file)
    assert cancu("ingest", file, "--store", db).code == 0
    found = cancu("cypher", "MATCH ()-[e:CITES]->() RETURN e.id AS id ORDER BY e.start LIMIT 1", "--store", db, "--format", "json")
    (id,) = (r["id"] for r in json.loads(found.out))
    shown = cancu("evidence", id, "--picture", out, "--store", db, "--format", "json")
    assert shown.code == 0, shown.err
    (row, *_) = json.loads(shown.out)
    record = json.loads(cancu("read", file).out)
    (item,) = (c for c in record["citations"] if not isinstance(c["at"], list) and c["at"]["start"] == row["start"])
    with Image.open(out) as lit:
        scale = lit.width / pdfium.PdfDocument(file)[row["page"] - 1].get_size()[0]
        before = plain(file, row["page"], lit)
        boxes = [[v * scale for v in box] for box in item["at"]["boxes"]]
        for x in range(0, lit.width, 3):
            for y in range(0, lit.height, 3):
                within = any(x0 + 2 <= x <= x1 - 2 and y0 + 2 <= y <= y1 - 2 for x0, y0, x1, y1 in boxes)
                beyond = all(x < x0 - 3 or x > x1 + 3 or y < y0 - 3 or y > y1 + 3 for x0, y0, x1, y1 in boxes)
                if within and before.getpixel((x, y)) == (255, 255, 255):
                    assert yellow(lit.getpixel((x, y)))
                if beyond:
                    assert not yellow(lit.getpixel((x, y)))
    file.write_bytes(file.read_bytes() + b"\n% another")  # the words may stand elsewhere now
    changed = cancu("evidence", id, "--picture", out, "--store", db, "--format", "json")
    assert changed.code == 2 and json.loads(changed.err.splitlines()[-1])["code"] == "picture.changed"
    file.unlink()
    gone = cancu("evidence", id, "--picture", out, "--store", db, "--format", "json")
    assert gone.code == 2 and json.loads(gone.err.splitlines()[-1])["code"] == "picture.no_file"


def test_places_on_two_pages_give_two_pictures_and_places_without_boxes_none(tmp_path: Path) -> None:
    box = [[72.0, 100.0, 200.0, 112.0]]
    made = mark(PDF, [{"page": 1, "boxes": box}, {"page": 2, "boxes": box}], tmp_path / "a.png")
    assert [p.name for p in made] == ["a-001.png", "a-002.png"]
    with pytest.raises(UsageError) as e:
        mark(PDF, [{"page": 1}], tmp_path / "a.png")
    assert e.value.code == "picture.no_boxes"
