"""What the program says to people: one sentence a code, Vietnamese and English, in ``messages/{vi,en}.yaml``.

The files are kept to a part of YAML that a few lines can read (``key: text`` or ``key: "text"`` on one line), because
``cancu --help`` needs them and a YAML parser costs more than all the rest of its start. A test reads them with both.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

HOME = Path(__file__).parent / "messages"
LANGUAGES = ("vi", "en")


@lru_cache(maxsize=2)
def messages(lang: str) -> Mapping[str, str]:
    """Every sentence of a language by its code."""
    out: dict[str, str] = {}
    for line in (HOME / f"{lang}.yaml").read_text(encoding="utf-8").splitlines():
        key, found, text = line.partition(": ")
        if found and not line.startswith("#"):
            text = text.strip()
            quoted = len(text) > 1 and text[0] == text[-1] == '"'
            out[key] = text[1:-1].replace('\\"', '"').replace("\\n", "\n") if quoted else text
    return out


class _Blanks(dict[str, Any]):
    """Values for a message; a blank that nobody filled shows as a dash rather than failing in the middle of a report."""

    def __missing__(self, key: str) -> str:
        return "-"


def has(code: str, lang: str) -> bool:
    """Whether the language has a sentence for this code."""
    return code in messages(lang)


def say(code: str, lang: str, **values: Any) -> str:
    """The sentence of a code with its blanks filled. A code without a sentence is said as it is, with its values."""
    text = messages(lang).get(code)
    if text is None:
        return " ".join([code, *(f"{k}={_plain(v)}" for k, v in values.items())])
    return text.format_map(_Blanks({k: _plain(v) for k, v in values.items()}))


def _plain(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return "; ".join(_plain(v) for v in value)
    return str(value)


def language(asked: str | None, environ: Mapping[str, str] = os.environ) -> str:
    """The language to speak: as asked, else CANCU_LANG, else that of the system, else Vietnamese."""
    for value in (asked, *(environ.get(name) for name in ("CANCU_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))):
        if value and value[:2].lower() in LANGUAGES:
            return value[:2].lower()
    return "vi"
