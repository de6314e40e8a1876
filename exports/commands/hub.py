"""The hub on the command line: made, joined, left, exchanged with."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from storage import UserError, Words, message

if TYPE_CHECKING:
    from storage import Freight, Read, Store

    Progress = Callable[[int, int], None]

WAYS = ("init", "admit", "login", "dismiss")


def add_hub_verb(verb: Any, words: Words) -> None:
    """``hub`` and what can follow it."""
    say = words.t
    hub = verb("hub", say("a server of the organisation: make it, admit laptops to it"))
    hub.add_argument("way", choices=WAYS, help=say("make it, admit a laptop, take an admission, dismiss a laptop"))
    about = say("the server, under a name that may make roles there; for “login” the file of the admission")
    hub.add_argument("target", metavar="URL|FILE", help=about)
    hub.add_argument("device", metavar="DEVICE", nargs="?", default="", help=say("the laptop to admit or dismiss"))
    shared = say("make it in a database where another organisation has its hub; both can see how much lies there")
    hub.add_argument("--shared", action="store_true", help=shared)
    hub.add_argument("--answer", metavar="FILE", type=Path, help=say("the new file that admits that laptop"))


def hub_lines(store: Store, asked: Mapping[str, Any], words: Words, device: str) -> Iterator[str]:
    """Do what was asked and tell it; ``device``: number of the laptop that was named, "" for none."""
    from storage import admit_to_hub, begin_hub, dismiss_from_hub, take_admission, translated

    way, target = asked["way"], asked["target"]
    if way == "login":
        with translated(), Path(target).open("rb") as file:
            name = take_admission(store, file.read(1 << 18))
        yield words.t("This laptop can exchange with the hub now: {name}", name=name)
        return
    if way in ("admit", "dismiss") and not device:
        raise _incomplete()
    if way == "admit" and asked["answer"] is None:
        raise _incomplete()
    with stopped_by_hand() as stop:
        if way == "init":
            name = begin_hub(store, target, shared=asked["shared"], cancelled=stop)
            told = words.t("The hub is ready, and this laptop is admitted: {name}", name=name)
        elif way == "admit":
            admit_to_hub(store, target, device, asked["answer"], cancelled=stop)
            told = words.t("The laptop is admitted. Give it the file; no other laptop can open it.")
        else:
            dismiss_from_hub(store, target, device, cancelled=stop)
            told = words.t("The laptop cannot reach the hub any more.")
    yield told


def exchanged_with_hub(
    store: Store, address: str, into: Freight, out: Freight, progress: Progress | None = None
) -> tuple[Read, int]:
    """Both directions: what was taken in, and how many changes were added to the hub; files as far as they may go."""
    with stopped_by_hand() as stop:
        found, pushed = store.exchange_hub(address, into=into, out=out, progress=progress, cancelled=stop)
    return found, pushed.changes


@contextmanager
def stopped_by_hand() -> Iterator[Callable[[], bool]]:
    """Inside the block Ctrl+C asks the line to hang up, which it does at once; a second one breaks off as ever.

    Left to itself the driver would ask the server first whether it may, and wait seconds for a line that stalls.

    Raises:
        KeyboardInterrupt: when the work ended because it was asked to.
    """
    from storage import Cancelled

    asked, before = Event(), signal.getsignal(signal.SIGINT)

    def ask(*_: object) -> None:
        asked.set()
        signal.signal(signal.SIGINT, before)

    own = threading.current_thread() is threading.main_thread() and before is not None
    if own:
        signal.signal(signal.SIGINT, ask)
    try:
        yield asked.is_set
    except Cancelled as stopped:
        raise KeyboardInterrupt from stopped
    finally:
        if own:
            signal.signal(signal.SIGINT, before)


def _incomplete() -> UserError:
    return UserError(
        "hub-incomplete",
        message("To admit or dismiss a laptop, name it; to admit one, name the new file as well."),
        message("Write it as {example}.", example="hub admit URL DEVICE --answer FILE"),
    )
