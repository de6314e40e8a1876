"""Row-level security, statement by statement: whoever does not belong learns nothing, nor that something is there.

Each row of the matrix is one thing a login could try; each column one who tries. What is asked about rows of another
organisation must answer as it does about rows that were never there.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import psycopg
import pytest

from storage.store import Store
from storage.sync.hub_admission import admit_to_hub, begin_hub, dismiss_from_hub, take_admission
from tests.sync.begun import a_place_of_a_table, an_entry, laptops
from tests.sync.hubs import a_database, keeper, own, sync

Spy = psycopg.Connection[tuple[object, ...]]
ROWS = ("segment", "common", "receipt", "key", "given", "piece")
ASKED = (
    "SELECT count(*) FROM sijill_hub.{t}",
    "SELECT * FROM sijill_hub.{t}",
    "SELECT sum(octet_length({b}::text)) FROM sijill_hub.{t}",
    "SELECT 1 WHERE EXISTS (SELECT FROM sijill_hub.{t})",
    "SELECT * FROM sijill_hub.{t} WHERE 1 / octet_length(left(organisation, 0)) = 1",
    "SELECT * FROM sijill_hub.{t} WHERE organisation::int = 1",
    "SELECT max(organisation) FROM sijill_hub.{t}",
    "SELECT organisation FROM sijill_hub.{t} GROUP BY 1 HAVING count(*) > 0",
    "SELECT * FROM sijill_hub.{t} TABLESAMPLE SYSTEM (100)",
    "SELECT ctid FROM sijill_hub.{t}",
    "SELECT most_common_vals, histogram_bounds, n_distinct FROM pg_stats WHERE tablename = '{t}'",
)
"""Questions whose answer about another organisation's rows is that of an empty table."""
CLOSED = (
    "DELETE FROM sijill_hub.{t}",
    "TRUNCATE sijill_hub.{t}",
    "DROP TABLE sijill_hub.{t}",
    "ALTER TABLE sijill_hub.{t} DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE sijill_hub.{t} NO FORCE ROW LEVEL SECURITY",
    "CREATE POLICY mine ON sijill_hub.{t} USING (true)",
    "CREATE INDEX ON sijill_hub.{t} (organisation)",
    "CREATE TRIGGER spy BEFORE INSERT ON sijill_hub.{t} EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "CREATE TABLE sijill_hub.copy AS SELECT * FROM sijill_hub.{t}",
    "COPY sijill_hub.{t} TO '/tmp/never'",
    "COPY sijill_hub.{t} TO PROGRAM 'cat'",
    "ANALYZE sijill_hub.{t}; SET row_security = off; SELECT * FROM sijill_hub.{t}",
)
"""Acts that are refused to every login of a laptop."""
ANYWHERE = (
    "SELECT * FROM sijill_hub.login",
    "INSERT INTO sijill_hub.login VALUES (session_user, 'x', 'y')",
    "SET ROLE sijill_hub_owner",
    "SET SESSION AUTHORIZATION sijill_hub_owner",
    "CREATE SCHEMA spying",
    "CREATE FUNCTION sijill_hub.mine() RETURNS text LANGUAGE sql AS 'SELECT 1::text'",
    "CREATE TABLE public.found (x int)",
    "CREATE ROLE friend",
    "SELECT rolpassword FROM pg_authid",
    "SELECT pg_read_file('PG_VERSION')",
    "SELECT lo_import('/etc/hostname')",
    "ALTER SYSTEM SET log_statement = 'all'",
)


open_lines: dict[str, Spy] = {}


