"""Warm builds: the second build into a folder, beside the full build that was the first."""

import contextlib
import subprocess
import sys

from contenders import CONTENDERS

# What of a build is measured. Hugo is not among them: it makes everything again each time.
NAMES = ("alike", "shipped")


def with_a_sentence(text):
    return text + "\nThis sentence came after the first build.\n"


def with_another_title(text):
    return text.replace('\ntitle = "', '\ntitle = "Once more: ', 1)


CHANGES = {
    "nothing changed": None,
    "a sentence added to an article": with_a_sentence,
    "the title of an article changed": with_another_title,
}


def measure(bench, rounds, told):
    """Pairs of costs, of the full build and of the warm one after it, by contender and change.

    Each pair has a folder of its own. After the last round the tree of each warm build is compared with that of a full
    build of the same sources.
    """
    pairs = {(name, change): [] for name in NAMES for change in CHANGES}
    for turn in range(rounds):
        for name, change in rotated(list(pairs), turn):
            contender = CONTENDERS[name]
            number = list(CHANGES).index(change)
            output = bench.output("warm", name, number, turn)
            full = bench.fresh(contender, output)
            with changed(article(bench, contender, turn), CHANGES[change]):
                warm = bench.build(contender, output)
                if turn == rounds - 1:
                    again = bench.output("again", name, number)
                    bench.fresh(contender, again)
                    compare(output, again)
            pairs[name, change].append((full, warm))
            told(f"{bench.articles} articles, round {turn + 1}, {name}, {change}: {warm.wall:.2f} of {full.wall:.2f} s")
    return pairs


def rotated(items, turn):
    first = turn % len(items)
    return items[first:] + items[:first]


def article(bench, contender, turn):
    """The source of an article, another one each round."""
    articles = sorted((bench.site(contender) / "articles").glob("*/article.md"))
    return articles[(turn + 1) * 7919 % len(articles)]


@contextlib.contextmanager
def changed(path, change):
    """An article with a change in it, as long as it takes."""
    before = path.read_text(encoding="utf-8")
    if change:
        assert change(before) != before, path
        path.write_text(change(before), encoding="utf-8")
    try:
        yield
    finally:
        if change:
            path.write_text(before, encoding="utf-8")


def compare(warm, full):
    """Ends everything where a warm build left another tree than a full one. `.summitry` is not part of the site: it
    is the note of a build on what it wrote."""
    words = ["diff", "-r", "-q", "--exclude=.summitry", warm, full]
    found = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if found.returncode:
        first = "\n".join(found.stdout.split("\n")[:10])
        sys.exit(f"{first}\nbenches/run: the warm build {warm} differs from the full build {full}")
