"""What asks for a person, and what a judgement settles: a pure function of the records as they stand.

A **question** is raised by one record about one thing: ``draft`` (left open), ``rule:<name>`` (a doubt somebody went
past with a reason), ``fit`` (named is not what is claimed), ``proposal`` (a place not in the list), ``unverified``,
``confirm`` (a row of a file that counts in nothing before a person confirms it), ``unentitled`` (marked as verified by
a laptop whose role does not verify).
Its ``what`` is a fingerprint of all it rests on. A **judgement** is a ``review`` record about the same thing with the
same fingerprint, so it travels like any edit and is taken back like any edit; when the fingerprint changes, the
question is there again. ``conflict:<field>`` (teams disagree) stands in no row: its fingerprint is made of the rival
changes, so that the same conflict is the same question on every laptop, and another decision asks anew.

Rows are mappings of database columns: canonical values and computed figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from storage.database.counted import PROPOSED, WAITING, counts
from storage.database.jsontext import pack, unpack
from storage.database.rows import Columns
from storage.edits import Edit
from storage.rules import rules_of

CONFLICT, CONFIRM, DRAFT, RULE = "conflict", "confirm", "draft", "rule"
FIT, PROPOSAL, UNENTITLED, UNVERIFIED = "fit", "proposal", "unentitled", "unverified"
GROUPS = (CONFLICT, CONFIRM, DRAFT, RULE, FIT, UNENTITLED, PROPOSAL, UNVERIFIED)
"""The groups of the inbox, in the order in which they are shown."""
BADGE = (CONFLICT, DRAFT, RULE, FIT, UNENTITLED, PROPOSAL)
"""Groups the badge counts one by one; rows of files count by their files, and unverified records are standing work."""
DRAFTED = ("incident", "victim", "facility", "movement")
"""Kinds whose drafts are asked about."""
DOUBTED = ("incident", "victim", "claim", "movement", "facility", "damage")
"""Kinds whose doubts can be gone past with a reason."""
VERIFIABLE = ("incident", "victim", "facility", "movement", "place")
"""Kinds of which it is asked who marked them as verified."""
SAYS_SO = ("status", "verification")
"""Fields that say that something is verified."""
ASKING = frozenset({*DRAFTED, *DOUBTED, *WAITING, *VERIFIABLE})
"""Kinds that raise questions."""
ACCEPTED, LATER = "accepted", "later"
TO_VERIFY = ("complete", "under_review")
VERIFIED = "verified"
JUDGED = (VERIFIED, "did_not_occur", "cannot_be_verified")
STANDS, DONE, BACK = 1, 2, 0
"""A judgement stands; its question is gone; or the question is there again."""
FITS = "names_fit_claims"

_ACROSS = {
    FITS: ("named_killed", "killed_min", "killed_max"),
    "children_fit_killed": ("named_children", "killed_max"),
    "second_strike": ("occurred", "place"),
    "point_fits_place": ("place",),  # never the position: a fingerprint of it could be guessed
    "outcome_goes_back": ("outcome",),
    "more_named_than_group": ("people",),
    "movement_fits_village": ("persons", "origin"),
}


@dataclass(frozen=True)
class Question:
    """What one record asks.

    Attributes:
        about: ``draft``, ``rule:age_is_possible``, ``fit``, ``proposal``, ``unverified`` or ``conflict:age``.
        what: fingerprint of what it rests on.
    """

    about: str
    what: str

    @property
    def group(self) -> str:
        """The group of the inbox it stands in."""
        return group_of(self.about)

    @property
    def rule(self) -> str:
        """The rule gone past, "" for other questions."""
        return self.about.partition(":")[2]


def group_of(about: str) -> str:
    """The group of a question."""
    return about.partition(":")[0]


def questions(kind: str, row: Columns) -> list[Question]:
    """Everything this record asks as it stands; a draft only to be finished, a row of a file only to be confirmed."""
    if row.get("withdrawn") is not None:
        return []
    if row.get("status") == PROPOSED:
        return [Question(CONFIRM, "")] if kind in WAITING else []
    if row.get("status") == "draft":
        return [Question(DRAFT, "")] if kind in DRAFTED else []
    found = []
    if kind in DOUBTED:
        found += [
            Question(f"{RULE}:{name}", _fingerprint(why, [row.get(field) for field in _watched(kind, name)]))
            for name, why in sorted(reasons(row).items())
        ]
    if kind == "incident":
        if misfit(row) is not None:
            found.append(Question(FIT, f"{row.get('named_killed') or 0} {row['killed_min']}-{row['killed_max']}"))
        if unverified(row):
            found.append(Question(UNVERIFIED, f"{row['status']} {row.get('verification') or ''}".strip()))
    if kind in VERIFIABLE and row.get("unentitled"):
        found.append(Question(UNENTITLED, _fingerprint(*_said_verified(row))))
    if kind == "place" and proposed(row):
        names = [row.get(name) for name in ("name_ar", "name_en", "code", "parent", "level")]
        found.append(Question(PROPOSAL, _fingerprint("", names)))
    return found


def question(kind: str, row: Columns | None, about: str) -> Question | None:
    """The question about one thing, if this record asks it."""
    return next((one for one in questions(kind, row) if one.about == about), None) if row is not None else None


def holding(asked: Question | None, about: str, verdict: str | None, what: str | None) -> int:
    """Whether a judgement stands: against the question its record asks now about the same thing."""
    if asked is None:
        return DONE
    if verdict == ACCEPTED and group_of(about) in (PROPOSAL, UNVERIFIED):
        return BACK  # accepting changed the record; somebody changed it back
    return STANDS if asked.what == (what or "") else BACK


# ---- what records raise


def drafted(row: Columns) -> int | None:
    """1 for a draft somebody left open."""
    return 1 if row.get("status") == "draft" and row.get("withdrawn") is None else None


def doubted(row: Columns) -> int | None:
    """How many doubts somebody went past with a reason; a draft and what does not count have none."""
    standing = counts(row) and row.get("status") != "draft"
    return (len(reasons(row)) or None) if standing else None


def unverified(row: Columns) -> int | None:
    """1 for an incident that is complete and that nobody has verified."""
    waits = row.get("status") in TO_VERIFY and row.get("verification") not in JUDGED
    return 1 if waits and row.get("withdrawn") is None else None


def misfit(row: Columns) -> str | None:
    """``fewer`` or ``more`` people named as killed than published; None when it fits or a reason was given already."""
    if not counts(row) or row.get("status") == "draft" or FITS in reasons(row):
        return None
    named, low, high = row.get("named_killed") or 0, row.get("killed_min"), row.get("killed_max")
    if low is not None and named < low:
        return "fewer"
    return "more" if high is not None and named > high else None


def verified(row: Columns) -> bool:
    """Whether a record says of itself that it is verified."""
    return any(row.get(name) == VERIFIED for name in SAYS_SO)


def _said_verified(row: Columns) -> list[str]:
    """The changes that said so, as the row keeps its heads."""
    heads, own = unpack(row.get("heads") or "{}"), bytes(row["head"]).hex()
    return [one for name in SAYS_SO if row.get(name) == VERIFIED for one in heads.get(name, [own])]


def proposed(row: Columns) -> bool:
    """A place somebody proposed and nobody accepted."""
    return row.get("proposed_by") is not None and row.get("status") != "verified"


def reasons(row: Columns) -> dict[str, str]:
    """The doubts gone past in a record, with their reasons; what is not of this shape says nothing."""
    text = row.get("overrides")
    found = unpack(text) if isinstance(text, str) and text.lstrip()[:1] == "{" else None
    return {str(name): str(why) for name, why in found.items()} if isinstance(found, dict) else {}


def parted(heads: Iterable[bytes]) -> str:
    """The fingerprint of a conflict: of the changes that stand against each other."""
    return _fingerprint(*sorted(stamp.hex() for stamp in heads))


def _watched(kind: str, rule: str) -> tuple[str, ...]:
    own = next((law.fields for law in rules_of(kind) if law.name == rule), ())
    return _ACROSS.get(rule, own)


def _fingerprint(*parts: Any) -> str:
    return blake2b(pack(list(parts)).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


# ---- what a person does


def judgement(kind: str, record: str, asked: Question, verdict: str, reason: str = "") -> Edit:
    """The record that says somebody looked at a question."""
    values = {"record_id": record, "record_kind": kind, "about": asked.about, "verdict": verdict}
    return Edit("review", None, {**values, "what": asked.what or None, "reason": reason or None}, why=reason)


def acceptance(kind: str, record: str, asked: Question, reason: str = "") -> list[Edit]:
    """What accepting a question saves: the judgement and, where the record itself says so, its new state."""
    if asked.group in (DRAFT, CONFIRM):
        return []  # only its author can finish it; rows are confirmed by ``confirming.py``
    found = [judgement(kind, record, asked, ACCEPTED, reason)]
    if asked.group == UNVERIFIED:
        values = {"verification": "verified", "status": "verified", "not_verified_reason": None}
        found.insert(0, Edit(kind, record, values, why=reason))
    if asked.group == PROPOSAL:
        found.insert(0, Edit(kind, record, {"status": "verified"}, why=reason))
    return found


def unverifying(kind: str, record: str, reason: str) -> Edit:
    """What says of a record that it is not verified after all, or not yet."""
    values: dict[str, Any] = {"status": "under_review" if kind == "incident" else "complete"}
    if kind == "incident":
        values["verification"] = "under_verification"
    return Edit(kind, record, values, why=reason)


def taking_back(review: str, values: Mapping[str, Any]) -> list[Edit]:
    """What taking a judgement back saves; ``values`` are those of the review record."""
    found = [Edit("review", review, {"withdrawn": TAKEN_BACK}, why=TAKEN_BACK)]
    kind, record = str(values.get("record_kind") or ""), str(values.get("record_id") or "")
    group, accepted = group_of(str(values.get("about") or "")), values.get("verdict") == ACCEPTED
    if accepted and group == UNVERIFIED and kind == "incident":
        status, _, verification = str(values.get("what") or "complete").partition(" ")
        values = {"status": status, "verification": verification or None}
        found.append(Edit(kind, record, values, why=TAKEN_BACK))
    if accepted and group == PROPOSAL and kind == "place":
        found.append(Edit(kind, record, {"status": "complete"}))
    return found


TAKEN_BACK = "taken back"
"""Why a judgement is withdrawn."""
