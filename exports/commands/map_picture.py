"""``map``: a picture of the map as PNG, SVG or PDF, for whom it is said; it is logged as the window logs it."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exports.commands.export import add_readers
from exports.commands.part_options import add_part_options, moment_asked, view_asked
from exports.map.layers import LAYERS, PLAIN
from storage import UserError, Words, message

if TYPE_CHECKING:
    from exports.report.drawn import Draw
    from storage import Store


def add_map_options(parser: ArgumentParser, words: Words) -> None:
    """What ``map`` can be given."""
    say = words.t
    parser.add_argument("file", metavar="FILE", type=Path, help=say("the new file, .png, .svg or .pdf"))
    add_part_options(parser, words)
    add_readers(parser, words, say("for our own teams, for one partner, or for everybody"))
    parser.add_argument(
        "--layers", metavar="LAYERS", type=_layers(words), default=None,
        help=say("what is shown, as incidents,villages: {layers}", layers=", ".join(LAYERS)),
    )  # fmt: skip
    parser.add_argument(
        "--least", metavar="PEOPLE", type=int, default=None,
        help=say("leave out flows of fewer people; 0 shows all, and by default the two dozen largest are shown"),
    )  # fmt: skip


def map_lines(store: Store, asked: Mapping[str, Any], words: Words, draw: Draw | None) -> Iterator[str]:
    """Write the file, note it in the register, and tell it.

    Raises:
        UserError: ``wrong-suffix``, ``cannot-draw``, or what the part asked for raises.
    """
    from exports.leaving.sharing import Sharing
    from exports.map.writing import MapAsked, kind_of, write_map
    from storage import Level

    kind_of(asked["file"])
    if draw is None:
        raise UserError(
            "cannot-draw", message("Here is nothing that can draw pages."), message("Start it by main.py.")
        )
    sharing = Sharing(Level(asked["level"]), asked["recipient"], asked["purpose"], asked["delay"]).checked()
    view = view_asked(store, asked, words)
    with moment_asked(store, asked["as_of"]) as then:
        wanted = MapAsked(
            words.language, view, sharing, asked["layers"] or PLAIN, asked["least"], then=then, role=store.role()
        )
        report = write_map(store, asked["file"], draw.map, wanted)
    yield words.t("Written: {file}.", file=str(report.path))
    yield from report.hidden


def _layers(words: Words) -> Callable[[str], frozenset[str]]:
    """Names of layers, divided by commas."""

    def read(typed: str) -> frozenset[str]:
        chosen = {one.strip().lower() for one in typed.replace("،", ",").split(",")} - {""}
        if not chosen or chosen - set(LAYERS):
            raise ArgumentTypeError(words.t("There are these layers: {layers}.", layers=", ".join(LAYERS)))
        return frozenset(chosen)

    return read
