"""From the cells of one field to the one value a person means: every kind of field has its own columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from exports.cells import Showing, Shown, plain
from exports.reread.cells import is_empty, said, same
from exports.reread.finding import Finder
from exports.reread.view import Touched
from storage import (
    STRUCTURED,
    BadValue,
    Field,
    Message,
    NameValue,
    Parts,
    Refs,
    columns_of,
    folded,
    message,
    name_text,
)

PARTS = ("given", "father", "grandfather", "family")

_LETTERS = re.compile(r"(?<=[0-9])[OoIl]|[OoIl](?=[0-9])")
_OF_DIGITS = frozenset({"number", "count", "age", "day", "time", "moment", "position"})


class RefusedError(Exception):
    """Cells that cannot be taken: which, why, what to do, and what may be meant."""

    def __init__(
        self,
        cell: Touched,
        what: Message,
        todo: Message | None = None,
        *,
        offer: str = "",
        choices: Sequence[tuple[str, str]] = (),
    ) -> None:
        super().__init__(what.text)
        self.cell, self.what, self.todo = cell, what, todo
        self.offer, self.choices = offer, tuple(choices)


@dataclass(frozen=True)
class Meaning:
    """Reads cells: the language of the file, and what names mean.

    Attributes:
        columns: of each kind, in the language of the file.
    """

    showing: Showing
    finder: Finder
    columns: Mapping[str, Sequence[Shown]]

    def value(self, item: Field[Any], cells: Sequence[Touched], base: Any) -> Any:
        """The canonical form that these cells give a field which had ``base``.

        Raises:
            RefusedError: they cannot be read, or say different things.
        """
        own = {role_of(item, cell.shown): cell for cell in cells}
        read = _READERS.get(item.kind.word, _plain)
        value = read(self, item, own, base)
        self._check_followers(item, own, value)
        return value

    def parsed(self, item: Field[Any], cell: Touched) -> Any:
        """The canonical form of one cell read by the kind of its field."""
        if is_empty(cell.got):
            return None
        try:
            value = self._read(item, said(cell.got, item.kind.word, cell.written))
        except BadValue as bad:
            raise self._lettered(item, cell) or RefusedError(cell, bad.message, offer=bad.offer) from bad
        return None if value is None else item.kind.store(value)

    def _read(self, item: Field[Any], text: str) -> Any:
        value = item.kind.parse(text, self.showing.reading)
        for problem in item.kind.check(value) if value is not None else ():
            raise BadValue(problem)
        return value

    def _lettered(self, item: Field[Any], cell: Touched) -> RefusedError | None:
        """That a letter stands where a digit was meant (3O, l2), when with the digit it can be read."""
        text = str(cell.got)
        digits = _LETTERS.sub(lambda found: "0" if found[0] in "Oo" else "1", text)
        if digits == text or item.kind.word not in _OF_DIGITS:
            return None
        try:
            self._read(item, digits)
        except BadValue:
            return None
        what = message("“{told}” has a letter where a digit was meant.", told=text)
        return RefusedError(cell, what, message("Write {digits} if that is it.", digits=digits), offer=digits)

    def _check_followers(self, item: Field[Any], own: Mapping[str, Touched], value: Any) -> None:
        """Columns that follow from a field may say what follows from the new value, nothing else."""
        followers = {role: cell for role, cell in own.items() if role not in OWN.get(item.kind.word, ("",))}
        if not followers:
            return
        row = columns_of(item.record, {item.name: value})
        for cell in followers.values():
            if not same(cell.got, shown_cell(cell.shown, row.get(cell.shown.column))):
                raise worked_out(cell, plain(self.showing.words.field(item.key)))


OWN: Mapping[str, tuple[str, ...]] = {
    "placeref": ("", "code", "id"),
    "ref": ("", "id"),
    "refs": ("", "id"),
    "code": ("", "code"),
    "codes": ("", "code"),
    "name": ("ar", "la", *(f"{script}.{part}" for script in ("ar", "la") for part in PARTS), "nick"),
}
"""The columns a field is read from, by kind; the others follow from them."""


def role_of(item: Field[Any], shown: Shown) -> str:
    """What a column is to its field: "" the field itself, ``"min"``, ``"ar.given"``, ``"id"`` …"""
    return shown.key[len(item.key) :].lstrip(".")


def worked_out(cell: Touched, field: str) -> RefusedError:
    """That somebody wrote into a column the register works out."""
    return RefusedError(
        cell,
        message("This column is worked out from “{field}” and is not read back.", field=field),
        message("Change “{field}” instead.", field=field),
    )


def shown_cell(shown: Shown, raw: Any) -> Any:
    """What the export would write for a column's value."""
    value = raw if shown.split is None else shown.split(raw)[shown.part or 0]
    if value is not None and shown.convert is not None:
        value = shown.convert(value)
    return "" if value is None else value


