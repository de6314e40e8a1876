"""Several laptops, on the command line: join, certify, revoke, bundles, folders, devices, conflicts."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exports.hub_verbs import add_hub_verb, exchanged_with_hub, hub_lines
from storage import ROLES, UserError, Words, message

if TYPE_CHECKING:
    from storage import OpenRegister, Read, Rival, Store

VERBS = ("join-request", "certify", "join", "revoke", "bundle", "sync", "hub", "devices", "conflicts", "resolve")


def add_sync_verbs(verb: Any, words: Words) -> None:
    """The verbs and what can follow them; ``verb(name, about)`` makes one."""
    say = words.t
    asked = verb("join-request", say("ask to join: a file for a coordinator"))
    asked.add_argument("file", metavar="FILE", type=Path, help=say("the new file"))
    certify = verb("certify", say("certify a laptop that asks to join"))
    certify.add_argument("file", metavar="REQUEST", type=Path, help=say("its request"))
    certify.add_argument("--role", choices=ROLES, default="rescuer", help=say("what its person may do"))
    certify.add_argument(
        "--answer", metavar="FILE", type=Path, required=True, help=say("the new file for that laptop")
    )
    join = verb("join", say("join with the answer of a coordinator"))
    join.add_argument("file", metavar="ANSWER", type=Path, help=say("the answer"))
    revoke = verb("revoke", say("take a laptop out: lost, stolen, its person left"))
    revoke.add_argument("device", metavar="DEVICE", help=say("name or number of the laptop, as “devices” tells them"))
    revoke.add_argument("--reason", metavar="TEXT", required=True, help=say("why; it stays in the register"))
    _add_roads(verb, words)
    devices = verb("devices", say("who belongs, and who lacks what"))
    devices.add_argument("--json", action="store_true", help=say("answer as JSON"))
    conflicts = verb("conflicts", say("what teams say differently"))
    conflicts.add_argument("--json", action="store_true", help=say("answer as JSON"))
    _add_resolve(verb("resolve", say("decide what teams say differently")), words)


def _add_roads(verb: Any, words: Words) -> None:
    say = words.t
    bundle = verb("bundle", say("write or read what travels between laptops"))
    bundle.add_argument("way", choices=("write", "read"), help=say("write or read"))
    bundle.add_argument("file", metavar="FILE|DIR", type=Path, help=say("a bundle, or a folder or stick of them"))
    bundle.add_argument("--for", dest="wanted", metavar="DEVICE", nargs="+", default=[], help=say("only for these"))
    bundle.add_argument("--json", action="store_true", help=say("answer as JSON"))
    sync = verb("sync", say("take in what lies in a folder, then write what the others lack"))
    about = say("a stick, a shared folder, or the address of a hub (its password stays out of it)")
    sync.add_argument("road", metavar="FOLDER|URL", help=about)
    sync.add_argument("--json", action="store_true", help=say("answer as JSON"))
    add_hub_verb(verb, words)


def _add_resolve(parser: ArgumentParser, words: Words) -> None:
    say = words.t
    parser.add_argument("record", metavar="ID", help=say("the record, as “conflicts” tells it"))
    parser.add_argument("--field", metavar="FIELD", required=True, help=say("the field"))
    parser.add_argument("--keep", metavar="NUMBER", type=int, required=True, help=say("which value, counted from 1"))
    parser.add_argument("--reason", metavar="TEXT", default="", help=say("why; protected fields need it"))


def sync_lines(verb: str, opened: OpenRegister, asked: Mapping[str, Any], words: Words) -> Iterator[str]:
    """Do what was asked and tell it."""
    does = {
        "join-request": _ask, "certify": _certify, "join": _join, "revoke": _revoke, "bundle": _bundle,
        "sync": _sync, "hub": _hub, "devices": _devices, "conflicts": _conflicts, "resolve": _resolve,
    }  # fmt: skip
    yield from does[verb](opened.store, asked, words)


# --------------------------------------------------------------------------------------------- members


def _ask(store: Store, asked: Mapping[str, Any], words: Words) -> Iterator[str]:
    from storage import write_whole

    request = store.request()
    write_whole(asked["file"], request.text().encode())
    yield words.t("The request is written. Give it to a coordinator, and read these numbers to each other:")
    yield request.fingerprint


def _certify(store: Store, asked: Mapping[str, Any], words: Words) -> Iterator[str]:
    from storage import read_request, write_whole

    request = read_request(_small(asked["file"]))
    store.certify(request, asked["role"])
    write_whole(asked["answer"], store.grant(request).encode())
    yield words.t("“{name}” is certified. Its numbers, to be compared by voice:", name=request.name)
    yield request.fingerprint


def _join(store: Store, asked: Mapping[str, Any], words: Words) -> Iterator[str]:
    store.join(_small(asked["file"]))
    yield words.t("This laptop belongs now. What it recorded before stays and will be shared.")


def _revoke(store: Store, asked: Mapping[str, Any], words: Words) -> Iterator[str]:
    store.revoke(_device(store, asked["device"]), asked["reason"])
    yield words.t("The laptop is taken out. Others learn of it with the next exchange.")


def _device(store: Store, typed: str) -> str:
    """The number of the laptop a person names."""
    members = store.membership().members
    same = [one for one, member in members.items() if typed in (one, member.name)]
    if len(same) == 1:
        return same[0]
    raise UserError(
        "unknown-device",
        message("No single laptop is called “{name}”.", name=typed),
        message("Give its number; “devices” tells them."),
    )


def _small(path: Path) -> bytes:
    from storage import translated

    with translated(), path.open("rb") as file:
        return file.read(1 << 16)


# --------------------------------------------------------------------------------------------- roads


def _bundle(store: Store, asked: Mapping[str, Any], words: Words) -> Iterator[str]:
    from storage import translated

    path: Path = asked["file"]
    if asked["way"] == "read":
        yield from _told_read(_read(store, path), asked, words)
        return
    wanted = [_device(store, one) for one in asked["wanted"]] or None
    folder = path if path.is_dir() else path.parent
    written = store.write_bundles(folder, wanted)
    if not path.is_dir() and len(written) == 1:
        with translated():
            (folder / written[0].name).replace(path)
    changes = sum(one.changes for one in written)
    if asked["json"]:
        yield json.dumps({"bundles": [one.name for one in written], "changes": changes})
    else:
        yield words.n("{count} change is written.", "{count} changes are written.", changes)


def _read(store: Store, path: Path) -> Read:
    from storage import Read, read_folder

    if path.is_dir():
        return read_folder(store, path, road="folder")
    taken = store.take_bundle(path, road="file")
    return Read(
        1, 0, taken.outcome.new_changes, len(taken.outcome.conflicts), list(taken.outcome.ids), [], list(taken.apart)
    )


def _sync(store: Store, asked: Mapping[str, Any], words: Words) -> Iterator[str]:
    from storage import is_hub, write_folder

    if is_hub(asked["road"]):
        found, changes = exchanged_with_hub(store, asked["road"])
    else:
        folder = Path(asked["road"])
        found = _read(store, folder)
        changes = sum(one.changes for one in write_folder(store, folder, road="folder"))
    if asked["json"]:
        yield json.dumps(_read_facts(found, words) | {"written": changes}, ensure_ascii=False)
        return
    yield from _told_read(found, asked, words)
    yield words.n("{count} change is written.", "{count} changes are written.", changes)


def _hub(store: Store, asked: Mapping[str, Any], words: Words) -> Iterator[str]:
    device = _device(store, asked["device"]) if asked["device"] else ""
    yield from hub_lines(store, asked, words, device)


def _told_read(found: Read, asked: Mapping[str, Any], words: Words) -> Iterator[str]:
    if asked["json"]:
        yield json.dumps(_read_facts(found, words), ensure_ascii=False)
        return
    yield words.n("{count} new change was taken in.", "{count} new changes were taken in.", found.changes)
    if found.conflicts:
        yield words.n("{count} value is disputed.", "{count} values are disputed.", found.conflicts)
    for one in found.refused:
        yield f"{one.name}\t{words.say(one.what)} {words.say(one.todo)}"
    if found.apart:
        yield words.n("{count} piece was set apart.", "{count} pieces were set apart.", len(found.apart))


def _read_facts(found: Read, words: Words) -> dict[str, Any]:
    return {
        "bundles": found.bundles, "known": found.known, "changes": found.changes, "conflicts": found.conflicts,
        "refused": [{"file": one.name, "word": one.word, "what": words.say(one.what)} for one in found.refused],
        "apart": [one.__dict__ for one in found.apart], "left_alone": found.strangers, "cloned": found.cloned,
    }  # fmt: skip


# --------------------------------------------------------------------------------------------- who lacks what


def _devices(store: Store, asked: Mapping[str, Any], words: Words) -> Iterator[str]:
    found = store.companions()
    if asked["json"]:
        devices = [{**one.__dict__, "gaps": [list(gap) for gap in one.gaps]} for one in found]
        apart = [one.__dict__ for one in store.set_apart()]
        yield json.dumps({"devices": devices, "vector": store.vector(), "apart": apart}, ensure_ascii=False)
        return
    for one in found:
        role = words.code("team-role", one.role) if one.role else ""
        lack = words.t("lacks {they}, we lack {we}", they=one.they_lack, we=one.we_lack)
        missing = ", ".join(f"{first}–{last}" for first, last in one.gaps)
        yield "\t".join([one.device, one.name, role, one.moment or "–", "" if one.own else lack, missing]).rstrip()


# --------------------------------------------------------------------------------------------- conflicts


def _rivals(store: Store) -> Iterator[tuple[str, str, str, tuple[Rival, ...]]]:
    for kind, record, field in store.conflicts():
        entry = store.read(kind, record)
        if entry is not None and field in entry.disputed:
            yield kind, record, field, entry.disputed[field]


def _conflicts(store: Store, asked: Mapping[str, Any], words: Words) -> Iterator[str]:
    from exports.names import ANY, Names
    from storage import RECORDS, Reading

    with store.frozen() as source:
        names = Names(source, words.language)
        names.prepare([ANY])
    reading = Reading(words, date.today(), name=names.name)
    for kind, record, field, rivals in _rivals(store):
        shows = RECORDS[kind].fields[field].kind
        texts = ["" if one.value is None else shows.show(one.value, reading) for one in rivals]
        if asked["json"]:
            yield json.dumps({"kind": kind, "id": record, "field": field, "values": texts}, ensure_ascii=False)
        else:
            values = " | ".join(f"{number}. {text}" for number, text in enumerate(texts, 1))
            yield f"{record}\t{words.field(f'{kind}.{field}')}\t{values}"


def _resolve(store: Store, asked: Mapping[str, Any], words: Words) -> Iterator[str]:
    from storage import decision

    for kind, record, field, rivals in _rivals(store):
        if record == asked["record"] and field == asked["field"] and 0 < asked["keep"] <= len(rivals):
            dispute = store.dispute(kind, record, field)
            if dispute is None:
                break
            edits = decision(dispute, rivals[asked["keep"] - 1].value, asked["reason"])
            store.save(edits, why=asked["reason"])
            yield words.t("Decided. It closes everywhere with the next exchange.")
            return
    raise UserError(
        "no-conflict",
        message("Nothing is disputed there, or that value does not exist."),
        message("“conflicts” tells what is."),
    )
