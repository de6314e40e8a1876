"""Opening and closing a register: what runs in a thread between the passphrase and the first room.

The storage floor is imported inside the functions: it is heavy, and the unlock window must be painted before.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

from gui.say import say

if TYPE_CHECKING:
    from datetime import datetime

    from gui.jobs import Pace
    from storage import Database, Register, Store, Strength

WINDOW_SETTING = "window"
PRACTICE, REGISTER = "practice", "register"


@dataclass(frozen=True)
class About:
    """Who this register belongs to, as shown in the top bar and the status strip."""

    name: str = ""
    team: str = ""
    person: str = ""
    device: str = ""
    practice: bool = False


@dataclass(frozen=True)
class Opened:
    """An unlocked register."""

    register: Register
    key: bytes
    store: Store
    about: About
    remembered: dict[str, Any] = field(default_factory=dict)
    role: str = ""


@dataclass(frozen=True)
class NewRegister:
    """What the first run has asked for."""

    folder: Path
    language: str
    name: str
    team: str
    person: str
    device: str
    passphrase: str
    recovery: str
    country: str
    add_places: bool = False


IMPORTING = Lock()
"""Held while a thread imports much of a floor: two that cross each other's way could find a module half made."""


def has_register(folder: Path) -> bool:
    """Whether a register lies in ``folder`` (cheap: looks for its keys)."""
    return (folder / "keys.json").exists()


def shown_name(folder: Path) -> str:
    """How a register is called while it is locked: its true name is inside, so only the folder can be told."""
    if is_practice(folder):
        return say("Practice register")
    return say("Register on this device") if folder.name == REGISTER else folder.name


def folder_in(data: Path, *, practice: bool) -> Path:
    """The folder of the register meant by ``data``: itself, its ``register`` or ``practice``, or its only one."""
    if has_register(data):
        return data
    meant = data / (PRACTICE if practice else REGISTER)
    there = [path.parent for path in data.glob("*/keys.json")] if not practice and not has_register(meant) else []
    return there[0] if len(there) == 1 else meant


def free_folder(folder: Path) -> Path:
    """``folder`` when it is free, else the next free one beside it (a second register)."""
    number, free = 2, folder
    while has_register(free) or (free.is_dir() and any(free.iterdir())):
        free = folder.with_name(f"{folder.name}-{number}")
        number += 1
    return free


def now() -> datetime:
    """This moment."""
    from datetime import UTC, datetime

    return datetime.now(UTC)


def is_practice(folder: Path) -> bool:
    """Whether the practice register lies there, whose passphrase everyone may know."""
    try:
        return json.loads((folder / "settings.json").read_bytes()).get("practice") is True
    except (OSError, ValueError, AttributeError):
        return False


def preload() -> tuple[object, ...]:
    """Import what unlocking needs, and give it; run in a thread while the person types the passphrase."""
    with IMPORTING:
        from storage import Register, Store, open_register

        return Register, Store, open_register


def unlock(folder: Path, secret: str, *, recovery: bool = False) -> Opened:
    """Open the register at ``folder`` by its passphrase or its recovery key.

    Raises:
        UserError: wrong passphrase, already open, damaged, newer … with the way out.
        BadValue: a slip in the recovery key.
    """
    Thread(target=preload, name="sijill-preload").start()  # Enter came at once: Argon2id leaves Python's lock free
    from storage import Register

    register = Register(folder)
    key = register.unlock_with_recovery(secret) if recovery else register.unlock(secret)
    with IMPORTING:
        from storage import open_register

    store = open_register(register, key).store
    facts = store.about()
    about = About(facts["register"], facts["team"], facts["person"], facts["device"], bool(facts["practice"]))
    return Opened(register, key, store, about, store.setting(WINDOW_SETTING) or {}, store.role())


def practise(folder: Path, language: str, pace: Pace) -> Opened:
    """Open the practice register at ``folder``; built first when it is not there, which takes a while.

    Raises:
        Cancelled: the person did not want to wait; nothing half done is left.
    """
    from storage import PRACTICE_PASSPHRASE, Register, Settings, filled, founding

    if not has_register(folder):
        settings = Settings(language=language, practice=True)
        fill = founding(partial(filled, progress=pace.step, cancelled=lambda: pace.cancelled))
        Register.create(folder, PRACTICE_PASSPHRASE, settings=settings, fill=fill)
    return unlock(folder, PRACTICE_PASSPHRASE)


def close(opened: Opened) -> None:
    """Close the store and give the folder back."""
    opened.store.close()
    opened.register.release()


def set_passphrase(opened: Opened, passphrase: str) -> None:
    """Wrap the key of an open register by a new passphrase."""
    opened.register.vault.set_passphrase(opened.key, passphrase)


def new_recovery_key(opened: Opened) -> str:
    """Make a new recovery key for an open register; the old paper opens it no more."""
    return opened.register.vault.new_recovery_key(opened.key)


def change_passphrase(opened: Opened, old: str, new: str) -> None:
    """Change the passphrase of an open register, if ``old`` is the present one.

    Raises:
        UserError: ``wrong-passphrase``.
    """
    opened.register.vault.open(old)
    set_passphrase(opened, new)


def seconds_to_wait(folder: Path) -> float:
    """How long until the next passphrase may be tried."""
    if not (folder / "attempts.json").exists():  # as on nearly every start, which must not wait for the storage floor
        return 0.0
    from storage import Register

    return Register(folder).wait_before_next() if has_register(folder) else 0.0


def registers_beside(folder: Path) -> list[Path]:
    """The registers a person may choose from: those beside ``folder``; one still being made is hidden."""
    there = sorted(path.parent for path in folder.parent.glob("*/keys.json"))
    return [beside for beside in there if not beside.name.startswith(".")]


def begin(new: NewRegister) -> Opened:
    """Make the register the first run has described, and open it; there is a whole one or none.

    Raises:
        UserError: the folder is taken, the disk is full …
    """
    from storage import Register, Settings, Store, founding

    def found(database: Database) -> Store:
        store = Store.found(
            database,
            register=new.name,
            team=new.team,
            person=new.person,
            device=new.device,
            country=new.country,
        )
        if new.add_places and new.country and not has_places(new.country):
            store.add_country(new.country)
        return store

    settings = Settings(language=new.language)
    Register.create(new.folder, new.passphrase, settings=settings, fill=founding(found), recovery=new.recovery)
    return unlock(new.folder, new.passphrase)


def measure(passphrase: str, about: list[str]) -> Strength:
    """How hard a passphrase is to guess; ``about`` are words a guesser would try first."""
    from storage import strength

    return strength(passphrase, about=about)


def countries() -> list[tuple[str, str, str]]:
    """Countries of places: code, English name, Arabic name; those that come with places first."""
    import csv

    from storage import CODES, starter_packs

    with (CODES.parent / "places" / "countries.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["code"], row["name::en"], row["name::ar"]) for row in csv.DictReader(file)]
    shipped = starter_packs()
    return sorted(rows, key=lambda row: row[0] not in shipped)


def has_places(country: str) -> bool:
    """Whether the program brings the places of a country along."""
    from storage import starter_packs

    return country in starter_packs()


def last_saved(store: Store) -> datetime | None:
    """When the newest change came to rest on the disk."""
    from storage import NO_STAMP, stamp_time

    return None if store.clock.last == NO_STAMP else stamp_time(store.clock.last)
