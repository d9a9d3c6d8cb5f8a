"""A statement as tokens and groups of tokens: enough of Cypher to see what stands inside what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""(?P<text>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")|(?P<none>//[^\n]*|/\*.*?\*/|\s+)|(?P<quoted>`(?:``|[^`])*`)|(?P<value>\$\w+|\d[\w.]*(?<!\.))"""
    r"""|(?P<word>[^\W\d]\w*)|(?P<sign>=~|<>|<=|>=|\.\.|.)""",
    re.DOTALL,
)
CLOSING = {"(": ")", "[": "]", "{": "}", "CASE": "END"}


@dataclass(frozen=True, slots=True)
class Token:
    """``kind``: ``text`` (a string), ``quoted`` (a name in back quotes, without them), ``value`` (a parameter or number), ``word``,
    ``sign``."""

    kind: str
    text: str

    @property
    def upper(self) -> str:
        """A word or sign as keywords are compared; empty for everything that can be no keyword."""
        return self.text.upper() if self.kind in ("word", "sign") else ""

    @property
    def named(self) -> bool:
        """Whether it may be a name."""
        return self.kind in ("word", "quoted")


@dataclass(frozen=True, slots=True)
class Group:
    """What stands between brackets, or between CASE and END: ``opener`` is ``(``, ``[``, ``{`` or ``CASE``."""

    opener: str
    parts: tuple[Part, ...]


Part = Token | Group


def tokens(cypher: str) -> Iterator[Token]:
    """The tokens of a statement, blanks and comments left out."""
    for m in _TOKEN.finditer(cypher):
        kind = m.lastgroup or "sign"
        if kind != "none":
            yield Token(kind, m[0][1:-1].replace("``", "`") if kind == "quoted" else m[0])


def groups(cypher: str) -> tuple[Part, ...]:
    """The tokens of a statement, those between brackets as groups. Brackets that do not fit are taken as they come: the engine says so."""
    stack: list[tuple[str, list[Part]]] = [("", [])]
    last = ""
    for token in tokens(cypher):
        name = token.upper
        word_is_name = last in (".", ":", "AS")  # what follows these is a name, whatever it looks like
        if name in CLOSING and not (name == "CASE" and word_is_name):
            stack.append((name, []))
        elif len(stack) > 1 and name == CLOSING[stack[-1][0]] and not (name == "END" and word_is_name):
            opener, parts = stack.pop()
            stack[-1][1].append(Group(opener, tuple(parts)))
        else:
            stack[-1][1].append(token)
        last = name
    while len(stack) > 1:
        opener, parts = stack.pop()
        stack[-1][1].append(Group(opener, tuple(parts)))
    return tuple(stack[0][1])


def split(parts: Sequence[Part], at: frozenset[str]) -> Iterator[tuple[Part, ...]]:
    """Parts between the tokens ``at`` (upper case) of the same level."""
    piece: list[Part] = []
    for part in parts:
        if isinstance(part, Token) and part.upper in at:
            yield tuple(piece)
            piece = []
        else:
            piece.append(part)
    yield tuple(piece)


def is_word(part: Part | None, *words: str) -> bool:
    """Whether a part is one of these words or signs (upper case)."""
    return isinstance(part, Token) and part.upper in words
