"""The incidents a reader must know of: those with most people killed, then injured, as they may be told at a level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exports.cells import loaded
from exports.report.pages import PagesTable
from storage import RECORDS, Level, ToldIncident, worst_incidents

if TYPE_CHECKING:
    from exports.leaving.leaving import Leaving
    from exports.telling.figures import FigureWords

MOST = 8
LONGEST = 260
"""Letters of an account; it is a report of two pages."""
Ends = tuple[int, int | None]


def notable(leaving: Leaving, telling: FigureWords) -> PagesTable | None:
    """The table; None when nobody was killed or injured."""
    say = leaving.words.t
    worst = worst_incidents(leaving.source, leaving.where, MOST)
    if not worst:
        return None
    coded = any(row.code for row in worst)
    heads = [say("Day"), say("Place"), say("What happened"), say("Killed"), say("Injured")]
    rows = []
    for row in worst:
        cells = [_told("occurred", row, leaving), _where(row, leaving), _what(row, leaving)]
        rows.append((*cells, telling.ends(_ends("killed", row)), telling.ends(_ends("injured", row))))
    below = tuple(_account(row, coded=coded) for row in worst)
    return PagesTable(say("Notable incidents"), tuple(heads), tuple(rows), below)


def _ends(figure: str, row: ToldIncident) -> Ends:
    """What is safe to say of one incident: never fewer than are recorded."""
    named, named_high = getattr(row, f"named_{figure}") or 0, getattr(row, f"named_{figure}_max")
    low, high = getattr(row, f"{figure}_min"), getattr(row, f"{figure}_max")
    if low is None and high is None:
        return named, named if named_high is None else max(named, named_high)
    least = max(low or 0, named)
    return least, None if high is None else max(high, least)


def _told(name: str, row: ToldIncident, leaving: Leaving) -> str:
    kind, raw = RECORDS["incident"].fields[name].kind, getattr(row, name)
    return kind.show(loaded(kind, raw), leaving.showing.reading) if raw else ""


def _where(row: ToldIncident, leaving: Leaving) -> str:
    """The place with what it lies in; for the public the district, with its governorate."""
    names, place = leaving.names, row.place
    if not place or names.level(place) is None:
        return leaving.words.t("place not known")
    level = 1 if leaving.level is Level.PUBLIC else 3
    above = names.above(level)(place)
    name = names.name("place", place)
    return f"{name} ({above})" if above and above != name else name


def _what(row: ToldIncident, leaving: Leaving) -> str:
    parts = [_told(name, row, leaving) for name in ("attack", "weapon", "target")]
    return " · ".join(part for part in parts if part)


def _account(row: ToldIncident, *, coded: bool) -> str:
    text = " ".join(str(row.public_account or "").split())
    if len(text) > LONGEST:
        text = text[:LONGEST].rsplit(" ", 1)[0] + "…"
    code = f"\u2066{row.code}\u2069" if coded and row.code else ""
    return " · ".join(part for part in (code, text and f"\u2068{text}\u2069") if part)
