"""``figures``: how many were killed, injured, missing, displaced in a period and an area, as the window shows them."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from exports.commands.part_options import add_part_options, moment_asked, view_asked
from storage import Words

if TYPE_CHECKING:
    from storage import Store


def add_figures_options(parser: ArgumentParser, words: Words) -> None:
    """What may follow ``figures``."""
    add_part_options(parser, words)
    parser.add_argument("--json", action="store_true", help=words.t("answer as JSON"))


def figures(store: Store, asked: Mapping[str, Any], words: Words) -> Iterator[str]:
    """The lines that ``figures`` prints."""
    from exports.report.asked import then_words
    from exports.telling.figures import FigureTelling

    view = view_asked(store, asked, words)
    with moment_asked(store, asked["as_of"]) as then:
        asking = then.past if then else store
        found = asking.figures(view.as_period) if view.plain else asking.overview(view).figures
    told = FigureTelling(store, words)
    if asked["json"]:
        facts = told.facts(found) | told.narrowing(view)
        if then is not None:
            facts |= {"as_of": then.day.isoformat() if then.day else None, "position": then.position}
        yield json.dumps(facts, ensure_ascii=False)
        return
    if then is not None:
        yield then_words(then, told, words)
    yield from told.lines(found, view)
