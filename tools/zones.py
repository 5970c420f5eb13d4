#!/usr/bin/env python3
"""Writes data/zones.tsv: the time zones of each country.

    tools/zones.py ZONE_TAB > data/zones.tsv

ZONE_TAB is the file zone.tab of the IANA time zone database.
"""
import sys
from pathlib import Path

zones: dict[str, list[str]] = {}
for line in Path(sys.argv[1]).read_text("ascii").splitlines():
    if line and not line.startswith("#"):
        code, _, zone, *_ = line.split("\t")
        zones.setdefault(code, []).append(zone)

print("code", "zones", sep="\t")
for code in sorted(zones):
    print(code, " ".join(zones[code]), sep="\t")
