"""What is known of attached files: whose they are, where they lie, what happened to each, which are not here yet."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BufferedReader
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select, update

from storage.attachments.chest import FOLDER, Chest, damaged, not_here
from storage.attachments.locked import FRAME, LockedFile
from storage.database.jsontext import unpack
from storage.database.rows import id_bytes, load_values, values_of
from storage.database.tables import blob, journal, piece, tables
from storage.errors import UserError
from storage.fields.kinds.typed import cleaned
from storage.journal.clock import stamp_device
from storage.journal.journal import chunks
from storage.messages import message
from storage.saving import Saving
from storage.sync.chain import merged

ADDED, OPENED, EXPORTED, RECEIVED = "added", "opened", "exported", "received"
_ATTACHMENT, _CUSTODY = tables["attachment"].c, tables["custody"].c
_SHA = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class Attached:
    """A file and what is known of it.

    Attributes:
        record: id of what it belongs to; media: code of the list ``media``; withdrawn: why it was struck, "" when not.
        author, team, device: names of who added it, and of the laptop.
        here: its bytes are on this laptop; damaged: they are not what was put there.
        have: how many bytes of a missing one have arrived; holders: names of the laptops known to hold it.
        has_position: the file told where it was taken (the sealed field ``position``).
    """

    id: str
    record: str
    media: str
    title: str
    file_name: str
    size: int
    sha256: str
    taken: datetime | None
    added: datetime | None
    notes: str
    author: str
    team: str
    device: str
    withdrawn: str = ""
    here: bool = False
    damaged: bool = False
    have: int = 0
    holders: tuple[str, ...] = ()
    has_position: bool = False


@dataclass(frozen=True)
class Custody:
    """What happened to a file: ``act`` is a code of the list ``custody-act``; ``device`` the laptop's name."""

    act: str
    who: str
    team: str
    device: str
    when: datetime | None
    recipient: str = ""
    notes: str = ""


