"""Written forms made comparable: numbers of instruments, their ids, what they are about. Names are compared, never likened."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from knowledge import Entry, Knowledge, fold, key

_LEADING = re.compile(r"^0*(\d+)")
_YEAR_IN_NUMBER = re.compile(r"^\d+[a-zđ]?(?:\.\d+)?/((?:19|20)\d\d)/")
_GROUP = re.compile(r"[^/&.-]+")
_DIGITS = re.compile(r"\d+")
_SYLLABLE = re.compile(r"[^\W_]+")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_DATE = re.compile(r"^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$")


def number_key(number: str) -> str:
    """The form in which numbers are compared: no blanks, no case, one kind of dash, at least two leading digits.

    >>> number_key("3 /CT–TTg")
    '03/ct-ttg'
    """
    joined = "".join(fold(unicodedata.normalize("NFC", number)).split()).strip(".,;:")
    found = _LEADING.match(joined)
    return f"{int(found.group(1)):02d}{joined[found.end() :]}" if found else joined


def number_written(number: str, knowledge: Knowledge) -> str:
    """The form of a number in ids: capitals, but for the groups of a symbol that knowledge writes otherwise (TTg, TTr).

    >>> number_written("23/ct-ttg", load())
    '23/CT-TTg'
    """
    return _cased(number, memo(knowledge).symbols)


def _cased(number: str, symbols: Mapping[str, str]) -> str:
    return _GROUP.sub(lambda m: symbols.get(m.group(), m.group().upper()), number_key(number))


def has_symbol(number: str) -> bool:
    """Whether a number has letters: a short form ("11") has none."""
    return any(c.isalpha() for c in number_key(number))


def digits(number: str) -> str:
    """The serial digits of a number, as far as they tell a short form: ``11`` of ``11/CT-TTg``."""
    found = _DIGITS.match(number_key(number))
    return found.group() if found else number_key(number)


def year(number: str | None, date: str | None) -> str | None:
    """The year of an instrument: from its number where that holds one, else from its date."""
    found = _YEAR_IN_NUMBER.match(number_key(number)) if number else None
    if found:
        return found.group(1)
    return date[:4] if date and _DATE.match(date) else None


def month(date: str | None) -> str | None:
    """``2023-12`` of a date that states a month."""
    return date[:7] if date and len(date) >= 7 and _DATE.match(date) else None


def issuer_by_symbol(number: str, knowledge: Knowledge) -> str | None:
    """The national issuer that the symbol of a number tells (NĐ-CP, QĐ-TTg, TTg-PL, QH15), or None: a local code tells no place.

    ``06/CP`` tells none: a code alone, without a type before it or a unit behind it, is a nickname.
    """
    codes = memo(knowledge).codes
    groups = number_key(number).rsplit("/", 1)[-1].split("-")
    if len(groups) == 1:
        return codes.get(groups[0]) if groups[0][-1:].isdigit() else None
    return codes.get(groups[-1]) or codes.get(groups[0])


def type_written(type: str | None, knowledge: Knowledge) -> str:
    """A type name as ids write it: as knowledge writes it, an unknown one with one capital; ``?`` where there is none."""
    words = plain(type or "")
    return memo(knowledge).types.get(key(words)) or words[:1].upper() + words[1:] or "?"


def plain(text: str) -> str:
    """The readable form of a key, for ids: small letters, no punctuation, single spaces, old tone placement at the end of a syllable.

    >>> plain("HOÀ BÌNH, Thoại Sơn")
    'hòa bình thoại sơn'
    """
    return " ".join(map(_syllable, _SYLLABLE.findall(unicodedata.normalize("NFC", text).lower())))


def _syllable(word: str) -> str:
    end = fold(word[-2:])
    return word if word.startswith("q") or end == word[-2:] else fold(word) if len(word) < 3 else word[:-2] + end


def instrument_id(type: str | None, number: str, issuer: str | None, year: str | None, knowledge: Knowledge) -> str:
    """``type/number/issuer/year``; an unknown issuer or year is ``?``."""
    return f"{type_written(type, knowledge)}/{number_written(number, knowledge)}/{issuer or '?'}/{year or '?'}"


def unnumbered_id(type: str | None, issuer: str | None, title: str | None, date: str | None, knowledge: Knowledge) -> str:
    """``type/~`` and 12 hex digits of issuer, title and date, folded."""
    said = "\x1f".join((key(issuer or ""), key(title or ""), date or ""))
    return f"{type_written(type, knowledge)}/~{hashlib.sha256(said.encode()).hexdigest()[:12]}"


def subject_key(text: str, place: str, knowledge: Knowledge) -> str:
    """The words of a title that say what it is about: folded, abbreviations written out, without type, place, years and light words.

    ``place`` is the proper name of the issuer's unit. An empty answer means that nothing was left to compare.
    """
    known = memo(knowledge)
    words = f" {key(text)} "
    for short, full in known.shorts:
        words = words.replace(f" {short} ", f" {full} ")
    if place:
        words = words.replace(f" {key(place)} ", " ")
    words = _YEAR.sub(" ", words)
    for phrase in known.light:
        words = re.sub(rf"(?<= ){re.escape(phrase)}(?= )", " ", words)
        words = f" {' '.join(words.split())} "
    return words.strip()


def years(text: str) -> tuple[int, int] | None:
    """The span of years that a title states: first and last of them, or None."""
    found = [int(y) for y in _YEAR.findall(text)]
    return (min(found), max(found)) if found else None


def agree(a: str, b: str) -> bool | None:
    """Whether two subjects (``subject_key``) are one: True if equal, None if one continues the other, False if they part.

    Only a continuation counts ("cải cách hành chính, trọng tâm là ..."): words *before* a subject make another one of it
    ("tuyên truyền cải cách hành chính").
    """
    if a == b:
        return True
    short, long = sorted((a.split(), b.split()), key=len)
    return None if len(short) >= 3 and long[: len(short)] == short else False


def group(knowledge: Knowledge, name: str, file: str = "identity") -> tuple[Entry, ...]:
    """The entries of a group of ``identity.yaml``."""
    return tuple(e for e in knowledge.files.get(file, ()) if e.get("group") == name)


def has(knowledge: Knowledge, name: str, text: str) -> bool:
    """Whether a pattern of a group of ``identity.yaml`` is found in the key of a text."""
    words = key(text)
    return any(re.search(e["regex"], words) for e in group(knowledge, name))


@dataclass(frozen=True, slots=True)
class Memo:
    """What this module looks up often: abbreviations with their full forms, light phrases (longest first), codes with their national
    issuers, groups of symbols as they are written, nicknames
    with the id, type and number of their instruments, names of types."""

    shorts: tuple[tuple[str, str], ...]
    light: tuple[str, ...]
    codes: Mapping[str, str]
    symbols: Mapping[str, str]
    aliases: Mapping[str, tuple[str, str, str]]
    types: Mapping[str, str]


_MEMOS: dict[str, Memo] = {}


def memo(knowledge: Knowledge) -> Memo:
    """The look-ups of one state of knowledge, made once."""
    if knowledge.hash not in _MEMOS:
        issuers = knowledge.files.get("issuers", ())
        types = [s for e in knowledge.files.get("instruments", ()) for s in e.get("symbols") or ()]
        light = {key(p) for e in group(knowledge, "light") for p in e["phrases"]}
        shorts = {(key(e["short"]), key(e["long"])) for e in knowledge.files.get("abbreviations", ()) if not e.get("ambiguous")}
        symbols = {fold(g): g for s in [*(str(e["code"]) for e in issuers), *types] for g in _GROUP.findall(s)}
        aliases = {
            key(a): (
                f"{e['type']}/{_cased(str(e['number']), symbols)}/{e['issuer']}/{str(e['date'])[:4]}",
                str(e["type"]),
                str(e["number"]),
            )
            for e in knowledge.files.get("registry", ())
            for a in e.get("aliases") or ()
        }
        _MEMOS[knowledge.hash] = Memo(
            tuple(sorted(shorts, key=lambda s: (-len(s[0]), s))),
            tuple(sorted(light, key=lambda p: (-len(p), p))),
            {fold(p): str(e["issuer"]) for e in issuers if e.get("issuer") for p in e["phrases"]},
            symbols,
            aliases,
            {key(str(e["name"])): str(e["name"]) for e in group(knowledge, "instrument", "instruments")},
        )
    return _MEMOS[knowledge.hash]


def series(issuer: str, knowledge: Knowledge) -> str:
    """The name of the issuer in whose series of numbers this one counts: the chairman's in the committee's; else the name itself."""
    words, changed = key(issuer), False
    for e in group(knowledge, "series"):
        words, n = re.subn(e["regex"], e["to"], words)
        changed = changed or n > 0
    return words if changed else issuer


def alias(type: str, number: str, knowledge: Knowledge) -> tuple[str, str, str] | None:
    """Id, type and number of the instrument for which a nickname (Đề án 06) stands by ``registry.yaml``, or None."""
    return memo(knowledge).aliases.get(key(f"{type} {number_key(number)}"))


def day(stated: str) -> date | None:
    """A day that is stated in full; a year or month alone is none."""
    try:
        return date.fromisoformat(stated)
    except ValueError:
        return None
