"""Where the graph is kept: a folder of this machine (embedded), or a server by its address."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager

from knowledge import UsageError

from .base import Store

__all__ = ["Store", "open_store", "remarks"]

SERVERS = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")


def open_store(uri: str, *, create: bool = True) -> Store:
    """Open a store by path or address; ``create=False`` for what only asks.

    For a server the login comes from ``NEO4J_USER`` and ``NEO4J_PASSWORD``, or is that of our own server on this machine; the database is
    ``NEO4J_DATABASE`` or the server's default one. ``neo4j://`` alone means ``NEO4J_URI``, or our own server.

    Raises ``UsageError`` (``store.missing`` where nothing is to be made; ``store.unknown_address``, ``store.secret_in_address``) and
    ``StoreError`` (``store.format``, ``store.newer``; of a path ``store.locked``, ``store.not_ours``, ``store.unreadable``,
    ``store.unwritable``; of a server ``store.away``, ``store.login``, ``store.no_login``, ``store.no_database``, ``store.too_old``,
    ``store.foreign``).
    """
    scheme, mark, rest = uri.partition("://")
    if mark and scheme.lower() not in SERVERS:
        raise UsageError("store.unknown_address", file=uri)
    if mark:
        from .neo4j import Neo4jStore

        return Neo4jStore.open(uri if rest else _usual(uri), create=create)
    from .embedded import EmbeddedStore

    return EmbeddedStore.open(uri, create=create)


@contextmanager
def remarks() -> Iterator[list[str]]:
    """What a server remarks on statements meanwhile, in its words: what is deprecated, what will be slow. The embedded engine says nothing.

    That a name stands for nothing is left out: ``queries.names`` tells it of both engines.
    """
    heard: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if isinstance(record.args, tuple) and len(record.args) > 1 and record.args[0] != "UNRECOGNIZED":
                heard.append(str(record.args[1]))

    log, ear = logging.getLogger(f"{__name__}.neo4j"), Ear(logging.INFO)
    before = log.level
    log.addHandler(ear)
    log.setLevel(logging.INFO)
    try:
        yield heard
    finally:
        log.removeHandler(ear)
        log.setLevel(before)


def _usual(uri: str) -> str:
    """The server that is meant where an address names none."""
    from ..server import found

    ours = found() if not os.environ.get("NEO4J_URI") else None
    return os.environ.get("NEO4J_URI") or (ours.store if ours else f"{uri}localhost")
