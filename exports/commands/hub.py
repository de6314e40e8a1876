"""The hub on the command line: made, joined, left, exchanged with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
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
    hub.add_argument("--answer", metavar="FILE", type=Path, help=say("the new file that admits that laptop"))


def hub_lines(store: Store, asked: Mapping[str, Any], words: Words, device: str) -> Iterator[str]:
    """Do what was asked and tell it; ``device``: number of the laptop that was named, "" for none."""
    from storage import admit_to_hub, begin_hub, dismiss_from_hub, take_admission, translated

    way, target = asked["way"], asked["target"]
    if way in ("admit", "dismiss") and not device:
        raise _incomplete()
    if way == "init":
        yield words.t("The hub is ready, and this laptop is admitted: {name}", name=begin_hub(store, target))
    elif way == "admit":
        if asked["answer"] is None:
            raise _incomplete()
        admit_to_hub(store, target, device, asked["answer"])
        yield words.t("The laptop is admitted. Give it the file; no other laptop can open it.")
    elif way == "login":
        with translated(), Path(target).open("rb") as file:
            name = take_admission(store, file.read(1 << 18))
        yield words.t("This laptop can exchange with the hub now: {name}", name=name)
    else:
        dismiss_from_hub(store, target, device)
        yield words.t("The laptop cannot reach the hub any more.")


def exchanged_with_hub(
    store: Store, address: str, into: Freight, out: Freight, progress: Progress | None = None
) -> tuple[Read, int]:
    """Both directions: what was taken in, and how many changes were added to the hub; files as far as they may go."""
    found = store.pull_hub(address, freight=into, progress=progress)
    return found, store.push_hub(address, freight=out, progress=progress).changes


def _incomplete() -> UserError:
    return UserError(
        "hub-incomplete",
        message("To admit or dismiss a laptop, name it; to admit one, name the new file as well."),
        message("Write it as {example}.", example="hub admit URL DEVICE --answer FILE"),
    )
