"""What is put off to the end of a large transaction, as it is cheaper all at once: keys, and sums of incidents."""

from __future__ import annotations

from dataclasses import dataclass, field

from storage.matching.key_index import KeyIndex


@dataclass
class Gathered:
    """What still has to follow in this transaction.

    Attributes:
        keys: folded keys of victims that are to move.
        counted: incidents (hex ids) whose figures are to be counted anew.
        held: whoever began the transaction does it at its end; otherwise each following does.
    """

    held: bool = False
    keys: KeyIndex = field(default_factory=KeyIndex)
    counted: set[str] = field(default_factory=set)
