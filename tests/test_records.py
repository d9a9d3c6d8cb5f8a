"""Our reading against records made by hand: the samples by a scoring of our own, the real plans by the scorer that comes with them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from extract.layout import Layout
from extract.pipeline import Stages, read_record
from knowledge import fold, load, squeeze

ROOT = Path(__file__).parent.parent
FLOORS: dict[str, dict[str, float]] = yaml.safe_load((ROOT / "tests" / "floors.yaml").read_text(encoding="utf-8"))
SAMPLES = sorted((ROOT / "corpus" / "samples").glob("*.txt"))
Json = Mapping[str, Any]


@cache
def stages(path: Path) -> Stages:
    return read_record(path.read_bytes(), path.name, load())


def by_hand(sample: Path) -> Json:
    data: Json = json.loads((ROOT / "corpus" / "records" / f"{sample.stem}.json").read_text(encoding="utf-8"))
    return data


# --- a small scoring ----------------------------------------------------------------------------------------------------------------

Counts = dict[str, tuple[Counter[Hashable], Counter[Hashable]]]


def plain(text: object) -> str:
    """Words and digits alone, folded: what two spellings of one run have in common."""
    return re.sub(r"[\W_]+", " ", fold(str(text or ""))).strip()


def body(name: object) -> str:
    """A body's name to compare by: "và", "các" and the place behind "tỉnh", "thành phố", "huyện" do not count."""
    bare = re.sub(r"\b(tỉnh|thành phố|huyện|thị xã|phường|xã) (?:[A-ZĐÂÊÔƠƯÁÀẢÃẠ]\w*\s?){1,4}$", r"\1", str(name or "").strip())
    words = plain(bare)
    for long, short in (("ủy ban nhân dân", "ubnd"), ("hội đồng nhân dân", "hđnd"), ("mặt trận tổ quốc", "mttq")):
        words = words.replace(long, short)
    return " ".join(w for w in words.split() if w not in ("và", "các"))


def term(entry: Json) -> Hashable:
    d = entry.get("deadline")
    return (d["kind"], str(d["value"]), bool(d.get("before"))) if d else None


def matched(ours: list[Json], theirs: list[Json]) -> dict[int, int]:
    """Which of our assignments is which of theirs: the same task, else in the same section most of its words. Ours to theirs, by index."""
    out: dict[int, int] = {}
    free = set(range(len(theirs)))
    for same in (lambda a, b: plain(a["task"]) == plain(b["task"]) and a["section"] == b["section"], _close):
        for i, a in enumerate(ours):
            if i not in out:
                found = next((j for j in sorted(free, key=lambda j: abs(i - j)) if same(a, theirs[j])), None)
                if found is not None:
                    out[i] = found
                    free.discard(found)
    return out


def _close(a: Json, b: Json) -> bool:
    x, y = Counter(plain(a["task"]).split()), Counter(plain(b["task"]).split())
    return (x & y).total() >= 0.7 * max(x.total(), y.total())


def counts(ours: Json, theirs: Json) -> Counts:
    """For each field what we read and what stands in the record made by hand, as things that can be counted."""

    def both(key: Callable[[Json], Iterable[Hashable]]) -> tuple[Counter[Hashable], Counter[Hashable]]:
        return Counter(key(ours)), Counter(key(theirs))

    def document(r: Json) -> Iterator[Hashable]:
        d = r["document"]
        for name in ("type", "number", "date", "place", "status"):
            yield name, plain(d[name])
        yield "issuer", plain(d["issuer"])
        yield "title", plain(d["title"])
        yield "period", d["period"]["from"], d["period"]["to"]
        signer = d["signer"] or {}
        yield "signer", *(plain(str(signer.get(x) or "").replace("/", "")) for x in ("name", "title", "capacity"))  # T/M is TM.

    def cited(c: Json) -> tuple[Hashable, ...]:
        return plain(c["type"]), (c["number"] or "").upper() or plain(c.get("name"))

    pairs = matched(ours["assignments"], theirs["assignments"])

    def of_tasks(value: Callable[[Json], Iterable[Hashable]]) -> tuple[Counter[Hashable], Counter[Hashable]]:
        mine: Counter[Hashable] = Counter()
        for i, a in enumerate(ours["assignments"]):
            mine.update((pairs.get(i, f"extra {i}"), v) for v in value(a))
        return mine, Counter((j, v) for j, a in enumerate(theirs["assignments"]) for v in value(a))

    return {
        "document": both(document),
        "sections": both(lambda r: ((s["path"], plain(s["title"])) for s in r["sections"])),
        "citations": both(lambda r: (cited(c) for c in r["citations"])),
        "citation_details": both(lambda r: ((*cited(c), c["date"], body(c["issuer"]), c["role"]) for c in r["citations"])),
        "assignments": of_tasks(lambda a: [a["kind"]]),
        "leads": of_tasks(lambda a: {body(n) for n in a["lead"]}),
        "coordinators": of_tasks(lambda a: {body(n) for n in a["coordinate"]}),
        "deadlines": of_tasks(lambda a: [term(a)] if term(a) else []),
        "agencies": both(lambda r: {body(n) for n in r["agencies"]}),
    }


def f1(all_counts: Iterable[Counts], field: str) -> tuple[float, list[str]]:
    """F1 over all documents, and what was missed or made up."""
    hit = total = 0
    wrong: list[str] = []
    for n, c in enumerate(all_counts, 1):
        ours, theirs = c[field]
        hit += (ours & theirs).total()
        total += ours.total() + theirs.total()
        wrong += [f"{n:02} missed {x}" for x in (theirs - ours).elements()] + [f"{n:02} made up {x}" for x in (ours - theirs).elements()]
    return (2 * hit / total if total else 1.0), wrong


