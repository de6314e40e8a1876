"""Records as lines for other programs (JSON in canonical form) and for eyes (text in the person's language)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from storage import LANGUAGES, RECORDS, Field, Privacy, Query, Reading, Row, UserError, Words, message

if TYPE_CHECKING:
    from storage import Store

PAGE = 500
ODD = {"people": "person"}
PLACES = ("place", "area", "origin", "where_id")
ALSO = {"day", "moment", "area", "age_group", "named", "sync"}
"""Columns that can be asked for though they are no field of their own."""
SHOWN = ("code", "name", "title", "name_ar", "name_en", "occurred", "day", "started", "time", "place", "sex", "age",
         "outcome", "killed", "injured", "missing", "people", "status")  # fmt: skip
"""The columns of a line for eyes, those that a kind has."""


def query_of(store: Store, asked: Mapping[str, Any], words: Words) -> Query:
    """What ``list`` was asked for.

    Raises:
        UserError: ``unknown-kind``, ``unknown-column``, ``unknown-place``.
    """
    from exports.commands.placing import place_of

    kind = kind_of(asked["kind"])
    where: dict[str, str] = {}
    for condition in asked["where"]:
        name, equals, value = condition.partition("=")
        name = name.strip()
        if not equals or (name not in RECORDS[kind].fields and name not in ALSO):
            raise UserError(
                "unknown-column",
                message("“{column}” is not something that can be asked of this list.", column=name),
                message("Write it as status=draft; the names are those that --json shows."),
            )
        where[name] = place_of(store, value.strip(), words.language) if name in PLACES else value.strip()
    return Query(kind, where, search=asked["search"], withdrawn="with" if asked["withdrawn"] else "without")


def kind_of(typed: str) -> str:
    """The record kind meant by ``victims``, ``victim``, ``facilities``, ``ضحايا`` …"""
    word = typed.strip().lower().replace("-", "_")
    forms = {ODD.get(word, word), word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ies") + "y"}
    languages = [Words(language) for language in LANGUAGES]
    for kind in RECORDS:
        called = {words.kind(kind, several=several).lower() for words in languages for several in (True, False)}
        if kind in forms or {word, "ال" + word} & called:
            return kind
    raise UserError(
        "unknown-kind",
        message("There is no list of “{kind}”.", kind=typed),
        message("There are: {kinds}.", kinds=", ".join(RECORDS)),
    )


def as_json(store: Store, query: Query, limit: int | None, words: Words) -> Iterator[str]:
    """One JSON list, a record a line; values in canonical form, empty and sealed fields left out."""
    before = "["
    for row in _rows(store, query, limit):
        yield before + json.dumps(_facts(query.kind, row), ensure_ascii=False, separators=(", ", ": "))
        before = ","
    yield "[]" if before == "[" else "]"


def as_lines(store: Store, query: Query, limit: int | None, words: Words) -> Iterator[str]:
    """Heads and values between tabs, in the person's language."""
    fields = RECORDS[query.kind].fields
    names = [name for name in SHOWN if name in fields]
    named: dict[tuple[str, str], str] = {}

    def name_of(kind: str, record: str) -> str:
        if (kind, record) not in named:
            named[kind, record] = store.name_of(kind, record, words.language)
        return named[kind, record]

    reading = Reading(words, date.today(), name=name_of)
    yield "\t".join(words.field(fields[name].key) for name in names)
    for row in _rows(store, query, limit):
        shown = (_shown(fields[name], row, reading) for name in names)
        yield "\t".join(" ".join(text.split()) for text in shown)


def _shown(item: Field[Any], row: Row, reading: Reading) -> str:
    """A value in words; of a field in dispute all of them, joined by *or*."""
    values = row.disputed.get(item.name) or (row[item.name],)
    texts = dict.fromkeys("" if one is None else item.kind.show(one, reading) for one in values)
    told, *others = (text or "?" for text in texts) if len(texts) > 1 else texts
    for other in others:
        told = reading.words.t("{first} or {second}", first=told, second=other)
    return told


def _rows(store: Store, query: Query, limit: int | None) -> Iterator[Row]:
    listing = store.listing(query)
    numbers = listing.order()[:limit]
    for start in range(0, len(numbers), PAGE):
        part = list(numbers[start : start + PAGE])
        found = listing.rows(part)
        yield from (found[number] for number in part if number in found)


def _facts(kind: str, row: Row) -> dict[str, Any]:
    facts: dict[str, Any] = {"id": row.id}
    fields = RECORDS[kind].fields
    for name, item in fields.items():
        value = None if item.privacy is Privacy.SEALED else row[name]
        if value is not None:
            facts[name] = item.kind.store(value)
    if row.disputed:
        facts["disputed"] = sorted(row.disputed)
        facts["rivals"] = {
            name: [None if one is None else fields[name].kind.store(one) for one in rivals]
            for name, rivals in sorted(row.disputed.items())
            if name in fields and fields[name].privacy is not Privacy.SEALED
        }
    return facts
