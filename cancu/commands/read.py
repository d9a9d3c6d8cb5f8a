"""``cancu read``: plans to records, or to any stage on the way there."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from ..errors import from_exception
from ..files import PLANS, STDIN, Found, find, read_bytes, targets, write
from ..front import called
from ..output import Output
from ..progress import each

STAGES = ("layout", "outline", "mentions", "record")


@called("read", formats=("json", "jsonl", "text"))
@click.argument("path")
@click.option("-o", "--output", "folder", metavar="OUT", type=click.Path(path_type=Path))
@click.option("--stage", type=click.Choice(STAGES), default="record")
def command(out: Output, path: str, folder: Path | None, stage: str) -> int:
    """Read a file, every plan below a folder, or standard input; print, or write one file each into a folder."""
    many = path != STDIN and Path(path).is_dir()
    found = Found((Path("stdin"),), (), ()) if path == STDIN else find([path], PLANS, without=folder)
    for file in found.skipped:
        out.note("read.skipped", file=str(file))
    for error in found.errors:
        out.error(error)
    root = Path(path) if many else found.files[0].parent
    places = targets(found.files, root, ".txt" if out.format == "text" else ".json")
    done, failed = 0, len(found.errors)
    printed = _Printed(many and out.format in (None, "json"))
    for file, place in each(list(zip(found.files, places, strict=True)), out, "read.progress"):
        try:
            text = _text(read_bytes(STDIN if path == STDIN else file), str(file), stage, out.format)
        except Exception as error:  # a failure of ours on one document is told like any other, and the rest goes on
            out.error(from_exception(error, str(file)))
            failed += 1
            continue
        done += 1
        if folder is None:
            printed.add(text)
        else:
            write(folder / place, text.encode())
    if folder is None:
        printed.close()
    if many or folder is not None:
        out.note("read.summary", done=done, failed=failed, skipped=len(found.skipped))
    return 1 if failed else 0


def _text(data: bytes, file: str, stage: str, form: str | None) -> str:
    from ..api import layout, stages

    if form == "text":
        return layout(data, file).text
    found = layout(data, file).to_json() if stage == "layout" else stages(data, file).to_json(stage)
    return json.dumps(found, ensure_ascii=False, indent=None if form == "jsonl" else 2) + "\n"


class _Printed:
    """Standard output as bytes, so that no line end is changed: each text as it is, or all as one JSON list."""

    def __init__(self, as_list: bool) -> None:
        self.as_list = as_list
        self.count = 0

    def add(self, text: str) -> None:
        if self.as_list:
            text = (",\n" if self.count else "[\n") + text.rstrip("\n")
        self.count += 1
        sys.stdout.buffer.write(text.encode())

    def close(self) -> None:
        if self.as_list:
            sys.stdout.buffer.write(b"\n]\n" if self.count else b"[]\n")
        sys.stdout.buffer.flush()
