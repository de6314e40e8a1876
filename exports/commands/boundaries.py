"""``boundaries`` and ``basemap``: what maps are drawn on, from the command line, as the window does it."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storage import UserError, Words, message

if TYPE_CHECKING:
    from exports.boundaries.planning import BoundaryLayerPlan, BoundaryPlan
    from storage import Backdrop, BoundaryPack, Store

Progress = Callable[[int, int], None]


def add_map_verbs(verb: Callable[[str, str], ArgumentParser], words: Words) -> None:
    """The verbs of the map."""
    say = words.t
    _add_boundary_options(verb("boundaries", say("take in borders of areas for the map, list and drop them")), words)
    _add_basemap_options(verb("basemap", say("choose the pictures that maps are drawn on")), words)


def _add_boundary_options(parser: ArgumentParser, words: Words) -> None:
    say, actions = words.t, _actions(parser, words)
    about = say("take in borders of areas: GeoJSON, TopoJSON or a shapefile, alone, in a folder or in a zip")
    add = actions.add_parser("add", help=about, description=about)
    add.add_argument("file", metavar="FILE", type=Path, help=say("the file, folder or zip"))
    add.add_argument("--look", action="store_true", help=say("only tell what is in it; nothing is written"))
    add.add_argument(
        "--level", type=int, choices=range(5), default=None, help=say("level of the areas, 0 country to 4")
    )
    add.add_argument("--name", metavar="NAME", default="", help=say("what to call them; one of that name is replaced"))
    add.add_argument("--credit", metavar="TEXT", default="", help=say("whose borders they are; stands under pictures"))
    about = say("tell which borders are here")
    shown = actions.add_parser("list", help=about, description=about)
    about = say("forget borders")
    drop = actions.add_parser("drop", help=about, description=about)
    drop.add_argument("pack", metavar="NAME", help=say("their name or number"))
    for one in (add, shown, drop):
        one.add_argument("--json", action="store_true", help=say("answer as JSON"))


def _add_basemap_options(parser: ArgumentParser, words: Words) -> None:
    say, actions = words.t, _actions(parser, words)
    about = say("draw maps on the pictures of a file (.mbtiles or .pmtiles); it stays where it is")
    use = actions.add_parser("use", help=about, description=about)
    use.add_argument("file", metavar="FILE", type=Path, help=say("the file"))
    about = say("tell which base map is used")
    shown = actions.add_parser("show", help=about, description=about)
    about = say("use no base map; its file stays")
    drop = actions.add_parser("drop", help=about, description=about)
    for one in (use, shown, drop):
        one.add_argument("--json", action="store_true", help=say("answer as JSON"))


def _actions(parser: ArgumentParser, words: Words) -> Any:
    return parser.add_subparsers(
        dest="action", required=True, metavar="ACTION", title=words.t("What can be asked"), parser_class=type(parser)
    )


def boundaries(store: Store, asked: dict[str, Any], words: Words, progress: Progress | None) -> list[str]:
    """Do what was asked; the lines of the answer.

    Raises:
        UserError: ``unknown-borders``, or what reading the file raises; nothing was written.
    """
    if asked["action"] == "add":
        return _add(store, asked, words, progress)
    if asked["action"] == "drop":
        return _drop(store, asked, words)
    packs = store.boundary_packs()
    if asked["json"]:
        return [json.dumps([_facts(one) for one in packs], ensure_ascii=False)]
    return [line for one in packs for line in _pack_lines(one, words)] or [words.t("No borders were taken in yet.")]


def basemap(store: Store, asked: dict[str, Any], words: Words) -> list[str]:
    """Do what was asked; the lines of the answer.

    Raises:
        UserError: what opening the file raises; what was used before stays.
    """
    if asked["action"] == "drop":
        known = store.drop_base_map()
        told = words.t("No base map is used any more. Its file stays.") if known else words.t("There was no base map.")
        return [json.dumps({"dropped": known}) if asked["json"] else told]
    used = store.choose_base_map(asked["file"].absolute()) if asked["action"] == "use" else store.backdrop()
    if asked["json"]:
        return [json.dumps(_used(used, words), ensure_ascii=False)]
    if used is None:
        return [words.t("No base map is used.")]
    if used.trouble is not None:
        return [used.path, f"{words.say(used.trouble.what)} {words.say(used.trouble.todo)}"]
    low, high = used.zooms
    return [f"{used.path}\t{used.name}\t{used.credit}", words.t("Zooms {low} to {high}.", low=low, high=high)]


def level_word(level: int | None, words: Words) -> str:
    """A level of places in words."""
    if level is None:
        return words.t("level unknown")
    return words.code("place-level", str(level))


# ---- parts


def _add(store: Store, asked: dict[str, Any], words: Words, progress: Progress | None) -> list[str]:
    from exports.boundaries.planning import read_boundaries, take_boundaries

    plan = read_boundaries(asked["file"], store, level=asked["level"], progress=progress)
    if not plan.levels:
        raise UserError(
            "unknown-level",
            message("Of what level these areas are, neither the file nor the places of the register tell."),
            message("Say it: --level 1 for governorates, 2 districts, 3 sub-districts, 4 communities."),
        )
    pack = ""
    if not asked["look"]:
        pack = take_boundaries(store, plan, name=asked["name"], credit=asked["credit"], progress=progress)
    if asked["json"]:
        return [json.dumps({"pack": pack, **plan_facts(plan, words)}, ensure_ascii=False)]
    lines = [_layer_line(one, words) for one in plan.layers]
    lines += [f"{one.sheet}, {one.row}\t{words.say(one.what)}\t{words.say(one.todo)}" for one in plan.refused]
    return [*lines, words.t("Taken in.") if pack else words.t("Nothing was written.")]


def plan_facts(plan: BoundaryPlan, words: Words) -> dict[str, Any]:
    """A plan as JSON tells it."""
    return {
        "name": plan.name,
        "layers": [
            {
                "file": one.file, "level": one.level, "areas": len(one.areas), "by_code": one.by_code,
                "by_name": one.by_name, "mended": one.mended, "corners": one.corners,
                "unknown": [f"{area.told.row.code} {area.told.row.name_en}".strip() for area in one.unknown[:200]],
            }
            for one in plan.layers
        ],
        "left_out": [{"file": one.sheet, "feature": one.row, "what": words.say(one.what)} for one in plan.refused],
    }  # fmt: skip


def _layer_line(layer: BoundaryLayerPlan, words: Words) -> str:
    parts = [
        layer.file,
        level_word(layer.level, words),
        words.n("{count} area", "{count} areas", len(layer.areas)),
        words.t("found by code {count}", count=layer.by_code),
        words.t("by name {count}", count=layer.by_name),
        words.t("no place of the register {count}", count=len(layer.unknown)),
    ]
    return "\t".join([*parts, *([words.t("mended {count}", count=layer.mended)] if layer.mended else [])])


def _drop(store: Store, asked: dict[str, Any], words: Words) -> list[str]:
    wanted = asked["pack"]
    found = [one for one in store.boundary_packs() if wanted in (one.id, one.name)]
    if not found:
        raise UserError(
            "unknown-borders",
            message("There are no borders called “{name}”.", name=wanted),
            message("“boundaries list” tells which there are."),
        )
    store.drop_boundaries(found[0].id)
    facts = json.dumps({"dropped": found[0].id})
    return [facts if asked["json"] else words.t("“{name}” was taken out.", name=found[0].name)]


def _pack_lines(pack: BoundaryPack, words: Words) -> list[str]:
    lines = [f"{pack.name}\t{pack.file}\t{pack.moment[:10]}\t{pack.credit}"]
    for level, areas, matched in pack.levels:
        count = words.n("{count} area", "{count} areas", areas)
        matched_word = words.t("places of the register {count}", count=matched)
        lines.append(f"  {level_word(level, words)}\t{count}\t{matched_word}")
    return lines


def _facts(pack: BoundaryPack) -> dict[str, Any]:
    levels = [{"level": level, "areas": areas, "places": matched} for level, areas, matched in pack.levels]
    told = {"id": pack.id, "name": pack.name, "file": pack.file, "moment": pack.moment, "credit": pack.credit}
    return {**told, "levels": levels}


def _used(used: Backdrop | None, words: Words) -> dict[str, Any]:
    if used is None:
        return {}
    trouble = words.say(used.trouble.what) if used.trouble is not None else ""
    return {
        "path": used.path, "name": used.name, "credit": used.credit, "zooms": list(used.zooms), "trouble": trouble
    }  # fmt: skip
