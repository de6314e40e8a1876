"""The hub's own schema: who may log in, what each may see, and making both.

The tables belong to a role nobody can log in as, with row-level security that holds for that role, too. A login
belongs to one device of one organisation; it sees and adds rows of its organisation, and changes none but its receipt.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from storage.errors import UserError
from storage.messages import message
from storage.sync.hub_line import Line

VERSION = 1
OWNER, MEMBERS = "sijill_hub_owner", "sijill_hub_member"
_TURN = 0x51A1_11B1
"""Number of the server's lock under which a hub is made or somebody admitted."""

_MAKE = """
CREATE SCHEMA IF NOT EXISTS sijill_hub AUTHORIZATION sijill_hub_owner;
SET LOCAL ROLE sijill_hub_owner;
CREATE TABLE IF NOT EXISTS sijill_hub.about (version integer PRIMARY KEY);
INSERT INTO sijill_hub.about SELECT 1 WHERE NOT EXISTS (SELECT FROM sijill_hub.about);
CREATE TABLE IF NOT EXISTS sijill_hub.login (
    name text PRIMARY KEY, organisation text NOT NULL, device text NOT NULL);
CREATE OR REPLACE FUNCTION sijill_hub.mine() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog
    AS 'SELECT organisation FROM sijill_hub.login WHERE name = session_user';
CREATE OR REPLACE FUNCTION sijill_hub.whose() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog
    AS 'SELECT device FROM sijill_hub.login WHERE name = session_user';
CREATE TABLE IF NOT EXISTS sijill_hub.segment (
    organisation text NOT NULL DEFAULT sijill_hub.mine(),
    device text NOT NULL CHECK (device ~ '^[0-9a-f]{16}$'),
    first bigint NOT NULL CHECK (first > 0), last bigint NOT NULL CHECK (last >= first),
    tip bytea NOT NULL CHECK (octet_length(tip) = 32),
    key text NOT NULL, content bytea NOT NULL,
    PRIMARY KEY (organisation, device, first, last, tip));
CREATE TABLE IF NOT EXISTS sijill_hub.common (
    organisation text NOT NULL DEFAULT sijill_hub.mine(),
    device text NOT NULL CHECK (device ~ '^[0-9a-f]{16}$'), count bigint NOT NULL CHECK (count > 0),
    key text NOT NULL, content bytea NOT NULL,
    PRIMARY KEY (organisation, device, count));
CREATE TABLE IF NOT EXISTS sijill_hub.receipt (
    organisation text NOT NULL DEFAULT sijill_hub.mine(), device text NOT NULL DEFAULT sijill_hub.whose(),
    moment timestamptz NOT NULL DEFAULT now(), key text NOT NULL, content bytea NOT NULL,
    PRIMARY KEY (organisation, device));
CREATE TABLE IF NOT EXISTS sijill_hub.key (
    organisation text NOT NULL DEFAULT sijill_hub.mine(), recipient text NOT NULL,
    maker text NOT NULL DEFAULT sijill_hub.whose(), made text NOT NULL, without text NOT NULL, proof bytea NOT NULL,
    PRIMARY KEY (organisation, recipient));
CREATE TABLE IF NOT EXISTS sijill_hub.given (
    organisation text NOT NULL DEFAULT sijill_hub.mine(), recipient text NOT NULL, device text NOT NULL,
    giver text NOT NULL DEFAULT sijill_hub.whose(), content bytea NOT NULL,
    PRIMARY KEY (organisation, recipient, device, giver));
CREATE INDEX IF NOT EXISTS segment_last ON sijill_hub.segment (organisation, device, last);
CREATE TABLE IF NOT EXISTS sijill_hub.channel (
    organisation text PRIMARY KEY,
    name text NOT NULL DEFAULT 'sijill_' || replace(gen_random_uuid()::text, '-', ''));
CREATE OR REPLACE FUNCTION sijill_hub.channel() RETURNS text LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog
    AS 'INSERT INTO sijill_hub.channel (organisation) SELECT sijill_hub.mine() WHERE sijill_hub.mine() IS NOT NULL
        ON CONFLICT DO NOTHING; SELECT name FROM sijill_hub.channel WHERE organisation = sijill_hub.mine()';
CREATE OR REPLACE FUNCTION sijill_hub.told() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog
    AS 'BEGIN PERFORM pg_notify(name, TG_TABLE_NAME || '' '' || sijill_hub.whose()) FROM sijill_hub.channel
        WHERE organisation = sijill_hub.mine(); RETURN NULL; END';
ALTER TABLE sijill_hub.channel ENABLE ROW LEVEL SECURITY;
ALTER TABLE sijill_hub.channel FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS keeping ON sijill_hub.channel;
CREATE POLICY keeping ON sijill_hub.channel TO sijill_hub_owner USING (true) WITH CHECK (true);
CREATE TABLE IF NOT EXISTS sijill_hub.piece (
    organisation text NOT NULL DEFAULT sijill_hub.mine(),
    name bytea NOT NULL CHECK (octet_length(name) = 32), at bigint NOT NULL CHECK (at >= 0),
    giver text NOT NULL DEFAULT sijill_hub.whose(),
    key text NOT NULL, content bytea NOT NULL CHECK (octet_length(content) <= 2097152),
    PRIMARY KEY (organisation, name, at, giver));
GRANT USAGE ON SCHEMA sijill_hub TO sijill_hub_member;
GRANT SELECT ON sijill_hub.about TO sijill_hub_member;
REVOKE ALL ON FUNCTION sijill_hub.mine(), sijill_hub.whose(), sijill_hub.channel(), sijill_hub.told() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sijill_hub.mine(), sijill_hub.whose(), sijill_hub.channel() TO sijill_hub_member;
ALTER TABLE sijill_hub.login ENABLE ROW LEVEL SECURITY;
ALTER TABLE sijill_hub.login FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS keeping ON sijill_hub.login;
CREATE POLICY keeping ON sijill_hub.login TO sijill_hub_owner USING (true) WITH CHECK (true);
"""
_ADDED = {"segment": "", "common": "", "receipt": "device", "key": "maker", "given": "giver", "piece": "giver"}
"""Table to the column in which only the name of the device that adds a row may stand."""