@pytest.fixture(scope="module")
def hub(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A hub of two organisations; the first exchanged by two laptops, a third one of it was taken out again."""
    folder = tmp_path_factory.mktemp("matrix")
    ours, second, gone = laptops(folder / "ours", 3)
    foreign = laptops(folder / "theirs", 4)[3]
    foreign_root = _of_its_own(foreign)
    admin = a_database(postgres)
    for store in (ours, foreign):
        begin_hub(store, admin, shared=True)
    for store in (second, gone):
        take_admission(store, admit_to_hub(ours, admin, store.me.device))
    ours.attach(BytesIO(b"a film"), "incident", an_entry(ours), name="a.mp4")
    ours.learn([a_place_of_a_table("Kafr Nobol")])
    for store in (ours, second, gone, ours):
        sync(store, own(admin))
    login = gone.hub_login(gone.hubs()[0])
    left_open = psycopg.connect(own(admin), autocommit=True, **login)  # type: ignore[arg-type]
    dismiss_from_hub(ours, keeper(own(admin)), gone.me.device)
    facts = {"address": own(admin), "admin": admin, "root": ours.membership().root, "foreign": foreign_root}
    for name, store in (("member", second), ("stranger", foreign)):
        facts |= {f"{name} {key}": value for key, value in store.hub_login(store.hubs()[0]).items()}
    open_lines["dismissed"] = left_open
    yield facts | {f"dismissed {key}": value for key, value in login.items()}
    left_open.close()
    for store in (ours, second, gone, foreign):
        store.close()


def _of_its_own(store: Store) -> str:
    """Another organisation: the same file would belong to the first one."""
    from storage.core import write_meta
    from storage.sync.entitled import ROOT, ROOT_SECRET

    with store.database.writing() as connection:
        write_meta(connection, {ROOT: "", ROOT_SECRET: ""})
    store.begin_organisation()
    return store.membership().root


@pytest.fixture
def spy(hub: dict[str, str]) -> Iterator[Spy]:
    with _as(hub, "stranger") as connection:
        yield connection


def _as(hub: dict[str, str], who: str) -> Spy:
    return psycopg.connect(hub["address"], user=hub[f"{who} user"], password=hub[f"{who} password"], autocommit=True)


def _said(connection: Spy, statement: str) -> tuple[object, ...]:
    """All that a server tells about a statement: its rows, or every part of its refusal."""
    try:
        cursor = connection.execute(statement.encode())
        return ("rows", *(cursor.fetchall() if cursor.description else [cursor.rowcount]))
    except psycopg.Error as refused:
        told = refused.diag
        return (
            told.sqlstate, told.message_primary, told.message_detail, told.message_hint, told.constraint_name,
            told.column_name, told.internal_query,
        )  # fmt: skip


def _admins(hub: dict[str, str]) -> Spy:
    return psycopg.connect(hub["admin"], autocommit=True)


@pytest.mark.parametrize("table", ROWS)
def test_questions_about_rows_of_others_answer_as_if_there_were_none(
    hub: dict[str, str], spy: Spy, table: str
) -> None:
    with _admins(hub) as admin:
        admin.execute("ANALYZE")
        ((there,),) = admin.execute(f"SELECT count(*) FROM sijill_hub.{table}".encode()).fetchall()
        assert there, "nothing is there: the questions would prove nothing"
        bytes_of = "proof" if table == "key" else "content"
        for asked in ASKED:
            statement = asked.format(t=table, b=bytes_of)
            told = _said(spy, statement)
            empty = {("rows",), ("rows", (0,)), ("rows", (None,))}
            own_rows = _said(spy, f"SELECT count(*) FROM sijill_hub.{table}")
            assert own_rows == ("rows", (0,))
            assert told in empty, statement


@pytest.mark.parametrize("who", ["stranger", "member"])
@pytest.mark.parametrize("table", ROWS)
def test_acts_beyond_adding_ones_own_are_closed_to_every_laptop(hub: dict[str, str], who: str, table: str) -> None:
    with _as(hub, who) as connection:
        for act in CLOSED:
            told = _said(connection, act.format(t=table))
            assert told[0] in ("42501", "0A000", "42601"), (act, told)
        _said(connection, f"GRANT SELECT ON sijill_hub.{table} TO PUBLIC")  # only warned of by the server
        granted = _said(connection, f"SELECT has_table_privilege('public', 'sijill_hub.{table}', 'SELECT')")
        assert granted == ("rows", (False,))
        for act in ANYWHERE:
            told = _said(connection, act)
            assert told[0] in ("42501", "0A000"), (act, told)
        connection.execute("RESET ALL")


@pytest.mark.parametrize("conflict", ["", " ON CONFLICT DO NOTHING"])
@pytest.mark.parametrize("table", ROWS)
def test_adding_a_row_of_others_says_the_same_whether_it_is_there_or_not(
    hub: dict[str, str], spy: Spy, table: str, conflict: str
) -> None:
    """The refusal comes before any index is looked into, so neither its words nor its time depend on what is there."""
    with _admins(hub) as admin:
        admin.execute("SET bytea_output = 'hex'")
        cursor = admin.execute(f"SELECT * FROM sijill_hub.{table} LIMIT 1".encode())
        (row,) = cursor.fetchall()
        names = [column.name for column in cursor.description or ()]
        index_reads = "SELECT sum(idx_blks_read + idx_blks_hit) FROM pg_statio_user_indexes WHERE relname = %s"
        there = dict(zip(names, row, strict=True))
        elsewhere = {name: "ff" * 8 if name in ("device", "recipient") else value for name, value in there.items()}
        if table == "receipt":
            elsewhere["device"] = "ff" * 6
        if table == "piece":
            elsewhere["name"] = b"\xff" * 32
        answers = []
        for values in (there, elsewhere):
            admin.execute("SELECT pg_stat_force_next_flush()")
            before = admin.execute(index_reads, [table]).fetchone()
            answers.append(_said_of(spy, table, values, conflict))
            _flushed(spy)
            assert admin.execute(index_reads, [table]).fetchone() == before
        assert answers[0] == answers[1]
        assert answers[0][0] == "42501"
        if conflict and table in ("segment", "common"):  # what is counted does count: a member's row is looked for
            with _as(hub, "member") as member:
                before = admin.execute(index_reads, [table]).fetchone()
                assert _said_of(member, table, there, conflict) == ("taken",)
                _flushed(member)
                assert admin.execute(index_reads, [table]).fetchone() != before


def _said_of(spy: Spy, table: str, values: dict[str, object], conflict: str) -> tuple[object, ...]:
    try:
        marks = ", ".join(["%s"] * len(values))
        spy.execute(f"INSERT INTO sijill_hub.{table} VALUES ({marks}){conflict}".encode(), list(values.values()))
    except psycopg.Error as refused:
        return refused.diag.sqlstate, refused.diag.message_primary, refused.diag.message_detail
    return ("taken",)


def _flushed(spy: Spy) -> None:
    spy.execute("SELECT pg_stat_force_next_flush()")
    spy.execute("SELECT 1")


def test_what_the_planner_says_of_rows_of_others_is_what_it_says_of_none(hub: dict[str, str], spy: Spy) -> None:
    (told,) = _said(spy, "SELECT count(*) FROM sijill_hub.segment WHERE organisation = 'x'")[1:]
    assert told == (0,)
    for table in ROWS:
        said = _said(spy, f"SELECT * FROM pg_stats_ext WHERE tablename = '{table}'")
        assert said == ("rows",)


def test_a_laptop_that_was_dismissed_cannot_come_in_and_an_open_line_sees_nothing(hub: dict[str, str]) -> None:
    with pytest.raises(psycopg.OperationalError):
        _as(hub, "dismissed")
    for table in ROWS:
        assert _said(open_lines["dismissed"], f"SELECT count(*) FROM sijill_hub.{table}")[0] == "42501"


def test_one_organisation_does_not_hear_what_another_tells(hub: dict[str, str], spy: Spy) -> None:
    for name in ("sijill", "sijill_hub", "hub", "segment", hub["root"], hub["root"][:16]):
        spy.execute(f'LISTEN "{name}"'.encode())
    with _as(hub, "member") as member:
        device = member.execute("SELECT sijill_hub.whose()").fetchone()
        assert device
        member.execute(
            "INSERT INTO sijill_hub.segment (device, first, last, tip, key, content)"
            " VALUES ('ffffffffffff0000', 1, 1, decode(repeat('00', 32), 'hex'), 'k', 'x')"
        )
    assert list(spy.notifies(timeout=0.2)) == []


def test_the_owner_of_the_tables_is_bound_as_well(hub: dict[str, str], tmp_path: Path) -> None:
    with _admins(hub) as admin:
        for table in (*ROWS, "login"):
            told = admin.execute(
                "SELECT c.relrowsecurity, c.relforcerowsecurity, r.rolname, r.rolcanlogin, r.rolbypassrls"
                " FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE c.oid = %s::regclass",
                [f"sijill_hub.{table}"],
            ).fetchone()
            assert told == (True, True, "sijill_hub_owner", False, False), table
