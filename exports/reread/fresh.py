"""Rows without a record: they become new ones, each with an id that the same row of the same file always has."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import blake2b

from exports.reread.align import RECORD_ID, Layout
from exports.reread.compare import COMPUTED, LooseRow
from exports.reread.proposal import NewRow, Refusal, Spot
from exports.reread.resolving import LOGS, SIGNED, Told
from exports.reread.values import OWN, Meaning, RefusedError
from exports.reread.view import Own, Touched
from storage import NUMBERED, RECORDS, Entry, Message, folded, message, problems


class FreshRows:
    """The loose rows of all sheets. First :meth:`plan`, so that rows may name one another, then :meth:`rows`."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._planned: list[tuple[str, Layout, LooseRow, str]] = []
        self._times: Counter[str] = Counter()
        self._view = Own()
        self.problems: list[Refusal] = []

    def plan(self, sheet: str, layout: Layout, rows: Sequence[LooseRow], meaning: Meaning) -> None:
        """Note the rows of a sheet."""
        kind = layout.kind
        for row in rows:
            spot = Spot(sheet, row.row)
            if RECORD_ID.fullmatch(row.told.strip().lower()):
                self._tell(spot, "stranger", message("This row belongs to a record that was not in this export."),
                           message("If it is a new record, clear its hidden id in the first column."))  # fmt: skip
            elif kind in LOGS:
                self._tell(spot, "log", message("The register keeps this sheet by itself; it is not read back."), None)
            elif not any(_is_said(kind, key) for key in row.values):
                self._tell(spot, "nothing", message("This row holds nothing a record could be made of."), None)
            else:
                record = self._id(kind, row)
                code = row.values.get(f"{kind}.code")
                if code is not None and kind in NUMBERED:
                    meaning.finder.planned[kind, folded(str(code[1]))] = record
                self._planned.append((sheet, layout, row, record))

    def rows(self, meaning: Meaning, told: Told, known: Callable[[str, str], bool], view: Own) -> list[NewRow]:
        """The new records; ``view`` gives our ids of those they name."""
        self._view = view
        return [
            self._row(sheet, layout.kind, row, record, meaning, told, is_known=known(layout.kind, record))
            for sheet, layout, row, record in self._planned
        ]

    def _row(
        self, sheet: str, kind: str, row: LooseRow, record: str, meaning: Meaning, told: Told, *, is_known: bool
    ) -> NewRow:  # fmt: skip
        fields, values = RECORDS[kind].fields, {}
        shown: list[tuple[str, str]] = []
        whole = True
        for name, cells in self._cells(meaning, kind, row).items():
            item = fields[name]
            try:
                if any(cell.at in row.errors for cell in cells):
                    raise RefusedError(
                        cells[0], message("The formula in this cell could not be worked out, so there is no value.")
                    )
                canonical = self._view.value(item, meaning.value(item, cells, None))
            except RefusedError as refused:
                whole = False
                if not is_known:
                    self._refused(sheet, row, refused)
                continue
            if canonical is not None:
                values[name] = item.kind.load(canonical)
                shown.append((told.label(item), told.text(item, canonical)))
        asked = values.get("status", "complete")
        if asked != "draft":
            whole = whole and not any(one.hard for one in problems(kind, values, record))
            values["status"] = asked if whole else "draft"
        who = told.who(kind, values)
        return NewRow(
            Spot(sheet, row.row), kind, record, who, values, tuple(shown), asked != "draft" and whole, is_known
        )

    def _cells(self, meaning: Meaning, kind: str, row: LooseRow) -> dict[str, list[Touched]]:
        """The cells of each field that a value can be read from."""
        found: dict[str, list[Touched]] = defaultdict(list)
        columns = {shown.key: shown for shown in meaning.columns[kind]}
        for key, (at, got) in row.values.items():
            shown = columns[key]
            if _is_said(kind, key):
                found[shown.column.partition("__")[0]].append(Touched(shown, at, got, ""))
        return found

    def _id(self, kind: str, row: LooseRow) -> str:
        told = sorted((key, str(cell)) for key, (_, cell) in row.values.items() if _is_said(kind, key))
        content = repr((self._origin, kind, told))
        self._times[content] += 1
        digest = bytearray(
            blake2b(f"{content}{self._times[content]}".encode("utf-8", "replace"), digest_size=16).digest()
        )
        digest[6], digest[8] = (digest[6] & 0x0F) | 0x80, (digest[8] & 0x3F) | 0x80  # UUIDv8: made of content
        return digest.hex()

    def _tell(self, spot: Spot, word: str, what: Message, todo: Message | None) -> None:
        self.problems.append(Refusal(spot, word, "", "", what, todo, serious=word == "stranger"))

    def _refused(self, sheet: str, row: LooseRow, refused: RefusedError) -> None:
        cell = refused.cell
        self.problems.append(
            Refusal(Spot(sheet, row.row, cell.at), "cell", cell.shown.label, "", refused.what, refused.todo, True,
                    refused.offer, refused.choices)
        )  # fmt: skip


def lost(rows: Sequence[NewRow], missing: Sequence[Entry], told: Told) -> tuple[list[NewRow], dict[int, str]]:
    """New rows that say mostly what a missing record says: its number and hidden id were erased.

    Gives the rows, and by their place what that record is called.
    """
    found: list[NewRow] = []
    called: dict[int, str] = {}
    for row in rows:
        own = {name: value for name, value in row.values.items() if name != "status"}
        best, likely = 0, None
        for entry in missing if not row.known and len(own) > 1 else ():
            alike = sum(entry.values.get(name) == value for name, value in own.items())
            if entry.kind == row.kind and alike > best and alike * 3 >= len(own) * 2:
                best, likely = alike, entry
        if likely is not None:
            called[len(found)] = told.who(row.kind, likely.values)
        found.append(row if likely is None else replace(row, likely=likely.id))
    return found, called


def _is_said(kind: str, key: str) -> bool:
    """Whether a column says something of a new record: not what follows from others, nor what the register gives."""
    if key.startswith(COMPUTED):
        return False
    name, _, role = key.removeprefix(f"{kind}.").partition(".")
    item = RECORDS[kind].fields.get(name)
    if item is None or name in SIGNED or (name == "code" and kind in NUMBERED):
        return False
    return role in OWN.get(item.kind.word, ("",))
