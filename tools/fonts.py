#!/usr/bin/env python3
"""Splits the fonts of chancery: English text in one file, letters with accents in another.

    python3 tools/fonts.py FOLDER

FOLDER holds the files as their families give them, subset to Latin (see
themes/chancery/static/fonts/LICENSES.md for the sources). Needs the packages fonttools and brotli.
A page in English then loads some 40 KB of fonts instead of 80; the rest comes when a letter asks
for it (`unicode-range` in chancery.css).
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

OUT = Path(__file__).parent.parent / "themes/chancery/static/fonts"

# What English text is written in: ASCII, and the punctuation, signs and arrows of the theme.
ENGLISH = {*range(0x20, 0x7F), 0xA0, 0xA3, 0xA5, 0xA7, 0xA9, 0xB0, 0xB7, 0xD7}
ENGLISH |= {0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2026, 0x20AC, 0x2191, 0x2193, 0x2212}
ENGLISH |= {0x201A, 0x201E, 0x2032, 0x2033, 0x2039, 0x203A, 0x2122}
# The accent that English text has most often.
ENGLISH |= {0xC9, 0xE9}

# Source, name, weight: one where most pages use the family in one weight, a range, or as it is.
SPLIT = [
    ("libre-caslon-condensed-500.woff2", "libre-caslon-condensed-500", None),
    ("stix-two-text-latin.woff2", "stix-two-text", 400),
    ("stix-two-text-latin.woff2", "stix-two-text-bold", 600),
    ("stix-two-text-latin-italic.woff2", "stix-two-text-italic", None),
    ("archivo-latin.woff2", "archivo", (400, 600)),
]


def subset(path: Path, weight: int | tuple[int, int] | None, letters: set[int], out: Path) -> None:
    options = Options()
    options.flavor = "woff2"
    options.layout_features = ["*"]
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17]
    font = TTFont(path, recalcTimestamp=False)
    if weight:
        font = instantiateVariableFont(font, {"wght": weight})
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(out)
    print(f"{out.name}: {out.stat().st_size} bytes, {len(font.getBestCmap())} letters")


def main(folder: Path) -> None:
    for source, name, weight in SPLIT:
        letters = set(TTFont(folder / source).getBestCmap())
        subset(folder / source, weight, letters & ENGLISH, OUT / f"{name}.woff2")
        subset(folder / source, weight, letters - ENGLISH, OUT / f"{name}-accents.woff2")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
