#!/usr/bin/env python3
"""Makes the fonts in which chancery sets its share cards: OpenType with outlines, a weight a file.

    python3 tools/card-fonts.py FOLDER

FOLDER holds `archivo-500.ttf`, `archivo-600.ttf` and `libre-caslon-condensed-500.ttf`, subset to
Latin (see themes/chancery/static/fonts/LICENSES.md for the sources). Archivo gets the letters of
its extended and Vietnamese files, so that a name in any Latin alphabet can be drawn. Needs the
packages fonttools and brotli.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

THEME = Path(__file__).parent.parent / "themes/chancery"
OUT = THEME / "cards/fonts"
# Tables of layout of the parts: only those of the first file are kept.
LAYOUT = ["GSUB", "GPOS", "GDEF", "STAT", "avar", "HVAR", "MVAR", "gasp"]


def outlines(name: str, weight: int, folder: Path) -> Path:
    font = TTFont(THEME / f"static/fonts/{name}.woff2", recalcTimestamp=False)
    font.flavor = None
    if "fvar" in font:
        font = instantiateVariableFont(font, {"wght": weight})
    for table in LAYOUT:
        if table in font:
            del font[table]
    path = folder / f"{name}.ttf"
    font.save(path)
    return path


def main(folder: Path) -> None:
    shutil.copy(folder / "libre-caslon-condensed-500.ttf", OUT)
    for weight in (500, 600):
        first = folder / f"archivo-{weight}.ttf"
        with tempfile.TemporaryDirectory() as scratch:
            parts = [outlines(name, weight, Path(scratch)) for name in ("archivo-ext", "archivo-vi")]
            font = Merger().merge([str(first), *map(str, parts)])
        base = TTFont(first)
        font["name"] = base["name"]
        font["OS/2"].usWeightClass = weight
        font["OS/2"].fsSelection = base["OS/2"].fsSelection
        font["head"].macStyle = base["head"].macStyle
        font["head"].created, font["head"].modified = base["head"].created, base["head"].modified
        font.recalcTimestamp = False
        font.save(OUT / first.name)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
