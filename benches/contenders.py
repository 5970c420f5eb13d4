"""What is compared, and the folder in which it happens."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from process import measured

HERE = Path(__file__).resolve().parent
# Hugo makes none of these. Share cards and copies of pictures are drawn once and kept; see docs/performance.md.
DEAR = "search,share-cards,images"
ALL = f"{DEAR},feeds,markdown,email"


@dataclass(frozen=True)
class Contender:
    """A way to make the site. `kib` is about what its output takes of the disk for each article."""

    name: str
    label: str
    site: str
    kib: int
    without: str | None = None


CONTENDERS = {
    contender.name: contender
    for contender in (
        Contender("hugo", "Hugo", "hugo", 20),
        Contender("alike", "summitry, pages like Hugo’s", "alike", 27, ALL),
        Contender("shipped", "summitry as shipped, without search, share cards, images", "chancery", 75, DEAR),
        Contender("lean", "the same, without feeds, Markdown and mail either", "chancery", 52, ALL),
        Contender("floor", "`cp -r` of Hugo’s tree", "hugo", 20),
    )
}
# What the three sites take of the disk for each article.
SOURCES_KIB = 36


class Bench:
    """A new folder with the sites of one size and all that is built of them. Nothing in it is deleted."""

    def __init__(self, folder, articles, programs, moment):
        self.folder = Path(folder)
        self.articles = articles
        self.programs = programs
        # A run may go past midnight, and pages say what day it is.
        self.environment = {"SOURCE_DATE_EPOCH": str(moment)}
        self.outputs = self.folder / "out"
        self.outputs.mkdir(parents=True)
        self.set_aside = 0
        # A process of its own, because the record takes memory.
        script = [sys.executable, HERE / "sites.py", str(articles), self.folder / "sites"]
        subprocess.run(script, check=True)

    def site(self, contender):
        return self.folder / "sites" / contender.site

    def output(self, *names):
        return self.outputs / "-".join(map(str, names))

    def fresh(self, contender, output):
        """A build into a folder that is not there yet, with nothing kept from earlier ones."""
        assert not output.exists(), output
        self.forget(contender)
        return self.build(contender, output)

    def forget(self, contender):
        """Puts away what a site keeps from build to build. It is moved, not deleted: a file system without a journal
        is slow to make files for a while after many were deleted."""
        for kept in (".summitry", "resources"):
            kept = self.site(contender) / kept
            if kept.exists():
                aside = self.folder / "aside"
                aside.mkdir(exist_ok=True)
                self.set_aside += 1
                os.rename(kept, aside / str(self.set_aside))

    def build(self, contender, output):
        """A build into a folder, whatever is in it."""
        site = self.site(contender)
        if contender.name == "hugo":
            words = [self.programs["hugo"], "--quiet", "--source", site, "--destination", output]
        else:
            words = [self.programs["summitry"], "build", "--root", site, "--output", output]
            words += ["--without", contender.without]
        return measured(words, self.environment)

    def verify(self, hugo, alike, *others):
        """Whether trees hold the same site; ends everything where they do not."""
        script = [sys.executable, HERE / "verify.py", self.site(CONTENDERS["hugo"]), hugo, alike, *others]
        if subprocess.run(script).returncode:
            sys.exit(1)