_TOLD = ("segment", "common", "receipt", "piece")
"""Tables of which whoever follows the hub hears at once: on a channel whose name only its organisation can learn."""


def _guarded(table: str, own: str) -> str:
    ours = "organisation = (SELECT sijill_hub.mine())"
    adding = f"{ours} AND {own} = (SELECT sijill_hub.whose())" if own else ours
    changing = f"""
        DROP POLICY IF EXISTS changing ON sijill_hub.{table};
        CREATE POLICY changing ON sijill_hub.{table} FOR UPDATE TO {MEMBERS} USING ({adding}) WITH CHECK ({adding});
        GRANT UPDATE ON sijill_hub.{table} TO {MEMBERS};"""
    telling = f"""
        CREATE TRIGGER telling AFTER INSERT OR UPDATE ON sijill_hub.{table}
            FOR EACH STATEMENT EXECUTE FUNCTION sijill_hub.told();"""
    return f"""
        ALTER TABLE sijill_hub.{table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE sijill_hub.{table} FORCE ROW LEVEL SECURITY;
        DROP POLICY IF EXISTS seeing ON sijill_hub.{table};
        CREATE POLICY seeing ON sijill_hub.{table} FOR SELECT TO {MEMBERS} USING ({ours});
        DROP POLICY IF EXISTS adding ON sijill_hub.{table};
        CREATE POLICY adding ON sijill_hub.{table} FOR INSERT TO {MEMBERS} WITH CHECK ({adding});
        GRANT SELECT, INSERT ON sijill_hub.{table} TO {MEMBERS};{changing if table == "receipt" else ""}
        DROP TRIGGER IF EXISTS telling ON sijill_hub.{table};{telling if table in _TOLD else ""}"""


