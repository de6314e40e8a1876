"""Laws of whoever looks after a hub, and of servers that are not as they should be: words, and nothing half done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from storage.errors import UserError
from storage.store import Store
from storage.sync.hub_address import trouble_of
from storage.sync.hub_admission import admit_to_hub, begin_hub, dismiss_from_hub, take_admission
from storage.sync.hub_login import place_of_hub
from storage.sync.hub_schema import login_of
from tests.builders import a_store, an_incident
from tests.sync.hubs import a_database, a_hub, keeper, own
from tests.sync.test_segments import joined


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, postgres: str) -> Iterator[tuple[Store, Store, str]]:
    """A coordinator's register, a rescuer's that joined, and their hub."""
    folder = tmp_path_factory.mktemp("both")
    ours, theirs = a_store(folder, team="Ariha 2"), a_store(folder, team="Khan 1")
    joined(theirs, ours)
    with closing(ours), closing(theirs):
        yield ours, theirs, a_hub(postgres, ours, theirs)


def refused(do: Any) -> str:
    with pytest.raises(UserError) as trouble:
        do()
    return trouble.value.kind


def test_a_hub_is_looked_after_by_coordinators_alone(both: tuple[Store, Store, str], postgres: str) -> None:
    ours, theirs, hub = both
    server, device = keeper(hub), ours.me.device
    assert refused(lambda: begin_hub(theirs, a_database(postgres))) == "not-allowed"
    assert refused(lambda: admit_to_hub(theirs, server, device)) == "not-allowed"
    assert refused(lambda: dismiss_from_hub(theirs, server, device)) == "not-allowed"
    ours.push_hub(hub)


def test_no_hub_is_made_beside_that_of_another_organisation_unasked(
    both: tuple[Store, Store, str], tmp_path: Path
) -> None:
    ours, theirs, hub = both
    other = a_store(tmp_path, team="Elsewhere", country="")
    with psycopg.connect(keeper(hub)) as server:
        asked = b"SELECT rolname FROM pg_roles UNION SELECT relname FROM pg_class ORDER BY 1"
        before = server.execute(asked).fetchall()
        assert refused(lambda: begin_hub(other, keeper(hub))) == "hub-of-others"
        assert server.execute(asked).fetchall() == before and other.hubs() == []
    begin_hub(ours, keeper(hub))
    for store in (ours, theirs):
        store.pull_hub(hub)
    begin_hub(other, keeper(hub), shared=True)
    other.push_hub(hub)
    begin_hub(other, keeper(hub), shared=True)
    assert refused(lambda: begin_hub(ours, keeper(hub))) == "hub-of-others"
    other.close()


def test_an_admission_that_cannot_be_written_leaves_the_password_given_before(
    both: tuple[Store, Store, str], tmp_path: Path
) -> None:
    ours, theirs, hub = both
    server, device = keeper(hub), theirs.me.device
    assert (
        refused(lambda: admit_to_hub(ours, server, device, tmp_path / "nowhere" / "a.sijill-admission"))
        == "unreachable"
    )
    theirs.pull_hub(hub)
    admit_to_hub(ours, server, device, tmp_path / "b.sijill-admission")
    assert refused(lambda: theirs.pull_hub(hub)) == "hub-no-entry"
    take_admission(theirs, (tmp_path / "b.sijill-admission").read_bytes())
    theirs.pull_hub(hub)


def test_an_admission_is_kept_even_when_the_line_is_cut_right_after_it(
    both: tuple[Store, Store, str], tmp_path: Path
) -> None:
    ours, theirs, hub = both
    known = ours.hub_login(place_of_hub(hub))
    ours.keep_hub_login(place_of_hub(hub), known["user"], "another")  # so that our own line is refused
    admit_to_hub(ours, keeper(hub), theirs.me.device, tmp_path / "a.sijill-admission")
    ours.keep_hub_login(place_of_hub(hub), known["user"], known["password"])
    take_admission(theirs, (tmp_path / "a.sijill-admission").read_bytes())
    theirs.pull_hub(hub)


def test_a_second_hub_on_the_same_server_leaves_the_way_into_the_first(
    both: tuple[Store, Store, str], postgres: str
) -> None:
    ours, theirs, hub = both
    second = a_hub(postgres, ours, theirs)
    for store in (ours, theirs):
        for address in (second, hub):
            store.exchange_hub(address)


@pytest.mark.parametrize(
    ("setting", "word"),
    [("statement_timeout = 1", "hub-away"), ("default_transaction_read_only = on", "hub-read-only"),
     ("client_encoding = 'SQL_ASCII'", "")],
)  # fmt: skip
def test_limits_of_a_server_have_their_words(both: tuple[Store, Store, str], setting: str, word: str) -> None:
    ours, theirs, hub = both
    login = login_of(ours.membership().root, ours.me.device[:12])
    with psycopg.connect(keeper(hub), autocommit=True) as admin:
        admin.execute(f"ALTER ROLE {login} SET {setting}".encode())
        if "timeout" in setting:  # somebody else holds the table, as a backup of the server does
            admin.execute("BEGIN")
            admin.execute("LOCK sijill_hub.segment IN ACCESS EXCLUSIVE MODE")
        an_incident(ours)
        try:
            if word:
                assert refused(lambda: ours.exchange_hub(hub)) == word
                assert ours.exchanges()[0].trouble == word
            else:
                ours.exchange_hub(hub)
        finally:
            admin.execute("ROLLBACK")
            admin.execute(f"ALTER ROLE {login} RESET ALL".encode())
    ours.exchange_hub(hub)
    theirs.exchange_hub(hub)
    assert theirs.counts()["incident"] == ours.counts()["incident"]


def test_a_hub_with_too_many_guests_says_so(both: tuple[Store, Store, str]) -> None:
    ours, _, hub = both
    login = login_of(ours.membership().root, ours.me.device[:12])
    with psycopg.connect(keeper(hub), autocommit=True) as admin:
        admin.execute(f"ALTER ROLE {login} CONNECTION LIMIT 0".encode())
        assert refused(lambda: ours.pull_hub(hub)) == "hub-full"
        admin.execute(f"ALTER ROLE {login} CONNECTION LIMIT -1".encode())


@pytest.mark.parametrize(
    ("fault", "word"),
    [(psycopg.errors.DeadlockDetected, "hub-away"), (psycopg.errors.SerializationFailure, "hub-away"),
     (psycopg.errors.IoError, "hub-faulty"), (psycopg.errors.DataCorrupted, "hub-faulty"),
     (psycopg.errors.DiskFull, "hub-full"), (psycopg.errors.LockNotAvailable, "hub-away")],
)  # fmt: skip
def test_faults_of_a_server_are_no_bugs_of_ours(fault: type[psycopg.Error], word: str) -> None:
    trouble = trouble_of(fault(), {"host": "127.0.0.1"})
    assert trouble is not None and trouble.kind == word
    assert trouble_of(psycopg.errors.SyntaxError(), {}) is None, "a statement of ours that is wrong is ours"


def test_an_address_is_kept_without_name_and_password(postgres: str) -> None:
    for typed in ("postgresql://keeper:secret@hub.example.org/sijill",
                  "postgresql://hub.example.org/sijill?user=keeper&password=secret"):  # fmt: skip
        assert place_of_hub(typed) == "postgresql://hub.example.org/sijill"
    named = "postgresql://hub.example.org:6432/sijill?sslrootcert=/etc/hub%20root.crt"
    assert place_of_hub(named) == place_of_hub(place_of_hub(named)) == named
    assert "postgres@" not in place_of_hub(own(a_database(postgres)))
