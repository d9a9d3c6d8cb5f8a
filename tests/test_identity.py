"""Which mention is which instrument, which name which agency; what two records prove, and what they do not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.record import Record, from_json
from graph import identity, names
from graph.agencies import agency, issuer, seat
from graph.build import build
from graph.identity import InstrumentFact, facts, join_facts, resolve, touched
from graph.seats import Seat
from knowledge import load

K = load()
PROVINCE = Seat("province", "tỉnh", "tỉnh Lam Xuyên", "tỉnh Lam Xuyên")
CITY = Seat("district", "thành phố", "thành phố Vân Đài", None)


def plan(sha: str = "a", citations: list[dict[str, Any]] | None = None, **document: Any) -> Record:
    """A record: a draft plan of the province for 2024, of December 2023, with what is given instead."""
    doc = {
        "type": "Kế hoạch",
        "number": None,
        "date": "2023-12",
        "issuer": "UBND tỉnh Lam Xuyên",
        "place": "Lam Xuyên",
        "title": "Cải cách hành chính nhà nước tỉnh Lam Xuyên năm 2024",
        "status": "draft",
        "period": {"from": 2024, "to": 2024},
    }
    return from_json({"document": {**doc, **document}, "citations": citations or []}, sha256=sha * 64, file=f"{sha}.json")


def cite(
    number: str | None = "45/KH-UBND", date: str | None = "2023-12-29", who: str | None = "Chủ tịch UBND tỉnh Lam Xuyên", **more: Any
) -> dict[str, Any]:
    base = {
        "text": f"Kế hoạch số {number}",
        "type": "Kế hoạch",
        "number": number,
        "date": date,
        "issuer": who,
        "role": "basis",
        "section": "preamble",
    }
    return {**base, **more}


def said(*records: Record) -> list[InstrumentFact]:
    return [f for r in records for f in facts(r, build(r, K), K)]


def same(*records: Record) -> set[tuple[str, str]]:
    return {(e.start[1], e.end[1]) for e in resolve(said(*records), K).edges}


def standing(id: str, *records: Record) -> identity.Standing:
    return resolve(said(*records), K).standings[id]


def own(record: Record) -> str:
    return next(n.id for n in build(record, K).nodes if n.props.get("in_corpus"))


def citing(sha: str, *citations: dict[str, Any]) -> Record:
    return plan(
        sha,
        list(citations),
        number="7/KH-UBND",
        date="2024-03-05",
        issuer="UBND thành phố Vân Đài",
        status="issued",
        title="Việc khác",
        period=None,
    )


ISSUED = "Kế hoạch/45/KH-UBND/UBND tỉnh Lam Xuyên/2023"


# -- ids ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("76 /nq–cp", "76/NQ-CP"),
        ("3/CT-TTG", "03/CT-TTg"),
        ("31/ttr-snv", "31/TTr-SNV"),
        ("60/2021/NĐ- CP", "60/2021/NĐ-CP"),
        ("02-nq/tu", "02-NQ/TU"),
        ("72/2025/qh15", "72/2025/QH15"),
        ("66.7/2025/NQ-CP", "66.7/2025/NQ-CP"),
        ("06/CP", "06/CP"),
    ],
)
def test_a_number_has_one_written_form(number: str, written: str) -> None:
    assert names.number_written(number, K) == written
    assert names.number_written(names.number_key(number), K) == written


@pytest.mark.parametrize(
    ("number", "who"),
    [
        ("76/NQ-CP", "Chính phủ"),
        ("107/2020/NĐ-CP", "Chính phủ"),
        ("23/CT-TTg", "Thủ tướng Chính phủ"),
        ("393/TTg-PL", "Thủ tướng Chính phủ"),
        ("72/2025/QH15", "Quốc hội"),
        ("79/TB-VPCP", "Văn phòng Chính phủ"),
        ("06/CP", None),
        ("45/KH-UBND", None),
        ("11", None),
        ("02-NQ/TU", None),
    ],
)
def test_only_a_national_symbol_tells_its_issuer(number: str, who: str | None) -> None:
    assert names.issuer_by_symbol(number, K) == who


def instruments(*citations: dict[str, Any], **document: Any) -> list[str]:
    return sorted(
        n.id for n in build(plan("c", list(citations), **document), K).nodes if n.label == "Instrument" and not n.props["in_corpus"]
    )


def test_an_id_is_type_number_issuer_year() -> None:
    assert instruments(cite("76/NQ-CP", "2021-07-15", None, type="Nghị Quyết")) == ["Nghị quyết/76/NQ-CP/Chính phủ/2021"]
    assert instruments(cite("60/2021/NĐ-CP", None, None, type="Nghị định")) == ["Nghị định/60/2021/NĐ-CP/Chính phủ/2021"]


def test_committee_and_chairman_are_one_issuer_and_so_are_a_party_committee_and_its_board() -> None:
    assert instruments(cite(who="Chủ tịch UBND tỉnh Lam Xuyên"), cite(who="Ủy ban nhân dân tỉnh Lam Xuyên"), cite(who="UBND tỉnh")) == [
        ISSUED
    ]
    board = [
        cite("08-CT/TU", "2021-09-14", w, type="Chỉ thị")
        for w in ("Ban Thường vụ Tỉnh ủy Lam Xuyên", "Tỉnh ủy Lam Xuyên", "Ban Chấp hành Đảng bộ tỉnh Lam Xuyên")
    ]
    assert instruments(*board) == ["Chỉ thị/08-CT/TU/Tỉnh ủy Lam Xuyên/2021"]
    assert len(instruments(cite(who="HĐND tỉnh Lam Xuyên"), cite(who="Chủ tịch HĐND tỉnh Lam Xuyên"))) == 2


def test_level_place_year_and_type_part_instruments() -> None:
    found = instruments(
        cite(), cite(who="UBND thành phố Lam Xuyên"), cite(who="UBND tỉnh Tây Hà"), cite(date="2022-12-29"), cite(type="Quyết định")
    )
    assert len(found) == 5


def test_what_a_mention_leaves_out_it_takes_from_the_only_other_one_that_fits() -> None:
    assert instruments(cite(), cite(date=None, who=None)) == [ISSUED]
    two = instruments(cite(), cite(date="2022-05-06"), cite(date=None, who=None))
    assert len(two) == 3 and "Kế hoạch/45/KH-UBND/UBND tỉnh Lam Xuyên/?" in two


def test_an_unknown_issuer_is_one_of_its_place_only() -> None:
    there = plan("d", [cite(who=None)], issuer="UBND tỉnh Tây Hà", place="Tây Hà")
    here = plan("e", [cite(who=None)])
    partial = [n.id for r in (here, there) for n in build(r, K).nodes if n.label == "Instrument" and "?" in n.id]
    assert partial == ["Kế hoạch/45/KH-UBND/?~tỉnh Lam Xuyên/2023", "Kế hoạch/45/KH-UBND/?~tỉnh Tây Hà/2023"]


def test_a_short_form_is_the_instrument_that_the_record_says_it_shortens() -> None:
    full = cite("11/CT-TTg", "2023-02-01", None, type="Chỉ thị", id="c1")
    assert instruments(full, cite("11", None, None, type="Chỉ thị", of="c1")) == ["Chỉ thị/11/CT-TTg/Thủ tướng Chính phủ/2023"]
    assert len(instruments(full, cite("11", None, None, type="Chỉ thị"))) == 1, "the only one that fits"
    other = cite("11/CT-UBND", "2023-03-01", "UBND tỉnh", type="Chỉ thị")
    assert len(instruments(full, other, cite("11", None, None, type="Chỉ thị"))) == 3, "two fit"
    assert len(instruments(full, other, cite("11", None, "UBND tỉnh", type="Chỉ thị"))) == 2
    assert len(instruments(full, cite("11", None, None))) == 2, "another type"
    circle = [cite("11", None, None, type="Chỉ thị", id="x", of="y"), cite("12", None, None, type="Chỉ thị", id="y", of="x")]
    assert len(instruments(*circle)) == 2


def test_a_named_law_is_one_by_its_name() -> None:
    law = {
        "text": "Luật Thử nghiệm",
        "type": "Luật",
        "number": None,
        "name": "Luật Thử nghiệm",
        "date": None,
        "issuer": None,
        "role": "reference",
    }
    assert instruments(law, {**law, "name": "Luật thử nghiệm"}) == instruments(law)
    assert len(instruments(law, {**law, "name": "Luật Thử nghiệm sửa đổi"})) == 2


# -- drafts ---------------------------------------------------------------------------------------------------------------------


def test_a_draft_is_the_instrument_of_its_issuer_type_month_and_subject() -> None:
    draft, other = plan("a"), citing("b", cite(subject="CCHC nhà nước tỉnh Lam Xuyên năm 2024", sentence="Căn cứ Kế hoạch số 45."))
    assert same(draft, other) == {(own(draft), ISSUED), (ISSUED, own(draft))}
    edges = resolve(said(draft, other), K).edges
    assert {e.props["score"] for e in edges} == {0.95} and {e.props["sentence"] for e in edges} == {"Căn cứ Kế hoạch số 45."}
    assert standing(own(draft), draft, other).resolution == "certain"


def test_an_issued_plan_of_the_corpus_takes_its_title_as_subject() -> None:
    draft, issued = (
        plan("a"),
        plan("b", number="45/KH-UBND", date="2023-12-29", status="issued", title="Cải cách hành chính tỉnh Lam Xuyên năm 2024"),
    )
    assert same(draft, issued) == {(own(draft), ISSUED), (ISSUED, own(draft))}


def test_without_any_subject_only_the_only_pair_matches_and_says_so() -> None:
    draft = plan("a")
    edges = resolve(said(draft, citing("b", cite())), K).edges
    assert {e.props["score"] for e in edges} == {0.7} and all("duy nhất" in e.props["reason"] for e in edges)
    two = standing(own(draft), draft, citing("b", cite(), cite("46/KH-UBND", "2023-12-30")))
    assert two == identity.Standing("ambiguous", (ISSUED, "Kế hoạch/46/KH-UBND/UBND tỉnh Lam Xuyên/2023"))
    rival = plan("c", title="Phòng, chống tham nhũng năm 2024")
    assert not same(draft, rival, citing("b", cite()))


@pytest.mark.parametrize(
    "candidate",
    [
        cite(who="UBND thành phố Lam Xuyên"),
        cite(who="UBND huyện Lam Xuyên"),
        cite(who="UBND tỉnh Tây Hà"),
        cite(who="HĐND tỉnh Lam Xuyên"),
        cite(date="2023-11-29"),
        cite(date="2022-12-29"),
        cite(date="2023"),
        cite("45/QĐ-UBND", type="Quyết định"),
        cite(subject="phòng, chống tham nhũng năm 2024"),
        cite(subject="tuyên truyền cải cách hành chính năm 2024"),
        cite(subject="cải cách hành chính nhà nước năm 2023"),
        cite(subject="cải cách hành chính nhà nước giai đoạn 2021-2030"),
    ],
    ids=[
        "city",
        "district",
        "other province",
        "council",
        "month",
        "year",
        "no month",
        "type",
        "subject",
        "subject of it",
        "period",
        "programme",
    ],
)
def test_what_contradicts_a_draft(candidate: dict[str, Any]) -> None:
    draft = plan("a")
    assert same(draft, citing("b", candidate)) == set()
    assert standing(own(draft), draft, citing("b", candidate)) == identity.Standing("certain")


def test_two_that_agree_stay_apart_and_one_that_agrees_is_taken_among_others() -> None:
    draft, subject = plan("a"), "cải cách hành chính năm 2024"
    both = citing("b", cite(subject=subject), cite("46/KH-UBND", "2023-12-30", subject=subject))
    assert same(draft, both) == set() and standing(own(draft), draft, both).resolution == "ambiguous"
    one = citing("b", cite(subject=subject), cite("46/KH-UBND", "2023-12-30", subject="khuyến nông"), cite("47/KH-UBND", "2023-12-30"))
    assert same(draft, one) == {(own(draft), ISSUED), (ISSUED, own(draft))}


def test_a_subject_that_goes_on_is_the_same_one() -> None:
    found = resolve(
        said(plan("a"), citing("b", cite(subject="cải cách hành chính nhà nước tỉnh năm 2024 để cải thiện các chỉ số"))), K
    ).edges
    assert {e.props["score"] for e in found} == {0.85}


# -- partial mentions and nicknames ---------------------------------------------------------------------------------------------------


def test_a_partial_mention_is_the_only_full_one_with_its_subject() -> None:
    full = citing("b", cite("01/NQ-CP", "2024-01-05", None, type="Nghị quyết", subject="nhiệm vụ, giải pháp phát triển kinh tế - xã hội"))
    partial = plan("c", [cite("01/NQ-CP", None, None, type="Nghị quyết", subject="giải pháp, nhiệm vụ khác")], date="2024-06")
    agreeing = plan("c", [cite("01/NQ-CP", None, None, type="Nghị quyết", subject="nhiệm vụ, giải pháp phát triển KT-XH")], date="2024-06")
    id, target = "Nghị quyết/01/NQ-CP/Chính phủ/?", "Nghị quyết/01/NQ-CP/Chính phủ/2024"
    assert same(full, agreeing) == {(id, target), (target, id)}
    assert same(full, partial) == set()
    silent = plan("c", [cite("01/NQ-CP", None, None, type="Nghị quyết")], date="2024-06")
    assert standing(id, full, silent) == identity.Standing("unresolved", (target,))
    more = citing("d", cite("01/NQ-CP", "2023-01-06", None, type="Nghị quyết"))
    assert standing(id, full, more, silent) == identity.Standing("ambiguous", ("Nghị quyết/01/NQ-CP/Chính phủ/2023", target))
    assert standing(id, silent) == identity.Standing("partial")


def test_nothing_dated_after_the_citing_document_is_meant() -> None:
    full = citing("b", cite("01/NQ-CP", "2024-01-05", None, type="Nghị quyết", subject="phát triển kinh tế - xã hội"))
    before = plan("c", [cite("01/NQ-CP", None, None, type="Nghị quyết", subject="phát triển kinh tế - xã hội")], date="2023-12")
    assert same(full, before) == set()


def test_a_nickname_is_what_knowledge_says_once_it_is_named() -> None:
    nick = plan("a", [cite("06/CP", None, None, type="Đề án", role="implements", section="V")])
    full = citing("b", cite("06/QĐ-TTg", "2022-01-06", None, type="Quyết định"))
    id, target = "Đề án/06/CP/?/?", "Quyết định/06/QĐ-TTg/Thủ tướng Chính phủ/2022"
    assert same(nick, full) == {(id, target), (target, id)}
    assert same(nick) == set() and standing(id, nick).resolution == "partial"
    assert same(nick, citing("b", cite("06/QĐ-TTg", "2023-01-06", None, type="Quyết định"))) == set()


# -- a function of the set --------------------------------------------------------------------------------------------------------

MANY = [
    plan("a"),
    plan("b", title="Phòng, chống tham nhũng năm 2024"),
    plan(
        "c",
        [cite("06/CP", None, None, type="Đề án"), cite("01/NQ-CP", None, None, type="Nghị quyết", subject="phát triển kinh tế")],
        date="2024-06",
    ),
    citing("d", cite(), cite("01/NQ-CP", "2024-01-05", None, type="Nghị quyết", subject="phát triển kinh tế")),
    citing("e", cite(subject="CCHC năm 2024"), cite("46/KH-UBND", "2023-12-30"), cite("06/QĐ-TTg", "2022-01-06", None, type="Quyết định")),
    citing(
        "f",
        cite("46/KH-UBND", "2023-12-30", subject="phòng, chống tham nhũng năm 2024", sentence="Một câu."),
        cite("01/NQ-CP", "2023-01-06", None, type="Nghị quyết"),
    ),
]
FACTS = said(*MANY)


@given(st.permutations(FACTS), st.lists(st.sampled_from(FACTS), max_size=6))
def test_order_and_repeats_do_not_matter(shuffled: list[InstrumentFact], again: list[InstrumentFact]) -> None:
    assert resolve([*shuffled, *again], K) == resolve(FACTS, K)


@given(st.lists(st.sampled_from(FACTS), max_size=len(FACTS)), st.data())
def test_joining_first_changes_nothing(some: list[InstrumentFact], data: st.DataObject) -> None:
    joined: dict[str, InstrumentFact] = {}
    for f in data.draw(st.permutations(some)):
        joined[f.id] = join_facts(joined[f.id], f) if f.id in joined else f
    assert resolve(joined.values(), K) == resolve(some, K)


@given(st.lists(st.sampled_from(MANY), unique_by=lambda r: r.sha256, min_size=1))
def test_who_asks_is_answered_by_its_own_circle(records: list[Record]) -> None:
    some = said(*records)
    whole = resolve(some, K)
    for f in some:
        if f.asks:
            mine = {k for g in some if g.id == f.id for k in g.keys}
            circle = resolve([g for g in some if mine & set(g.keys)], K)
            assert circle.standings[f.id] == whole.standings[f.id]
            assert [e for e in circle.edges if f.id in (e.start[1], e.end[1])] == [e for e in whole.edges if f.id in (e.start[1], e.end[1])]
        else:
            assert whole.standings[f.id] in (identity.Standing("certain"), identity.Standing("partial"))


ONE = st.builds(
    InstrumentFact,
    id=st.just(ISSUED),
    source=st.sampled_from("abc"),
    type=st.just("Kế hoạch"),
    date=st.sampled_from([None, "2023", "2023-12", "2023-12-29", "2023-12-28"]),
    status=st.sampled_from(["cited", "draft", "issued"]),
    subjects=st.sets(st.sampled_from(["một", "hai", "ba"])).map(lambda s: tuple(sorted(s))),
    periods=st.sets(st.sampled_from([(2024, 2024), (2021, 2030)])).map(lambda s: tuple(sorted(s))),
    cited_on=st.sampled_from([None, "2024", "2024-01-02"]),
    keys=st.sets(st.sampled_from(["x", "y"])).map(lambda s: tuple(sorted(s))),
    said=st.none()
    | st.builds(identity.Said, st.booleans(), st.just(""), st.sampled_from("abc"), st.sampled_from([(), (1, 2, 3)]), st.just("")),
)


@given(ONE, ONE, ONE)
def test_join_of_facts_is_a_join(a: InstrumentFact, b: InstrumentFact, c: InstrumentFact) -> None:
    assert join_facts(a, a) == a
    assert join_facts(a, b) == join_facts(b, a)
    assert join_facts(join_facts(a, b), c) == join_facts(a, join_facts(b, c))


def test_facts_print_to_json_and_back_and_their_keys_are_touched() -> None:
    for f in FACTS:
        assert InstrumentFact.from_json(json.loads(json.dumps(f.to_json()))) == f
    assert touched(FACTS) == tuple(sorted({k for f in FACTS for k in f.keys}))


# -- agencies ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "id"),
    [
        ("Sở LĐTBXH", "Sở Lao động - Thương binh và Xã hội/province/tỉnh Lam Xuyên"),
        ("Sở Lao động – Thương binh và xã hội", "Sở Lao động - Thương binh và Xã hội/province/tỉnh Lam Xuyên"),
        ("Sở Nội vụ tỉnh Tây Hà", "Sở Nội vụ/province/tỉnh Tây Hà"),
        ("UBND tỉnh", "UBND/province/tỉnh Lam Xuyên"),
        ("Ủy ban nhân dân tỉnh Lam Xuyên", "UBND/province/tỉnh Lam Xuyên"),
        ("UBND thành phố Lam Xuyên", "UBND/district/thành phố Lam Xuyên"),
        ("UBND TP. Hải Phòng", "UBND/province/thành phố Hải Phòng"),
        ("UBND huyện Thoại Sơn", "UBND/district/huyện Thoại Sơn"),
        ("Công an tỉnh", "Công an/province/tỉnh Lam Xuyên"),
        ("BTV Tỉnh ủy", "Ban Thường vụ Tỉnh ủy/province/tỉnh Lam Xuyên"),
        ("Phòng Nội vụ", "Phòng Nội vụ/district/~tỉnh Lam Xuyên"),
        ("Bộ Nội vụ", "Bộ Nội vụ/central/"),
        ("Hội Nuôi ong", "hội nuôi ong/province/tỉnh Lam Xuyên"),
        ("Hội nuôi ong tỉnh", "hội nuôi ong/province/tỉnh Lam Xuyên"),
        ("Các sở, ban, ngành", "các sở ban ngành/province/tỉnh Lam Xuyên"),
    ],
)
def test_an_agency_is_body_level_and_jurisdiction(written: str, id: str) -> None:
    assert agency(written, PROVINCE, K).id == id


def test_kinds() -> None:
    kinds = {
        n: agency(n, PROVINCE, K).kind
        for n in ("Sở Nội vụ", "Chủ tịch UBND tỉnh", "UBND cấp huyện", "Giám đốc các Sở", "Giám đốc Sở Y tế", "ông Nguyễn Văn A")
    }
    assert list(kinds.values()) == ["body", "office", "group", "group", "office", "person"]


def test_nothing_is_merged_by_likeness() -> None:
    ids = {
        agency(n, PROVINCE, K).id
        for n in ("Ban Sáng kiến", "Ban Sáng kiến mới", "Hội đồng Sáng kiến A", "Các sở, ban, ngành", "Các sở, ngành")
    }
    assert len(ids) == 5


def test_a_city_does_not_make_up_its_province() -> None:
    assert agency("UBND tỉnh", CITY, K).id == "UBND/province/~thành phố Vân Đài"
    assert agency("UBND thành phố", CITY, K).id == "UBND/district/thành phố Vân Đài"
    assert issuer("Chủ tịch UBND tỉnh", CITY, K).full == "UBND tỉnh ~thành phố Vân Đài"
    city = {"issuer": "UBND thành phố Vân Đài", "place": "TP. Vân Đài"}
    assert seat(plan("a", **city), K).province is None
    assert seat(plan("a", [cite()], **city), K).province == "tỉnh Lam Xuyên"
    assert seat(plan("a", [cite(), cite(who="UBND tỉnh Tây Hà")], **city), K).province is None
    assert seat(plan("a", [cite()], **city, jurisdiction="tỉnh Tây Hà"), K).province == "tỉnh Tây Hà"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ban Chỉ đạo 389", "Ban Chỉ đạo 138"),
        ("Ban Chỉ đạo Đề án 06", "Tổ công tác Đề án 06"),
        ("Tỉnh đoàn", "Huyện đoàn"),
        ("Tỉnh đoàn", "Trung ương Đoàn"),
        ("Huyện ủy", "Thị ủy"),
        ("Chủ tịch HĐND tỉnh", "Phó Chủ tịch HĐND tỉnh"),
        ("Liên đoàn Lao động", "Tổng Liên đoàn Lao động Việt Nam"),
        ("Ủy ban MTTQ", "Ủy ban Trung ương Mặt trận Tổ quốc Việt Nam"),
        ("Cục Thống kê", "Chi cục Thống kê"),
        ("Trường Cao đẳng Y tế", "Trường Cao đẳng Sư phạm"),
    ],
)
def test_bodies_of_like_names_stay_apart(one: str, other: str) -> None:
    assert agency(one, PROVINCE, K).id != agency(other, PROVINCE, K).id


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tỉnh đoàn", "Đoàn Thanh niên Cộng sản Hồ Chí Minh tỉnh"),
        ("Huyện đoàn", "Đoàn TNCS Hồ Chí Minh huyện"),
        ("BTV Thị ủy", "Ban Thường vụ Thị ủy"),
        ("Bộ phận Một cửa", "Bộ phận Tiếp nhận và Trả kết quả"),
    ],
)
def test_printings_of_one_name_are_one_body(one: str, other: str) -> None:
    assert agency(one, PROVINCE, K).id == agency(other, PROVINCE, K).id


HEALTH, HOME = (Seat("central", "", ministry, None) for ministry in ("Bộ Y tế", "Bộ Nội vụ"))


@pytest.mark.parametrize("unit", ["Văn phòng Bộ", "Vụ Pháp chế", "Vụ trưởng Vụ Pháp chế", "Cục Kiểm kê kho", "Các Vụ, Cục", "Bộ trưởng"])
def test_units_of_two_ministries_stay_apart(unit: str) -> None:
    assert agency(unit, HEALTH, K).id != agency(unit, HOME, K).id


@pytest.mark.parametrize("body", ["Bộ Tài chính", "Thủ tướng Chính phủ", "Bộ trưởng Bộ Y tế", "Các bộ, ngành"])
def test_national_bodies_are_one_in_plans_of_all_ministries(body: str) -> None:
    assert agency(body, HEALTH, K).id == agency(body, HOME, K).id == agency(body, PROVINCE, K).id


@pytest.mark.parametrize("written", ["Vụ Pháp chế, Bộ Y tế", "Vụ Pháp chế Bộ Y tế"])
def test_a_ministry_behind_its_unit_is_that_of_the_plan(written: str) -> None:
    assert agency(written, HEALTH, K).id == agency("Vụ Pháp chế", HEALTH, K).id


def test_a_unit_that_one_ministry_has_is_its_in_every_plan() -> None:
    written = "Cục Quản lý Khám, chữa bệnh"
    assert agency(written, PROVINCE, K).id == agency(written, HEALTH, K).id
