"""Which files a call means, and where what is read from them goes."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from extract.bounds import BOUNDS
from knowledge import InputError, UsageError

PLANS = frozenset({".txt", ".docx", ".docm", ".doc", ".rtf", ".odt", ".pdf"})
RECORDS = frozenset({".json"})
STDIN = "-"


@dataclass(frozen=True, slots=True)
class Found:
    """The files of a call in order, the ones that are of no kind it takes, and what could not be opened: folders, and pipes, sockets or
    devices in a file's place, which might never end."""

    files: tuple[Path, ...]
    skipped: tuple[Path, ...]
    errors: tuple[InputError, ...]


def find(paths: Iterable[str], suffixes: frozenset[str], *, without: Path | None = None) -> Found:
    """Files as named and all of the kinds asked for below folders, each once, sorted within a folder; hidden ones are left out, and what
    lies in a store of ours.

    A file that is named is taken whatever its suffix. ``without`` is a folder not to look into. Raises ``UsageError`` for a path
    that is not there, before anything is done.
    """
    from graph.stores.embedded import MARKER

    files: dict[Path, None] = {}
    skipped: list[Path] = []
    errors: list[InputError] = []
    named = [Path(p) for p in paths]

    def take(file: Path) -> None:
        if _ordinary(file):
            files.setdefault(file)
        else:
            errors.append(InputError("file.special", file=str(file)))

    for path in named:
        if not path.exists():
            raise UsageError("path.unknown", file=str(path))
    for path in named:
        if not path.is_dir():
            take(path)
            continue
        refused: list[OSError] = []
        for folder, folders, names in os.walk(path, onerror=refused.append):
            here = Path(folder)
            if MARKER in names:
                folders.clear()
                continue
            folders[:] = sorted(f for f in folders if not f.startswith(".") and not _same(here / f, without))
            for name in sorted(n for n in names if not n.startswith(".")):
                if (here / name).suffix.lower() in suffixes:
                    take(here / name)
                else:
                    skipped.append(here / name)
        errors.extend(InputError("file.refused", file=str(e.filename), reason=e.strerror or "") for e in refused)
    return Found(tuple(files), tuple(skipped), tuple(errors))


def _ordinary(file: Path) -> bool:
    """Whether it is a file that can be read to its end; one that is not there is told when it is read."""
    try:
        return stat.S_ISREG(file.stat().st_mode)
    except OSError:
        return True


def _same(folder: Path, other: Path | None) -> bool:
    return other is not None and other.exists() and folder.samefile(other)


def read_bytes(path: Path | str, *, most: int = BOUNDS.source) -> bytes:
    """A file's bytes, or standard input's for ``-``; ``most`` of them (0: any number).

    Raises ``UsageError("path.unknown")``, and ``InputError`` for what cannot be opened or is larger than any document
    (``input.too_large``): a folder may hold anything, and it is not brought into memory to find that out.
    """
    try:
        if str(path) == STDIN:
            data = sys.stdin.buffer.read(most + 1 if most else -1)
            size = len(data)
        else:
            size = Path(path).stat().st_size
            data = Path(path).read_bytes() if size <= most or not most else b""
    except FileNotFoundError:
        raise UsageError("path.unknown", file=str(path)) from None
    except OSError as e:
        raise InputError("file.refused", file=str(path), reason=e.strerror or type(e).__name__) from None
    if most and size > most:
        raise InputError("input.too_large", file=str(path), size=size, limit=most)
    return data


def targets(files: Sequence[Path], root: Path, suffix: str) -> list[Path]:
    """For each file its place below the output folder: ``<stem><suffix>``, subfolders kept; ``<file name><suffix>`` for all
    files that would share one, told apart without case and in NFC, as some file systems do."""
    inner = [f.relative_to(root) for f in files]
    out = [f.with_name(f.stem + suffix) for f in inner]
    while True:
        count = Counter(_place(p) for p in out)
        clash = [n for n, p in enumerate(out) if count[_place(p)] > 1 and p.name != inner[n].name + suffix]
        if not clash:
            return out
        for n in clash:
            out[n] = inner[n].with_name(inner[n].name + suffix)


def _place(path: Path) -> str:
    return unicodedata.normalize("NFC", str(path)).casefold()


def write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; folders on the way are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(data)
    if path.exists():
        shutil.copymode(path, part)
    part.replace(path)
