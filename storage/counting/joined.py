"""Records that belong together: classes over pairs of ids, in any order; circles do no harm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

Pair = tuple[str, str]


class Classes:
    """Records joined by links, in any order and direction."""

    def __init__(self, pairs: Iterable[Pair] = ()) -> None:
        self._above: dict[str, str] = {}
        self._named: set[str] = set()
        for one, two in pairs:
            self._named |= {one, two}
            first, second = self.of(one), self.of(two)
            if first != second:
                self._above[max(first, second)] = min(first, second)

    def of(self, record: str) -> str:
        """What stands for all records joined with this one: the smallest id of them."""
        top = record
        while top in self._above:
            top = self._above[top]
        while record != top:
            self._above[record], record = top, self._above.get(record, top)
        return top

    def members(self) -> Mapping[str, Sequence[str]]:
        """All records of the pairs, sorted, by the id that stands for them."""
        found: dict[str, list[str]] = {}
        for record in sorted(self._named):
            found.setdefault(self.of(record), []).append(record)
        return found
