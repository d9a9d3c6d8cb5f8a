"""Where the graph is kept: a folder of this machine (embedded), or a server by its address."""

from __future__ import annotations

from knowledge import UsageError

from .base import Store

__all__ = ["Store", "open_store"]

SERVERS = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")


def open_store(uri: str, *, create: bool = True) -> Store:
    """Open a store by path or address; ``create=False`` for what only asks.

    Raises ``UsageError`` (``store.missing`` where nothing is to be made; ``store.no_server_yet``, ``store.unknown_address``) and
    ``StoreError`` (``store.locked``, ``store.not_ours``, ``store.unreadable``, ``store.unwritable``, ``store.format``).
    """
    scheme, mark, _ = uri.partition("://")
    if mark:
        raise UsageError("store.no_server_yet" if scheme.lower() in SERVERS else "store.unknown_address", file=uri)
    from .embedded import EmbeddedStore

    return EmbeddedStore.open(uri, create=create)
