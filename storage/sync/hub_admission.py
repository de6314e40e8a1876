"""Looking after a hub: making it, admitting laptops to it by a file only they can open, dismissing them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import orjson
import pyrage

from storage.errors import UserError
from storage.messages import message
from storage.sync.hub_address import asked_of, place_of
from storage.sync.hub_keys import give, keys_on
from storage.sync.hub_line import Line
from storage.sync.hub_login import LARGEST_CERTIFICATE, certificate_at
from storage.sync.hub_schema import admit, dismiss, make_hub

if TYPE_CHECKING:
    from storage.store import Store

ADMISSION = "sijill-hub-admission"
LARGEST = 1 << 18

Stop = Callable[[], bool]


def begin_hub(store: Store, address: str, *, cancelled: Stop | None = None) -> str:
    """Make a hub at this address (of somebody who may) and admit this laptop; gives the hub's name.

    Raises:
        UserError: ``hub-not-allowed``, ``no-certificate``, words of :mod:`storage.sync.hub_address`.
        Cancelled: what was made there until then stays.
    """
    store.begin_organisation()
    asked = asked_of(address)
    certificate = certificate_at(asked)
    with Line(asked, cancelled=cancelled) as line:
        make_hub(line)
        login = admit(line, store.membership().root, store.me.device[:12])
    store.keep_hub_login(place_of(asked), *login, certificate)
    return place_of(asked)


def admit_to_hub(store: Store, address: str, device: str, *, cancelled: Stop | None = None) -> bytes:
    """Admit a certified laptop; gives the bytes of a file that only that laptop can open.

    Raises:
        UserError: ``not-certified``, ``hub-not-allowed``, words of :mod:`storage.sync.hub_address`.
        Cancelled: nothing that matters was done.
    """
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
    with Line(asked, cancelled=cancelled) as line:
        login, password = admit(line, ours.root, member.device)
    known = store.hub_login(place)
    if known:
        with Line({**asked, **known}, cancelled=cancelled) as line:  # so that it can read at once what is there
            give(line, store, keys_on(line, store))
    told = {"what": ADMISSION, "version": 1, "hub": place, "user": login, "password": password}
    told |= {"certificate": certificate} if certificate else {}
    return bytes(pyrage.encrypt(orjson.dumps(told), [pyrage.x25519.Recipient.from_str(member.sealing)]))


def take_admission(store: Store, sealed: bytes) -> str:
    """Keep the login out of such a file; gives the hub's name.

    Raises:
        UserError: ``not-an-admission``.
    """
    try:
        own = pyrage.x25519.Identity.from_str(store.keys.identity)
        told = orjson.loads(pyrage.decrypt(sealed[:LARGEST], [own]))
        if told["what"] == ADMISSION and told["version"] == 1:
            certificate = str(told.get("certificate", ""))[:LARGEST_CERTIFICATE]
            store.keep_hub_login(str(told["hub"]), str(told["user"]), str(told["password"]), certificate)
            return str(told["hub"])
    except (pyrage.DecryptError, ValueError, KeyError, TypeError):
        pass
    raise UserError(
        "not-an-admission",
        message("This is no admission to a hub, or it was made for another laptop."),
        message("Ask whoever looks after the hub to admit this laptop."),
    )


def dismiss_from_hub(store: Store, address: str, device: str, *, cancelled: Stop | None = None) -> None:
    """Take a laptop's login away."""
    with Line(asked_of(address), cancelled=cancelled) as line:
        dismiss(line, store.membership().root, device[:12])
