"""What the roles of an organisation may do, and what a save asks for. Pure.

Everybody enters, corrects, withdraws, confirms what files proposed, and makes files for their own teams. What commits
the organisation before others is for those it has named: saying that something is verified, deciding between teams,
giving files to outsiders, letting devices in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from storage.errors import UserError
from storage.fields.field import Merge
from storage.journal.clock import Stamp
from storage.journal.merge import merge_class
from storage.journal.state import RecordState
from storage.messages import Message, message
from storage.review.inbox import ACCEPTED, LATER, SAYS_SO, UNENTITLED, VERIFIABLE, VERIFIED, unverifying, verified
from storage.sync.roles import COORDINATOR, RESCUER, VERIFIER

VERIFY, SETTLE, SHARE, CERTIFY = "verify", "settle", "share", "certify"
ACTS = (VERIFY, SETTLE, SHARE, CERTIFY)
FREE, REVOKED = "", "revoked"
"""Instead of a role: a register that belongs to nobody else; a device that belongs no longer."""

RIGHTS: Mapping[str, frozenset[str]] = {
    FREE: frozenset(ACTS),
    COORDINATOR: frozenset(ACTS),
    VERIFIER: frozenset({VERIFY, SETTLE}),
    RESCUER: frozenset(),
    REVOKED: frozenset(),
}

Values = Callable[[Iterable[Stamp]], Mapping[Stamp, Mapping[str, Any]]]
"""Fetches the fields of changes by their stamps."""
_INTERNAL = "internal"


def may(role: str, act: str) -> bool:
    """Whether a role may do something; one that only a newer program knows may do what a rescuer may."""
    return act in RIGHTS.get(role, RIGHTS[RESCUER])


def not_allowed(role: str, act: str) -> UserError:
    """Why an act is refused, in words: ``not-allowed``."""
    if role == REVOKED:
        return UserError("not-allowed", _TAKEN_OUT, message("Ask a coordinator to certify this laptop again."))
    return UserError("not-allowed", *_REFUSALS[act])


def acts_of(kind: str, fields: Mapping[str, Any]) -> set[str]:
    """What these values (canonical forms) of a record commit to, whatever stood there before."""
    found = set()
    if verified(fields) or (
        kind == "review" and fields.get("about") == UNENTITLED and fields.get("verdict") == ACCEPTED
    ):  # to say that what others marked without the right stands, is to verify it
        found.add(VERIFY)
    if kind == "disclosure" and fields.get("level", _INTERNAL) != _INTERNAL:
        found.add(SHARE)
    return found


def without_verifying(kind: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The same values, but for what they say to be verified: that is left open, for whoever may verify."""
    found = dict(fields)
    if kind == "review" and found.get("verdict") == ACCEPTED:
        found["verdict"] = LATER
    if kind in VERIFIABLE:
        open_ = unverifying(kind, "", "").values
        found |= {name: open_.get(name, open_["status"]) for name in SAYS_SO if found.get(name) == VERIFIED}
    return found


def settles(
    state: RecordState, fields: Mapping[str, Any], over: Mapping[str, tuple[Stamp, ...]], values: Values
) -> bool:
    """Whether a change decides between teams about a protected field.

    It does when it replaces more than one of the rivals, or the only one that stood against what it says. To correct
    one of them, so that there are as many as before, is no decision.
    """
    for name in fields.keys() & state.disputed.keys():
        if merge_class(state.kind, name) is not Merge.PROTECTED:
            continue
        heads = state.heads_of(name)
        rest = [stamp for stamp in heads if stamp not in over.get(name, ())]
        if len(heads) - len(rest) > 1:
            return True
        if len(rest) < len(heads) and all(one.get(name) == fields[name] for one in values(rest).values()):
            return True
    return False


_TAKEN_OUT = message("This laptop was taken out of the organisation. It records and saves as before, but no more.")
_REFUSALS: Mapping[str, tuple[Message, Message]] = {
    VERIFY: (
        message("Only a verifier or a coordinator marks records as verified. Nothing was saved."),
        message("Save it without that; it waits in Review for whoever verifies."),
    ),
    SETTLE: (
        message("Teams disagree about a field changed here. Only a verifier or a coordinator decides between them."),
        message("Leave that field as it is, and save the rest. The dispute waits for whoever decides."),
    ),
    SHARE: (
        message("Only a coordinator gives files of the register to others. Nothing was written."),
        message("Ask a coordinator to make this file. One for your own teams you can make yourself."),
    ),
    CERTIFY: (
        message("This device may not do that: only coordinators certify, and only the root key coordinators."),
        message("Ask a coordinator, or whoever began the organisation."),
    ),
}
