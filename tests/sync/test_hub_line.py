"""Laws of the line to a hub: private or not at all, cut anywhere without loss, stopped when a person says so."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import ssl
import struct
import threading
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from threading import Thread
from time import sleep

import psycopg
import pytest

from exports.commands.hub import exchanged_with_hub
from storage.attachments.freight import Freight
from storage.edits import Edit
from storage.errors import Cancelled, UserError
from storage.store import Store
from storage.sync.hub_address import asked_of
from tests.builders import a_store, an_incident
from tests.rounds import rounds
from tests.sync.hubs import a_hub, certificate, chances, keeper, standing_in_the_way, sync
from tests.sync.test_segments import joined
from tests.test_merging import assert_equals_specification

WEAPONS = ("aerial_bomb", "barrel_bomb", "cluster_munition", "guided_missile", "mortar", "tank_shell", "landmine")
CUTS = rounds(60, 5_000, "SIJILL_CUTS")


@pytest.mark.timeout(7200 if CUTS > 100 else 300)
def test_cut_at_any_byte_it_goes_on_without_gap_or_double(pair: tuple[Store, Store], hub: str) -> None:
    ours, theirs = pair
    with standing_in_the_way(hub) as proxy:
        addresses = [proxy.address(store, hub) for store in pair]
        for n, after in enumerate(chances(7, CUTS, 60_000)):
            store, address = pair[n % 2], addresses[n % 2]
            an_incident(store, narrative=f"number {n} " * 20)
            proxy.after = after
            try:
                sync(store, address)
            except UserError as trouble:
                assert trouble.kind == "hub-away", trouble.kind
            assert not store.set_apart()
        proxy.after = None
        for store, address in zip((ours, theirs, ours), (*addresses, addresses[0]), strict=True):
            sync(store, address)
    assert ours.state_hash() == theirs.state_hash()
    assert ours.vector() == theirs.vector()
    assert ours.counts()["incident"] == CUTS
    with psycopg.connect(keeper(hub)) as admin:
        rows = admin.execute("SELECT device, first, last FROM sijill_hub.segment ORDER BY 1, 2").fetchall()
    for device in {row[0] for row in rows}:
        ranges = [row[1:] for row in rows if row[0] == device]
        assert all(later[0] == earlier[1] + 1 for earlier, later in pairwise(ranges)), ranges


def test_a_line_that_stalls_is_given_up_and_one_the_person_stops_ends(pair: tuple[Store, Store], hub: str) -> None:
    ours, _ = pair
    with standing_in_the_way(hub) as proxy:
        address = proxy.address(ours, hub)
        proxy.stalls = True
        for after in (0, 100, 2_000):
            proxy.after = after
            with pytest.raises(UserError, match="hub-away"):
                ours.push_hub(address, patience=0.4)
            stopped = threading.Event()
            threading.Timer(0.2, stopped.set).start()
            with pytest.raises(Cancelled):
                ours.push_hub(address, cancelled=stopped.is_set, patience=60.0)


def test_a_line_that_only_drips_carries_everything_however_long_it_takes(pair: tuple[Store, Store], hub: str) -> None:
    ours, theirs = pair
    record = an_incident(ours, narrative="x y z " * 2_000)
    with standing_in_the_way(hub) as proxy:
        addresses = [proxy.address(store, hub) for store in pair]
        proxy.pause = 0.01
        for store, address in zip((ours, theirs), addresses, strict=True):
            store.push_hub(address, patience=5.0)
            store.pull_hub(address, patience=5.0)
    assert theirs.read("incident", record) is not None
    assert ours.peers() or theirs.peers()


def test_what_went_through_is_told(pair: tuple[Store, Store], hub: str) -> None:
    ours, theirs = pair
    an_incident(ours)
    told: list[tuple[int, int]] = []
    ours.push_hub(hub, progress=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] > 0
    theirs.pull_hub(hub, progress=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] > 0


# --------------------------------------------------------------------------------------------- privacy


@pytest.mark.parametrize("where", ["hub.example.org", "192.0.2.7", "localhost,hub.example.org"])
def test_other_computers_are_spoken_to_over_proved_tls_or_not_at_all(where: str) -> None:
    asked = asked_of(f"postgresql://{where}/sijill")
    told = asked["sslmode"], asked["gssencmode"], asked["require_auth"]
    assert told == ("verify-full", "disable", "scram-sha-256")
    for mode in ("disable", "prefer", "require", "verify-ca"):
        with pytest.raises(UserError, match="hub-not-private"):
            asked_of(f"postgresql://{where}/sijill?sslmode={mode}")


def test_no_other_way_round_leads_out_unproved(monkeypatch: pytest.MonkeyPatch) -> None:
    for address in ("postgresql://localhost/x?hostaddr=192.0.2.7", "postgresql://?service=far"):
        assert asked_of(address)["sslmode"] == "verify-full"
    assert "sslmode" not in asked_of("postgresql://localhost/x")
    monkeypatch.setenv("PGHOSTADDR", "192.0.2.7")
    monkeypatch.setenv("PGSSLMODE", "disable")
    assert asked_of("postgresql://localhost/x")["sslmode"] == "verify-full"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="certificates for this test are made by openssl")
def test_plain_wrong_root_run_out_and_wrong_host_are_refused_with_words(
    pair: tuple[Store, Store], hub: str, tmp_path: Path
) -> None:
    ours, _ = pair
    good = certificate(tmp_path / "c", "good")
    cases = {
        "": (good, good[0]),
        "hub-stranger": (good, certificate(tmp_path / "c", "other")[0]),
        "hub-expired": (old := certificate(tmp_path / "c", "old", days=-1), old[0]),
        "hub-other-host": (away := certificate(tmp_path / "c", "away", host="DNS:elsewhere.example"), away[0]),
    }
    for word, (shown, trusted) in cases.items():
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*shown)
        with standing_in_the_way(hub, tls=context) as proxy:
            address = proxy.address(ours, hub, f"sslmode=verify-full&sslrootcert={trusted}")
            if word:
                with pytest.raises(UserError, match=word):
                    ours.push_hub(address)
            else:
                ours.push_hub(address)
    with standing_in_the_way(hub) as proxy, pytest.raises(UserError, match="hub-plain"):
        ours.push_hub(proxy.address(ours, hub, f"sslmode=verify-full&sslrootcert={good[0]}"))


# --------------------------------------------------------------------------------------------- many at once


@pytest.mark.timeout(600)
def test_eight_uploaders_and_two_coordinators_on_shared_records_lose_no_edit(postgres: str, tmp_path: Path) -> None:
    stores = [a_store(tmp_path, team=f"Team {n}", country="") for n in range(10)]
    for n, store in enumerate(stores[1:]):
        joined(store, stores[0], "coordinator" if n == 0 else "verifier")
    hub = a_hub(postgres, *stores)
    shared = [_entry(stores[0], n) for n in range(3)]
    sync(stores[0], hub)
    for store in stores[1:]:
        sync(store, hub)
    troubles: list[BaseException] = []

    def work(n: int) -> None:
        try:
            for turn in range(3):
                for record in shared:
                    told = {"narrative": f"{n} {turn}", "weapon": (WEAPONS[(n + turn) % len(WEAPONS)],)}
                    stores[n].save([Edit("incident", record, told)], why="as heard")
                sync(stores[n], hub)
        except BaseException as trouble:  # noqa: BLE001 - told below
            troubles.append(trouble)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not troubles
    for _ in range(2):
        for store in stores:
            sync(store, hub)
    assert len({store.state_hash() for store in stores}) == 1
    assert len({tuple(sorted(store.conflicts())) for store in stores}) == 1
    journals = [{one.stamp for one in store.changes()} for store in stores]
    assert all(journal == journals[0] for journal in journals)
    assert len([one for one in stores[0].changes() if "narrative" in one.fields]) >= 10 * 3 * 3
    _assert_overlapping_edits_are_disputed(stores[0], shared)
    for store in stores:
        assert not store.set_apart()
        store.close()


def _assert_overlapping_edits_are_disputed(store: Store, shared: list[str]) -> None:
    """Whoever changed a protected field last without having seen the other's last word stands beside it, by name."""
    found = {(record, field) for _, record, field in store.conflicts()}
    for record in shared:
        told = [one for one in store.changes() if one.record.hex() == record and "weapon" in one.fields]
        seen = {stamp for one in told for stamp in one.over.get("weapon", ())}
        last = {one.stamp: one.fields["weapon"] for one in told if one.stamp not in seen}
        assert ((record, "weapon") in found) == (len({str(value) for value in last.values()}) > 1)
        entry = store.read("incident", record)
        assert entry is not None
        if (record, "weapon") in found:
            assert {rival.stamp for rival in entry.disputed["weapon"]} == last.keys()
    assert {field for _, field in found} >= {"weapon"}, "nothing overlapped: the test would prove nothing"
    assert_equals_specification(store)


