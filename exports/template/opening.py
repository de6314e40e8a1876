"""A coordinator's workbook as a template: opened safely, and refused in words when it could run or fetch anything.

The file goes on to others with names and figures in it. So nothing may run in it (macros, controls), nothing may be
fetched or sent by it (links to other files, connections, functions that ask the internet), and it must not be a file
full of data already.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree

from exports.reread.parts import Parts, SheetPart, damaged, guarded, open_parts, refused, too_large
from storage import Level, UserError, message

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
LARGEST = 96 << 20
"""Bytes of all parts together; a template is held in memory."""
_MACROS = re.compile(r"vbaProject|/macrosheets/|/dialogsheets/|/activeX/|/ctrlProps/", re.IGNORECASE)
_OUTSIDE = re.compile(r"/externalLinks/|/connections\.xml|/queryTables/|/embeddings/|/model/|/webextensions/")
_PIVOTS = re.compile(r"/pivot(Cache|Tables)/", re.IGNORECASE)
_SIGNED = "_xmlsignatures/"
_ASKING = re.compile(rb"\b(WEBSERVICE|IMAGE|RTD|CALL|REGISTER|REGISTER\.ID|EXEC|SQL\.REQUEST|STOCKHISTORY|DDE)\s*\(")
"""Functions that run something or ask another computer."""
_EXTERNAL = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>")


@dataclass
class Template:
    """A template in memory.

    Attributes:
        parts: all parts by name, as they are.
        sheets: in the order of their tabs.
    """

    parts: dict[str, bytes]
    sheets: tuple[SheetPart, ...]
    trees: dict[str, Any] = field(default_factory=dict)

    def tree(self, name: str) -> Any:
        """The root of an XML part; what is changed in it is written."""
        if name not in self.trees:
            try:
                self.trees[name] = etree.fromstring(self.parts[name], _parser())
            except (etree.LxmlError, KeyError) as error:
                raise damaged() from error
        return self.trees[name]

    def finished(self) -> dict[str, bytes]:
        """All parts with what was changed."""
        changed = {name: serialised(tree) for name, tree in self.trees.items() if name in self.parts}
        return self.parts | changed


@contextmanager
def understood() -> Iterator[None]:
    """Whatever the structure of a broken template makes the libraries say becomes one sentence."""
    try:
        with guarded():
            yield
    except (StopIteration, etree.LxmlError, RecursionError, AssertionError) as error:
        raise damaged() from error


def serialised(root: Any) -> bytes:
    """A part as bytes."""
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _parser() -> Any:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def open_template(path: Path, level: Level) -> Template:
    """Read a template.

    Raises:
        UserError: ``not-a-workbook``, ``locked-workbook``, ``too-large-workbook``, ``damaged-workbook``;
            ``template-runs``, ``template-links``, ``template-full``, ``template-pivots``, ``template-signed``.
    """
    with _opened(path) as opened, guarded():
        infos = opened.archive.infolist()
        names = [one.filename for one in infos]
        _refuse_by_name(names, level)
        if "sijill.format" in opened.properties:
            raise refused(
                "template-full",
                message("This is a file that was exported from a register, with its data in it, and no template."),
                message("Take a workbook of your own, or write an example by “template”."),
            )
        if sum(one.file_size for one in infos) > LARGEST:
            raise too_large()
        parts = {name: _whole(opened, name) for name in names if not name.endswith("/")}
        template = Template(parts, opened.sheets)
    for name, data in parts.items():
        if name.endswith((".xml", ".rels", ".vml")):
            _refuse_inside(name, data)
    return template


def _opened(path: Path) -> Parts:
    try:
        return open_parts(path)
    except UserError as error:
        if error.kind != "not-a-workbook":
            raise
        raise refused(
            "not-a-workbook",
            message("This is not an Excel workbook (.xlsx)."),
            message("Take a workbook of your own, or write an example by “template”."),
        ) from error


def _whole(opened: Parts, name: str) -> bytes:
    if opened.size(name) > 1 << 26:
        raise too_large()
    with opened.archive.open(name) as part:
        return part.read((1 << 26) + 1)


def _refuse_by_name(names: list[str], level: Level) -> None:
    if any(_MACROS.search(name) for name in names):
        raise refused(
            "template-runs",
            message("This template holds macros or controls: it could do something on the computer that opens it."),
            message("Save it as .xlsx without macros."),
        )
    if any(_OUTSIDE.search(f"/{name}") for name in names):
        raise _linked()
    if any(name.startswith(_SIGNED) for name in names):
        raise refused(
            "template-signed",
            message("This template is signed, and filling it would break the signature."),
            message("Save it under a new name without the signature."),
        )
    if level is not Level.INTERNAL and any(_PIVOTS.search(name) for name in names):
        raise refused(
            "template-pivots",
            message("This template has pivot tables. They keep the data they were made from, which may not leave."),
            message("Take the pivot tables out, or use the template for files of our own teams only."),
        )


def _linked() -> Exception:
    return refused(
        "template-links",
        message("This template is joined to other files or asks the internet: what is filled in could leave with it."),
        message("Take out the links, connections and embedded objects, then save it again."),
    )


def _refuse_inside(name: str, data: bytes) -> None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise damaged() from error
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise damaged()
    if name.endswith(".rels"):
        for link in _EXTERNAL.findall(data):
            if b"/hyperlink" not in link:
                raise _linked()
    if _ASKING.search(data.upper()) and _asks(data):
        raise _linked()


_FORMULA = re.compile(
    rb"<(?:\w+:)?(?:f|formula|formula1|formula2|definedName|calculatedColumnFormula|totalsRowFormula)\b[^>]*>([^<]*)<"
)


def _asks(data: bytes) -> bool:
    """Whether a formula, not only a text, asks or runs something."""
    return any(_ASKING.search(one.upper()) for one in _FORMULA.findall(data))
