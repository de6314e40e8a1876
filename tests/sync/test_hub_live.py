"""Laws of a register that follows a hub: saves go at once, others' come at once, a cut line is found again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from threading import Event, Thread
from time import monotonic

import psycopg
import pytest

from storage.errors import Cancelled
from storage.store import Store
from storage.sync import hub_live, hub_rows
from storage.sync.bundle import Opened
from storage.sync.hub_admission import admit_to_hub, dismiss_from_hub, take_admission
from storage.sync.hub_keys import HubKey
from storage.sync.hub_line import Line
from storage.sync.hub_live import AWAY, HERE, HubNews
from tests.attachments.files import a_photo
from tests.builders import a_store, an_incident, change
from tests.sync.hubs import keeper, standing_in_the_way
from tests.sync.test_segments import joined


class Follower:
    """A store that follows a hub in a thread of its own, as the window lets it."""

    def __init__(self, store: Store, address: str) -> None:
        self.store, self.news, self.wake, self._end = store, list[HubNews](), Event(), Event()
        self.over: BaseException | None = None
        self._thread = Thread(target=self._run, args=(address,), daemon=True)
        self._thread.start()

    def _run(self, address: str) -> None:
        try:
            self.store.follow_hub(address, self.news.append, wake=self.wake, cancelled=self._end.is_set)
        except BaseException as over:  # noqa: BLE001 - looked at when it is over
            self.over = over

    def saves(self, **values: object) -> str:
        record = an_incident(self.store, **values)
        self.wake.set()
        return record

    def end(self) -> float:
        began = monotonic()
        self._end.set()
        self._thread.join(20)
        assert isinstance(self.over, Cancelled), self.over
        return monotonic() - began


@contextmanager
def following(hub: str, *stores: Store) -> Iterator[list[Follower]]:
    found = [Follower(store, hub) for store in stores]
    try:
        for one in found:
            until(lambda one=one: any(news.state == HERE for news in one.news))  # type: ignore[misc]
        yield found
    finally:
        for one in found:
            one.end()


def until(true: Callable[[], object], seconds: float = 30) -> None:
    """Wait; the time is only a net against waiting for ever."""
    end = monotonic() + seconds
    pause = Event()
    while not true():
        assert monotonic() < end, "it did not come"
        pause.wait(0.02)


def test_a_photo_follows_without_anybody_asking(pair: tuple[Store, Store], hub: str) -> None:
    ours, theirs = pair
    with following(hub, ours, theirs) as (here, _):
        made = ours.attach(BytesIO(a_photo()), "incident", "ab" * 16, name="a.jpg")
        here.wake.set()
        until(lambda: (found := theirs.attached(made)) and found.here)
        until(lambda: [one.act for one in ours.custody(made)] == ["added", "received"])
    with theirs.attachment_stream(made) as file:
        assert file.read() == a_photo()


def test_every_save_is_on_the_other_side_without_anybody_asking(pair: tuple[Store, Store], hub: str) -> None:
    ours, theirs = pair
    with following(hub, ours, theirs) as (here, there):
        record = here.saves()
        until(lambda: theirs.read("incident", record))
        change(theirs, "incident", record, weapon=("artillery",))
        there.wake.set()
        until(lambda: (found := ours.read("incident", record)) and found.values.get("weapon") == ("artillery",))
        until(lambda: ours.unshared() == 0 == theirs.unshared())
        until(lambda: ours.vector() == theirs.vector())
    assert ours.state_hash() == theirs.state_hash()
    arrived = [news.read for news in here.news if news.read is not None]
    assert any(record in read.ids for read in arrived)
    assert sum(news.sent for news in here.news) > 0


def test_an_empty_laptop_that_follows_gets_everything(pair: tuple[Store, Store], hub: str, tmp_path: Path) -> None:
    ours, _ = pair
    for _ in range(3):
        an_incident(ours)
    third = a_store(tmp_path, team="Hama 1", country="")
    joined(third, ours)
    take_admission(third, admit_to_hub(ours, keeper(hub), third.me.device))
    with following(hub, ours, third):
        until(lambda: third.counts()["incident"] == 3)
        until(lambda: third.state_hash() == ours.state_hash())
    third.close()


def test_a_hub_that_is_idle_is_asked_for_nothing_but_its_beat(pair: tuple[Store, Store], hub: str) -> None:
    ours, theirs = pair
    with following(hub, ours, theirs) as (here, there):
        until(lambda: ours.unshared() == 0 == theirs.unshared())
        pause = Event()
        until(lambda: _silent(here, there, pause))
        before = len(here.news) + len(there.news)
        pause.wait(1.0)
        assert len(here.news) + len(there.news) == before, "receipts must not answer receipts"


def _silent(here: Follower, there: Follower, pause: Event) -> bool:
    before = len(here.news) + len(there.news)
    pause.wait(0.4)
    return len(here.news) + len(there.news) == before


def test_a_cut_line_is_told_found_again_and_nothing_is_missed(
    pair: tuple[Store, Store], hub: str, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_live, "PAUSES", (0.05,))
    ours, theirs = pair
    with standing_in_the_way(postgres) as proxy:
        address = proxy.address(ours, hub)
        with following(address, ours) as (here,):
            with psycopg.connect(keeper(hub), autocommit=True) as admin:
                admin.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            until(lambda: any(news.state == AWAY for news in here.news))
            assert next(news.trouble.kind for news in here.news if news.trouble) == "hub-away"
            record = here.saves()
            until(lambda: here.news[-1].state == HERE and ours.vector() == here.store.vector())
            theirs.pull_hub(hub)
            until(lambda: theirs.pull_hub(hub) and theirs.read("incident", record))


def test_what_came_before_a_cut_is_told_and_a_falling_line_does_not_flood_the_log(
    pair: tuple[Store, Store], hub: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_live, "PAUSES", (0.02,))
    ours, theirs = pair
    record = an_incident(theirs)
    theirs.push_hub(hub)
    hear, cuts = hub_rows.receipts_on, [1, 2, 3]

    def cut(line: Line, keys: dict[str, HubKey]) -> Iterator[tuple[str, bytes, Opened]]:
        if cuts:  # by then what others wrote has been taken in
            cuts.pop()
            line._hang_up()
        return hear(line, keys)

    monkeypatch.setattr(hub_rows, "receipts_on", cut)
    with following(hub, ours) as (here,):
        away = [news for news in here.news if news.state == AWAY]
        assert len(away) == 3 and away[0].read is not None and record in away[0].read.ids
        assert [news.read for news in away[1:]] == [None, None], "told once"
    told = [(one.direction, bool(one.changes), one.trouble) for one in ours.exchanges() if one.road == "hub"]
    assert told.count(("in", False, "hub-away")) == 1 and told.count(("in", True, "")) == 1
    assert len(told) <= 5


def test_ending_it_takes_no_longer_than_a_breath_even_when_the_line_stalls(
    pair: tuple[Store, Store], hub: str, postgres: str
) -> None:
    ours, _ = pair
    with standing_in_the_way(postgres) as proxy:
        proxy.after, proxy.stalls = 6_000, True
        one = Follower(ours, proxy.address(ours, hub))
        Event().wait(0.5)
        one.end()
    assert not any(news.state == HERE for news in one.news)


def test_whoever_is_dismissed_while_following_is_told_and_sees_nothing_more(
    pair: tuple[Store, Store], hub: str
) -> None:
    ours, theirs = pair
    with following(hub, theirs) as (there,):
        dismiss_from_hub(ours, keeper(hub), theirs.me.device)
        there.saves()
        until(lambda: any(news.state == AWAY for news in there.news))
        assert {news.trouble.kind for news in there.news if news.trouble} <= {"no-hub", "hub-no-entry"}


def test_the_channel_of_another_organisation_cannot_be_learned(
    pair: tuple[Store, Store], hub: str, postgres: str, tmp_path: Path
) -> None:
    ours, _ = pair
    stranger = a_store(tmp_path, team="Elsewhere")
    from storage.sync.hub_admission import begin_hub

    begin_hub(stranger, keeper(hub), shared=True)
    names = []
    for store in (ours, stranger):
        place = next(one for one in store.hubs())
        with psycopg.connect(hub, autocommit=True, **store.hub_login(place)) as line:  # type: ignore[arg-type]
            names.append(line.execute("SELECT sijill_hub.channel()").fetchone())
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                line.execute("SELECT * FROM sijill_hub.channel")
    assert None not in names and names[0] != names[1]
    assert ours.membership().root[:8] not in str(names[0])
    stranger.close()


def test_a_hub_that_tells_nothing_is_followed_all_the_same(
    pair: tuple[Store, Store], hub: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_live, "BEAT", 0.2)
    ours, theirs = pair
    with psycopg.connect(keeper(hub), autocommit=True) as admin:  # as one made by an earlier program
        admin.execute("DROP FUNCTION sijill_hub.channel()")
    with following(hub, ours) as (here,):
        here.saves()
        until(lambda: theirs.pull_hub(hub) and theirs.counts()["incident"] == 1)
        an_incident(theirs)
        theirs.push_hub(hub)
        until(lambda: ours.counts()["incident"] == 2)
