"""Starting: to a window that accepts the passphrase, against a bare PySide6 window; and from there to the incidents.

Run: ``python -m tests.benchmarks.start_bench [people]``. Whole processes are measured, from before they are spawned to
a typed and painted letter (see ``start_probe.py``); ours and the bare window take turns. Unlocking is measured on the
register of so many people, from Enter to its first page of incidents, less what Argon2id takes there.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from storage.register.register import Register
from tests.benchmarks.measure import line, median, times
from tests.benchmarks.register_of import unlockable
from tests.benchmarks.start_probe import PASSPHRASE, TYPING

RUNS, UNLOCKS = 11, 5
SECRET = "four words nobody says"
UNLOCK_BAR = 1.0
ROOT = Path(__file__).resolve().parents[2]
PROBE = str(Path(__file__).with_name("start_probe.py"))


def start(*arguments: str, python: str, **environment: str) -> dict[str, float]:
    """Seconds from before the process is spawned to each moment it tells; ``cpu``: of the processor until usable."""
    env = {**os.environ, **compiled(), "QT_QPA_PLATFORM": "offscreen", "SIJILL_ENV": sys.prefix, **environment}
    begin = time.monotonic()
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # a person's second start finds everything compiled
    begin = time.monotonic()
    ran = subprocess.run([python, PROBE, *arguments], cwd=ROOT, env=env, capture_output=True, text=True, timeout=120)
    if ran.returncode or not ran.stdout.strip():
        raise RuntimeError(ran.stderr)
    moments: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
    return {name: moment if name == "cpu" else moment - begin for name, moment in moments.items()}


def compiled() -> dict[str, str]:
    """Bytecode goes beside the registers of the benchmarks, not into the checkout."""
    return {"PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "sijill-bench-bytecode")}


def ours(data: Path, **environment: str) -> dict[str, float]:
    """The program as a person starts it: with the machine's Python."""
    python: Any = getattr(sys, "_base_executable", sys.executable)
    return start("main.py", "--data", str(data), python=python, **environment)


def main(people: int) -> list[str]:
    """The rows of the table."""
    with unlockable(people, SECRET) as data:
        started, floors = [], []
        start("bare", python=sys.executable)
        ours(data)
        for _ in range(RUNS):
            floors.append(start("bare", python=sys.executable))
            started.append(ours(data))
        unlocked = {typing: [_unlocking(data, typing) for _ in range(UNLOCKS)] for typing in ("3", "0")}
        vault = Register(data / "register").vault
        derivation = median(times(lambda: vault.open(SECRET), 5))
    beyond = {typing: median(seconds) - derivation for typing, seconds in unlocked.items()}
    return [
        line(
            "start to a usable unlock window / bare PySide6 window", _of(started, "usable"), _of(floors, "usable"), 2
        ),
        line("    the same in time of the processor", _of(started, "cpu"), _of(floors, "cpu"), 2),
        line("unlock to incidents, beyond Argon2id / 1 s", beyond["3"], UNLOCK_BAR, 1),
        line("unlock to incidents, Enter at once at the start / 1 s", beyond["0"], UNLOCK_BAR, 1),
        f"    Argon2id {derivation * 1000:.0f} ms; medians of {RUNS} starts and {UNLOCKS} unlockings",
    ]


def _of(starts: list[dict[str, float]], moment: str) -> float:
    return median([one[moment] for one in starts])


def _unlocking(data: Path, typing: str) -> float:
    """Seconds from Enter to the painted rows; ``typing``: how long a person types before."""
    moments = ours(data, **{PASSPHRASE: SECRET, TYPING: typing})
    return moments["rows"] - moments["enter"]


if __name__ == "__main__":
    print("\n".join(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)))