def unpacked(item: Field[Any], raw: Any) -> Any:
    """The canonical form in a column of the register."""
    import orjson

    return orjson.loads(raw) if raw is not None and item.kind.word in STRUCTURED else raw


# ---------------------------------------------------------------------------------------------- by kind


def _plain(meaning: Meaning, item: Field[Any], own: Mapping[str, Touched], base: Any) -> Any:
    return meaning.parsed(item, own[""]) if "" in own else base


def _coded(meaning: Meaning, item: Field[Any], own: Mapping[str, Touched], base: Any) -> Any:
    """A label and, in the analyst's shape, the code beside it: either may be changed, but not to different things."""
    told = {role: meaning.parsed(item, own[role]) for role in ("", "code") if role in own}
    values = {repr(value): value for value in told.values() if value is not None}
    if len(values) > 1:
        raise RefusedError(
            own["code"],
            message("The label and the code in this row were both changed, and they do not agree."),
            message("Clear the one that is not meant."),
        )
    return next(iter(values.values()), None) if told else base


def _moment(meaning: Meaning, item: Field[Any], own: Mapping[str, Touched], base: Any) -> Any:
    """A cell knows no offset: that of the old value stays."""
    value = _plain(meaning, item, own, base)
    if value is None or base is None or "" not in own or not isinstance(value, str):
        return value
    try:
        before, after = item.kind.load(base), item.kind.load(value)
        return item.kind.store(after.replace(tzinfo=before.tzinfo))
    except (ValueError, TypeError, AttributeError):
        return value


def _other_names(meaning: Meaning, item: Field[Any], own: Mapping[str, Touched], base: Any) -> Any:
    """Names keep the source that gave them."""
    value = _plain(meaning, item, own, base)
    if not isinstance(value, list) or not isinstance(base, list):
        return value
    known = {_sourceless(one): one for one in base if isinstance(one, dict)}
    return [known.get(_sourceless(one), one) for one in value]


def _sourceless(name: Mapping[str, Any]) -> str:
    return repr(sorted((key, repr(part)) for key, part in name.items() if key != "source"))


def _name(meaning: Meaning, item: Field[Any], own: Mapping[str, Touched], base: Any) -> Any:
    before = item.kind.load(base) if base is not None else NameValue()
    if not isinstance(before, NameValue):
        raise RefusedError(next(iter(own.values())), message("This name is of a newer program and stays as it is."))
    scripts = {script: _script(meaning, item, own, script, getattr(before, script)) for script in ("ar", "la")}
    nick = before.nickname
    if "nick" in own:
        nick = "" if is_empty(own["nick"].got) else _words(own["nick"])
    after = NameValue(scripts["ar"], scripts["la"], nick, before.source)
    return item.kind.store(after) if after.ar or after.la or after.nickname else None


def _script(meaning: Meaning, item: Field[Any], own: Mapping[str, Touched], script: str, before: Parts) -> Parts:
    parts = {part: own[f"{script}.{part}"] for part in PARTS if f"{script}.{part}" in own}
    edited = replace(before, **{part: "" if is_empty(cell.got) else _words(cell) for part, cell in parts.items()})
    if script not in own:
        return edited
    cell = own[script]
    whole = "" if is_empty(cell.got) else _words(cell)
    if parts:
        if folded(whole) != folded(str(edited)):
            raise RefusedError(
                cell,
                message("The whole name and its parts were both changed, and they do not agree."),
                message("Change only the parts, or only the whole name."),
            )
        return edited
    return _whole(item, cell, script, whole, before)


