"""Word files of some samples, built by hand-written XML: ``python corpus/make_docx.py [--check]``.

What a sample says is taken from its text; how Word would hold it is ours: letterhead and signature in tables without borders, real
footnotes, automatic numbers (by heading styles, or in the paragraphs), a landscape annex whose head row repeats, old fonts. The same
samples give the same bytes. ``--check`` writes nothing and ends with 1 where a file is not what it would be.
"""

from __future__ import annotations

import io
import re
import sys
import unicodedata
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

from extract.layout import Layout, Span
from extract.outline import Item
from extract.pipeline import Stages, read_record
from extract.tables import TaskTable
from extract.zones import starts_with
from knowledge import Knowledge, load

HOME = Path(__file__).parent
MADE = HOME / "word"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
RAISED = re.compile("(?<=\\S)([\u2070\u00b9\u00b2\u00b3\u2074-\u2079]+)")


@dataclass(frozen=True, slots=True)
class Way:
    """How a sample is set. ``numbers``: ``styles`` (headings carry the list), ``direct`` (every paragraph does) or ``typed``; ``font``: the
    text's; ``rows``: whether the ordinals of the annex are automatic."""

    sample: str
    numbers: str
    font: str = "Times New Roman"
    rows: bool = False


WAYS = (
    Way("04_tuyen_truyen_thanh_pho_2025", "direct", rows=True),
    Way("05_chi_so_2025", "styles", rows=True),
    Way("07_cai_cach_phuong_2026", "typed", font=".VnTime"),
)
LEVELS = (("roman", 0), ("arabic", 0), ("letter", 0), ("arabic", 1), ("arabic", 2))
FORMS = {"roman": "upperRoman", "arabic": "decimal", "letter": "lowerLetter"}