class Knowing(Saving):
    """Part of the store: reading about attached files, and the files themselves."""

    def attachments(self, record: str) -> list[Attached]:
        """The files of a record, oldest first, struck ones too."""
        return self._attached(_ATTACHMENT.record_id == record)

    def attached(self, attachment: str) -> Attached | None:
        """One of them; None when there is none."""
        return next(iter(self._attached(_ATTACHMENT.id == (id_bytes(attachment) or b""))), None)

    def all_attachments(self) -> list[Attached]:
        """All files of the register, in the order they were added."""
        return self._attached(_ATTACHMENT.n > 0)

    def attachment_counts(self, records: Iterable[str]) -> dict[str, int]:
        """How many files that are not struck each of these records has; those without are left out."""
        found: dict[str, int] = {}
        owner = _ATTACHMENT.record_id
        with self.database.reading() as connection:
            for part in chunks(list(records)):
                wanted = and_(owner.in_(part), _ATTACHMENT.withdrawn.is_(None))
                rows = connection.execute(select(owner, func.count().label("many")).where(wanted).group_by(owner))
                found.update((row.record_id, row.many) for row in rows)
        return found

    def missing_attachments(self) -> list[Attached]:
        """Files whose records are here and whose bytes are not, the smallest first."""
        return self._attached(_ATTACHMENT.sha256.in_(_missing()) & _ATTACHMENT.withdrawn.is_(None), by_size=True)

    def custody(self, attachment: str) -> list[Custody]:
        """What happened to a file, oldest first."""
        found = self._custody_of([attachment])
        with self.database.reading() as connection:
            names = _Names(connection, self._laptops(connection))
            return [
                Custody(
                    one["act"], names.of("person", one.get("author")), names.of("team", one.get("team")),
                    names.told(str(one.get("device") or ""), one["by"]), one.get("moment"),
                    str(one.get("recipient") or ""), str(one.get("notes") or ""),
                ) for one in found
            ]  # fmt: skip

    def attachment_stream(self, attachment: str) -> BufferedReader:
        """Reads what a file holds, anywhere in it. Whoever shows it to a person says so with ``opened``.

        Raises:
            UserError: ``not-here``, ``damaged-attachment`` (also later, from reading).
        """
        with self.database.reading() as connection:
            own = _ATTACHMENT.id == (id_bytes(attachment) or b"")
            found = connection.execute(select(_ATTACHMENT.sha256).where(own)).scalar()
        return BufferedReader(self._stream(str(found or "")), FRAME)

    def attached_bytes(self, sha256: str) -> BufferedReader:
        """The same by the hash of the file.

        Raises:
            UserError: ``not-here``, ``damaged-attachment``.
        """
        return BufferedReader(self._stream(sha256), FRAME)

    # ------------------------------------------------------------------------------------- inside

    def _chest(self) -> Chest:
        if self.database.path is None:
            raise UserError(
                "no-place-for-files",
                message("This register lies on a server, so files cannot be kept beside it."),
                message("Attach the file on a laptop whose register exchanges with that server."),
            )
        return Chest(self.database.path.parent / FOLDER)

    def _stream(self, sha256: str) -> LockedFile:
        with self.database.reading() as connection:
            row = connection.execute(select(blob).where(blob.c.sha256 == sha256)).first()
        if row is None or row.state == "gone":
            raise not_here()
        if row.state:
            raise damaged()
        try:
            return self._chest().open(row.name, bytes(row.key), row.size)
        except UserError as trouble:
            states = {"not-here": "gone", "damaged-attachment": "damaged"}
            if trouble.kind in states:
                self._mark_files([sha256], states[trouble.kind])
            raise

    def _mark_files(self, hashes: Iterable[str], state: str) -> None:
        """Note that files were found ``gone`` or ``damaged``: they are asked for again."""
        with self.database.writing() as connection:
            for part in chunks(list(hashes)):
                connection.execute(update(blob).where(blob.c.sha256.in_(part)).values(state=state))

    def _custody_of(self, attachments: Sequence[str]) -> list[dict[str, Any]]:
        """The lines as they were first written, with ``by``, the laptop that wrote each; none is changed later."""
        found = []
        with self.database.reading() as connection:
            for part in chunks(list(attachments)):
                changed = or_(_CUSTODY.heads != "", _CUSTODY.head != _CUSTODY.born)  # they may have named it once
                asked = or_(_CUSTODY.attachment.in_(part), changed)
                ids = connection.execute(select(_CUSTODY.id).where(asked).order_by(_CUSTODY.n)).scalars()
                for stamp, fields in _first_written(connection, map(bytes, ids)):
                    if fields.get("attachment") in part:
                        found.append(load_values("custody", fields) | {"by": stamp_device(stamp).hex()[:12]})
        known = [_plain(one) for one in found if isinstance(one.get("act"), str)]
        return sorted(known, key=lambda one: one["moment"] or datetime.max.replace(tzinfo=UTC))

    def _attached(self, wanted: Any, *, by_size: bool = False) -> list[Attached]:
        order = (_ATTACHMENT.size, _ATTACHMENT.n) if by_size else (_ATTACHMENT.n,)
        with self.database.reading() as connection:
            rows = connection.execute(select(tables["attachment"]).where(wanted).order_by(*order)).mappings().all()
            hashes = {row["sha256"] for row in rows if row["sha256"]}
            lying = _Lying(connection, hashes)
            names = _Names(connection, self._laptops(connection))
            holders = _holders(connection, [bytes(row["id"]).hex() for row in rows])
            return [_shown(row, lying, names, holders) for row in rows]


def _first_written(connection: Connection, lines: Iterable[bytes]) -> Iterator[tuple[bytes, dict[str, Any]]]:
    """Stamps and fields under which lines of custody were begun.

    Whatever replaces nothing began one, also where another one of that id says it is older: any clock can say so.
    Of one that was only written again (:mod:`storage.sync.again`) the earliest that is here.
    """
    row = journal.c
    for part in chunks(lines):
        same = select(row.record, row.stamp, row.fields, row.over).where(row.record.in_(part), row.kind == "custody")
        told: dict[bytes, list[Any]] = {one: [] for one in part}
        for one in connection.execute(same.order_by(row.stamp)):
            told[bytes(one.record)].append(one)
        for written in told.values():
            begun = [one for one in written if not one.over] or written[:1]
            yield from ((bytes(one.stamp), unpack(one.fields)) for one in begun)


