"""Writing and reading, as work for the room: what runs outside Qt's thread, and the words for what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from gui.attachments.told import came_words, sent_words
from gui.jobs import Pace
from gui.say import ltr, say, say_message, say_n
from gui.sync.known import remember_stick
from gui.sync.places import Place
from gui.sync.working import Working
from storage import (
    RECORDS,
    Freight,
    Outcome,
    Pushed,
    Read,
    forget_place,
    known_places,
    read_folder,
    remember_place,
    require_place,
    write_folder,
)

if TYPE_CHECKING:
    from gui.context import Context
    from storage import Store

REMEMBERED = "sync-folder"


def before(context: Context) -> Callable[[], Iterable[str]]:
    """Asks, outside Qt's thread, for the places exchanged with before by whatever door: the last one first."""
    store, last = context.store, str(context.setting(REMEMBERED, ""))
    return lambda: dict.fromkeys((last, *known_places(store)[::-1]))


def write(context: Context, working: Working, place: Place) -> None:
    """Write what the others lack."""
    store = context.store

    def do(pace: Pace) -> tuple[int | None, str, Freight]:
        _require(store, place)
        freight = Freight(store.exchange_limit())
        written = write_folder(
            store, place.path, road=place.road, freight=freight, progress=pace.step, cancelled=lambda: pace.cancelled
        )
        mark = remember_place(store, place.path)
        return sum(one.changes for one in written) if written else None, mark, freight

    def done(found: tuple[int | None, str, Freight]) -> None:
        changes, mark, freight = found
        context.remember(REMEMBERED, str(place.path))
        if place.stick:
            remember_stick(context, mark, place.name)
        context.announce(Outcome())
        name, files = ltr(place.name), sent_words(freight)
        if changes is None and not freight.files:
            lies = say("“{name}” holds all of it already; nothing had to be written.", name=name)
            then = say("Take it to the others. A receipt comes back with theirs.")
            working.tell("ok", lies, f"{files} {then}".strip())
            return
        told = say("Only the receipt was written.") if not changes and not freight.files else say_n(
            "Written: {count} change, encrypted and read back.", "Written: {count} changes, encrypted and read back.",
            changes or 0,
        )  # fmt: skip
        then = say("Take “{name}” to the others. A receipt comes back with theirs.", name=name)
        working.tell("ok", told, f"{files} {then}".strip())

    words = say("Writing to “{name}”…", name=ltr(place.name))
    working.begin(do, done, words, say("Cancelling leaves no half file behind."))


def read(context: Context, working: Working, place: Place) -> None:
    """Read all there is."""
    store = context.store

    def do(pace: Pace) -> tuple[Read, Freight]:
        _require(store, place)
        freight = Freight(store.exchange_limit())
        found = read_folder(
            store, place.path, road=place.road, freight=freight, progress=pace.step, cancelled=lambda: pace.cancelled
        )
        return found, freight

    def done(both: tuple[Read, Freight]) -> None:
        found, freight = both
        context.remember(REMEMBERED, str(place.path))
        context.announce(outcome_of(found))
        tell_read(working, found, came_words(found.files, freight))

    words = say("Reading from “{name}”…", name=ltr(place.name))
    working.begin(do, done, words, say("Each file is taken in whole or not at all. Cancelling leaves nothing half."))


