"""What of a template's package changes besides its cells: what it remembers, who is named in it, a sheet about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from lxml import etree

from exports.template.book import BOOK, BOOK_LINKS, CONTENT, RELATIONS, SHEET_TYPE, local
from exports.template.opening import MAIN, Template
from exports.workbook.about import clean_text
from exports.workbook.sheets import free_title
from exports.workbook.stream import CellText

TYPES = "[Content_Types].xml"
ABOUT_PART = "xl/worksheets/sijill_about.xml"
_CHAIN = "xl/calcChain.xml"
_BEFORE_CALC = ("definedNames", "externalReferences", "functionGroups", "sheets")


def reckon_anew(template: Template) -> None:
    """Whatever opens the file works all formulas out again."""
    if template.parts.pop(_CHAIN, None) is not None:
        for one in list(template.tree(TYPES)):
            if one.get("PartName") == f"/{_CHAIN}":
                template.tree(TYPES).remove(one)
        for one in list(template.tree(BOOK_LINKS)):
            if one.get("Type", "").endswith("/calcChain"):
                template.tree(BOOK_LINKS).remove(one)
    book = template.tree(BOOK)
    reckoning = next((one for one in book if local(one) == "calcPr"), None)
    if reckoning is None:
        reckoning = book.makeelement(f"{{{book.nsmap.get(book.prefix) or MAIN}}}calcPr", {})
        before = next(one for name in _BEFORE_CALC for one in book if local(one) == name)
        before.addnext(reckoning)
    reckoning.set("fullCalcOnLoad", "1")
    for name in template.parts:
        if name.startswith("xl/pivotCache/pivotCacheDefinition"):
            template.tree(name).set("refreshOnLoad", "1")


def forget_texts(template: Template, used: Iterable[Any]) -> None:
    """Shared texts that no cell shows any more are emptied: they would tell what stood there.

    ``used``: all cells as they are written.
    """
    name = "xl/sharedStrings.xml"
    if name not in template.parts:
        return
    shown = {int(one.text or 0) for cell in used if cell.get("t") == "s" for one in cell if local(one) == "v"}
    texts = template.tree(name)
    for at, one in enumerate(item for item in list(texts) if local(item) == "si"):
        if at not in shown:
            for part in list(one):
                one.remove(part)
            one.append(one.makeelement(f"{one.tag.partition('}')[0]}}}t", {}))


def name_team(template: Template, team: str) -> None:
    """Who made the file is the team, never a person."""
    name = "docProps/core.xml"
    if name not in template.parts:
        return
    for one in template.tree(name):
        if local(one) in ("creator", "lastModifiedBy"):
            one.text = team or "Sijill"


def add_about(template: Template, lines: Sequence[tuple[str, str]], title: str, *, rtl: bool) -> None:
    """A last sheet that says what the file is, for whom, and what was hidden."""
    book, links = template.tree(BOOK), template.tree(BOOK_LINKS)
    sheets = next(one for one in book if local(one) == "sheets")
    ids = {one.get("Id") for one in links}
    link = next(f"rIdSijill{number}" for number in range(1, 1000) if f"rIdSijill{number}" not in ids)
    kind = next(one.get("Type") for one in links if one.get("Type", "").endswith("/worksheet"))
    links.append(links.makeelement(f"{{{RELATIONS}}}Relationship", {
        "Id": link, "Type": kind, "Target": f"/{ABOUT_PART}",
    }))  # fmt: skip
    number = 1 + max((int(one.get("sheetId", 0)) for one in sheets), default=0)
    made = sheets.makeelement(f"{sheets.tag.partition('}')[0]}}}sheet", {
        "name": free_title(title, {one.get("name", "").casefold() for one in sheets}), "sheetId": str(number),
    })  # fmt: skip
    made.set(next(name for name in sheets[0].attrib if name.endswith("}id")), link)
    sheets.append(made)
    types = template.tree(TYPES)
    types.append(types.makeelement(f"{{{CONTENT}}}Override", {
        "PartName": f"/{ABOUT_PART}", "ContentType": SHEET_TYPE,
    }))  # fmt: skip
    template.parts[ABOUT_PART] = _about_sheet(lines, sheets.tag.partition("}")[0][1:], rtl=rtl)


def _about_sheet(lines: Sequence[tuple[str, str]], namespace: str, *, rtl: bool) -> bytes:
    text = CellText()
    rows = []
    for number, line in enumerate(lines, 1):
        cells = "".join(
            f'<c r="{letter}{number}" t="inlineStr">{text(clean_text(part))}'
            for letter, part in zip("AB", line, strict=True)
            if part
        )
        rows.append(f'<row r="{number}">{cells}</row>')
    turned = ' rightToLeft="1"' if rtl else ""
    view = f'<sheetViews><sheetView workbookViewId="0"{turned}/></sheetViews>'
    widths = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>' for at, width in ((1, 30), (2, 90))
    )
    body = f"{view}<cols>{widths}</cols><sheetData>{''.join(rows)}</sheetData>"
    whole = f'<worksheet xmlns="{namespace}">{body}</worksheet>'
    return bytes(etree.tostring(etree.fromstring(whole), xml_declaration=True, encoding="UTF-8", standalone=True))
