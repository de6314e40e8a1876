"""Opening and closing a register: what runs in a thread between the passphrase and the first room.

The storage floor is imported inside the functions: it is heavy, and the unlock window must be painted before.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gui.say import say

if TYPE_CHECKING:
    from storage.database import Database
    from storage.register import Register
    from storage.store import Store

WINDOW_SETTING = "window"
PRACTICE = "practice"


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
    database: Database
    store: Store
    about: About
    remembered: dict[str, Any] = field(default_factory=dict)


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


def has_register(folder: Path) -> bool:
    """Whether a register lies in ``folder`` (cheap: looks for its keys)."""
    return (folder / "keys.json").exists()


def shown_name(folder: Path) -> str:
    """How a register is called while it is locked: its true name is inside, so only the folder can be told."""
    if folder.name == PRACTICE:
        return say("Practice register")
    return say("Register on this device") if folder.name == "register" else folder.name


def preload() -> None:
    """Import what unlocking needs; run in a thread while the person types the passphrase."""


def unlock(folder: Path, secret: str, *, recovery: bool = False) -> Opened:
    """Open the register at ``folder`` by its passphrase or its recovery key.

    Raises:
        UserError: wrong passphrase, already open, damaged, newer … with the way out.
        BadValue: a slip in the recovery key.
    """
    from storage.register import Register

    register = Register(folder)
    key = register.unlock_with_recovery(secret) if recovery else register.unlock(secret)
    register.claim()
    try:
        return _open(register, key)
    except BaseException:
        register.release()
        raise


def _open(register: Register, key: bytes) -> Opened:
    from storage.database import Database
    from storage.store import Store

    database = Database.open(register.database, key)
    try:
        store = Store.open(database)
        facts = store.about()
        about = About(facts["register"], facts["team"], facts["person"], facts["device"], bool(facts["practice"]))
        return Opened(register, key, database, store, about, store.setting(WINDOW_SETTING) or {})
    except BaseException:
        database.close()
        raise


def close(opened: Opened) -> None:
    """Close the store and give the folder back."""
    opened.database.close()
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
    from storage.register import Register

    return Register(folder).wait_before_next() if has_register(folder) else 0.0


def registers_beside(folder: Path) -> list[Path]:
    """The registers a person may choose from: those beside ``folder``."""
    from storage.register import registers_in

    return [register.folder for register in registers_in(folder.parent)]


def begin(new: NewRegister) -> Opened:
    """Make the register the first run has described, and open it; there is a whole one or none.

    Raises:
        UserError: the folder is taken, the disk is full …
    """
    from storage.register import Register, Settings

    def fill(path: Path, key: bytes) -> None:
        from storage.database import Database
        from storage.store import Store

        Store.found(
            Database.open(path, key),
            register=new.name,
            team=new.team,
            person=new.person,
            device=new.device,
            country=new.country,
        ).close()

    settings = Settings(language=new.language)
    Register.create(new.folder, new.passphrase, settings=settings, fill=fill, recovery=new.recovery)
    return unlock(new.folder, new.passphrase)


def countries() -> list[tuple[str, str, str]]:
    """Countries of places: code, English name, Arabic name; those that come with places first."""
    from storage.fields.codes import CODES
    from storage.gazetteer import starter_packs

    with (CODES.parent / "places" / "countries.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["code"], row["name::en"], row["name::ar"]) for row in csv.DictReader(file)]
    shipped = starter_packs()
    return sorted(rows, key=lambda row: row[0] not in shipped)


def has_places(country: str) -> bool:
    """Whether the program brings the places of a country along."""
    from storage.gazetteer import starter_packs

    return country in starter_packs()
