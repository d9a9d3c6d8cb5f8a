"""How far the reading of one document has come, told to whoever listens: pages that take seconds each are worth a word."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[[int, int], None]
"""Called with a page that is done (from 1) and how many there are."""

_LISTENER: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def told(listener: Listener) -> Iterator[None]:
    """While this lasts, pages that were recognised are told to ``listener``."""
    token = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(token)


def step(page: int, pages: int) -> None:
    """A page is done."""
    listener = _LISTENER.get()
    if listener is not None:
        listener(page, pages)
