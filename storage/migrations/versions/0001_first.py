"""The first tables of a register."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.lists.search import create_indexes

revision = "0001"
down_revision = None

ROW = sa.BigInteger().with_variant(sa.Integer, "sqlite")
ID = sa.LargeBinary(16)
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
TYPES: dict[str, sa.types.TypeEngine[Any]] = {
    "": WORDS,
    "int": sa.BigInteger(),
    "real": sa.Float(),
    "blob": sa.LargeBinary(),
}

RECORDS = {
    "facility": """
        code kind name_ar name_en aliases place position run_by run_by_note function deconflicted notes status
        withdrawn overrides team author entered area name_key
    """,
    "damage": """
        incident facility damage in_service_before closed closed_days:int people_there people_there__min:int
        people_there__max:int personnel_killed personnel_killed__min:int personnel_killed__max:int
        personnel_injured personnel_injured__min:int personnel_injured__max:int supplies_lost vehicles_damaged
        notes status withdrawn overrides team author entered
    """,
    "function": """
        facility function day day__first source notes status withdrawn overrides team author entered
    """,
    "incident": """
        code occurred occurred__first occurred__last occurred_basis time time__sort:int place place_note
        position attack weapon platform strikes strikes__min:int strikes__max:int actor actor_confidence
        actor_basis target target_note directly_targeted warned_before double_tap narrative public_account
        tags certainty certainty_reason verification not_verified_reason teams_sent response_arrived
        pulled_out pulled_out__min:int pulled_out__max:int response_ended figure_rule preferred_claim
        decided_killed decided_killed__min:int decided_killed__max:int decided_injured
        decided_injured__min:int decided_injured__max:int decided_missing decided_missing__min:int
        decided_missing__max:int sources reported status withdrawn overrides team author entered day moment
        area killed_min:int killed_max:int injured_min:int injured_max:int missing_min:int missing_max:int
        named_killed:int named_injured:int named_missing:int named_children:int
    """,
    "claim": """
        incident source source_note claimed_on claimed_on__first killed killed__min:int killed__max:int
        injured injured__min:int injured__max:int missing missing__min:int missing__max:int killed_children
        killed_children__min:int killed_children__max:int killed_boys killed_girls killed_women
        killed_women__min:int killed_women__max:int killed_men killed_elderly killed_civilians
        killed_civilians__min:int killed_civilians__max:int killed_combatants killed_health_workers
        killed_rescuers killed_teachers killed_journalists injured_children injured_children__min:int
        injured_children__max:int injured_boys injured_girls injured_women injured_women__min:int
        injured_women__max:int injured_men injured_elderly injured_civilians injured_combatants
        injured_health_workers injured_rescuers injured_teachers injured_journalists missing_children
        missing_boys missing_girls missing_women missing_men missing_elderly missing_civilians
        missing_combatants missing_health_workers missing_rescuers missing_teachers missing_journalists notes
        status withdrawn overrides team author entered
    """,
    "link": """
        link about first second reason status withdrawn overrides team author entered
    """,
    "place": """
        code level:int parent name_ar name_en aliases centre centre__lat:real centre__lon:real pack
        proposed_by notes status withdrawn overrides team author entered area name_key
    """,
    "population": """
        place day day__first persons persons__min:int persons__max:int households households__min:int
        households__max:int source notes status withdrawn overrides team author entered
    """,
    "village_state": """
        place day day__first state share:int remaining remaining__min:int remaining__max:int who_stayed
        why_stayed source notes status withdrawn overrides team author entered area
    """,
    "movement": """
        code direction origin destination destination_known started started__first started__last ended
        ended__first ended__last households households__min:int households__max:int persons persons__min:int
        persons__max:int women children elderly disabled share:int triggers warned_before transport
        assisted_by left_behind livestock needs same_people_as source certainty notes status withdrawn
        overrides team author entered day area
    """,
    "source": """
        code kind title reference link dated reliability identity contact contact_again may_be_quoted
        same_group_as notes status withdrawn overrides team author entered
    """,
    "citation": """
        source record_id about credibility quote status withdrawn overrides team author entered
    """,
    "attachment": """
        record_id media title file_name sha256 size:int taken position added notes status withdrawn overrides
        team author entered
    """,
    "team": """
        code name covers notes status withdrawn overrides team author entered
    """,
    "person": """
        name role notes status withdrawn overrides team author entered
    """,
    "device": """
        name person since notes status withdrawn overrides team author entered
    """,
    "actor": """
        code name_ar name_en notes status withdrawn overrides team author entered
    """,
    "victim": """
        code incident name name__ar name__la other_names people people__min:int people__max:int sex age
        age__years_min:int age__years_max:int outcome outcome_day outcome_day__first outcome_day__last
        outcome_place hospital cause injuries severity amputation permanent civilian_status roles
        vulnerability pregnant displaced home family_group rubble_place rubble_day identified_by burial_place
        document_number kin kin_phone consent sources notes status withdrawn overrides team author entered day
        area where_id name_key child:int people_min:int people_max:int match_keys:blob
    """,
    "outcome": """
        victim outcome day day__first place hospital source said_by notes status withdrawn overrides team
        author entered
    """,
}
"""Columns of each record kind, ``name:type``; text when no type stands there."""

INDEXES = (
    ("facility_area", "facility", ["area"]),
    ("damage_facility", "damage", ["facility"]),
    ("damage_incident", "damage", ["incident"]),
    ("function_facility", "function", ["facility"]),
    ("incident_withdrawn_code", "incident", ["withdrawn", "code"]),
    ("incident_withdrawn_moment", "incident", ["withdrawn", "moment"]),
    ("claim_incident", "claim", ["incident"]),
    ("link_first", "link", ["first"]),
    ("link_second", "link", ["second"]),
    ("place_area", "place", ["area"]),
    ("place_code", "place", ["code"]),
    ("population_place", "population", ["place"]),
    ("village_state_place", "village_state", ["place"]),
    ("movement_day", "movement", ["day"]),
    ("movement_origin", "movement", ["origin"]),
    ("citation_record_id", "citation", ["record_id"]),
    ("attachment_record_id", "attachment", ["record_id"]),
    ("victim_withdrawn_code", "victim", ["withdrawn", "code"]),
    ("victim_incident", "victim", ["incident"]),
    ("victim_withdrawn_day", "victim", ["withdrawn", "day"]),
    ("outcome_victim", "outcome", ["victim"]),
)


def _records() -> None:
    for kind, columns in RECORDS.items():
        parts = [word.partition(":") for word in columns.split()]
        op.create_table(
            kind,
            sa.Column("n", ROW, primary_key=True, autoincrement=False),
            sa.Column("id", ID, nullable=False, unique=True),
            sa.Column("born", ID, nullable=False),
            sa.Column("head", ID, nullable=False),
            sa.Column("heads", WORDS, nullable=False),
            sa.Column("extra", WORDS, nullable=False),
            *(sa.Column(name, TYPES[sql]) for name, _, sql in parts),
        )
    for name, table, names in INDEXES:
        op.create_index(name, table, names)


def _register() -> None:
    for name in ("meta", "setting"):
        op.create_table(name, sa.Column("name", WORDS, primary_key=True), sa.Column("value", WORDS, nullable=False))
    op.create_table(
        "draft",
        sa.Column("id", WORDS, primary_key=True),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("record", WORDS, nullable=False),
        sa.Column("content", WORDS, nullable=False),
        sa.Column("touched", WORDS, nullable=False),
        sa.Column("open", sa.Integer, nullable=False),
    )


def _journal() -> None:
    op.create_table(
        "journal",
        sa.Column("seq", ROW, primary_key=True, autoincrement=True),
        sa.Column("stamp", ID, nullable=False, unique=True),
        sa.Column("number", ROW, nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("record", ID, nullable=False),
        sa.Column("fields", WORDS, nullable=False),
        sa.Column("over", WORDS, nullable=False),
        sa.Column("who", ID, nullable=False),
        sa.Column("save", ID, nullable=False),
        sa.Column("why", WORDS, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("journal_record", "journal", ["record"])
    op.create_index("journal_save", "journal", ["save"])
    op.create_table(
        "device_seen",
        sa.Column("device", sa.LargeBinary(8), primary_key=True),
        sa.Column("newest", ID, nullable=False),
        sa.Column("number", ROW, nullable=False),
    )


def _merging() -> None:
    op.create_table(
        "early",
        sa.Column("record", ID, nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("field", WORDS, nullable=False),
        sa.Column("stamp", ID, nullable=False),
        sa.Column("by", ID, nullable=False),
    )
    op.create_index("early_record", "early", ["record"])
    op.create_table(
        "rival",
        sa.Column("record", ID, nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("field", WORDS, nullable=False),
        sa.Column("newest", ID, nullable=False),
    )
    op.create_index("rival_record", "rival", ["record"])
    op.create_table(
        "match_key",
        sa.Column("key", ROW, primary_key=True, autoincrement=False),
        sa.Column("n", ROW, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )


def upgrade() -> None:
    """Make all tables."""
    _register()
    _journal()
    _merging()
    _records()
    create_indexes(op.get_bind())