def with_hub(context: Context, working: Working, address: str) -> None:
    """Take in what the hub has and we lack, add what it lacks."""
    store = context.store

    def do(pace: Pace) -> tuple[Read, Pushed, Freight]:
        into, out = Freight(store.exchange_limit()), Freight(store.exchange_limit())
        stop = lambda: pace.cancelled  # noqa: E731 - asked again and again
        found, pushed = store.exchange_hub(address, into=into, out=out, progress=pace.step, cancelled=stop)
        return found, pushed, out

    def done(both: tuple[Read, Pushed, Freight]) -> None:
        found, pushed, out = both
        context.announce(outcome_of(found))
        sent = say_n(
            "{count} change was added to it.", "{count} changes were added to it.", pushed.changes,
            none="It lacked nothing of us.",
        )  # fmt: skip
        sent = " ".join(part for part in (sent, came_words(found.files), sent_words(out)) if part)
        if found.bundles or found.refused:
            tell_read(working, found, sent)
        else:
            working.tell("ok", say("The hub has nothing that is not here."), sent)

    words = say("Exchanging with “{name}”…", name=hub_name(address))
    working.begin(do, done, words, say("What went through until then stays on both sides. The next time it goes on."))


def _require(store: Store, place: Place) -> None:
    """It is there, and what lay there before lies there still; who has just chosen a folder means it as it is."""
    if place.anew:
        forget_place(store, place.path)
    require_place(store, place.path)


def hub_name(address: str) -> str:
    """A hub as people call it: its host and database, without what stands around them."""
    return ltr(address.partition("://")[2].partition("?")[0].rpartition("@")[2].strip("/") or address)


def outcome_of(found: Read) -> Outcome:
    """What others' changes have altered, for the screens."""
    files = frozenset({"attachment"} if found.files else ())
    return Outcome(frozenset(RECORDS) if found.changes else files, tuple(found.ids))


def tell_read(working: Working, found: Read, besides: str = "") -> None:
    """What came of reading: new changes, disputes, what was set apart, refused files; ``besides``: what went out."""
    if not (found.bundles or found.harmed or found.files or _unheard(found)):
        known = say("Everything there was read before.") if found.known else say("Nothing of Sijill lies there.")
        todo = "" if found.known else say("Ask the other team to write to it, then read again.")
        if found.empty:
            todo = say("It is empty. Is the stick or share connected?")
        if found.elsewhere and not found.known:
            known = say("Nothing of this register lies there.")
        working.tell("information", known, " ".join([*left_words(found), todo]).strip())
        return
    kind, first, then = read_words(found, besides)
    working.tell(kind, first, then, review=bool(found.conflicts))
    working.tell_refused(found)


def left_words(found: Read) -> list[str]:
    """What lies there for others: nothing is wrong with it."""
    told = []
    if count := len(found.for_others):
        words = say_n("{count} file is for other laptops alone.", "{count} files are for other laptops alone.", count)
        told.append(words)
    if found.elsewhere:
        told.append(
            say_n(
                "{count} file of another organisation was left alone.",
                "{count} files of another organisation were left alone.",
                found.elsewhere,
            )
        )
    if _unheard(found):
        told.append(say_message(found.for_others[0].todo))
    return told


def _unheard(found: Read) -> bool:
    """Whether all of it, or what is newest, is for others: nobody knows this laptop yet, or it was taken out."""
    return bool(found.for_others) and (found.shut_out or not (found.bundles or found.known))


def read_words(found: Read, besides: str = "") -> tuple[str, str, str]:
    """The kind of note, its first sentence and the others."""
    first = say_n(
        "{count} new change was taken in.", "{count} new changes were taken in.", found.changes,
        none="No new change was taken in.",
    )  # fmt: skip
    more = [besides] if besides else []
    if found.conflicts:
        more.append(say_n("{count} value is disputed.", "{count} values are disputed.", found.conflicts))
    if found.apart:
        more.append(say_n("{count} piece was set apart.", "{count} pieces were set apart.", len(found.apart)))
    if found.harmed:
        more.append(say_n("{count} file was refused.", "{count} files were refused.", len(found.harmed)))
    if found.cloned:
        more.append(say("Another laptop writes under the name of this one; this one goes on under a new number."))
    elif found.twins:
        more.append(say("Two laptops write under one name. Each gets what the other wrote."))
    more += left_words(found)
    kind = "warning" if found.harmed or _unheard(found) or found.apart or found.cloned or found.twins else "ok"
    return kind, first, " ".join(more)
