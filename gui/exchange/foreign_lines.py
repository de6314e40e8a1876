"""Lines of the import's tables, held in memory: columns of the file, spellings that are asked about."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from gui.say import ltr, say, say_message, words
from gui.table.cells import Cell, sign
from gui.table.rows import Column

if TYPE_CHECKING:
    from exports import Guess, Question
    from gui.table.table import RegisterTable

LIKELY = 0.6
"""A guess less certain than this is shown as one."""


@dataclass(frozen=True, slots=True)
class Line:
    """Anything that stands in such a table: its number, and what it tells of."""

    number: int
    about: Any
    answer: str = ""
    answered: bool = False

    @property
    def id(self) -> str:
        """What tells it from other lines."""
        return str(self.number)

    def __getitem__(self, column: str) -> Any:
        """Nothing here is struck through."""
        return None if column == "withdrawn" else getattr(self, column)


T = TypeVar("T", bound=Line)


class Held(Generic[T]):
    """A list that is in memory already, as tables read it."""

    def __init__(self, lines: Sequence[T]) -> None:
        self.lines = lines

    def first(self, limit: int) -> tuple[Sequence[int], Mapping[int, T]]:
        """The first page."""
        numbers = list(range(min(limit, len(self.lines))))
        return numbers, self.rows(numbers)

    def order(self) -> array[int]:
        """All of them."""
        return array("q", range(len(self.lines)))

    def rows(self, numbers: Sequence[int]) -> Mapping[int, T]:
        """Lines by number."""
        return {number: self.lines[number] for number in numbers}


def fill(table: RegisterTable, width: int) -> None:
    """Let the last column take what is left of the width; in a narrow window all of them give some."""
    columns = table.rows.columns
    whole = sum(column.width for column in columns[:-1])
    share = min(1.0, 0.74 * width / whole) if width > 0 else 1.0
    for at, column in enumerate(columns[:-1]):
        table.setColumnWidth(at, column.width if column.width < 60 else int(column.width * share))
    rest = width - sum(table.columnWidth(at) for at in range(len(columns) - 1))
    table.setColumnWidth(len(columns) - 1, max(rest, 120))


# ---- columns of the file


def column_columns() -> list[Column]:
    """Heading, some values, where it goes, how sure that is and why."""
    return [
        Column("heading", lambda: say("Heading in the file"), 218, _heading),
        Column("samples", lambda: say("Values"), 290, _samples),
        Column("aim", lambda: say("Goes to"), 262, _aim, sign),
        Column("why", lambda: say("Why"), 420, _why),
    ]


def _heading(line: Line) -> Cell:
    column = line.about.column
    return Cell(ltr(column.tag) if column.tag and column.tag != column.label else "", column.label)


def _samples(line: Line) -> Cell:
    samples = line.about.column.samples
    return Cell(" · ".join(map(isolated, samples)), ink="tx2") if samples else Cell(say("empty"), ink="tx3")


def isolated(text: str) -> str:
    """A text whose direction does not reach what stands beside it."""
    return f"\u2068{text}\u2069"


def _aim(line: Line) -> Cell:
    guess: Guess = line.about
    if guess.aim is None:
        return Cell(say("not imported"), icon="minus", ink="tx3")
    if guess.sure:
        return Cell(line.answer, icon="circle-check", ink="rescued" if guess.remembered else "tx")
    ink = "accink" if guess.certainty >= LIKELY else "injured"
    return Cell(line.answer, icon="circle-help", ink=ink)


def _why(line: Line) -> Cell:
    return Cell(say_message(line.about.reason), ink="tx2")


# ---- spellings


def question_columns() -> list[Column]:
    """What is written, in which column, how often, and what is meant."""
    return [
        Column("text", lambda: say("Written in the file"), 250, _text),
        Column("field", lambda: say("As"), 260, _field),
        Column("count", lambda: say("Rows"), 80, lambda line: Cell(ltr(f"{line.about.count:,}"), ink="tx2")),
        Column("means", lambda: say("Means"), 420, _means, sign),
    ]


def _text(line: Line) -> Cell:
    return Cell(strong=line.about.text)


def _field(line: Line) -> Cell:
    question: Question = line.about
    from exports import Aim, label_of

    label = label_of(Aim(question.field), words())
    return Cell(f"{label} · {question.within}" if question.within else label, ink="tx2")


def _means(line: Line) -> Cell:
    if line.answered:
        return Cell(line.answer, icon="circle-check", ink="rescued")
    if line.answer:
        return Cell(say("perhaps {word}", word=line.answer), icon="circle-help", ink="accink")
    return Cell(say("please choose"), icon="circle-help", ink="injured")
