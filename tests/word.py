"""Word files for tests, written by hand: a body's XML in, the bytes of a .docx out; and the smallest OLE file."""

from __future__ import annotations

import io
import struct
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
SPACES = f'xmlns:w="{W}" xmlns:r="{R}" xmlns:mc="{MC}"'


def p(*inner: str, style: str = "", number: tuple[int, int] | None = None, props: str = "") -> str:
    """A paragraph; what does not begin with ``<`` is the text of a run. ``number``: list and level."""
    if style:
        props = f'<w:pStyle w:val="{style}"/>{props}'
    if number:
        props += f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>'
    return f"<w:p>{f'<w:pPr>{props}</w:pPr>' if props else ''}{''.join(x if x.startswith('<') else run(x) for x in inner)}</w:p>"


def run(text: str, props: str = "") -> str:
    return f'<w:r>{f"<w:rPr>{props}</w:rPr>" if props else ""}<w:t xml:space="preserve">{text}</w:t></w:r>'


def cell(*paragraphs: str, props: str = "") -> str:
    inner = "".join(x if x.startswith("<") else p(x) for x in paragraphs) or "<w:p/>"
    return f"<w:tc>{f'<w:tcPr>{props}</w:tcPr>' if props else ''}{inner}</w:tc>"


def table(*rows: tuple[str, ...], props: str = '<w:tblBorders><w:top w:val="single"/></w:tblBorders>') -> str:
    made = "".join(f"<w:tr>{''.join(c if c.startswith('<') else cell(c) for c in r)}</w:tr>" for r in rows)
    return f"<w:tbl><w:tblPr>{props}</w:tblPr>{made}</w:tbl>"


def level(n: int, form: str, text: str, more: str = "", start: int = 1) -> str:
    return f'<w:lvl w:ilvl="{n}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


def lists(abstract: dict[int, str], nums: dict[int, str]) -> str:
    """A numbering part: abstract lists by id, and the inner XML of every ``w:num``."""
    made = "".join(f'<w:abstractNum w:abstractNumId="{n}">{x}</w:abstractNum>' for n, x in abstract.items())
    return made + "".join(f'<w:num w:numId="{n}">{x}</w:num>' for n, x in nums.items())


def docx(
    body: str, main: str = f"{TYPE}.document.main+xml", relations: str = "", extra: dict[str, bytes] | None = None, **parts: str
) -> bytes:
    """A package; ``parts``: the inner XML of ``styles``, ``numbering``, ``footnotes``, ``endnotes``."""
    types = "".join(f'<Override PartName="/word/{n}.xml" ContentType="{TYPE}.{n}+xml"/>' for n in parts)
    inner = "".join(f'<Relationship Id="i{k}" Type="{R}/{n}" Target="{n}.xml"/>' for k, n in enumerate(parts))
    files = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/'
        'vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r" Type="{R}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {SPACES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{inner}{relations}</Relationships>',
        **{f"word/{n}.xml": f"<w:{n} {SPACES}>{x}</w:{n}>" for n, x in parts.items()},
    }
    return zipped({n: x.encode() for n, x in files.items()} | (extra or {}))


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in files.items():
            z.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        return {n: z.read(n) for n in z.namelist()}


def ole(*streams: str, words: bytes = b"") -> bytes:
    """A compound file with these streams in its directory; ``words`` begin the first one."""
    free, end, table_mark = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    head += struct.pack("<IIIIIIII", 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<109I", 0, *[free] * 108)
    fat = struct.pack("<128I", table_mark, end, end, *[free] * 125)
    entries = b""
    for n, name in enumerate(("Root Entry", *streams)):
        raw = name.encode("utf-16-le") + b"\0\0"
        entry = raw.ljust(64, b"\0") + struct.pack("<H", len(raw)) + bytes([5 if n == 0 else 2]) + bytes(49)
        entries += entry + struct.pack("<III", 2, 512, 0)
    return head + fat + entries.ljust(512, b"\0") + words.ljust(512, b"\0")
