"""Who belongs in the practice register: three laptops of one organisation, and one that was lost and taken out.

The keys are made of the laptops' names, so that the register comes out the same each time; none can be written to.
"""

from __future__ import annotations

from datetime import timedelta
from hashlib import blake2b
from typing import Any

from storage.database.rows import load_values
from storage.edits import Edit
from storage.practice.building import Summer
from storage.practice.desk import BEGIN, Desk
from storage.sync.keys import Signing
from storage.sync.membership import proved

LOST = "Ariha 2 A"


def members(summer: Summer) -> None:
    """The organisation, the certificates of its laptops, and the revocation of the one that was lost."""
    desk = summer.desks["ariha"]
    root = _key("organisation")
    edits = [desk.edit("organisation", {"name": desk.store.me.register, "root": root.public, "since": BEGIN})]
    for other in summer.desks.values():
        me = other.store.me
        role = "coordinator" if other is desk else "verifier"
        edits.append(_certificate(desk, root, me.device[:12], me.device_name, me.team, me.person, role))
    lost = blake2b(LOST.encode(), digest_size=6).hexdigest()
    edits.append(_certificate(desk, root, lost, LOST, desk.store.me.team, desk.store.me.person, "rescuer"))
    facts: dict[str, Any] = {"device": lost, "reason": "فُقد الجهاز أثناء الإخلاء", "epoch": 0, "number": 0}
    facts |= {"revoked": (BEGIN + timedelta(days=40)).isoformat(timespec="seconds"), "root": root.public}
    edits.append(desk.edit("revocation", load_values("revocation", proved("revocation", facts, root))))
    desk.vouch(edits)


def _certificate(desk: Desk, root: Signing, device: str, name: str, team: str, person: str, role: str) -> Edit:
    facts = {"device": device, "name": name, "member_team": team, "person": person, "role": role}
    facts |= {"signing": _key(device).public, "root": root.public, "issued": BEGIN.isoformat(timespec="seconds")}
    return desk.edit("certificate", load_values("certificate", proved("certificate", facts, root)))


def _key(name: str) -> Signing:
    return Signing(blake2b(name.encode(), digest_size=32, person=b"sijill-practice").digest())