def make_hub(line: Line, organisation: str, *, shared: bool = False) -> None:
    """Make the schema and its roles, or bring them up to this program; what is there stays.

    Args:
        line: to the server.
        organisation: whose hub it is.
        shared: it may stand in a database with that of another one, which then sees how much lies there.

    Raises:
        UserError: ``hub-not-allowed``: the login may not make roles or schemas; ``newer-hub``; ``hub-of-others``:
            the database is another organisation's. Nothing was changed.
    """
    with _allowed(), line.together():
        line.rows(f"SELECT pg_advisory_xact_lock({_TURN})")
        for role in (OWNER, MEMBERS):
            if not line.rows("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]):
                line.rows(f"CREATE ROLE {role} NOLOGIN")
        if line.rows("SELECT 1 WHERE NOT pg_has_role(session_user, %s, 'MEMBER')", [OWNER]):
            line.rows(f"GRANT {OWNER} TO CURRENT_USER")
        if not shared:
            _require_own(line, organisation)
        _run(line, _MAKE + "".join(_guarded(table, own) for table, own in _ADDED.items()) + "\nRESET ROLE;")
        require_version(line)
        _close_database(line)


def _require_own(line: Line, organisation: str) -> None:
    """Nobody else's hub is in this database: its statistics would tell each of them how many rows the other has."""
    if line.rows("SELECT 1 WHERE to_regclass('sijill_hub.login') IS NULL"):
        return
    line.rows(f"SET LOCAL ROLE {OWNER}")
    others = line.rows("SELECT 1 FROM sijill_hub.login WHERE organisation <> %s LIMIT 1", [organisation])
    line.rows("RESET ROLE")
    if others:
        raise _hub_of_others()


def _hub_of_others() -> UserError:
    return UserError(
        "hub-of-others",
        message("This database holds the hub of another organisation. Nothing was changed."),
        message(
            "Make a database of its own for yours, and name it in the address; or share this one: {way}.",
            way="hub init URL --shared",
        ),
    )


def admit(line: Line, organisation: str, device: str, keep: Callable[[str, str], object]) -> None:
    """Give a device a login and a new password, which the server never sees.

    ``keep`` is given both before the server counts them: when they cannot be kept, the old ones stay.
    """
    login, password = login_of(organisation, device), secrets.token_urlsafe(24)
    coded = line.verifier(password, login)
    with _allowed(), line.together():
        line.rows(f"SELECT pg_advisory_xact_lock({_TURN})")
        known = line.rows("SELECT 1 FROM pg_roles WHERE rolname = %s", [login])
        line.rows(f"{'ALTER' if known else 'CREATE'} ROLE {login} LOGIN PASSWORD '{coded}'")
        line.rows(f"GRANT {MEMBERS} TO {login}")
        _on_database(line, f"GRANT CONNECT ON DATABASE %I TO {login}")
        line.rows(f"SET LOCAL ROLE {OWNER}")
        line.rows("DELETE FROM sijill_hub.login WHERE name = %s", [login])
        line.rows("INSERT INTO sijill_hub.login VALUES (%s, %s, %s)", [login, organisation, device])
        keep(login, password)


def dismiss(line: Line, organisation: str, device: str) -> None:
    """Take a device's login away; connections it still has see nothing from now on."""
    login = login_of(organisation, device)
    with _allowed(), line.together():
        line.rows(f"SELECT pg_advisory_xact_lock({_TURN})")
        if line.rows("SELECT 1 FROM pg_roles WHERE rolname = %s", [login]):
            line.rows(f"ALTER ROLE {login} NOLOGIN PASSWORD NULL")
            line.rows(f"REVOKE {MEMBERS} FROM {login}")
            _on_database(line, f"REVOKE CONNECT ON DATABASE %I FROM {login}")
        line.rows(f"SET LOCAL ROLE {OWNER}")
        line.rows("DELETE FROM sijill_hub.login WHERE name = %s", [login])


def require_version(line: Line) -> None:
    """The hub is of a kind this program knows.

    Raises:
        UserError: ``newer-hub``.
    """
    ((version,),) = line.rows("SELECT max(version) FROM sijill_hub.about")
    if version != VERSION:
        raise UserError(
            "newer-hub",
            message("This hub was made by a newer Sijill."),
            message("Install the newer program on this laptop. Nothing was changed."),
        )


def login_of(organisation: str, device: str) -> str:
    """The name a device logs in with: hexadecimal digits only, so it can stand in a statement."""
    if not (len(bytes.fromhex(organisation)) == 32 and len(bytes.fromhex(device)) == 6):
        raise ValueError("no device of an organisation")
    return f"sijill_{device.lower()}_{organisation[:8].lower()}"


def _run(line: Line, statements: str) -> None:
    for one in statements.split(";\n"):
        if one.strip(" \n;"):
            line.rows(one)


@contextmanager
def _allowed() -> Iterator[None]:
    """Inside the block, a refusal concerns whoever looks after the hub."""
    try:
        yield
    except UserError as refused:
        if refused.kind != "no-hub":
            raise
        raise UserError(
            "hub-not-allowed",
            message("This name may not do that on the server, or the hub is not made there yet. Nothing was changed."),
            message("Use a name that may make roles and schemas, and make the hub first."),
        ) from refused


def _close_database(line: Line) -> None:
    """In a database that is the hub's alone, nobody else may even look at the catalogue."""
    others = """SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname <> 'sijill_hub'
        AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%' LIMIT 1"""
    if not line.rows(others):
        _on_database(line, "REVOKE ALL ON DATABASE %I FROM PUBLIC")


def _on_database(line: Line, statement: str) -> None:
    ((made,),) = line.rows("SELECT format(%s::text, current_database())", [statement])
    line.rows(made)
