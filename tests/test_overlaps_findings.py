"""What findings say of bodies, plans and roles, and what of them is asked for."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

import cancu as package
from extract.record import from_json
from graph.load import ingest
from tests.conftest import Call

from .small import K

PLANS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases" / "overlaps_findings.yaml").read_text(encoding="utf-8"))[
    "plans"
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("findings") / "s.db"
    with package.open_store(str(path)) as opened:
        for p in PLANS:
            tasks = [{"section": "I", "kind": "annex", "row": n, "deadline": None, **a} for n, a in enumerate(p["assignments"])]
            data = {"document": p["document"], "sections": [{"path": "I", "title": "NHIỆM VỤ"}], "assignments": tasks}
            sha = hashlib.sha256(p["file"].encode()).hexdigest()
            record = from_json(
                {"source": Path(p["file"]).name, "citations": [], "targets": [], "agencies": [], **data}, sha256=sha, file="x"
            )
            ingest(opened, record, path=p["file"], knowledge=K)
    return path


def found(cancu: Call, store: Path, *more: str) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = json.loads(cancu("overlaps", "--store", store, "--format", "json", *more).out)
    return told


def one(some: list[dict[str, Any]], *words: str) -> dict[str, Any]:
    """The finding that says all this."""
    (hit,) = [f for f in some if all(w in f["what"] for w in words)]
    return hit


def test_bodies_of_one_name_in_two_places_are_two(cancu: Call, store: Path) -> None:
    said = one(found(cancu, store, "--category", "parallel"), "Sở Y tế tỉnh Lam Xuyên", "Sở Y tế tỉnh Đông Sơn")
    assert {*said["one"], *said["other"]} == {"Sở Y tế tỉnh Lam Xuyên", "Sở Y tế tỉnh Đông Sơn"}
    assert "nhiều lần" not in said["what"] and "mỗi bên theo kế hoạch của nơi mình" in said["what"]


def test_a_body_of_two_spellings_is_one(cancu: Call, store: Path) -> None:
    said = one(found(cancu, store, "--category", "repeat"), "đất đai")
    assert said["one"] == said["other"] and len(said["one"]) == 1
    assert said["what"].startswith("Văn phòng UBND tỉnh được giao nhiều lần việc ")


def test_work_that_nobody_leads_is_told_twice_to_no_one(cancu: Call, store: Path) -> None:
    said = one(found(cancu, store, "--category", "repeat"), "I-5, I-6")
    assert said["one"] == said["other"] == [] and "không chỗ nào nêu nơi chủ trì" in said["what"]
    assert "không bên nào nêu chủ trì" in said["pairs"][0]["reason"] and "cùng chủ trì" not in said["pairs"][0]["reason"]


def test_a_conflict_of_roles_says_who_leads_and_who_helps_where(cancu: Call, store: Path) -> None:
    some = found(cancu, store, "--category", "role_conflict")
    led = "I-3 do Sở Nội vụ chủ trì; còn I-1 do Sở Tài chính chủ trì, Sở Nội vụ chỉ phối hợp"
    unled = "I-1 do Sở Y tế chủ trì; còn I-4 không nêu nơi chủ trì, chỉ nêu Sở Y tế phối hợp"
    assert [f["pairs"][0]["reason"].split("; ", 2)[2] for f in (one(some, "PAPI"), one(some, "hài lòng"))] == [led, unled]
    for said in some:
        assert said["what"].startswith("Việc ") and " chỉ " in said["what"] and "cùng có việc" not in said["what"]
    with package.open_store(str(store)) as opened:
        kept = opened.read("MATCH ()-[o:OVERLAPS {category: 'role_conflict'}]->() RETURN o.reason AS reason")
    assert sorted(str(r["reason"]).split("; ", 2)[2] for r in kept) == sorted((led, unled))


def test_plans_of_one_file_name_are_told_apart(cancu: Call, store: Path) -> None:
    said = one(found(cancu, store, "--category", "repeat"), "đất đai")
    assert said["what"].endswith("mục ke_hoach.txt (81/KH-UBND) I-2; ke_hoach.txt (82/KH-UBND) I-2")
    assert [(i["file"], i["plan"].split("/")[1], i["items"]) for i in said["items"]] == [
        ("ke_hoach.txt", "81", ["I-2"]),
        ("ke_hoach.txt", "82", ["I-2"]),
    ]
    drawn = cancu("overlaps", "--store", store, "--category", "repeat").out
    assert "ke_hoach.txt (82/KH-UBND) I-2  “" in drawn and "khac.txt I-5  “" in drawn
    two = cancu("overlaps", "--store", store, "--plan", "ke_hoach.txt", "--format", "json")
    assert two.code == 2
    told = json.loads(two.err)
    assert (told["code"], [c.split("/")[1] for c in told["candidates"]]) == ("question.several_plans", ["81", "82"])
    assert found(cancu, store, "--plan", told["candidates"][0])


@pytest.mark.parametrize("agency", ["Văn phòng UBND tỉnh", "văn phòng ủy ban nhân dân tỉnh", "Văn phòng UBND tỉnh Lam Xuyên", "Sở Y tế"])
def test_a_filter_finds_what_the_question_finds(cancu: Call, store: Path, agency: str) -> None:
    asked = json.loads(cancu("ask", "overlaps", f"agency={agency}", "--store", store, "--format", "json").out)
    pairs = json.loads(cancu("overlaps", "--pairs", "--agency", agency, "--store", store, "--format", "json").out)
    assert [(r["a"], r["b"]) for r in asked] == [(r["a"], r["b"]) for r in pairs] != []
    told = found(cancu, store, "--agency", agency)
    assert sorted((p["a"]["task"], p["b"]["task"]) for f in told for p in f["pairs"]) == sorted((r["a"], r["b"]) for r in asked)


@pytest.mark.parametrize(
    ("option", "value", "code"),
    [
        ("--agency", "Sở Ma", "question.unknown_agency"),
        ("--agency", "", "question.bad_parameter"),
        ("--plan", "999/KH-UBND", "question.unknown_instrument"),
        ("--plan", "", "question.bad_parameter"),
        ("--field", "abc", "question.unknown_field"),
        ("--field", "", "question.unknown_field"),
    ],
)
@pytest.mark.parametrize("shape", [(), ("--pairs",), ("--matrix",)])
def test_a_filter_that_names_nothing_is_wrong_use(cancu: Call, store: Path, option: str, value: str, code: str, shape: tuple[str]) -> None:
    wrong = cancu("overlaps", option, value, *shape, "--store", store, "--format", "json")
    assert (wrong.code, wrong.out, json.loads(wrong.err)["code"]) == (2, "", code)


def test_the_matrix_holds_who_helps_where_nobody_leads(cancu: Call, store: Path) -> None:
    drawn = cancu("overlaps", "--matrix", "--store", store, "--format", "json")
    cells = {(c["agency_a"], c["agency_b"]): c for c in json.loads(drawn.out)}
    health = "Sở Y tế tỉnh Lam Xuyên"
    assert cells[health, health]["categories"] == {"role_conflict": 1}
    assert cells[health, "Sở Y tế tỉnh Đông Sơn"]["pairs"] == 2
    assert json.loads(drawn.err)["count"] == 5  # the pairs with tasks that name nobody
    every = found(cancu, store)
    assert sum(c["pairs"] for c in cells.values()) + 5 == sum(len(f["pairs"]) for f in every)


def test_pairs_stand_in_the_order_of_the_question_and_name_both_files(cancu: Call, store: Path) -> None:
    table = cancu("overlaps", "--pairs", "--store", store).out
    head = " ".join(table.split("\n")[0].split())
    assert head.startswith("Tệp a Mục a Tệp b Mục b ")


def test_objects_are_named_once_and_codes_in_capitals(cancu: Call, store: Path) -> None:
    every = found(cancu, store)
    objects = [f["objects"] for f in every]
    assert ["PAPI"] in objects and not any("papi" in some for some in objects)
    assert ["đất đai", "rà soát thủ tục hành chính"] in objects  # and not "thủ tục hành chính" besides
