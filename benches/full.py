"""Full builds: from nothing to a finished tree, each contender once a round."""

import os

from contenders import CONTENDERS
from process import measured


def measure(bench, names, rounds, told):
    """The costs of each contender, round by round, and the tree of its last build."""
    costs = {name: [] for name in names}
    trees = {}
    for turn in range(rounds):
        for name in order(names, turn):
            contender = CONTENDERS[name]
            output = bench.output("full", name, turn)
            if name == "floor":
                cost = measured(["cp", "-r", trees["hugo"], output])
            else:
                cost = bench.fresh(contender, output)
            costs[name].append(cost)
            trees[name] = output
            told(f"{bench.articles} articles, round {turn + 1}, {name}: {cost.wall:.2f} s, {cost.cpu:.2f} s of CPU")
    return costs, trees


def order(names, turn):
    """Another one comes first each round. The floor comes last: it copies what Hugo has just built."""
    builders = [name for name in names if name != "floor"]
    first = turn % len(builders)
    return builders[first:] + builders[:first] + [name for name in names if name == "floor"]


def size(tree):
    """The files of a tree and their bytes."""
    sizes = [os.path.getsize(os.path.join(folder, name)) for folder, _, names in os.walk(tree) for name in names]
    return len(sizes), sum(sizes)
