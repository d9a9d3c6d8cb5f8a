"""``make bench-overlaps``: how finding overlaps grows with the number of tasks, and whether planted ones are found among them.

Tasks are made up: plans of 63 invented provinces over some years, each task one or two clauses of an act and its objects from the
knowledge, in one of its phrases, with words that no list knows. Some pairs are planted: the same act on the same objects, said with
other phrases in another order, in another plan of the province or in another province. No store stands in between: works are taken out
of the texts, looked up and weighed as ``graph.overlaps`` does it.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
from synthetic import place

from graph.overlaps.index import decoded, search
from graph.overlaps.match import concepts
from graph.overlaps.pairs import compare, scale
from graph.overlaps.tasks import Party, Plan, Task, weighed
from graph.overlaps.works import works
from knowledge import Entry, Knowledge, load

PROVINCES, TASKS, PLANTED, YEARS = 63, 40, 0.05, 10
BODIES = (
    "Sở Nội vụ", "Sở Tài chính", "Sở Tư pháp", "Sở Xây dựng", "Sở Y tế", "Sở Khoa học và Công nghệ", "Sở Giáo dục và Đào tạo", "Thanh tra",
    "Văn phòng UBND tỉnh", "Sở Công Thương", "Sở Du lịch", "Sở Văn hóa và Thể thao", "Sở Nông nghiệp và Môi trường",
    "Báo tỉnh", "Công an tỉnh",
)  # fmt: skip
(SYLLABLES,) = map(
    str.split,
    (
        "an bãi bến cầu chợ cồn dốc đầm đèo đồi gò hang hồ kênh khe làng lạch mỏ nguồn núi ngòi phà quán rạch rừng sông suối thác thôn "
        "tràm trại vàm vịnh vườn xóm ao bàu bưng chùa cửa đình đảo đập giồng hói lũng miếu nương phá rẫy soi tổng vạn vũng xép",
    ),
)
FRAMES = ("{act} {object}{more}", "tiếp tục {act} {object}{more}", "kịp thời {act} {object}{more}", "{act} {object} thường xuyên{more}")
TRIES = 40  # at words that say what was drawn and no more: a phrase may hold another act

Drawn = tuple[Entry, list[Entry]]


class Words:
    """What tasks are made of: acts and objects of the knowledge that say something, each with its phrases."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.acts = [e for e in knowledge.entries("acts") if e["weight"] == "specific"]
        every = [e for e in knowledge.entries("objects") if e["weight"] in ("narrow", "sharp")]
        self.objects = [e for e in every if e["facet"] in ("subject", "domain", "plan", "reform")]
        self.more = [e for e in every if e["facet"] in ("means", "audience")] or self.objects
        known = {w for name in ("acts", "objects") for e in knowledge.entries(name) for p in e["phrases"] for w in p.split()}
        self.unknown = [s for s in SYLLABLES if s not in known]
        self.knowledge = knowledge

    def right(self, drawn: Drawn, *texts: str) -> bool:
        """Whether texts say this act and these objects, and nothing else that is known."""
        act, objects = drawn
        about = {o.id for o in objects} | {i for o in objects for i in o.get("implies", ())}
        found = [works(text, (), "", self.knowledge) for text in texts]
        return all(len(w) == 1 and w[0].acts == {act.id} and w[0].objects == about for w in found)

    def draw(self, rng: random.Random) -> Drawn:
        return rng.choice(self.acts), [rng.choice(self.objects), rng.choice(self.more)]


def planted_pair(words: Words, rng: random.Random) -> tuple[str, str]:
    """Two texts of one work in other words."""
    while True:
        drawn = words.draw(rng)
        for _ in range(TRIES):
            one = said(drawn, words, rng)
            other = said(drawn, words, rng, unlike=one)
            if words.right(drawn, one, other):
                return one, other


def said(drawn: Drawn, words: Words, rng: random.Random, unlike: str = "") -> str:
    """One clause of an act and its objects; of each a phrase that does not stand in ``unlike`` where there is one."""
    act, objects = drawn

    def phrase(e: Entry) -> str:
        free = [p for p in e["phrases"] if p not in unlike]
        return str(rng.choice(free or e["phrases"]))

    first, *more = [phrase(o) for o in objects]
    around = " ".join(rng.choices(words.unknown, k=rng.randint(2, 4)))
    tail = "".join(f" {rng.choice(('qua', 'cho', 'gắn với'))} {m}" for m in more)
    return rng.choice(FRAMES).format(act=phrase(act), object=first, more=f"{tail} ở {around}")


