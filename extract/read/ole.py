"""OLE compound files, as far as telling what one holds needs: the names of its streams, whether it is whole, whether it is locked."""

from __future__ import annotations

import struct
from dataclasses import dataclass

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA  # from here on sector numbers are marks
_ENTRY = 128  # bytes of a directory entry
_MOST = 4096  # sectors of the directory that are looked at
_WORD = 0xA5EC
_ENCRYPTED = 0x0100


@dataclass(frozen=True, slots=True)
class Compound:
    """``streams``: name to first sector; ``whole``: every sector that the file's own tables name is there; ``locked``: its words are
    encrypted."""

    streams: dict[str, int]
    whole: bool
    locked: bool


def compound(data: bytes) -> Compound:
    """What the directory of an OLE file tells. A file that is cut short gives as much as is there."""
    if len(data) < 512 or data[:8] != MAGIC:
        return Compound({}, False, False)
    shift = struct.unpack_from("<H", data, 30)[0]
    size = 1 << shift if shift in (9, 12) else 512
    count, first = struct.unpack_from("<I", data, 44)[0], struct.unpack_from("<I", data, 48)[0]

    def sector(n: int) -> bytes:
        return data[(n + 1) * size : (n + 2) * size]

    table: list[int] = []
    whole = True
    for n in struct.unpack_from("<109I", data, 76)[: min(count, 109)]:
        if n >= _END:
            continue
        found = sector(n)
        whole = whole and len(found) == size
        table.extend(struct.unpack(f"<{len(found) // 4}I", found[: len(found) // 4 * 4]))
    streams: dict[str, int] = {}
    at, seen = first, 0
    while at < _END and seen < _MOST:
        found = sector(at)
        whole = whole and len(found) == size
        for k in range(0, len(found) - _ENTRY + 1, _ENTRY):
            length = struct.unpack_from("<H", found, k + 64)[0]
            if 2 < length <= 64:
                name = found[k : k + length - 2].decode("utf-16-le", "replace")
                streams.setdefault(name, struct.unpack_from("<I", found, k + 116)[0])
        seen += 1
        at = table[at] if at < len(table) else _END
    last = max((n for n, following in enumerate(table) if following != 0xFFFFFFFF), default=-1)
    whole = whole and (last + 1) * size < len(data)
    locked = "EncryptedPackage" in streams or ("WordDocument" in streams and _locked_word(sector(streams["WordDocument"])))
    return Compound(streams, whole, locked)


def _locked_word(head: bytes) -> bool:
    """Whether the header of a Word document says that its text is encrypted."""
    if len(head) < 12:
        return False
    ident, flags = struct.unpack_from("<H", head, 0)[0], struct.unpack_from("<H", head, 10)[0]
    return bool(ident == _WORD and flags & _ENCRYPTED)
