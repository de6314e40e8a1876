"""The parts of a workbook from outside: measured before anything is built of them, never trusted.

Nothing of such a file is executed or looked up: no entities, no links, no macros. What would unpack to more than
fits, lies about its size or is no workbook at all is refused with a sentence.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

from storage import Cancelled, Message, UserError, message, translated

LARGEST_FILE = 512 << 20
LARGEST_INSIDE = 3 << 30
LARGEST_PART = {"xl/sharedStrings.xml": 256 << 20}
"""Parts that are held whole; any other but a sheet holds at most ``LARGEST_OTHER``."""
LARGEST_OTHER = 16 << 20
RATIO, RATIO_FROM = 150, 32 << 20
"""A part unpacking to so many times its size, and more than that, is a bomb: our own workbooks reach ten."""
MOST_PARTS, MOST_SHEETS = 5_000, 200
LONGEST_NAME = 120
"""Letters of a tab: spreadsheet programs allow 31."""
BLOCK = 1 << 20

_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_PROPERTY = re.compile(rb"<(?:\w+:)?property\b([^>]*)>\s*<(?:\w+:)?\w+\b[^>]*>([^<]*)<")


@dataclass(frozen=True)
class SheetPart:
    """A sheet of the workbook: the name on its tab and the part that holds it."""

    name: str
    part: str
    hidden: bool = False


@dataclass
class Parts:
    """An opened workbook file.

    Attributes:
        sheets: in the order of their tabs.
        properties: the custom document properties, ``sijill.position`` …
        since_1904: whether its days count from 1904.
    """

    archive: ZipFile
    file: BinaryIO
    sheets: tuple[SheetPart, ...] = ()
    properties: dict[str, str] = field(default_factory=dict)
    since_1904: bool = False

    def whole(self, name: str) -> bytes:
        """A part that is held whole, b"" when there is none."""
        if name not in self.archive.NameToInfo:
            return b""
        most = LARGEST_PART.get(name, LARGEST_OTHER)
        with guarded(), self.archive.open(name) as part:
            data = part.read(most + 1)
        if len(data) > most:
            raise too_large()
        return data

    def size(self, name: str) -> int:
        """The bytes of a part, as the file says."""
        found = self.archive.NameToInfo.get(name)
        return found.file_size if found is not None else 0

    def stream(self, name: str) -> Iterator[bytes]:
        """A part in pieces."""
        with guarded(), self.archive.open(name) as part:
            while block := part.read(BLOCK):
                yield block

    def __enter__(self) -> Parts:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.archive.close()
        self.file.close()


def open_parts(path: Path) -> Parts:
    """Open a workbook.

    Raises:
        UserError: ``not-a-workbook``, ``locked-workbook``, ``too-large-workbook``, ``damaged-workbook``, or what the
            disk says.
    """
    with translated():
        file = path.open("rb")
    try:
        return _opened(file)
    except BaseException:
        file.close()
        raise


def _opened(file: BinaryIO) -> Parts:
    with translated():
        size = file.seek(0, 2)
        file.seek(0)
        start = file.read(8)
        file.seek(0)
    if start == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise refused(
            "locked-workbook",
            message("This workbook is locked with a password, or it is of the old kind (.xls)."),
            message("Open it in a spreadsheet program and save it as .xlsx without a password."),
        )
    if start[:4] != b"PK\x03\x04":
        raise not_ours()
    if size > LARGEST_FILE:
        raise too_large()
    return workbook_parts(open_zip(file))


def open_zip(file: BinaryIO) -> Parts:
    """The parts of any package, measured; whose they are is not asked yet."""
    with guarded():
        parts = Parts(ZipFile(file), file)
        _measure(parts.archive)
    return parts


def workbook_parts(parts: Parts) -> Parts:
    """The same parts with the sheets and properties of the workbook they are."""
    with guarded():
        _read_book(parts)
    return parts


def _measure(archive: ZipFile) -> None:
    infos = archive.infolist()
    if len(infos) > MOST_PARTS or sum(one.file_size for one in infos) > LARGEST_INSIDE:
        raise too_large()
    for one in infos:
        if one.flag_bits & 1:
            raise refused("locked-workbook", message("This file is locked with a password."), SAVE_AS)
        if one.file_size > RATIO_FROM and one.file_size > RATIO * max(1, one.compress_size):
            raise too_large()


def _read_book(parts: Parts) -> None:
    names = parts.archive.NameToInfo
    if "xl/workbook.xml" not in names:
        raise not_ours()
    book, links = parts.whole("xl/workbook.xml"), parts.whole("xl/_rels/workbook.xml.rels")
    parts.since_1904 = re.search(rb"date1904\s*=\s*[\"'](?:1|true)[\"']", book) is not None
    targets = {}
    for link in _RELATION.findall(links):
        said = _attributes(link)
        if said.get("Type", "").endswith("/worksheet"):
            targets[said.get("Id", "")] = _inside(said.get("Target", ""))
    sheets = []
    for tag in _SHEET.findall(book)[:MOST_SHEETS]:
        said = _attributes(tag)
        link_id = next((value for key, value in said.items() if key.endswith(":id")), "")
        if targets.get(link_id) in names:
            hidden = said.get("state", "") in ("hidden", "veryHidden")
            sheets.append(SheetPart(said.get("name", "")[:LONGEST_NAME], targets[link_id], hidden))
    parts.sheets = tuple(sheets)
    custom = parts.whole("docProps/custom.xml")
    for attributes, text in _PROPERTY.findall(custom):
        parts.properties[_attributes(attributes).get("name", "")] = _text(text)


def _attributes(tag: bytes) -> dict[str, str]:
    return {key.decode("ascii", "replace"): _text(one or two) for key, one, two in _ATTRIBUTE.findall(tag)}


_ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}


def _text(raw: bytes) -> str:
    def plain(found: re.Match[str]) -> str:
        named = found[1]
        if named[:1] != "#":
            return _ENTITIES.get(named, "")
        number = int(named[2:], 16) if named[1:2] in "xX" else int(named[1:])
        return chr(number) if number < 0xD800 or 0xE000 <= number < 0x110000 else ""

    return re.sub(r"&(#[xX][0-9a-fA-F]{1,6}|#\d{1,7}|\w{1,8});", plain, raw.decode("utf-8", "replace"))


def _inside(target: str) -> str:
    """A target of the workbook's links as the name of a part."""
    path = target[1:] if target.startswith("/") else f"xl/{target}"
    steps: list[str] = []
    for step in path.split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)


