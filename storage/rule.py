"""What a check of a record is, and the list of all of them: one named function over Python values each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from storage.messages import Message

Values = Mapping[str, Any]
Check = Callable[[Values], Message | None]


@dataclass(frozen=True)
class Rule:
    """A registered check."""

    name: str
    hard: bool
    fields: tuple[str, ...]
    check: Check


RULES: dict[str, list[Rule]] = {}


def rule(kind: str, strength: Literal["hard", "soft"], *fields: str) -> Callable[[Check], Check]:
    """Register a check of a record kind."""

    def register(check: Check) -> Check:
        RULES.setdefault(kind, []).append(Rule(check.__name__, strength == "hard", fields, check))
        return check

    return register
