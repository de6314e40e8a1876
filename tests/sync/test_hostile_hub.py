"""Attacks over a hub: what the login of one laptop that belongs can put there to keep the others from each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from secrets import token_bytes
from typing import Any

import orjson
import psycopg
import pyrage
import pytest

from storage.errors import UserError
from storage.store import Store
from storage.sync import hub_admission, hub_rows
from storage.sync.hub_admission import admit_to_hub, take_admission
from storage.sync.keys import Signing
from storage.sync.membership import proved
from tests.sync.begun import a_place_of_a_table, an_entry, laptops
from tests.sync.hubs import a_hub, keeper, sync

Spy = psycopg.Connection[tuple[Any, ...]]
FAR = 1 << 60
SEGMENT = "INSERT INTO sijill_hub.segment (device, first, last, tip, key, content) VALUES (%s, %s, %s, %s, %s, %s)"


@pytest.fixture
def three(tmp_path: Path, postgres: str) -> Iterator[tuple[list[Store], str]]:
    """Three laptops and the hub all of them may enter; the last one has the login that is misused."""
    made = laptops(tmp_path, 3)
    yield made, a_hub(postgres, *made)
    for one in made:
        one.close()


def misused(store: Store, hub: str) -> Spy:
    return psycopg.connect(hub, autocommit=True, **store.hub_login(store.hubs()[0]))  # type: ignore[arg-type]


def key_on(spy: Spy) -> str:
    ((key,),) = spy.execute("SELECT recipient FROM sijill_hub.key").fetchall()
    return str(key)


def test_a_row_that_claims_what_a_laptop_has_yet_to_write_keeps_nothing_of_it_from_the_hub(
    three: tuple[list[Store], str],
) -> None:
    (ours, second, bad), hub = three
    for one in (ours, second, bad):
        sync(one, hub)
    with misused(bad, hub) as spy:
        for device in (ours.me.device, second.me.device):
            spy.execute(SEGMENT, [device, 1, FAR, token_bytes(32), key_on(spy), b"nothing"])
    record = an_entry(ours)
    sync(ours, hub)
    assert second.pull_hub(hub).refused, "and it is told that something there is no good"
    assert second.read("incident", record) is not None


def test_a_row_that_covers_what_a_laptop_wrote_hides_none_of_it(three: tuple[list[Store], str]) -> None:
    (ours, second, bad), hub = three
    sync(ours, hub)
    record = an_entry(ours)
    sync(ours, hub)
    sync(bad, hub)
    for device, ranges in bad.vector().items():
        last = ranges[-1][1]
        with misused(bad, hub) as spy:
            right = bad.link_at(bytes.fromhex(device), last)
            for first, tip in ((1, right), (1, token_bytes(32)), (last, right)):
                spy.execute(f"{SEGMENT} ON CONFLICT DO NOTHING", [device, first, last, tip, key_on(spy), b"nothing"])
    found = second.pull_hub(hub)
    assert second.read("incident", record) is not None and found.refused
    assert second.vector()[ours.me.device] == ours.vector()[ours.me.device]


def test_a_table_of_places_that_is_none_hides_no_table_of_its_name(three: tuple[list[Store], str]) -> None:
    (ours, second, bad), hub = three
    place = a_place_of_a_table("Kafr Nobol")
    table = place.stamp[8:]
    for one in (bad, ours):
        sync(one, hub)
    with misused(bad, hub) as spy:
        statement = "INSERT INTO sijill_hub.common (device, count, key, content) VALUES (%s, %s, %s, %s)"
        for count in (2, FAR):
            spy.execute(statement, [table.hex(), count, key_on(spy), b"nothing"])
    ours.learn([place])
    sync(ours, hub)
    assert second.pull_hub(hub).refused
    read = second.read("place", place.record.hex())
    assert read is not None and read.values["name_en"] == "Kafr Nobol"


def test_a_row_too_large_for_any_laptop_is_not_fetched(
    three: tuple[list[Store], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (ours, second, bad), hub = three
    sync(ours, hub)
    monkeypatch.setattr(hub_rows, "LARGEST_ROW", 1 << 16)
    monkeypatch.setattr(hub_rows, "LARGEST_RECEIPT", 1 << 16)
    with misused(bad, hub) as spy:
        key, much = key_on(spy), bytes(1 << 17)
        spy.execute(SEGMENT, [ours.me.device, 1, FAR, token_bytes(32), key, much])
        spy.execute("INSERT INTO sijill_hub.receipt (key, content) VALUES (%s, %s)", [key, much])
    fetched, asks = [], hub_rows.Line.rows

    def rows(line: hub_rows.Line, question: str, *more: Any, **size: int) -> list[tuple[Any, ...]]:
        found = asks(line, question, *more, **size)
        fetched.extend(cell for row in found for cell in row if isinstance(cell, bytes))
        return found

    monkeypatch.setattr(hub_rows.Line, "rows", rows)
    found = second.pull_hub(hub)
    assert [one.word for one in found.refused] == ["too-large"]
    assert max(map(len, fetched)) <= 1 << 16
    assert second.vector()[ours.me.device] == ours.vector()[ours.me.device]


def test_nobody_is_kept_out_by_what_one_other_claims_to_have_given(
    three: tuple[list[Store], str], tmp_path: Path, postgres: str
) -> None:
    (ours, second, bad), _ = three
    hub = a_hub(postgres, ours)
    record = an_entry(ours)
    sync(ours, hub)
    for one in (second, bad):
        take_admission(one, admit_to_hub(ours, keeper(hub), one.me.device))
    with psycopg.connect(keeper(hub), autocommit=True) as server:
        server.execute("SET ROLE sijill_hub_owner")
        server.execute("ALTER TABLE sijill_hub.given NO FORCE ROW LEVEL SECURITY")
        server.execute("DELETE FROM sijill_hub.given WHERE device = %s", [second.me.device[:12]])
        server.execute("ALTER TABLE sijill_hub.given FORCE ROW LEVEL SECURITY")
    place = next(one for one in bad.hubs() if hub.split("?")[0].rpartition("/")[2] in one)
    with psycopg.connect(hub, autocommit=True, **bad.hub_login(place)) as spy:  # type: ignore[arg-type]
        statement = "INSERT INTO sijill_hub.given (recipient, device, content) VALUES (%s, %s, %s)"
        spy.execute(statement, [key_on(spy), second.me.device[:12], b"nothing"])
    assert {one.word for one in second.pull_hub(hub).refused} == {"hub-no-key"}
    ours.push_hub(hub)
    second.pull_hub(hub)
    assert second.read("incident", record) is not None


def test_an_admission_counts_only_from_a_coordinator_of_ours(three: tuple[list[Store], str]) -> None:
    (ours, second, bad), _ = three
    before = ours.hub_login(ours.hubs()[0])
    told = {"what": "sijill-hub-admission", "version": 1, "hub": ours.hubs()[0], "user": "x", "password": "y"}
    other = a_store_of_another(bad)
    sealing = pyrage.x25519.Recipient.from_str(ours.keys.recipient)
    right = hub_admission._vouched_for(second, told)
    for vouched in (
        {},
        hub_admission._vouched_for(bad, told),  # belongs, but is no coordinator
        {**right, "by": ours.me.device[:12]},
        {**right, "password": "z"},
        {**right, "certificates": {}, "by": "ab" * 6},
        other,
    ):
        with pytest.raises(UserError, match="not-an-admission"):
            take_admission(ours, bytes(pyrage.encrypt(orjson.dumps({**told, **vouched}), [sealing])))
    assert ours.hub_login(ours.hubs()[0]) == before
    take_admission(ours, bytes(pyrage.encrypt(orjson.dumps({**told, **right}), [sealing])))
    assert ours.hub_login(ours.hubs()[0])["user"] == "x"


def a_store_of_another(store: Store) -> dict[str, Any]:
    """What a coordinator of another organisation says of an admission."""
    root, told = Signing.new(), store.membership().members[store.me.device[:12]]
    facts = {"device": "cd" * 6, "name": "x", "role": "coordinator", "signing": store.keys.signing.public}
    facts |= {"sealing": told.sealing, "root": root.public, "issued": told.issued}
    said = {"by": "cd" * 6, "root": root.public, "certificates": {"0" * 32: proved("certificate", facts, root)}}
    return {**said, "proof": "00" * 64}
