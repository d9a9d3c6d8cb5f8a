"""Old Word files (.doc), RTF and OpenDocument: LibreOffice makes them .docx, which is read like any other."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from extract.bounds import BOUNDS, Bounds
from extract.layout import Layout
from knowledge import InputError, Knowledge

from .docx import read_docx
from .ole import compound

PROGRAM = "CANCU_SOFFICE"
_NAMES = ("soffice", "libreoffice")
_PLACES = ("/Applications/LibreOffice.app/Contents/MacOS/soffice", "C:/Program Files/LibreOffice/program/soffice.exe")
_SHARE = 0.9  # of the time for a file that the conversion may take
_LONGEST = 600  # seconds, where time has no bound


def program() -> str | None:
    """Where LibreOffice is: ``CANCU_SOFFICE``, else on the path, else where its installers put it; None where it is not."""
    said = os.environ.get(PROGRAM)
    if said:
        return shutil.which(said)
    return next((found for found in map(shutil.which, (*_NAMES, *_PLACES)) if found), None)


def read_doc(data: bytes, name: str, kind: str, knowledge: Knowledge, *, bounds: Bounds = BOUNDS) -> Layout:
    """The Layout of a .doc, .rtf or .odt file (``kind``). ``reader`` names LibreOffice beside our own.

    Raises ``InputError``: ``doc.truncated``, ``doc.no_soffice``, ``doc.failed``, ``doc.timeout``, and what ``read_docx`` raises.
    """
    if kind == "doc" and not compound(data).whole:
        raise InputError("doc.truncated", file=name)
    soffice = program()
    if soffice is None:
        raise InputError("doc.no_soffice", file=name, format=kind)
    seconds = (bounds.seconds or _LONGEST) * _SHARE
    with tempfile.TemporaryDirectory(prefix="cancu-", ignore_cleanup_errors=True) as folder:
        converted = _convert(soffice, data, kind, Path(folder), seconds, name)
        limit = bounds.source
        if limit and converted.stat().st_size > limit:
            raise InputError("input.too_large", file=name, size=converted.stat().st_size, limit=limit)
        made = converted.read_bytes()
    layout = read_docx(made, name, knowledge, bounds=bounds, sha256=hashlib.sha256(data).hexdigest())
    return Layout(layout.source, layout.sha256, kind, f"soffice+{layout.reader}", layout.text, layout.pages, layout.blocks, layout.warnings)


def _convert(soffice: str, data: bytes, kind: str, folder: Path, seconds: float, name: str) -> Path:
    """Run the conversion in a profile and a folder of its own. Its exit code says nothing: the file is there or it is not."""
    source, target = folder / f"source.{kind}", folder / "out" / "source.docx"
    source.write_bytes(data)
    target.parent.mkdir()
    command = [
        soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore", "--nolockcheck", "--nodefault",
        "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(target.parent), str(source),
    ]  # fmt: skip
    begun = time.monotonic()
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder, start_new_session=True, preexec_fn=_unbound
        )
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise InputError("doc.timeout", file=name, seconds=round(time.monotonic() - begun)) from None
        finally:
            _kill(process)
    if not target.is_file() or not target.stat().st_size:
        said = (folder / "log").read_bytes()[-400:].decode("utf-8", "replace")
        raise InputError("doc.failed", file=name, reason=" ".join(said.split()) or str(process.returncode))
    return target


def _unbound() -> None:
    """LibreOffice maps more memory than it uses: the bound on a reader's address space does not hold for it."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the launcher and the program it started, whatever state they are in."""
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()
