"""Bundles: files in which changes travel, signed by who carries them and encrypted to who may read them.

The bytes are told in ``.github/FORMAT.md``. Outside is age; inside::

    sijill-bundle 1⏎
    {manifest: one line of JSON}⏎
    {signature over that line by the carrier's device, 128 hex digits}⏎
    gzip of the lines of all segments, in their order, then the lines of tables of places

The manifest names the recipients, so a bundle for one team cannot be passed off as one for another; it holds the hash
of the body, and the vector of what the carrier holds, which is the receipt for whoever reads it.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import file_digest, sha256
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
import pyrage

from storage.database.faults import translated
from storage.database.files import read_anew, whole_file
from storage.errors import Cancelled, UserError
from storage.messages import message
from storage.sync.chain import LINK_BYTES, Segment, Vector, merged
from storage.sync.heads import Heads, read_heads
from storage.sync.keys import PROOF_BYTES, DeviceKeys, proves
from storage.sync.lines import LONGEST
from storage.sync.piecewise import Step, Stop, opened_with, sealed_for

MAGIC = b"sijill-bundle 1\n"
SUFFIX = ".sijill-bundle"
FORMAT = 1
AGE = b"age-encryption.org/v1\n"
LARGEST_FILE = 256 << 20
LARGEST_MANIFEST = 16 << 20
LARGEST_BODY, SWOLLEN, SWELLING = 512 << 20, 128 << 20, 100
"""Bytes of all lines; and beyond how many of them they may be no more than so many times what lies in the file, as
what people type never is: a small file that swells without end is refused before it fills the memory."""
SHORTEST = 150
"""Bytes of one line; less is no change, and very many of them would cost far more memory than their bytes."""
MOST_LACKING = 5_000
"""Attached files that one receipt asks for."""
SQUEEZED = 4
"""Level of gzip: 1 is quick, 9 small."""

PIECE = 1 << 20
LINES_AT_ONCE = 2_000


@dataclass(frozen=True)
class Contents:
    """What a bundle holds.

    Attributes:
        carrier: device that wrote it, 16 hex digits; organisation: its root key.
        made: moment in ISO; number: the carrier's count of its bundles; previous: hash of the bundle before.
        recipients: devices it was written to.
        vector, commons: what the carrier holds.
        segments: stretches of chains; common: lines of tables of places.
        sha256, name: of the file as it lies on the disk.
        lacking: attached files the carrier knows of and has not: sha-256 to ranges of bytes.
        heads: links of the chains the carrier holds, at some numbers; none in bundles of older programs.
    """

    carrier: str
    organisation: str
    made: str
    recipients: tuple[str, ...]
    vector: Vector
    commons: dict[str, int]
    segments: tuple[Segment, ...] = ()
    common: tuple[bytes, ...] = ()
    number: int = 0
    previous: str = ""
    schema: str = ""
    program: str = ""
    sha256: str = ""
    name: str = ""
    lacking: Vector = field(default_factory=dict)
    heads: Heads = field(default_factory=dict)

    @property
    def changes(self) -> int:
        """How many."""
        return sum(len(one.lines) for one in self.segments) + len(self.common)


@dataclass(frozen=True)
class Opened:
    """A bundle that was read: what it holds, and its signed line with the signature, not judged yet."""

    contents: Contents
    signed: bytes = field(repr=False)
    proof: bytes = field(repr=False)

    def signed_by(self, signing: str) -> bool:
        """Whether the holder of this key wrote the bundle."""
        return proves(signing, self.signed, self.proof)


# --------------------------------------------------------------------------------------------- writing


def write_bundle(
    target: Path, contents: Contents, keys: DeviceKeys, recipients: Sequence[str], step: Step | None = None
) -> Contents:  # fmt: skip
    """Write a bundle, whole or not at all: as ``.part``, synced, read back, renamed.

    Args:
        target: the file.
        contents: what goes into it.
        keys: of the carrier.
        recipients: age recipients; the carrier itself can always read what it wrote.
        step: told how many more changes went in; may raise :class:`Cancelled`, also while it encrypts and writes.

    Raises:
        UserError: ``disk-full``, ``cannot-write``, ``not-read-back``. Cancelled: nothing is left of it.
    """
    sealed = sealed_bundle(contents, keys, [*recipients, keys.recipient], step)
    with whole_file(target) as file:
        for at in range(0, len(sealed), PIECE):
            file.write(sealed[at : at + PIECE])
            if step is not None:
                step(0)
        file.flush()
        read_anew(file)
        if file_digest(file, "sha256").digest() != sha256(sealed).digest():
            raise UserError(
                "not-read-back",
                message("What was written could not be read back the same."),
                message("Use another stick or folder. What was there before is unchanged."),
            )
    return replace(contents, sha256=sha256(sealed).hexdigest(), name=target.name)


def sealed_bundle(
    contents: Contents, keys: DeviceKeys, recipients: Sequence[str], step: Step | None = None
) -> bytes:  # fmt: skip
    """The bytes of a bundle: signed with ``keys``, readable for these age recipients alone."""
    tell = step or (lambda _: None)
    return sealed_for(_plain(contents, keys, tell), recipients, tell)


def _plain(contents: Contents, keys: DeviceKeys, step: Step) -> bytes:
    body = io.BytesIO()
    with gzip.GzipFile(fileobj=body, mode="wb", compresslevel=SQUEEZED, mtime=0) as squeezed:
        lines = _lines(contents)
        while part := list(islice(lines, LINES_AT_ONCE)):
            squeezed.write(b"\n".join([*part, b""]))
            step(len(part))
    data = body.getvalue()
    manifest = orjson.dumps(_manifest(contents, data))
    return b"".join([MAGIC, manifest, b"\n", keys.signing.sign(manifest).hex().encode(), b"\n", data])


def _lines(contents: Contents) -> Iterator[bytes]:
    for one in contents.segments:
        yield from one.lines
    yield from contents.common


def _manifest(contents: Contents, body: bytes) -> dict[str, Any]:
    segments = [
        {"device": one.device.hex(), "first": one.first, "last": one.last, "before": one.before.hex(),
         "tip": one.tip.hex(), "seal": one.seal.hex()} for one in contents.segments
    ]  # fmt: skip
    return {
        "format": FORMAT, "schema": contents.schema, "program": contents.program,
        "organisation": contents.organisation, "carrier": contents.carrier, "number": contents.number,
        "previous": contents.previous, "made": contents.made, "recipients": list(contents.recipients),
        "vector": contents.vector, "commons": contents.commons, "lacking": contents.lacking, "heads": contents.heads,
        "segments": segments, "common": len(contents.common), "changes": contents.changes,
        "sha256": sha256(body).hexdigest(),
    }  # fmt: skip


# --------------------------------------------------------------------------------------------- reading


def read_bundle(path: Path, keys: DeviceKeys, stop: Stop | None = None) -> Opened:
    """Open a bundle; what it says is not yet believed.

    Raises:
        UserError: ``not-a-bundle``, ``not-for-us``, ``newer-format``, ``damaged-bundle``, ``too-large``.
        Cancelled: the person stopped it.
    """
    require_size(path)
    with translated(), path.open("rb") as file:
        sealed = file.read(LARGEST_FILE + 1)
    if len(sealed) > LARGEST_FILE:
        raise too_large()
    return opened_bundle(sealed, keys.identity, stop)


def require_size(path: Path) -> None:
    """Before a file is read at all: it is not larger than any that is written.

    Raises:
        UserError: ``too-large``, what the disk says.
    """
    with translated():
        size = path.stat().st_size
    if size > LARGEST_FILE:
        raise too_large()


def opened_bundle(sealed: bytes, identity: str, stop: Stop | None = None) -> Opened:
    """The bytes of a bundle, opened with an age identity; see :func:`read_bundle`."""
    if not sealed.startswith(AGE):
        cut = AGE.startswith(sealed) or not sealed.strip(b"\0")  # what a stick holds that was pulled out too early
        raise _damaged() if cut else _not_one()
    stopped = stop or (lambda: False)
    plain = _opened(sealed, identity, stopped)
    if not plain.startswith(MAGIC):
        raise _newer() if plain.startswith(b"sijill-bundle ") else _not_one()
    signed, proof, body = _parted(plain[len(MAGIC) :])
    told = _read(signed)
    if sha256(body).hexdigest() != told.get("sha256"):
        raise _damaged()
    return Opened(_contents(told, _unpacked(body, stopped), sha256(sealed).hexdigest()), signed, proof)


def _opened(sealed: bytes, identity: str, stop: Stop) -> bytes:
    try:
        return opened_with(sealed, identity, stop)
    except (pyrage.DecryptError, OSError) as refused:
        if "matching keys" in str(refused).casefold():
            raise not_for_us() from refused
        raise _damaged() from refused


def _parted(rest: bytes) -> tuple[bytes, bytes, bytes]:
    signed, _, rest = rest.partition(b"\n")
    proof, _, body = rest.partition(b"\n")
    if len(signed) > LARGEST_MANIFEST or len(proof) != 2 * PROOF_BYTES or not re.fullmatch(b"[0-9a-f]+", proof):
        raise _damaged()
    return signed, bytes.fromhex(proof.decode()), body


def _read(signed: bytes) -> dict[str, Any]:
    try:
        told = orjson.loads(signed)
        if told["format"] != FORMAT:
            raise _newer()
    except (ValueError, KeyError, TypeError) as damage:
        raise _damaged() from damage
    return dict(told)


def _unpacked(body: bytes, stop: Stop) -> list[bytes]:
    found: list[bytes] = []
    rest: list[bytes] = []  # pieces of the line that is not whole yet
    total, largest = 0, min(LARGEST_BODY, max(SWOLLEN, SWELLING * len(body)))
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(body)) as squeezed:
            while data := squeezed.read(PIECE):
                total += len(data)
                if total > largest:
                    raise too_large()
                *lines, end = data.split(b"\n")
                if lines:
                    lines[0], rest = b"".join([*rest, lines[0]]), []
                    found += _sized(lines)
                rest.append(end)
                if stop():
                    raise Cancelled
    except (OSError, EOFError, zlib.error) as damage:
        raise _damaged() from damage
    if any(rest):
        raise _damaged()
    return found


def _sized(lines: list[bytes]) -> list[bytes]:
    """Lines as long as a change can be."""
    longest, shortest = max(map(len, lines)), min(map(len, lines)) + 1
    if longest > LONGEST or shortest < SHORTEST:
        raise too_large() if longest > LONGEST else _damaged()
    return lines


def _contents(told: dict[str, Any], lines: list[bytes], digest: str) -> Contents:
    try:
        segments, at = [], 0
        for one in told["segments"]:
            first, last = _count(one["first"]), _count(one["last"])
            count = last - first + 1
            if not 0 < count <= len(lines) - at:
                raise _damaged()
            segments.append(_segment(one, lines[at : at + count]))
            at += count
        common = tuple(lines[at:])
        if len(common) != told["common"] or told["changes"] != len(lines):
            raise _damaged()
        return Contents(
            _hex(told["carrier"], 8), _hex(told["organisation"], 32), str(told["made"])[:40],
            tuple(_hex(one, 6) for one in told["recipients"]), read_vector(told["vector"]),
            {_hex(one, 8): _count(count) for one, count in told["commons"].items()}, tuple(segments), common,
            _count(told["number"]), _text(told["previous"]), _text(told["schema"]), _text(told["program"]), digest,
            lacking=read_lacking(told.get("lacking", {})), heads=read_heads(told.get("heads", {})),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError) as damage:
        raise _damaged() from damage


def _segment(one: dict[str, Any], lines: Sequence[bytes]) -> Segment:
    device, before = bytes.fromhex(_hex(one["device"], 8)), bytes.fromhex(_hex(one["before"], LINK_BYTES))
    tip, proof = bytes.fromhex(_hex(one["tip"], LINK_BYTES)), bytes.fromhex(_hex(one["seal"], PROOF_BYTES))
    return Segment(device, _count(one["first"]), _count(one["last"]), before, tip, proof, lines)


def read_vector(told: Any) -> Vector:
    """A vector out of JSON; ``ValueError`` for what is none."""
    found: Vector = {}
    for device, ranges in dict(told).items():
        found[_hex(device, 8)] = merged(_range(one) for one in ranges)
    return found


def read_lacking(told: Any) -> Vector:
    """Which bytes of which attached files somebody has not, out of JSON; ``ValueError`` for what is none."""
    files = dict(told)
    if len(files) > MOST_LACKING:
        raise ValueError("too many files")
    return {_hex(sha256, 32): merged(_range(one) for one in ranges) for sha256, ranges in files.items()}


def _range(one: Iterable[Any]) -> tuple[int, int]:
    first, last = (_count(end) for end in one)
    if not 0 < first <= last:
        raise ValueError("no range")
    return first, last


def _count(told: Any) -> int:
    if type(told) is not int or not 0 <= told < 1 << 62:
        raise ValueError("no count")
    return told


def _text(told: Any) -> str:
    return str(told)[:64]


def _hex(text: Any, length: int) -> str:
    if not isinstance(text, str) or len(text) != 2 * length or not re.fullmatch("[0-9a-f]*", text):
        raise ValueError("no hexadecimal digits")
    return text


# --------------------------------------------------------------------------------------------- refusals


def not_for_us() -> UserError:
    """Only others can read it, or were meant to."""
    return UserError(
        "not-for-us",
        message("This bundle was not written for this laptop."),
        message("Ask a coordinator: others must know its certificate, and it must not have been taken out."),
    )


def _not_one() -> UserError:
    return UserError(
        "not-a-bundle",
        message("This is not a bundle of Sijill."),
        message("Choose a file whose name ends in {suffix}; if this one's does, ask for it anew.", suffix=SUFFIX),
    )


def _damaged() -> UserError:
    return UserError(
        "damaged-bundle",
        message("This bundle is damaged, or it was cut short. Nothing was taken in."),
        message("Copy it again, or ask for it anew. What you have here is as it was."),
    )


def _newer() -> UserError:
    return UserError(
        "newer-format",
        message("This bundle was written by a newer Sijill."),
        message("Install the newer program on this laptop. Nothing was changed."),
    )


def too_large() -> UserError:
    """Beyond what is ever written: it is not even read."""
    what = message("This bundle is larger than any that is written. Nothing was taken in.")
    return UserError("too-large", what, message("Ask for it anew, in several parts."))
