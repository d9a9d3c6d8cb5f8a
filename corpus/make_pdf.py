"""PDF files and a scan of some samples: ``python corpus/make_pdf.py``. Needs LibreOffice, which prints the Word files that
``make_docx.py`` made.

The scan is one of them painted, laid askew, its annex on its side, with grain, specks, a shade and the ring of a red stamp; the same file
gives the same scan. LibreOffice's own files differ from run to run (they hold the hour), so that there is no ``--check``.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageDraw, ImageFilter

HOME = Path(__file__).parent
WORD, MADE = HOME / "word", HOME / "pdf"
TYPED = ("04_tuyen_truyen_thanh_pho_2025", "05_chi_so_2025")
SCANNED = "04_tuyen_truyen_thanh_pho_2025"
DOTS = 200  # an inch
TILTS = (0.7, -0.5, 0.4, -0.8)


def typed(program: str) -> None:
    """The Word files as LibreOffice prints them."""
    with tempfile.TemporaryDirectory() as folder:
        call = [program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf", "--outdir", str(MADE)]
        subprocess.run([*call, *(str(WORD / f"{name}.docx") for name in TYPED)], check=True, capture_output=True)


def scanned(source: Path, to: Path) -> None:
    """The pages of a PDF file as a scanner leaves them."""
    noise = np.random.default_rng(20)
    document = pypdfium2.PdfDocument(source)
    pictures = []
    for number, page in enumerate(document):
        picture = page.render(scale=DOTS / 72).to_pil().convert("RGB")
        if number == 0:
            pen = ImageDraw.Draw(picture)
            x, y = int(picture.width * 0.62), int(picture.height * 0.2)
            for r in (70, 72, 74, 58):
                pen.ellipse((x - r, y - r, x + r, y + r), outline=(215, 60, 70), width=2)
        if picture.width > picture.height:  # the landscape annex goes through the scanner upright
            picture = picture.rotate(90, expand=True, fillcolor="white")
        picture = picture.rotate(TILTS[number % len(TILTS)], resample=Image.Resampling.BICUBIC, fillcolor="white")
        picture = picture.filter(ImageFilter.GaussianBlur(0.5))
        a = np.asarray(picture).astype(np.float32)
        shade = np.linspace(1.0, 0.93, a.shape[1])[None, :, None]
        a = a * shade + noise.normal(0, 4, a.shape[:2])[..., None]
        specks = noise.random(a.shape[:2]) < 0.0001
        a[specks] = 60
        pictures.append(Image.fromarray(np.clip(a, 0, 255).astype(np.uint8)))
    document.close()
    pictures[0].save(to, save_all=True, append_images=pictures[1:], resolution=DOTS, quality=30, creationDate=None, modDate=None)


def main() -> int:
    """Make them all and say how large they are."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        print("LibreOffice is not here.", file=sys.stderr)
        return 1
    MADE.mkdir(exist_ok=True)
    typed(program)
    scanned(MADE / f"{SCANNED}.pdf", MADE / f"{SCANNED}_scan.pdf")
    for path in sorted(MADE.glob("*.pdf")):
        print(f"{path.name}: {path.stat().st_size // 1024} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
