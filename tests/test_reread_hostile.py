"""Hostile workbooks: refused with a sentence in bounded memory, or read; never a fault, never a changed register."""

from __future__ import annotations

import random
import re
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from exports import FileAsked, Manner, Proposal, read_back, write_file
from exports.reread.book import Merge
from exports.reread.compare import Covered
from storage.errors import UserError
from storage.store import Store
from tests.builders import a_store
from tests.hostile_files import packed, unpacked
from tests.test_reread import exported, fill

TYPED = {"not-a-workbook", "locked-workbook", "damaged-workbook", "too-large-workbook", "not-an-export",
         "newer-export", "other-level", "other-register"}  # fmt: skip
SHEET = "xl/worksheets/sheet4.xml"


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = fill(a_store(tmp_path_factory.mktemp("hostile")))
    yield made
    made.close()


@pytest.fixture(scope="module")
def good(register: Store, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return exported(register, tmp_path_factory.mktemp("good") / "out.xlsx").read_bytes()


def attempt(store: Store, folder: Path, data: bytes) -> Proposal | str:
    path = folder / "hostile.xlsx"
    path.write_bytes(data)
    try:
        return read_back(store, path, language="en")
    except UserError as refused:
        assert refused.kind in TYPED, refused.kind
        assert refused.what.text and refused.todo.text
        return refused.kind


# ------------------------------------------------------------------------------------------- by hand

ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c SYSTEM "file:///etc/passwd">]>'
)
ATTACKS: dict[str, Callable[[dict[str, bytes]], dict[str, bytes]]] = {
    "a cell at the far end": lambda parts: _into(parts, b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "a row far away": lambda parts: _into(parts, b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'),
    "a row beyond all rows": lambda parts: _into(parts, b'<row r="9999999"><c r="A9999999"><v>1</v></c></row>'),
    "a cell in another row than it says": lambda parts: _into(parts, b'<row r="400"><c r="A900000"/></row>'),
    "a million columns": lambda parts: _into(parts, b'<row r="400">' + b"<c><v>1</v></c>" * 1_000_000 + b"</row>"),
    "lying dimensions": lambda parts: {
        **parts,
        SHEET: parts[SHEET].replace(b"<dimension ref=", b'<dimension ref="A1:XFD1048576" old='),
    },
    "entities in a sheet": lambda parts: {**parts, SHEET: ENTITIES + parts[SHEET]},
    "entities between cells": lambda parts: _into(parts, b"<!ENTITY x 'y'>"),
    "entities in the properties": lambda parts: {
        **parts, "docProps/custom.xml": ENTITIES + parts["docProps/custom.xml"].replace(b"internal", b"&c;"),
    },
    "texts without end": lambda parts: {**parts, "xl/sharedStrings.xml": b"<sst>" + b"<si><t>" * 100_000},
    "styles without end": lambda parts: {**parts, "xl/styles.xml": b"<styleSheet>" + b" " * (17 << 20)},
    "sheets outside": lambda parts: {
        **parts,
        "xl/_rels/workbook.xml.rels": parts["xl/_rels/workbook.xml.rels"].replace(b"worksheets/", b"../../../etc/"),
    },
    "no sheets": lambda parts: {name: data for name, data in parts.items() if "worksheets" not in name},
    "no styles": lambda parts: {name: data for name, data in parts.items() if name != "xl/styles.xml"},
    "a merge over everything": lambda parts: {
        **parts,
        SHEET: parts[SHEET].replace(b"</sheetData>", b'</sheetData><mergeCell ref="A3:XFD1048576"/>'),
    },
}  # fmt: skip


def _into(parts: dict[str, bytes], rows: bytes) -> dict[str, bytes]:
    return {**parts, SHEET: parts[SHEET].replace(b"</sheetData>", rows + b"</sheetData>")}


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_end_in_words_or_are_read_as_what_they_are(
    register: Store, good: bytes, tmp_path: Path, attack: str
) -> None:
    before = register.state_hash()
    found = attempt(register, tmp_path, packed(ATTACKS[attack](unpacked(good))))
    if isinstance(found, Proposal):
        assert not found.changes, found.changes
    assert register.state_hash() == before


def test_a_bomb_is_refused_before_it_is_unpacked(register: Store, good: bytes, tmp_path: Path) -> None:
    rows = b'<row r="400"><c r="A400" t="inlineStr"><is><t>' + b"a" * (200 << 20) + b"</t></is></c></row>"
    assert attempt(register, tmp_path, packed(_into(unpacked(good), rows))) == "too-large-workbook"


ABOUT = "docProps/custom.xml"
LIES = ("", "1x", "²", "99999999999999999999", "inc.dent victim", "x" * 5_000)


@pytest.fixture(scope="module")
def small(register: Store, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The parts of a workbook of two tables, which is soon read."""
    with register.frozen() as source:
        manner = Manner(kinds=("incident", "victim"))
        path = write_file(source, tmp_path_factory.mktemp("small") / "a.xlsx", FileAsked("en", manner=manner)).path
    return unpacked(path.read_bytes())


@pytest.mark.parametrize(
    "names", ["format", "position", "level", "kinds", "witness", "mark", "language made practice first last place"]
)
def test_whatever_a_workbook_says_of_itself_it_is_read_or_refused_in_words(
    register: Store, small: dict[str, bytes], tmp_path: Path, names: str
) -> None:
    before = register.state_hash()
    for lie in LIES:
        said = small[ABOUT]
        for name in names.split():
            known = re.compile(rf'(name="sijill.{name}"[^>]*>\s*<vt:\w+>)[^<]*'.encode())
            if not known.search(said):
                more = f'<property pid="99" name="sijill.{name}"><vt:lpwstr></vt:lpwstr></property></Properties>'
                said = said.replace(b"</Properties>", more.encode())
            said = known.sub(lambda found, lie=lie: found[1] + lie.encode(), said)  # type: ignore[misc]
            assert said.count(lie.encode()) >= 1
        attempt(register, tmp_path, packed({**small, ABOUT: said}, plain=True))
    assert register.state_hash() == before


PROBE = """
import resource, sys
from pathlib import Path
from exports.reread.book import SheetReader
from exports.reread.parts import open_parts
from storage import UserError
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    with open_parts(Path(sys.argv[1])) as parts:
        for sheet in parts.sheets:
            for block in SheetReader(parts, sheet).blocks():
                pass
except UserError as refused:
    pass
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.skipif(sys.platform == "win32" or not hasattr(resource, "RUSAGE_SELF"), reason="memory is told by Unix")
@pytest.mark.parametrize(
    "attack", ["a cell at the far end", "a row far away", "a cell in another row than it says", "a million columns"]
)
def test_cells_far_apart_make_no_room_for_all_between(good: bytes, tmp_path: Path, attack: str) -> None:
    path = tmp_path / "far.xlsx"
    path.write_bytes(packed(ATTACKS[attack](unpacked(good))))
    ran = subprocess.run([sys.executable, "-c", PROBE, str(path)], capture_output=True, text=True, check=True)
    assert int(ran.stdout) < 300, "megabytes"


def test_what_merged_cells_cover_is_told_row_by_row_however_large_they_are() -> None:
    chance = random.Random(4)
    for _ in range(60):
        merges = []
        for _ in range(chance.randrange(1, 9)):
            top, left = chance.randrange(1, 12), chance.randrange(0, 9)
            merges.append(Merge(top, left, top + chance.randrange(5), left + chance.randrange(4)))
        covered, firsts = Covered(merges), {(merge.top, merge.left) for merge in merges}
        for row in sorted(chance.sample(range(1, 18), 9)):
            wanted = {at for merge in merges if merge.top <= row <= merge.bottom
                      for at in range(merge.left, merge.right + 1) if (row, at) not in firsts}  # fmt: skip
            assert set(covered.columns(row)) == wanted
    assert 16_383 not in Covered([Merge(1, 0, 1_048_576, 16_383)] * 20_000).columns(1_000_000)
