"""What every part of the store stands on: the database, the clock, who we are, the places in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from threading import Lock
from typing import Any

import orjson
from sqlalchemy import Connection, insert, select, update

from storage.database.database import Database
from storage.database.rows import values_of
from storage.database.tables import device_seen, meta, tables
from storage.edits import Me
from storage.fields.field import Merge
from storage.journal.clock import Clock, next_epoch
from storage.journal.merge import merge_class
from storage.places.gazetteer import PlaceBook, facts_of
from storage.rivals import all_rivals


class Core:
    """An open store; the public class is :class:`storage.store.Store`."""

    def __init__(self, database: Database, now: Callable[[], datetime] | None = None) -> None:
        self.database = database
        self.now = now or (lambda: datetime.now(UTC).astimezone())
        self._places: PlaceBook | None = None
        self._reading_places = Lock()
        self.me = self._read_me()
        device = bytes.fromhex(self.me.device)
        self.clock = Clock(device, self._newest(device))
        for stamp in self._stamps():
            self.clock.follow(stamp)  # what is written now must sort after what was read before the last end

    @property
    def places(self) -> PlaceBook:
        """All places, read once and kept up to date."""
        with self._reading_places:  # two readings at once would leave the older one standing
            if self._places is None:
                self._places = self._read_places()
            return self._places

    def new_code(self, kind: str, canonical: Mapping[str, Any], number: int) -> str:
        """A record number that no other laptop can give: team, year, then device letters and this device's count."""
        year = self.now().year
        for name in ("occurred", "started", "outcome_day"):
            day = canonical.get(name)
            if isinstance(day, str) and day[:4].isdigit():
                year = int(day[:4])
                break
        return f"{PREFIX[kind]}{self.me.team_code}-{year}-{device_letters(self.me.device)}{number:03d}"

    def about(self) -> dict[str, Any]:
        """Who we are, for exports and the window."""
        return {
            "register": self.me.register,
            "team": self.me.team_name,
            "person": self.me.person_name,
            "device": self.me.device_name,
            "version": VERSION,
            "practice": self.me.practice,
        }

    def merge_class(self, kind: str, name: str) -> Merge:
        """The protection class of a field."""
        return merge_class(kind, name)

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        book = self.places  # read before the transaction, never inside it
        version = book.version
        try:
            with self.database.writing() as connection:
                yield connection
        except BaseException:
            if book.version != version:
                self._places = None  # it may hold what was rolled back
            raise

    def _read_me(self) -> Me:
        with self.database.reading() as connection:
            rows = {row.name: row.value for row in connection.execute(select(meta))}
        facts = orjson.loads(rows["me"])
        if rows.get("restored"):
            facts["device"] = self._begin_epoch(facts)
        return Me(**facts)

    def _begin_epoch(self, facts: dict[str, Any]) -> str:
        """A restored register may have lost changes that others hold: it goes on under a new epoch number."""
        with self.database.reading() as connection:
            taken = {bytes(row.device) for row in connection.execute(select(device_seen.c.device))}
        device = next_epoch(bytes.fromhex(facts["device"]), taken).hex()
        with self.database.writing() as connection:
            value = orjson.dumps({**facts, "device": device}).decode()
            connection.execute(update(meta).where(meta.c.name == "me").values(value=value))
            connection.execute(meta.delete().where(meta.c.name == "restored"))
        return device

    def _newest(self, device: bytes) -> bytes:
        """The greatest stamp of this device in any of its epochs: stamps never go back."""
        with self.database.reading() as connection:
            rows = connection.execute(select(device_seen.c.device, device_seen.c.newest))
            return max((bytes(row.newest) for row in rows if bytes(row.device)[:6] == device[:6]), default=bytes(16))

    def _stamps(self) -> list[bytes]:
        with self.database.reading() as connection:
            return [bytes(row.newest) for row in connection.execute(select(device_seen.c.newest))]

    def _read_places(self) -> PlaceBook:
        book = PlaceBook()
        with self.database.reading() as connection:
            disputed = all_rivals(connection, "place")
            for row in connection.execute(select(tables["place"])).mappings():
                record = bytes(row["id"]).hex()
                book.put(facts_of(record, values_of("place", row), disputed.get(record)))
        return book


VERSION = "0.1.0"

PREFIX = {"incident": "INC-", "victim": "P-", "facility": "F-", "movement": "M-", "source": "S-"}
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@lru_cache(maxsize=64)
def device_letters(device: str) -> str:
    """Three letters of a device and, after a restore, those of its epoch: part of every record number.

    Two letters would be shared by two of a team's ten laptops in one team of 23; three in one of 730.
    """
    letters = _letters(int(device[:12], 16) % 32**3)
    epoch = int(device[12:], 16)
    return letters if epoch == 0 else f"{letters}-{_letters(epoch).lstrip(_LETTERS[0])}-"


def _letters(number: int) -> str:
    """A number below 32,768 as three letters, one up to 65,535 as four."""
    found = ""
    while number or len(found) < 3:
        number, place = divmod(number, 32)
        found = _LETTERS[place] + found
    return found


def write_meta(connection: Connection, values: Mapping[str, str]) -> None:
    """Put facts of this register into ``meta``."""
    for name, value in values.items():
        connection.execute(meta.delete().where(meta.c.name == name))
        connection.execute(insert(meta), {"name": name, "value": value})
