"""A Word file as a zip: held to its bounds, and read part by part. Nothing is unpacked to disk."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, TypeAlias

from lxml import etree

from extract.bounds import Bounds
from knowledge import InputError

Element: TypeAlias = Any  # lxml has no types of its own

_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TYPES = "[Content_Types].xml"
# Strict OOXML names the same things by other addresses.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/", b"http://schemas.openxmlformats.org/officeDocument/2006/"),
)
PLAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_NO_MEMORY = (0, etree.ErrorTypes.ERR_NO_MEMORY)  # the parser's own error has no code where memory ends inside it
_DTD = tuple(mark.encode(codec) for mark in ("<!DOCTYPE", "<!ENTITY") for codec in ("utf-8", "utf-16-le", "utf-16-be"))
_DTD_ONE_BYTE = _DTD[::3]


class Package:
    """The parts of a Word file by name.

    Raises ``InputError``: ``docx.damaged`` (no whole zip, a part that cannot be unpacked or parsed), ``docx.part_too_large``,
    ``docx.too_large`` (unpacked), ``docx.dtd`` (a part with a document type: entities are never expanded), ``docx.password``,
    ``docx.no_document``.
    """

    def __init__(self, data: bytes, name: str, bounds: Bounds) -> None:
        self.name = name
        self.bounds = bounds
        self._texts: dict[str, bytes] = {}
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeDecodeError) as e:
            raise self.damaged("zip", str(e)) from e
        total = 0
        for info in self._zip.infolist():
            total += info.file_size
            if bounds.part and info.file_size > bounds.part:
                raise self._error("docx.part_too_large", info.filename, size=info.file_size, limit=bounds.part)
            if bounds.unpacked and total > bounds.unpacked:
                raise self._error("docx.too_large", None, size=total, limit=bounds.unpacked)
            if info.flag_bits & 1:
                raise self._error("input.password", info.filename, format="zip")
        self.names = frozenset(self._zip.namelist())
        self.types = self.text(_TYPES) if _TYPES in self.names else b""
        self.document = self._main()

    def _error(self, code: str, place: str | None, **values: object) -> InputError:
        return InputError(code, file=self.name, place=place, **values)

    def damaged(self, part: str, reason: str) -> InputError:
        """The error that names a broken part."""
        return self._error("docx.damaged", part, reason=" ".join(reason.split())[:200])

    def text(self, part: str) -> bytes:
        """The bytes of an XML part, unpacked up to its bound and without a document type; strict names made the usual ones."""
        if part not in self._texts:
            try:
                with self._zip.open(part) as f:  # never gives more than the declared size, which is within the bounds
                    data = f.read()
            except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, KeyError, ValueError) as e:
                raise self.damaged(part, str(e)) from e
            if any(mark in data for mark in (_DTD if b"\0" in data else _DTD_ONE_BYTE)):
                raise self._error("docx.dtd", part)
            for strict, usual in _STRICT:
                if strict in data:
                    data = data.replace(strict, usual)
            self._texts[part] = data
        return self._texts[part]

    def xml(self, part: str) -> Element:
        """A part parsed; nothing is fetched, expanded or nested without bound."""
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
        )
        try:
            root = etree.fromstring(self.text(part), parser)
        except etree.XMLSyntaxError as e:
            if e.code in _NO_MEMORY:
                raise MemoryError(part) from e
            raise self._error("docx.too_deep", part) if "depth" in str(e) else self.damaged(part, str(e)) from e
        if root is None:
            raise self.damaged(part, "empty")
        return root

    def relations(self, part: str) -> Iterator[tuple[str, str, str]]:
        """The inner relations of a part (of the package for ""): identity, last word of the type, the target's name."""
        folder, base = posixpath.split(part)
        where = posixpath.join(folder, "_rels", f"{base}.rels")
        if where not in self.names:
            return
        for r in self.xml(where).iter(_RELATIONS):
            target = r.get("Target") or ""
            if r.get("TargetMode") == "External" or not target:
                continue
            inner = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            yield r.get("Id") or "", (r.get("Type") or "").rsplit("/", 1)[-1], inner

    def _main(self) -> str:
        """The name of the part that holds the body."""
        for _, kind, target in self.relations(""):
            if kind == "officeDocument":
                if target in self.names:
                    return target
                raise self._error("docx.no_document", target)
        if "word/document.xml" in self.names:
            return "word/document.xml"
        raise self._error("docx.no_document", None)

    @property
    def plain(self) -> bool:
        """Whether this is the usual kind of Word file, with neither macros nor strict names."""
        strict = b"purl.oclc.org/ooxml" in self._raw_head(self.document)
        return PLAIN in self.types and not strict

    def _raw_head(self, part: str) -> bytes:
        with self._zip.open(part) as f:
            return f.read(8192)

    def check(self) -> None:
        """Unpack every XML part once, so that no reader of the package meets a document type or a broken part first."""
        for name in sorted(self.names):
            if name.endswith((".xml", ".rels")):
                self.text(name)
