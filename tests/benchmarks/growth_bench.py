"""How saving, searching and paging grow from a register of 100,000 people to one of a million.

Run: ``python -m tests.benchmarks.growth_bench [people]``. The same work on both, taking turns; the smaller register is
the floor of the larger.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from storage.lists.listing import Query
from tests.benchmarks.list_bench import _side
from tests.benchmarks.measure import line, median, p95
from tests.benchmarks.register_of import borrowed
from tests.benchmarks.save_bench import measured
from tests.benchmarks.search_bench import typed_letter_by_letter

BAR, ROUNDS, RUNS, LISTS = 1.5, 4, 50, 3


def main(people: int) -> list[str]:
    """The rows of the table."""
    told = _saves_and_searches(people // 10, people)
    small: list[float] = []
    large: list[float] = []
    for _ in range(LISTS):
        small += _side("ours", people // 10)["pages"]
        large += _side("ours", people)["pages"]
    return [
        *told,
        line("growth of page-down to painted words, median", median(large), median(small), BAR),
        line("growth of page-down to painted words, p95", p95(large), p95(small), BAR),
    ]


def _saves_and_searches(few: int, many: int) -> list[str]:
    found: dict[str, tuple[list[float], list[float]]] = {
        "saving incident + 10 victims": ([], []),
        "saving one victim": ([], []),
        "search, keystrokes": ([], []),
    }
    with borrowed(few) as small, borrowed(many) as large:
        for round_ in range(ROUNDS + 1):
            for place, store in enumerate((small, large)):
                store.listing(Query("victim")).first(50)
                strokes = [seconds for seconds, _ in typed_letter_by_letter(store)]
                _, ten, one = measured(store, RUNS)
                if round_:  # the first warms both
                    for name, seconds in zip(found, (ten, one, strokes), strict=True):
                        found[name][place].extend(seconds)
    of: dict[str, Callable[[list[float]], float]] = {"median": median, "p95": p95}
    return [
        line(f"growth of {name}, {which}", choose(large_), choose(small_), BAR)
        for name, (small_, large_) in found.items()
        for which, choose in of.items()
    ]


if __name__ == "__main__":
    print("\n".join(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)))
