"""What stands under a line that ends in a colon: items of another mark, or a run of items that wear its own."""

from __future__ import annotations

from collections.abc import Sequence

from ..outline import Item

_GOES_ON = (";", ",")


def introduces(item: Item) -> bool:
    """Whether a line ends in a colon."""
    return item.body_text.rstrip(" *_").endswith(":")


def has_items(items: Sequence[Item], n: int) -> bool:
    """Whether the next paragraph stands under this one: another mark than its own, or its own in a run of items."""
    following = _next(items, n)
    if following is None or items[following].role != "content" or items[following].marker is None:
        return False
    return items[following].marker != items[n].marker or last_alike(items, n) > n


def under(item: Item, above: Item) -> bool:
    """Whether an item still stands under a lead-in: deeper marker, or a dash or plus under a line of another mark."""
    if item.own and above.own and item.own != above.own:
        return item.own.startswith(above.own + ".")
    if item.section != above.section:
        return False
    if _bulleted(item) and item.marker != above.marker:
        return True
    return item.own == above.own and item.marker is not None and item.marker != above.marker


def last_alike(items: Sequence[Item], n: int, *, all_of_them: bool = False) -> int:
    """The last of the items that stand under line ``n``, which ends in a colon, though they wear the same bullet as it, or none as it does;
    ``n`` where there is none. They go on as long as semicolons end them; where the first ends otherwise it is the only one, or
    with ``all_of_them`` those that follow belong to it, up to the next line that ends in a colon."""
    line = items[n]
    if not introduces(line) or not (line.marker is None or _bulleted(line)):
        return n
    last, at = n, _next(items, n)
    while at is not None:
        item = items[at]
        if item.role != "content" or introduces(item) or (item.marker, item.section, item.own) != (line.marker, line.section, line.own):
            break
        goes_on = item.body_text.rstrip(" *_").endswith(_GOES_ON)
        first = last == n
        last = at
        all_of_them = all_of_them and not (first and goes_on)
        if not (goes_on or all_of_them):
            break
        at = _next(items, at)
    return last


def _bulleted(item: Item) -> bool:
    """Whether a sign opens the item, no number and no letter."""
    return item.marker is not None and not item.marker[0].isalnum()


def _next(items: Sequence[Item], n: int) -> int | None:
    return next((m for m in range(n + 1, len(items)) if items[m].para.kind == "paragraph"), None)
