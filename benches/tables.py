"""The figures as tables in Markdown. Ratios are taken within a round, then the median of them is shown."""

from statistics import median

from contenders import CONTENDERS


def table(heads, rows):
    """The first column is text, the others are figures."""
    lines = [heads, ["---"] + ["---:"] * (len(heads) - 1), *rows]
    return "".join(f"| {' | '.join(map(str, cells))} |\n" for cells in lines)


def ratio(costs, others, what):
    """How many times one is the other, by the median of the rounds."""
    each = [getattr(one, what) / getattr(other, what) for one, other in zip(costs, others)]
    return f"{median(each):.2f}"


def middle(costs, what, form):
    return format(median(getattr(cost, what) for cost in costs), form)


def spread(costs):
    walls = [cost.wall for cost in costs]
    return f"{median(walls):.2f} ({min(walls):.2f}–{max(walls):.2f})"


def of_full_builds(costs, sizes):
    heads = ["built", "wall s (range)", "CPU s", "peak MiB", "files", "MB"]
    heads += ["wall / Hugo", "CPU / Hugo", "peak / Hugo", "wall / `cp -r`", "CPU / `cp -r`"]
    rows = []
    for name, of_one in costs.items():
        files, size = sizes[name]
        row = [CONTENDERS[name].label, spread(of_one), middle(of_one, "cpu", ".2f"), middle(of_one, "peak", ".0f")]
        row += [f"{files:,}", f"{size / 1e6:.0f}"]
        row += [ratio(of_one, costs["hugo"], what) for what in ("wall", "cpu", "peak")]
        row += [ratio(of_one, costs["floor"], what) for what in ("wall", "cpu")]
        rows.append(row)
    return table(heads, rows)


def of_warm_builds(pairs):
    heads = ["built again", "wall s (range)", "CPU s", "peak MiB", "full build: wall s", "wall / full", "CPU / full"]
    rows = []
    for (name, change), of_one in pairs.items():
        fulls, warms = zip(*of_one)
        row = [f"{CONTENDERS[name].label}: {change}", spread(warms), middle(warms, "cpu", ".2f")]
        row += [middle(warms, "peak", ".0f"), middle(fulls, "wall", ".2f")]
        row += [ratio(warms, fulls, what) for what in ("wall", "cpu")]
        rows.append(row)
    return table(heads, rows)


def of_growth(costs, small, larger_costs, large):
    """What `large` articles cost, in that of `small` ones."""
    heads = [f"{large:,} articles in {small:,}", "wall", "CPU", "peak", "wall per article", "peak per article"]
    rows = []
    for name, of_one in larger_costs.items():
        if name not in costs:
            continue
        times = {
            what: median(getattr(cost, what) for cost in of_one) / median(getattr(cost, what) for cost in costs[name])
            for what in ("wall", "cpu", "peak")
        }
        each = large / small
        row = [CONTENDERS[name].label, *(f"{times[what]:.1f}" for what in ("wall", "cpu", "peak"))]
        rows.append(row + [f"{times[what] / each:.2f}" for what in ("wall", "peak")])
    return table(heads, rows)
