"""Adding files to records, showing and exporting them; each leaves its line in the log of the file's custody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection, and_, delete, insert, select

from storage.attachments.anew import made_anew
from storage.attachments.chest import Locked, not_here, opened
from storage.attachments.found import OddFileError, freed
from storage.attachments.inside import look_inside, position_in, taken_at
from storage.attachments.knowing import ADDED, EXPORTED, OPENED, Knowing
from storage.attachments.locked import Pace
from storage.database.files import whole_file
from storage.database.jsontext import unpack
from storage.database.rows import id_bytes
from storage.database.tables import blob, piece, setting, tables
from storage.edits import Edit
from storage.errors import UserError
from storage.fields.kinds.typed import cleaned
from storage.messages import message
from storage.saving import new_id
from storage.sync.rights import SHARE

ATTACHABLE = ("incident", "victim", "facility", "movement")
"""Kinds of record that files belong to."""
LIMIT = "attachments-limit-mb"
"""The setting of how much of attached files goes either way in one exchange."""
MEGABYTE = 1 << 20
DEFAULT_MB = 200
AGAIN = timedelta(hours=1)
"""Whoever opens a file again within this time opens it once."""


class Attaching(Knowing):
    """Part of the store: what people do with attached files."""

    def attach(
        self, source: Path | BinaryIO, kind: str, record: str, *, name: str = "", media: str = "", title: str = "",
        notes: str = "", pace: Pace | None = None,
    ) -> str:  # fmt: skip
        """Add a file to a record; gives the id of the attachment.

        Args:
            source: the file, or a stream of what it would hold (from the clipboard; then ``name`` names it).
            kind, record: what it belongs to; the record need not be saved yet.
            media: code of the list ``media``; by default what the file turns out to be.
            title, notes: as typed.
            pace: told how far it has come; may raise to stop.

        Raises:
            UserError: ``too-large``, ``empty-file``, ``already-attached``, ``not-a-file``, ``no-place-for-files``,
                what the disk says; nothing is left of it. Cancelled, as ``pace`` likes.
        """
        if kind not in ATTACHABLE or id_bytes(record) is None:
            raise ValueError(f"nothing is attached to {kind} {record}")
        chest = self._chest()
        name = cleaned(name or (source.name if isinstance(source, Path) else ""))[:200]
        with opened(source) as (stream, size):
            locked = chest.put(stream, total=size, pace=pace)
        try:
            with chest.open(locked.name, locked.key, locked.size) as file:
                found = look_inside(file, locked.size, name)  # type: ignore[arg-type]
            facts = {
                "record_id": record, "media": media or found.media, "title": title or None, "file_name": name or None,
                "sha256": locked.sha256, "size": locked.size, "taken": taken_at(found, self.now().tzinfo),
                "position": position_in(found) or None, "added": self.now(), "notes": notes or None,
            }  # fmt: skip
            made, kept = self._add_attached(locked, {one: value for one, value in facts.items() if value is not None})
        except BaseException:
            chest.remove([locked.name])
            raise
        if not kept:
            chest.remove([locked.name])  # the same bytes lie here already
        return made

    def keep_file(self, source: BinaryIO) -> None:
        """Lock bytes that a record tells of already (a picture of the practice register); custody is not its part."""
        chest = self._chest()
        locked = chest.put(source)
        with self._write() as connection:
            kept = self._keep_locked(connection, locked)
        if not kept:
            chest.remove([locked.name])

    def opened(self, attachment: str) -> None:
        """Note that a file was shown to the person at this laptop; within an hour it is one opening."""
        since, mine = self.now() - AGAIN, self.me.device[:12]
        done = self._custody_of([attachment])
        if not any(
            one["act"] == OPENED and one["by"] == mine and one["moment"] and one["moment"] > since for one in done
        ):
            self.save([self._act(attachment, OPENED)])

    def export_attachment(
        self, attachment: str, target: Path, *, recipient: str = "", whole: bool = False, pace: Pace | None = None
    ) -> str:
        """Write a copy for others, freed of what it tells beside picture and sound; gives its SHA-256.

        Args:
            attachment: which file.
            target: the new file.
            recipient: for whom, when it is somebody outside.
            whole: as it is, with what it tells.
            pace: told how far it has come; may raise to stop.

        Raises:
            UserError: ``cannot-strip``: it is not known how to free this kind of file; ``not-allowed``: giving it to
                others, or as it is, is not for this device's role; ``not-here``, ``damaged-attachment``, the disk's.
        """
        if whole or recipient:
            self.require(SHARE)
        known = self.attached(attachment)
        if known is None:
            raise not_here()
        digest, done = sha256(), 0
        with self._stream(known.sha256) as file:
            parts = _parts(file, file.size, known.file_name, whole=whole)  # type: ignore[arg-type]
            with whole_file(target) as out:
                for part in parts:
                    out.write(part)
                    digest.update(part)
                    done += len(part)
                    if pace is not None:
                        pace(min(done, file.size), file.size)
        facts = {"sha256": digest.hexdigest()} | ({"recipient": recipient} if recipient else {})
        self.save([self._act(attachment, EXPORTED, **facts), self._disclosed(target, facts)])
        return digest.hexdigest()

    def exchange_limit(self) -> int:
        """How many bytes of attached files go either way in one exchange."""
        with self.database.reading() as connection:
            told = connection.execute(select(setting.c.value).where(setting.c.name == LIMIT)).scalar()
        chosen = unpack(told) if told is not None else DEFAULT_MB
        return (chosen if isinstance(chosen, int) and chosen >= 0 else DEFAULT_MB) * MEGABYTE

    def check_attachments(self, pace: Pace | None = None) -> tuple[int, list[str]]:
        """Read every file through: how many are sound, and the ids of attachments whose file is gone or damaged."""
        with self.database.reading() as connection:
            rows = connection.execute(select(blob).where(blob.c.state == "").order_by(blob.c.name)).all()
            total = sum(row.size for row in rows)
        sound = done = 0
        for row in rows:
            digest = sha256()
            try:
                with self._stream(row.sha256) as file:
                    while part := file.read(MEGABYTE):
                        digest.update(part)
                        done += len(part)
                        if pace is not None:
                            pace(done, total)
            except UserError as trouble:
                if trouble.kind not in ("not-here", "damaged-attachment"):
                    raise
            if digest.hexdigest() == row.sha256:
                sound += 1
            else:
                self._mark_files([row.sha256], "damaged")
        return sound, self._not_sound()

    # ------------------------------------------------------------------------------------- inside

    def _add_attached(self, locked: Locked, facts: Mapping[str, Any]) -> tuple[str, bool]:
        """Write the record, its custody and the key; gives the id, and whether these bytes are the ones kept."""
        made, table = new_id(), tables["attachment"].c
        edits = [Edit("attachment", made, facts), self._act(made, ADDED)]
        same = and_(table.record_id == facts["record_id"], table.sha256 == locked.sha256, table.withdrawn.is_(None))
        with self._write() as connection:
            if connection.execute(select(table.n).where(same).limit(1)).first() is not None:
                raise UserError(
                    "already-attached",
                    message("This very file is attached here already."),
                    message("Nothing was added. To say more about it, open it and write a note."),
                )
            kept = self._keep_locked(connection, locked)
            self._carry_out(connection, self._plan(connection, edits, ""))
        return made, kept

    def _keep_locked(self, connection: Connection, locked: Locked) -> bool:
        """Note a locked file; False when the same bytes lie here soundly already."""
        same = blob.c.sha256 == locked.sha256
        known = connection.execute(select(blob.c.state).where(same)).first()
        if known is not None and not known.state:
            return False
        connection.execute(delete(blob).where(same))
        connection.execute(delete(piece).where(piece.c.sha256 == locked.sha256))
        row = {"sha256": locked.sha256, "size": locked.size, "name": locked.name, "key": locked.key,
               "moment": self.now().isoformat(timespec="seconds"), "state": ""}  # fmt: skip
        connection.execute(insert(blob), row)
        return True

    def _act(self, attachment: str, act: str, **more: Any) -> Edit:
        facts = {"attachment": attachment, "act": act, "moment": self.now(), "device": self.me.device[:12]}
        return Edit("custody", None, facts | more)

    def _disclosed(self, target: Path, facts: Mapping[str, Any]) -> Edit:
        """The line in the log of what left the register, beside that of the file's custody."""
        level, form = "partner" if "recipient" in facts else "internal", target.suffix[1:].lower()
        told = {"level": level, "format": form or None, "file_name": target.name, "rows": 1, "protected": "no",
                "made": self.now().replace(microsecond=0), "status": "complete", **facts}  # fmt: skip
        return Edit("disclosure", None, {name: value for name, value in told.items() if value is not None})

    def _not_sound(self) -> list[str]:
        table = tables["attachment"].c
        bad = select(blob.c.sha256).where(blob.c.state != "")
        with self.database.reading() as connection:
            rows = connection.execute(select(table.id).where(table.sha256.in_(bad), table.withdrawn.is_(None)))
            return [bytes(row.id).hex() for row in rows]

    def tidy_attachments(self) -> None:
        """Sweep away what a power cut left; note files that are not there or not whole, to be asked for again."""
        if self.database.path is None:
            return
        chest = self._chest()
        if not chest.folder.is_dir():
            return
        with self.database.reading() as connection:
            held = connection.execute(select(blob.c.sha256, blob.c.name, blob.c.size, blob.c.state)).all()
            parts = connection.execute(select(piece.c.name)).scalars().all()
        chest.sweep({*(row.name for row in held), *parts})
        wrong = chest.wrong({row.name: row.size for row in held})
        moved: dict[str, list[str]] = {}
        for row in held:
            state = wrong.get(row.name, "damaged" if row.state == "damaged" else "")
            if state != row.state:
                moved.setdefault(state, []).append(row.sha256)
        for state, hashes in moved.items():
            self._mark_files(hashes, state)


def _parts(file: BinaryIO, size: int, name: str, *, whole: bool) -> Iterable[bytes]:
    """What goes into a copy: cut out of the file, or made anew."""
    cuts = [] if whole else look_inside(file, size, name).cuts
    if cuts is not None:
        return freed(file, size, cuts)
    try:
        data = made_anew(file, size)
    except OddFileError as odd:
        raise _cannot_strip() from odd
    return (data[at : at + MEGABYTE] for at in range(0, len(data), MEGABYTE))


def _cannot_strip() -> UserError:
    return UserError(
        "cannot-strip",
        message("It is not known how to take place and device out of this kind of file, so no copy was written."),
        message("A coordinator can give it as it is, to somebody who may know where it was made."),
    )
