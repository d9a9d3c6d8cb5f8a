"""``make mutate``: take out each rule and each entry of the knowledge in turn, in memory, and see who misses it.

Prints the entries and rules that no case of ``tests/cases`` misses, and those without which the reading of one document only (of our
samples, and of the real plans where they are there) would be another. Of a case only those entries are tried that can touch it: that a
lexicon or a pattern gave while it was read, or one of whose words stands in the text or in what was read of it; entries that are regular
expressions or words of layout are tried on all. ``--part k/n`` takes every n-th entry, ``--only FILE`` those of some files of the knowledge
(``rules`` for the rules), ``--format json`` prints all there is.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

import less  # noqa: E402
from less import RULES, Key, Read  # noqa: E402

from extract.find import lookups  # noqa: E402
from extract.pipeline import Stages, read_record  # noqa: E402
from knowledge import Knowledge, fold, load  # noqa: E402
from tests import test_cases as cases  # noqa: E402

SHARED = Path(os.environ.get("CANCU_SHARED") or ROOT.parent / "shared")
# Lists of names: that one of them stands in one document only says nothing.
NAMES = frozenset({"abbreviations", "agencies", "completed", "instruments", "issuers", "laws", "places"})
# Fields of an entry that hold words of texts; the others sort it, or tell of it.
_WORDS = (
    "phrases", "phrase", "bare", "words", "name", "code", "symbols", "issuer", "department", "short", "long", "readings", "type", "agency",
)  # fmt: skip


# --- texts ------------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Text:
    """A text that is read: a case, or a document. ``touched`` holds the entries that were given while it was read, ``words`` what stands
    in it and in what was read of it, folded."""

    name: str
    differs: Callable[[Read], bool]
    touched: frozenset[Key]
    words: str
    rules: frozenset[str]


def watch(data: bytes, name: str, knowledge: Knowledge, asked: set[str]) -> tuple[frozenset[Key], str, frozenset[str], Stages]:
    kept = {"_lexicons": knowledge._lexicons, "_patterns": knowledge._patterns, "_openings": knowledge._openings}
    watched = less.Watched(knowledge.files, knowledge.tops, f"{knowledge.hash}-watched", **kept)
    notes: set[Key] = set()
    watched.watch(notes, asked)
    less.forget()
    ways = lookups.ways(watched)
    ways.scanner = less.SeenScanner(ways.scanner, watched)  # type: ignore[assignment]
    read = read_record(data, name, watched)
    words = json.dumps([read.record.to_json(), [m.to_json() for m in read.mentions]], ensure_ascii=False)
    rules = {m.rule for m in read.mentions} | {i["rule"] for p in ("sections", "assignments", "targets") for i in read.record.part(p)}
    return frozenset(notes), fold(read.layout.text + "\n" + words), frozenset(rules), read


def case_texts(knowledge: Knowledge, asked: set[str]) -> list[Text]:
    """The cases that hold today."""
    out = []
    for case in cases.EVERY:
        if "fails" in case:
            continue

        def differs(read: Read, case: Mapping[str, Any] = case) -> bool:
            cases.read = lambda document: read(document.encode(), "case.txt")
            try:
                return bool(cases.differences(case))
            except Exception:  # what fails without an entry misses it
                return True

        if differs(lambda data, name: read_record(data, name, knowledge)):
            print(f"case {case['id']} does not hold: left out", file=sys.stderr)
            continue
        touched, words, rules, _ = watch(cases.whole(case)[0].encode(), "case.txt", knowledge, asked)
        out.append(Text(case["id"], differs, touched, words, rules))
    return out


def told(read: Stages) -> dict[str, Any]:
    """A record but for the state of the knowledge."""
    return {k: v for k, v in read.record.data.items() if k != "knowledge"}


def document_texts(knowledge: Knowledge, asked: set[str]) -> list[Text]:
    """Our samples and the real plans."""
    out = []
    for folder in (ROOT / "corpus" / "samples", SHARED / "plans"):
        for path in sorted(folder.glob("*.txt")):
            data = path.read_bytes()
            touched, words, rules, _ = watch(data, path.name, knowledge, asked)
            whole = told(read_record(data, path.name, knowledge))

            def differs(read: Read, data: bytes = data, name: str = path.name, whole: Any = whole) -> bool:
                try:
                    return bool(told(read(data, name)) != whole)
                except Exception:
                    return True

            out.append(Text(path.name, differs, touched, words, rules))
    return out


def leaves(data: Mapping[str, Any]) -> set[str]:
    """All words of an entry that could stand in a text, folded."""
    found = [v for field in _WORDS for v in (data[field] if isinstance(data.get(field), list) else [data.get(field)])]
    return {fold(v) for v in found if isinstance(v, str) and v.strip()}


def concerned(texts: Sequence[Text], knowledge: Knowledge, file: str, id: str) -> list[Text]:
    """The texts that an entry or a rule can touch."""
    if file == RULES:
        return [t for t in texts if id in t.rules]
    data = knowledge.entry(file, id).data
    if file != "patterns" and any(k in data for k in ("regex", "before", "after", "letters")):
        return list(texts)
    words = set() if file == "patterns" else leaves(data)
    stands = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(words)))})(?!\w)") if words else None
    return [t for t in texts if (file, id) in t.touched or (stands and any(w in t.words for w in words) and stands.search(t.words))]


# --- the run ------------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """What became of one entry: the first case that misses it; the documents that read otherwise without it (two are enough to know)."""

    file: str
    id: str
    case: str | None
    documents: tuple[str, ...]


def tried(key: Key, knowledge: Knowledge, held: Sequence[Text], documents: Sequence[Text]) -> Told:
    """One entry taken out, and who misses it."""
    read = less.reader(knowledge, *key)
    case = next((t.name for t in concerned(held, knowledge, *key) if t.differs(read)), None)
    other = (t.name for t in concerned(documents, knowledge, *key) if t.differs(read))
    return Told(*key, case, tuple(islice(other, 2)))


_HELD: list[Any] = []  # what the children of a run find when they are forked: texts hold functions, which no message carries


def _in_child(key: Key) -> Told:
    return tried(key, *_HELD)


def run(keys: Sequence[Key], knowledge: Knowledge, held: Sequence[Text], documents: Sequence[Text], jobs: int = 1) -> Iterator[Told]:
    """Every entry taken out in turn, by so many processes, in order; how far it has come goes to standard error."""
    _HELD[:] = [knowledge, held, documents]
    forked = jobs > 1 and "fork" in multiprocessing.get_all_start_methods()
    with multiprocessing.get_context("fork").Pool(jobs) if forked else nullcontext() as pool:
        for n, told in enumerate(pool.imap(_in_child, keys, 4) if pool else map(_in_child, keys), 1):
            if sys.stderr.isatty() or n % 100 == 0 or n == len(keys):
                print(f"\r{n} of {len(keys)}", end="" if sys.stderr.isatty() else "\n", file=sys.stderr, flush=True)
            yield told


def listed(found: Sequence[Told], *, names: bool) -> list[str]:
    """A line a file; of lists of names the count alone where they are not asked for."""
    out = []
    for file in sorted({t.file for t in found}):
        ids = sorted(t.id for t in found if t.file == file)
        out.append(f"  {file} ({len(ids)})" + (f": {', '.join(ids)}" if names or file not in NAMES else ""))
    return out


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", default="1/1", metavar="k/n")
    parser.add_argument("--only", action="append", metavar="FILE")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    given = parser.parse_args(argv)
    k, n = map(int, given.part.split("/"))
    begin = time.monotonic()
    knowledge = load()
    asked: set[str] = set()
    held, documents = case_texts(knowledge, asked), document_texts(knowledge, asked)
    keys = [(f, e.id) for f in sorted(asked) for e in knowledge.entries(f)]
    keys += [(RULES, r) for r in sorted({r for t in (*held, *documents) for r in t.rules})]
    keys = [key for key in keys if not given.only or key[0] in given.only][k - 1 :: n]
    print(f"{len(held)} cases, {len(documents)} documents, {len(keys)} entries and rules", file=sys.stderr)
    found = list(run(keys, knowledge, held, documents, given.jobs))
    missed = [t for t in found if t.case is None]
    single = [t for t in found if len(t.documents) == 1]
    idle = [t for t in missed if not t.documents]
    unread = sorted(set(knowledge.files) - asked)
    if given.format == "json":
        every = [{"file": t.file, "id": t.id, "case": t.case, "documents": list(t.documents)} for t in found]
        whole = {"cases": len(held), "documents": len(documents), "entries": every, "not_asked": unread}
        print(json.dumps(whole, ensure_ascii=False, indent=1))
        return 0
    print(f"{len(found)} entries and rules taken out, {len(held)} cases, {len(documents)} documents, {time.monotonic() - begin:.0f} s")
    print(f"\nNo case misses {len(missed)}; no document either {len(idle)} of them:")
    print("\n".join(listed(missed, names=False)))
    print(f"\nWithout it one document alone would read otherwise ({len(single)}):")
    print("\n".join(listed(single, names=False)))
    print("\nOf these no case misses either:")
    print("\n".join(listed([t for t in single if t.case is None], names=True)))
    print(f"\nNot asked for by the reading (the graph asks): {', '.join(unread)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
