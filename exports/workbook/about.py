"""The *About* sheet: what a workbook holds, who made it and when, how far it may travel, and what was left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.packaging.custom import BoolProperty, IntProperty, StringProperty
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from exports.cells import plain
from exports.leaving.sharing import Sharing, level_text
from exports.making.manner import Manner
from exports.names import Names
from exports.workbook.looks import FONT, GREY, INK, PRACTICE
from storage import Level, Period, Words

FORMAT = 1
"""Of the layout: hidden first row with keys, hidden first column with ids. A reader refuses higher ones with words."""


@dataclass(frozen=True)
class Facts:
    """What is known of an export before its rows flow.

    Attributes:
        register, team, person, version, practice: of the register and who exports.
        period: what part of the register.
        position: the journal position of the rows.
        made: when.
        witness: tells the register and the position from any other; of a partner's file under its own key alone.
        sharing: for whom it is.
    """

    register: str
    team: str
    person: str
    version: str
    practice: bool
    period: Period
    position: int
    made: datetime
    witness: str = ""
    sharing: Sharing = field(default_factory=Sharing)

    @classmethod
    def of(cls, about: Mapping[str, Any], period: Period, position: int, sharing: Sharing | None = None) -> Facts:
        """From what the register says of itself."""
        texts = [str(about.get(name) or "") for name in ("register", "team", "person", "version")]
        made = datetime.now().astimezone()
        return cls(
            texts[0], texts[1], texts[2], texts[3], practice=bool(about.get("practice")), period=period,
            position=position, made=made,
            witness=str(about.get("witness") or ""), sharing=sharing or Sharing(),
        )  # fmt: skip


def identify(workbook: Workbook, facts: Facts, words: Words, manner: Manner) -> None:
    """Document properties: the team as author, never a person; and what a later reading needs.

    A public file is not read back, so that it does not tell how much the register holds.
    """
    properties = workbook.properties
    properties.creator = properties.lastModifiedBy = facts.team or "Sijill"
    properties.title = facts.register
    properties.language = words.language
    custom = workbook.custom_doc_props
    custom.append(IntProperty(name="sijill.format", value=FORMAT))
    if facts.sharing.level is not Level.PUBLIC:
        custom.append(StringProperty(name="sijill.position", value=str(facts.position)))
    custom.append(StringProperty(name="sijill.language", value=words.language))
    custom.append(StringProperty(name="sijill.level", value=facts.sharing.level.value))
    custom.append(StringProperty(name="sijill.shape", value=manner.shape.value))
    if manner.kinds:
        custom.append(StringProperty(name="sijill.kinds", value=" ".join(manner.kinds)))
    custom.append(StringProperty(name="sijill.made", value=facts.made.isoformat(timespec="seconds")))
    custom.append(BoolProperty(name="sijill.practice", value=facts.practice))
    if facts.sharing.level is Level.PARTNER and facts.witness:
        custom.append(StringProperty(name="sijill.mark", value=facts.witness))
    if facts.sharing.level is Level.INTERNAL:
        period = facts.period
        ends = {"first": period.first and period.first.isoformat(), "last": period.last and period.last.isoformat()}
        for name, value in {"witness": facts.witness, **ends, "place": period.place}.items():
            if value:
                custom.append(StringProperty(name=f"sijill.{name}", value=value))


Lines = list[tuple[str, Any]]


def lines_of(facts: Facts, words: Words, names: Names) -> Lines:
    """What stands on the sheet above the counts."""
    say, sharing = words.t, facts.sharing
    public = sharing.level is Level.PUBLIC
    lines: Lines = [
        (say("Register"), facts.register),
        (say("Made by"), " · ".join(filter(None, (facts.team, facts.person))) or facts.register),
        (say("Made on"), facts.made.replace(tzinfo=None, microsecond=0)),
        (say("Sharing level"), level_text(sharing, words)),
        *([(say("For"), sharing.recipient.strip())] if sharing.level is Level.PARTNER else []),
        *([(say("Purpose"), sharing.purpose.strip())] if sharing.level is Level.PARTNER else []),
        (say("Period"), period_text(facts.period, words)),
        (say("Place"), names.name("place", facts.period.place) if facts.period.place else say("all places")),
        (say("Language"), say("English") if words.language == "en" else say("Arabic")),
        *([] if public else [(say("Journal position"), facts.position)]),
        *([(say("Mark of this file"), facts.witness)] if sharing.level is Level.PARTNER and facts.witness else []),
        (say("Program"), f"Sijill {facts.version}".strip()),
    ]
    return [(plain(label), plain(value) if isinstance(value, str) else value) for label, value in lines]


def period_text(period: Period, words: Words) -> str:
    """A period in words."""
    first = period.first.isoformat() if period.first else ""
    last = period.last.isoformat() if period.last else ""
    if first and last:
        return words.t("{first} to {last}", first=first, last=last)
    if first:
        return words.t("from {day}", day=first)
    return words.t("up to {day}", day=last) if last else words.t("all days")


def notes_of(
    words: Words, sharing: Sharing, hidden: Sequence[str], left_out: int, cut: int, *, comes_back: bool = True
) -> list[str]:
    """What a reader must know to use the file rightly; ``hidden``: what was left out at its level.

    ``comes_back``: it can be edited and read again.
    """
    found: list[str] = []
    if cut:
        found.append(_cut(words, cut))
    if left_out:
        found.append(_withdrawn(words, left_out))
    notes = [*found, *hidden, words.t("Columns with “at least” and “at most” hold numbers that can be added up.")]
    if comes_back and sharing.level is not Level.PUBLIC:
        notes.append(
            words.t("Cells can be changed and rows sorted; the program compares every cell when the file comes back.")
        )
    return [plain(note) for note in notes]


def _cut(words: Words, count: int) -> str:
    return words.n(
        "{count} text is longer than a cell; it was cut and ends with […].",
        "{count} texts are longer than a cell; they were cut and end with […].",
        count,
    )


def _withdrawn(words: Words, count: int) -> str:
    return words.n(
        "{count} withdrawn record is not in this file.", "{count} withdrawn records are not in this file.", count
    )


def fill_about(sheet: Worksheet, facts: Facts, lines: Lines, words: Words) -> None:
    """The part of the sheet that is known beforehand."""
    sheet.sheet_view.rightToLeft = words.rtl
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 30, 70
    sheet.column_dimensions["C"].width = 22
    sheet["A1"] = plain(words.t("About this file"))
    sheet["A1"].font = Font(name=FONT, size=16, bold=True, color=INK)
    if facts.practice:
        sheet["A2"] = practice_text(words)
        sheet["A2"].font = Font(name=FONT, size=12, bold=True, color=PRACTICE)
    for row, (label, value) in enumerate(lines, 4):
        _line(sheet, row, label, value)


def fill_counts(sheet: Worksheet, counted: Mapping[str, int], notes: Sequence[str], words: Words, row: int) -> None:
    """The part that is known only after the last row."""
    _head(sheet, row, plain(words.t("Sheet")), plain(words.t("Records")))
    for title, rows in counted.items():
        row += 1
        _line(sheet, row, title, rows)
        inside = title.replace("'", "''")
        sheet.cell(row, 1).hyperlink = Hyperlink(ref=f"A{row}", location=f"'{inside}'!B1")
    row += 2
    _head(sheet, row, plain(words.t("Good to know")), "")
    for note in notes:
        row += 1
        _put(sheet, row, 1, note)
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=2)
        sheet.row_dimensions[row].height = 30


def practice_text(words: Words) -> str:
    """What stands on every sheet of the practice register."""
    return plain(words.t("PRACTICE: made-up people and events. Not for use."))


def _head(sheet: Worksheet, row: int, left: str, right: str) -> None:
    for column, text in ((1, left), (2, right)):
        cell = _put(sheet, row, column, text)
        cell.font = Font(name=FONT, size=10, bold=True, color=INK)


def _line(sheet: Worksheet, row: int, label: str, value: Any) -> None:
    _put(sheet, row, 1, label).font = Font(name=FONT, size=10, color=GREY)
    cell = _put(sheet, row, 2, value)
    if isinstance(value, datetime):
        cell.number_format = "yyyy-mm-dd hh:mm"


def _put(sheet: Worksheet, row: int, column: int, value: Any) -> Any:
    """A cell whose text stays text, whatever a team is called."""
    cell = sheet.cell(row, column)
    cell.font = Font(name=FONT, size=10, color=INK)
    # In a right-to-left sheet Latin names and sentences alike begin at the right, and full stops end at the left.
    rtl = bool(sheet.sheet_view.rightToLeft)
    cell.alignment = Alignment("right" if rtl else None, "top", wrap_text=True, readingOrder=2 if rtl else 0)
    cell.value = clean_text(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in tuple("=+-@")
    return cell


def clean_text(text: str) -> str:
    """Text openpyxl accepts: without control characters, at most as long as a cell."""
    return "".join(letter for letter in text if letter.isprintable() or letter in "\n\u200f\u200e")[:32_000]
