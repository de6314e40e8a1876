"""A listing of any length made on the fly: rows come from their numbers, so a million of them need no storage."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from threading import Event
from typing import Any


class Line:
    """One made-up row."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.id = f"{number:032x}"
        self.disputed: dict[str, Any] = {}
        self.sync = "here"

    def __getitem__(self, column: str) -> Any:
        if column == "withdrawn":
            return "entered twice" if self.number % 50 == 7 else None
        return f"{column} {self.number}"


class Endless:
    """Answers like a listing of the store. ``gate`` holds the pages back until it is set."""

    def __init__(self, length: int, *, gate: Event | None = None, backwards: bool = False) -> None:
        self.length, self.gate, self.backwards = length, gate, backwards
        self.asked: list[int] = []

    def first(self, limit: int) -> tuple[list[int], dict[int, Line]]:
        numbers = list(self.order()[:limit])
        return numbers, {number: Line(number) for number in numbers}

    def order(self) -> array[int]:
        numbers = range(self.length - 1, -1, -1) if self.backwards else range(self.length)
        return array("q", numbers)

    def rows(self, numbers: Sequence[int]) -> dict[int, Line]:
        if self.gate is not None:
            assert self.gate.wait(20)
        self.asked.append(len(numbers))
        return {number: Line(number) for number in numbers}
