"""How benchmarks measure and print: medians and p95 of several runs, and a ratio against a floor of the same run."""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def times(do: Callable[[], Any], runs: int) -> list[float]:
    """Seconds of each of so many runs."""
    return [timed(do) for _ in range(runs)]


def timed(do: Callable[[], object]) -> float:
    """Seconds of one run."""
    begin = time.perf_counter()
    do()
    return time.perf_counter() - begin


def median(seconds: list[float]) -> float:
    """The middle one."""
    return statistics.median(seconds)


def p95(seconds: list[float]) -> float:
    """The one that 95 of 100 do not exceed."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def line(what: str, ours: float, floor: float, bar: float, unit: str = "ms") -> str:
    """One row of the table: ours, the floor of the same run, their ratio, and the bar it should stay under."""
    scale = 1000 if unit == "ms" else 1
    ratio = ours / floor if floor else float("inf")
    verdict = "ok" if ratio <= bar else "OVER"
    mine, base = f"{ours * scale:10.2f} {unit}", f"{floor * scale:9.2f} {unit}"
    return f"{what:<58} {mine}  floor {base}  x{ratio:7.2f}  bar x{bar:<6g} {verdict}"


def steps(
    about: str | None,
    rows: int,
    prepare: Callable[[Path, int], None],
    measure: Callable[[str, Path], None],
    table: Callable[[int, int], list[str]],
) -> int:
    """A benchmark as a command: the whole of it, or one step in a process of its own."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("people", type=int, nargs="?", help="not used: the rows of this part are its own")
    parser.add_argument("--rows", type=int, default=rows)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--step", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step == "prepare":
        prepare(given.folder, given.rows)
    elif given.step:
        measure(given.step, given.folder)
    else:
        print("\n".join(table(given.rows, given.runs)))
    return 0
