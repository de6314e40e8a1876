"""``reread``: what an edited workbook proposes, on the command line; and taking in what is clean."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storage import Words

if TYPE_CHECKING:
    from exports.reread.proposal import CellChange, Proposal, Refusal
    from storage import OpenRegister, Outcome

Progress = Callable[[int, int], None]


def add_reread_options(parser: ArgumentParser, words: Words) -> None:
    """What ``reread`` can be given."""
    say = words.t
    parser.add_argument(
        "file",
        metavar="FILE.xlsx",
        type=Path,
        help=say("the workbook: exported and edited, or an entry workbook that was filled in"),
    )
    parser.add_argument(
        "--accept-clean",
        action="store_true",
        help=say("take in what was changed only in the file, and new rows, after a backup"),
    )
    parser.add_argument("--json", action="store_true", help=say("answer as JSON"))


def reread_lines(
    opened: OpenRegister, asked: Mapping[str, Any], words: Words, progress: Progress | None
) -> Iterator[str]:  # fmt: skip
    """Read the workbook, take in what is clean when that was asked, and tell it."""
    from exports.reread.accepting import accept
    from exports.reread.reading import read_back

    proposal = read_back(opened.store, asked["file"], language=words.language, progress=progress)
    outcome = accept(opened.store, opened.register, proposal) if asked["accept_clean"] else None
    yield from [_as_json(proposal, outcome, words)] if asked["json"] else _as_text(proposal, outcome, words)


def _as_json(proposal: Proposal, outcome: Outcome | None, words: Words) -> str:
    told = {
        "counts": proposal.counts(),
        "partner": proposal.partner,
        "changes": [_change(one) for one in proposal.changes],
        "new": [
            {"sheet": row.spot.sheet, "row": row.spot.row, "kind": row.kind, "known": row.known,
             "cells": dict(row.file)} for row in proposal.new_rows
        ],
        "missing": [{"sheet": one.sheet, "kind": one.kind, "id": one.record, "who": one.who}
                    for one in proposal.missing],
        "problems": [_problem(one, words) for one in proposal.problems],
        "accepted": None if outcome is None else {
            "save": outcome.save, "records": len(set(outcome.ids) - _notes(proposal)),
            "new": len(outcome.created - _notes(proposal)),
            "conflicts": len(outcome.conflicts),
        },
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False)


def _notes(proposal: Proposal) -> set[str]:
    """The records that only say where others come from."""
    return {origin.intake for origin in proposal.origins.values()}


def _change(one: CellChange) -> dict[str, Any]:
    return {"sheet": one.spot.sheet, "cell": one.spot.name, "kind": one.kind, "id": one.record, "who": one.who,
            "field": one.field, "how": one.how, "was": one.was, "file": one.file, "now": one.now,
            "formula": one.formula}  # fmt: skip


def _problem(one: Refusal, words: Words) -> dict[str, Any]:
    return {"sheet": one.spot.sheet, "cell": one.spot.name, "column": one.label, "who": one.who, "word": one.word,
            "serious": one.serious, "what": words.say(one.what), "todo": words.say(one.todo) if one.todo else "",
            "offer": one.offer, "choices": dict(one.choices)}  # fmt: skip


def _as_text(proposal: Proposal, outcome: Outcome | None, words: Words) -> Iterator[str]:
    say, counts = words.t, proposal.counts()
    labels = {
        "changed": say("Changed in the file"),
        "conflict": say("Changed in both"),
        "same": say("The same in both"),
        "new": say("New rows"),
        "missing": say("Rows missing in the file (they stay in the register)"),
        "problems": say("Problems"),
        "unchanged": say("Cells unchanged"),
    }
    if proposal.partner:
        yield say("A file made for {recipient}", recipient=proposal.partner)
    for name, label in labels.items():
        yield f"{label}\t{counts[name]}"
    for one in proposal.problems:
        todo = f" {words.say(one.todo)}" if one.todo else ""
        yield f"{one.spot.sheet} {one.spot.name}\t{words.say(one.what)}{todo}"
    if outcome is not None:
        count = len(set(outcome.ids) - _notes(proposal))
        yield words.n("{count} record was changed.", "{count} records were changed.", count)
