"""The incidents a reader must know of: those with most people killed, then injured, as they may be told at a level."""

from __future__ import annotations

from heapq import nlargest
from typing import TYPE_CHECKING, Any

from exports.cells import loaded
from exports.report.pages import PagesTable
from storage import PROPOSED, RECORDS, Level

if TYPE_CHECKING:
    from exports.leaving.leaving import Leaving
    from exports.telling.figures import FigureWords

MOST = 8
LONGEST = 260
"""Letters of an account; it is a report of two pages."""
COLUMNS = (
    "status", "code", "occurred", "place", "attack", "weapon", "target", "public_account",
    "killed_min", "killed_max", "named_killed", "named_killed_max",
    "injured_min", "injured_max", "named_injured", "named_injured_max",
)  # fmt: skip
"""What is asked of each incident; a source of redacted rows leaves empty what may not be told."""
Ends = tuple[int, int | None]


def notable(leaving: Leaving, telling: FigureWords) -> PagesTable | None:
    """The table; None when nobody was killed or injured."""
    say = leaving.words.t
    worst = nlargest(MOST, _weighed(leaving), key=lambda one: one[0])
    if not worst:
        return None
    coded = any(row["code"] for _, row in worst)
    heads = [say("Day"), say("Place"), say("What happened"), say("Killed"), say("Injured")]
    rows = []
    for _, row in worst:
        cells = [_told("occurred", row, leaving), _where(row, leaving), _what(row, leaving)]
        rows.append((*cells, telling.ends(_ends("killed", row)), telling.ends(_ends("injured", row))))
    below = tuple(_account(row, coded=coded) for _, row in worst)
    return PagesTable(say("Notable incidents"), tuple(heads), tuple(rows), below)


def _weighed(leaving: Leaving) -> Any:
    """Every incident that counts and harmed somebody, with its weight; of equals the newest comes first."""
    rows = leaving.source.export_rows("incident", COLUMNS, leaving.where, standing=True)
    for cells in rows:
        row = dict(zip(COLUMNS, cells, strict=True))
        weight = _ends("killed", row)[0], _ends("injured", row)[0]
        if row["status"] != PROPOSED and any(weight):
            yield (*weight, str(row["occurred"] or "")), row


def _ends(figure: str, row: dict[str, Any]) -> Ends:
    """What is safe to say of one incident: never fewer than are recorded."""
    named, named_high = row[f"named_{figure}"] or 0, row[f"named_{figure}_max"]
    low, high = row[f"{figure}_min"], row[f"{figure}_max"]
    if low is None and high is None:
        return named, named if named_high is None else max(named, named_high)
    least = max(low or 0, named)
    return least, None if high is None else max(high, least)


def _told(name: str, row: dict[str, Any], leaving: Leaving) -> str:
    kind, raw = RECORDS["incident"].fields[name].kind, row[name]
    return kind.show(loaded(kind, raw), leaving.showing.reading) if raw else ""


def _where(row: dict[str, Any], leaving: Leaving) -> str:
    """The place with what it lies in; for the public the district, with its governorate."""
    names, place = leaving.names, row["place"]
    if not place or names.level(place) is None:
        return leaving.words.t("place not known")
    level = 1 if leaving.level is Level.PUBLIC else 3
    above = names.above(level)(place)
    name = names.name("place", place)
    return f"{name} ({above})" if above and above != name else name


def _what(row: dict[str, Any], leaving: Leaving) -> str:
    parts = [_told(name, row, leaving) for name in ("attack", "weapon", "target")]
    return " · ".join(part for part in parts if part)


def _account(row: dict[str, Any], *, coded: bool) -> str:
    text = " ".join(str(row["public_account"] or "").split())
    if len(text) > LONGEST:
        text = text[:LONGEST].rsplit(" ", 1)[0] + "…"
    code = f"\u2066{row['code']}\u2069" if coded and row["code"] else ""
    return " · ".join(part for part in (code, text and f"\u2068{text}\u2069") if part)
