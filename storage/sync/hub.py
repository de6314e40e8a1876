"""The road over a hub: a PostgreSQL that keeps what it cannot read, for all who belong, whenever they have a network.

Everything is pulled by what is lacking, not by serial numbers, which become visible out of order. Each portion is a
transaction of its own on either side, and adding what is there already does nothing: whatever is cut, the next
exchange goes on. Each row is a bundle (:mod:`storage.sync.bundle`) of one stretch, sealed to the hub's key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, NoReturn

import orjson

from storage.attachments.freight import Freight
from storage.core import VERSION, write_meta
from storage.errors import Cancelled, UserError
from storage.messages import message
from storage.migrations import HEAD
from storage.sync.bundle import Contents, Opened, sealed_bundle
from storage.sync.chain import Segment, Vector, lacking, merged
from storage.sync.read import Read, Refused
from storage.sync.renewing import Renewing

if TYPE_CHECKING:
    from storage.sync.hub_keys import HubKey
    from storage.sync.hub_line import Line
    from storage.sync.hub_rows import Row

ROAD = "hub"
HEARD = "hub-receipts"
"""The note in ``meta`` of the receipts that were read: device to hash."""
PATIENCE = 30.0

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]


@dataclass
class Pushed:
    """What was added to a hub: stretches of chains, and the changes in them and in tables of places."""

    segments: int = 0
    changes: int = 0


@dataclass
class Course:
    """One exchange under way."""

    line: Line
    keys: dict[str, HubKey]
    cancelled: Stop
    progress: Progress | None
    done: int = 0
    total: int = 0

    def went(self, count: int) -> None:
        """So many more changes went through."""
        self.done += count
        self.at(0)

    def at(self, ahead: int) -> None:
        """So many changes ahead of what went through: where progress is told and Cancel takes hold."""
        if self.progress is not None:
            self.progress(self.done + ahead, max(self.total, self.done + ahead))
        if self.cancelled():
            raise Cancelled


class HubRoad(Renewing):
    """Part of the store: the exchange with a hub."""

    def push_hub(
        self, address: str, *, freight: Freight | None = None, progress: Progress | None = None,
        cancelled: Stop | None = None, patience: float = PATIENCE,
    ) -> Pushed:  # fmt: skip
        """Add what a hub lacks of what is held here, and say what we hold; then attached files, as ``freight`` says.

        Raises:
            UserError: words of :mod:`storage.sync.hub_address`; what went through stays.
            Cancelled: the same.
        """
        done = Pushed()
        with (
            self.keeping_lines(),
            self._noted("out", lambda: done.changes),
            self._on(address, progress, cancelled, patience) as course,
        ):
            self._push(course, done, freight)
        return done

    def pull_hub(
        self, address: str, *, freight: Freight | None = None, progress: Progress | None = None,
        cancelled: Stop | None = None, patience: float = PATIENCE,
    ) -> Read:  # fmt: skip
        """Take in what a hub has and we lack; of attached files as much as ``freight`` says.

        Raises:
            UserError: words of :mod:`storage.sync.hub_address`; what was taken in stays. Cancelled: the same.
        """
        found = Read()
        with self._noted("in", lambda: found.changes), self._on(address, progress, cancelled, patience) as course:
            self._pull(course, found, freight)
        return found

    def exchange_hub(
        self, address: str, *, into: Freight | None = None, out: Freight | None = None,
        progress: Progress | None = None, cancelled: Stop | None = None, patience: float = PATIENCE,
    ) -> tuple[Read, Pushed]:  # fmt: skip
        """Both over one line: take in what a hub has, then add what it lacks; files as far as they may go."""
        found, done = Read(), Pushed()
        with ExitStack() as line:
            line.enter_context(self.keeping_lines())
            with self._noted("in", lambda: found.changes):
                course = line.enter_context(self._on(address, progress, cancelled, patience))
                self._pull(course, found, into)
            with self._noted("out", lambda: done.changes):
                self._push(course, done, out)
        return found, done

    # ------------------------------------------------------------------------------------- inside

    @contextmanager
    def _on(
        self, address: str, progress: Progress | None, cancelled: Stop | None, patience: float
    ) -> Iterator[Course]:
        from storage.sync.hub_address import asked_of, place_of
        from storage.sync.hub_keys import keys_on
        from storage.sync.hub_line import Line
        from storage.sync.hub_rows import require_ours

        self.vector(lambda _: _stopped_by(cancelled))  # brings our chain up to date, and begins the organisation
        asked = asked_of(address)
        own = self.hub_login(place_of(asked))
        if not own and "user" not in asked:
            _not_admitted()
        asked |= own  # whoever is admitted enters as itself, whatever name the address had when the hub was made
        with Line(asked, patience=patience, cancelled=cancelled) as line:
            require_ours(line, self)
            yield Course(line, keys_on(line, self), cancelled or (lambda: False), progress)

    def _push(self, course: Course, done: Pushed, freight: Freight | None) -> None:
        from storage.sync.hub_keys import give, key_to_write
        from storage.sync.hub_rows import put_receipt

        key = key_to_write(course.line, self, course.keys)
        give(course.line, self, course.keys)
        self._push_tables(course, key, done)
        self._push_segments(course, key, done)
        put_receipt(course.line, self._sealed(key), key)
        self._push_files(course, key, freight)

    def _pull(self, course: Course, found: Read, freight: Freight | None) -> None:
        self._pull_tables(course, found)
        self._pull_segments(course, found)
        self._hear_receipts(course)
        self._pull_files(course, found, freight)

    def _push_files(self, course: Course, key: HubKey, freight: Freight | None = None) -> None:
        from storage.attachments.hub_files import push_files

        freight = freight or Freight(self.exchange_limit())
        push_files(course.line, self, key, course.keys, freight, lambda: course.went(0))

    def _pull_files(self, course: Course, found: Read, freight: Freight | None = None) -> None:
        from storage.attachments.hub_files import pull_files

        freight = freight or Freight(self.exchange_limit())
        pull_files(course.line, self, course.keys, found, freight, lambda: course.went(0))

    @contextmanager
    def _noted(self, direction: str, changes: Callable[[], int]) -> Iterator[None]:
        """Whatever comes of it stands in the log of exchanges."""
        try:
            yield
        except UserError as trouble:
            self._log(ROAD, direction, "", "", changes(), trouble.kind)
            raise
        self._log(ROAD, direction, "", "", changes(), "")

    def _sealed(
        self, key: HubKey, one: Segment | None = None, table: tuple[str, int, list[bytes]] | None = None
    ) -> bytes:
        """A row's content: one stretch, one table of places, or (neither) a receipt."""
        vector = {} if one or table else self.vector()
        commons = {} if one else {table[0]: table[1]} if table else self.commons()
        contents = Contents(
            self.me.device, self.membership().root, self._moment("milliseconds"), (), vector, commons,
            (one,) if one else (), tuple(table[2]) if table else (), 0, "", HEAD, VERSION,
            lacking={} if one or table else self.told_lacking(),
        )  # fmt: skip
        return sealed_bundle(contents, self.keys, [key.recipient])

    # ---- out

    def _push_segments(self, course: Course, key: HubKey, done: Pushed) -> None:
        from storage.sync.hub_rows import held_by, index_of

        self._push_lacking(course, key, held_by(self._proved(index_of(course.line))), done)

    def _push_lacking(self, course: Course, key: HubKey, theirs: Vector, done: Pushed) -> None:
        from storage.sync.hub_rows import BYTES_AT_ONCE, CHANGES_AT_ONCE, ROWS_AT_ONCE, put_segments

        ours = self.vector()
        course.total += sum(
            high - low + 1 for device in ours for low, high in lacking(theirs.get(device, []), ours[device])
        )
        part, size, changes = list[tuple[Segment, bytes]](), 0, 0

        def send() -> None:
            nonlocal part, size, changes
            if part:
                put_segments(course.line, part, key)
                done.segments, done.changes = done.segments + len(part), done.changes + changes
                course.went(changes)
            part, size, changes = [], 0, 0

        for one in self.segments(theirs):
            part.append((one, self._sealed(key, one)))
            size, changes = size + len(part[-1][1]), changes + len(one.lines)
            if len(part) >= ROWS_AT_ONCE or size >= BYTES_AT_ONCE or changes >= CHANGES_AT_ONCE:
                send()
        send()

    def _push_tables(self, course: Course, key: HubKey, done: Pushed) -> None:
        from storage.sync.hub_rows import put_table, tables_on

        ours, theirs = self.commons(), tables_on(course.line)
        for device, count in ours.items():
            if any((one.device, one.last) == (device, count) for one in theirs):
                continue
            others = {one: known for one, known in ours.items() if one != device}
            lines = list(self.common_lines(others))
            if lines:
                put_table(course.line, device, count, self._sealed(key, table=(device, count, lines)), key)
                done.changes += len(lines)
                course.went(len(lines))

    # ---- in

    def _pull_tables(self, course: Course, found: Read) -> None:
        from storage.sync.hub_rows import fetched, tables_on

        for row in tables_on(course.line):
            if self.commons().get(row.device, 0) < row.last:
                self._take_rows(course, list(fetched(course.line, [row], course.keys)), found, final=True)

    def _pull_segments(self, course: Course, found: Read) -> None:
        from storage.sync.hub_rows import index_of

        self._pull_listed(course, index_of(course.line), found)

    def _pull_listed(self, course: Course, index: list[Row], found: Read) -> None:
        tried: set[Row] = set()
        while wanted := self._wanted([one for one in index if one not in tried], covering=not tried):
            course.total += sum(one.changes for one in wanted)
            self._pull_rows(course, wanted, found)
            tried.update(wanted)  # of two twins' rows the second contradicts only once the first is here

    def _pull_rows(self, course: Course, left: list[Row], found: Read) -> None:
        """Rows of devices known to belong first: they may bring the certificates of others."""
        from storage.sync.hub_rows import gathered

        final = False
        while left:
            members = {*self.membership().members, self.me.device[:12]}
            now = left if final else [one for one in left if one.device[:12] in members]
            settled: set[Row] = set()
            for rows in gathered(course.line, now, course.keys, lambda: course.at(0)):
                settled |= self._take_rows(course, rows, found, final=final)
            left = [one for one in left if one not in settled]
            if final:
                break
            final = not settled

    def _wanted(self, index: list[Row], *, covering: bool = True) -> list[Row]:
        """What we lack, and what contradicts us; what is set apart already only if its device belongs now.

        ``covering``: what one row claims is not asked of another one, too; none may hold what it claims.
        """
        away = self._ends_apart(self.membership().members)
        agreeing, contrary = self._split(index)
        covered: Vector = self.vector()
        found = [one for one in contrary if (one.device, one.first, one.tip) not in away]
        for one in agreeing:
            known, new = covered.get(one.device, []), [(one.first, one.last)]
            if (one.device, one.first, one.tip) not in away and lacking(known, new):
                found.append(one)
                if covering:
                    covered[one.device] = merged([*known, *new])
        return found

    def _proved(self, index: list[Row]) -> list[Row]:
        """Rows that end as our own chains do: whatever others claim to be there, we add what we hold."""
        ours = self.vector()
        return self._split([one for one in index if _within(one.last, ours.get(one.device, []))])[0]

    def _split(self, index: list[Row]) -> tuple[list[Row], list[Row]]:
        """Rows that agree with what is held here, and those of a fork."""
        agreeing: list[Row] = []
        contrary: list[Row] = []
        ours, ends = self.vector(), self.ends()
        for row in index:
            here = _within(row.last, ours.get(row.device, []))
            tip = ends.get((row.device, row.last)) if here else row.tip
            same = (tip or self.link_at(bytes.fromhex(row.device), row.last)) == row.tip
            (agreeing if same else contrary).append(row)
        return agreeing, contrary

    def _take_rows(
        self, course: Course, rows: list[tuple[Row, Opened | UserError]], found: Read, *, final: bool
    ) -> set[Row]:  # fmt: skip
        """Take in what can be; gives the rows that are settled, one way or the other."""
        good: list[tuple[Row, Opened]] = []
        settled: set[Row] = set()
        for row, opened in rows:
            try:
                if isinstance(opened, UserError):
                    raise opened
                self._vouched(opened)
                good.append((row, opened))
            except UserError as trouble:
                if trouble.kind != "not-certified" or final:
                    _refuse(found, row, trouble)
                    settled.add(row)
        try:
            self._take_opened(course, good, found)
        except UserError:
            for row, opened in good:  # one of them spoils the others: each by itself
                try:
                    self._take_opened(course, [(row, opened)], found)
                except UserError as trouble:
                    _refuse(found, row, trouble)
        course.went(sum(row.changes for row, _ in good))
        return settled | {row for row, _ in good}

    def _take_opened(self, course: Course, good: list[tuple[Row, Opened]], found: Read) -> None:
        segments = [one for _, opened in good for one in opened.contents.segments]
        common = [line for _, opened in good if opened.contents.common for line in self._vouched(opened)]
        if not good:
            return
        carrier = good[0][1].contents.carrier
        taken = self.take_in(segments, common, carrier=carrier, progress=lambda done, _: course.at(done))
        found.add(taken, len(good))

    def _hear_receipts(self, course: Course) -> None:
        from storage.sync.hub_rows import receipts_on

        heard = orjson.loads(self._meta(HEARD) or "{}")
        for device, content, opened in receipts_on(course.line, course.keys):
            digest = sha256(content).hexdigest()
            if heard.get(device) == digest:
                continue
            try:
                self._vouched(opened)
            except UserError:
                continue
            self._hear(opened.contents, ROAD)
            heard[device] = digest
        with self.database.writing() as connection:
            write_meta(connection, {HEARD: orjson.dumps(heard).decode()})


def _stopped_by(cancelled: Stop | None) -> None:
    if cancelled is not None and cancelled():
        raise Cancelled


def _not_admitted() -> NoReturn:
    """Nobody is asked under a name the system guesses."""
    raise UserError(
        "hub-no-entry",
        message("This laptop is not admitted to this hub yet. Nothing was sent."),
        message("Ask whoever looks after the hub to admit this laptop."),
    )


def _within(number: int, held: list[tuple[int, int]]) -> bool:
    return any(first <= number <= last for first, last in held)


def _refuse(found: Read, row: Row, trouble: UserError) -> None:
    found.refused.append(Refused(f"{row.device} {row.first}–{row.last}", trouble.kind, trouble.what, trouble.todo))