def _whole(item: Field[Any], cell: Touched, script: str, whole: str, before: Parts) -> Parts:
    """A whole name written anew: word for word as the parts were, when there are as many, else split."""
    if not whole:
        return Parts()
    if len(whole.split()) == len(str(before).split()):
        words = iter(whole.split())
        return Parts(*(" ".join(next(words) for _ in part.split()) for part in before.four))
    if any(name_text.scripts(whole)[1 if script == "ar" else 0].split()):
        raise RefusedError(
            cell,
            message("This name has letters of the other script in it."),
            message("Write the Arabic name and the Latin one each in its own column."),
        )
    return Parts(*name_text.split(whole))


def _words(cell: Touched) -> str:
    """A name or a part of one."""
    text = " ".join(said(cell.got, "name", cell.written).replace("\u0640", "").split())
    if text and not any(letter.isalpha() for letter in text):
        raise RefusedError(cell, message("A name is written with letters. Leave it empty when nobody knows it."))
    return text


def _reference(meaning: Meaning, item: Field[Any], own: Mapping[str, Touched], base: Any) -> Any:
    several = isinstance(item.kind, Refs)
    found: dict[str, Any] = {}
    if "code" in own and not is_empty(own["code"].got):
        found["code"] = _one(meaning, item, own["code"], _text(own["code"]))
    if "" in own and not is_empty(own[""].got):
        found[""] = _named(meaning, item, own[""], base, found.get("code"), several=several)
    if "id" in own and not is_empty(own["id"].got):
        found["id"] = _by_id(meaning, item, own["id"], several=several)
    values = {repr(value): value for value in found.values()}
    if len(values) > 1:
        raise RefusedError(
            own["" if "" in own else "code"],
            message("The name, the code and the hidden id in this row point to different records."),
            message("Clear the columns that are not meant."),
        )
    if found:
        return next(iter(values.values()))
    return None if "" in own else base


def _text(cell: Touched) -> str:
    try:
        return said(cell.got, "text", cell.written).strip()
    except BadValue as bad:
        raise RefusedError(cell, bad.message, offer=bad.offer) from bad


def _by_id(meaning: Meaning, item: Field[Any], cell: Touched, *, several: bool) -> Any:
    ids = str(cell.got).split()
    if not all(meaning.finder.exists(meaning.showing.names.target(item.kind), one) for one in ids):
        raise RefusedError(
            cell,
            message("A hidden id in this row belongs to no record."),
            message("Write the name or the number in the column beside it instead."),
        )
    return (sorted(set(ids)) or None) if several else (ids[0] if ids else None)


def _named(
    meaning: Meaning, item: Field[Any], cell: Touched, base: Any, by_code: Any, *, several: bool
) -> Any:  # fmt: skip
    text = _text(cell)
    if not several:
        return _one(meaning, item, cell, text, by_code)
    names = meaning.showing.names
    target = names.target(item.kind)
    known = {folded(names.name(target, record)): record for record in base or ()}
    pieces = [piece.strip() for piece in text.replace("؛", ";").replace("\n", ";").split(";") if piece.strip()]
    return sorted({known.get(folded(piece)) or _one(meaning, item, cell, piece) for piece in pieces}) or None


def _one(meaning: Meaning, item: Field[Any], cell: Touched, text: str, by_code: Any = None) -> str:
    """The one record a text means."""
    kind = meaning.showing.names.target(item.kind)
    found = meaning.finder.find(kind, text)
    if by_code in found:
        found = [by_code]
    if len(found) == 1:
        return found[0]
    if found:
        raise RefusedError(
            cell,
            message("“{name}” fits several records.", name=text),
            message("Choose one, or write its code or number instead of the name."),
            choices=meaning.finder.choices(kind, found[:20]),
        )
    raise RefusedError(
        cell,
        message("No record goes by “{name}”.", name=text),
        message("Write the name or the number as the register has it, or add the record first."),
        choices=meaning.finder.choices(kind, meaning.finder.near(kind, text)),
    )


_READERS: Mapping[str, Callable[[Meaning, Field[Any], Mapping[str, Touched], Any], Any]] = {
    "code": _coded,
    "codes": _coded,
    "name": _name,
    "names": _other_names,
    "moment": _moment,
    "placeref": _reference,
    "ref": _reference,
    "refs": _reference,
}
