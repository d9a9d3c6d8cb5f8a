"""The tesseract program: found once, asked for the words of several pictures in one call."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

LANGUAGE = "vie"
_PROBE = 20  # seconds
# One thread a call: on shared machines tesseract's own threads take ten times the time; pages are read side by side instead.
_CALM = {"OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1"}


class Slow(Exception):
    """The call took longer than it may."""


class Failed(Exception):
    """Tesseract did not answer."""


@dataclass(frozen=True, slots=True)
class Tesseract:
    """The program's path and version."""

    path: str
    version: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A word of a picture: ``picture`` counts from 0, ``line`` tells words of one line; its box in pixels; ``confidence`` 0 to 1."""

    picture: int
    line: tuple[int, int, int]
    text: str
    left: int
    top: int
    right: int
    bottom: int
    confidence: float


@lru_cache(maxsize=4)
def _probe(path: str) -> Tesseract | None:
    try:
        languages = _output([path, "--list-langs"]).split()
        version = _output([path, "--version"]).split()
    except (OSError, subprocess.SubprocessError):
        return None
    if LANGUAGE not in languages:
        return None
    return Tesseract(path, version[1] if len(version) > 1 else "")


def _output(call: list[str]) -> str:
    done = subprocess.run(call, capture_output=True, timeout=_PROBE, env={**os.environ, **_CALM}, check=False)
    return (done.stdout + b"\n" + done.stderr).decode("utf-8", "replace")


def find() -> Tesseract | None:
    """Tesseract with Vietnamese (``CANCU_TESSERACT`` says where it is), or None."""
    path = os.environ.get("CANCU_TESSERACT") or shutil.which("tesseract")
    return _probe(path) if path else None


def words(program: Tesseract, pictures: Sequence[Any], *, mode: int, seconds: float, signs: str = "") -> list[Seen]:
    """The words of Pillow pictures in order, all read in one call. ``mode`` is tesseract's page segmentation mode;
    ``signs``: the only characters that may come out (empty: any).

    Raises ``Slow`` after so many ``seconds``, ``Failed`` where the program fails.
    """
    if not pictures:
        return []
    with tempfile.TemporaryDirectory(prefix="cancu-ocr-") as folder:
        names = []
        for n, picture in enumerate(pictures):
            name = Path(folder) / f"{n}.pgm"
            picture.save(name)
            names.append(str(name))
        listed = Path(folder) / "pictures.txt"
        listed.write_text("\n".join(names) + "\n", encoding="utf-8")
        call = [program.path, str(listed), "stdout", "-l", LANGUAGE, "--psm", str(mode), "-c", "tessedit_create_tsv=1"]
        out = _call([*call, *(("-c", f"tessedit_char_whitelist={signs}") if signs else ())], seconds)
    return _parsed(out)


def _call(call: list[str], seconds: float) -> str:
    try:
        done = subprocess.run(call, capture_output=True, timeout=seconds, env={**os.environ, **_CALM}, check=False)
    except subprocess.TimeoutExpired as e:
        raise Slow from e
    except OSError as e:
        raise Failed(str(e)) from e
    if done.returncode:
        raise Failed(done.stderr.decode("utf-8", "replace").strip()[-200:])
    return done.stdout.decode("utf-8", "replace")


def _parsed(table: str) -> list[Seen]:
    out = []
    for row in table.splitlines():
        cells = row.split("\t")
        if len(cells) < 12 or cells[0] != "5" or not cells[11].strip():
            continue
        _, page, block, paragraph, line, _, left, top, width, height = (int(c) for c in cells[:10])
        confidence = max(0.0, min(1.0, float(cells[10]) / 100))
        out.append(Seen(page - 1, (block, paragraph, line), cells[11].strip(), left, top, left + width, top + height, confidence))
    return out
