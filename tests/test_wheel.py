"""The wheel, installed into an empty environment outside the checkout, has all it needs."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(*args: object, cwd: Path, **environ: str) -> str:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("CANCU_", "PYTHON"))}
    done = subprocess.run(list(map(str, args)), cwd=cwd, env={**clean, **environ}, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_the_wheel_passes_help_and_demo_in_an_empty_environment(tmp_path: Path) -> None:
    source = tmp_path / "source"  # what git would give: nothing that lies about in the working folder gets into the wheel by chance
    names = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT).split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    run(*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", tmp_path, source, cwd=tmp_path)
    (wheel,) = tmp_path.glob("cancu-*.whl")
    inside = zipfile.ZipFile(wheel).namelist()
    assert not [n for n in inside if n.split("/")[0] in ("corpus", "tests", "bench", "docs")]
    for folder, suffix in (
        ("knowledge/vi", ".yaml"),
        ("queries", ".cypher"),
        ("queries/pictures", ".cypher"),
        ("corpus/samples", ".txt"),
        ("cancu/messages", ".yaml"),
    ):
        for path in (source / folder).glob(f"*{suffix}"):
            assert f"{folder.replace('corpus', 'cancu')}/{path.name}" in inside
    assert any(n.endswith("licenses/LICENSE") for n in inside)

    home = tmp_path / "home"
    run(sys.executable, "-m", "venv", "--without-pip", home, cwd=tmp_path)
    scripts = "Scripts" if os.name == "nt" else "bin"
    python = home / scripts / "python"
    run(*pip, "--python", python, "install", "--no-deps", "--no-index", wheel, cwd=tmp_path)
    # What cancu needs is taken from here, by path, so that nothing is fetched; the checkout itself is not on that path's search.
    packages = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=tmp_path).strip())
    (packages / "needs.pth").write_text(sysconfig.get_path("purelib") + "\n")
    assert Path(run(python, "-c", "import cancu; print(cancu.__file__)", cwd=tmp_path).strip()).is_relative_to(home)

    cancu = home / scripts / "cancu"
    assert "trace" in run(cancu, "--help", cwd=tmp_path)
    answer = run(cancu, "demo", cwd=tmp_path, CANCU_LANG="vi")
    assert "bắt nguồn từ 76/NQ-CP." in answer
