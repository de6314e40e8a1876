"""Columns that collecting programs (Kobo, ODK, SurveyCTO) write for themselves, and how their repeats are tied."""

from __future__ import annotations

import re
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field

from exports.foreign.aims import REPEATS, Aim
from exports.foreign.table import ForeignSheet

TIES = (("_uuid", "_submission__uuid"), ("KEY", "PARENT_KEY"), ("_id", "_submission__id"), ("_index", "_parent_index"))
"""The id of a row above and the column below that names it, the most lasting first."""

_MADE = re.compile(
    r"^(?:_.*|__version__|KEY|PARENT_KEY|SET-OF-.*|start|end|today|deviceid|subscriberid|simserial|simid|phonenumber|username|"
    r"formhub/uuid|meta/.*|instanceID|instanceName|SubmissionDate|SubmitterID|SubmitterName|AttachmentsPresent|"
    r"AttachmentsExpected|Status|ReviewState|DeviceID|Edits|FormVersion|caseid|formdef_version|review_status)$"
)
_PROOF = frozenset(("_id", "_uuid", "_index", "_parent_index", "KEY", "PARENT_KEY", "formhub/uuid", "meta/instanceID",
                    "_submission__id", "_submission__uuid", "_submission_time", "instanceID"))  # fmt: skip
_GEO = re.compile(r"^_.*_(latitude|longitude)$")


@dataclass(frozen=True)
class Collected:
    """What is known of a collecting program's columns.

    Attributes:
        made: keys of the columns it wrote for itself; aims: of those that still say something.
    """

    made: frozenset[str] = frozenset()
    aims: Dict[str, Aim] = field(default_factory=dict)


def is_collected(sheet: ForeignSheet) -> bool:
    """Whether a collecting program wrote this sheet."""
    return any(column.label in _PROOF for column in sheet.columns)


def collected(sheet: ForeignSheet, kind: str, under: str = "") -> Collected:
    """The columns of a collecting program in a sheet of such records."""
    if not is_collected(sheet):
        return Collected()
    labels = {column.label: column.key for column in sheet.columns}
    made = {key for label, key in labels.items() if _MADE.match(label) and not _GEO.match(label)}
    aims: dict[str, Aim] = {}
    above = next((label for label, _ in TIES if label in labels), "")
    if above in ("_uuid", "KEY", "_id") or (above and not under):
        aims[labels[above]] = Aim(kind, "key")
    below = next((label for _, label in TIES if label in labels), "")
    if under and below:
        aims[labels[below]] = Aim(REPEATS[under][kind], "parent")
    return Collected(frozenset(made), aims)


def tie(above: ForeignSheet, below: ForeignSheet) -> tuple[str, str] | None:
    """The keys of the columns that tie a sheet of repeats to the sheet above it."""
    over = {column.label: column.key for column in above.columns}
    under = {column.label: column.key for column in below.columns}
    for one, other in TIES:
        if one in over and other in under:
            return over[one], under[other]
    return None
