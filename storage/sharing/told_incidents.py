"""Incidents as they may be told at a level: read once for a report, however many of its parts tell of them."""

from __future__ import annotations

from heapq import nlargest
from typing import NamedTuple

from storage.database.counted import PROPOSED
from storage.overview.view import Where, part_of
from storage.period import Period
from storage.sharing.exporting import Frozen, heaviest_incidents
from storage.sharing.redacting import Redacted


class ToldIncident(NamedTuple):
    """An incident as it leaves; what may not be told is None. The public's order goes by these, from the first on."""

    status: str | None
    code: str | None
    occurred: str | None
    place: str | None
    attack: str | None
    weapon: str | None
    target: str | None
    public_account: str | None
    killed_min: int | None
    killed_max: int | None
    named_killed: int | None
    named_killed_max: int | None
    injured_min: int | None
    injured_max: int | None
    named_injured: int | None
    named_injured_max: int | None
    id: str | None
    day: str | None
    verification: str | None
    team: str | None

    @property
    def weight(self) -> tuple[int, int]:
        """The fewest killed and injured that are safe to say: never fewer than are recorded."""
        killed = max(self.killed_min or 0, self.named_killed or 0)
        return killed, max(self.injured_min or 0, self.named_injured or 0)


def told_incidents(source: Redacted, where: Where | None) -> list[ToldIncident]:
    """Those of a part, in the order of a file at this level."""
    part = part_of(where or Period())
    if part not in source.incidents:
        rows = source.export_rows("incident", ToldIncident._fields, where, standing=True)
        source.incidents[part] = list(map(ToldIncident._make, rows))
    return source.incidents[part]


def worst_incidents(source: Frozen | Redacted, where: Where | None, many: int) -> list[ToldIncident]:
    """So many incidents with most people killed, then injured; of equals the newest come first."""
    if isinstance(source, Redacted):
        found = told_incidents(source, where)
    else:
        some = heaviest_incidents(source, where, many)
        rows = source.rows_of("incident", ToldIncident._fields, some)
        found = [ToldIncident(*rows[one]) for one in some]
    harmed = ((one.weight, one) for one in found if one.status != PROPOSED)
    worst = nlargest(many, (one for one in harmed if any(one[0])), key=lambda one: (*one[0], one[1].occurred or ""))
    return [one for _, one in worst]
