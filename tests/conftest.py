"""What tests share: the shared folder with the real plans where it is there, and how its absence is told."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings

from cancu.__main__ import run
from extract.read.doc import program as soffice
from extract.read.scan import tesseract

from .engines import REQUIRED, folder, neo4j_server, new_store, no_remarks, store  # noqa: F401

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("CANCU_SHARED") or ROOT.parent / "shared")

PLAN = "ỦY BAN NHÂN DÂN\nTỈNH THANH LÂM\nSố: 12/KH-UBND\n\nKẾ HOẠCH\nCải cách hành chính năm 2024\n\nCăn cứ Nghị quyết số 76/NQ-CP\n"


class Answer(NamedTuple):
    code: int
    out: str
    err: str


Call = Callable[..., Answer]

settings.register_profile("soak", max_examples=5000, deadline=None)
settings.register_profile("default", deadline=None)  # a slow machine is no failure
settings.load_profile("default")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "slow: builds a wheel or runs for more than a few seconds; left out of `make check`")
    config.addinivalue_line("markers", "remarks: the server may remark on this test's statements")
    config.addinivalue_line("markers", "needs_shared: reads the real plans or their records in CANCU_SHARED")
    config.addinivalue_line("markers", "needs_soffice: converts with LibreOffice")
    config.addinivalue_line("markers", "needs_ocr: recognises with tesseract and its Vietnamese")


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("needs_shared") and not (SHARED / "plans").is_dir():
        reason = f"the shared folder is not at {SHARED} (set CANCU_SHARED)"
        if "shared" in REQUIRED:
            pytest.fail(f"CANCU_REQUIRE lists shared, but {reason}", pytrace=False)
        pytest.skip(reason)
    if item.get_closest_marker("needs_soffice") and soffice() is None:
        reason = "LibreOffice is not here (scripts/install-system.sh installs it)"
        if "soffice" in REQUIRED:
            pytest.fail(f"CANCU_REQUIRE lists soffice, but {reason}", pytrace=False)
        pytest.skip(reason)
    if item.get_closest_marker("needs_ocr") and tesseract.find() is None:
        reason = "tesseract with Vietnamese is not here (scripts/install-system.sh installs it)"
        if "ocr" in REQUIRED:
            pytest.fail(f"CANCU_REQUIRE lists ocr, but {reason}", pytrace=False)
        pytest.skip(reason)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared folder; a test that takes it is marked `needs_shared`."""
    return SHARED


@pytest.fixture(scope="session")
def plans(shared: Path) -> list[Path]:
    """The five real plans, in order of name."""
    return sorted((shared / "plans").glob("*.txt"))


@pytest.fixture(scope="session")
def samples() -> Path:
    """Our own sample plans."""
    return ROOT / "corpus" / "samples"


@pytest.fixture
def cancu(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Call:
    """Call the command line in this process, in an empty folder, in Vietnamese."""
    for name in ("CANCU_STORE", "CANCU_DEBUG", "COLUMNS", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CANCU_LANG", "vi")
    monkeypatch.setenv("CANCU_WORKERS", "0")  # reading in children has tests of its own
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")

    def call(*args: object) -> Answer:
        code = run([str(a) for a in args])
        out, err = capfdbinary.readouterr()
        return Answer(code, out.decode(), err.decode())

    return call
