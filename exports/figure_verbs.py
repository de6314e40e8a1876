"""``figures``: how many were killed, injured, missing, displaced in a period and an area, as the window shows them."""

from __future__ import annotations

import json
from argparse import Action, ArgumentParser
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from storage import Period, Words

if TYPE_CHECKING:
    from storage import Store


def add_figures_options(parser: ArgumentParser, words: Words, day: type[Action]) -> None:
    """What may follow ``figures``."""
    say = words.t
    parser.add_argument("--from", dest="first", metavar="DAY", action=day, help=say("first day, as 2019-06-27"))
    parser.add_argument("--to", dest="last", metavar="DAY", action=day, help=say("last day, as 2019-07-05"))
    parser.add_argument("--place", metavar="PLACE", default="", help=say("a place by name or code, with all in it"))
    parser.add_argument("--json", action="store_true", help=say("answer as JSON"))


def figures(store: Store, asked: Mapping[str, Any], words: Words) -> Iterator[str]:
    """The lines that ``figures`` prints."""
    from exports.figure_telling import FigureTelling
    from exports.verbs import place_of

    place = place_of(store, asked["place"], words.language) if asked["place"] else None
    found = store.figures(Period(asked["first"], asked["last"], place))
    told = FigureTelling(store, words)
    if asked["json"]:
        yield json.dumps(told.facts(found), ensure_ascii=False)
    else:
        yield from told.lines(found)