@pytest.mark.parametrize("field", FLOORS["samples"])
def test_samples_read_as_their_records_say(field: str) -> None:
    score, wrong = f1([counts(stages(s).record.to_json(), by_hand(s)) for s in SAMPLES], field)
    floor = FLOORS["samples"][field]
    assert score >= floor, f"{field} {score:.4f} < {floor}\n" + "\n".join(wrong[:40])


def test_the_scoring_sees_what_is_missing_wrong_and_made_up() -> None:
    whole = by_hand(SAMPLES[0])
    assert all(f1([counts(whole, whole)], f)[0] == 1.0 for f in FLOORS["samples"])
    some = {**whole, "assignments": whole["assignments"][1:], "citations": whole["citations"][:-1], "sections": whole["sections"][2:]}
    some["document"] = {**whole["document"], "number": "1/KH-UBND"}
    some["agencies"] = [*whole["agencies"], "Sở Không có"]
    low = {f for f in FLOORS["samples"] if f1([counts(some, whole)], f)[0] < 1}
    assert {"document", "sections", "citations", "citation_details", "assignments", "leads", "agencies"} <= low
    turned = {
        **whole,
        "assignments": [{**a, "lead": a["coordinate"], "coordinate": a["lead"], "deadline": None} for a in whole["assignments"]],
    }
    assert {f for f in FLOORS["samples"] if f1([counts(turned, whole)], f)[0] < 1} == {"leads", "coordinators", "deadlines"}
    assert f1([counts({**whole, "sections": [], "citations": [], "assignments": [], "agencies": []}, whole)], "leads")[0] == 0.0


# --- places -------------------------------------------------------------------------------------------------------------------------


def slices(layout: Layout, at: Any) -> str:
    """The words at one place or at a list of them."""
    places = at if isinstance(at, list) else [at]
    assert all(0 <= p["start"] < p["end"] <= len(layout.text) for p in places), at
    assert all(p["page"] == layout.page_of(p["start"]) for p in places), at
    return squeeze(" ".join(layout.text[p["start"] : p["end"]] for p in places))


def misplaced(read: Stages) -> list[str]:
    """Every item of every part whose words do not stand at its place."""
    layout, record = read.layout, read.record.to_json()
    wrong: list[str] = []

    def check(what: str, words: str | None, at: Any, inferred: Any = None) -> None:
        if at is None:
            if not inferred:
                wrong.append(f"{what}: no place for {words!r}")
        elif slices(layout, at) != squeeze(words or ""):
            wrong.append(f"{what}: {words!r} is not {slices(layout, at)!r}")

    for part, key in (("sections", "title"), ("citations", "text"), ("assignments", "task"), ("targets", "text")):
        for n, item in enumerate(record[part]):
            check(f"{part} {item.get('id', n)}", item[key], item.get("at"), item.get("inferred"))
    for a in record["assignments"]:
        for p in a["parties"]:
            check(f"party of {a['id']}", p["text"], p["at"])
        if a["deadline_text"] and ";" not in a["deadline_text"]:
            check(f"deadline of {a['id']}", a["deadline_text"], a["deadline_at"])
    for field, at in record["document"]["at"].items():
        if not slices(layout, at):
            wrong.append(f"document.{field}: nothing stands there")
    if record["document"]["title"]:
        check("document.title", record["document"]["title"], record["document"]["at"].get("title"))
    return wrong


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda p: p.stem[:2])
def test_every_item_of_a_sample_stands_where_it_says(sample: Path) -> None:
    read = stages(sample)
    assert misplaced(read) == []
    assert all(read.record.to_json()[part] for part in ("sections", "citations", "assignments"))


def test_a_place_that_is_off_is_seen() -> None:
    read = stages(SAMPLES[0])
    wrong = read.record.to_json()["citations"][0]["at"]
    assert slices(read.layout, {**wrong, "start": wrong["start"] + 1}) != slices(read.layout, wrong)


# --- the real plans -----------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def read_plans(tmp_path_factory: pytest.TempPathFactory, shared: Path, plans: list[Path]) -> tuple[Path, Path]:
    """A folder of our records of the real plans, and one of the texts that their places count in."""
    records, texts = tmp_path_factory.mktemp("records"), tmp_path_factory.mktemp("texts")
    for path in plans:
        read = stages(path)
        (records / f"{path.stem}.json").write_text(read.record.dumps(), encoding="utf-8")
        (texts / f"{path.stem}.txt").write_bytes(read.layout.text.encode())
    return records, texts


def run(*command: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *map(str, command)], capture_output=True, text=True, check=False)


@pytest.mark.needs_shared
def test_real_plans_reach_the_floors(read_plans: tuple[Path, Path], shared: Path) -> None:
    done = run(shared / "score" / "score.py", shared / "gold", read_plans[0], "--json")
    assert done.returncode == 0, done.stderr
    scores = json.loads(done.stdout)
    below = {f: scores[f]["f1"] for f, floor in FLOORS["plans"].items() if scores[f]["f1"] < floor}
    assert below == {}
    assert all(scores[f]["gold"] for f in FLOORS["plans"])


@pytest.mark.needs_shared
def test_every_item_of_the_real_plans_stands_where_it_says(read_plans: tuple[Path, Path], shared: Path, plans: list[Path]) -> None:
    done = run(shared / "score" / "places.py", *read_plans, "--errors")
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(plans) == 5
    for path in plans:
        assert misplaced(stages(path)) == []
