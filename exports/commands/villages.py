"""``ledger`` and ``flows``: the balance of a village and who moved where, as the window shows them.

Arrival places are sealed. What is printed here leaves the register, so that destinations, and the places from which
people move on or go home, are told no closer than the sub-district; a village's ledger is silent about its guests.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from exports.commands.part_options import add_days
from exports.commands.placing import SHELTERS, place_of
from exports.commands.typed_days import day_typed
from storage import Period, Words

if TYPE_CHECKING:
    from storage import Store


def add_ledger_options(parser: ArgumentParser, words: Words) -> None:
    """What may follow ``ledger``."""
    say = words.t
    parser.add_argument("--place", metavar="PLACE", required=True, help=say("a village or an area, by name or code"))
    about = say("the day, as 2019-07-05 or 5/7/2019; by default today")
    parser.add_argument("--date", metavar="DAY", type=day_typed(words), help=about)
    parser.add_argument("--json", action="store_true", help=say("answer as JSON"))


def add_flows_options(parser: ArgumentParser, words: Words) -> None:
    """What may follow ``flows``."""
    say = words.t
    add_days(parser, words)
    parser.add_argument("--place", metavar="PLACE", default="", help=say("a place by name or code, with all in it"))
    parser.add_argument(
        "--level", choices=("1", "2", "3", "4"), default=str(SHELTERS),
        help=say("1 governorate, 2 district, 3 sub-district, 4 village (destinations to 3 only)"),
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help=say("answer as JSON"))


def ledger(store: Store, asked: Mapping[str, Any], words: Words) -> Iterator[str]:
    """The lines that ``ledger`` prints."""
    from exports.telling.villages import Telling

    place = place_of(store, asked["place"], words.language)
    day = asked["date"] or store.now().date()
    told = Telling(store, words)
    closed = told.level(place) > SHELTERS
    found = store.ledger(place, day, hosts=not closed)
    if asked["json"]:
        yield json.dumps(told.ledger_facts(found, closed=closed), ensure_ascii=False)
    else:
        yield from told.ledger_lines(found, closed=closed)


def flows(store: Store, asked: Mapping[str, Any], words: Words) -> Iterator[str]:
    """The lines that ``flows`` prints."""
    from exports.telling.villages import Telling

    place = place_of(store, asked["place"], words.language) if asked["place"] else None
    period = Period(asked["first"], asked["last"], place)
    found = store.flows(period, int(asked["level"]), shelters=SHELTERS)
    told = Telling(store, words)
    if asked["json"]:
        yield json.dumps(told.flow_facts(found, period), ensure_ascii=False)
    else:
        yield from told.flow_lines(found, period)
