"""Do these trees hold the same site?

    python3 verify.py HUGO_SITE HUGO_TREE ALIKE_TREE [CHANCERY_TREE…]

Hugo's tree must have a page for every source. Each article, leader, summit, country and pillar of it must be in the
second tree with the same title, the same shell, and the same words, links and tags in the same order, and the lists
of articles must list the same ones on the same days. Trees of chancery must have the pages too, under the same
headings. Faults are printed, and the exit status is 1 where there are any.

Three things are let pass: the order of entries of one day and of lists by name; how a footnote is referred to, and
that summitry writes it beside the text as well; classes and other attributes.
"""

import html
import re
import sys
from itertools import groupby
from pathlib import Path

SECTIONS = ("articles", "leaders", "summits", "countries", "pillars")
LISTS = ("leaders", "summits", "countries")
# More pages than these are all looked for, but only so many are read.
MOST_READ = 4_000
MOST_TOLD = 20

MAIN = re.compile(r"<main\b[^>]*>(.*?)</main>", re.S)
HEADING = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.S)
TITLE = re.compile(r"<title>(.*?)</title>", re.S)
DAY = re.compile(r"<time>(.*?)</time>")
ARTICLE = re.compile(r'<h2><a href="(/articles/[^"]+)"')
# References to a footnote and back, and the note in the margin.
FOOTNOTES = re.compile(r"<sup\b.*?</sup>|<small class=\"sn\".*?</small>|<a href=\"#fnref.*?</a>", re.S)
BOXES = re.compile(r"</?(?:div|section)\b[^>]*>|<hr>")
TAG = re.compile(r"<(/?[a-z][a-z0-9]*)")
MARKUP = re.compile(r"<[^>]*>")
LINK = re.compile(r'<a\b[^>]*?href="([^"]*)"')
DATED_ENTRY = re.compile(r"<li><time>([^<]*)</time> <a ")
NAMED_ENTRY = re.compile(r"<li><a [^>]*>[^<]*</a></li>$")


def read(path):
    return path.read_text(encoding="utf-8")


def words(markup):
    return re.findall(r"\w+", html.unescape(MARKUP.sub(" ", markup)))


def inner(pattern, page):
    found = pattern.search(page)
    return " ".join(words(found[1])) if found else None


def run_of(line):
    """What a line of a list may change places with: entries of its day, or entries by name."""
    dated = DATED_ENTRY.match(line)
    if dated:
        return dated[1]
    return "named" if NAMED_ENTRY.match(line) else None


def in_order(markup):
    """The same lines, those that may change places sorted."""
    lines = []
    for run, some in groupby(markup.split("\n"), run_of):
        lines += some if run is None else sorted(some)
    return "\n".join(lines)


def substance(markup):
    """What has to be the same of a part of a page, by name."""
    markup = in_order(BOXES.sub("", FOOTNOTES.sub("", markup)))
    return {"words": words(markup), "links": LINK.findall(markup), "tags": TAG.findall(markup)}


def differences(page, other):
    """In what two pages differ, in words."""
    for name, pattern in (("title", TITLE), ("heading", HEADING)):
        if inner(pattern, page) != inner(pattern, other):
            yield f"another {name}: {inner(pattern, other)!r}, not {inner(pattern, page)!r}"
    both = [MAIN.search(text) for text in (page, other)]
    if not all(both):
        yield "no <main>"
        return
    mains = [substance(found[1]) for found in both]
    frames = [
        substance(text[text.index("<body") : found.start(1)] + text[found.end(1) :])
        for text, found in zip((page, other), both)
    ]
    for place, (one, two) in (("", mains), (" of the shell", frames)):
        for kind in one:
            if one[kind] != two[kind]:
                yield f"other {kind}{place}: {first_difference(one[kind], two[kind])}"


def first_difference(one, other):
    at = next((at for at, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))
    return f"{' '.join(other[at : at + 6])!r}, not {' '.join(one[at : at + 6])!r}"


def pages(tree, section):
    """The pages of a section, by their place in a tree."""
    places = (f"{section}/{path.name}/index.html" for path in (tree / section).iterdir() if path.is_dir())
    return sorted(place for place in places if place != "articles/page/index.html")


def sources(site, section):
    texts = site.glob(f"content/{section}/*.md" if section == "articles" else f"content/{section}/*/_index.md")
    return sum(text.name != "_index.md" or text.parent.name != section for text in texts)


def archive(tree):
    return [tree / "articles/index.html", *sorted(tree.glob("articles/page/*/index.html"), key=number_of)]


def number_of(path):
    return int(path.parent.name)


def listed(paths):
    """The articles of some lists, and their days, in order."""
    text = "".join(map(read, paths))
    return ARTICLE.findall(text), DAY.findall(text)


def check(site, hugo, alike, others):
    every = []
    for section in SECTIONS:
        found = pages(hugo, section)
        every += found
        if len(found) != sources(site, section):
            yield f"{hugo}/{section}: {len(found)} pages of {sources(site, section)} sources"
    step = -(-len(every) // MOST_READ)
    for at, place in enumerate(every):
        missing = [tree for tree in (alike, *others) if not (tree / place).is_file()]
        for tree in missing:
            yield f"{tree}/{place} is missing"
        if missing or at % step:
            continue
        page = read(hugo / place)
        for difference in differences(page, read(alike / place)):
            yield f"{alike}/{place}: {difference}"
        for tree in others:
            heading, wanted = inner(HEADING, read(tree / place)), inner(HEADING, page)
            if heading != wanted:
                yield f"{tree}/{place}: another heading: {heading!r}, not {wanted!r}"
    for place in (f"{section}/index.html" for section in LISTS):
        entries = [sorted(LINK.findall(MAIN.search(read(tree / place))[1])) for tree in (hugo, alike)]
        if entries[0] != entries[1]:
            yield f"{alike}/{place} lists other things"
    # Hugo has its first page of the archive twice; the second one only leads to the first.
    of_hugo = [path for path in archive(hugo) if path.parent.name != "1"]
    articles, days = listed(of_hugo)
    others_articles, others_days = listed(archive(alike))
    if sorted(articles) != sorted(others_articles) or days != others_days:
        yield f"{alike}/articles/ lists other articles, or in another order"
    if len(articles) != sources(site, "articles"):
        yield f"{hugo}/articles/ lists {len(articles)} articles of {sources(site, 'articles')}"
    if listed([hugo / "index.html"])[1] != listed([alike / "index.html"])[1]:
        yield f"{alike}/index.html lists articles of other days"


def main():
    site, hugo, alike, *others = map(Path, sys.argv[1:])
    faults = list(check(site, hugo, alike, others))
    for fault in faults[:MOST_TOLD]:
        print(fault, file=sys.stderr)
    if faults:
        sys.exit(f"{len(faults)} differences between the trees")


if __name__ == "__main__":
    main()
