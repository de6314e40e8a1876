"""Looking after a hub: making it, admitting laptops to it by a file only they can open, dismissing them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import pyrage

from storage.database.files import write_whole
from storage.errors import UserError
from storage.messages import message
from storage.sync.entitled import proofs
from storage.sync.hub_address import asked_of, place_of
from storage.sync.hub_keys import give, keys_on
from storage.sync.hub_line import Line
from storage.sync.hub_login import LARGEST_CERTIFICATE, certificate_at
from storage.sync.hub_schema import admit, dismiss, make_hub
from storage.sync.keys import proves
from storage.sync.rights import CERTIFY
from storage.sync.roles import COORDINATOR

if TYPE_CHECKING:
    from storage.store import Store

ADMISSION = "sijill-hub-admission"
LARGEST = 1 << 18

Stop = Callable[[], bool]


def begin_hub(store: Store, address: str, *, shared: bool = False, cancelled: Stop | None = None) -> str:
    """Make a hub at this address (of somebody who may) and admit this laptop; gives the hub's name.

    ``shared``: on purpose in a database where another organisation has its hub.

    Raises:
        UserError: ``not-allowed``, ``hub-not-allowed``, ``hub-of-others``, ``no-certificate``, words of
            :mod:`storage.sync.hub_address`.
        Cancelled: what was made there until then stays.
    """
    store.begin_organisation()
    store.require(CERTIFY)
    asked = asked_of(address)
    place, certificate = place_of(asked), certificate_at(asked)
    with Line(asked, cancelled=cancelled) as line:
        make_hub(line, store.membership().root, shared=shared)
        admit(
            line, store.membership().root, store.me.device[:12],
            lambda login, password: store.keep_hub_login(place, login, password, certificate),
        )  # fmt: skip
    return place


def admit_to_hub(
    store: Store, address: str, device: str, answer: Path | None = None, *, cancelled: Stop | None = None
) -> bytes:  # fmt: skip
    """Admit a certified laptop; gives the bytes of a file that only that laptop can open.

    ``answer`` is that file: when it cannot be written nobody is admitted, and a password given before still holds.

    Raises:
        UserError: ``not-allowed``, ``not-certified``, ``hub-not-allowed``, what the disk says, words of
            :mod:`storage.sync.hub_address`.
        Cancelled: nothing that matters was done.
    """
    store.require(CERTIFY)
    ours, asked = store.membership(), asked_of(address)
    member = ours.of(device)
    if member is None or member.revoked or not member.sealing:
        raise UserError(
            "not-certified",
            message("This device is not certified here."),
            message("Certify it first, then give it its answer."),
        )
    place = place_of(asked)
    certificate = certificate_at(asked) or store.hub_certificate(place)
    made = b""

    def keep(login: str, password: str) -> None:
        nonlocal made
        told = {"what": ADMISSION, "version": 1, "hub": place, "user": login, "password": password}
        told |= {"certificate": certificate} if certificate else {}
        told |= _vouched_for(store, told)
        made = bytes(pyrage.encrypt(orjson.dumps(told), [pyrage.x25519.Recipient.from_str(member.sealing)]))
        if answer is not None:
            write_whole(answer, made)

    with Line(asked, cancelled=cancelled) as line:
        admit(line, ours.root, member.device, keep)
    known = store.hub_login(place)
    if known:
        with suppress(UserError), Line({**asked, **known}, cancelled=cancelled) as line:
            give(
                line, store, keys_on(line, store)
            )  # so that it reads at once what is there; else the next exchange does
    return made


def take_admission(store: Store, sealed: bytes) -> str:
    """Keep the login out of such a file; gives the hub's name.

    Raises:
        UserError: ``not-an-admission``.
    """
    try:
        own = pyrage.x25519.Identity.from_str(store.keys.identity)
        told = orjson.loads(pyrage.decrypt(sealed[:LARGEST], [own]))
        if told["what"] == ADMISSION and told["version"] == 1 and _is_of_coordinator(store, told):
            certificate = str(told.get("certificate", ""))[:LARGEST_CERTIFICATE]
            place = place_of(asked_of(str(told["hub"])))
            store.keep_hub_login(place, str(told["user"]), str(told["password"]), certificate)
            return place
    except (pyrage.DecryptError, ValueError, KeyError, TypeError, AttributeError, UserError):
        pass
    raise UserError(
        "not-an-admission",
        message("This is no admission to a hub, or not one that a coordinator of ours made for this laptop."),
        message("Ask whoever looks after the hub to admit this laptop."),
    )


def _vouched_for(store: Store, told: Mapping[str, Any]) -> dict[str, Any]:
    """Who made an admission, with the certificates that prove it and a signature over all it says."""
    ours, device = store.membership(), store.me.device[:12]
    mine = ours.members[device]
    chain = [one for one in ours.members.values() if one.signing == mine.issuer or one.device == device]
    with store.database.reading() as connection:
        known = proofs(connection, "certificate")
    facts = {"by": device, "root": ours.root}
    proof = store.keys.signing.sign(_signed({**told, **facts})).hex()
    return {**facts, "proof": proof, "certificates": {one.device: known[one.certificate] for one in chain}}


def _is_of_coordinator(store: Store, told: Mapping[str, Any]) -> bool:
    """Whether a coordinator of our organisation made it: anybody can write to the key that stands in a request.

    Else a stranger could lead a laptop to a server of his, and see who belongs, when they write and how much.
    """
    with store.database.reading() as connection:
        ours = store._membership(connection, {"certificate": dict(told["certificates"])})
    by = ours.of(str(told["by"]))
    if told["root"] != ours.root or by is None or by.revoked or by.role != COORDINATOR:
        return False
    facts = {name: told[name] for name in told if name not in ("proof", "certificates")}
    return proves(by.signing, _signed(facts), bytes.fromhex(told["proof"]))


def _signed(told: Mapping[str, Any]) -> bytes:
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS)


def dismiss_from_hub(store: Store, address: str, device: str, *, cancelled: Stop | None = None) -> None:
    """Take a laptop's login away.

    Raises:
        UserError: ``not-allowed``, ``hub-not-allowed``, words of :mod:`storage.sync.hub_address`.
    """
    store.require(CERTIFY)
    with Line(asked_of(address), cancelled=cancelled) as line:
        dismiss(line, store.membership().root, device[:12])
