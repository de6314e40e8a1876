"""Office documents (Word, Excel, PowerPoint, LibreOffice) made anew without who wrote them, where, and hidden parts.

They are zips of XML and pictures. Each kind of part is known and freed of what it tells; one that is not known
(macros, embedded files, drawings that nobody here reads) makes the whole document one that cannot be freed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from storage.attachments.found import OddFileError

Pictures = Callable[[bytes, str], bytes]
"""Frees a picture inside of a document; raises :class:`OddFileError`."""

MOST_PARTS, MOST_BYTES = 3_000, 256 << 20
_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp")
_PLAIN = (".odttf", ".fntdata", ".ttf", ".otf")
_XML = (".xml", ".rels", ".vml", ".rdf")
_EMPTIED = {
    "docProps/core.xml": b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    b'core-properties"/>',
    "docProps/app.xml": b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'extended-properties"/>',
    "docProps/custom.xml": b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'custom-properties"/>',
    "meta.xml": b'<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    b'office:version="1.3"><office:meta/></office:document-meta>',
}
_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_DROPPED = re.compile(r"docProps/thumbnail\.\w+|Thumbnails/.*|xl/printerSettings/.*|.*layout-cache|Configurations2/.*")
_CUSTOM = re.compile(r"customXml/item\d+\.xml")

_AUTHORS = (
    rb"author|initials|userId|userName|providerId|displayName|lastModifiedBy|rsid\w*|cmAuthorId|modifiedBy|creator"
)
_SAID = re.compile(rb"""(\s(?:[\w.-]+:)?(?:""" + _AUTHORS + rb""")\s*=\s*)("[^"]*"|'[^']*')""")
_NAMED = re.compile(rb"""(<p:cmAuthor\b[^>]*?\sname=)("[^"]*"|'[^']*')""")
_TOLD = re.compile(
    rb"<((?:dc:creator|meta:creator-initials|meta:initial-creator|text:creator|text:initial-creator|text:author-name|"
    rb"text:author-initials|text:sender-[\w-]+|author|loext:sender-initials))\b([^>]*)(?<!/)>[^<]*</\1>"
)
_PRINTER = re.compile(rb"(<config:config-item\b[^>]*Printer\w*[^>]*(?<!/)>)[^<]*(</config:config-item>)")
_PATH = re.compile(rb"""(<[\w]*:?absPath\b[^>]*?\surl=)("[^"]*"|'[^']*')""")
_FILE = re.compile(rb"""(\sTarget=)("file:[^"]*"|'file:[^']*')""", re.IGNORECASE)
_TIED = re.compile(rb"""<Relationship\b[^>]*(?:thumbnail|printerSettings)[^>]*/>""")
_SETUP = re.compile(rb"""(<pageSetup\b[^>]*?)\s+r:id=("[^"]*"|'[^']*')""")
_LISTED = re.compile(rb"""<manifest:file-entry\b[^>]*(?:Thumbnails|layout-cache|Configurations2)[^>]*/>""")


def office(data: bytes, picture: Pictures) -> bytes:
    """The document anew.

    Raises:
        OddFileError: it is none, or holds a part that is not known.
    """
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _require_small(entries)
            if not {"[Content_Types].xml", "mimetype"} & {one.filename for one in entries}:
                raise OddFileError
            made = io.BytesIO()
            with ZipFile(made, "w", ZIP_DEFLATED) as target:
                for one in entries:
                    if one.is_dir() or _DROPPED.fullmatch(one.filename):
                        continue
                    part = ZipInfo(one.filename, (1980, 1, 1, 0, 0, 0))
                    part.compress_type = ZIP_STORED if one.filename == "mimetype" else ZIP_DEFLATED
                    target.writestr(part, _freed(one.filename, archive.read(one), picture))
            return made.getvalue()
    except (BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError, KeyError) as odd:
        raise OddFileError from odd


def _require_small(entries: Iterable[ZipInfo]) -> None:
    whole = list(entries)
    names = [one.filename for one in whole]
    encrypted = any(one.flag_bits & 1 for one in whole)
    if len(whole) > MOST_PARTS or sum(one.file_size for one in whole) > MOST_BYTES or encrypted:
        raise OddFileError
    if len(set(names)) < len(names):
        raise OddFileError


def _freed(name: str, data: bytes, picture: Pictures) -> bytes:
    low = name.lower()
    if name in _EMPTIED:
        return _HEAD + _EMPTIED[name]
    if _CUSTOM.fullmatch(name):
        return _HEAD + b"<removed/>"
    if low.endswith(_PICTURES):
        return picture(data, name)
    if low.endswith(_PLAIN) or name == "mimetype":
        return data
    if low.endswith(_XML):
        return _unsigned(data)
    raise OddFileError


def _unsigned(data: bytes) -> bytes:
    """XML without names of authors, paths and printers."""
    try:
        data.decode("utf-8")
    except ValueError as other:
        raise OddFileError from other
    if b"<!ENTITY" in data or b"encryption-data" in data or b"<!DOCTYPE" in data:
        raise OddFileError
    for pattern in (_SAID, _NAMED):
        data = pattern.sub(rb'\1""', data)
    data = _TOLD.sub(rb"<\1\2></\1>", data)
    data = _PRINTER.sub(rb"\1\2", data)
    data = _PATH.sub(rb'\1""', data)
    data = _FILE.sub(rb'\1"file:///-"', data)
    data = _SETUP.sub(rb"\1", data)
    return _LISTED.sub(b"", _TIED.sub(b"", data))
