"""One process, measured from its start to its end."""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock, seconds of all cores together, and the most memory at one time in MiB."""

    wall: float
    cpu: float
    peak: float


def measured(words, environment=None):
    """Runs a command and tells what it cost; ends everything where it fails.

    What earlier processes wrote is brought to the disk first, so that nobody pays for another. The caller has to be
    small: Linux counts what the starter held into the peak of what it starts.
    """
    os.sync()
    with tempfile.TemporaryFile() as said:
        begin = time.perf_counter()
        child = subprocess.Popen(
            words, env=os.environ | (environment or {}), stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - begin
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            said.seek(0)
            text = said.read().decode(errors="replace")[-4_000:]
            sys.exit(f"benches/run: {' '.join(map(str, words))} failed ({child.returncode}):\n{text}")
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
