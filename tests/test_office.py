"""Every file that leaves opens in LibreOffice and comes back from it with equal cells, for each level and shape."""

from __future__ import annotations

import csv
import datetime as dt
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from exports import FileAsked, Format, Manner, Shape, Sharing, read_back, write_entry_workbook, write_file
from storage.sharing.privacy import Level
from storage.store import Store
from tests.builders import a_store
from tests.conftest import a_practice
from tests.test_reread import fill, quiet

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(
    OFFICE is None,
    reason="LibreOffice is not on this machine; to try the files in it: "
    "apt-get install -y --no-install-recommends libreoffice-calc",
)
SHARING = {
    "internal": Sharing(),
    "partner": Sharing(Level.PARTNER, "Relief partner", "joint needs assessment"),
    "public": Sharing(Level.PUBLIC, "our website", "monthly report"),
}
RELEASE = bool(os.environ.get("SIJILL_RELEASE"))
FEW = [
    ("internal", Shape.COORDINATOR, "en"), ("internal", Shape.COORDINATOR, "ar"),
    ("partner", Shape.ANALYST, "en"), ("public", Shape.ANALYST, "ar"),
]  # fmt: skip
CASES = (
    [(level, shape, language) for level in SHARING for shape in Shape for language in ("en", "ar")] if RELEASE else FEW
)
"""Every level, shape and language; all with all in the release run."""
TEXT = "--infilter=Text - txt - csv (StarCalc):44,34,76,1,,0,true"
"""UTF-8 with commas, every column as text."""


def converted(to: str, target: Path, profile: Path, files: Sequence[Path], *more: str) -> list[Path]:
    """What LibreOffice makes of these files, in one go."""
    assert OFFICE is not None
    command = [
        OFFICE, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", *more,
        "--convert-to", to, "--outdir", str(target), *map(str, files),
    ]  # fmt: skip
    ran = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    made = [target / f"{one.stem}.{to.partition(':')[0]}" for one in files]
    missing = [one.name for one in made if not one.exists()]
    assert not missing, (missing, ran.stdout, ran.stderr)
    return made


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("office")


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = fill(a_store(tmp_path_factory.mktemp("register")))
    yield made
    made.close()


def name_of(level: str, shape: Shape, language: str) -> str:
    return f"{level}-{shape}-{language}"


def written(store: Store, folder: Path, level: str, shape: Shape, language: str, form: Format) -> Path:
    target = folder / f"{name_of(level, shape, language)}.{form}"
    with store.frozen() as source:
        manner = Manner(shape=shape, format=form, hxl=shape is Shape.ANALYST)
        return write_file(source, target, FileAsked(language=language, sharing=SHARING[level], manner=manner)).path


@pytest.fixture(scope="module")
def workbooks(
    register: Store, profile: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[Path, Path]]:
    """Each workbook as it was written, and as it is after xlsx → ods → xlsx."""
    base = tmp_path_factory.mktemp("books")
    (base / "out").mkdir()
    files = [written(register, base / "out", *case, Format.XLSX) for case in CASES]
    sheets = converted("ods", base / "ods", profile, files)
    back = converted("xlsx", base / "back", profile, sheets)
    return {one.stem: (one, other) for one, other in zip(files, back, strict=True)}


def cells(path: Path) -> dict[str, dict[tuple[int, int], Any]]:
    """Every cell that holds something, by sheet and place."""
    book = load_workbook(path, data_only=True)
    return {
        sheet.title: {
            (cell.row, cell.column): plain(cell.value)
            for row in sheet.iter_rows() for cell in row if cell.value not in (None, "")
        }
        for sheet in book.worksheets
    }  # fmt: skip


def plain(value: Any) -> Any:
    """A cell's value without what two programs may write differently: 3 and 3.0, a day and its midnight."""
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date()
    if isinstance(value, float):
        return int(value) if value.is_integer() else round(value, 9)
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


@pytest.mark.parametrize("case", CASES, ids=[name_of(*case) for case in CASES])
def test_a_workbook_comes_back_from_libreoffice_with_equal_cells(
    workbooks: dict[str, tuple[Path, Path]], case: tuple[str, Shape, str]
) -> None:
    before, after = (cells(path) for path in workbooks[name_of(*case)])
    assert list(after) == list(before)
    for title, whole in before.items():
        assert after[title] == whole, title
    assert any(whole for whole in before.values())


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_libreoffice_saved_is_read_back_as_untouched(
    register: Store, workbooks: dict[str, tuple[Path, Path]], language: str
) -> None:
    _, saved = workbooks[name_of("internal", Shape.COORDINATOR, language)]
    assert quiet(read_back(register, saved, language=language))


@pytest.mark.skipif(
    not RELEASE, reason="a register of two hundred incidents goes through LibreOffice in the release run"
)
@pytest.mark.timeout(600)
def test_the_practice_register_comes_home_through_libreoffice(
    practice_file: Path, profile: Path, tmp_path: Path
) -> None:
    store = a_practice(practice_file, tmp_path)
    try:
        with store.frozen() as source:
            path = write_file(source, tmp_path / "all.xlsx", FileAsked(language="ar")).path
        saved = converted("xlsx", tmp_path / "back", profile, [path])[0]
        assert cells(saved) == cells(path)
        assert quiet(read_back(store, saved, language="en"))
    finally:
        store.close()


@pytest.fixture(scope="module")
def texts(register: Store, profile: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Path]]:
    """Each level as a csv, and as LibreOffice opens it."""
    base = tmp_path_factory.mktemp("texts")
    files = [written(register, base, level, Shape.ANALYST, "ar", Format.CSV) for level in SHARING]
    return dict(
        zip(SHARING, zip(files, converted("xlsx", base / "opened", profile, files, TEXT), strict=True), strict=True)
    )


@pytest.mark.parametrize("level", SHARING)
def test_a_csv_opens_in_libreoffice_with_the_letters_and_numbers_it_has(
    texts: dict[str, tuple[Path, Path]], level: str
) -> None:
    path, opened = texts[level]
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    sheet = load_workbook(opened).worksheets[0]
    found = [["" if cell is None else str(plain(cell)) for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert len(rows) > 2 and found == [[*row, *[""] * (len(found[0]) - len(row))] for row in rows]


@pytest.mark.parametrize("language", ["en", "ar"] if RELEASE else ["en"])  # Arabic: ``test_entry_any``
def test_an_entry_workbook_opens_in_libreoffice_and_is_read_afterwards(
    register: Store, profile: Path, tmp_path: Path, language: str
) -> None:
    with register.frozen() as source:
        path = write_entry_workbook(source, tmp_path / "entry.xlsx", language=language).path
    saved = converted("xlsx", tmp_path / "saved", profile, [path])[0]
    assert cells(saved) == cells(path)
    assert not read_back(register, saved, language=language).changes
