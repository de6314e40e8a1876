"""Sources of one group: two posts of one organisation are one source, however many pages it has.

``Source.same_group_as`` names one other source of the group; the group is everything that hangs together this way,
in either direction. A circle, or a source that names itself, is an ordinary group. Pure: whoever has the pairs
(``storage.figuring`` reads them from the register) asks :meth:`SourceGroups.party` who speaks in a claim.
"""

from __future__ import annotations

from collections.abc import Iterable

from storage.counting.joined import Classes, Pair


class SourceGroups:
    """Which sources speak with one voice.

    >>> groups = SourceGroups([("b", "a"), ("c", "b")])
    >>> groups.party("c"), groups.party("x"), groups.members("a")
    ('a', 'x', ('a', 'b', 'c'))
    """

    def __init__(self, pairs: Iterable[Pair] = ()) -> None:
        """``pairs``: a source and the one it names in ``same_group_as``; both ends may be unknown here."""
        self._same = Classes((one, two) for one, two in pairs if one and two)
        self._members = self._same.members()

    def party(self, source: str) -> str:
        """The id that stands for the group of a source: the smallest in it, the source itself when it is alone."""
        return self._same.of(source)

    def members(self, source: str) -> tuple[str, ...]:
        """All sources of the group, itself included, sorted."""
        return tuple(self._members.get(self.party(source), (source,)))

    def sources(self) -> list[str]:
        """Every source that belongs to a group, sorted."""
        return sorted(source for members in self._members.values() for source in members)

    def one(self, first: str, second: str) -> bool:
        """Whether two sources are one."""
        return self.party(first) == self.party(second)
