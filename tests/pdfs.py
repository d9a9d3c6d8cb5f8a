"""PDF files written by hand for tests: words at places, boxes and pictures, a font that is named and not embedded."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field

EM = 600  # thousandths: the width of every letter, so that places can be reckoned


def width(text: str, size: float = 11) -> float:
    """How wide a run is."""
    return len(text) * size * EM / 1000


@dataclass
class Page:
    """A page being painted; heights count from the top."""

    wide: float = 595
    high: float = 842
    rotate: int = 0
    parts: list[str] = field(default_factory=list)
    pictures: list[tuple[bytes, int, int, str]] = field(default_factory=list)

    def put(
        self, x: float, y: float, text: str, size: float = 11, *, bold: bool = False, rise: float = 0, matrix: str = "", mode: int = 0
    ) -> Page:
        codes = "".join(f"{ord(c):04x}" for c in text)
        place = matrix or f"1 0 0 1 {x:.2f} {self.high - y:.2f}"
        self.parts.append(f"BT /{'B' if bold else 'F'} {size} Tf {mode} Tr {place} Tm {rise} Ts <{codes}> Tj ET")
        return self

    def words(self, x: float, y: float, text: str, size: float = 11) -> Page:
        """Each word an object of its own, no blanks painted, as some producers do it."""
        for word in text.split():
            self.put(x, y, word, size)
            x += width(word + " ", size)
        return self

    def paragraph(
        self, x: float, y: float, lines: Iterable[str], *, indent: float = 36, step: float = 18, size: float = 11, bold: bool = False
    ) -> float:
        for n, line in enumerate(lines):
            self.put(x + (indent if n == 0 else 0), y, line, size, bold=bold)
            y += step
        return y

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Page:
        self.parts.append(f"{x0:.2f} {self.high - y1:.2f} {x1 - x0:.2f} {y1 - y0:.2f} re f")
        return self

    def line(self, x0: float, y0: float, x1: float, y1: float) -> Page:
        self.parts.append(f"{x0:.2f} {self.high - y0:.2f} m {x1:.2f} {self.high - y1:.2f} l S")
        return self

    def table(self, xs: list[float], ys: list[float], cells: list[list[str | None]], *, filled: bool = False) -> Page:
        """Borders drawn, or as filled boxes; a cell that is None belongs to the one on its left, "^" to the one above."""

        def draw(a: float, b: float, c: float, d: float) -> None:
            if filled:
                self.box(a - 0.25, b - 0.25, c + 0.25, d + 0.25)
            else:
                self.line(a, b, c, d)

        for k, y in enumerate(ys):
            for j in range(len(xs) - 1):
                if not (0 < k < len(ys) - 1 and cells[k][j] == "^"):
                    draw(xs[j], y, xs[j + 1], y)
        for j, x in enumerate(xs):
            for k in range(len(ys) - 1):
                if not (0 < j < len(xs) - 1 and cells[k][j] is None):
                    draw(x, ys[k], x, ys[k + 1])
        for k, row in enumerate(cells):
            for j, text in enumerate(row):
                for n, line in enumerate((text or "").split("\n")):
                    if line and line != "^":
                        self.put(xs[j] + 4, ys[k] + 14 + 14 * n, line, 9)
        return self

    def picture(self, data: bytes, wide: int, high: int, kind: str = "DCTDecode") -> Page:
        """A JPEG (or grey samples, deflated) over the whole page."""
        self.pictures.append((data, wide, high, kind))
        self.parts.insert(0, f"q {self.wide} 0 0 {self.high} 0 0 cm /I{len(self.pictures)} Do Q")
        return self


class _File:
    def __init__(self, packed: bool) -> None:
        self.objects: list[bytes] = [b"", b""]
        self.packed = packed

    def add(self, body: str | bytes) -> int:
        self.objects.append(body if isinstance(body, bytes) else body.encode("latin-1"))
        return len(self.objects)

    def stream(self, data: bytes, entries: str = "") -> int:
        if self.packed:
            data, entries = zlib.compress(data), f"/Filter /FlateDecode {entries}"
        return self.add(f"<< /Length {len(data)} {entries} >> stream\n".encode() + data + b"\nendstream")

    def font(self, name: str, to_unicode: str) -> int:
        system = "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
        metrics = "/Flags 5 /FontBBox [0 -220 1000 900] /ItalicAngle 0 /Ascent 900 /Descent -220 /CapHeight 660 /StemV 80"
        about = self.add(f"<< /Type /FontDescriptor /FontName /{name} {metrics} >>")
        below = self.add(
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} {system} /DW {EM} /W [768 879 0] /FontDescriptor {about} 0 R >>"
        )
        coded = f"/Encoding /Identity-H /DescendantFonts [{below} 0 R] {to_unicode}"
        return self.add(f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} {coded} >>")

    def written(self) -> bytes:
        out, at = b"%PDF-1.7\n", []
        for n, body in enumerate(self.objects, 1):
            at.append(len(out))
            out += f"{n} 0 obj\n".encode() + body + b"\nendobj\n"
        count = len(self.objects) + 1
        rows = "".join(f"{a:010} 00000 n \n" for a in at)
        return (
            out
            + (
                f"xref\n0 {count}\n0000000000 65535 f \n{rows}trailer << /Size {count} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF"
            ).encode()
        )


def pdf(*pages: Page, unicode: bool = True, font: str = "ABCDEF+Serif", colour: str = "DeviceGray", packed: bool = True) -> bytes:
    """The file. Without ``unicode`` the font says nothing of what its codes mean; without ``packed`` its streams are plain text."""
    file = _File(packed)
    ranges = [f"<{n:02x}00> <{n:02x}ff> <{n:02x}00>" for n in range(256)]
    blocks = [ranges[n : n + 100] for n in range(0, len(ranges), 100)]
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        + "".join(f"{len(b)} beginbfrange\n" + "\n".join(b) + "\nendbfrange\n" for b in blocks)
        + "endcmap end end"
    )
    to_unicode = f"/ToUnicode {file.stream(cmap.encode())} 0 R" if unicode else ""
    plain, bold = (file.font(name, to_unicode) for name in (font, f"{font},Bold"))
    kids = []
    for page in pages:
        content = file.stream("\n".join(page.parts).encode("latin-1"))
        images = ""
        for n, (data, wide, high, kind) in enumerate(page.pictures, 1):
            entries = f"/Type /XObject /Subtype /Image /Width {wide} /Height {high} /ColorSpace /{colour} /BitsPerComponent 8"
            body = f"<< {entries} /Filter /{kind} /Length {len(data)} >> stream\n".encode() + data + b"\nendstream"
            images += f" /I{n} {file.add(body)} 0 R"
        resources = f"<< /Font << /F {plain} 0 R /B {bold} 0 R >> /XObject <<{images} >> >>"
        turned = f"/Rotate {page.rotate}" if page.rotate else ""
        box = f"/MediaBox [0 0 {page.wide} {page.high}]"
        kids.append(file.add(f"<< /Type /Page /Parent 2 0 R {box} {turned} /Resources {resources} /Contents {content} 0 R >>"))
    file.objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    file.objects[1] = f"<< /Type /Pages /Kids [{' '.join(f'{k} 0 R' for k in kids)}] /Count {len(kids)} >>".encode()
    return file.written()
