"""Every entry is held to its examples and counter-examples; dead and shadowed entries, stray literals and local names are found.

How the phrases of a file are used (anywhere in a text, at its start, as a whole) stands in its schema under ``x-match``.
"""

from __future__ import annotations

import ast
import json
import re
import unicodedata
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from knowledge.load import Entry, Hit, Knowledge, Lexicon, load
from knowledge.normal import fold, key

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "knowledge"
FILES = sorted(p.stem for p in (HOME / "vi").glob("*.yaml"))
OUTSIDE = {".venv", ".git", "build", "dist", "tests", "bench"}  # bench writes synthetic plans


@lru_cache(maxsize=1)
def known() -> Knowledge:
    return load()


@lru_cache(maxsize=99)
def schema(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((HOME / "schemas" / f"{name}.json").read_text(encoding="utf-8"))
    return data


def raw(name: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((HOME / "vi" / f"{name}.yaml").read_text(encoding="utf-8"))
    return data


ALL = [(name, e.id) for name in FILES for e in known().entries(name)]


# -- form ----------------------------------------------------------------------------------------------------------------------


def test_every_file_has_a_schema_and_every_schema_is_one() -> None:
    for path in (HOME / "schemas").glob("*.json"):
        jsonschema.Draft202012Validator.check_schema(json.loads(path.read_text(encoding="utf-8")))
    assert [n for n in FILES if not (HOME / "schemas" / f"{n}.json").is_file()] == []


@pytest.mark.parametrize("name", FILES)
def test_file_fits_its_schema(name: str) -> None:
    errors = jsonschema.Draft202012Validator(schema(name)).iter_errors(raw(name))
    assert [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in errors] == []


@pytest.mark.parametrize("name", FILES)
def test_file_is_nfc_and_its_ids_are_unique(name: str) -> None:
    text = (HOME / "vi" / f"{name}.yaml").read_text(encoding="utf-8")
    lines = [n for n, line in enumerate(text.splitlines(), 1) if not unicodedata.is_normalized("NFC", line)]
    assert lines == [], "lines not in NFC"
    assert [i for i, n in Counter(e.id for e in known().entries(name)).items() if n > 1] == []


def test_a_schema_refuses_a_wrong_entry() -> None:
    data = raw("agencies")
    validator = jsonschema.Draft202012Validator(schema("agencies"))
    del data["entries"][0]["source"]
    data["entries"][1]["level"] = "somewhere"
    data["entries"][2]["phrase"] = ["typing error"]
    assert {e.absolute_path[1] for e in validator.iter_errors(data)} == {0, 1, 2}


# -- examples ------------------------------------------------------------------------------------------------------------------


def rule(name: str, e: Entry) -> dict[str, Any]:
    match = schema(name)["x-match"]
    own: dict[str, Any] = match.get("groups", {}).get(e.get("group"), {})
    return {**match, **own}


def counts(name: str, e: Entry, text: str, hit: Hit) -> bool:
    """A word that must be printed with a capital letter counts only there."""
    return not (e.get("capital") or rule(name, e).get("capital")) or text[hit.start].isupper()


def head(lexicon: Lexicon, text: str) -> Entry | None:
    """A column's head: one of the phrases, or it begins or ends with one and says little more; the longest phrase decides."""
    words = key(text)
    best: tuple[int, Entry] | None = None
    for hit in lexicon.all(words):
        size = len(hit.phrase.split())
        at_edge = hit.start == 0 or hit.end == len(words)
        if at_edge and 2 * size >= len(words.split()) and (best is None or size > best[0]):
            best = (size, hit.entry)
    return best[1] if best else None


def winners(name: str, e: Entry, text: str, how: str, lexicon: Lexicon) -> list[tuple[Entry, str]]:
    """The entries that this lexicon finds in a text, and the phrase of each."""
    folded = fold(text)
    if how == "whole":
        found = lexicon.get(text)
        return [(found, text)] if found else []
    if how == "head":
        found = head(lexicon, text)
        return [(found, text)] if found else []
    hits = [h for h in lexicon.find(folded) if counts(name, h.entry, text, h)]
    if how == "start":
        hits = [h for h in hits if h.start == 0]
    if how == "before a body":
        bodies = {b.start for b in known().lexicon("agencies").find(folded)}
        hits = [h for h in hits if h.end + 1 in bodies]
    return [(h.entry, h.phrase) for h in hits]


def lexicons(name: str, e: Entry, only: bool) -> list[Lexicon]:
    """The lexicons of the fields in which this entry's phrases stand: those of this entry alone, or those of all entries."""
    match = rule(name, e)
    group = e.get("group", "") if match.get("scope") == "group" else ""
    fields = [f for f in match.get("fields", ()) if e.get(f)]
    if only:
        return [Lexicon({p: e for p in e[f]}) for f in fields]
    return [known().lexicon(name, group, field=f) for f in fields]


def regex_finds(name: str, e: Entry, text: str) -> bool:
    match = rule(name, e)
    if match["how"] == "pattern":
        on = text if "text" in (e.get("on"), e.data.get(True)) else fold(text)  # YAML reads a bare ``on`` as true
        return bool(known().pattern(e.id).search(on))
    if match["how"] == "line":
        if "before" in e.data:
            left, cut, right = text.partition("⏎")
            return bool(cut) and bool(re.search(e["before"], left)) and bool(re.match(e["after"], right))
        look = re.search if e["group"] in match["anywhere"] else re.match
        return bool(look(e["regex"], text))
    return bool(re.search(e["regex"], key(text) if match.get("regex_on") == "key" else fold(text)))


def has_regex(e: Entry) -> bool:
    return "regex" in e.data or "before" in e.data


@pytest.mark.parametrize(("name", "id"), ALL, ids=[f"{n}:{i}" for n, i in ALL])
def test_entry_finds_its_examples_and_nothing_else(name: str, id: str) -> None:
    e = known().entry(name, id)
    if has_regex(e):
        assert [t for t in e["examples"] if not regex_finds(name, e, t)] == [], "examples not found"
        assert [t for t in e.get("not_examples", ()) if regex_finds(name, e, t)] == [], "counter-examples found"
        return
    own, whole, how = lexicons(name, e, True), lexicons(name, e, False), rule(name, e)["how"]
    if not own:
        return  # an entry without phrases of its own, as one that only says how things belong together

    def found(text: str, by: list[Lexicon]) -> list[tuple[Entry, str]]:
        return [w for lexicon in by for w in winners(name, e, text, how, lexicon)]

    assert [t for t in e["examples"] if not found(t, own)] == [], "examples not found"
    assert [t for t in e.get("not_examples", ()) if any(w.id == id for w, _ in found(t, whole))] == [], "counter-examples found"
    every = [w for t in e["examples"] for w in found(t, whole)]
    assert any(w.id == id for w, _ in every), f"dead: shadowed by {sorted({(w.id, p) for w, p in every})}"


@pytest.mark.parametrize("name", FILES)
def test_no_phrase_is_dead(name: str) -> None:
    """A phrase that another entry of the same lexicon claims too can never give its entry."""
    if schema(name)["x-match"].get("scope") is None:
        return
    dead = []
    for e in known().entries(name):
        for field in rule(name, e)["fields"]:
            if field == "keywords":  # a keyword may speak for two fields
                continue
            group = e.get("group", "") if rule(name, e)["scope"] == "group" else ""
            for p in e.get(field) or ():
                found = known().lexicon(name, group, field=field).get(p)
                if found is None or found.id != e.id:
                    dead.append(f"{e.id}: {p!r} is shadowed by {found.id if found else None}")
    assert dead == []


# -- one file and another ------------------------------------------------------------------------------------------------------


def test_references_between_entries_hold() -> None:
    k = known()
    agencies = {e.id for e in k.entries("agencies")}
    places = {e.id for e in k.entries("places")}
    numbers = {e["number"] for e in k.entries("registry")}
    types = {e["name"] for e in k.entries("instruments")}
    assert [(e.id, e[f]) for e in k.entries("agencies") for f in ("part_of", "of") if f in e.data and e[f] not in agencies] == []
    assert [(e.id, e["agency"]) for e in k.entries("issuers") if "agency" in e.data and e["agency"] not in agencies] == []
    named = [(e, f) for e in k.entries("succession") for f in ("old_agency", "new_agency") if f in e.data]
    assert [(e.id, e[f]) for e, f in named if e[f] not in agencies] == []
    assert [e.id for e in k.entries("places") if "merged_into" in e.data and e["merged_into"] not in places] == []
    later = [(e.id, n) for e in k.entries("registry") for f in ("amended_by", "replaced_by", "succeeded_by") for n in e.get(f, ())]
    assert [x for x in later if x[1] not in numbers] == []
    assert [e.id for e in k.entries("registry") if e["type"] not in types] == []
    assert [e.id for e in k.entries("instruments") if e.get("type", e["name"]) not in types] == []


def test_provinces_before_and_after_the_merger() -> None:
    provinces = [e for e in known().entries("places") if e["group"] == "province"]
    now = [e for e in provinces if "until" not in e.data]
    assert (len(provinces), len(now)) == (63, 34)
    merged = {e.id: e["merged_into"] for e in provinces if "until" in e.data}
    assert sorted(merged) == sorted(i for e in now for i in e.get("merged_from", ()))
    assert all(merged[i] == e.id for e in now for i in e.get("merged_from", ()))
    assert len({e["code"] for e in now}) == 34


@pytest.mark.parametrize(
    ("printed", "id"),
    [
        ("Sở KH&ĐT", "so-ke-hoach-va-dau-tu"),
        ("Sở Lao động – Thương binh và Xã hội", "so-lao-dong-thuong-binh-va-xa-hoi"),
        ("Sở Lao động, Thương binh và xã hội", "so-lao-dong-thuong-binh-va-xa-hoi"),
        ("Sở Văn hoá, Thể thao và Du lịch", "so-van-hoa-the-thao-va-du-lich"),
        ("Sở Nông nghiệp và PTNT", "so-nong-nghiep-va-phat-trien-nong-thon"),
        ("Uỷ ban nhân dân", "ubnd"),
        ("SỞ NỘI VỤ", "so-noi-vu"),
        ("Trung tâm VH TT&TT", "trung-tam-van-hoa-thong-tin-va-the-thao"),
    ],
)
def test_printed_forms_of_one_body(printed: str, id: str) -> None:
    found = known().lexicon("agencies").get(printed)
    assert found is not None and found.id == id


def test_a_comma_or_and_inside_a_name_does_not_split_it() -> None:
    text = fold("Sở Văn hóa, Thể thao và Du lịch, Sở Lao động, Thương binh và Xã hội và Sở Tài chính")
    found = [h.entry["name"] for h in known().lexicon("agencies").find(text)]
    assert found == ["Sở Văn hóa, Thể thao và Du lịch", "Sở Lao động - Thương binh và Xã hội", "Sở Tài chính"]


@pytest.mark.parametrize("word", ["Tài chính", "Kế hoạch và Đầu tư", "Lao động - Thương binh và Xã hội", "VHTT&DL", "Công Thương"])
def test_a_bare_name_gives_the_department(word: str) -> None:
    found = known().lexicon("agencies", field="bare").get(word)
    assert found is not None and found["class"] == "so"
    assert found["name"] == (known().lexicon("agencies").get("Sở " + word) or {"name": None})["name"]


# -- the house -----------------------------------------------------------------------------------------------------------------


def sources() -> list[Path]:
    return sorted(p for p in ROOT.rglob("*.py") if not OUTSIDE & set(p.relative_to(ROOT).parts[:-1]))


_MARKED = re.compile(r"[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.I)
_SYLLABLE = re.compile(
    r"(?:ngh|[cgknpt]h|ng|gi|qu|tr|[bcdđghklmnpqrstvx])?[aăâeêioôơuưyàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]{1,3}"
    r"(?:ng|nh|ch|[cmnpt])?",
    re.I,
)
_SHORT = re.compile(r"[A-Z&-]*Đ[A-Z&-]*")  # HĐND, QĐ


def vietnamese(text: str) -> bool:
    """Whether a string holds a word of the language (a syllable with a mark, or an abbreviation with Đ); a table of letters is none."""
    plain = re.sub(r"\\[a-zA-Z]|\[[^\]\s]*\]", " ", unicodedata.normalize("NFC", text))
    words = re.findall(r"[^\W\d_]{2,}", plain)
    return any(_MARKED.search(w) and (_SYLLABLE.fullmatch(w) or _SHORT.fullmatch(w)) for w in words)


def literals(tree: ast.AST) -> list[tuple[int, str]]:
    """String constants that hold a Vietnamese word, docstrings left out."""
    docs = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                docs.add(id(first.value))
    out = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs and vietnamese(node.value):
            out.append((node.lineno, node.value[:60]))
    return sorted(out)


def test_literals_are_seen() -> None:
    tree = ast.parse('"""Sở Nội vụ"""\nx = "Sở Nội vụ"\ny = f"{x} chủ trì"\nz = "[đ]"\nt = "đĐơƠưƯăĂ"\nr = r"\\svà\\s"\nc = "HĐND"\n')
    assert literals(tree) == [(2, "Sở Nội vụ"), (3, " chủ trì"), (6, "\\svà\\s"), (7, "HĐND")]


def test_no_vietnamese_literal_in_python() -> None:
    found = [f"{p.relative_to(ROOT)}:{n}: {t!r}" for p in sources() for n, t in literals(ast.parse(p.read_text(encoding="utf-8")))]
    assert found == []


# Numbers, persons and places of plans that the knowledge must not be made for. National bodies and instruments are no part of it.
_LOCAL = re.compile(
    r"(?<!\d)(?:(?:87|213|217|402|103|160|170|172|197|129)/KH-UBND|(?:1821|4020|746|61)/QĐ-UBND|13/2019/QĐ-UBND|436/UBND-NC"
    r"|867/TTr-SNV|(?:85|105)/BC-SNV|09-CT/TU|01-NQ/TU)"
    r"|Mai Sơn|Nguyễn Hữu Đính|Lê Quang Tiến|Lê Ánh Dương"
    r"|Việt Yên|Yên Dũng|Lạng Giang|Bắc Giang|Thái Nguyên|bac-?giang|thai-?nguyen",
    re.IGNORECASE,
)


@pytest.mark.parametrize("name", [n for n in FILES if n != "places"])
def test_no_local_name_or_number_in_the_knowledge(name: str) -> None:
    text = (HOME / "vi" / f"{name}.yaml").read_text(encoding="utf-8")
    assert [(n, m.group()) for n, line in enumerate(text.splitlines(), 1) for m in _LOCAL.finditer(line)] == []


def test_no_province_is_special_in_the_places() -> None:
    """The places of those plans stand in places.yaml as one province among others, and nothing else of them does."""
    for e in known().entries("places"):
        rest = {k: v for k, v in e.data.items() if k not in ("id", "name", "phrases", "examples", "merged_into", "merged_from")}
        assert not _LOCAL.search(str(rest)), e.id
        assert e["group"] != "province" or set(e["phrases"]) >= {e["name"]}


UNITS = ("huyện ủy", "thị ủy", "quận ủy", "tỉnh ủy")


def test_printings_of_an_agency_name_one_body() -> None:
    """Figures, deputies and units that tell bodies apart are the same in all printings of a name that stands for them in the graph."""
    found = []
    for e in known().entries("agencies"):
        if e["kind"] == "group" or e["class"] == "noun" or (e["class"] == "head" and not e.get("of")):
            continue
        name = fold(str(e["name"]))
        for phrase in map(fold, e["phrases"]):
            figures = {w for w in phrase.split() if w.isdigit()} - {w for w in name.split() if w.isdigit()}
            deputy = phrase.startswith("phó ") and not name.startswith("phó ")
            units = {u for u in UNITS if u in phrase and u not in name}
            if figures or deputy or units:
                found.append(f"{e.id}: {phrase}")
    assert found == []
