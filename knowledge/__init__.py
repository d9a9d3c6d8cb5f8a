"""What the language and the administration know: names, cues, patterns, as data with sources and examples."""

from .errors import CancuError, InputError, KnowledgeError, StoreError, UsageError
from .load import Entry, Hit, Knowledge, Lexicon, load
from .normal import LOWER, UPPER, Normal, fold, key, normal, squeeze
from .scan import Found, Longest, Scanner

__all__ = [
    "LOWER",
    "UPPER",
    "CancuError",
    "Entry",
    "Found",
    "Hit",
    "InputError",
    "Knowledge",
    "KnowledgeError",
    "Lexicon",
    "Longest",
    "Normal",
    "Scanner",
    "StoreError",
    "UsageError",
    "fold",
    "key",
    "load",
    "normal",
    "squeeze",
]
