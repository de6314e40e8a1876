"""What is asked of a file that leaves, whatever writes it, and who follows its making."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from exports.leaving.sharing import Sharing
from exports.making.manner import Manner
from storage import Period

if TYPE_CHECKING:
    from exports.workbook.writing import Progress


def _nobody_follows(done: int, of: int) -> None:
    """Progress that is told to nobody."""


def _goes_on() -> bool:
    return False


@dataclass(frozen=True)
class FileAsked:
    """A file as it is asked for.

    Attributes:
        language: of its words; period: what part of the register, with its place; the whole of it when left out.
        sharing, manner: for whom, and in what shape and format.
        progress: called with rows done and expected; cancelled: asked now and then whether a person stopped it.
    """

    language: str
    period: Period = field(default_factory=Period)
    sharing: Sharing = field(default_factory=Sharing)
    manner: Manner = field(default_factory=Manner)
    progress: Progress = _nobody_follows
    cancelled: Callable[[], bool] = _goes_on
