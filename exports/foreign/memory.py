"""What was said of earlier files: the mapping of the next month's file is found by its columns, moved or not."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING

from exports.foreign import evidence
from exports.foreign.aims import KINDS, Aim
from exports.foreign.evidence import Gazetteer, gazetteer
from exports.foreign.guessing import Guess, Guessed, guess_sheet
from exports.foreign.mapping import Join, Mapping, sheet_for
from exports.foreign.mapping_file import from_json, to_json
from exports.foreign.table import ForeignColumn, ForeignFile, ForeignSheet
from exports.foreign.understanding import guess, likely_kind, plain_name
from storage import RECORDS, Edit, Query, UserError, fold, message

if TYPE_CHECKING:
    from storage import Store

ALIKE = 0.7
"""A mapping is used again when so many of the columns it speaks of are there."""
MOST = 500


@dataclass(frozen=True)
class Understanding:
    """A file as it is understood before a person looks.

    Attributes:
        mapping: what is used; guessed: the main sheet with a guess for each column, certainty and reason.
        remembered: whether it was said for an earlier file.
    """

    mapping: Mapping
    guessed: Guessed
    remembered: bool = False


def understand(
    store: Store,
    file: ForeignFile,
    kind: str,
    *,
    sheet: ForeignSheet | None = None,
    mapping: Mapping | None = None,
    remember: bool = True,
) -> Understanding:
    """How a file is meant: as it was said for an earlier one, or as it is guessed.

    Args:
        store: the register, for its places and what it remembers.
        file: as read; kind: of the records.
        sheet: the sheet of the rows, when a person chose it.
        mapping: one from a file, used instead of what is remembered.
        remember: use what is remembered.
    """
    places = gazetteer(store.places)
    known = mapping
    if known is None and remember:
        known = remembered(store, file, kind, sheet=sheet)
    if known is None:
        made, guessed = guess(file, kind, places, sheet)
        return Understanding(made, guessed)
    here = sheet or sheet_for(file, known)
    if here is None:
        raise UserError(
            "no-such-sheet",
            message("No sheet of this file has the columns this mapping speaks of."),
            message("Choose another mapping, or have the columns guessed anew."),
        )
    guessed = _recalled(here, known, places)
    adapted = replace(
        known, sheet=here.fingerprint, columns=guessed.columns, join=tuple(_moved(file, one) for one in known.join)
    )
    return Understanding(adapted, guessed, remembered=True)


def understand_any(store: Store, file: ForeignFile) -> Understanding:
    """How a file is meant when nobody said what its rows are: as an earlier one like it, else what fits best."""
    for kind in KINDS:
        if remembered(store, file, kind) is not None:
            return understand(store, file, kind)
    return understand(store, file, likely_kind(file, gazetteer(store.places)))


def _moved(file: ForeignFile, join: Join) -> Join:
    sheet = sheet_for(file, join)
    return join if sheet is None else replace(join, sheet=sheet.fingerprint)


def _recalled(sheet: ForeignSheet, known: Mapping, places: Gazetteer) -> Guessed:
    """What was said, for the columns there are; what is new is guessed."""
    spoken = set(known.sheet.split("|")) | set(known.columns)
    taken = {aim.target for key, aim in known.columns.items() if any(one.key == key for one in sheet.columns)}
    fresh = {one.column.key: one for one in guess_sheet(sheet, known.kind, places).guesses}
    guesses = []
    for column in sheet.columns:
        aim, new = known.columns.get(column.key), fresh[column.key]
        if aim is not None:
            guesses.append(_said_before(sheet, column, aim, new))
        elif column.key in spoken:
            why = message("It was left out of an earlier file.")
            guesses.append(Guess(column, None, 1.0, why, new.others, remembered=True))
        elif new.aim is not None and new.aim.target in taken:
            why = message("Another column fits better.")
            guesses.append(replace(new, aim=None, certainty=0.0, reason=why, others=(new.aim, *new.others)))
        else:
            guesses.append(new)
    return Guessed(sheet, known.kind, tuple(guesses))


def _said_before(sheet: ForeignSheet, column: ForeignColumn, aim: Aim, new: Guess) -> Guess:
    """A column as it was said; days written in another order than then are told."""
    if aim.name and RECORDS[aim.kind].fields[aim.name].kind.word in ("day", "moment"):
        order, is_open = evidence.day_order(evidence.values_of(sheet, column.at, Gazetteer()))
        if order and order != aim.order and not is_open:
            why = message("It was said for an earlier file, but the days are written in another order now.")
            return Guess(column, replace(aim, order=order), 0.7, why, new.others, remembered=True)
    return Guess(column, aim, 1.0, message("It was said for an earlier file."), new.others, remembered=True)


# --------------------------------------------------------------------------------------------- records


def remembered(store: Store, file: ForeignFile, kind: str, *, sheet: ForeignSheet | None = None) -> Mapping | None:
    """The mapping of an earlier file like this one, None when there is none."""
    name = plain_name(file.name)
    best, score = None, (0.0, False, 0.0)
    for mapping in mappings(store, kind):
        for here in file.sheets if sheet is None else (sheet,):
            keys = {column.key for column in here.columns}
            aimed = sum(key in keys for key in mapping.columns) / max(1, len(mapping.columns))
            spoken = set(mapping.sheet.split("|"))
            told = (round(aimed, 2), mapping.name == name, len(spoken & keys) / max(1, len(spoken | keys)))
            if aimed >= ALIKE and told > score:
                best, score = mapping, told
    return best


def mappings(store: Store, kind: str = "") -> list[Mapping]:
    """What the register remembers, the newest first; a mapping that cannot be read any more is passed over."""
    where = {"record_kind": kind} if kind else {}
    numbers, rows = store.listing(Query("mapping", where=where)).first(MOST)
    found = []
    for number in numbers:
        try:
            found.append(from_json(str(rows[number]["content"] or "")))
        except UserError:
            continue
    return found


def mapping_id(kind: str, name: str) -> str:
    """The id of the record that keeps a mapping: the same on every laptop."""
    digest = bytearray(blake2b(f"mapping|{kind}|{fold(name)}".encode(), digest_size=16).digest())
    digest[6], digest[8] = (digest[6] & 0x0F) | 0x80, (digest[8] & 0x3F) | 0x80  # UUIDv8: made of content
    return digest.hex()


def mapping_edit(store: Store, mapping: Mapping) -> tuple[str, Edit]:
    """The edit that keeps a mapping, for the save that takes its rows in; what earlier files taught stays."""
    record = mapping_id(mapping.kind, mapping.name)
    earlier = next((one for one in mappings(store, mapping.kind) if fold(one.name) == fold(mapping.name)), None)
    kept = mapping if earlier is None else _together(earlier, mapping)
    values = {
        "name": kept.name,
        "record_kind": kept.kind,
        "headers": kept.sheet[:4000],
        "content": to_json(kept),
        "status": "complete",
    }
    return record, Edit("mapping", record, values)


def _together(earlier: Mapping, now: Mapping) -> Mapping:
    codes: dict[str, Dict[str, str]] = {
        field: {**earlier.codes.get(field, {}), **now.codes.get(field, {})} for field in {*earlier.codes, *now.codes}
    }
    return replace(now, codes=codes, places={**earlier.places, **now.places})


def remember(store: Store, mapping: Mapping) -> str:
    """Keep a mapping in the register by itself; gives the id of its record."""
    record, edit = mapping_edit(store, mapping)
    store.save([edit])
    return record
