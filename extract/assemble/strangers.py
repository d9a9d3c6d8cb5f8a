"""Bodies in words that no grammar knows, told by what stands around them: a list before them, an order or a leader's word behind them."""

from __future__ import annotations

from dataclasses import replace

from knowledge import Knowledge

from ..find.agencies import Name
from ..paras import Para

_LONGEST = 8  # words of a body that no grammar knows


def after(para: Para, start: int, end: int, k: Knowledge) -> Name | None:
    """Words between a list of bodies and the order that follows it: one more of them."""
    join = k.pattern("join").match(para.folded, start, end)
    if not join:
        return None
    verb = next(iter(k.lexicon("cues", "verb").find(para.folded[join.end() : end])), None)
    words = para.text[join.end() : join.end() + verb.start].rstrip(" ,") if verb else ""
    if (
        not words
        or len(words.split()) > _LONGEST
        or any(c in words for c in ".;:")
        or not k.pattern("name.plural").match(para.folded, join.end())
    ):
        return None
    return Name(join.end(), join.end() + len(words), words, "group")


def before_lead(para: Para, names: list[Name], stop: int, end: int, k: Knowledge) -> tuple[list[Name], int] | None:
    """A list of bodies and the words between it and "chủ trì": they go on with the last name, or are one more body behind a conjunction,
    unless that name is an office's ("Trung tâm Thông tin và Dữ liệu số"). None where another order or a stop parts them."""
    cue = next(iter(k.lexicon("cues", "lead").find(para.folded[stop:end])), None)
    words = para.text[stop : stop + cue.start].rstrip() if cue else ""
    if not words.strip() or len(words.split()) > _LONGEST or any(c in words for c in ".;:,"):
        return None
    last, stop = names[-1], stop + len(words)
    join = k.pattern("join").match(para.folded, stop - len(words), stop)
    office = last.name.lower().startswith(tuple(f"{w} " for w in k.top("cues", "field_units")))
    if join and not office:
        return [*names, Name(join.end(), stop, para.text[join.end() : stop], "body")], stop
    return [*names[:-1], replace(last, end=stop, name=f"{last.name}{words}", entry=None)], stop
