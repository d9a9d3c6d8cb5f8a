"""Căn cứ: Vietnamese administrative plans as a graph one can question.

Four functions for scripts; what they need is imported when they are first called.

>>> import cancu
>>> record = cancu.read("Kế hoạch".encode(), name="ke-hoach.txt")
>>> with cancu.open_store("plans.db") as store:  # doctest: +SKIP
...     cancu.ingest(["plans/"], store)
...     for row in cancu.ask(store, "derived_tasks", number="76/NQ-CP"):
...         print(row["task"], row["leads"], row["deadline"])
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["CancuError", "__version__", "ask", "ingest", "open_store", "read"]

if TYPE_CHECKING:
    from knowledge.errors import CancuError

    from .api import ask, ingest, open_store, read


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name == "CancuError":
        from knowledge.errors import CancuError

        return CancuError
    from . import api

    return getattr(api, name)


def __dir__() -> list[str]:
    return sorted(__all__)
