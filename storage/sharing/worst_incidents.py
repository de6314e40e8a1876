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
    harmed = ((one.weight, one) for one in found if one.status != PROPOSED)
    worst = nlargest(many, (one for one in harmed if any(one[0])), key=lambda one: (*one[0], one[1].occurred or ""))
    return [one for _, one in worst]
