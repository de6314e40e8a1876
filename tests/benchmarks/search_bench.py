"""Search as you type over a million names in both scripts: milliseconds to the first 50 rows ready to paint.

Run: ``python -m tests.benchmarks.search_bench [people]``. Each query is typed letter by letter, as a person does;
every letter counts. The floor is one empty ``SELECT`` through the same open connection.
"""

from __future__ import annotations

import sys

from sqlalchemy import text

from storage.lists.listing import Query
from storage.store import Store
from tests.benchmarks.measure import line, median, p95, times
from tests.benchmarks.register_of import opened

TYPED = (
    "محمد خالد",
    "mohammad kh",
    "فاطمة الأحمد",
    "fatima ahmad",
    "درويش",
    "darwish",
    "سليمان يوسف",
    "P-BEN-2015-XX",
    "khan shaykun",
    "علي",
)
BAR = 0.016
ROUNDS = 3


def typed_letter_by_letter(store: Store) -> list[tuple[float, str]]:
    """Seconds of each keystroke, with what stood in the field."""
    found = []
    for query in TYPED:
        for end in range(1, len(query) + 1):
            typed = query[:end]

            def first(typed: str = typed) -> None:
                numbers, rows = store.listing(Query("victim", search=typed)).first(50)
                for number in numbers:
                    row = rows[number]
                    for column in ("name", "age", "sex", "outcome", "day", "where_id", "status"):
                        row[column]

            found.append((median(times(first, ROUNDS)), typed))
    return found


def main(people: int) -> list[str]:
    """The rows of the table."""
    store = opened(people)
    store.listing(Query("victim")).first(50)
    typed_letter_by_letter(store)
    with store.database.reading() as connection:
        floor = median(times(lambda: connection.execute(text("SELECT 1")).scalar(), 200))
    keystrokes = typed_letter_by_letter(store)
    store.close()
    seconds = [second for second, _ in keystrokes]
    slowest = sorted(keystrokes, reverse=True)[:3]
    said = ", ".join(f"{typed!r} {second * 1000:.1f} ms" for second, typed in slowest)
    return [
        line(f"search, {people:,} people, p95 of {len(seconds)} keystrokes / 16 ms", p95(seconds), BAR, 1),
        f"    median keystroke {median(seconds) * 1000:.2f} ms, an empty SELECT {floor * 1000:.2f} ms",
        f"    slowest: {said}",
    ]


if __name__ == "__main__":
    print("\n".join(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)))
