"""What the map says of itself in words: counts of the layers, what is not on it, a position."""

from __future__ import annotations

import numpy as np

from gui.known import Known
from gui.map.picking import Pick
from gui.map.scene import Scene
from gui.say import ltr, say, say_n
from storage import decimal_text, from_plane, mgrs_text


def counts_of(scene: Scene) -> dict[str, str]:
    """How many there are of each layer, in the days shown."""
    content = scene.content
    incidents = len(content.incidents) if scene.which is None else int(scene.which.sum())
    every = len(scene.every_flow)
    drawn = len(scene.flows)
    hit = scene.hits > 0
    points = content.facilities
    return {
        "incidents": ltr(f"{incidents:,}"),
        "flows": ltr(f"{every:,}")
        if drawn == every
        else say("{shown} of {all}", shown=f"{drawn:,}", all=f"{every:,}"),
        "villages": ltr(f"{len(scene.villages):,}"),
        "health": ltr(f"{int((hit & points.health).sum()):,}"),
        "others": ltr(f"{int((hit & ~points.health).sum()):,}"),
        "terrain": ""
        if scene.ground.tiles is not None
        else say("file not found")
        if scene.ground.lost
        else say("not installed"),
    }


def left_out(scene: Scene) -> list[str]:
    """What is not on the map, a sentence each."""
    content, found = scene.content, list[str]()
    incidents, flows, villages = (content.unplaced.get(one, 0) for one in ("incidents", "flows", "villages"))
    if incidents:
        found.append(say_n("{count} incident has no place.", "{count} incidents have no place.", incidents))
    if flows:
        found.append(
            say_n("{count} movement has an end nobody knows.", "{count} movements have an end nobody knows.", flows)
        )
    if villages and "villages" in scene.layers:
        found.append(
            say_n("{count} village has no place on a map.", "{count} villages have no place on a map.", villages)
        )
    if content.withheld:
        found.append(say("Facilities are not shown to this role."))
    if scene.days is not None:
        undated = int(np.count_nonzero(content.incidents.day < 0))
        if undated:
            found.append(say_n("{count} incident has no exact day.", "{count} incidents have no exact day.", undated))
    return found


def hover_words(scene: Scene, pick: Pick | None, known: Known) -> str:
    """What is under the pointer, in a few words."""
    if pick is None:
        return ""
    content = scene.content
    if pick.kind == "incidents":
        points, rows = content.incidents, list(pick.rows)
        number, killed = int(points.place[rows[0]]), int(points.killed_min[rows].sum())
        place = known.place(content.places.ids[number]) if number >= 0 else ""
        count = say_n("{count} incident", "{count} incidents", len(rows))
        return " · ".join(one for one in (place, count, say("killed: {numbers}", numbers=f"{killed:,}")) if one)
    if pick.kind == "facility":
        names = content.facilities.names_ar if scene.arabic else content.facilities.names_en
        return say(", ").join(names[row] for row in pick.rows[:3])
    number = pick.rows[0]
    rough = pick.kind == "village" and bool(scene.villages.rough[scene.villages.place == number].any())
    return say(", ").join([known.place(content.places.ids[number]), *([rough_words()] if rough else [])])


def rough_words() -> str:
    """Of a village whose middle nobody knows."""
    return say("somewhere in its sub-district")


def position_words(x: float, y: float) -> str:
    """A place of the plane in degrees and as MGRS."""
    lat, lon = (float(one) for one in from_plane(x, y))
    return ltr(" · ".join(part for part in (decimal_text(lat, lon), mgrs_text(lat, lon)) if part))
