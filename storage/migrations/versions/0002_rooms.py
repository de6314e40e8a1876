"""What the rooms of facilities, villages, missing people and review rest on; computed columns are filled at once."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ROW = sa.BigInteger().with_variant(sa.Integer, "sqlite")
ID = sa.LargeBinary(16)
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
TYPES: dict[str, sa.types.TypeEngine[Any]] = {"": WORDS, "int": sa.BigInteger()}

COLUMNS = {
    "incident": """
        named_killed_max:int named_injured_max:int named_missing_max:int named_women:int named_civilians:int
        named_rescued:int
        misfit unverified:int drafted:int doubted:int
    """,
    "victim": "of_group board drafted:int doubted:int",
    "damage": "day moment area doubted:int",
    "facility": "attacks:int last_attack drafted:int doubted:int",
    "movement": "drafted:int doubted:int",
    "claim": "doubted:int",
    "place": "name_other retired",
}
REVIEW = """
    record_id record_kind about verdict what reason status withdrawn overrides team author entered holds:int
"""
SUMMED = """
    withdrawn day area status verification killed_min killed_max injured_min injured_max missing_min missing_max
    named_killed named_killed_max named_injured named_injured_max named_missing named_missing_max named_children
    named_women named_civilians named_rescued
"""
INDEXES = (
    ("incident_withdrawn_day_area_status_verification_killed_min_killed_max"[:60], "incident", SUMMED.split()),
    ("movement_destination", "movement", ["destination"]),
    (
        "movement_withdrawn_day_area_direction_persons__min_persons__max"[:60],
        "movement",
        ["withdrawn", "day", "area", "direction", "persons__min", "persons__max"],
    ),
    ("review_record_id", "review", ["record_id"]),
    ("review_holds_verdict_about_record_id", "review", ["holds", "verdict", "about", "record_id"]),
    ("citation_source", "citation", ["source"]),
)
SPARSE = {
    "victim": ("of_group", "board withdrawn day area", "doubted", "drafted"),
    "incident": ("doubted", "misfit", "unverified", "drafted"),
    "claim": ("doubted", "source"),
    "movement": ("doubted", "source", "drafted"),
    "facility": ("drafted", "doubted"),
    "damage": ("doubted",),
    "place": ("proposed_by",),
    "source": ("same_group_as",),
    "outcome": ("source",),
    "function": ("source",),
    "population": ("source",),
    "village_state": ("source",),
}
"""Indexes over those records only that have the first column."""


def _tables() -> None:
    for table, columns in COLUMNS.items():
        for word in columns.split():
            name, _, sql = word.partition(":")
            op.add_column(table, sa.Column(name, TYPES[sql]))
    op.create_table(
        "review",
        sa.Column("n", ROW, primary_key=True, autoincrement=False),
        sa.Column("id", ID, nullable=False, unique=True),
        sa.Column("born", ID, nullable=False),
        sa.Column("head", ID, nullable=False),
        sa.Column("heads", WORDS, nullable=False),
        sa.Column("extra", WORDS, nullable=False),
        *(sa.Column(name, TYPES[sql]) for name, _, sql in (word.partition(":") for word in REVIEW.split())),
    )


def _indexes() -> None:
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)
    for table, wanted in SPARSE.items():
        for some_columns in wanted:
            names = some_columns.split()
            some = sa.column(names[0]).isnot(None)
            name = f"{table}_{'_'.join(names)}_sparse"
            op.create_index(name, table, names, sqlite_where=some, postgresql_where=some)


FIGURES = (("killed", "'killed'"), ("injured", "'injured'"), ("missing", "'missing', 'under_rubble'"))


def _fill(*, lite: bool) -> None:
    """The computed columns of what is there already, as ``derive.py`` fills them from now on."""
    hexed = "lower(hex({0}.id))" if lite else "encode({0}.id, 'hex')"
    ours = f"victim.incident = {hexed.format('incident')} AND victim.withdrawn IS NULL"
    most = "CASE WHEN victim.people_max > victim.people_min THEN victim.people_max ELSE victim.people_min END"
    parts = [
        f"named_{word}_max = (SELECT CASE WHEN count(*) > count(victim.people_max) THEN NULL "
        f"ELSE coalesce(sum({most}), 0) END FROM victim WHERE {ours} AND victim.outcome IN ({outcomes}))"
        for word, outcomes in FIGURES
    ]
    killed = f"SELECT coalesce(sum(victim.people_min), 0) FROM victim WHERE {ours} AND victim.outcome = 'killed'"
    women = "victim.sex = 'female' AND coalesce(victim.child, 0) = 0"
    parts.append(f"named_women = ({killed} AND {women})")
    parts.append(f"named_civilians = ({killed} AND victim.civilian_status = 'civilian')")
    rescued = killed.replace("'killed'", "'rescued'")
    parts.append(f"named_rescued = ({rescued})")
    op.execute(f"UPDATE incident SET {', '.join(parts)}")
    given = "coalesce(name, '') LIKE '%\"given\":%'"
    op.execute("UPDATE victim SET board = 'lost' WHERE outcome IN ('missing', 'under_rubble')")
    op.execute(
        f"UPDATE victim SET board = 'unidentified' WHERE outcome = 'killed' AND people IS NULL AND NOT ({given})"
    )
    of = f"FROM incident WHERE incident.id = {_bytes(lite=lite)}"
    moment = "CASE WHEN incident.withdrawn IS NULL THEN incident.moment END"
    op.execute(
        f"UPDATE damage SET day = (SELECT incident.day {of}), moment = (SELECT {moment} {of}), "
        f"area = (SELECT incident.area {of})"
    )
    there = f"damage.facility = {hexed.format('facility')} AND damage.withdrawn IS NULL AND damage.moment IS NOT NULL"
    _fill_asked(lite=lite)
    op.execute(
        f"UPDATE facility SET attacks = (SELECT count(*) FROM damage WHERE {there}), "
        f"last_attack = (SELECT max(damage.day) FROM damage WHERE {there})"
    )


def _fill_asked(*, lite: bool) -> None:
    """What the inbox asks about the records that are there already, as ``inbox.py`` says it."""
    for table in ("incident", "victim", "facility", "movement"):
        op.execute(f"UPDATE {table} SET drafted = 1 WHERE status = 'draft' AND withdrawn IS NULL")
    whole = "json_valid(overrides) AND json_type(overrides) = 'object'" if lite else "overrides LIKE '{%'"
    each = "json_each(overrides)" if lite else "json_object_keys(overrides::json)"
    for table in ("incident", "victim", "claim", "movement", "facility", "damage"):
        op.execute(
            f"UPDATE {table} SET doubted = nullif((SELECT count(*) FROM {each}), 0) WHERE {whole} "
            "AND withdrawn IS NULL AND coalesce(status, '') <> 'draft'"
        )
    judged = "'verified', 'did_not_occur', 'cannot_be_verified'"
    op.execute(
        "UPDATE incident SET unverified = 1 WHERE status IN ('complete', 'under_review') AND withdrawn IS NULL "
        f"AND coalesce(verification, '') NOT IN ({judged})"
    )
    op.execute(
        "UPDATE incident SET misfit = CASE WHEN coalesce(named_killed, 0) < killed_min THEN 'fewer' "
        "WHEN coalesce(named_killed, 0) > killed_max THEN 'more' END WHERE withdrawn IS NULL "
        "AND coalesce(status, '') <> 'draft' AND coalesce(overrides, '') NOT LIKE '%\"names_fit_claims\":%'"
    )


def _bytes(*, lite: bool) -> str:
    """The id a damage record names; what is no id names nothing."""
    if lite:
        return "unhex(damage.incident)"
    return "CASE WHEN damage.incident ~ '^[0-9a-f]{32}$' THEN decode(damage.incident, 'hex') END"


def upgrade() -> None:
    """Add the columns and the table, fill what is computed, then make the indexes."""
    _tables()
    _fill(lite=op.get_bind().dialect.name == "sqlite")
    _indexes()
    note = sa.table("meta", sa.column("name", WORDS), sa.column("value", WORDS))
    op.execute(note.delete().where(note.c.name == "catch-up"))
    op.execute(note.insert().values(name="catch-up", value=revision))  # see storage/catching_up.py