class guarded:  # noqa: N801 - reads as a word in ``with guarded():``
    """Whatever a broken file makes the libraries say becomes one sentence."""

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None or isinstance(error, (UserError, Cancelled)):
            return
        known = (BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, KeyError, IndexError, TypeError,
                 AttributeError, OverflowError, RuntimeError, OSError)  # fmt: skip
        from python_calamine import CalamineError

        if isinstance(error, (*known, CalamineError)) or type(error).__name__ == "PanicException":
            raise damaged() from error


SAVE_AS = message("Open it in a spreadsheet program and save it as .xlsx or .csv.")


def refused(kind: str, what: Message, todo: Message) -> UserError:
    """A file that is not read, in a sentence."""
    return UserError(kind, what, todo)


def not_ours() -> UserError:
    """No workbook at all."""
    return refused(
        "not-a-workbook",
        message("This is not an Excel workbook (.xlsx)."),
        message("Choose the workbook that was written by “export”, as it was saved by Excel or LibreOffice."),
    )


def too_large() -> UserError:
    """More than fits, or a lie about its size."""
    return refused(
        "too-large-workbook",
        message("This workbook holds more than a register's can: too many rows, columns or bytes. Nothing was read."),
        message("Save it again in Excel or LibreOffice, with only the sheets of the export in it."),
    )


def damaged() -> UserError:
    """Something of it is missing or was garbled."""
    return refused(
        "damaged-workbook",
        message("This workbook is damaged, or something of it is missing. Nothing was read."),
        message("Open it in Excel or LibreOffice, save it under a new name, and choose that one."),
    )