def plans(count: int, rng: random.Random) -> Iterator[Plan]:
    """Plans of provinces, one after the other, each of a year."""
    for k in range(-(-count // TASKS)):
        where, year = place(k % PROVINCES), 2016 + k // PROVINCES % YEARS
        yield Plan(f"Kế hoạch/{k}/KH-UBND/UBND tỉnh {where}/{year}", f"{k}.txt", f"UBND tỉnh {where}", "province", f"tỉnh {where}",
                   frozenset(), year, year, f"Nhiệm vụ năm {year}")  # fmt: skip


def body(name: str, where: str) -> Party:
    return Party(f"{name}/province/{where}", name, f"{name.lower()}/province", False, frozenset({"department"}), frozenset({name.lower()}))


def made(count: int, knowledge: Knowledge, seed: int = 7) -> tuple[list[Task], list[tuple[str, str]]]:
    """``count`` tasks by id, and the pairs of ids that were planted among them."""
    rng, words = random.Random(seed), Words(knowledge)
    every = [p for p in plans(count, rng) for _ in range(TASKS)][:count]
    texts: list[str] = []
    for _ in every:
        texts.append("; ".join(said(words.draw(rng), words, rng) for _ in range(rng.choice((1, 1, 2)))))
    leads = [rng.choice(BODIES) for _ in every]
    by_place: dict[str, list[int]] = {}
    for n, p in enumerate(every):
        by_place.setdefault(p.place, []).append(n)
    planted, taken = [], set[int]()
    for n in rng.sample(range(count), int(count * PLANTED)):
        near = rng.random() < 0.8
        m = rng.choice(by_place[every[n].place]) if near else rng.randrange(count)
        if n in taken or m in taken or every[n].id == every[m].id:
            continue
        taken |= {n, m}
        texts[n], texts[m] = planted_pair(words, rng)
        if not near or rng.random() < 0.7:
            leads[m] = leads[n]
        planted.append((n, m))
    tasks = []
    for n, (p, text, lead) in enumerate(zip(every, texts, leads, strict=True)):
        item = f"I-{n % TASKS + 1}"
        party = (body(lead, p.place),)
        tasks.append(Task(f"{p.id}#{item}", item, text, p, party, (), False, None, ("NHIỆM VỤ",), ()))
    ids = [t.id for t in tasks]
    return sorted(tasks, key=lambda t: t.id), [(min(ids[a], ids[b]), max(ids[a], ids[b])) for a, b in planted]


def measured(count: int, knowledge: Knowledge) -> dict[str, float]:
    """Seconds of each step for ``count`` tasks, what it found, and the most memory that this process had so far (in MB)."""
    bare, planted = made(count, knowledge)
    took, begin, work = dict[str, float](), time.perf_counter(), time.process_time()

    def lap(name: str) -> None:
        nonlocal begin
        now = time.perf_counter()
        took[name], begin = now - begin, now

    tasks = weighed([replace(t, works=works(t.text, t.headings, t.plan.title, knowledge)) for t in bare])
    lap("works")
    known, by = concepts(knowledge), scale(knowledge)
    found = search(tasks, known)
    lap("index")
    pairs = {(tasks[i].id, tasks[j].id) for i, j in decoded(found.pairs, len(tasks)) if compare(tasks[i], tasks[j], known, by)}
    lap("weighing")
    at = {t.id: n for n, t in enumerate(tasks)}
    wanted = np.array([min(at[a], at[b]) * len(tasks) + max(at[a], at[b]) for a, b in planted], dtype=np.uint64)
    seen = int(np.isin(wanted, found.pairs).sum())
    hits = sum((a, b) in pairs or (b, a) in pairs for a, b in planted)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    share = max(len(planted), 1)
    return {**took, "whole": sum(took.values()), "work": time.process_time() - work, "looked_at": len(found.pairs), "pairs": len(pairs),
            "planted": len(planted), "seen": seen / share, "found": hits / share, "crowds": found.given_up, "memory": memory}  # fmt: skip


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--tasks", type=int, nargs="+", default=[10_000, 100_000])
    asked = options.parse_args()
    knowledge = load()
    before: dict[str, float] | None = None
    for count in asked.tasks:
        got = measured(count, knowledge)
        steps = ", ".join(f"{name} {got[name]:.1f} s" for name in ("works", "index", "weighing"))
        print(f"{count:7} tasks  {got['whole']:.1f} s ({steps}), {got['work']:.1f} s of work, {got['memory']:.0f} MB", flush=True)
        print(f"{'':15}{got['looked_at']:.0f} pairs looked at, {got['pairs']:.0f} told, {got['crowds']:.0f} crowds given up", flush=True)
        print(f"{'':15}{got['planted']:.0f} planted: {got['seen']:.3f} looked at, {got['found']:.3f} told", flush=True)
        if before:
            more = count / before["tasks"], got["whole"] / before["whole"], got["work"] / before["work"]
            print(f"{'':15}{more[0]:.1f} times the tasks, {more[1]:.1f} times the seconds, {more[2]:.1f} times the work", flush=True)
        before = {**got, "tasks": count}
    return 0


if __name__ == "__main__":
    sys.exit(main())
