"""Attached files over sticks and folders: parcels beside the bundles of this device, smallest files first.

What others lack is known from their receipts: a file whose record they have not heard of, and what they ask for. What
lies in the folder already is not written again, unless somebody who has read it says that the file is still lacking.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b, sha256
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from storage.attachments.arriving import Ranges
from storage.attachments.freight import Freight
from storage.attachments.parcel import LARGEST_FILE, STEP, SUFFIX, WRITTEN, Parcel, Part, opened_parcel, sealed_parcel
from storage.database.faults import translated
from storage.database.files import whole_file
from storage.database.tables import blob, journal, parcel, tables
from storage.errors import Cancelled, UserError
from storage.journal.clock import stamp_device
from storage.messages import message
from storage.sync.chain import lacking, merged
from storage.sync.layout import is_of_another

if TYPE_CHECKING:
    from storage.sync.exchanging import Exchanging, Peer
    from storage.sync.read import Read

Stop = Callable[[], bool]
Progress = Callable[[int, int], None]
_NAME = re.compile(r"sijill-([0-9a-f]{16})-[0-9a-f]{16}" + re.escape(SUFFIX))
_ATTACHMENT = tables["attachment"].c


@dataclass(frozen=True)
class Held:
    """A file held here, with the changes that told of it: device (16 hex digits) and number."""

    sha256: str
    size: int
    told: tuple[tuple[str, int], ...]


# --------------------------------------------------------------------------------------------- out


def write_parcels(
    store: Exchanging,
    folder: Path,
    freight: Freight,
    wanted: Iterable[str] | None = None,
    *,
    progress: Progress | None = None,
    cancelled: Stop | None = None,
) -> None:
    """Write into this device's place in a folder what others (``wanted``, or all) lack of the files held here.

    Raises:
        UserError: what the disk says; Cancelled. Parcels written until then are whole.
    """
    named = store.membership().recipients(wanted)
    others = {device: key for device, key in named.items() if device != store.me.device[:12]}
    heard = {one.device: one for one in store.peers()}
    for held in held_files(store):
        if cancelled is not None and cancelled():
            raise Cancelled
        lackers = {one: ranges for one in others if (ranges := _lacked_by(heard.get(one), held))}
        if not lackers:
            continue
        there = _lying(store, folder, held, [heard.get(one) for one in lackers], set(lackers))
        left = lacking(there, merged(pair for ranges in lackers.values() for pair in ranges))
        freight.left += sum(last - first + 1 for first, last in left)
        for part in _parts(store, held, left, freight):
            _write_one(store, folder, part, others)
            freight.went(held.sha256, len(part.body))
            freight.left -= len(part.body)
            if progress is not None:
                progress(freight.bytes, freight.bytes + min(freight.left, freight.room))
            if cancelled is not None and cancelled():
                raise Cancelled


def held_files(store: Exchanging) -> Iterator[Held]:
    """Files here that a record tells of, the smallest first."""
    told: dict[str, list[tuple[str, int]]] = {}
    query = (
        select(_ATTACHMENT.sha256, journal.c.stamp, journal.c.number, blob.c.size)
        .join(blob, blob.c.sha256 == _ATTACHMENT.sha256)
        .join(journal, journal.c.stamp == _ATTACHMENT.born)
        .where(blob.c.state == "", _ATTACHMENT.withdrawn.is_(None))
        .order_by(blob.c.size, blob.c.sha256)
    )
    sizes: dict[str, int] = {}
    with store.database.reading() as connection:
        for row in connection.execute(query):
            sizes[row.sha256] = row.size
            told.setdefault(row.sha256, []).append((stamp_device(bytes(row.stamp)).hex(), row.number))
    for sha, size in sizes.items():
        yield Held(sha, size, tuple(told[sha]))


def _lacked_by(known: Peer | None, held: Held) -> Ranges:
    """What somebody lacks of a file: all of it when the record was not heard of, else what was asked for."""
    if known is not None:
        for device, number in held.told:
            if any(first <= number <= last for first, last in known.vector.get(device, [])):
                return [(first, min(last, held.size)) for first, last in known.lacking.get(held.sha256, [])]
    return [(1, held.size)]


def _lying(
    store: Exchanging, folder: Path, held: Held, heard: Sequence[Peer | None], lackers: set[str]
) -> Ranges:  # fmt: skip
    """What of a file lies in this folder for all who lack it: written by us, or by others and read by us."""
    last = max((one.moment for one in heard if one is not None), default="")
    with store.database.reading() as connection:
        rows = connection.execute(select(parcel).where(parcel.c.sha256 == held.sha256)).all()
    found = []
    for row in rows:
        path = folder / row.name
        path = path if path.exists() else folder.parent / row.name[7:19] / row.name
        if not lackers <= set(row.recipients.split(",")) or not _is_there(path, row.size):
            continue
        if _later(last, row.moment) and _digest(path) != row.digest:
            continue  # whoever read it still lacks the file, and it is no longer what was written
        found.append((row.at + 1, row.at + row.length))
    return merged(found)


def _parts(store: Exchanging, held: Held, wanted: Ranges, freight: Freight) -> Iterator[Part]:
    if not wanted or not _fits(wanted[0], freight):
        return
    try:
        with store.attached_bytes(held.sha256) as file:
            for first, last in wanted:
                at = first - 1
                while at < last and _fits((at + 1, last), freight):
                    length = min(last - at, WRITTEN)
                    if length > freight.room:
                        length = freight.room // STEP * STEP
                    file.seek(at)
                    yield Part(held.sha256, held.size, at, file.read(length))
                    at += length
    except UserError as trouble:
        if trouble.kind not in ("not-here", "damaged-attachment"):
            raise


def _fits(wanted: tuple[int, int], freight: Freight) -> bool:
    return freight.room >= min(STEP, wanted[1] - wanted[0] + 1)


def _write_one(store: Exchanging, folder: Path, part: Part, others: dict[str, str]) -> None:
    body = sealed_parcel(
        part, store.keys, [*others.values(), store.keys.recipient], organisation=store.membership().root,
        carrier=store.me.device, devices=list(others),
    )  # fmt: skip
    name = _free_name(store, folder, part)
    with whole_file(folder / name) as file:
        file.write(body)
        file.flush()
        file.seek(0)
        if file.read() != body:
            raise UserError(
                "not-read-back",
                message("What was written could not be read back the same."),
                message("Use another stick or folder. What was there before is unchanged."),
            )
    note_parcel(store, name, part, body, ",".join(sorted(others)))


def _free_name(store: Exchanging, folder: Path, part: Part) -> str:
    """A name that tells nobody else which file it is; nothing that stands there is replaced."""
    for count in range(1 << 16):
        told = f"{part.sha256} {part.at} {len(part.body)} {count}".encode()
        digest = blake2b(told, key=store.keys.signing.seed, digest_size=8, person=b"sijill-parcel").hexdigest()
        name = f"sijill-{store.me.device}-{digest}{SUFFIX}"
        if not (folder / name).exists():
            return name
    raise FileExistsError(folder)


def note_parcel(store: Exchanging, name: str, part: Part, body: bytes, recipients: str) -> None:
    """Remember what was written or read under this name."""
    row = {
        "name": name, "sha256": part.sha256, "at": part.at, "length": len(part.body), "size": len(body),
        "digest": sha256(body).hexdigest(), "recipients": recipients, "moment": store.now().isoformat(),
    }  # fmt: skip
    with store.database.writing() as connection:
        connection.execute(delete(parcel).where(parcel.c.name == name))
        connection.execute(insert(parcel), row)


# --------------------------------------------------------------------------------------------- in


def read_parcels(
    store: Exchanging, folder: Path, found: Read, freight: Freight, *, progress: Progress | None = None,
    cancelled: Stop | None = None,
) -> None:  # fmt: skip
    """Take in what lies in a folder of the files that are lacking; what is refused does not stop the others.

    Raises:
        UserError: the folder cannot be read. Cancelled: what was taken in until then stays.
    """
    left = store.lacking_files()
    if not left:
        return
    with translated():
        files = sorted(_parcels(store, folder), key=lambda one: (one[0], one[1].name))
    for at, (size, path) in enumerate(files):
        if cancelled is not None and cancelled():
            raise Cancelled
        if freight.room < min(size, STEP):
            freight.left = sum(last - first + 1 for ranges in store.lacking_files().values() for first, last in ranges)
            return
        _read_one(store, path, size, found, freight)
        if progress is not None:
            progress(at + 1, len(files))


def _parcels(store: Exchanging, folder: Path) -> Iterator[tuple[int, Path]]:
    own, root = store.me.device, store.membership().root
    for path in folder.rglob("*" + SUFFIX):
        match = _NAME.fullmatch(path.name)
        if match and match[1] != own and not is_of_another(path, root) and not path.is_symlink() and path.is_file():
            yield path.stat().st_size, path


def _read_one(store: Exchanging, path: Path, size: int, found: Read, freight: Freight) -> None:
    from storage.sync.read import Refused

    with store.database.reading() as connection:
        known = connection.execute(select(parcel).where(parcel.c.name == path.name)).first()
    if (
        known is not None
        and known.size == size
        and not store.lacks(known.sha256, known.at + 1, known.at + known.length)
    ):
        return
    try:
        with translated(), path.open("rb") as file:
            sealed = file.read(LARGEST_FILE + 1)
        opened = opened_parcel(sealed, store.keys.identity)
        took = take_parcel(store, opened)
    except UserError as trouble:
        found.refused.append(Refused(path.name, trouble.kind, trouble.what, trouble.todo))
        return
    if took is None:
        return
    part, whole = took
    note_parcel(store, path.name, part, sealed, ",".join((opened.carrier[:12], *opened.recipients)))
    freight.came(len(part.body), whole=whole)
    found.files += whole
    found.file_bytes += len(part.body)


def take_parcel(store: Exchanging, opened: Parcel) -> tuple[Part, bool] | None:
    """Take in what a parcel holds; None when no record tells of that file (yet), else whether it made the file whole.

    Raises:
        UserError: ``other-organisation``, ``not-certified``, ``wrong-hash``, what the disk says.
    """
    ours = store.membership()
    if ours.root != opened.organisation:
        raise UserError(
            "other-organisation",
            message("This part of a photo or film is of another organisation. It was not taken in."),
            message("Join that organisation first, if both registers are to become one."),
        )
    member = ours.of(opened.carrier)
    if member is None or member.revoked or not opened.signed_by(member.signing):
        raise UserError(
            "not-certified",
            message("This part of a photo or film was written by a laptop that does not belong. It was not taken in."),
            message("Certify that laptop, or wait for the file from another one."),
        )
    if not store.knows_file(opened.part.sha256):
        return None
    return opened.part, store.take_part(opened.part)


def _is_there(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except OSError:
        return False


def _digest(path: Path) -> str:
    with translated(), path.open("rb") as file:
        return sha256(file.read(LARGEST_FILE)).hexdigest()


def _later(one: str, other: str) -> bool:
    """Whether a moment is at or after another one; both were written here."""
    return bool(one) and datetime.fromisoformat(one).timestamp() + 1 > datetime.fromisoformat(other).timestamp()
