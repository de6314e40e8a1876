"""What ``report`` and ``map`` have in common: a part of the register, drawn for somebody."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from exports.commands.export import add_readers
from exports.commands.part_options import add_part_options, moment_asked, view_asked
from storage import UserError, View, Words, message

if TYPE_CHECKING:
    from exports.leaving.sharing import Sharing
    from exports.report.asked import Then
    from exports.report.drawn import Draw
    from storage import Store


class Handed(NamedTuple):
    """What is asked of both: who draws, for whom, of which part, as known when (None is now)."""

    draw: Draw
    sharing: Sharing
    view: View
    then: Then | None


def add_handing_options(parser: ArgumentParser, words: Words) -> None:
    """Of which part, and for whom."""
    add_part_options(parser, words)
    add_readers(parser, words, words.t("for our own teams, for one partner, or for everybody"))


@contextmanager
def handed(store: Store, asked: Mapping[str, Any], words: Words, draw: Draw | None) -> Iterator[Handed]:
    """What was asked for, while the register stands as it is asked of.

    Raises:
        UserError: ``cannot-draw``, or what the part and the readers raise.
    """
    from exports.leaving.sharing import Sharing
    from storage import Level

    if draw is None:
        raise UserError(
            "cannot-draw", message("Here is nothing that can draw pages."), message("Start it by main.py.")
        )
    sharing = Sharing(Level(asked["level"]), asked["recipient"], asked["purpose"], asked["delay"]).checked()
    view = view_asked(store, asked, words)
    with moment_asked(store, asked["as_of"]) as then:
        yield Handed(draw, sharing, view, then)
