"""What teams say differently, on the command line: told with who stands behind each value, and decided."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from storage import RECORDS, Privacy, Reading, UserError, Words, message

if TYPE_CHECKING:
    from storage import Dispute, Edit, Kind, Store

UNKNOWN, RESCUER = "unknown", "rescuer"


def add_conflict_verbs(verb: Any, words: Words) -> None:
    """``conflicts`` and ``resolve``."""
    say = words.t
    conflicts = verb("conflicts", say("what teams say differently"))
    conflicts.add_argument("--json", action="store_true", help=say("answer as JSON"))
    _add_resolve(verb("resolve", say("decide what teams say differently")), words)


def _add_resolve(parser: ArgumentParser, words: Words) -> None:
    say = words.t
    parser.add_argument("record", metavar="ID", help=say("the record, as “conflicts” tells it"))
    parser.add_argument("--field", metavar="FIELD", default="", help=say("the field, where several are disputed"))
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument("--keep", metavar="NUMBER", type=int, help=say("which value, counted from 1"))
    how.add_argument("--value", metavar="TEXT", help=say("another value, typed as in the window"))
    how.add_argument("--unsure", action="store_true", help=say("nobody can tell: both stay, with your note"))
    parser.add_argument("--reason", metavar="TEXT", default="", help=say("why; protected fields need it"))


# --------------------------------------------------------------------------------------------- telling


def conflict_lines(store: Store, asked: Mapping[str, Any], words: Words) -> Iterator[str]:
    """Each of them on a line; sealed values stay sealed."""
    from exports.names import ANY, Names

    with store.frozen() as source:
        names = Names(source, words.language)
        names.prepare([ANY])
    reading = Reading(words, date.today(), name=names.name)
    found = store.disputes_of(store.conflicts())
    if asked["json"]:
        told = [json.dumps(_facts(one, words, reading), ensure_ascii=False) for one in found]
        yield "[" + "\n,".join(told) + "]"
        return
    if not found:
        yield words.t("Nothing is disputed.")
    for one in found:
        values = " | ".join(
            f"{number}. {_text(one, stance.value, reading) or '…'} ({_teams(stance.voices, words)})"
            for number, stance in enumerate(one.stances, 1)
        )
        what = f"{words.kind(one.kind)}: {words.field(f'{one.kind}.{one.field}')}"
        yield f"{one.record}\t{one.field}\t{what}\t{values}"


def _teams(voices: Any, words: Words) -> str:
    unknown = words.t("a team not known here")
    return ", ".join(dict.fromkeys(voice.team or voice.device or unknown for voice in voices))


def _facts(one: Dispute, words: Words, reading: Reading) -> dict[str, Any]:
    name = reading.name or (lambda _, record: record)
    values = []
    for number, stance in enumerate(one.stances, 1):
        by = [
            {"who": voice.who, "device": voice.device, "team": voice.team, "when": voice.when.isoformat(),
             "why": voice.why, "sources": [name("source", source) for source in voice.sources]}
            for voice in stance.voices
        ]  # fmt: skip
        told = (
            {} if _is_sealed(one) else {"value": _plain(one, stance.value), "text": _text(one, stance.value, reading)}
        )
        values.append({"number": number, **told, "by": by})
    before = [] if _is_sealed(one) else [_text(one, value, reading) for value in one.before]
    return {
        "kind": one.kind, "id": one.record, "field": one.field, "label": words.field(f"{one.kind}.{one.field}"),
        "protected": one.protected, "sealed": _is_sealed(one), "values": values, "before": before,
    }  # fmt: skip


def _is_sealed(one: Dispute) -> bool:
    """A field of a newer program is taken for sealed."""
    item = RECORDS[one.kind].fields.get(one.field)
    return item is None or item.privacy is Privacy.SEALED


def _plain(one: Dispute, value: Any) -> Any:
    return None if value is None or _is_sealed(one) else RECORDS[one.kind].fields[one.field].kind.store(value)


def _text(one: Dispute, value: Any, reading: Reading) -> str:
    """A value in words; nothing of a sealed one."""
    if _is_sealed(one):
        return ""
    return reading.words.t("left empty") if value is None else _kind_of(one).show(value, reading)


def _kind_of(one: Dispute) -> Kind[Any]:
    return RECORDS[one.kind].fields[one.field].kind


# --------------------------------------------------------------------------------------------- deciding


def resolve_lines(store: Store, asked: Mapping[str, Any], words: Words) -> Iterator[str]:
    """Decide one of them, or keep it open with a note."""
    one = _meant(store, asked["record"], asked["field"])
    reason = " ".join(asked["reason"].split())
    from storage import SETTLE, decision

    decides = not one.protected or store.may(SETTLE)
    if asked["unsure"] and not (decides and _has_unknown(one)):
        store.save(_noted(one, reason), why=reason)
        yield words.t("It stays open with your note, under Later.")
        return
    _require_decider(store, one, reason)
    store.save(decision(one, _decided(store, one, asked, words), reason), why=reason)
    yield words.t("Decided. It closes everywhere with the next exchange.")


def _require_decider(store: Store, one: Dispute, reason: str) -> None:
    """Before a value is looked for: whoever may not decide, or forgot why, hears so in the words of this verb."""
    from storage import SETTLE

    if not one.protected:
        return
    if store.role() != RESCUER:
        store.require(SETTLE)
    elif not store.may(SETTLE):
        raise UserError(
            "not-allowed",
            message("Only a verifier or a coordinator decides this. Nothing was changed."),
            message("What you know about it goes beside it as a note: --unsure --reason TEXT."),
        )
    if not reason:
        raise UserError(
            "reason-needed",
            message("This field is protected: before it is decided, the reason is asked for. Nothing was changed."),
            message("Say it with --reason."),
        )


def _meant(store: Store, record: str, field: str) -> Dispute:
    wanted = [one for one in store.conflicts() if one[1] == record and field in ("", one[2])]
    if len(wanted) > 1:
        raise UserError(
            "several-conflicts",
            message("Several fields of this record are disputed: {names}.", names=", ".join(one[2] for one in wanted)),
            message("Name one of them with --field."),
        )
    found = store.disputes_of(wanted)
    if not found:
        raise _nothing()
    return found[0]


def _decided(store: Store, one: Dispute, asked: Mapping[str, Any], words: Words) -> Any:
    if asked["unsure"]:
        return UNKNOWN
    if asked["keep"] is not None:
        if not 0 < asked["keep"] <= len(one.stances):
            raise _nothing()
        return one.stances[asked["keep"] - 1].value
    from exports.commands.placing import place_of

    def find(kind: str, text: str) -> str | None:
        if kind == "place":
            return place_of(store, text, words.language)
        return text if kind in RECORDS and store.read(kind, text) is not None else None

    if one.field not in RECORDS[one.kind].fields:
        raise _nothing()
    return _kind_of(one).parse(asked["value"], Reading(words, date.today(), find=find))


def _has_unknown(one: Dispute) -> bool:
    from storage import Code, code_list

    item = RECORDS[one.kind].fields.get(one.field)
    return item is not None and isinstance(item.kind, Code) and UNKNOWN in code_list(item.kind.list_name).items


def _noted(one: Dispute, note: str) -> list[Edit]:
    from storage import LATER, judgement

    if not note:
        raise UserError(
            "note-needed",
            message("What nobody can tell stays open with a note."),
            message("Say with --reason what was tried."),
        )
    return [judgement(one.kind, one.record, one.question, LATER, note)]


def _nothing() -> UserError:
    return UserError(
        "no-conflict",
        message("Nothing is disputed there, or that value does not exist."),
        message("“conflicts” tells what is."),
    )
