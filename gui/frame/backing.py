"""Backups while the window is open: by hand, and by itself after every half hour with changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from gui import messages
from gui.jobs import Job, Pace
from storage import UserError

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from gui.open_register import OpenRegister
    from storage import BackupInfo

EVERY_MS = 30 * 60 * 1000


class Backups(QObject):
    """The dated backups of the open register.

    Signals:
        listed(list): the backups there are as (moment, file), newest first.
        progressed(int, int): a backup is being made.
        made(BackupInfo): one was made and checked.
        refused(UserError): the world stopped it.
        rested(): nothing is being made any more.
    """

    listed = Signal(object)
    progressed = Signal(int, int)
    made = Signal(object)
    refused = Signal(object)
    rested = Signal()

    def __init__(self, opened: OpenRegister) -> None:
        super().__init__(opened)
        self._open = opened
        self._changed = False
        self._job: Job[Any] | None = None
        self.known: list[tuple[datetime, Path]] = []
        opened.changed.connect(self._note)
        self._clock = QTimer(self, interval=EVERY_MS)
        self._clock.timeout.connect(self._by_itself)
        self._clock.start()

    @property
    def newest(self) -> datetime | None:
        """When the newest one was made."""
        return self.known[0][0] if self.known else None

    @property
    def running(self) -> bool:
        """Whether one is being made."""
        return self._job is not None

    def look(self) -> None:
        """Read which backups there are."""
        register = self._open.register

        def read() -> list[tuple[datetime, Path]]:
            from storage import dated_backups

            return dated_backups(register)

        Job(read).then(self._looked).start(self)

    def make(self, target: Path | None = None, *, attachments: bool = True) -> None:
        """Make one now, verified before it counts; ``target`` is a file elsewhere (a stick), with attached files."""
        if self._job is not None:
            return
        opened = self._open.opened

        def work(pace: Pace) -> BackupInfo:
            from storage import dated_backup, write_backup

            def stopped() -> bool:
                return pace.cancelled

            if target is None:
                return dated_backup(opened.register, opened.store.database, progress=pace.step, cancelled=stopped)
            return write_backup(
                opened.register, opened.store.database, target, attachments=attachments, progress=pace.step,
                cancelled=stopped,
            )  # fmt: skip

        self._job = Job(work).progress(self.progressed.emit).then(self._made).otherwise(self._not_made)
        self._job.lastly(self._rest).start(self)

    def cancel(self) -> None:
        """Stop; nothing half done remains."""
        if self._job is not None:
            self._job.cancel()

    def _made(self, info: BackupInfo) -> None:
        self._changed = False
        self.made.emit(info)

    def _not_made(self, trouble: UserError) -> None:
        messages.tell(trouble)
        self.refused.emit(trouble)

    def _rest(self) -> None:
        self._job = None
        if self._open.is_open:
            self.look()
        self.rested.emit()

    def _looked(self, found: list[tuple[datetime, Path]]) -> None:
        self.known = found
        self.listed.emit(found)

    def _note(self, _outcome: object) -> None:
        self._changed = True

    def _by_itself(self) -> None:
        if self._changed and self._open.is_open:
            self.make()
