"""The incidents a report names: those with most people killed and injured, as they may be told."""

from __future__ import annotations

from heapq import nlargest

from storage.database.counted import PROPOSED
from storage.overview.view import Where
from storage.sharing.exporting import Frozen, heaviest_incidents
from storage.sharing.redacting import Redacted
from storage.sharing.told_incidents import ToldIncident


def worst_incidents(source: Frozen | Redacted, where: Where | None, many: int) -> list[ToldIncident]:
    """So many incidents with most people killed, then injured; of equals the newest come first."""
    if isinstance(source, Redacted):
        found = source.told_incidents(where)
    else:
        some = heaviest_incidents(source, where, many)
        rows = source.rows_of("incident", ToldIncident._fields, some)
        found = [ToldIncident(*rows[one]) for one in some]
    harmed = [one for one in found if one.status != PROPOSED]
    weights = [one.weight for one in harmed]
    least = max(min(nlargest(many, weights), default=(0, 0)), (0, 1))
    as_bad = [(weights[at], harmed[at]) for at in range(len(harmed)) if weights[at] >= least]
    worst = nlargest(many, as_bad, key=lambda told: (*told[0], told[1].occurred or ""))
    return [one for _, one in worst]
