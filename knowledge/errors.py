"""The one error tree. It lies at the bottom of the house so that every layer may raise it.

An error carries a code and values, never a sentence: the sentences (message and remedy, Vietnamese and English)
stand in ``cancu/messages/{vi,en}.yaml`` under the code.
"""

from __future__ import annotations

from typing import Any


class CancuError(Exception):
    """What went wrong, where, told by code.

    ``code`` names the message; ``file`` the input; ``place`` where in it (a line, a page, a key);
    ``values`` fill the message's blanks. ``exit_code`` is that of DESIGN section 6.
    """

    exit_code = 1

    def __init__(self, code: str, *, file: str | None = None, place: str | None = None, **values: Any) -> None:
        self.code = code
        self.file = file
        self.place = place
        self.values = values
        parts = [code, *(f"{k}={v!r}" for k, v in (("file", file), ("place", place)) if v is not None)]
        super().__init__(", ".join([*parts, *(f"{k}={v!r}" for k, v in values.items())]))


class InputError(CancuError):
    """An input that cannot be read; the rest of the batch goes on."""


class UsageError(CancuError):
    """A wrong call: unknown path, unknown question, a missing parameter, a number that fits several instruments."""

    exit_code = 2


class StoreError(CancuError):
    """The store cannot be reached, is held by another process, or refused the statement."""

    exit_code = 3


class KnowledgeError(CancuError):
    """A knowledge file that does not fit its schema."""
