"""``Store``: the register for everyone above. Data changes only through ``save`` and ``learn`` (and ``undo``)."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from uuid import uuid4

import orjson

from storage.afresh import Afresh
from storage.bulk import Bulk
from storage.catching_up import CatchingUp
from storage.core import Core, write_meta
from storage.counting.reckoning import Reckoning
from storage.counting.reconciling import Reconciling
from storage.database.database import Database
from storage.drafts import Drafting
from storage.edits import Edit, Me
from storage.journal.clock import new_device
from storage.lists.listing import Listings
from storage.looking import Looking
from storage.maps.backdrop import Backdrops
from storage.maps.keeping import Bordering
from storage.maps.mapping import MapContents
from storage.matching.mentioned import Mentioned
from storage.matching.same_persons import SamePersons
from storage.matching.seeking import Seeking
from storage.migrations import migrate
from storage.outgoing import Outgoing
from storage.overview.past import Past
from storage.overview.quality import Quality
from storage.places.gazetteer import PlaceFacts, starter_packs
from storage.places.placing import Placing
from storage.review.asking import Asking
from storage.review.confirming import Confirming
from storage.review.disputes import Disputing
from storage.review.doubts import Doubting
from storage.saving import Saving, new_id
from storage.sharing.exporting import Exporting
from storage.sharing.partner_files import PartnerFiles
from storage.sources.intakes import Intakes
from storage.sources.source_uses import SourceUses
from storage.sources.taken_files import TakenFiles
from storage.sync.hub_live import HubLive


class Store(
    Afresh,
    Backdrops,
    Drafting,
    CatchingUp,
    HubLive,
    Placing,
    Bordering,
    Confirming,
    Past,
    Bulk,
    Saving,
    Doubting,
    Seeking,
    Looking,
    Mentioned,
    PartnerFiles,
    Listings,
    MapContents,
    Quality,
    Reckoning,
    Reconciling,
    Asking,
    Disputing,
    SourceUses,
    Intakes,
    SamePersons,
    TakenFiles,
    Exporting,
    Outgoing,
    Core,
):
    """An open register. Safe to use from several threads: one writer at a time, readers on their own snapshots."""

    @classmethod
    def found(
        cls,
        database: Database,
        *,
        register: str,
        team: str,
        person: str,
        device: str = "",
        country: str = "",
        team_code: str = "",
        practice: bool = False,
        identity: bytes | None = None,
    ) -> Store:
        """Begin a register: tables, this device, its team and person, the places of a country we ship.

        Args:
            database: an empty database.
            register: the name people give the register.
            team, person, device: their names; ``device`` defaults to the machine's name.
            country: ISO code of the country of places; one without a shipped table starts empty.
            team_code: letters that begin record numbers; made from the team's name when left out.
            practice: the practice register, which never syncs.
            identity: 8 bytes of the device, for a register that must come out the same each time.
        """
        migrate(database)
        team_id, person_id = (new_id(), new_id()) if identity is None else _fixed(identity)
        me = Me(
            device=(identity or new_device()).hex(),
            team=team_id,
            person=person_id,
            team_name=team,
            team_code=team_code or code_from(team),
            person_name=person,
            device_name=device or platform.node() or "laptop",
            register=register,
            country=country,
            practice=practice,
        )
        with database.writing() as connection:
            write_meta(connection, {"me": orjson.dumps(me.__dict__).decode()})
        store = cls(database)
        store.catch_up()
        packs = starter_packs()
        if country in packs and store.places.by_code(country) is None:  # they may lie in the file already
            store.learn(packs[country]())
        store.save(_own_records(me))
        return store

    @classmethod
    def open(cls, database: Database) -> Store:
        """Open a register, bringing its tables up to this program.

        Raises:
            UserError: ``newer-schema`` when a newer program wrote it.
        """
        migrate(database)
        store = cls(database)
        store.catch_up()
        store.tidy_attachments()
        return store

    def suggest_places(self, typed: str, limit: int = 8, *, slips: bool = True) -> Sequence[PlaceFacts]:
        """Places a person may mean by what is typed so far; without ``slips`` mistyped letters are not forgiven."""
        return self.places.suggest(typed, limit, slips=slips)

    def close(self) -> None:
        """Close the database; the key is no longer in use."""
        self.let_go_of_base_map()
        self.database.close()


def _own_records(me: Me) -> list[Edit]:
    device = uuid4().hex if not me.practice else me.team[:16] + me.device
    return [
        Edit("team", me.team, {"name": me.team_name, "code": me.team_code}),
        Edit("person", me.person, {"name": me.person_name, "role": "rescuer"}),
        Edit("device", device, {"name": me.device_name, "person": me.person}),
    ]


def _fixed(identity: bytes) -> tuple[str, str]:
    return (identity + b"team\0\0\0\0").hex(), (identity + b"person\0\0").hex()


def code_from(team: str) -> str:
    """Letters for record numbers from a team's name: ``Ariha 2`` gives ``ARI2``; Arabic letters are kept."""
    letters = "".join(letter for letter in team if letter.isalpha())[:3].upper()
    digits = "".join(letter for letter in team if letter.isascii() and letter.isdigit())[:2]
    return (letters + digits) or "T"
