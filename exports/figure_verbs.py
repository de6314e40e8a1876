"""``figures``: how many were killed, injured, missing, displaced in a period and an area, as the window shows them."""

from __future__ import annotations

import json
from argparse import Action, ArgumentParser
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
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
    parser.add_argument("--as-of", dest="as_of", metavar="DAY", action=day, help=say("as it was known on this day"))
    parser.add_argument("--json", action="store_true", help=say("answer as JSON"))


def figures(store: Store, asked: Mapping[str, Any], words: Words) -> Iterator[str]:
    """The lines that ``figures`` prints."""
    from exports.figure_telling import FigureTelling
    from exports.placing import place_of

    place = place_of(store, asked["place"], words.language) if asked["place"] else None
    day, period = asked.get("as_of"), Period(asked["first"], asked["last"], place)
    with _as_of(store, day) as then:
        found = then.figures(period)
    told = FigureTelling(store, words)
    if asked["json"]:
        facts = told.facts(found)
        yield json.dumps({**facts, "as_of": day.isoformat()} if day else facts, ensure_ascii=False)
        return
    if day is not None:
        yield words.t("As known on {day}", day=told.days(Period(day, day)))
    yield from told.lines(found)


@contextmanager
def _as_of(store: Store, day: date | None) -> Iterator[Store]:
    """The register as it stood at the end of a day; itself when none is asked for."""
    if day is None:
        yield store
        return
    past = store.as_it_stood(store.position_on(day))
    try:
        yield past
    finally:
        past.close()
