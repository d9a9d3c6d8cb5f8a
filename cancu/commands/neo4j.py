"""``cancu neo4j``: a Neo4j of one's own on this machine."""

from __future__ import annotations

import os
import sys
import webbrowser
from pathlib import Path
from typing import Any

import click

from graph import server
from graph.server import Server

from ..files import write
from ..front import called
from ..output import Output

AWAY = 3  # as an unreachable store


@called("neo4j")
@click.argument("action", type=click.Choice(("start", "stop", "status", "browser", "files")))
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER", default=Path())
def command(out: Output, action: str, output: Path) -> int:
    """Start or stop the server, say where it is, open its Browser, write what the Browser takes."""
    if action == "files":
        return _files(out, output)
    return {"start": _start, "stop": _stop, "status": _status, "browser": _browser}[action](out)


def _start(out: Output) -> int:
    running, new = server.start(note=out.note)
    _tell(running, out)
    out.note("server.started" if new else "server.runs_already", pid=running.pid)
    out.note("server.next", store=running.store)
    return 0


def _stop(out: Output) -> int:
    stopped = server.stop()
    out.note("server.stopped" if stopped else "server.away", home=str(server.home()))
    return 0


def _status(out: Output) -> int:
    found = server.found()
    if found is None:
        out.note("server.away", home=str(server.home()))
        if out.machine:
            out.value({"running": False, "home": str(server.home())})
        return AWAY
    _tell(found, out)
    return 0 if found.pid else AWAY


def _browser(out: Output) -> int:
    found = server.found()
    if found is None or found.pid is None:
        out.note("server.away", home=str(server.home()))
        return AWAY
    if out.machine:
        out.value({"browser": found.browser, "password_file": str(found.password_file)})
    else:
        print(found.browser)
    out.note("server.password_is", file=str(found.password_file))
    if sys.platform in ("darwin", "win32") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(found.browser)
    return 0


def _files(out: Output, folder: Path) -> int:
    """The style sheet and the saved queries, for the Browser of any server."""
    from queries import browser

    for name, data in ((browser.STYLE, browser.style().encode()), (browser.SAVED, browser.archive(out.lang))):
        write(folder / name, data)
    files = {"style": str(folder / browser.STYLE), "saved": str(folder / browser.SAVED)}
    if out.machine:
        out.value(files)
    else:
        print("\n".join(files.values()))
    out.note("server.drop")
    return 0


def _tell(found: Server, out: Output) -> None:
    told: dict[str, Any] = {
        "running": found.pid is not None,
        "pid": found.pid,
        "version": found.version,
        "store": found.store,
        "browser": found.browser,
        "user": server.USER,
        "password_file": str(found.password_file),
        "home": str(found.home),
    }
    if out.machine:
        out.value(told)
    elif out.format == "csv":
        out.rows(({"name": key, "value": value} for key, value in told.items()), ("name", "value"))
    else:
        told["running"] = out.say("server.yes" if found.pid else "server.no")
        out.rows(({"name": out.say(f"server.{key}"), "value": value} for key, value in told.items()), ("name", "value"))
