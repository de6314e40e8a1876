"""Which part of the register a command is about: days, areas, teams, verification, as known when."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

from exports.commands.typed_days import day_typed, moment_typed
from storage import Period, UserError, View, Words, message

if TYPE_CHECKING:
    from exports.report.asked import Then
    from storage import Store


def add_part_options(parser: ArgumentParser, words: Words) -> None:
    """What narrows figures and reports."""
    say = words.t
    add_days(parser, words)
    parser.add_argument(
        "--place", metavar="PLACE", action="append", default=[],
        help=say("a place by name or code, with all in it; several are taken together"),
    )  # fmt: skip
    parser.add_argument(
        "--team", metavar="TEAM", action="append", default=[], help=say("only what this team recorded; also several")
    )
    parser.add_argument("--verified", action="store_true", help=say("only incidents that are verified"))
    parser.add_argument(
        "--verification", metavar="LEVEL", action="append", default=[],
        help=say("only incidents with this level of verification, by code or word; also several"),
    )  # fmt: skip
    parser.add_argument(
        "--as-of", dest="as_of", metavar="DAY|POSITION", type=moment_typed(words), default=None,
        help=say("as it was known at the end of this day, or at this journal position"),
    )  # fmt: skip


def add_days(parser: ArgumentParser, words: Words) -> None:
    """The first and the last day."""
    say, day = words.t, day_typed(words)
    first, last = say("first day, as 2019-06-27 or 27/6/2019"), say("last day, as 2019-07-05 or 5/7/2019")
    parser.add_argument("--from", dest="first", metavar="DAY", type=day, help=first)
    parser.add_argument("--to", dest="last", metavar="DAY", type=day, help=last)


def view_asked(store: Store, asked: Mapping[str, Any], words: Words) -> View:
    """The part that was asked for.

    Raises:
        UserError: ``unknown-place``, ``unknown-team``, ``unknown-code``.
    """
    from exports.commands.placing import place_of

    places = [place_of(store, typed, words.language) for typed in asked["place"]]
    levels = [*(["verified"] if asked["verified"] else []), *(_level(one, words) for one in asked["verification"])]
    teams = tuple(dict.fromkeys(_team(store, one) for one in asked["team"]))
    one = places[0] if len(places) == 1 else None
    return View(
        Period(asked["first"], asked["last"], one), () if one else tuple(dict.fromkeys(places)), teams,
        tuple(dict.fromkeys(levels)),
    )  # fmt: skip


@contextmanager
def moment_asked(store: Store, asked: date | int | None) -> Iterator[Then | None]:
    """The register as it stood at the end of a day or at a journal position; None when now is meant."""
    from exports.report.asked import Then

    if asked is None:
        yield None
        return
    position = asked if isinstance(asked, int) else store.position_on(asked)
    past = store.as_it_stood(position)
    try:
        yield Then(asked if isinstance(asked, date) else None, position, past)
    finally:
        past.close()


def _team(store: Store, typed: str) -> str:
    from storage import Query, fold

    _, rows = store.listing(Query("team", sort="name", descending=False)).first(MOST_TEAMS)
    called = {row.id: [str(row[name] or "") for name in ("name", "code")] for row in rows.values()}
    found = [record for record, names in called.items() if fold(typed) in map(fold, names) or typed == record]
    if len(found) == 1:
        return found[0]
    raise UserError(
        "unknown-team",
        message("No one team is called “{team}”.", team=typed),
        message("There are: {teams}.", teams=", ".join(names[0] for names in called.values())),
    )


MOST_TEAMS = 500


def _level(typed: str, words: Words) -> str:
    from storage import code_list, fold

    levels = {code: words.code("verification", code) for code in code_list("verification").items}
    for code, word in levels.items():
        if typed == code or fold(typed) == fold(word):
            return code
    raise UserError(
        "unknown-code",
        message("No level of verification is called “{level}”.", level=typed),
        message("There are: {levels}.", levels=", ".join(levels.values())),
    )
