"""The problems of a file as a workbook of their own: where, what, what to do, so that each can be mended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook

from exports.cells import Look, Shown, plain
from exports.workbook.looks import Looks, page_text, print_setup
from exports.workbook.sheets import Sheet, free_title, stream_of
from exports.workbook.writing import Written, write_package
from storage import Words

if TYPE_CHECKING:
    from exports.reread.proposal import Proposal, Refusal

_COLUMNS: tuple[tuple[str, Look, int], ...] = (
    ("taken", "text", 12), ("sheet", "text", 16), ("cell", "latin", 8), ("row", "number", 7), ("column", "text", 20),
    ("what", "text", 46), ("todo", "text", 46), ("offer", "text", 26),
)  # fmt: skip


def write_problems(found: Proposal | Iterable[Refusal], target: Path, *, language: str) -> int:
    """Write the problems of a proposal (or any refusals) to a workbook, whole or not at all; gives how many.

    Every cell is text or a number: nothing in it is a link or a formula, whatever stood in the file it tells of.

    Raises:
        UserError: ``disk-full``, ``cannot-write``, ``not-read-back``; what was there before is as it was.
    """
    words = Words(language)
    problems = found.problems if hasattr(found, "problems") else list(found)
    workbook = Workbook()
    looks, worksheet = Looks(workbook, words, wrapped=True), workbook.active
    workbook.properties.creator = workbook.properties.lastModifiedBy = "Sijill"
    workbook.properties.language = language
    sheet = _sheet(words)
    worksheet.title = sheet.title
    looks.dress(worksheet, sheet, head=2)
    below = (
        page_text(plain(words.t("Contains names. Do not leave lying about."))),
        "",
        plain(words.t("Page {page} of {pages}", page="&P", pages="&N")),
    )
    print_setup(worksheet, head=2, above=("", page_text(sheet.title), ""), below=below)
    rows = _rows(problems, words)
    stream = stream_of(sheet, [name for name, _, _ in _COLUMNS], rows, looks.styles, expected=len(problems))

    def finish(written: Written) -> None:
        worksheet.print_area = f"A2:H{2 + written.rows[sheet.title]}"

    return write_package(target, workbook, {sheet.title: stream}, finish=finish).rows[sheet.title]


def _sheet(words: Words) -> Sheet:
    labels = {
        "taken": words.t("What became of it"),
        "sheet": words.t("Sheet"),
        "cell": words.t("Cell"),
        "row": words.t("Row"),
        "column": words.t("Column"),
        "what": words.t("What is wrong"),
        "todo": words.t("What to do"),
        "offer": words.t("Perhaps meant"),
    }
    columns = [Shown(f"problem.{name}", plain(labels[name]), name, look, width) for name, look, width in _COLUMNS]
    shown = tuple(replace(one, late=False) for one in columns)
    return Sheet("problem", free_title(plain(words.t("Problems")), set()), shown)


def _rows(problems: Iterable[Refusal], words: Words) -> Iterator[tuple[Any, ...]]:
    refused, told = words.t("Not taken"), words.t("Only to know")
    for one in problems:
        spot = one.spot
        yield (
            plain(refused if one.serious else told),
            spot.sheet,
            spot.name if spot.column >= 0 else "",
            spot.row or None,
            plain(one.label),
            plain(words.say(one.what)),
            plain(words.say(one.todo)) if one.todo else "",
            _offer(one),
        )


def _offer(one: Refusal) -> str:
    """What was probably meant; of several, what to write for each."""
    if not one.choices:
        return plain(one.offer)
    return plain("\n".join(name if write in name else f"{write}: {name}" for write, name in one.choices))
