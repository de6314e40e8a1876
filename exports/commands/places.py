"""``places add-country`` and ``places import``: the gazetteer grown from the command line, as the window does it."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storage import UserError, Words, message

if TYPE_CHECKING:
    from storage import PackItem, PackPlan, PlaceBook, Refused, Store

Progress = Callable[[int, int], None]
ACCEPT = ("new", "all")


def add_place_options(parser: ArgumentParser, words: Words) -> None:
    """What may follow ``places``."""
    say = words.t
    actions: Any = parser.add_subparsers(
        dest="action", required=True, metavar="ACTION", title=say("What can be asked"), parser_class=type(parser)
    )
    about = say("add the places of a country from the GeoNames data that comes with the program")
    country = actions.add_parser("add-country", help=about, description=about)
    country.add_argument("country", metavar="CODE", help=say("country of its places, two letters"))
    country.add_argument("--json", action="store_true", help=say("answer as JSON"))
    about = say("import a table of places with official codes (P-codes), .xlsx or .csv")
    table = actions.add_parser("import", help=about, description=about)
    table.add_argument("file", metavar="FILE", type=Path, help=say("the table"))
    table.add_argument("--accept", choices=ACCEPT, default="", help=say(
        "new: bring in the new places; all: also what the table calls otherwise, puts elsewhere or no longer has.\n"
        "Without it nothing is written: what would happen is only told."
    ))  # fmt: skip
    table.add_argument("--name", metavar="NAME", default="", help=say("name of the table; by default the country's"))
    table.add_argument("--version", metavar="DAY", default="", help=say("its day, when the file does not say it"))
    table.add_argument("--json", action="store_true", help=say("answer as JSON"))


def places(store: Store, asked: dict[str, Any], words: Words, progress: Progress | None) -> list[str]:
    """Do what was asked; the lines of the answer.

    Raises:
        UserError: ``unknown-country``, or what reading a table raises; nothing was written.
    """
    if asked["action"] == "add-country":
        return _add_country(store, asked, words, progress)
    return _import(store, asked, words, progress)


def _add_country(store: Store, asked: dict[str, Any], words: Words, progress: Progress | None) -> list[str]:
    country = asked["country"].upper()
    done = store.add_country(country, progress=progress)
    if not done.added and not done.known:
        raise UserError(
            "unknown-country",
            message("No places of “{country}” come with the program.", country=asked["country"]),
            message("Give the two letters of a country, as UA or SD, or import a table of its places."),
        )
    pairs = [{"new": _code(store.places, pair.one), "known": _code(store.places, pair.other)} for pair in done.alike]
    if asked["json"]:
        facts = {"country": country, "added": done.added, "known": done.known, "may_be_the_same": pairs}
        return [json.dumps(facts, ensure_ascii=False)]
    added = words.n("{count} new place", "{count} new places", done.added)
    lines = [words.t("{added}; {known} were here already.", added=added, known=done.known)]
    if pairs:
        told = words.n("{count} place", "{count} places", len(pairs))
        lines.append(words.t("May be the same as one that was here: {places}. Look in Settings, Places.", places=told))
    return lines


def _code(book: PlaceBook, place: str) -> str:
    facts = book.get(place)
    return facts.code or facts.id if facts else place


def _import(store: Store, asked: dict[str, Any], words: Words, progress: Progress | None) -> list[str]:
    from exports.packs import read_pack

    table = read_pack(asked["file"], name=asked["name"], version=asked["version"])
    plan = store.plan_pack(table)
    added = accepted = 0
    if asked["accept"]:
        wanted = plan.sure() if asked["accept"] == "all" else []
        taken = store.take_pack(plan, wanted, progress=progress)
        added, accepted = taken.added, taken.accepted
    if asked["json"]:
        return [json.dumps(plan_facts(plan, words) | {"added": added, "accepted": accepted}, ensure_ascii=False)]
    lines = [f"{_sort(name, words)}\t{count}" for name, count in plan.counts().items()]
    lines += [f"{_sort(item.what, words)}\t{_told(item)}\t{item.resting}" for item in plan.items if item.what != "new"]
    lines += [_refusal(one, words) for one in plan.refused]
    if plan.older:
        lines.append(words.t("This table is older than the one of {day} that is here.", day=plan.older))
    if not asked["accept"]:
        return [*lines, words.t("Nothing was written. Add --accept new to bring in the new places.")]
    return [
        *lines,
        words.t("Written: new places {added}, changes accepted {accepted}.", added=added, accepted=accepted),
    ]


def plan_facts(plan: PackPlan, words: Words) -> dict[str, Any]:
    """A plan as JSON tells it."""
    return {
        "pack": plan.table.label,
        "older_than": plan.older,
        "counts": plan.counts(),
        "asked": [_item(item) for item in plan.items if item.what != "new"],
        "refused": [
            {"sheet": one.sheet, "row": one.row, "column": one.column, "what": words.say(one.what),
             "todo": words.say(one.todo)}
            for one in plan.refused
        ],
    }  # fmt: skip


def _item(item: PackItem) -> dict[str, Any]:
    code = item.row.code if item.row else item.after
    return {
        "what": item.what, "code": code, "before": item.before, "after": item.after, "sure": item.sure,
        "records": item.resting,
    }  # fmt: skip


def _told(item: PackItem) -> str:
    return " → ".join(part for part in (item.before, item.after) if part)


def _refusal(one: Refused, words: Words) -> str:
    where = words.t("{sheet}, row {row}", sheet=one.sheet, row=one.row)
    return f"{where}\t{words.say(one.what)}\t{words.say(one.todo)}"


def _sort(what: str, words: Words) -> str:
    names = {
        "new": words.t("new"),
        "same": words.t("as they are"),
        "renamed": words.t("called otherwise"),
        "moved": words.t("put elsewhere"),
        "recoded": words.t("perhaps here under another code"),
        "withdrawn": words.t("no longer in the table"),
        "back": words.t("in the table again"),
        "collision": words.t("the code means another place here"),
        "refused": words.t("rows left out"),
    }
    return names[what]
