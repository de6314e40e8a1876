"""What is printed: rows of a list as the list shows them, or one record with everything that belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gui.jobs import Pace
from gui.listing.tabled import Said, read_rows
from gui.printing.blocks import SAMPLE, Columns, Pair, TableHead, TableRow, Title
from gui.printing.sheet import Block, Heading, Sheet
from gui.say import say, say_n, words
from gui.table.rows import Column
from storage import RECORDS, Entry, Field, Note, Privacy, Query, Reading

if TYPE_CHECKING:
    from datetime import date

    from gui.listing.named import NamedListing
    from storage import Store

Belonging = tuple[str, str, tuple[str, ...]]
RELATED: dict[str, tuple[Belonging, ...]] = {
    "incident": (
        ("claim", "incident", ("source", "source_note", "killed", "injured", "missing", "claimed_on", "notes")),
        ("victim", "incident", ("name", "people", "sex", "age", "outcome", "hospital")),
        ("damage", "incident", ("facility", "damage", "closed", "closed_days", "personnel_killed", "notes")),
    ),
    "victim": (("outcome", "victim", ("day", "outcome", "place", "hospital", "source", "said_by", "notes")),),
    "facility": (
        ("damage", "facility", ("incident", "damage", "closed", "closed_days", "personnel_killed", "notes")),
        ("function", "facility", ("day", "function", "source", "notes")),
    ),
    "place": (
        ("population", "place", ("day", "persons", "households", "source")),
        ("village_state", "place", ("day", "state", "share", "remaining", "why_stayed", "source")),
        ("movement", "origin", ("started", "direction", "persons", "households", "source", "certainty")),
    ),
}
"""What belongs to a record and stands under it: kind, the field that says so, the fields shown."""
LAST = ("status", "team", "author", "entered")
UNSAID = {"overrides", "withdrawn"}
MOST = 500
"""Records of one kind that stand under a record."""


@dataclass(frozen=True)
class Matter:
    """What is to be printed, read in a thread.

    Attributes:
        title: what it is called.
        heads, rows: a table; or blocks of one record.
        names: whether it holds names of people.
    """

    title: str
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[Said]] = ()
    blocks: Sequence[Block] = ()
    names: bool = False

    def sheet(self, heading: Heading, *, across: bool) -> Sheet:
        """Laid out on pages."""
        if not self.heads:
            return Sheet(heading, self.blocks, repeated=None, across=across)
        columns = Columns(self.heads, self.rows[:SAMPLE])
        table = [TableRow(columns, row) for row in self.rows]
        return Sheet(heading, table, repeated=TableHead(columns), across=across)


def read_list(
    listing: NamedListing, numbers: Sequence[int], columns: Sequence[Column], heads: Sequence[str], pace: Pace
) -> list[list[Said]]:
    """The rows of a list, in a reader's thread."""
    rows: list[list[Said]] = []
    for part in read_rows(listing, numbers, columns):
        rows += part
        pace.step(len(rows), len(numbers))
    return rows


def read_record(store: Store, kind: str, record: str, today: date) -> Matter | None:
    """A record and what belongs to it, as blocks; None when it is not there. Sealed fields stay where they are."""
    entry = store.read(kind, record)
    if entry is None:
        return None
    reading = Reading(words(), today, name=lambda of, one: store.name_of(of, one, words().language))
    blocks: list[Block] = [*_pairs(entry, reading)]
    for related, by, names in RELATED.get(kind, ()):
        where = {by: record, "direction": "out"} if related == "movement" else {by: record}
        blocks += _belonging(store, related, where, names, reading)
    return Matter(_title(entry, reading), blocks=blocks, names=kind in ("incident", "victim"))


def _title(entry: Entry, reading: Reading) -> str:
    fields = RECORDS[entry.kind].fields
    called = [_words(fields[name], entry.values.get(name), reading) for name in ("name", "name_ar", "name_en", "title")
              if name in fields]  # fmt: skip
    code = str(entry.values.get("code") or "")
    known = next((one for one in called if one), "")
    return " · ".join(part for part in (words().kind(entry.kind), known, words().ltr(code)) if part)


def _pairs(entry: Entry, reading: Reading) -> list[Pair]:
    fields = RECORDS[entry.kind].fields
    order = [*(one for name, one in fields.items() if name not in LAST), *(fields[name] for name in LAST)]
    return [
        Pair(words().field(item.key), text, narrative=isinstance(item.kind, Note))
        for item in order
        if item.privacy is not Privacy.SEALED and item.name not in UNSAID and not _sheltered(item, entry)
        if (text := _told(item, entry, reading))
    ]


def _sheltered(item: Field[Any], entry: Entry) -> bool:
    """Whether a field names a place where people arrived: those who moved on or came home set out from one."""
    if (item.record, item.name) != ("movement", "origin"):
        return False
    return entry.values.get("direction") != "out" or "direction" in entry.disputed


def _told(item: Field[Any], entry: Entry, reading: Reading) -> str:
    """A value in words; while it is in dispute, all of them."""
    rivals = entry.disputed.get(item.name, ())
    if len(rivals) > 1:
        told = [_words(item, rival.value, reading) or "?" for rival in rivals]
        shown = told[0]
        for one in told[1:]:
            shown = say("{first} or {second}", first=shown, second=one)
        return say("{values} (in dispute)", values=shown)
    return _words(item, entry.values.get(item.name), reading)


def _words(item: Field[Any], value: Any, reading: Reading) -> str:
    if value is None or value == "":
        return ""
    try:
        return item.kind.show(value, reading).strip()
    except (ValueError, TypeError, KeyError, AttributeError):
        return str(value)


def _belonging(
    store: Store, kind: str, where: dict[str, str], names: Sequence[str], reading: Reading
) -> Sequence[Block]:
    fields = [RECORDS[kind].fields[name] for name in names if name in RECORDS[kind].fields]
    listing = store.listing(Query(kind, where, sort="", descending=False))
    numbers, rows = listing.first(MOST)
    if not numbers:
        return []
    made = [[Said(_words(item, rows[number][item.name], reading)) for item in fields] for number in numbers]
    kept = [place for place in range(len(fields)) if any(row[place].text for row in made)]
    columns = Columns([words().field(fields[place].key) for place in kept], [[row[p] for p in kept] for row in made])
    table: list[Block] = [Title(words().kind(kind, several=True)), TableHead(columns)]
    table += [TableRow(columns, [row[place] for place in kept]) for row in made]
    left = listing.count() - len(numbers)
    if left > 0:
        table.append(Title(say_n("{count} more is in the register", "{count} more are in the register", left)))
    return table
