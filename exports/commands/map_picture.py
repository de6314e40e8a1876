"""``map``: a picture of the map as PNG, SVG or PDF, for whom it is said; it is logged as the window logs it."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exports.commands.handing import add_handing_options, handed
from exports.map.layers import LAYERS, PLAIN
from storage import Words

if TYPE_CHECKING:
    from exports.map.told import Box
    from exports.report.drawn import Draw
    from storage import Store

NORTHMOST = 85
"""Degrees up to which the plane of the map goes."""


def add_map_options(parser: ArgumentParser, words: Words) -> None:
    """What ``map`` can be given."""
    say = words.t
    parser.add_argument("file", metavar="FILE", type=Path, help=say("the new file, .png, .svg or .pdf"))
    add_handing_options(parser, words)
    parser.add_argument(
        "--layers", metavar="LAYERS", type=_layers(words), default=None,
        help=say("what is shown, as incidents,villages: {layers}", layers=", ".join(LAYERS)),
    )  # fmt: skip
    parser.add_argument(
        "--least", metavar="PEOPLE", type=int, default=None,
        help=say("leave out flows of fewer people; 0 shows all, and by default the two dozen largest are shown"),
    )  # fmt: skip
    parser.add_argument(
        "--box", metavar="W,S,E,N", type=_box(words), default=None,
        help=say("only this piece: its edges in degrees, west, south, east, north, as 36.4,35.3,36.9,35.8"),
    )  # fmt: skip


def map_lines(store: Store, asked: Mapping[str, Any], words: Words, draw: Draw | None) -> Iterator[str]:
    """Write the file, note it in the register, and tell it.

    Raises:
        UserError: ``wrong-suffix``, ``cannot-draw``, or what the part asked for raises.
    """
    from exports.map.writing import MapAsked, kind_of, write_map

    kind_of(asked["file"])
    with handed(store, asked, words, draw) as told:
        wanted = MapAsked(
            words.language, told.view, told.sharing, asked["layers"] or PLAIN, asked["least"], _on_plane(asked["box"]),
            told.then, store.role(),
        )  # fmt: skip
        report = write_map(store, asked["file"], told.draw.map, wanted)
    yield words.t("Written: {file}.", file=str(report.path))
    yield from report.hidden


def _box(words: Words) -> Callable[[str], tuple[float, ...]]:
    """Four edges in degrees, divided by commas, in any digits."""

    def read(typed: str) -> tuple[float, ...]:
        refused = ArgumentTypeError(
            words.t("write the four edges in degrees, west, south, east, north, as 36.4,35.3,36.9,35.8")
        )
        plain = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in typed)
        try:
            west, south, east, north = edges = tuple(
                float(one) for one in plain.replace("٫", ".").replace("،", ",").split(",")
            )
        except ValueError as error:
            raise refused from error
        if not (-180 <= west < east <= 180 and -NORTHMOST <= south < north <= NORTHMOST):
            raise refused
        return edges

    return read


def _on_plane(edges: tuple[float, ...] | None) -> Box | None:
    from storage import to_plane

    if edges is None:
        return None
    west, south, east, north = edges
    (left, right), (bottom, top) = to_plane((south, north), (west, east))
    return float(left), float(top), float(right), float(bottom)


def _layers(words: Words) -> Callable[[str], frozenset[str]]:
    """Names of layers, divided by commas."""

    def read(typed: str) -> frozenset[str]:
        chosen = {one.strip().lower() for one in typed.replace("،", ",").split(",")} - {""}
        if not chosen or chosen - set(LAYERS):
            raise ArgumentTypeError(words.t("There are these layers: {layers}.", layers=", ".join(LAYERS)))
        return frozenset(chosen)

    return read
