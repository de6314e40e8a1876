"""How benchmarks measure and print: medians and p95 of several runs, and a ratio against a floor of the same run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any


def times(do: Callable[[], Any], runs: int) -> list[float]:
    """Seconds of each of so many runs."""
    found = []
    for _ in range(runs):
        begin = time.perf_counter()
        do()
        found.append(time.perf_counter() - begin)
    return found


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
