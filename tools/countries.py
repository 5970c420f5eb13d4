#!/usr/bin/env python3
"""Writes data/countries.tsv from the JSON of the Unicode CLDR.

    tools/countries.py LOCALENAMES CORE > data/countries.tsv

LOCALENAMES and CORE are the unpacked packages cldr-localenames-full and cldr-core.
What is changed from the CLDR is listed in data/LICENSES.md.
"""
import json
import sys
from pathlib import Path

names, core = (Path(folder) for folder in sys.argv[1:])


def territories(language):
    text = (names / "main" / language / "territories.json").read_text("utf-8")
    return json.loads(text)["main"][language]["localeDisplayNames"]["territories"]


en, ja = territories("en"), territories("ja")
mappings = json.loads((core / "supplemental/codeMappings.json").read_text("utf-8"))["supplemental"]["codeMappings"]

# In the CLDR but not in ISO 3166-1: exceptional reservations, groupings and pseudo-locales.
NOT_ISO = {"AC", "CP", "CQ", "DG", "EA", "EZ", "IC", "QO", "TA", "XA", "XB", "ZZ"}
RESERVED = {"EU", "UN", "XK"}
# The short form is the plain name here; elsewhere it is an abbreviation (UK) or leaves half out (Bosnia).
PLAIN = {"HK", "MM", "MO", "PS"}
# Second names that the CLDR does not spell as an alternative of their own; none for the long forms of HK and MO.
ALT = {"HK": "", "MM": "Burma", "MO": "", "PS": en["PS"]}
JA = {"MM": "ミャンマー"}

print("code", "alpha3", "en", "ja", "alt", sep="\t")
for code in sorted(code for code in en if len(code) == 2 and code.isalpha() and code not in NOT_ISO):
    def plain(table):
        return table.get(code + "-alt-short", table[code]) if code in PLAIN else table[code]
    alts = [en[key] for key in (code + suffix for suffix in ("-alt-variant", "-alt-short", "-alt-chagos")) if key in en]
    alt = ALT.get(code, alts[0] if alts else "")
    alpha3 = "" if code in RESERVED else mappings[code]["_alpha3"]
    print(code, alpha3, plain(en), JA.get(code) or plain(ja), alt, sep="\t")
