"""Documents for others: who wrote them, where and with what is not among their bytes, and they still say the same."""

from __future__ import annotations

import io
import zlib
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText, Text
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from storage.attachments.anew import made_anew
from storage.attachments.found import OddFileError
from storage.attachments.office import office
from tests.attachments.files import CANARY, a_photo

WHO = CANARY.decode()


def a_paper() -> bytes:
    """A page with words, a photo with its place, notes, hidden files, a script: the canary in all that should go."""
    writer = PdfWriter()
    page = writer.add_blank_page(300, 400)
    photo = StreamObject()
    photo._data = a_photo()
    photo.update({NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Image"),
                  NameObject("/Width"): NumberObject(8), NameObject("/Height"): NumberObject(8),
                  NameObject("/ColorSpace"): NameObject("/DeviceRGB"),
                  NameObject("/BitsPerComponent"): NumberObject(8),
                  NameObject("/Filter"): NameObject("/DCTDecode")})  # fmt: skip
    told = DecodedStreamObject()
    told.set_data(b"<x:xmpmeta>" + CANARY + b"</x:xmpmeta>")
    told.update({NameObject("/Type"): NameObject("/Metadata"), NameObject("/Subtype"): NameObject("/XML")})
    photo[NameObject("/Metadata")] = writer._add_object(told)
    words = DecodedStreamObject()
    words.set_data(b"BT /F1 12 Tf 20 300 Td (Twelve killed) Tj ET q 100 0 0 100 20 20 cm /Im Do Q")
    font = DictionaryObject({NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
                             NameObject("/BaseFont"): NameObject("/Helvetica")})  # fmt: skip
    page[NameObject("/Contents")] = writer._add_object(words)
    page[NameObject("/Resources")] = DictionaryObject({
        NameObject("/Font"): DictionaryObject({NameObject("/F1"): font}),
        NameObject("/XObject"): DictionaryObject({NameObject("/Im"): writer._add_object(photo)}),
    })  # fmt: skip
    page[NameObject("/PieceInfo")] = DictionaryObject({NameObject("/Owner"): TextStringObject(WHO)})
    page[NameObject("/VP")] = ArrayObject([DictionaryObject({NameObject("/GPTS"): ArrayObject([FloatObject(35.443)]),
                                                            NameObject("/Name"): TextStringObject(WHO)})])  # fmt: skip
    writer.add_annotation(0, FreeText(text="seen by two", rect=(20, 350, 200, 380)))
    page["/Annots"][0].get_object()[NameObject("/T")] = TextStringObject(WHO)
    writer.add_annotation(0, Text(text=WHO, rect=(50, 50, 60, 60)))
    writer.add_metadata({"/Author": WHO, "/Title": WHO})
    writer.add_attachment("list.txt", CANARY)
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(f"// {WHO}")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def everything(pdf: bytes) -> bytes:
    """All bytes of a document, unpacked."""
    reader, found = PdfReader(io.BytesIO(pdf)), [pdf]
    for number in range(1, len(reader.xref[0]) + 1):
        part = reader.get_object(number)
        if isinstance(part, StreamObject):
            found.append(part._data)
            if part.get("/Filter") == "/FlateDecode":
                found.append(zlib.decompress(part._data))
        found.append(repr(part).encode())
    return b"".join(found)


def anew(data: bytes) -> bytes:
    return made_anew(io.BytesIO(data), len(data))


def test_a_paper_leaves_with_its_pages_and_without_author_place_notes_writers_and_hidden_files() -> None:
    before = a_paper()
    assert everything(before).count(CANARY) >= 8
    made = anew(before)
    assert CANARY not in everything(made)
    page = PdfReader(io.BytesIO(made)).pages[0]
    assert "Twelve killed" in page.extract_text()
    assert [one.get_object()["/Contents"] for one in page["/Annots"]] == ["seen by two"]
    assert "/DCTDecode" in made.decode("latin-1")
    assert "/VP" not in page and PdfReader(io.BytesIO(made)).metadata in ({}, {"/Producer": "pypdf"}, None)


