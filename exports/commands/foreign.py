"""``import``: another people's table on the command line: what taking it in would do, and taking it in."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exports.foreign.aims import KINDS
from storage import UserError, Words, message

if TYPE_CHECKING:
    from exports.foreign.mapping import Mapping as Understood
    from exports.foreign.plan import IntakePlan, IntakeRow, Question
    from exports.reread.proposal import Refusal
    from storage import OpenRegister, Outcome

Progress = Callable[[int, int], None]


def add_import_options(parser: ArgumentParser, words: Words) -> None:
    """What ``import`` can be given."""
    say = words.t
    parser.add_argument("file", metavar="FILE", type=Path, help=say("the table: .xlsx, .xls, .ods or a text file"))
    parser.add_argument("--as", dest="kind", choices=KINDS, required=True, help=say("what its rows are"))
    parser.add_argument(
        "--mapping", metavar="M.json", type=Path, default=None,
        help=say("how its columns are understood; by default as remembered, else as guessed"),
    )  # fmt: skip
    parser.add_argument(
        "--save-mapping", metavar="M.json", type=Path, default=None, help=say("write down how they were understood")
    )  # fmt: skip
    parser.add_argument(
        "--accept", action="store_true",
        help=say("take in what is new or changed and clear, as proposals, after a backup.\n"
                 "Without it nothing is written: what would happen is only told."),
    )  # fmt: skip
    parser.add_argument(
        "--errors", metavar="F.xlsx", type=Path, default=None,
        help=say("write the rows that were not taken to a workbook of the same layout, to be mended"),
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help=say("answer as JSON"))


def import_lines(
    opened: OpenRegister, asked: Mapping[str, Any], words: Words, progress: Progress | None
) -> Iterator[str]:  # fmt: skip
    """Read the file, take it in when that was asked, and tell it."""
    from exports.foreign.errors import write_error_workbook
    from exports.foreign.foreseeing import foreseen
    from exports.foreign.mapping_file import to_json
    from exports.foreign.memory import mapping_edit, understand
    from exports.foreign.reading import read_foreign
    from exports.foreign.taking import take

    _require_foreign(asked["file"])
    file = read_foreign(asked["file"], progress=progress)
    said = _said(asked, words)
    mapping = understand(opened.store, file, asked["kind"], mapping=said).mapping
    plan = foreseen(opened.store, file, mapping, language=words.language, progress=progress)
    told, facilities = _told_already(opened, plan), _facilities_already(opened, plan)
    left = None
    if asked["errors"] is not None:
        left = write_error_workbook(plan, file, asked["errors"], language=words.language)
    if asked["save_mapping"] is not None:
        from storage import write_whole

        write_whole(asked["save_mapping"], to_json(mapping).encode())
    outcome = None
    if asked["accept"]:
        remembered = mapping_edit(opened.store, mapping)
        outcome = take(opened.store, opened.register, plan, remembered=remembered, progress=progress)
    if asked["json"]:
        facts = _facts(plan, outcome, left, words) | {"alike": told, "facilities_alike": facilities}
        yield json.dumps(facts, ensure_ascii=False)
        return
    yield from _as_text(plan, outcome, left, words)
    if told:
        yield words.n("{count} new row may tell of somebody who is here already.",
                      "{count} new rows may tell of somebody who is here already.", len(told))  # fmt: skip
    if facilities:
        yield words.n("{count} new row may tell of a facility that is here already.",
                      "{count} new rows may tell of facilities that are here already.", len(facilities))  # fmt: skip


def _told_already(opened: OpenRegister, plan: IntakePlan) -> list[dict[str, Any]]:
    """New rows that may tell of somebody the register has."""
    from exports.foreign.already import people_alike

    rows = {row.record: row for row in plan.rows}
    return [
        {"sheet": rows[record].spot.sheet, "row": rows[record].spot.row, "who": rows[record].who,
         "may_be": [{"id": one.record, "score": one.score, "reasons": list(one.reasons)} for one in likely]}
        for record, likely in people_alike(opened.store, plan).items()
    ]  # fmt: skip


def _facilities_already(opened: OpenRegister, plan: IntakePlan) -> list[dict[str, Any]]:
    """New rows that may tell of a facility the register has."""
    from exports.foreign.already import facilities_alike

    rows = {row.record: row for row in plan.rows}
    return [
        {"sheet": rows[record].spot.sheet, "row": rows[record].spot.row, "who": rows[record].who, "may_be": likely}
        for record, likely in facilities_alike(opened.store, plan).items()
    ]


def _require_foreign(path: Path) -> None:
    from exports.reread.whose import comes_back

    if comes_back(path):
        raise UserError(
            "own-file",
            message("Sijill made this file itself."),
            message("Read it back with reread, so that each cell is laid beside what it said when it was made."),
        )


def _said(asked: Mapping[str, Any], words: Words) -> Understood | None:
    """The mapping a person gave, which must be of the rows they speak of."""
    from exports.foreign.mapping_file import from_json

    if asked["mapping"] is None:
        return None
    said = from_json(read_text(asked["mapping"]))
    if said.kind != asked["kind"]:
        raise UserError(
            "other-kind",
            message("This mapping reads “{kind}”, not what --as asks for.", kind=words.kind(said.kind, several=True)),
            message("Give the mapping of these rows, or leave it out to have the columns guessed."),
        )
    return said


def read_text(path: Path) -> str:
    """A text file as it stands."""
    from storage import translated  # which loads the database, not needed for the first window

    with translated():
        return path.read_bytes().decode("utf-8-sig", "replace")


def _facts(plan: IntakePlan, outcome: Outcome | None, left: int | None, words: Words) -> dict[str, Any]:
    return {
        "counts": plan.counts(),
        "kinds": plan.by_kind(),
        "mapping": {
            "name": plan.mapping.name, "kind": plan.mapping.kind,
            "columns": {key: f"{aim.field}.{aim.part}".rstrip(".") for key, aim in plan.mapping.columns.items()},
        },
        "rows": [_row(row, words) for row in plan.rows if row.how != "same"],
        "questions": [_question(one) for one in plan.questions],
        "problems": [_problem(one, words) for one in plan.problems],
        "gone": [{"kind": one.kind, "id": one.record, "who": one.who} for one in plan.gone],
        "errors": left,
        "accepted": None if outcome is None else {
            "save": outcome.save, "records": len(set(outcome.ids)), "new": len(outcome.created),
            "conflicts": len(outcome.conflicts),
        },
    }  # fmt: skip


def _row(row: IntakeRow, words: Words) -> dict[str, Any]:
    return {"sheet": row.spot.sheet, "row": row.spot.row, "kind": row.kind, "id": row.record, "how": row.how,
            "who": row.who, "waits": list(row.waits), "lacks": [words.say(one) for one in row.lacks],
            "changes": [{"field": one.field, "how": one.how, "was": one.was, "file": one.file, "now": one.now}
                        for one in row.changes]}  # fmt: skip


def _question(one: Question) -> dict[str, Any]:
    return {
        "key": one.key,
        "what": one.what,
        "field": one.field,
        "text": one.text,
        "within": one.within,
        "count": one.count,
        "offer": one.offer,
        "choices": {choice.value: choice.label for choice in one.choices},
    }


def _problem(one: Refusal, words: Words) -> dict[str, Any]:
    return {
        "sheet": one.spot.sheet,
        "cell": one.spot.name,
        "column": one.label,
        "word": one.word,
        "what": words.say(one.what),
        "todo": words.say(one.todo) if one.todo else "",
        "offer": one.offer,
    }


def _as_text(plan: IntakePlan, outcome: Outcome | None, left: int | None, words: Words) -> Iterator[str]:
    say, counts = words.t, plan.counts()
    labels = {
        "new": say("New rows"),
        "changed": say("Changed since the last file"),
        "same": say("As they are here"),
        "doubtful": say("Waiting for an answer"),
        "refused": say("Not readable"),
        "conflicts": say("Changed here meanwhile as well"),
        "gone": say("No longer in the file (they stay in the register)"),
    }
    for name, label in labels.items():
        yield f"{label}\t{counts[name]}"
    for question in plan.questions:
        offers = "; ".join(choice.label for choice in question.choices[:3])
        yield f"{question.text}\t{words.n('{count} row', '{count} rows', question.count)}\t{offers}"
    for one in plan.problems:
        todo = f" {words.say(one.todo)}" if one.todo else ""
        yield f"{one.spot.sheet} {one.spot.name}\t{words.say(one.what)}{todo}"
    if left:
        yield words.n("{count} row to be mended was written.", "{count} rows to be mended were written.", left)
    if outcome is None:
        yield say("Nothing was written. Add --accept to take in what is clear.")
    else:
        yield words.n("{count} record came in as proposed.", "{count} records came in as proposed.",
                      len([row for row in plan.rows if row.record in outcome.created]))  # fmt: skip
        if outcome.created:
            yield say("They count in nothing until somebody confirms them in the window, under Review.")
