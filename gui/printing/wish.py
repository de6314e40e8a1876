"""What a person may want printed from where they are: this record, the rows selected, all rows shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from gui.jobs import Pace
from gui.listing.plan import holds_names
from gui.printing.matter import Matter, read_list, read_record
from gui.printing.sheet import Heading
from gui.say import ltr, say
from gui.table.rows import Column

if TYPE_CHECKING:
    from gui.context import Context
    from gui.listing.asked_list import AskedList
    from gui.listing.named import NamedListing
    from gui.table.table import RegisterTable

RECORD, SELECTED, SHOWN = "record", "selected", "shown"
PREVIEWED = 150
"""Rows read for the first look."""


@dataclass(frozen=True)
class Choice:
    """One thing that can be printed.

    Attributes:
        key: ``record``, ``selected`` or ``shown``; count: how many rows it has.
        read: reads it in a thread, whole or (for the first look) its beginning.
    """

    key: str
    count: int
    read: Callable[[Pace, int | None], Matter | None]


@dataclass(frozen=True)
class Source:
    """Where printing was asked for.

    Attributes:
        choices: what can be printed; within: filters and search in words; whole: so many rows in words.
        columns: how many columns a list has; file: the beginning of the name of a file.
    """

    choices: Sequence[Choice]
    within: str = ""
    whole: Callable[[int], str] | None = None
    columns: int = 0
    file: str = "sijill"
    names: bool = False
    first: str = field(default=SHOWN)


def source_of_list(page: AskedList) -> Source:
    """From a list: its rows as it shows them, and the record under the cursor."""
    plan, record = page.plan, page.table.current_id()
    names = holds_names(plan.kind, page.choosing.keys)
    made = source_of_table(page.table, plan.title, f"sijill-{plan.key}", names=names)
    first = [_record_choice(page.context, plan.kind, record)] if record else []
    return replace(made, choices=[*first, *made.choices], within=_within(page), whole=plan.whole)


def source_of_table(table: RegisterTable, title: str, file: str, *, names: bool = False) -> Source:
    """From any table of lines: those selected, and all of them, with the columns shown."""
    listing = table.rows.listing
    columns = [table.rows.columns[i] for i in table.head.shown()]
    whole = table.rows.numbers([(0, table.rows.rowCount() - 1)])
    picked = table.rows.numbers(table.chosen()) if table.chosen_count() > 1 else []
    choices = [
        _list_choice(key, listing, numbers, columns, title, names=names)
        for key, numbers in ((SELECTED, picked), (SHOWN, whole))
        if listing is not None and numbers
    ]
    first = SELECTED if picked else SHOWN
    return Source(choices, columns=len(columns), file=file, names=names, first=first)


def source_of_record(context: Context, kind: str, record: str) -> Source:
    """From the window of a record: that record, as it is saved."""
    return Source([_record_choice(context, kind, record)], file=f"sijill-{kind}", names=True, first=RECORD)


def heading(context: Context, source: Source, matter: Matter, choice: Choice) -> Heading:
    """The head and foot of the sheet."""
    counted = source.whole(choice.count) if source.whole is not None else ""
    within = " · ".join(part for part in (counted, source.within) if part) if choice.key != RECORD else ""
    about = context.about
    now = datetime.now().astimezone()
    return Heading(
        register=about.name,
        team=about.team,
        title=matter.title,
        within=within,
        printed=ltr(now.strftime("%d/%m/%Y %H:%M")),
        device=about.device,
        names=matter.names,
        practice=about.practice,
    )


def _record_choice(context: Context, kind: str, record: str) -> Choice:
    store = context.store

    def read(pace: Pace, _most: int | None) -> Matter | None:
        return read_record(store, kind, record, date.today())

    return Choice(RECORD, 1, read)


def _list_choice(
    key: str, listing: NamedListing, numbers: Sequence[int], columns: Sequence[Column], title: str, *, names: bool
) -> Choice:
    heads = [one.title() for one in columns]

    def read(pace: Pace, most: int | None) -> Matter:
        rows = read_list(listing, numbers if most is None else numbers[:most], columns, heads, pace)
        return Matter(title, heads, rows, names=names)

    return Choice(key, len(numbers), read)


def _within(page: AskedList) -> str:
    """The filters in words, and the search: what a reader must know to understand the list."""
    titles = {one.key: one.title() for one in page.columns}
    told = [f"{titles[key]}: {one.words}" if key in titles else one.words for key, one in page.conditions().items()]
    if page.search.strip():
        told.append(say("search: {words}", words=page.search.strip()))
    return " · ".join(told)