class _Names:
    """Names of people, teams and laptops, each looked up once."""

    def __init__(self, connection: Connection, devices: Mapping[str, str]) -> None:
        self._connection, self._devices = connection, devices
        self._known: dict[tuple[str, Any], str] = {}

    def of(self, kind: str, record: Any) -> str:
        """The name of a person or team, "" when it is not known."""
        if (kind, record) not in self._known:
            table = tables[kind].c
            told = select(table.name).where(table.id == (id_bytes(record) or b""))
            self._known[kind, record] = str(self._connection.execute(told).scalar() or "")
        return self._known[kind, record]

    def device(self, device: str) -> str:
        """The name in a laptop's certificate, else its number."""
        return self._devices.get(device) or device

    def told(self, device: str, by: str) -> str:
        """The same, and who said so when it was another laptop."""
        return self.device(device) if device == by else f"{self.device(device)} ({self.device(by)})"


class _Lying:
    """Which of these files lie here, and how much of the others has arrived."""

    def __init__(self, connection: Connection, hashes: Iterable[str]) -> None:
        self.states: dict[str, str] = {}
        parts: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for part in chunks(sorted(hashes)):
            for row in connection.execute(select(blob.c.sha256, blob.c.state).where(blob.c.sha256.in_(part))):
                self.states[row.sha256] = row.state
            for row in connection.execute(select(piece).where(piece.c.sha256.in_(part))):
                parts[row.sha256].append((row.at, row.at + row.length - 1))
        self.have = {one: sum(last - first + 1 for first, last in merged(all_)) for one, all_ in parts.items()}


def _shown(row: Any, lying: _Lying, names: _Names, holders: Mapping[str, Sequence[str]]) -> Attached:
    values = load_values("attachment", values_of("attachment", row))
    told = {
        name: str(values.get(name) or "")
        for name in ("record_id", "media", "title", "file_name", "notes", "withdrawn")
    }
    told_size, sha256, device = (
        values.get("size"),
        str(row["sha256"] or ""),
        stamp_device(bytes(row["born"])).hex()[:12],
    )
    told["file_name"] = cleaned(told["file_name"])  # another laptop's program may have kept marks that turn it round
    size = told_size if isinstance(told_size, int) else 0
    record = bytes(row["id"]).hex()
    state = lying.states.get(sha256)
    held = list(dict.fromkeys([device, *holders.get(record, ())]))
    return Attached(
        record, told["record_id"], told["media"], told["title"], told["file_name"], size, sha256,
        _when(values.get("taken")), _when(values.get("added")), told["notes"],
        names.of("person", values.get("author")), names.of("team", values.get("team")), names.device(device),
        told["withdrawn"], state == "", state == "damaged", lying.have.get(sha256, 0),
        tuple(names.device(one) for one in held), bool(values.get("position")),
    )  # fmt: skip


def _holders(connection: Connection, attachments: Sequence[str]) -> dict[str, list[str]]:
    """Laptops that said they received it."""
    found: dict[str, list[str]] = defaultdict(list)
    for part in chunks(list(attachments)):
        query = select(_CUSTODY.attachment, _CUSTODY.device).where(_CUSTODY.attachment.in_(part))
        for row in connection.execute(query.where(_CUSTODY.act == RECEIVED, _CUSTODY.device.isnot(None))):
            found[row.attachment].append(row.device)
    return found


def _missing() -> Any:
    """Hashes of files that are not here."""
    sound = select(blob.c.sha256).where(blob.c.state == "")
    return select(_ATTACHMENT.sha256).where(_ATTACHMENT.sha256.not_in(sound))


def _plain(one: dict[str, Any]) -> dict[str, Any]:
    return {**one, "moment": _when(one.get("moment"))}


def _when(value: Any) -> datetime | None:
    return value if isinstance(value, datetime) else None


def is_sha(text: Any) -> bool:
    """Whether a text is a SHA-256 as it is written here."""
    return isinstance(text, str) and _SHA.fullmatch(text) is not None
