"""Who belongs, on the command line: asking to join, certifying, joining, taking out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storage import ROLES, UserError, Words, message

if TYPE_CHECKING:
    from storage import Store


def add_member_verbs(verb: Any, words: Words) -> None:
    """``join-request``, ``certify``, ``join`` and ``revoke``."""
    say = words.t
    asked = verb("join-request", say("ask to join: a file for a coordinator"))
    asked.add_argument("file", metavar="FILE", type=Path, help=say("the new file"))
    about = say("as a new laptop: this one was taken out before; what it recorded stays")
    asked.add_argument("--anew", action="store_true", help=about)
    certify = verb("certify", say("certify a laptop that asks to join"))
    certify.add_argument("file", metavar="REQUEST", type=Path, help=say("its request"))
    about = say("what its person may do; rescuer when nothing is said")
    certify.add_argument("--role", choices=ROLES, default="rescuer", help=about)
    about = say("the new file for that laptop; without it nothing is certified, only told who asks")
    certify.add_argument("--answer", metavar="FILE", type=Path, help=about)
    join = verb("join", say("join with the answer of a coordinator"))
    join.add_argument("file", metavar="ANSWER", type=Path, help=say("the answer"))
    about = say("leave the organisation this laptop belongs to, and give the new one what it holds")
    join.add_argument("--leave", action="store_true", help=about)
    revoke = verb("revoke", say("take a laptop out: lost, stolen, its person left"))
    revoke.add_argument("device", metavar="DEVICE", help=say("name or number of the laptop, as “devices” tells them"))
    revoke.add_argument("--reason", metavar="TEXT", required=True, help=say("why; it stays in the register"))


def ask(store: Store, asked: Mapping[str, Any], words: Words) -> Iterator[str]:
    """The request of this laptop, as a file."""
    from storage import write_whole

    require_own_kind(asked["file"], b'{"what":"sijill-')
    if asked["anew"]:
        store.become_new()
        yield words.t("This laptop has a new number. What it recorded under the old one stays.")
    request = store.request()
    write_whole(asked["file"], request.text().encode())
    yield words.t("The request is written. Give it to a coordinator, and read these numbers to each other:")
    yield request.fingerprint


def certify(store: Store, asked: Mapping[str, Any], words: Words) -> Iterator[str]:
    """Who asks; with ``--answer`` it is certified."""
    from storage import let_in, read_request

    request = read_request(_small(asked["file"]))
    if asked["answer"] is None:
        told = {"device": request.name, "team": request.team_name, "person": request.person_name}
        yield words.t("“{device}” of team “{team}”, {person}", **told)
        alike = store.called_alike(request)
        if alike:
            yield words.t("A laptop called “{name}” belongs already.", name=alike)
            yield words.t("Make sure by voice that this is another one, and not somebody who wants to pass for it.")
        yield words.t("Nothing is certified yet. Read these numbers to each other, then add --answer FILE:")
        yield request.fingerprint
        return
    require_own_kind(asked["answer"], b'{"what":"sijill-grant"')
    let_in(store, request, asked["role"], asked["answer"])
    role = words.code("team-role", asked["role"])
    yield words.t("“{name}” is certified: {role}.", name=request.name, role=role)
    yield words.t("The organisation's numbers, which that laptop must show when it joins:")
    yield store.organisation_numbers()
    yield words.t("Its own numbers, to be compared by voice:")
    yield request.fingerprint


def join(store: Store, asked: Mapping[str, Any], words: Words) -> Iterator[str]:
    """Join with an answer."""
    answer = _small(asked["file"])
    found = store.invited(answer)
    if found.leaves and not asked["leave"]:
        raise UserError(
            "belongs-already",
            message("This laptop belongs to “{name}”, with other laptops. Nothing was changed.", name=found.leaves),
            message("To leave them and give “{name}” all this register holds, add --leave.", name=found.name),
        )
    store.join(answer, leaving=asked["leave"])
    told = {"name": found.name, "role": words.code("team-role", found.role), "by": words.t(", ").join(found.by)}
    yield words.t("This laptop belongs to “{name}” now: {role}, let in by {by}.", **told)
    yield words.t("What it recorded before stays and will be shared.")
    yield words.t("The organisation's numbers; if the coordinator reads you others, do not exchange, and ask again:")
    yield found.numbers


def revoke(store: Store, asked: Mapping[str, Any], words: Words) -> Iterator[str]:
    """Take a laptop out."""
    device = device_named(store, asked["device"])
    let_in = next((one.let_in for one in store.companions() if one.device == device), ())
    store.revoke(device, asked["reason"])
    yield words.t("The laptop is taken out. Others learn of it with the next exchange.")
    if let_in:
        told = words.t(", ").join(let_in)
        yield words.t(
            "It let in {names}. They stay, by the word of this laptop: take out whomever you do not know.", names=told
        )


def device_named(store: Store, typed: str) -> str:
    """The number of the laptop a person names."""
    members = store.membership().members
    if typed in members:
        return typed
    same = [one for one, member in members.items() if typed == member.name]
    still = [one for one in same if not members[one].revoked]  # one that came back has its old name
    if len(still or same) == 1:
        return (still or same)[0]
    raise UserError(
        "unknown-device",
        message("No single laptop is called “{name}”.", name=typed),
        message("Give its number; “devices” tells them."),
    )


def other_named(store: Store, typed: str) -> str:
    """The number of a laptop that can be written to."""
    device = device_named(store, typed)
    if device == store.me.device[:12] or store.membership().members[device].revoked:
        raise UserError(
            "not-written-to",
            message("Nothing is written for “{name}”: it is this laptop itself, or it was taken out.", name=typed),
            message("“devices” tells the others."),
        )
    return device


def require_own_kind(path: Path, begins: bytes) -> None:
    """What stands there already may be written over only if it is of the same kind: a slip costs no photo."""
    from storage import translated

    if not path.is_file():
        return
    with translated(), path.open("rb") as file:
        found = file.read(len(begins))
    if found and found != begins:
        raise UserError(
            "another-file",
            message("There is another file called {file} already. It was left as it is.", file=path.name),
            message("Choose a name that is free."),
        )


def _small(path: Path) -> bytes:
    from storage import translated

    with translated(), path.open("rb") as file:
        return file.read(1 << 16)
