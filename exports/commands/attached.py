"""Attached files on the command line: adding one, listing them, writing a copy for others."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storage import UserError, Words, message

if TYPE_CHECKING:
    from storage import Attached, OpenRegister, Store

VERBS = ("attach", "attachments", "attachment")
_KINDS = ("incident", "victim", "facility", "movement")

Pace = Callable[[int, int], None]


def add_attached_verbs(verb: Any, words: Words) -> None:
    """The verbs and what can follow them."""
    say = words.t
    attach = verb("attach", say("attach a photo, film, recording or document to a record"))
    attach.add_argument("file", metavar="FILE", type=Path, help=say("the file; it stays where it is"))
    attach.add_argument(
        "--to", metavar="ID", dest="record", required=True, help=say("the record, by its id or number")
    )
    attach.add_argument("--title", metavar="TEXT", default="", help=say("what it shows"))
    attach.add_argument("--note", metavar="TEXT", default="", help=say("a note"))
    listed = verb("attachments", say("list attached files"))
    listed.add_argument("--of", metavar="ID", dest="record", default="", help=say("only those of this record"))
    listed.add_argument("--missing", action="store_true", help=say("only those that have not arrived here yet"))
    listed.add_argument("--json", action="store_true", help=say("answer as JSON"))
    one = verb("attachment", say("write a copy of an attached file, or tell what happened to it"))
    one.add_argument("way", choices=("export", "custody"), help=say("write a copy, or tell who had it when"))
    one.add_argument("attachment", metavar="ID", help=say("the attached file, as “attachments” tells it"))
    one.add_argument("file", metavar="FILE", type=Path, nargs="?", help=say("the new file"))
    one.add_argument(
        "--for", metavar="NAME", dest="recipient", default="", help=say("for whom, when somebody outside")
    )
    one.add_argument(
        "--whole", action="store_true", help=say("as it is, with the place and device it tells (coordinators only)")
    )
    one.add_argument("--json", action="store_true", help=say("answer as JSON"))


def attached_lines(
    verb: str, opened: OpenRegister, asked: Mapping[str, Any], words: Words, pace: Pace | None
) -> Iterator[str]:
    """Do what was asked and tell it."""
    if verb == "attach":
        yield from _attach(opened.store, asked, words, pace)
    elif verb == "attachments":
        yield from _list(opened.store, asked, words)
    elif asked["way"] == "export":
        yield from _export(opened.store, asked, words, pace)
    else:
        yield from _custody(opened.store, asked, words)


def _attach(store: Store, asked: Mapping[str, Any], words: Words, pace: Pace | None) -> Iterator[str]:
    kind, record = _record(store, asked["record"])
    made = store.attach(asked["file"], kind, record, title=asked["title"], notes=asked["note"], pace=pace)
    yield words.t("The file is attached: {id}", id=made)


def _list(store: Store, asked: Mapping[str, Any], words: Words) -> Iterator[str]:
    if asked["record"]:
        found = store.attachments(_record(store, asked["record"])[1])
    else:
        found = store.missing_attachments() if asked["missing"] else store.all_attachments()
    found = [one for one in found if not (asked["missing"] and one.here)]
    if asked["json"]:
        yield json.dumps([_facts(one) for one in found], ensure_ascii=False)
        return
    for one in found:
        where = words.t("here") if one.here else words.t("not here yet; on {names}", names=", ".join(one.holders))
        struck = words.t("struck") if one.withdrawn else ""
        told = [one.id, one.record, words.code("media", one.media) if one.media else "", one.title or one.file_name]
        yield "\t".join([*told, str(one.size), where, struck]).rstrip()


def _export(store: Store, asked: Mapping[str, Any], words: Words, pace: Pace | None) -> Iterator[str]:
    if asked["file"] is None:
        raise UserError(
            "export-incomplete",
            message("To write a copy, name the new file as well."),
            message("Write it as {example}.", example="attachment export ID FILE"),
        )
    digest = store.export_attachment(
        asked["attachment"], asked["file"], recipient=asked["recipient"], whole=asked["whole"], pace=pace
    )
    if asked["json"]:
        yield json.dumps({"file": str(asked["file"]), "sha256": digest})
        return
    yield words.t("The copy was written: {file}", file=str(asked["file"]))
    if not asked["whole"]:
        yield words.t("It tells no place and no device; the file in the register is as it was.")


def _custody(store: Store, asked: Mapping[str, Any], words: Words) -> Iterator[str]:
    found = store.custody(asked["attachment"])
    if asked["json"]:
        yield json.dumps([{**one.__dict__, "when": _moment(one.when)} for one in found], ensure_ascii=False)
        return
    for one in found:
        act = words.code("custody-act", one.act)
        yield "\t".join([_moment(one.when), act, one.who, one.team, one.device, one.recipient]).rstrip()


def _record(store: Store, typed: str) -> tuple[str, str]:
    """Kind and id of the record a person names by its id or number."""
    from storage import Query

    for kind in _KINDS:
        if store.read(kind, typed) is not None:
            return kind, typed
        _, rows = store.listing(Query(kind, where={"code": typed})).first(2)
        if len(rows) == 1:
            return kind, next(iter(rows.values())).id
    raise UserError(
        "no-such-record",
        message("No incident, victim, facility or movement is called “{id}”.", id=typed),
        message("Give its number or id; “list” tells them."),
    )


def _facts(one: Attached) -> dict[str, Any]:
    return {**one.__dict__, "taken": _moment(one.taken), "added": _moment(one.added), "holders": list(one.holders)}


def _moment(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
