"""The words of one name: a known body, a head with its body, or a group, and what follows it of level, place and belonging. Nothing
is guessed by likeness: what no entry and no grammar tells is no name."""

from __future__ import annotations

import re
from dataclasses import replace

from knowledge import LOWER, UPPER, Knowledge, squeeze

from ..paras import Para
from .cased import cased
from .lookups import abbreviations, looked, post, written
from .name import Name
from .several import PROPER, parts, past_short, proper, several, within
from .units import goes_on, unknown

CAPITAL = re.compile(f"[{UPPER}]")
_CAPITALISED = re.compile(f"[{UPPER}][{LOWER}]")
_ON = re.compile(f" [-–] (?=[{UPPER}][{LOWER}])")
_FIELD = re.compile(f"[{UPPER}][{LOWER}]+(?: [{LOWER}]+)?")
_NAMED = frozenset({"school", "press", "enterprise", "vertical"})  # bodies that bear the name of their place or founder
SHARED = frozenset({"committee", "council"})  # "HĐND, UBND tỉnh": the level stands behind the last only
_DEPTH = 5  # how deep a name may hold names: the head of a group of a body of ...


class NameReader:
    """One paragraph read with one knowledge: where known names, heads and verbs begin."""

    def __init__(self, para: Para, knowledge: Knowledge) -> None:
        found = looked(para, knowledge)
        self.t, self.f, self.k = cased(para.read, found, knowledge), para.folded, knowledge
        self.known, self.committees, self.heads, self.units = found.names, found.committees, found.heads, found.units
        self.not_units, self.quantifiers, self.places = found.not_units, found.quantifiers, found.places
        self.verbs, self.boundaries, self.followed = found.verbs, found.boundaries, found.followed
        self._read: dict[tuple[int, int, bool, int], list[Name]] = {}
        self.lists: dict[tuple[int, int, bool, str | None], tuple[list[Name], int]] = {}

    # --- one name -------------------------------------------------------------------------------------------------------------

    def name(self, p: int, end: int, *, bounded: bool = False, depth: int = 0) -> list[Name]:
        """The names that one phrase at ``p`` gives, or none."""
        if depth > _DEPTH or p >= end:
            return []
        at = (p, end, bounded, depth)
        return self._read[at] if at in self._read else self._read.setdefault(at, self._name(p, end, bounded, depth))

    def _name(self, p: int, end: int, bounded: bool, depth: int) -> list[Name]:
        q = self.quantifiers.get(p, 0)
        q = q + 1 if q and self.f[q : q + 1] == " " else p
        return (
            self._person(p, end)
            or self._office(p, q, end, bounded, depth)
            or self._committee_of(p, q, end, depth)
            or self._body(p, q, end, depth)
            or self._group(p, end, bounded, depth)
            or self._unit(p, q, end, bounded, depth)
        )

    def _person(self, p: int, end: int) -> list[Name]:
        """A person with the post behind the name, as printed: one name."""
        m = self.k.pattern("person").match(self.t, p, end)
        if not m:
            called = self.k.pattern("person.called").match(self.t, p, end)
            posts = self._posts(called.end(), end) if called else []
            return [Name(p, posts[0].end, self._words(p, posts[0].end), "person")] if posts else []
        stop = m.end()
        held: list[Name] = []
        while (m := self.k.pattern("person.post").match(self.f, stop, end)) and (more := self._posts(m.end(), end)):
            held, stop = more, more[0].end
        bare = self.units.get(stop + 1) if held else None  # "Phó Giám đốc Sở": the body without its field
        stop = bare if bare and CAPITAL.match(self.t[stop + 1]) else stop
        return [Name(p, stop, self._words(p, stop), "person")]

    def _posts(self, p: int, end: int) -> list[Name]:
        return self._office(p, p, end, True, _DEPTH - 1)

    def _office(self, p: int, q: int, end: int, bounded: bool, depth: int) -> list[Name]:
        stop = self.heads.get(q)
        if stop is None or (q in self.known and self.known[q][0] > stop):
            return []
        stop = next((i - 1 for i in range(q + 1, stop) if i in self.known and self.known[i][0] > stop and self.t[i - 1] == " "), stop)
        heads = [(p, stop)]  # "Trưởng Ban Tổ chức": the body's name may begin within the post's words
        while True:  # "Chủ tịch, các Phó Chủ tịch UBND tỉnh": heads that share their body
            join = self.k.pattern("join").match(self.f, stop, end)
            if not join and stop + 1 not in self.quantifiers:
                break
            begin = join.end() if join else stop + 1
            after = self.quantifiers.get(begin)
            inner = after + 1 if after else begin
            told = post(self.t[inner : self.heads.get(inner, inner)], self.k)
            if not told.endswith(post(self.t[q : heads[0][1]], self.k)):
                break  # only the deputies of a post share its body with it
            stop = self.heads[inner]
            heads.append((begin, stop))
        at = stop
        link = self.k.pattern("name.link").match(self.f, at, end)
        at = link.end() if link else at + 1
        inner_names = self.name(at, end, depth=depth + 1) if self.f[stop : stop + 1] == " " else []
        if not inner_names:
            level = self.k.pattern("name.levels").match(self.f, stop, end)
            if level and len(heads) == 1 and CAPITAL.match(self.t[q]):
                e = proper(self, level.end(), end)
                return [Name(p, e, self._words(p, e), "office")]
            several = q > p and self.f[stop : stop + 1] in (",", ":", ";") and bool(CAPITAL.match(self.t[q]))  # "Các Bộ trưởng, ..."
            alone = (bounded and CAPITAL.search(self.t[p:stop])) or several
            return [Name(p, stop, self._words(p, stop), "office")] if alone else []
        if not (CAPITAL.match(self.t[q]) or CAPITAL.match(self.t[p])):
            return []
        e = max(n.end for n in inner_names)
        return [Name(p, e, written(f"{self._words(a, b)} {n.name}", self.k), "office") for a, b in heads for n in inner_names]

    def _committee_of(self, p: int, q: int, end: int, depth: int) -> list[Name]:
        """A Party committee of a body: "Đảng ủy HĐND tỉnh", "Đảng ủy các xã, phường"; each keeps the words before the body."""
        stop = self.committees.get(q)
        if q in self.known and stop is not None and self.known[q][0] > stop and self.f[self.known[q][0] : self.known[q][0] + 1] != ",":
            return []
        if stop is None or self.f[stop : stop + 1] != " " or not (CAPITAL.match(self.t[q]) or CAPITAL.match(self.t[p])):
            return []
        again = min((c for c in self.committees if c > stop and self.f[c - 2 : c] == ", "), default=end)
        inner = self.name(stop + 1, min(end, again), depth=depth + 1) or self._unit_words(stop + 1, end)
        return [replace(n, start=p, name=f"{self._words(p, stop)} {n.name}", entry=None) for n in inner]

    def _unit_words(self, p: int, end: int) -> list[Name]:  # a field and what follows it up to a level: "Quân sự tỉnh"
        m = _FIELD.match(self.t, p, end)
        return self.modified(p, m.end(), end, self._words(p, m.end()), "body", None, 1) if m else []

    def _body(self, p: int, q: int, end: int, depth: int) -> list[Name]:
        found = self.known.get(q)
        if found is None or found[0] > end:
            return []
        stop, entry, _ = found
        if more := within(self, p, q, stop, end, entry.id, depth):
            return more
        printed = self.t[q:stop]
        if not (CAPITAL.match(printed) or _CAPITALISED.search(printed)):
            return []  # "nhiệm vụ CCHC" holds no department: neither its first letter nor a word's is a capital
        if (e := goes_on(self, q, stop, end)) > stop:  # the beginning of a longer name that no entry knows
            return self.modified(p, e, end, self._words(p, e), "group" if q > p else "body", None, depth)
        base = self._words(p, stop)
        if any(a not in str(entry["name"]) for a in abbreviations(written(printed, self.k))):
            base = squeeze(self.t[p:q] + str(entry["name"]))
        return self.modified(p, stop, end, base, "group" if q > p else str(entry.get("kind", "body")), entry.id, depth)

    def _group(self, p: int, end: int, bounded: bool, depth: int) -> list[Name]:
        m = self.k.pattern("name.group").match(self.f, p, end)
        if not m:
            return []
        stop = m.end()
        nouns = m.group("n")
        kind = self.k.pattern("name.kind").match(self.f, stop, end)
        while kind:
            stop = kind.end()
            kind = self.k.pattern("name.kind").match(self.f, stop, end)
        inside = [i for i in self.known if p < i < stop <= self.known[i][0] and CAPITAL.match(self.t[i])]
        inside += [i for i, e in self.units.items() if p < i < stop and CAPITAL.match(self.t[i]) and self.t[e + 1 : e + 2].isupper()]
        if inside:  # "các đơn vị thuộc Bộ, Sở Y tế": the name of a body begins within
            joins = [m.start() for m in self.k.pattern("join").finditer(self.f, p, min(inside)) if m.end() == min(inside)]
            stop = joins[0] if joins else p + len(self.t[p : min(inside)].rstrip())
        names = self.modified(p, stop, end, self._words(p, stop), "group", None, depth)
        said = bool(m.group("q")) or self.k.pattern("join").search(nouns) is not None or bounded or max(n.end for n in names) > m.end()
        return names if said else []

    def _unit(self, p: int, q: int, end: int, bounded: bool, depth: int) -> list[Name]:
        """A body that no entry knows."""
        e = unknown(self, q, end, bounded)
        return self.modified(p, e, end, self._words(p, e), "body", None, depth) if e is not None else []

    def kind_of(self, entry: str | None) -> str | None:  # the class of a known body
        return str(self.k.entry("agencies", entry).get("class")) if entry else None

    def _bears_name(self, entry: str) -> bool:  # the proper name of a place or founder belongs to the body's own
        return self.kind_of(entry) in _NAMED or bool(self.k.entry("agencies", entry).get("named"))

    def _national(self, entry: str) -> bool:
        return self.k.entry("agencies", entry).get("jurisdiction") == "none" and self.kind_of(entry) not in SHARED

    # --- what follows a name --------------------------------------------------------------------------------------------------

    def modified(self, p: int, stop: int, end: int, base: str, kind: str, entry: str | None, depth: int) -> list[Name]:
        """Level, place, belonging behind a name; "cấp huyện, cấp xã" gives a name for each rung."""
        e, name = past_short(self, stop, end) if entry else stop, base
        rungs: list[str] = []
        while self.followed(e, self.t):
            m = self.k.pattern("name.rungs").match(self.f, e, end) or self.k.pattern("name.committees").match(self.f, e, end)
            if m and not rungs:
                first = [self.t[x:y] for x, y in parts(self, m.start("k"), m.end())]
                word = self.t[m.start("k") : m.end("k")]
                rungs = [r if r.lower().startswith(word.lower()) else f"{word} {r}" for r in first]
                e = m.end()
                continue
            m = self.k.pattern("name.levels").match(self.f, e, end)
            if m and not rungs:
                stop2 = max(proper(self, m.end(), end), self.past_place(e, end))
                if entry and self.kind_of(entry) in SHARED and (each := several(self, p, m, stop2, end, name, entry)):
                    return each
                owned = entry is not None and kind == "body" and m.group("own")  # "Trung tâm ... của tỉnh" is that of the province
                name += " " + self._words(m.end("own") if owned else e, stop2)
                e = stop2
                kind = "group" if "," in m.group() else kind
                continue
            own = e == stop and entry and e + 1 not in self.units and self._bears_name(entry) and PROPER.match(self.t, e, end)
            named = max(own.end(), self.past_place(e, end)) if own else 0
            m = self.k.pattern("name.region").match(self.f, e, end) if entry and kind == "body" else None
            if named or (m and (m.end() > m.start() or PROPER.match(self.t, e, end))):
                stop2 = named or proper(self, m.end() if m else e, end)
                while m and (more := _ON.match(self.t, stop2, end)) and more.end() not in self.units:
                    stop2 = proper(self, more.end() - 1, end)  # "Chi cục Thuế khu vực A - B"
                name += " " + self._words(e, stop2)
                e = stop2
                continue
            m = self.k.pattern("name.link").match(self.f, e, end)
            if m and kind == "body" and entry is None and m.group("direct"):
                break  # it only tells of a body what it is of
            if m:
                inner = self.name(m.end(), end, depth=depth + 1)
                if inner:
                    stop2 = max(n.end for n in inner)
                    name += " " + self._words(e, stop2)
                    e = stop2
                    continue
            m = self.k.pattern("name.tail").match(self.f, e, end)
            if m and m.group("ground") and entry and self._national(entry):
                break  # "của Chính phủ trên địa bàn tỉnh": the place is that of the act
            m = m or self.k.pattern("term").match(self.f, e, end)
            if m:
                stop2 = proper(self, m.end(), end) if m.re is self.k.pattern("name.tail") else m.end()
                if (
                    not rungs
                    and not m.groupdict().get("silent")
                    and not (name != base and self.kind_of(entry) in SHARED and m.groupdict().get("ground"))
                ):
                    name += " " + self._words(e, stop2)
                e = stop2
                continue
            e2 = 0 if rungs else self.past_place(e, end)
            if not e2:
                break
            name += " " + self._words(e, e2)
            e = e2
        name = written(name, self.k)
        if rungs:
            return [Name(p, e, squeeze(f"{name} {r}"), "group" if kind == "body" else kind, entry) for r in rungs]
        return [Name(p, e, squeeze(name), kind, entry)]

    def past_place(self, e: int, end: int) -> int:
        """Where the name of a province that stands behind ``e`` ends; 0 where none does."""
        stop = self.places.get(e + 1, 0) if self.f[e : e + 1] == " " and CAPITAL.match(self.t, e + 1) else 0
        return stop if stop <= end else 0

    def _words(self, a: int, b: int) -> str:
        return squeeze(self.t[a:b])
