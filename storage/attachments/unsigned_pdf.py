"""PDF documents made anew from their pages alone: no author, dates, place, hidden files, scripts or notes' writers.

Runs in a process of its own (:func:`main`), for it reads a whole document that somebody else made.
"""

from __future__ import annotations

import io
import os
import sys
import zlib
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

from storage.attachments import pictures
from storage.attachments.found import OddFileError, freed

MOST_MEMORY = 3 << 29
MOST_PAGES = 5_000
MOST_PICTURE = 64 << 20
_PAGE = frozenset(
    "/Type /Parent /MediaBox /CropBox /BleedBox /TrimBox /ArtBox /Rotate /Resources /Contents /Annots /Group "
    "/UserUnit".split()
)
_MARKS = frozenset(
    "/Highlight /Underline /StrikeOut /Squiggly /Ink /Line /Square /Circle /Polygon /PolyLine /FreeText /Stamp "
    "/Widget /Link".split()
)
_MARK = frozenset(
    "/Type /Subtype /Rect /AP /AS /F /C /IC /CA /Border /BS /BE /QuadPoints /InkList /L /LE /Vertices /Contents /DA "
    "/DS /Q /MK /FT /Ff /V".split()
)
"""What of a mark on a page stays: how it looks and what is written in it."""
_TELLING = frozenset(
    "/Metadata /PieceInfo /LastModified /Thumb /AA /A /JS /Measure /VP /LGIDict /AF /EF /FS /OPI /Alternates /T /TU "
    "/TM /CreationDate /ModDate /NM /StructParent /StructParents /SpiderInfo /ID".split()
)


def unsigned(data: bytes) -> bytes:
    """The pages of a document, anew.

    Raises:
        OddFileError: it is locked, has layers, or something in it is not known.
    """
    reader = PdfReader(io.BytesIO(data), strict=False)
    root = reader.trailer["/Root"].get_object()
    layered = not isinstance(root, DictionaryObject) or "/OCProperties" in root
    if reader.is_encrypted or layered or len(reader.pages) > MOST_PAGES:
        raise OddFileError
    writer = PdfWriter()
    for page in reader.pages:
        _bare(writer.add_page(page))
    for one in writer._objects:
        for part in _dictionaries(one):
            _quiet(part)
    writer.metadata = None
    made = io.BytesIO()
    writer.write(made)
    made.seek(0)
    return _reachable(made)


def _reachable(made: io.BytesIO) -> bytes:
    """Written once more: what no page names any longer is not among it."""
    writer = PdfWriter()
    for page in PdfReader(made).pages:
        writer.add_page(page)
    writer.metadata = None
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _bare(page: Any) -> None:
    for name in [name for name in page if name not in _PAGE]:
        del page[name]
    marks = page.get("/Annots")
    marks = marks.get_object() if marks is not None else None
    if not isinstance(marks, ArrayObject):
        page.pop("/Annots", None)
        return
    kept = ArrayObject()
    for one in marks:
        mark = one.get_object()
        if isinstance(mark, DictionaryObject) and mark.get("/Subtype") in _MARKS:
            for name in [name for name in mark if name not in _MARK]:
                del mark[name]
            kept.append(one)
    page[NameObject("/Annots")] = kept


def _dictionaries(one: Any) -> Iterator[DictionaryObject]:
    """All that are written inside of an object."""
    waiting = [one]
    while waiting:
        part = waiting.pop()
        if isinstance(part, IndirectObject):
            continue
        if isinstance(part, DictionaryObject):
            yield part
            waiting += list(part.values())
        elif isinstance(part, ArrayObject):
            waiting += list(part)


def _quiet(part: DictionaryObject) -> None:
    for name in [name for name in part if name in _TELLING]:
        del part[name]
    if isinstance(part, StreamObject) and "/F" in part:
        raise OddFileError  # its bytes lie in another file
    if not isinstance(part, StreamObject) or part.get("/Subtype") != "/Image":
        return
    filters = part.get("/Filter")
    names = [str(one) for one in filters] if isinstance(filters, ArrayObject) else [str(filters)]
    if "/JPXDecode" in names and (b"uuid" in part._data or b"xml " in part._data):
        raise OddFileError
    if "/DCTDecode" in names:
        _photo(part, names)


def _photo(part: StreamObject, names: list[str]) -> None:
    data = part._data
    if names == ["/FlateDecode", "/DCTDecode"] and "/DecodeParms" not in part:
        data = zlib.decompressobj().decompress(data, MOST_PICTURE)
    elif names != ["/DCTDecode"]:
        raise OddFileError
    cuts = pictures.jpeg(data).cuts or []
    part._data = b"".join(freed(io.BytesIO(data), len(data), cuts))
    part[NameObject("/Filter")] = NameObject("/DCTDecode")


def main() -> None:
    """A document comes in, one goes out; nothing goes out when it cannot be freed."""
    source, target = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no document
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    except ImportError:
        pass  # Windows: the time is limited there, too
    try:
        made = unsigned(source.read())
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it cannot be freed
        sys.exit(1)
    target.write(made)
    target.flush()
