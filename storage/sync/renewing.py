"""A laptop that was taken out comes back as a new one: another number, other keys, the same register.

A revocation ends a number for good, whatever order records travel in; so nobody can bring a lost laptop back by an old
certificate. What the laptop wrote since under its old number is written again under the new one, as soon as it knows
up to where the old one counts (see :mod:`storage.sync.again`).
"""

from __future__ import annotations

from dataclasses import replace

import orjson
from sqlalchemy import delete

from storage.core import write_meta
from storage.database.tables import meta
from storage.journal.clock import new_device
from storage.sync.again import FORKED
from storage.sync.belonging import KEYS
from storage.sync.hub_login import LOGINS, HubLogins
from storage.sync.keys import DeviceKeys


class Renewing(HubLogins):
    """Part of the store: a new number for this laptop."""

    def become_new(self) -> None:
        """Go on under a new number and with new keys; then it asks to join like any other."""
        self._chain_own()  # under the old keys, as far as the old number went
        self._write_again()
        device, keys = new_device(), DeviceKeys.new()
        me = replace(self.me, device=device.hex())
        facts = {"me": orjson.dumps(me.__dict__).decode(), KEYS: orjson.dumps(keys.kept()).decode()}
        with self.database.writing() as connection:
            write_meta(connection, facts)
            connection.execute(delete(meta).where(meta.c.name.in_((FORKED, LOGINS))))
        self.me, self.clock.device = me, device
        self.__dict__["keys"] = keys
        self._forget_role()
