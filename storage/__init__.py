"""The register: the only floor that knows how data is kept. Others use what is named here; it loads when asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from storage.asking import PUT_OFF, SEGMENTS, SETTLED, TODO, Counts, Item, Wish
    from storage.attacked import Attacked, AttackedFacility, Tally, medical_kinds
    from storage.backup import SUFFIX, BackupInfo, dated_backup, dated_backups, write_backup
    from storage.citations import Use, use_edits, use_of
    from storage.database import Database
    from storage.doubts import kilometres
    from storage.edits import Draft, Edit, Entry, Outcome, SaveRefused, Seen, Step
    from storage.errors import BadValue, Cancelled, UserError
    from storage.exporting import Frozen, Summary
    from storage.faults import translated
    from storage.fields.codes import CODES, CodeItem, code_list
    from storage.fields.field import Field, Privacy
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
    from storage.figures import GROUPS, Claimed, Named, published
    from storage.files import sync_folder, whole_file, write_whole
    from storage.flows import ROAD, UNKNOWN_PLACE, Flow, Flows, Matrix, Turnover
    from storage.folders import data_home
    from storage.gazetteer import PlaceBook, PlaceFacts, starter_packs
    from storage.groups import left_of, more_named_than_group
    from storage.inbox import ACCEPTED, BADGE, LATER, Question, acceptance, judgement, taking_back
    from storage.journal.clock import NO_STAMP, stamp_time
    from storage.ledger import Ledger, Population
    from storage.likeness import alike, similar
    from storage.listing import Listing, Query, Row
    from storage.messages import Message, message
    from storage.moves import DIRECTIONS
    from storage.names import place_rank, why_it_matches
    from storage.once import PEOPLE
    from storage.opening import PRACTICE_PASSPHRASE, OpenRegister, founding, open_register
    from storage.outcomes import (
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
    from storage.packs import PackItem, PackPlan, PackRow, PackTable, Refused
    from storage.passphrases import Strength, strength
    from storage.period import Period
    from storage.placing import Added, Taken
    from storage.practice import filled
    from storage.privacy import Level, Pseudonyms, Treatment, kinds_at, treatment
    from storage.public_tables import PublicTables
    from storage.ranges import UNTOLD, Span
    from storage.reckoning import Figure, Figures
    from storage.reconcile import Line
    from storage.reconciling import ClaimSaid, InEvent, Reconciliation
    from storage.records import RECORDS, Record
    from storage.recovery import new_recovery_key
    from storage.redacting import Redacted, redacted
    from storage.register import Register, Settings, register_at, registers_in
    from storage.restoring import restore
    from storage.rows import STRUCTURED, columns_of
    from storage.rules import (
        REACH_KM,
        Problem,
        movement_against_village,
        named_against_claimed,
        outcome_goes_back,
        problems,
    )
    from storage.same_places import Pair
    from storage.saving import FINISHED, NUMBERED, new_id
    from storage.seeking import Candidate, Identified
    from storage.small_cells import ROLLED, SMALLEST_CELL
    from storage.source_groups import SourceGroups
    from storage.source_uses import SourceUse, independent, voices
    from storage.spelling import fold, words_of
    from storage.standing import OnTheGround, Sighting, Standing
    from storage.store import Store
    from storage.unidentified import Likely, Reason
    from storage.vault import Vault
    from storage.villages import VillageMove, VillageNow, VillageStates

# fmt: off
_HOMES = {
    "storage.exporting": ("Frozen", "Summary"),
    "storage.privacy": ("Level", "Pseudonyms", "Treatment", "kinds_at", "treatment"),
    "storage.public_tables": ("PublicTables",),
    "storage.redacting": ("Redacted", "redacted"),
    "storage.small_cells": ("ROLLED", "SMALLEST_CELL"),
    "storage.same_places": ("Pair",),
    "storage.placing": ("Added", "Taken"),
    "storage.packs": ("PackItem", "PackPlan", "PackRow", "PackTable", "Refused"),
    "storage.attacked": ("Attacked", "AttackedFacility", "Tally", "medical_kinds"),
    "storage.doubts": ("kilometres",),
    "storage.asking": ("Counts", "Item", "PUT_OFF", "SEGMENTS", "SETTLED", "TODO", "Wish"),
    "storage.inbox": ("ACCEPTED", "BADGE", "LATER", "Question", "acceptance", "judgement", "taking_back"),
    "storage.backup": ("BackupInfo", "SUFFIX", "dated_backup", "dated_backups", "write_backup"),
    "storage.citations": ("Use", "use_edits", "use_of"),
    "storage.database": ("Database",),
    "storage.edits": ("Draft", "Edit", "Entry", "Outcome", "SaveRefused", "Seen", "Step"),
    "storage.errors": ("BadValue", "Cancelled", "UserError"),
    "storage.faults": ("translated",),
    "storage.fields.codes": ("CODES", "CodeItem", "code_list"),
    "storage.fields.field": ("Field", "Privacy"),
    "storage.fields.kind": ("Kind", "Reading"),
    "storage.fields.kinds": ("Age", "AgeValue", "Code", "Codes", "Count", "Day", "DayValue", "Name", "NameValue",
        "Note", "Parts", "PlaceRef", "Position", "PositionValue", "Range", "Ref", "Refs", "Text", "Time", "TimeValue",
        "name_text"),
    "storage.fields.kinds.calendar_words": ("WEEKDAYS",),
    "storage.fields.kinds.typed": ("UNKNOWN", "cleaned", "folded", "is_arabic", "kept", "word_set"),
    "storage.fields.words": ("LANGUAGES", "Words"),
    "storage.figures": ("Claimed", "GROUPS", "Named", "published"),
    "storage.files": ("sync_folder", "write_whole", "whole_file"),
    "storage.folders": ("data_home",),
    "storage.gazetteer": ("PlaceBook", "PlaceFacts", "starter_packs"),
    "storage.journal.clock": ("NO_STAMP", "stamp_time"),
    "storage.likeness": ("alike", "similar"),
    "storage.listing": ("Listing", "Query", "Row"),
    "storage.messages": ("Message", "message"),
    "storage.names": ("place_rank", "why_it_matches"),
    "storage.opening": ("OpenRegister", "PRACTICE_PASSPHRASE", "founding", "open_register"),
    "storage.passphrases": ("Strength", "strength"),
    "storage.period": ("Period",),
    "storage.practice": ("filled",),
    "storage.once": ("PEOPLE",),
    "storage.reckoning": ("Figure", "Figures"),
    "storage.reconcile": ("Line",),
    "storage.reconciling": ("ClaimSaid", "InEvent", "Reconciliation"),
    "storage.records": ("RECORDS", "Record"),
    "storage.recovery": ("new_recovery_key",),
    "storage.register": ("Register", "Settings", "register_at", "registers_in"),
    "storage.restoring": ("restore",),
    "storage.rows": ("STRUCTURED", "columns_of"),
    "storage.rules": ("REACH_KM", "Problem", "movement_against_village", "named_against_claimed", "outcome_goes_back",
        "problems"),
    "storage.saving": ("FINISHED", "NUMBERED", "new_id"),
    "storage.source_groups": ("SourceGroups",),
    "storage.source_uses": ("SourceUse", "independent", "voices"),
    "storage.spelling": ("fold", "words_of"),
    "storage.store": ("Store",),
    "storage.vault": ("Vault",),
    "storage.flows": ("Flows", "Matrix", "ROAD", "Flow", "Turnover", "UNKNOWN_PLACE"),
    "storage.ledger": ("Ledger", "Population"),
    "storage.ranges": ("Span", "UNTOLD"),
    "storage.moves": ("DIRECTIONS",),
    "storage.standing": ("OnTheGround", "Sighting", "Standing"),
    "storage.villages": ("VillageMove", "VillageNow", "VillageStates"),
    "storage.outcomes": ("LOST", "OutcomePoint", "Shown", "earlier_account", "follow_up", "in_order", "point_of",
        "points_of", "recorded", "shown", "timeline"),
    "storage.seeking": ("Candidate", "Identified"),
    "storage.unidentified": ("Likely", "Reason"),
    "storage.groups": ("left_of", "more_named_than_group"),
}
# fmt: on
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

# fmt: off
__all__ = [
    "ACCEPTED",
    "BADGE",
    "CODES",
    "DIRECTIONS",
    "FINISHED",
    "GROUPS",
    "LANGUAGES",
    "LATER",
    "LOST",
    "NO_STAMP",
    "NUMBERED",
    "PEOPLE",
    "PRACTICE_PASSPHRASE",
    "PUT_OFF",
    "REACH_KM",
    "RECORDS",
    "ROAD",
    "ROLLED",
    "SEGMENTS",
    "SETTLED",
    "SMALLEST_CELL",
    "STRUCTURED",
    "SUFFIX",
    "TODO",
    "UNKNOWN",
    "UNKNOWN_PLACE",
    "UNTOLD",
    "WEEKDAYS",
    "Added",
    "Age",
    "AgeValue",
    "Attacked",
    "AttackedFacility",
    "BackupInfo",
    "BadValue",
    "Cancelled",
    "Candidate",
    "ClaimSaid",
    "Claimed",
    "Code",
    "CodeItem",
    "Codes",
    "Count",
    "Counts",
    "Database",
    "Day",
    "DayValue",
    "Draft",
    "Edit",
    "Entry",
    "Field",
    "Figure",
    "Figures",
    "Flow",
    "Flows",
    "Frozen",
    "Identified",
    "InEvent",
    "Item",
    "Kind",
    "Ledger",
    "Level",
    "Likely",
    "Line",
    "Listing",
    "Matrix",
    "Message",
    "Name",
    "NameValue",
    "Named",
    "Note",
    "OnTheGround",
    "OpenRegister",
    "Outcome",
    "OutcomePoint",
    "PackItem",
    "PackPlan",
    "PackRow",
    "PackTable",
    "Pair",
    "Parts",
    "Period",
    "PlaceBook",
    "PlaceFacts",
    "PlaceRef",
    "Population",
    "Position",
    "PositionValue",
    "Privacy",
    "Problem",
    "Pseudonyms",
    "PublicTables",
    "Query",
    "Question",
    "Range",
    "Reading",
    "Reason",
    "Reconciliation",
    "Record",
    "Redacted",
    "Ref",
    "Refs",
    "Refused",
    "Register",
    "Row",
    "SaveRefused",
    "Seen",
    "Settings",
    "Shown",
    "Sighting",
    "SourceGroups",
    "SourceUse",
    "Span",
    "Standing",
    "Step",
    "Store",
    "Strength",
    "Summary",
    "Taken",
    "Tally",
    "Text",
    "Time",
    "TimeValue",
    "Treatment",
    "Turnover",
    "Use",
    "UserError",
    "Vault",
    "VillageMove",
    "VillageNow",
    "VillageStates",
    "Wish",
    "Words",
    "acceptance",
    "alike",
    "cleaned",
    "code_list",
    "columns_of",
    "data_home",
    "dated_backup",
    "dated_backups",
    "earlier_account",
    "filled",
    "fold",
    "folded",
    "follow_up",
    "founding",
    "in_order",
    "independent",
    "is_arabic",
    "judgement",
    "kept",
    "kilometres",
    "kinds_at",
    "left_of",
    "medical_kinds",
    "message",
    "more_named_than_group",
    "movement_against_village",
    "name_text",
    "named_against_claimed",
    "new_id",
    "new_recovery_key",
    "open_register",
    "outcome_goes_back",
    "place_rank",
    "point_of",
    "points_of",
    "problems",
    "published",
    "recorded",
    "redacted",
    "register_at",
    "registers_in",
    "restore",
    "shown",
    "similar",
    "stamp_time",
    "starter_packs",
    "strength",
    "sync_folder",
    "taking_back",
    "timeline",
    "translated",
    "treatment",
    "use_edits",
    "use_of",
    "voices",
    "whole_file",
    "why_it_matches",
    "word_set",
    "words_of",
    "write_backup",
    "write_whole",
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
