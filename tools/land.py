#!/usr/bin/env python3
"""Writes themes/chancery/maps/land.topojson from the npm package world-atlas.

    tools/land.py WORLD_ATLAS CORE > themes/chancery/maps/land.topojson

WORLD_ATLAS and CORE are the unpacked packages world-atlas and cldr-core. What is changed from
the originals is listed in themes/chancery/maps/LICENSE.md.
"""
import heapq
import json
import math
import sys
from pathlib import Path

# Steps of the grid in degrees: about 900 m north to south, at most 1.1 km east to west. A small
# map of 1,100 km has 3.4 km to the pixel.
STEP = (0.01, 0.008)
# A point goes when the triangle with its neighbours is smaller, in square kilometres; in the far
# north, where coasts are ragged and summits rare, sooner.
DETAIL, ARCTIC_DETAIL, ARCTIC = 12.0, 100.0, 66.5
# An island goes when it is smaller, unless it is the largest land of its country.
ISLAND = 40.0
# Antarctica is on few maps: it is drawn coarsely.
COARSE = {"AQ": (1000.0, 5000.0)}

EARTH_RADIUS = 6371.0088
# Kosovo has no code in ISO 3166-1; XK is the one in use. The atlas gives it no number.
BY_NAME = {"Kosovo": "XK"}

atlas, core = (Path(folder) for folder in sys.argv[1:])
topology = json.loads((atlas / "countries-50m.json").read_text("utf-8"))
mappings = json.loads((core / "supplemental/codeMappings.json").read_text("utf-8"))["supplemental"]["codeMappings"]
# Burma and Myanmar share a number.
ALPHA2 = {entry["_numeric"]: code for code, entry in sorted(mappings.items(), reverse=True)
          if "_numeric" in entry and len(code) == 2 and code != "BU"}


def decode(arc):
    """Degrees from the differences on the grid, without a jump at 180 degrees east."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    x = y = 0
    points, turn = [], 0.0
    for dx, dy in arc:
        x, y = x + dx, y + dy
        lon, lat = x * sx + tx + turn, y * sy + ty
        if points and abs(lon - points[-1][0]) > 180:
            step = math.copysign(360.0, points[-1][0] - lon)
            turn, lon = turn + step, lon + step
        points.append((lon, lat))
    return points


def triangle(a, b, c):
    """Area in square kilometres, flat at the place of b."""
    k = math.cos(math.radians(b[1]))
    twice = ((a[0] - b[0]) * (c[1] - b[1]) - (c[0] - b[0]) * (a[1] - b[1])) * k
    return abs(twice) / 2 * (math.radians(1) * EARTH_RADIUS) ** 2


def visvalingam(points, threshold):
    """Drops the point of the smallest triangle until all are as large as the threshold."""
    before = list(range(-1, len(points) - 1))
    after = list(range(1, len(points) + 1))
    alive = [True] * len(points)

    def area(i):
        factor = DETAIL / ARCTIC_DETAIL if points[i][1] > ARCTIC else 1.0
        return triangle(points[before[i]], points[i], points[after[i]]) * factor

    heap = [(area(i), i) for i in range(1, len(points) - 1)]
    current = {i: size for size, i in heap}
    heapq.heapify(heap)
    while heap and heap[0][0] < threshold:
        size, i = heapq.heappop(heap)
        if not alive[i] or current[i] != size:
            continue
        alive[i] = False
        after[before[i]], before[after[i]] = after[i], before[i]
        for j in (before[i], after[i]):
            if 0 < j < len(points) - 1:
                current[j] = max(area(j), size)
                heapq.heappush(heap, (current[j], j))
    return [point for point, kept in zip(points, alive) if kept]


def polygons(geometry):
    return geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]


arcs = [decode(arc) for arc in topology["arcs"]]


def ring_area(ring):
    """Area of a ring of arcs in square kilometres."""
    points = []
    for index in ring:
        part = arcs[index] if index >= 0 else arcs[~index][::-1]
        if points:
            turn = round((points[-1][0] - part[0][0]) / 360) * 360
            part = [(lon + turn, lat) for lon, lat in part]
        points += part
    area = 0.0
    for (lon0, lat0), (lon1, lat1) in zip(points, points[1:]):
        area += math.radians(lon1 - lon0) * (math.sin(math.radians(lat0)) + math.sin(math.radians(lat1))) / 2
    return abs(area) * EARTH_RADIUS ** 2


# Which countries and islands stay.
countries, detail = {}, {}
for geometry in topology["objects"]["countries"]["geometries"]:
    code = BY_NAME.get(geometry["properties"]["name"]) or ALPHA2.get(geometry.get("id"))
    fine, least = COARSE.get(code, (DETAIL, ISLAND))
    sized = [(ring_area(polygon[0]), polygon) for polygon in polygons(geometry)]
    largest = max(size for size, _ in sized)
    shared = countries.setdefault(code or geometry["properties"]["name"], (code, []))[1]
    for size, polygon in sized:
        if size >= least or (size == largest and not shared):
            shared.append(polygon)
            for ring in polygon:
                for index in ring:
                    detail[index if index >= 0 else ~index] = fine

# The outline of all land, without the islands that went. The atlas has merged it already.
(land,) = topology["objects"]["land"]["geometries"]
used = lambda ring: any((i if i >= 0 else ~i) in detail for i in ring)
outline = [[ring for ring in polygon if used(ring)] for polygon in polygons(land) if used(polygon[0])]

# Fewer points on a coarser grid. Ends of arcs are where countries meet: they stay.
new_index, new_arcs = {}, []
for index in sorted(detail):
    closed = arcs[index][0] == arcs[index][-1]
    points = visvalingam(arcs[index], detail[index])
    if closed and len(points) < 5:
        points = visvalingam(arcs[index], 0.0)
    grid = [(round((lon + 180) / STEP[0]), round((lat + 90) / STEP[1])) for lon, lat in points]
    steps = [grid[0]] + [(x1 - x0, y1 - y0) for (x0, y0), (x1, y1) in zip(grid, grid[1:])
                         if (x1, y1) != (x0, y0)]
    if len(steps) == 1:
        steps.append((0, 0))
    new_index[index] = len(new_arcs)
    new_arcs.append(steps)


def renumber(polygon):
    return [[new_index[i] if i >= 0 else ~new_index[~i] for i in ring] for ring in polygon]


geometries = []
for code, shapes in countries.values():
    geometry = {"type": "MultiPolygon"}
    if code:
        geometry["id"] = code
    geometry["arcs"] = [renumber(polygon) for polygon in shapes]
    geometries.append(geometry)
geometries.sort(key=lambda geometry: (geometry.get("id", "~"), geometry["arcs"]))

json.dump({
    "type": "Topology",
    "transform": {"scale": STEP, "translate": (-180, -90)},
    "objects": {
        "countries": {"type": "GeometryCollection", "geometries": geometries},
        "land": {"type": "MultiPolygon", "arcs": [renumber(polygon) for polygon in outline]},
    },
    "arcs": new_arcs,
}, sys.stdout, separators=(",", ":"))
print()
