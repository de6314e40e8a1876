"""Several laptops, on the command line: join, certify, revoke, bundles, folders, devices, conflicts."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from exports.commands.conflicts import add_conflict_verbs, conflict_lines, resolve_lines
from exports.commands.hub import add_hub_verb, exchanged_with_hub, hub_lines
from exports.commands.members import (
    add_member_verbs,
    ask,
    certify,
    device_named,
    join,
    other_named,
    require_own_kind,
    revoke,
)
from exports.commands.root import add_root_verb, root_lines
from storage import Words

if TYPE_CHECKING:
    from storage import Companion, Freight, OpenRegister, Read, Store

    Progress = Callable[[int, int], None]

VERBS = ("join-request", "certify", "join", "revoke", "root", "bundle", "sync", "hub", "devices", "apart",
         "conflicts", "resolve")  # fmt: skip


def add_sync_verbs(verb: Any, words: Words) -> None:
    """The verbs and what can follow them; ``verb(name, about)`` makes one."""
    say = words.t
    add_member_verbs(verb, words)
    _add_roads(verb, words)
    devices = verb("devices", say("who belongs, and who lacks what"))
    devices.add_argument("--json", action="store_true", help=say("answer as JSON"))
    apart = verb("apart", say("what was set apart; with a number, take it in"))
    apart.add_argument("number", metavar="NUMBER", type=int, nargs="?", default=0, help=say("which piece"))
    apart.add_argument("--json", action="store_true", help=say("answer as JSON"))
    add_conflict_verbs(verb, words)


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
    sync.add_argument(
        "--limit",
        metavar="MB",
        type=int,
        default=None,
        help=say("at most so many megabytes of attached files each way"),
    )
    sync.add_argument("--json", action="store_true", help=say("answer as JSON"))
    add_hub_verb(verb, words)
    add_root_verb(verb, words)


def sync_lines(
    verb: str, opened: OpenRegister, asked: Mapping[str, Any], words: Words, progress: Progress | None = None
) -> Iterator[str]:
    """Do what was asked and tell it; ``progress`` hears how far bundles, folders and hubs are."""
    asked = {**asked, "progress": progress}
    does = {
        "join-request": ask, "certify": certify, "join": join, "revoke": revoke, "bundle": _bundle,
        "sync": _sync, "hub": _hub, "devices": _devices, "apart": _apart,
        "conflicts": conflict_lines, "resolve": resolve_lines,
        "root": root_lines,
    }  # fmt: skip
    yield from does[verb](opened.store, asked, words)


# --------------------------------------------------------------------------------------------- roads


def _bundle(store: Store, asked: Mapping[str, Any], words: Words) -> Iterator[str]:
    from storage import Freight, write_parcels

    path: Path = asked["file"]
    if asked["way"] == "read":
        found = _read(store, path, asked["progress"])
        yield from _told_read(store, found, asked, words)
        if found.empty and not asked["json"]:
            yield words.t("It is empty. Is the stick or share connected?")
        return
    wanted = [other_named(store, one) for one in asked["wanted"]] or None
    if path.is_dir():
        written = [(one.name, one.changes) for one in store.write_bundles(path, wanted, progress=asked["progress"])]
        write_parcels(store, path, Freight(store.exchange_limit()), wanted, progress=asked["progress"])
    else:
        written = _written_as(store, path, wanted, asked["progress"])
    changes = sum(count for _, count in written)
    if asked["json"]:
        yield json.dumps({"bundles": [name for name, _ in written], "changes": changes}, ensure_ascii=False)
    else:
        yield _told_written(changes, words, nothing=not written)


def _written_as(
    store: Store, path: Path, wanted: list[str] | None, progress: Progress | None
) -> list[tuple[str, int]]:  # fmt: skip
    """One file under the name that was asked for; what does not fit into it stands beside it, numbered."""
    from storage import translated

    require_own_kind(path, b"age-encryption.org/")
    with translated(), TemporaryDirectory(prefix=".sijill-", dir=path.parent) as folder:
        written = store.write_bundles(Path(folder), wanted, progress=progress)
        targets = [path, *(path.with_name(f"{path.stem}-{at}{path.suffix}") for at in range(2, len(written) + 1))]
        for one, target in zip(written, targets, strict=True):
            (Path(folder) / one.name).replace(target)
    return [(target.name, one.changes) for one, target in zip(written, targets, strict=True)]


def _told_written(changes: int, words: Words, *, nothing: bool) -> str:
    if nothing:
        return words.t("Nothing new was written: what the others lack lies there already.")
    if not changes:
        return words.t("Only the receipt was written.")
    return words.n("{count} change is written.", "{count} changes are written.", changes)


def _read(store: Store, path: Path, progress: Progress | None, freight: Freight | None = None) -> Read:
    from storage import Read, read_folder

    if path.is_dir():
        return read_folder(store, path, road="folder", progress=progress, freight=freight)
    found = Read()
    found.add(store.take_bundle(path, road="file", progress=progress))
    return found


def _sync(store: Store, asked: Mapping[str, Any], words: Words) -> Iterator[str]:
    from storage import Freight, is_hub, remember_place, write_folder

    progress, nothing, anew = asked["progress"], False, False
    limit = store.exchange_limit() if asked["limit"] is None else max(0, asked["limit"]) << 20
    into, out = Freight(limit), Freight(limit)
    if is_hub(asked["road"]):
        found, changes = exchanged_with_hub(store, asked["road"], into, out, progress)
    else:
        folder = Path(asked["road"])
        anew = _begun_anew(store, folder, words)
        found = _read(store, folder, progress, into)
        written = write_folder(store, folder, road="folder", progress=progress, freight=out)
        remember_place(store, folder)
        changes, nothing = sum(one.changes for one in written), not written
    if asked["json"]:
        yield json.dumps(
            _read_facts(found, words) | {"written": changes, "begun_anew": anew} | _file_facts(store, out),
            ensure_ascii=False,
        )
        return
    yield from _told_read(store, found, asked, words)
    yield _told_written(changes, words, nothing=nothing)
    yield from _told_files(store, found, (into, out), words)


def _begun_anew(store: Store, folder: Path, words: Words) -> bool:
    """Whether what was exchanged in this folder before is gone: who names it means it, and hears it all the same."""
    from storage import UserError, forget_place, require_place

    try:
        require_place(store, folder)
    except UserError as trouble:
        if trouble.kind != "place-is-away":
            raise
        forget_place(store, folder)
        told = words.t("Nothing of what was exchanged here before is there any more. Is the stick or share connected?")
        print(told, file=sys.stderr)
        return True
    return False


def _file_facts(store: Store, out: Freight) -> dict[str, Any]:
    return {"files_written": out.files, "file_bytes_written": out.bytes, "file_bytes_left": out.left,
            "files_missing": len(store.missing_attachments()), "hub_without_files": out.unable}  # fmt: skip


def _told_files(store: Store, found: Read, freight: tuple[Freight, Freight], words: Words) -> Iterator[str]:
    into, out = freight
    if found.files:
        yield words.n("{count} attached file has arrived.", "{count} attached files have arrived.", found.files)
    if into.left:
        yield words.t("{mb} MB of attached files lie there still, over the limit of one exchange.",
                      mb=str(-(-into.left >> 20)))  # fmt: skip
    if out.files:
        yield words.n("{count} attached file is written.", "{count} attached files are written.", out.files)
    if out.left and not out.unable:
        yield words.t("{mb} MB of attached files go with the next exchange.", mb=str(-(-out.left >> 20)))
    if out.unable:
        yield words.t("This hub keeps no attached files yet: whoever looks after it runs “hub init” there once more.")
    if missing := len(store.missing_attachments()):
        yield words.n("{count} attached file is still missing.", "{count} attached files are still missing.", missing)


def _hub(store: Store, asked: Mapping[str, Any], words: Words) -> Iterator[str]:
    device = device_named(store, asked["device"]) if asked["device"] else ""
    yield from hub_lines(store, asked, words, device)


def _apart(store: Store, asked: Mapping[str, Any], words: Words) -> Iterator[str]:
    if asked["number"]:
        outcome = store.take_apart(asked["number"])
        if asked["json"]:
            yield json.dumps({"changes": outcome.new_changes, "records": sorted(set(outcome.ids))})
            return
        yield words.n(
            "Taken in: {count} record moved.", "Taken in: {count} records moved.", len(set(outcome.ids)),
            none="Taken in: no record moved.",
        )  # fmt: skip
        return
    found = store.set_apart()
    if asked["json"]:
        yield json.dumps([one.__dict__ for one in found], ensure_ascii=False)
        return
    told = {
        "fork": words.t("Two laptops write under one name"), "revoked": words.t("Written after it was taken out"),
        "not-certified": words.t("Nobody here certified it"),
    }  # fmt: skip
    for one in found:
        state = words.t("taken in") if one.settled else ""
        numbers = f"{one.first}–{one.last}"
        yield "\t".join([str(one.n), one.device, numbers, told.get(one.word, one.word), state]).rstrip()


def _told_read(store: Store, found: Read, asked: Mapping[str, Any], words: Words) -> Iterator[str]:
    if asked["json"]:
        yield json.dumps(_read_facts(found, words), ensure_ascii=False)
        return
    yield words.n(
        "{count} new change was taken in.", "{count} new changes were taken in.", found.changes,
        none="No new change was taken in.",
    )  # fmt: skip
    if found.conflicts:
        yield words.n("{count} value is disputed.", "{count} values are disputed.", found.conflicts)
    for one in found.harmed:
        yield f"{one.name}\t{words.say(one.what)} {words.say(one.todo)}"
    yield from _told_left(found, words)
    yield from _told_apart(store, found.apart, words)
    members = store.membership().members if found.twins and not found.cloned else {}
    for device in sorted(found.twins & members.keys()):
        yield words.t(
            "Two laptops write under the name of {name}. Each gets what the other wrote.", name=members[device].name
        )
    if found.cloned:
        yield words.t("Another laptop writes under the name of this one; this one goes on under a new number.")


def _told_left(found: Read, words: Words) -> Iterator[str]:
    """What lies there for others, or is no bundle: nothing is wrong with it."""
    if found.for_others:
        count = len(found.for_others)
        yield words.n("{count} file is for other laptops alone.", "{count} files are for other laptops alone.", count)
        if found.shut_out or not (found.bundles or found.known):
            yield words.say(found.for_others[0].todo)
    if found.elsewhere:
        yield words.n("{count} file of another organisation was left alone.",
                      "{count} files of another organisation were left alone.", found.elsewhere)  # fmt: skip
    if found.strangers:
        yield words.n("{count} file that is no bundle was left alone: {names}",
                      "{count} files that are no bundles were left alone: {names}",
                      len(found.strangers), names=_some(found.strangers, words))  # fmt: skip


def _some(names: Sequence[str], words: Words) -> str:
    return words.t(", ").join([*names[:5], "…"] if len(names) > 5 else names)


def _told_apart(store: Store, pieces: Sequence[Any], words: Words) -> Iterator[str]:
    """What was set apart: whose, which numbers, why."""
    why = {
        "fork": words.t("Two laptops write under one name"),
        "not-certified": words.t("Nobody here certified it"),
        "revoked": words.t("Written after it was taken out"),
    }
    members = store.membership().members if pieces else {}
    for one in pieces:
        device = one.device[:12]
        whose = members[device].name if device in members else device
        numbers = words.t("changes {numbers}", numbers=f"{one.first}–{one.last}")
        yield f"{words.t('Set apart')}\t{whose}\t{numbers}\t{why.get(one.word, one.word)}"


def _read_facts(found: Read, words: Words) -> dict[str, Any]:
    return {
        "bundles": found.bundles, "known": found.known, "changes": found.changes, "conflicts": found.conflicts,
        "refused": [{"file": one.name, "word": one.word, "what": words.say(one.what)} for one in found.refused],
        "apart": [one.__dict__ for one in found.apart], "left_alone": found.strangers, "cloned": found.cloned,
        "twins": sorted(found.twins), "elsewhere": found.elsewhere, "shut_out": found.shut_out,
        "files": found.files, "file_bytes": found.file_bytes, "empty": found.empty,
    }  # fmt: skip


# --------------------------------------------------------------------------------------------- who lacks what


def _devices(store: Store, asked: Mapping[str, Any], words: Words) -> Iterator[str]:
    found = store.companions()
    if asked["json"]:
        heard = {one.device: one.vector for one in store.peers()}
        devices = [
            {**one.__dict__, "team_name": store.name_of("team", one.team, words.language) if one.team else "",
             "gaps": [list(gap) for gap in one.gaps], "vector": heard.get(one.device)}
            for one in found
        ]  # fmt: skip
        apart = [one.__dict__ for one in store.set_apart()]
        log = [one.__dict__ for one in store.exchanges()]
        told = {"devices": devices, "vector": store.vector(), "apart": apart, "exchanges": log}
        yield json.dumps(told, ensure_ascii=False)
        return
    say = words.t
    heads = [say("Number"), say("Device"), say("Role"), say("Last exchange"), say("It lacks of us"),
             say("We lack of it"), say("Team")]  # fmt: skip
    yield "\t".join(heads)
    for one in found:
        role = words.code("team-role", one.role) if one.role else say("not certified")
        when = datetime.fromisoformat(one.moment).astimezone().strftime("%Y-%m-%d %H:%M") if one.moment else "–"
        lack = ["–", "–"] if one.own or one.revoked else [str(one.they_lack), str(one.we_lack)]
        team = store.name_of("team", one.team, words.language) if one.team and store.read("team", one.team) else ""
        yield "\t".join([one.device, one.name, role, when, *lack, team, _remark(one, words)]).rstrip()
    yield from _told_apart(store, [one for one in store.set_apart() if not one.settled], words)


def _remark(one: Companion, words: Words) -> str:
    if one.own or one.revoked:
        told = [words.t("This device")] * one.own + [words.t("taken out")] * one.revoked
        return words.t(", ").join(told)
    numbers = ", ".join(f"{first}–{last}" if last > first else str(first) for first, last in one.gaps)
    return words.t("missing {numbers}", numbers=numbers) if numbers else ""
