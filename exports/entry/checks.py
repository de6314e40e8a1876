"""What the cells of an entry workbook take, and what is coloured while somebody fills it in.

Numbers, days and their order are refused at once; words outside a list may be kept, since lists have *other* and a
village may be missing from the table. Excel 2010 and LibreOffice understand every formula here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from exports.cells import plain
from exports.entry.plan import EntryColumn
from exports.workbook.looks import list_name
from storage import code_list

if TYPE_CHECKING:
    from exports.entry.book import Book

MISSING, WRONG, UNKNOWN = "FCE8B2", "F4C7C3", "DCE6F5"
"""Not filled in yet; does not fit; not in the list, which will be asked about."""
FIRST_DAY = "DATE(1990,1,1)"


def check_of(book: Book, column: EntryColumn, letter: str, row: int) -> DataValidation | None:
    """The check of a column whose first cell is in ``row``; None where anything may stand."""
    made = {
        "code": _code,
        "count": _count,
        "number": _count,
        "day": _day,
        "place": _place,
        "incident": _incident,
        "facility": _facility,
    }.get(column.asks)
    return made(book, column, f"{letter}{row}", _before(letter, row)) if made is not None else None


def _before(letter: str, row: int) -> str:
    """The cell to the left, where the lower of two ends stands."""
    from openpyxl.utils import column_index_from_string

    return f"{get_column_letter(column_index_from_string(letter) - 1)}{row}"


def _code(book: Book, column: EntryColumn, cell: str, low: str) -> DataValidation | None:
    if not code_list(column.choices).items:
        return None
    say = book.words.t
    check = DataValidation(type="list", formula1=list_name(column.choices), allow_blank=True, errorStyle="warning")
    return _told(check, say("Not in the list"), say("This word is not in the list. Keep it anyway?"))


def _count(book: Book, column: EntryColumn, cell: str, low: str) -> DataValidation:
    say = book.words.t
    whole = f"ISNUMBER({cell}),{cell}>=0,{cell}<=9999999,{cell}=INT({cell})"
    if column.end == "high":
        check = DataValidation(type="custom", formula1=f'AND({whole},OR({low}="",{cell}>={low}))', allow_blank=True)
        told = say("A whole number, not smaller than the one before it.")
        _asked(check, say("At most"), say("Only if the number is not sure: how many they are at most."))
    else:
        check = DataValidation(type="custom", formula1=f"AND({whole})", allow_blank=True)
        told = say("A whole number, 0 or more. Leave it empty when nobody knows.")
    return _told(check, say("This does not fit"), told)


def _day(book: Book, column: EntryColumn, cell: str, low: str) -> DataValidation:
    say = book.words.t
    real = f"ISNUMBER({cell}),{cell}>={FIRST_DAY},{cell}<TODAY()+2"
    if column.end == "high":
        check = DataValidation(type="custom", formula1=f'AND({real},OR({low}="",{cell}>={low}))', allow_blank=True)
        told = say("A day up to today, not before the one beside it. Write it as 2019-07-04.")
        _asked(
            check, say("Latest day"), say("Only if the day is not sure: the first possible day before, the last here.")
        )
    else:
        check = DataValidation(type="custom", formula1=f"AND({real})", allow_blank=True)
        told = say("A day up to today. Write it as 2019-07-04.")
    return _told(check, say("This does not fit"), told)


def _place(book: Book, column: EntryColumn, cell: str, low: str) -> DataValidation:
    """The list narrows to what begins like the cell; anything may be kept, and is coloured when it is unknown."""
    near = f'OFFSET(entry_first_place,MATCH({cell}&"*",entry_places,0)-1,0,COUNTIF(entry_places,{cell}&"*"),1)'
    check = DataValidation(type="list", formula1=f'IF({cell}="",entry_places,{near})', allow_blank=True)
    say = book.words.t
    check.showErrorMessage = False
    _asked(
        check, say("Place"), say("Write the first letters, then open the list. A village not in it: write its name.")
    )
    return check


def _incident(book: Book, column: EntryColumn, cell: str, low: str) -> DataValidation | None:
    say = book.words.t
    told = say("The number of the row on the sheet of incidents, or the number the register gave.")
    if book.has_incidents:
        check = DataValidation(type="list", formula1="entry_incidents", allow_blank=True, errorStyle="warning")
        _told(check, say("Not in the list"), told)
    else:
        check = DataValidation(type="custom", formula1="TRUE", allow_blank=True)
    _asked(check, say("Incident"), told)
    return check


def _facility(book: Book, column: EntryColumn, cell: str, low: str) -> DataValidation:
    say = book.words.t
    kind = "list" if book.has_facilities else "custom"
    check = DataValidation(type=kind, formula1="entry_facilities" if book.has_facilities else "TRUE", allow_blank=True)
    check.showErrorMessage = False
    _asked(
        check,
        say("Facility"),
        say("Choose it, or write the name of one that is not in the list, its kind and its place."),
    )
    return check


def _told(check: DataValidation, title: str, text: str) -> DataValidation:
    check.showErrorMessage = True
    check.errorTitle, check.error = plain(title), plain(text)
    return check


def _asked(check: DataValidation, title: str, text: str) -> None:
    check.showInputMessage = True
    check.promptTitle, check.prompt = plain(title), plain(text)


def marks_of(
    book: Book, columns: Sequence[EntryColumn], column: EntryColumn, letter: str, row: int, last: str
) -> Iterator[tuple[str, str]]:
    """The conditions under which a cell of this column is coloured, and the colour."""
    cell, low = f"${letter}{row}", f"${_before(letter, row)}"
    begun = f"COUNTA($C{row}:${last}{row})>0"
    if column.end == "high":
        yield f'AND({cell}<>"",{low}<>"",ISNUMBER({cell}),ISNUMBER({low}),{cell}<{low})', WRONG
    if column.need == "always":
        both = f',${get_column_letter(_number(letter) + 1)}{row}=""' if column.end == "low" else ""
        yield f'AND({begun},{cell}=""{both})', MISSING
    if column.need == "either":
        empty = ",".join(
            f'${get_column_letter(at)}{row}=""' for at, one in enumerate(columns, 3) if one.need == "either"
        )
        yield f"AND({begun},{empty})", MISSING
    if column.asks == "place":
        yield f'AND({cell}<>"",COUNTIF(entry_places,{cell})=0)', UNKNOWN
    if column.asks == "incident" and book.has_incidents:
        yield f"AND(ISNUMBER({cell}),COUNTIF(entry_incidents,{cell})=0)", WRONG


def _number(letter: str) -> int:
    from openpyxl.utils import column_index_from_string

    return int(column_index_from_string(letter))
