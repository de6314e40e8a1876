"""The register: the only floor that knows how data is kept. Others use what is named here; it loads when asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from storage.attachments.carrying import write_parcels
    from storage.attachments.freight import Freight
    from storage.attachments.knowing import Attached, Custody
    from storage.attachments.stills import Drawing, drawing_of
    from storage.counting.attacked import Attacked, AttackedFacility, Tally, medical_kinds
    from storage.counting.figures import GROUPS, Claimed, Named, published
    from storage.counting.groups import left_of, more_named_than_group
    from storage.counting.once import PEOPLE
    from storage.counting.outcomes import (
        LOST,
        OutcomePoint,
        Shown,
        earlier_account,
        follow_up,
        in_order,
        point_of,
        points_of,
        recorded,
        shown,
        timeline,
    )
    from storage.counting.ranges import UNTOLD, Span
    from storage.counting.reconcile import Line
    from storage.counting.reconciling import ClaimSaid, InEvent, Reconciliation
    from storage.counting.spread import Spread
    from storage.counting.told_figures import Figure, Figures
    from storage.database.counted import PROPOSED, WAITING
    from storage.database.database import Database
    from storage.database.faults import translated
    from storage.database.files import sync_folder, whole_file, write_whole
    from storage.database.rows import STRUCTURED, columns_of
    from storage.edits import Draft, Edit, Entry, Outcome, Ready, Rival, SaveRefused, Seen, Step
    from storage.errors import BadValue, Cancelled, UserError
    from storage.fields.codes import CODES, CodeItem, code_list
    from storage.fields.field import Field, Merge, Privacy
    from storage.fields.kind import Kind, Reading
    from storage.fields.kinds import (
        Age,
        AgeValue,
        Code,
        Codes,
        Count,
        Day,
        DayValue,
        Name,
        NameValue,
        Note,
        Parts,
        PlaceRef,
        Position,
        PositionValue,
        Range,
        Ref,
        Refs,
        Text,
        Time,
        TimeValue,
        name_text,
    )
    from storage.fields.kinds.calendar_words import WEEKDAYS
    from storage.fields.kinds.typed import UNKNOWN, cleaned, folded, is_arabic, kept, word_set
    from storage.fields.words import LANGUAGES, Words
    from storage.follow import MOVED_BY
    from storage.journal.clock import NO_STAMP, stamp_time
    from storage.lists.listing import Listing, Query, Row
    from storage.maps.backdrop import Backdrop
    from storage.maps.borders import Border, OffTheMapError, border, border_of_rings, layer_of_borders
    from storage.maps.clustering import Clusters, clustered
    from storage.maps.content import (
        AREA,
        NEAR,
        PLACE,
        MapContent,
        MapFacilities,
        MapFlows,
        MapIncidents,
        MapPlaces,
        MapVillages,
        VillageDays,
        taken,
    )
    from storage.maps.keeping import BoundaryLayer, BoundaryPack
    from storage.maps.measuring import decimal_text, metres_along, metres_between, mgrs_text, round_length
    from storage.maps.outlines import NATURAL_EARTH, outlines
    from storage.maps.plane import from_plane, metres_per_unit, to_plane
    from storage.maps.shapes import Shapes
    from storage.maps.single import MapSpot
    from storage.maps.tiles import BaseTiles
    from storage.maps.told import map_as_told
    from storage.matching.likeness import alike, similar
    from storage.matching.names import place_rank, why_it_matches
    from storage.matching.same_persons import SamePerson
    from storage.matching.seeking import Candidate, Identified
    from storage.matching.spelling import fold, words_of
    from storage.matching.unidentified import Likely, Reason
    from storage.messages import Message, message
    from storage.overview.breakdown import OPEN, Breakdown
    from storage.overview.overview import Overview, previous
    from storage.overview.quality import Doubt, doubtful
    from storage.overview.view import View
    from storage.period import Period
    from storage.places.gazetteer import PlaceBook, PlaceFacts, place_id, starter_packs
    from storage.places.packs import PackItem, PackPlan, PackRow, PackTable, Refused
    from storage.places.placing import Added, Taken
    from storage.places.same_places import Pair
    from storage.practice import filled
    from storage.records import RECORDS, Record
    from storage.register.backup import SUFFIX, BackupInfo, dated_backup, dated_backups, write_backup
    from storage.register.folders import data_home
    from storage.register.opening import PRACTICE_PASSPHRASE, OpenRegister, founding, open_register
    from storage.register.passphrases import Strength, strength
    from storage.register.recovery import new_recovery_key, shares_of
    from storage.register.register import Register, Settings, register_at, registers_in
    from storage.register.restoring import restore
    from storage.register.shares import pile_of
    from storage.register.vault import Vault
    from storage.register.volumes import ONLY_WITHOUT
    from storage.review.confirming import WaitingFile, confirmed_as
    from storage.review.disputes import Dispute, Stance, Voice, decision
    from storage.review.doubts import kilometres
    from storage.review.inbox import (
        ACCEPTED,
        BADGE,
        CONFLICT,
        LATER,
        Question,
        acceptance,
        judgement,
        taking_back,
        unverifying,
    )
    from storage.review.items import PUT_OFF, SEGMENTS, SETTLED, TODO, Counts, Item
    from storage.review.wishes import Wish
    from storage.rules import (
        REACH_KM,
        Problem,
        movement_against_village,
        named_against_claimed,
        outcome_goes_back,
        problems,
    )
    from storage.saving import FINISHED, NUMBERED, new_id
    from storage.sharing.container import AGE_SUFFIX, sealed
    from storage.sharing.exporting import Frozen, Summary, require_right
    from storage.sharing.privacy import Level, Pseudonyms, Treatment, kinds_at, treatment
    from storage.sharing.public_tables import PublicTables
    from storage.sharing.redacting import Redacted, redacted
    from storage.sharing.small_cells import ROLLED, SMALLEST_CELL
    from storage.sharing.told_incidents import ToldIncident
    from storage.sharing.worst_incidents import worst_incidents
    from storage.sources.citations import Use, use_edits, use_of
    from storage.sources.intakes import TakenIn, WrittenByImport
    from storage.sources.source_groups import SourceGroups
    from storage.sources.source_uses import SourceUse, independent, voices
    from storage.sources.taken_files import TakenFile
    from storage.store import Store
    from storage.sweeping import unswept
    from storage.sync.belonging import Request, read_request
    from storage.sync.company import Apart, Companion
    from storage.sync.exchanging import Exchanged
    from storage.sync.folder import read_folder, write_folder
    from storage.sync.hub import Pushed
    from storage.sync.hub_address import is_hub
    from storage.sync.hub_admission import admit_to_hub, begin_hub, dismiss_from_hub, take_admission
    from storage.sync.hub_live import HubNews
    from storage.sync.hub_login import keepers_address, place_of_hub
    from storage.sync.invitation import Invitation
    from storage.sync.known_folder import (
        bundles_in,
        exchange_folder,
        forget_place,
        is_away,
        known_places,
        mark_of,
        remember_place,
        require_place,
    )
    from storage.sync.letting_in import let_in
    from storage.sync.read import Read
    from storage.sync.rights import CERTIFY, SETTLE, SHARE, VERIFY, acts_of, may
    from storage.sync.roles import ROLES
    from storage.villages.flows import ROAD, UNKNOWN_PLACE, Flow, Flows, Matrix, Turnover
    from storage.villages.ledger import Ledger, Population
    from storage.villages.moves import DIRECTIONS
    from storage.villages.standing import OnTheGround, Sighting, Standing
    from storage.villages.villages import VillageMove, VillageNow, VillageStates


# fmt: off
_HOMES = {
    "storage.attachments.carrying": ("write_parcels",),
    "storage.attachments.freight": ("Freight",),
    "storage.attachments.knowing": ("Attached", "Custody"),
    "storage.attachments.stills": ("Drawing", "drawing_of"),
    "storage.counting.attacked": ("Attacked", "AttackedFacility", "Tally", "medical_kinds"),
    "storage.counting.figures": ("GROUPS", "Claimed", "Named", "published"),
    "storage.counting.groups": ("left_of", "more_named_than_group"),
    "storage.counting.once": ("PEOPLE",),
    "storage.counting.outcomes": (
        "LOST", "OutcomePoint", "Shown", "earlier_account", "follow_up", "in_order", "point_of", "points_of",
        "recorded", "shown", "timeline",
    ),
    "storage.counting.ranges": ("UNTOLD", "Span"),
    "storage.counting.reconcile": ("Line",),
    "storage.counting.reconciling": ("ClaimSaid", "InEvent", "Reconciliation"),
    "storage.counting.spread": ("Spread",),
    "storage.counting.told_figures": ("Figure", "Figures"),
    "storage.database.counted": ("PROPOSED", "WAITING"),
    "storage.database.database": ("Database",),
    "storage.database.faults": ("translated",),
    "storage.database.files": ("sync_folder", "whole_file", "write_whole"),
    "storage.database.rows": ("STRUCTURED", "columns_of"),
    "storage.edits": ("Draft", "Edit", "Entry", "Outcome", "Ready", "Rival", "SaveRefused", "Seen", "Step"),
    "storage.errors": ("BadValue", "Cancelled", "UserError"),
    "storage.fields.codes": ("CODES", "CodeItem", "code_list"),
    "storage.fields.field": ("Field", "Merge", "Privacy"),
    "storage.fields.kind": ("Kind", "Reading"),
    "storage.fields.kinds": (
        "Age", "AgeValue", "Code", "Codes", "Count", "Day", "DayValue", "Name", "NameValue", "Note", "Parts",
        "PlaceRef", "Position", "PositionValue", "Range", "Ref", "Refs", "Text", "Time", "TimeValue", "name_text",
    ),
    "storage.fields.kinds.calendar_words": ("WEEKDAYS",),
    "storage.fields.kinds.typed": ("UNKNOWN", "cleaned", "folded", "is_arabic", "kept", "word_set"),
    "storage.fields.words": ("LANGUAGES", "Words"),
    "storage.follow": ("MOVED_BY",),
    "storage.journal.clock": ("NO_STAMP", "stamp_time"),
    "storage.lists.listing": ("Listing", "Query", "Row"),
    "storage.maps.backdrop": ("Backdrop",),
    "storage.maps.borders": ("Border", "OffTheMapError", "border", "border_of_rings", "layer_of_borders"),
    "storage.maps.clustering": ("Clusters", "clustered"),
    "storage.maps.content": (
        "AREA", "NEAR", "PLACE", "MapContent", "MapFacilities", "MapFlows", "MapIncidents", "MapPlaces",
        "MapVillages", "VillageDays", "taken",
    ),
    "storage.maps.keeping": ("BoundaryLayer", "BoundaryPack"),
    "storage.maps.measuring": ("decimal_text", "metres_along", "metres_between", "mgrs_text", "round_length"),
    "storage.maps.outlines": ("NATURAL_EARTH", "outlines"),
    "storage.maps.plane": ("from_plane", "metres_per_unit", "to_plane"),
    "storage.maps.shapes": ("Shapes",),
    "storage.maps.single": ("MapSpot",),
    "storage.maps.tiles": ("BaseTiles",),
    "storage.maps.told": ("map_as_told",),
    "storage.matching.likeness": ("alike", "similar"),
    "storage.matching.names": ("place_rank", "why_it_matches"),
    "storage.matching.same_persons": ("SamePerson",),
    "storage.matching.seeking": ("Candidate", "Identified"),
    "storage.matching.spelling": ("fold", "words_of"),
    "storage.matching.unidentified": ("Likely", "Reason"),
    "storage.messages": ("Message", "message"),
    "storage.overview.breakdown": ("OPEN", "Breakdown"),
    "storage.overview.overview": ("Overview", "previous"),
    "storage.overview.quality": ("Doubt", "doubtful"),
    "storage.overview.view": ("View",),
    "storage.period": ("Period",),
    "storage.places.gazetteer": ("PlaceBook", "PlaceFacts", "place_id", "starter_packs"),
    "storage.places.packs": ("PackItem", "PackPlan", "PackRow", "PackTable", "Refused"),
    "storage.places.placing": ("Added", "Taken"),
    "storage.places.same_places": ("Pair",),
    "storage.practice": ("filled",),
    "storage.records": ("RECORDS", "Record"),
    "storage.register.backup": ("SUFFIX", "BackupInfo", "dated_backup", "dated_backups", "write_backup"),
    "storage.register.folders": ("data_home",),
    "storage.register.opening": ("PRACTICE_PASSPHRASE", "OpenRegister", "founding", "open_register"),
    "storage.register.passphrases": ("Strength", "strength"),
    "storage.register.recovery": ("new_recovery_key", "shares_of"),
    "storage.register.register": ("Register", "Settings", "register_at", "registers_in"),
    "storage.register.restoring": ("restore",),
    "storage.register.shares": ("pile_of",),
    "storage.register.vault": ("Vault",),
    "storage.register.volumes": ("ONLY_WITHOUT",),
    "storage.review.confirming": ("WaitingFile", "confirmed_as"),
    "storage.review.disputes": ("Dispute", "Stance", "Voice", "decision"),
    "storage.review.doubts": ("kilometres",),
    "storage.review.inbox": (
        "ACCEPTED", "BADGE", "CONFLICT", "LATER", "Question", "acceptance", "judgement", "taking_back",
        "unverifying",
    ),
    "storage.review.items": ("PUT_OFF", "SEGMENTS", "SETTLED", "TODO", "Counts", "Item"),
    "storage.review.wishes": ("Wish",),
    "storage.rules": (
        "REACH_KM", "Problem", "movement_against_village", "named_against_claimed", "outcome_goes_back", "problems",
    ),
    "storage.saving": ("FINISHED", "NUMBERED", "new_id"),
    "storage.sharing.container": ("AGE_SUFFIX", "sealed"),
    "storage.sharing.exporting": ("Frozen", "Summary", "require_right"),
    "storage.sharing.privacy": ("Level", "Pseudonyms", "Treatment", "kinds_at", "treatment"),
    "storage.sharing.public_tables": ("PublicTables",),
    "storage.sharing.redacting": ("Redacted", "redacted"),
    "storage.sharing.small_cells": ("ROLLED", "SMALLEST_CELL"),
    "storage.sharing.told_incidents": ("ToldIncident",),
    "storage.sharing.worst_incidents": ("worst_incidents",),
    "storage.sources.citations": ("Use", "use_edits", "use_of"),
    "storage.sources.intakes": ("TakenIn", "WrittenByImport"),
    "storage.sources.source_groups": ("SourceGroups",),
    "storage.sources.source_uses": ("SourceUse", "independent", "voices"),
    "storage.sources.taken_files": ("TakenFile",),
    "storage.store": ("Store",),
    "storage.sweeping": ("unswept",),
    "storage.sync.belonging": ("Request", "read_request"),
    "storage.sync.company": ("Apart", "Companion"),
    "storage.sync.exchanging": ("Exchanged",),
    "storage.sync.folder": ("read_folder", "write_folder"),
    "storage.sync.hub": ("Pushed",),
    "storage.sync.hub_address": ("is_hub",),
    "storage.sync.hub_admission": ("admit_to_hub", "begin_hub", "dismiss_from_hub", "take_admission"),
    "storage.sync.hub_live": ("HubNews",),
    "storage.sync.hub_login": ("keepers_address", "place_of_hub"),
    "storage.sync.invitation": ("Invitation",),
    "storage.sync.known_folder": (
        "bundles_in", "exchange_folder", "forget_place", "is_away", "known_places", "mark_of", "remember_place",
        "require_place",
    ),
    "storage.sync.letting_in": ("let_in",),
    "storage.sync.read": ("Read",),
    "storage.sync.rights": ("CERTIFY", "SETTLE", "SHARE", "VERIFY", "acts_of", "may"),
    "storage.sync.roles": ("ROLES",),
    "storage.villages.flows": ("ROAD", "UNKNOWN_PLACE", "Flow", "Flows", "Matrix", "Turnover"),
    "storage.villages.ledger": ("Ledger", "Population"),
    "storage.villages.moves": ("DIRECTIONS",),
    "storage.villages.standing": ("OnTheGround", "Sighting", "Standing"),
    "storage.villages.villages": ("VillageMove", "VillageNow", "VillageStates"),
}
# fmt: on
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

# fmt: off
__all__ = [
    "ACCEPTED", "AGE_SUFFIX", "AREA", "BADGE", "CERTIFY", "CODES", "CONFLICT", "DIRECTIONS", "FINISHED", "GROUPS",
    "LANGUAGES", "LATER", "LOST", "MOVED_BY", "NATURAL_EARTH", "NEAR", "NO_STAMP", "NUMBERED", "ONLY_WITHOUT",
    "OPEN", "PEOPLE", "PLACE", "PRACTICE_PASSPHRASE", "PROPOSED", "PUT_OFF", "REACH_KM", "RECORDS", "ROAD", "ROLES",
    "ROLLED", "SEGMENTS", "SETTLE", "SETTLED", "SHARE", "SMALLEST_CELL", "STRUCTURED", "SUFFIX", "TODO", "UNKNOWN",
    "UNKNOWN_PLACE", "UNTOLD", "VERIFY", "WAITING", "WEEKDAYS", "Added", "Age", "AgeValue", "Apart", "Attached",
    "Attacked", "AttackedFacility", "Backdrop", "BackupInfo", "BadValue", "BaseTiles", "Border", "BoundaryLayer",
    "BoundaryPack", "Breakdown", "Cancelled", "Candidate", "ClaimSaid", "Claimed", "Clusters", "Code", "CodeItem",
    "Codes", "Companion", "Count", "Counts", "Custody", "Database", "Day", "DayValue", "Dispute", "Doubt", "Draft",
    "Drawing", "Edit", "Entry", "Exchanged", "Field", "Figure", "Figures", "Flow", "Flows", "Freight", "Frozen",
    "HubNews", "Identified", "InEvent", "Invitation", "Item", "Kind", "Ledger", "Level", "Likely", "Line", "Listing",
    "MapContent", "MapFacilities", "MapFlows", "MapIncidents", "MapPlaces", "MapSpot", "MapVillages", "Matrix",
    "Merge", "Message", "Name", "NameValue", "Named", "Note", "OffTheMapError", "OnTheGround", "OpenRegister",
    "Outcome", "OutcomePoint", "Overview", "PackItem", "PackPlan", "PackRow", "PackTable", "Pair", "Parts", "Period",
    "PlaceBook", "PlaceFacts", "PlaceRef", "Population", "Position", "PositionValue", "Privacy", "Problem",
    "Pseudonyms", "PublicTables", "Pushed", "Query", "Question", "Range", "Read", "Reading", "Ready", "Reason",
    "Reconciliation", "Record", "Redacted", "Ref", "Refs", "Refused", "Register", "Request", "Rival", "Row",
    "SamePerson", "SaveRefused", "Seen", "Settings", "Shapes", "Shown", "Sighting", "SourceGroups", "SourceUse",
    "Span", "Spread", "Stance", "Standing", "Step", "Store", "Strength", "Summary", "Taken", "TakenFile", "TakenIn",
    "Tally", "Text", "Time", "TimeValue", "ToldIncident", "Treatment", "Turnover", "Use", "UserError", "Vault",
    "View", "VillageDays", "VillageMove", "VillageNow", "VillageStates", "Voice", "WaitingFile", "Wish", "Words",
    "WrittenByImport", "acceptance", "acts_of", "admit_to_hub", "alike", "begin_hub", "border", "border_of_rings",
    "bundles_in", "cleaned", "clustered", "code_list", "columns_of", "confirmed_as", "data_home", "dated_backup",
    "dated_backups", "decimal_text", "decision", "dismiss_from_hub", "doubtful", "drawing_of", "earlier_account",
    "exchange_folder", "filled", "fold", "folded", "follow_up", "forget_place", "founding", "from_plane", "in_order",
    "independent", "is_arabic", "is_away", "is_hub", "judgement", "keepers_address", "kept", "kilometres",
    "kinds_at", "known_places", "layer_of_borders", "left_of", "let_in", "map_as_told", "mark_of", "may",
    "medical_kinds", "message", "metres_along", "metres_between", "metres_per_unit", "mgrs_text",
    "more_named_than_group", "movement_against_village", "name_text", "named_against_claimed", "new_id",
    "new_recovery_key", "open_register", "outcome_goes_back", "outlines", "pile_of", "place_id", "place_of_hub",
    "place_rank", "point_of", "points_of", "previous", "problems", "published", "read_folder", "read_request",
    "recorded", "redacted", "register_at", "registers_in", "remember_place", "require_place", "require_right",
    "restore", "round_length", "sealed", "shares_of", "shown", "similar", "stamp_time", "starter_packs", "strength",
    "sync_folder", "take_admission", "taken", "taking_back", "timeline", "to_plane", "translated", "treatment",
    "unswept", "unverifying", "use_edits", "use_of", "voices", "whole_file", "why_it_matches", "word_set",
    "words_of", "worst_incidents", "write_backup", "write_folder", "write_parcels", "write_whole",
]
# fmt: on


def __getattr__(name: str) -> Any:
    """Load what is asked for when it is asked for: the window is painted before anything heavy is imported."""
    module = _HOME_OF.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(module), name)
    globals()[name] = found
    return found
