"""What the language and the administration know: names, cues, patterns, as data with sources and examples."""

from .errors import CancuError, InputError, KnowledgeError, StoreError, UsageError
from .load import Entry, Hit, Knowledge, Lexicon, load
from .normal import LOWER, UPPER, Normal, fold, key, normal, squeeze

__all__ = [
    "LOWER",
    "UPPER",
    "CancuError",
    "Entry",
    "Hit",
    "InputError",
    "Knowledge",
    "KnowledgeError",
    "Lexicon",
    "Normal",
    "StoreError",
    "UsageError",
    "fold",
    "key",
    "load",
    "normal",
    "squeeze",
]