@pytest.mark.parametrize("how", ["locked", "layers", "cut", "picture"])
def test_a_paper_that_is_not_understood_does_not_leave(how: str) -> None:
    data = a_paper()
    writer = PdfWriter(io.BytesIO(data))
    if how == "locked":
        writer.encrypt("secret", algorithm="RC4-128")
    if how == "layers":
        writer.root_object[NameObject("/OCProperties")] = DictionaryObject()
    if how == "picture":
        for one in writer._objects:
            if isinstance(one, StreamObject) and one.get("/Subtype") == "/Image":
                one[NameObject("/Filter")] = ArrayObject([NameObject("/ASCII85Decode"), NameObject("/DCTDecode")])
    out = io.BytesIO()
    writer.write(out)
    harmed = out.getvalue()
    with pytest.raises(OddFileError):
        anew(b"%PDF-1.7\n" + bytes(900) if how == "cut" else harmed)


def a_letter() -> bytes:
    made = docx.Document()
    made.add_paragraph("Twelve killed in the market")
    made.add_picture(io.BytesIO(a_photo()))
    made.core_properties.author = made.core_properties.last_modified_by = WHO
    made.core_properties.title = WHO
    made.add_comment(made.paragraphs[0].runs, text="two witnesses", author=WHO, initials=WHO)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def a_table() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["A2"] = "killed", 12
    sheet["A2"].comment = Comment("two witnesses", WHO)
    book.properties.creator = book.properties.lastModifiedBy = WHO
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def an_old_letter() -> bytes:
    """As LibreOffice writes it."""
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("meta.xml", f"<m><meta:initial-creator>{WHO}</meta:initial-creator></m>")
        archive.writestr(
            "content.xml",
            f"<office:text><text:p>Twelve killed</text:p><office:annotation><dc:creator>{WHO}</dc:creator>"
            "<text:p>two witnesses</text:p></office:annotation></office:text>",
        )
        archive.writestr("settings.xml", f'<s><config:config-item config:name="PrinterName" t="s">{WHO}'
                                         "</config:config-item></s>")  # fmt: skip
        archive.writestr("Thumbnails/thumbnail.png", WHO)
        archive.writestr(
            "META-INF/manifest.xml", '<m><manifest:file-entry manifest:full-path="Thumbnails/t.png"/></m>'
        )
    return out.getvalue()


def parts(data: bytes) -> bytes:
    with ZipFile(io.BytesIO(data)) as archive:
        return data + b"".join(archive.read(one) + one.filename.encode() for one in archive.infolist())


@pytest.mark.parametrize("make", [a_letter, a_table, an_old_letter])
def test_an_office_document_leaves_without_its_authors(make: object) -> None:
    before = make()  # type: ignore[operator]
    assert CANARY in parts(before)
    made = anew(before)
    assert CANARY not in parts(made)
    assert b"two witnesses" in parts(made) and b"Thumbnails" not in parts(made)


def test_what_was_made_anew_opens_and_says_the_same() -> None:
    letter = docx.Document(io.BytesIO(anew(a_letter())))
    assert letter.paragraphs[0].text == "Twelve killed in the market"
    assert len(letter.inline_shapes) == 1 and letter.core_properties.author == ""
    book = load_workbook(io.BytesIO(anew(a_table())))
    sheet = book.active
    assert sheet is not None and sheet["A2"].value == 12
    assert sheet["A2"].comment is not None and sheet["A2"].comment.text == "two witnesses"


@pytest.mark.parametrize(
    "name", ["word/vbaProject.bin", "word/embeddings/x.bin", "word/media/image9.emf", "word/media/image9.jpg", "x.exe"]
)
def test_a_document_with_a_part_that_is_not_known_does_not_leave(name: str, tmp_path: Path) -> None:
    data = io.BytesIO(a_letter())
    with ZipFile(data, "a") as archive:
        archive.writestr(name, b"\xff\xd8\xff anything")
    with pytest.raises(OddFileError):
        anew(data.getvalue())


def test_a_flood_of_a_document_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    with ZipFile(out, "w", 8) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        for number in range(9):
            archive.writestr(f"word/{number}.xml", bytes(32 << 20))
    with pytest.raises(OddFileError):
        office(out.getvalue(), lambda data, _: data)
