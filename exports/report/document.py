"""A report as a Word document, to be edited further: the same pages, its charts as pictures, Arabic from the right.

The library knows no names for what right-to-left text needs, so that is set as the standard has it: paragraphs
(``w:bidi``), runs (``w:rtl``, complex fonts), tables (``w:bidiVisual``). Words and numbers are runs of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from exports.workbook.looks import FONT

if TYPE_CHECKING:
    from exports.report.drawn import Picture
    from exports.report.pages import Pages, PagesTable

MARGIN, WIDTH = 15, 180
"""Millimetres: of the paper's sides, and of what stands between them."""
HEAD_FILL, LINE = "E8EDF2", "9AA5B1"
TEXT, SMALL, LEAD, TITLE, SECTION = 9, 8, 11, 15, 12
MOST_INCIDENTS, MOST_PLACES = 6, 9
MANY_COLUMNS = 6
_ARABIC = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_PARTS = re.compile("(\u200e[^\u200e]*\u200e)")
_OPENS = {"\u2066": "\u200e", "\u2067": "", "\u2068": ""}
"""Isolates, and what stands for them here: writers break lines within isolates and paint them over each other."""
_NEVER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What may not stand in XML."""


def as_document(pages: Pages, pictures: Sequence[Picture]) -> bytes:
    """The bytes of a ``.docx``; ``pictures``: map and charts, each put where the pages have it."""
    made = _Made(pages)
    made.head_and_foot()
    if pages.practice:
        made.line(pages.practice, size=SECTION, bold=True)
    made.line(pages.title, size=TITLE, bold=True, style="Title")
    made.line(pages.within, size=LEAD)
    for paragraph in pages.lead.split("\n"):
        if paragraph.strip():
            made.line(paragraph, size=LEAD)
    made.table(pages.figures, (24, 20, 56), 99)
    for one in pictures:
        made.heading(one.title)
        made.picture(one)
    if pages.notable is not None:
        made.table(pages.notable, (13, 27, 32, 14, 14), MOST_INCIDENTS)
    if pages.places is not None:
        made.table(pages.places, (), MOST_PLACES)
    made.heading(pages.notes_title)
    for note in pages.notes:
        made.line(f"• {note}", size=SMALL)
    return made.bytes()


class _Made:
    """The document while it is made."""

    def __init__(self, pages: Pages) -> None:
        self._pages, self._rtl = pages, pages.rtl
        self._document: Any = Document()
        section = self._document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(MARGIN)
        section.top_margin = section.bottom_margin = Mm(20)
        section.header_distance = section.footer_distance = Mm(8)
        for style in ("Normal", "Title", "Heading 2", "Header", "Footer"):
            self._font(self._document.styles[style].element.get_or_add_rPr())
        title = self._document.styles["Title"].element  # no line below it, and letters where they belong
        for tag in ("w:pBdr", "w:spacing", "w:kern"):
            for old in list(title.iter(qn(tag))):
                old.getparent().remove(old)
        self._forget_the_library()

    def _forget_the_library(self) -> None:
        """Nothing in the file tells of a person, or of the library's own template."""
        properties = self._document.core_properties
        properties.author = properties.last_modified_by = "Sijill"
        properties.title = f"{self._pages.title} · {self._pages.within}"
        properties.language, properties.comments = self._pages.language, ""
        properties.created = properties.modified = datetime.now().replace(microsecond=0)
        package = self._document.part.package
        for key, one in list(package.rels.items()):
            if one.reltype.endswith("/thumbnail"):
                del package.rels[key]

    # ---- paragraphs

    def heading(self, words: str) -> None:
        """The title of a part."""
        self.line(words, size=SECTION, bold=True, style="Heading 2")

    def line(self, words: str, *, size: int, bold: bool = False, style: str = "Normal") -> None:
        """A paragraph."""
        self._fill(self._document.add_paragraph(style=self._document.styles[style]), words, size=size, bold=bold)

    def _fill(self, paragraph: Any, words: str, *, size: int, bold: bool = False, side: str = "") -> None:
        """Put words into an empty paragraph; ``side``: ``end`` for the far one."""
        form = paragraph.paragraph_format
        form.space_before = Pt(8 if size == SECTION else 0)
        form.space_after = Pt(3)
        properties = paragraph._p.get_or_add_pPr()
        if self._rtl:
            properties.append(OxmlElement("w:bidi"))
        if side:
            properties.append(_with("w:jc", val=side))
        _in_order(properties)
        for text, rtl in runs(words, rtl=self._rtl):
            run = paragraph.add_run(text)
            run.bold = bold or None
            self._letters(run, size, rtl=rtl)

    def _letters(self, run: Any, size: int, *, rtl: bool) -> None:
        properties = run._r.get_or_add_rPr()
        self._font(properties)
        properties.append(_with("w:color", val="000000"))
        properties.append(_with("w:sz", val=str(size * 2)))
        properties.append(_with("w:szCs", val=str(size * 2)))
        if run.bold:
            properties.append(OxmlElement("w:bCs"))
        if rtl:
            properties.append(OxmlElement("w:rtl"))
        language = "ar-SY" if self._pages.language == "ar" else "en-GB"
        properties.append(_with("w:lang", val="en-GB", bidi=language if self._rtl else "ar-SY"))
        _in_order(properties)

    @staticmethod
    def _font(properties: Any) -> None:
        for old in properties.findall(qn("w:rFonts")):
            properties.remove(old)
        properties.insert(0, _with("w:rFonts", ascii=FONT, hAnsi=FONT, cs=FONT, eastAsia=FONT))

    # ---- pictures and tables

    def picture(self, one: Picture) -> None:
        """A picture as wide as it is meant to be, with what it shows in words."""
        paragraph = self._document.add_paragraph()
        paragraph.alignment = 1
        shown = paragraph.add_run().add_picture(BytesIO(one.png), width=Mm(one.width))
        shown._inline.docPr.set("descr", _clean(one.told))
        shown._inline.docPr.set("title", _clean(one.title))

    def table(self, table: PagesTable, widths: tuple[int, ...], most: int) -> None:
        """A table with its title; its head stands on each page again."""
        self.heading(table.title)
        count = len(table.heads)
        shares = widths or (100 - 100 // count * (count - 1), *[100 // count] * (count - 1))
        size = TEXT if count < MANY_COLUMNS else SMALL
        made = self._document.add_table(rows=0, cols=count)
        made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        self._lay_out(made, shares)
        self._row(made, table.heads, shares, size, head=True)
        for at, cells in enumerate(table.rows[:most]):
            self._row(made, cells, shares, size)
            if table.below and table.below[at]:
                joined = made.add_row().cells
                whole = joined[0].merge(joined[-1])
                self._fill(whole.paragraphs[0], table.below[at], size=SMALL)
        if table.after:
            self.line(table.after, size=SMALL)

    def _lay_out(self, made: Any, shares: Sequence[int]) -> None:
        for column, share in zip(made.columns, shares, strict=True):
            column.width = Mm(WIDTH * share / 100)
        properties = made._tbl.tblPr
        if self._rtl:
            properties.append(OxmlElement("w:bidiVisual"))
        borders = OxmlElement("w:tblBorders")
        for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
            borders.append(_with(f"w:{side}", val="single", sz="4", space="0", color=LINE))
        properties.append(borders)
        _in_order(properties)

    def _row(self, made: Any, cells: Sequence[str], shares: Sequence[int], size: int, *, head: bool = False) -> None:
        row = made.add_row()
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if head:
            properties.append(OxmlElement("w:tblHeader"))
        for cell, words, share in zip(row.cells, cells, shares, strict=True):
            cell.width = Mm(WIDTH * share / 100)
            if head:
                cell._tc.get_or_add_tcPr().append(_with("w:shd", val="clear", color="auto", fill=HEAD_FILL))
            self._fill(cell.paragraphs[0], words, size=size, bold=head)

    # ---- head and foot

    def head_and_foot(self) -> None:
        """On each page: whose and for whom above; which page, when made, and the warning below."""
        section, pages = self._document.sections[0], self._pages
        head = section.header.paragraphs[0]
        self._fill(head, " · ".join(one for one in (pages.whose, pages.level) if one), size=SMALL, bold=True)
        foot = section.footer.paragraphs[0]
        before, _, rest = pages.page.partition("{number}")
        between, _, after = rest.partition("{count}")
        self._fill(foot, before, size=SMALL)
        for field, words in (("PAGE", between), ("NUMPAGES", f"{after} · {pages.made}")):
            self._field(foot, field)
            for text, rtl in runs(words, rtl=self._rtl):
                self._letters(foot.add_run(text), SMALL, rtl=rtl)
        if pages.warning:
            self._fill(section.footer.add_paragraph(), pages.warning, size=SMALL, bold=True, side="center")

    def _field(self, paragraph: Any, name: str) -> None:
        for kind in ("begin", "", "end"):
            run = paragraph.add_run()
            if kind:
                run._r.append(_with("w:fldChar", fldCharType=kind))
            else:
                words = OxmlElement("w:instrText")
                words.text = name
                run._r.append(words)
            self._letters(run, SMALL, rtl=False)

    def bytes(self) -> bytes:
        """The finished file."""
        target = BytesIO()
        self._document.save(target)
        return target.getvalue()


def runs(words: str, *, rtl: bool) -> Iterator[tuple[str, bool]]:
    """Words in parts of one direction each: what is set apart as a number or code reads from the left."""
    for part in _PARTS.split(_clean(words)):
        if part:
            yield part, bool(_ARABIC.search(part)) or (rtl and not re.search("[A-Za-z0-9]", part))


def _clean(words: str) -> str:
    found, ends = [], list[str]()
    for letter in _NEVER.sub("", words):
        if letter in _OPENS:
            ends.append(_OPENS[letter])
            found.append(ends[-1])
        elif letter == "\u2069":
            found.append(ends.pop() if ends else "")
        else:
            found.append(letter)
    whole = re.sub("\u200e{2,}", "\u200e", "".join(found))
    return re.sub("(?<=[0-9])–(?=[0-9])", "\u2060–\u2060", whole)  # a range stays on one line


def _with(tag: str, **attributes: str) -> Any:
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


_ORDER = (
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents jc textDirection "
    "rStyle rFonts b bCs i iCs color spacing_ sz szCs u rtl cs lang "
    "tblStyle tblpPr bidiVisual tblW tblJc tblBorders tblLayout tblLook"
).split()
"""The order the standard wants these parts in; ``jc`` of tables stands before their borders."""


def _in_order(properties: Any) -> None:
    """Put the parts of a paragraph's, run's or table's properties in the standard's order, each once."""
    table = properties.tag == qn("w:tblPr")

    def place(one: Any) -> int:
        name = one.tag.rpartition("}")[2]
        name = "tblJc" if table and name == "jc" else name
        return _ORDER.index(name) if name in _ORDER else len(_ORDER)

    last = {one.tag: one for one in properties}
    for one in list(properties):
        properties.remove(one)
    properties.extend(sorted(last.values(), key=place))
