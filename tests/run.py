"""The one command that passes the tests: sets up, then style, types, laws.

python3 tests/run.py                     everything a change must pass
python3 tests/run.py --release           the long proofs as well, with the figures of a release
python3 tests/run.py --quick style,types only these parts (style, types, tests)
python3 tests/run.py tests/test_x.py -k  anything else goes to pytest
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree import ElementTree

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH120, PTH100
TYPED = ["main.py", "tests/run.py", ".setup/ready.py", ".setup/build.py", "storage", "exports", "gui"]
PARTS: dict[str, list[list[str]]] = {
    "style": [["ruff", "check", "--quiet", "."], ["ruff", "format", "--check", "--quiet", "."]],
    "types": [["mypy", "--strict", "--no-error-summary", *TYPED]],
    "tests": [["pytest", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "--max-worker-restart", "0"]],
}
"""A worker that falls over ends the run at once: its file would be waited for, for ever."""
MEMORY, ROOM, LEFT = "/dev/shm", 4 << 30, 8 << 30
"""Where what tests write may lie instead of on a disk; so many bytes are free there, so many of memory available."""
FAULT_LINES, TOLD_WHOLE = 12, 20
"""So many lines of a failed test's fault are told again at the end, of so many tests; of others only the name."""


def main(argv: list[str]) -> int:
    """Run the parts; 0 when all pass, otherwise 1. What did not pass is said last: often only a log's end is kept."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    make_ready()
    os.chdir(ROOT)
    chosen, rest = arguments(argv)
    unknown = [part for part in chosen if part not in PARTS]
    if unknown:
        sys.stderr.write(f"There is no part {', '.join(unknown)}; the parts are {', '.join(PARTS)}.\n")
        return 2
    beside = begin_types() if {"types", "tests"} <= set(chosen) else None
    with workplace(), tempfile.TemporaryDirectory() as folder:
        results = os.path.join(folder, "tests.xml")  # noqa: PTH118
        given = [f"--junitxml={results}", *rest]
        refused = [name for part in chosen if not (beside and part == "types") for name in run(part, given)]
        refused += told_by(beside) if beside else []
        sys.stdout.write("".join(f"{line}\n" for line in failures(results)))
    if refused:
        sys.stdout.write(f"Not passed: {', '.join(refused)}\n")
    return 1 if refused else 0


def arguments(argv: list[str]) -> tuple[list[str], list[str]]:
    """The parts to run, and what is left for pytest; ``--release`` is told to the tests by ``SIJILL_RELEASE``."""
    chosen, rest = list(PARTS), []
    words = iter(argv)
    for word in words:
        if word == "--release":
            os.environ["SIJILL_RELEASE"] = "1"
        elif word == "--quick":
            chosen = next(words, "").split(",")
        elif word.startswith("--quick="):
            chosen = word.partition("=")[2].split(",")
        else:
            rest.append(word)
    return chosen, rest


def run(part: str, rest: list[str]) -> list[str]:
    """Run the tools of one part, each to its end; the names of those that found something."""
    refused = []
    for tool in PARTS[part]:
        command = [sys.executable, "-m", *tool, *(rest if part == "tests" else [])]
        name = tool[0] if tool[1].startswith("-") else " ".join(tool[:2])
        sys.stdout.write(f"· {name}\n")
        sys.stdout.flush()
        if subprocess.call(command):
            refused.append(name)
    return refused


@contextmanager
def workplace() -> Iterator[None]:
    """What tests write lies in memory where there is plenty: they have better to do than to wait for a disk.

    Not for a release, whose kills and full disks are to be those of a disk, nor where somebody chose a place.
    """
    if os.environ.keys() & {"SIJILL_RELEASE", "TMPDIR"} or not roomy():
        yield
        return
    sweep()
    name = f"sijill-tests-{os.getpid()}-"
    with tempfile.TemporaryDirectory(prefix=name, dir=MEMORY, ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o755)  # noqa: PTH101 — PostgreSQL runs under an account of its own
        os.environ["TMPDIR"] = tempfile.tempdir = folder
        try:
            yield
        finally:
            del os.environ["TMPDIR"]
            tempfile.tempdir = None


def roomy() -> bool:
    """Whether there is a place in memory, and room in it."""
    try:
        with open("/proc/meminfo", encoding="ascii") as file:  # noqa: PTH123
            available = next(int(line.split()[1]) << 10 for line in file if line.startswith("MemAvailable:"))
        return os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM and available >= LEFT
    except (OSError, StopIteration):
        return False


def sweep() -> None:
    """Clear away what runs left that were killed."""
    for name in os.listdir(MEMORY):  # noqa: PTH208
        mark, _, rest = name.partition("sijill-tests-")
        if rest and not mark and not os.path.exists(f"/proc/{rest.partition('-')[0]}"):  # noqa: PTH110
            shutil.rmtree(os.path.join(MEMORY, name), ignore_errors=True)  # noqa: PTH118


def begin_types() -> subprocess.Popen[bytes]:
    """Look at the types while the tests run: the two take one and a half cores together."""
    sys.stdout.write("· mypy, beside the tests\n")
    sys.stdout.flush()
    (tool,) = PARTS["types"]
    return subprocess.Popen([sys.executable, "-m", *tool], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def told_by(beside: subprocess.Popen[bytes]) -> list[str]:
    """What the types gave, after all else."""
    told, _ = beside.communicate()
    sys.stdout.write(told.decode(errors="replace"))
    return ["mypy"] if beside.returncode else []


def failures(results: str) -> list[str]:
    """Each test that did not pass, as pytest wrote it down: its name, its fault's first lines, and where it is."""
    if not os.path.exists(results):  # noqa: PTH110
        return []
    lines: list[str] = []
    found = [(case, fault) for case in ElementTree.parse(results).iter("testcase") for fault in faults_of(case)]
    for number, (case, fault) in enumerate(found):
        lines.append(f"✗ {case.get('classname')}::{case.get('name')}")
        if number < TOLD_WHOLE:
            told = [line for line in (fault.get("message") or "").splitlines() if line.strip()]
            places = [line for line in (fault.text or "").splitlines() if ".py:" in line and line[:1].strip()]
            lines += [f"    {line}" for line in (*told[:FAULT_LINES], *places[-1:])]
    return lines


def faults_of(case: ElementTree.Element) -> list[ElementTree.Element]:
    """What went wrong in a test and around it."""
    return [part for part in case if part.tag in {"failure", "error"}]


def make_ready() -> None:
    """Continue inside the project's environment, with the tools of the tests (``.setup/ready.py``)."""
    folder = os.path.join(ROOT, ".setup")  # noqa: PTH118
    sys.path.insert(0, folder)
    ready = __import__("ready")
    sys.path.remove(folder)
    ready.ready(dev=True, window=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