@dataclass(slots=True)
class Book:
    """A document being written."""

    stages: Stages
    way: Way
    knowledge: Knowledge
    body: list[str] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    old: dict[str, str] = field(default_factory=dict)

    @property
    def layout(self) -> Layout:
        return self.stages.layout

    def words(self, spans: tuple[Span, ...]) -> str:
        return re.sub(r"(?<!\S)\*+(?=\S)|(?<=\S)\*+(?!\S)|\*\*", "", self.layout.words(spans)).strip()

    def run(self, text: str, properties: str = "") -> str:
        """Runs of a text; marks of footnotes become references, and a longer text is cut inside a word, as Word does."""
        out = []
        for n, piece in enumerate(RAISED.split(text)):
            mark = "".join(str(unicodedata.digit(c)) for c in piece) if n % 2 else ""
            if mark and mark in self.notes:
                out.append(f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="{mark}"/></w:r>')
                continue
            typed = "".join(self.old.get(c, c) for c in piece)
            cut = len(typed) // 2 if len(typed) > 24 else 0
            out.extend(
                f'<w:r>{properties}<w:t xml:space="preserve">{escape(part)}</w:t></w:r>' for part in (typed[:cut], typed[cut:]) if part
            )
        return "".join(out)

    def paragraph(self, text: str, properties: str = "", run: str = "") -> str:
        return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{self.run(text, run)}</w:p>"


CENTRED = '<w:jc w:val="center"/>'
BOLD = "<w:rPr><w:b/></w:rPr>"


def build(way: Way, knowledge: Knowledge) -> bytes:
    """The bytes of a sample's Word file."""
    path = HOME / "samples" / f"{way.sample}.txt"
    book = Book(read_record(path.read_bytes(), path.name, knowledge), way, knowledge)
    if way.font.startswith(".Vn"):
        book.old = {v: k for k, v in knowledge.entry("legacy_fonts", "tcvn3")["letters"].items()}
    items = list(book.stages.outline.items)
    book.notes = {i.marker or "": _text(book, i) for i in items if i.role == "note"}
    _letterhead(book, [i for i in items if i.role == "header"])
    levels = _levels(items)
    for item in items:
        if item.role == "title":
            book.body.append(book.paragraph(_text(book, item), CENTRED, BOLD))
        elif item.role in ("preamble", "heading", "content", "closing"):
            book.body.append(_item(book, item, levels))
    _signature(book, items)
    book.body.append('<w:p><w:pPr><w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:pPr></w:p>')
    for item in items:
        if item.role in ("annex_title", "caption"):
            book.body.append(book.paragraph(_text(book, item), CENTRED, BOLD if item.role == "annex_title" else ""))
    for table in book.stages.tables:
        book.body.append(_table(book, table))
    return _zipped(book, levels)


def _text(book: Book, item: Item) -> str:
    return book.words(book.layout.blocks[item.para.block].spans)


def _kind(item: Item) -> tuple[str, int] | None:
    marker = item.marker or ""
    if re.fullmatch(r"[IVX]+", marker):
        return "roman", 0
    if re.fullmatch(r"\d+(\.\d+){0,2}", marker):
        return "arabic", marker.count(".")
    return ("letter", 0) if re.fullmatch(r"[a-z]", marker) else None


def _levels(items: list[Item]) -> dict[tuple[str, int], int]:
    """The levels of the document's one list: which kinds of number it has, from the outermost in."""
    held = {k for i in items if i.role in ("heading", "content") and (k := _kind(i))}
    return {k: n for n, k in enumerate(k for k in LEVELS if k in held)}


def _item(book: Book, item: Item, levels: dict[tuple[str, int], int]) -> str:
    text = _text(book, item)
    bullet = re.match(r"([-+])\s+", text)
    if book.way.numbers == "typed":
        return book.paragraph(text)
    if bullet:
        numbering = f'<w:numPr><w:ilvl w:val="{"-+".index(bullet.group(1))}"/><w:numId w:val="2"/></w:numPr>'
        return book.paragraph(text[bullet.end() :], numbering)
    kind = _kind(item) if item.role != "preamble" else None
    if kind is None:
        return book.paragraph(text)
    words = re.sub(r"^[\w.]+[.)]\s*", "", text, count=1)
    if book.way.numbers == "styles" and item.role == "heading":
        return book.paragraph(words, f'<w:pStyle w:val="Heading{levels[kind] + 1}"/>')
    return book.paragraph(words, f'<w:numPr><w:ilvl w:val="{levels[kind]}"/><w:numId w:val="1"/></w:numPr>')


def _side_by_side(left: list[str], right: list[str]) -> str:
    cells = "".join(f'<w:tc><w:tcPr><w:tcW w:w="4700" w:type="dxa"/></w:tcPr>{"".join(c) or "<w:p/>"}</w:tc>' for c in (left, right))
    return f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid><w:tr>{cells}</w:tr></w:tbl>"


def _letterhead(book: Book, items: list[Item]) -> None:
    left, right = [], []
    for item in items:
        text = _text(book, item)
        motto = starts_with(item.para.folded, book.knowledge, "headings", "zone") == "zone.motto"
        dated = book.knowledge.pattern("header.place").search(item.para.text) is not None
        (right if motto or dated else left).append(book.paragraph(text, CENTRED))
    book.body.append(_side_by_side(left, right))


def _signature(book: Book, items: list[Item]) -> None:
    left = [book.paragraph(_text(book, i)) for i in items if i.role == "recipients"]
    right = [book.paragraph(_text(book, i), CENTRED, BOLD) for i in items if i.role == "signature"]
    book.body.append(_side_by_side(left, right))


def _table(book: Book, table: TaskTable) -> str:
    """The annex: one row a task, whatever pages broke in the text; the head row repeats, a group's name covers the row."""
    heads = [book.words(c.spans) for c in book.layout.blocks[table.block].rows[0].cells]
    rows = ["<w:tr><w:trPr><w:tblHeader/></w:trPr>" + "".join(_cell(book, h) for h in heads) + "</w:tr>"]
    group: tuple[Span, ...] | None = None
    for row in table.rows:
        if row.group and row.group != group:
            group = row.group
            mark = _cell(book, row.section) if row.section else ""
            rows.append(f"<w:tr>{mark}{_cell(book, book.words(group), columns=len(heads) - bool(mark))}</w:tr>")
        cells = [
            _cell(book, row.ordinal or "", counted=book.way.rows) if role == "ordinal" else _cell(book, book.words(row.cells.get(role, ())))
            for role in table.columns
        ]
        rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
    grid = "<w:gridCol/>" * len(heads)
    return f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'


def _cell(book: Book, text: str, *, columns: int = 1, counted: bool = False) -> str:
    span = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr>'
    return f"<w:tc><w:tcPr>{span}</w:tcPr>{book.paragraph('' if counted else text, number if counted else '')}</w:tc>"


# -- the package -----------------------------------------------------------------------------------------------------------------


def _numbering(book: Book, levels: dict[tuple[str, int], int]) -> str:
    outer = []
    for (kind, depth), n in levels.items():
        before = "".join(f"%{levels[kind, d] + 1}." for d in range(depth))
        style = f'<w:pStyle w:val="Heading{n + 1}"/>' if book.way.numbers == "styles" else ""
        text = f"{before}%{n + 1}{')' if kind == 'letter' else '.'}"
        outer.append(_level(n, FORMS[kind], text, style))
    bullets = _level(0, "bullet", "-") + _level(1, "bullet", "+")
    lists = "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in (1, 2, 3))
    made = ("".join(outer), bullets, _level(0, "decimal", "%1"))
    kept = "".join(f'<w:abstractNum w:abstractNumId="{n}">{x}</w:abstractNum>' for n, x in enumerate(made, 1))
    return f'{HEAD}<w:numbering xmlns:w="{W}">{kept}{lists}</w:numbering>'


def _level(n: int, form: str, text: str, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


def _styles(book: Book) -> str:
    fonts = f'<w:rFonts w:ascii="{book.way.font}" w:hAnsi="{book.way.font}"/>'
    heads = "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{n + 1}"><w:name w:val="heading {n + 1}"/><w:basedOn w:val="Normal"/>'
        f'<w:pPr><w:numPr><w:ilvl w:val="{n}"/><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="{n}"/></w:pPr></w:style>'
        for n in range(len(LEVELS) if book.way.numbers == "styles" else 0)
    )
    normal = '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    lines = "".join(f'<w:{side} w:val="single"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    borders = f"<w:tblPr><w:tblBorders>{lines}</w:tblBorders></w:tblPr>"
    table = f'<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/>{borders}</w:style>'
    return (
        f'{HEAD}<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>{fonts}</w:rPr></w:rPrDefault></w:docDefaults>'
        f"{normal}{heads}{table}</w:styles>"
    )


def _footnotes(book: Book) -> str:
    kept = "".join(
        f'<w:footnote w:id="{mark}"><w:p><w:r><w:footnoteRef/></w:r>{book.run(" " + text)}</w:p></w:footnote>'
        for mark, text in book.notes.items()
    )
    parting = '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    return f'{HEAD}<w:footnotes xmlns:w="{W}">{parting}{kept}</w:footnotes>'


def _zipped(book: Book, levels: dict[tuple[str, int], int]) -> bytes:
    landscape = '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/></w:sectPr>'
    parts = {"styles": _styles(book), "numbering": _numbering(book, levels), "footnotes": _footnotes(book)}
    if not book.notes:
        del parts["footnotes"]
    types = "".join(f'<Override PartName="/word/{n}.xml" ContentType="{TYPE}.{n}+xml"/>' for n in parts)
    relations = "".join(f'<Relationship Id="r{k}" Type="{R}/{n}" Target="{n}.xml"/>' for k, n in enumerate(parts))
    files = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{TYPE}.document.main+xml"/>{types}</Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{R}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'{HEAD}<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{"".join(book.body)}{landscape}</w:body></w:document>',
        "word/_rels/document.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>',
        **{f"word/{n}.xml": text for n, text in parts.items()},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        for name, text in files.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3  # the same on every system
            z.writestr(info, text.encode("utf-8"))
    return out.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a Word file, unpacked: what two files are compared by, since packing differs between versions of zlib."""
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        return {n: z.read(n) for n in z.namelist()}


def main() -> int:
    """Write what has changed, or say what would."""
    knowledge, wrong = load(), 0
    for way in WAYS:
        path, data = MADE / f"{way.sample}.docx", build(way, knowledge)
        if path.is_file() and parts_of(path.read_bytes()) == parts_of(data):
            continue
        wrong += 1
        print(path)
        if "--check" not in sys.argv[1:]:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
    return int(bool(wrong) and "--check" in sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