def _entry(store: Store, n: int) -> str:
    told = {"attack": "air_strike", "narrative": f"entry {n}", "status": "draft"}
    return store.save([Edit("incident", None, told)]).ids[0]


def test_ctrl_c_hangs_up_a_line_that_stalls_and_the_next_exchange_goes_on(
    pair: tuple[Store, Store], hub: str, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, _ = pair
    tried: list[object] = []
    monkeypatch.setattr(psycopg.Connection, "_try_cancel", lambda self, **_: tried.append(self))
    before = signal.getsignal(signal.SIGINT)

    def press() -> None:
        while signal.getsignal(signal.SIGINT) is before:
            sleep(0.02)
        sleep(0.3)
        os.kill(os.getpid(), signal.SIGINT)

    with standing_in_the_way(postgres) as proxy:
        proxy.after, proxy.stalls = 3_000, True
        hand = Thread(target=press)
        hand.start()
        with pytest.raises(KeyboardInterrupt):
            exchanged_with_hub(ours, proxy.address(ours, hub), Freight(0), Freight(0))
        hand.join()
    assert not tried, "nobody asks a server that does not answer"
    assert signal.getsignal(signal.SIGINT) is before
    exchanged_with_hub(ours, hub, Freight(0), Freight(0))


def test_who_listens_in_place_of_the_server_is_shown_no_password(pair: tuple[Store, Store]) -> None:
    """Any program may listen on a port of this computer while the server, or the way to it, is down."""
    heard = b""
    door = socket.create_server(("127.0.0.1", 0))

    def listens() -> None:
        nonlocal heard
        near, _ = door.accept()
        with near:
            near.settimeout(20)
            length, code = struct.unpack(">II", near.recv(8))
            if code == 80877103:  # asks for TLS
                near.sendall(b"N")
                length = struct.unpack(">I", near.recv(4))[0] + 4
            near.recv(length)
            near.sendall(b"R" + struct.pack(">II", 8, 3))  # "tell me your password as it is"
            with suppress(OSError):
                while more := near.recv(4096):
                    heard += more

    thread = Thread(target=listens, daemon=True)
    thread.start()
    place = f"postgresql://127.0.0.1:{door.getsockname()[1]}/x"
    pair[0].keep_hub_login(place, "somebody", "canary-of-the-password")
    with pytest.raises(UserError, match="hub-no-entry"):
        pair[0].pull_hub(place)
    thread.join()
    door.close()
    assert b"canary" not in heard
