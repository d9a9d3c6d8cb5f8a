"""Who signed, and who receives it."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

from knowledge import Knowledge, fold, squeeze

from ..find import agencies
from ..paras import Para
from ..zones import bare, is_upper, starts_with
from .reading import Reading


def inside(text: str, a: int, b: int) -> tuple[int, int]:
    """A run without the blanks, dashes and stars around it."""
    while a < b and text[a] in " *_-–—:.":
        a += 1
    while b > a and text[b - 1] in " *_-–—:":
        b -= 1
    return a, b


def signer(reading: Reading, places: dict[str, Any]) -> dict[str, Any] | None:
    """Who signed: name, post, capacity. The name is the last line of the signature that looks like a person's."""
    lines = [i.para for i in reading.outline.items if i.role == "signature"]
    capacity = post = None
    name: Para | None = None
    k = reading.knowledge
    for p in lines:
        text = bare(p.text)
        if not text:
            continue
        for line in (part for run in re.split(r"(?<=[^\s])\s{2,}", text) for part in _parted(run, k)):
            kind = starts_with(fold(line), k, "headings", "capacity")
            if kind and is_upper(line):
                written = str(k.entry("headings", kind)["written"])
                said = line[len(_capacity(line, k, kind)) :].strip(" .")
                head, behind = _split_post(said, k)
                capacity = f"{written} {_sentence_case(head, k)}".strip()
                post = _sentence_case(behind, k) if behind else post
            elif starts_with(fold(line), k, "headings", "post") and is_upper(line):
                post = _sentence_case(line, k)
            elif _person(line, k):
                name = p
    if name is None:
        return None
    a, b = inside(name.text, 0, len(name.text))
    places["signer"] = reading.place(name, a, b)
    return {"name": reading.words(name, a, b), "title": post, "capacity": capacity}


def _parted(line: str, k: Knowledge) -> list[str]:
    """Signature lines that a converter ran into one: "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH" is two."""
    words = line.split()
    signed = [w.isupper() and any(c in w for c in "./") and starts_with(fold(w), k, "headings", "capacity") for w in words]
    marks = [i for i, s in enumerate(signed) if s and i]
    if not marks:
        return [line]
    return [" ".join(words[a:b]) for a, b in pairwise([0, *marks, len(words)])]


def _capacity(line: str, k: Knowledge, kind: str) -> str:
    phrases: list[str] = sorted(k.entry("headings", kind)["phrases"], key=len, reverse=True)
    return next(p for p in phrases if fold(line).startswith(p))


def _split_post(said: str, k: Knowledge) -> tuple[str, str]:
    """Two signature lines run into one: "CHỦ TỊCH PHÓ CHỦ TỊCH"."""
    words = said.split()
    for i in range(1, len(words)):
        rest = " ".join(words[i:])
        if starts_with(fold(rest), k, "headings", "post"):
            return " ".join(words[:i]), rest
    return said, ""


def _sentence_case(text: str, k: Knowledge) -> str:
    words = squeeze(text).split()
    low = [w if k.lexicon("abbreviations").get(w) else w.lower() for w in words]
    for i in range(1, len(low)):  # "Phó Chủ tịch": a post inside a post keeps its capital
        if " ".join(low[i:]) in {p for p, _ in k.openings("headings", "post")}:
            low[i] = low[i][0].upper() + low[i][1:]
            break
    return (low[0][0].upper() + low[0][1:] + "".join(" " + w for w in low[1:])) if low else ""


def _person(line: str, k: Knowledge) -> bool:
    words = line.split()
    if k.pattern("level.first").match(fold(line)) or starts_with(fold(line), k, "headings", "zone"):
        return False
    if not 2 <= len(words) <= 5 or (is_upper(line) and len(words) < 3):
        return False
    if not all(w[0].isupper() and w.replace("-", "").isalpha() for w in words):
        return False
    return not k.lexicon("agencies").find(fold(line)) and not starts_with(fold(line), k, "headings", "post")


def _lent(p: Para, k: Knowledge) -> tuple[str, int]:
    """ "Thường trực: Tỉnh ủy, HĐND tỉnh": the word before the colon belongs to each body behind it. The word and where they begin."""
    colon = p.text.find(":")
    word = p.text[:colon].strip(" -–+•*") if colon > 0 else ""
    return (f"{word} ", colon + 1) if word and fold(word) in k.entry("cues", "name.head")["phrases"] else ("", 0)


def recipients(reading: Reading) -> list[str]:
    """Who receives it: the lines behind "Nơi nhận", the archive line left out."""
    out: list[str] = []
    posts = reading.knowledge.entry("cues", "name.head")["phrases"]
    for item in reading.outline.items:
        if item.role != "recipients":
            continue
        p = item.para
        if starts_with(p.folded.lstrip("-–+•*\\ "), reading.knowledge, "cues", "archive") or starts_with(
            p.folded, reading.knowledge, "headings", "zone"
        ):
            continue
        end = p.text.find("(") if "(" in p.text else len(p.text)
        head = _lent(p, reading.knowledge)
        for name in agencies.members(p, head[1], end, reading.knowledge):
            name = replace(name, name=f"{head[0]}{name.name}")
            if (
                name.name not in out
                and name.end - name.start > 2
                and (name.entry or fold(name.name) in posts or " " in p.text[name.start : name.end].strip())
            ):
                out.append(name.name)
    return out
