"""Laws of the situation report: it says what the figures say, nothing above its level, as text, whole, and logged."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtWidgets import QApplication

from exports.cli import COULD_NOT, DONE, main
from exports.figure_telling import FigureTelling
from exports.report.asked import ReportAsked
from exports.report.pages import Pages
from exports.report.writing import report_pages, write_logged
from exports.sharing import Sharing
from gui import draw_report
from storage.errors import Cancelled, UserError
from storage.fields.field import Privacy
from storage.fields.words import LANGUAGES, Words
from storage.lists.listing import Query
from storage.messages import message
from storage.overview.view import View
from storage.period import Period
from storage.sharing.privacy import Level
from storage.store import Store
from tests.builders import a_store, place
from tests.canaries import SEALED_PLACE, marked, of_privacy
from tests.conftest import a_practice

TOLD = {
    Level.INTERNAL: Sharing(),
    Level.PARTNER: Sharing(Level.PARTNER, "MSF", "medical supplies"),
    Level.PUBLIC: Sharing(Level.PUBLIC, "website", "monthly news"),
}
SUMMER = Period(date(2019, 6, 1), date(2019, 6, 30))


@pytest.fixture(scope="module", autouse=True)
def one_application(qapp: QApplication) -> QApplication:
    """A report drawn without a window begins a smaller application; the window's tests of this process need theirs."""
    return qapp


@pytest.fixture(scope="module")
def practice(practice_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = a_practice(practice_file, tmp_path_factory.mktemp("report"))
    yield made
    made.close()


def pages(store: Store, level: Level, language: str = "en", **more: Any) -> Pages:
    with store.frozen() as source:
        return report_pages(source, ReportAsked(language, sharing=TOLD[level], **more))


def text_of(file: Path) -> str:
    document = pypdfium2.PdfDocument(file.read_bytes())
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def said(found: Pages) -> str:
    """Everything a report would draw."""
    return repr(found)


def drawn(_pages: Pages) -> bytes:
    return b"%PDF-"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", list(Level))
def test_a_report_is_two_pages_of_text_that_can_be_selected(
    practice: Store, tmp_path: Path, level: Level, language: str
) -> None:
    file = tmp_path / "report.pdf"
    write_logged(practice, file, draw_report, ReportAsked(language, sharing=TOLD[level]))
    document = pypdfium2.PdfDocument(file.read_bytes())
    assert len(document) == 2
    told = text_of(file)
    assert "2,117" in told or level is Level.PUBLIC
    for word in ("Khan", "Notable") if language == "en" and level is not Level.PUBLIC else ():
        assert word in told
    assert b"/FontFile" in file.read_bytes(), "whoever opens it must not need our fonts"
    assert len(told) > 1500
    if language == "ar":
        assert "خان" in told or level is Level.PUBLIC
        assert "\ufffd" not in told


@pytest.mark.parametrize("where", ["all", "June in Idleb"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_its_figures_are_the_figures(practice: Store, where: str, language: str) -> None:
    period = Period() if where == "all" else Period(SUMMER.first, SUMMER.last, place(practice, "SY07"))
    telling = FigureTelling(practice, Words(language))
    figures = practice.figures(period)
    rows = {name: (number, more) for name, number, *more in telling.rows(figures)}
    found = pages(practice, Level.INTERNAL, language, view=View(period))
    assert found.figures.rows
    for name, number, more in found.figures.rows:
        assert (number, [more]) == rows[name], name


def test_the_worst_incident_is_told_first_and_every_village_left_by_most(practice: Store) -> None:
    found = pages(practice, Level.INTERNAL)
    assert found.notable is not None and found.places is not None
    least = [int(row[3].split("–")[0].split()[0]) for row in found.notable.rows]
    assert least == sorted(least, reverse=True) and least[0] >= 15
    left = [int(row[4].split("–")[0].replace(",", "").strip("\u2066\u2069 ")) for row in found.places.rows]
    assert left == sorted(left, reverse=True)


@pytest.mark.parametrize("level", [Level.PARTNER, Level.PUBLIC])
@pytest.mark.parametrize("consent", ["own_use", "public"])
def test_a_report_for_others_holds_no_mark_it_must_not(tmp_path: Path, level: Level, consent: str) -> None:
    store = a_store(tmp_path)
    canaries = marked(store, consent=consent)
    told = said(pages(store, level, lead=None))
    hidden = [Privacy.SEALED, Privacy.INTERNAL] + ([Privacy.PARTNER] if level is Level.PUBLIC else [])
    published = ("killed", "injured", "missing")
    kept = [one for one in of_privacy(canaries, *hidden) if not (one.kind == "claim" and one.field in published)]
    leaked = [f"{one.kind}.{one.field}" for one in kept for form in one.forms if form in told]
    named = [form for one in canaries if one.kind == "victim" and one.field == "name" for form in one.forms]
    assert not leaked
    assert not [form for form in named if form in told], "a report tells nobody's name, whatever was allowed"
    assert SEALED_PLACE not in told
    store.close()


def test_not_even_our_own_report_holds_what_is_sealed_or_who_somebody_is(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    canaries = marked(store)
    told = said(pages(store, Level.INTERNAL))
    never = [*of_privacy(canaries, Privacy.SEALED), *(one for one in canaries if one.kind in ("victim", "source"))]
    assert not [f"{one.kind}.{one.field}" for one in never for form in one.forms if form in told]
    store.close()


def test_the_public_is_told_of_few_people_only_that_they_are_few(practice: Store) -> None:
    found = pages(practice, Level.PUBLIC)
    assert found.places is not None and "Village" not in found.places.heads
    for row in found.places.rows:
        for cell in row[1:4]:
            first = cell.strip("\u2066\u2069").split("–")[0].split(" ")[0].replace(",", "")
            assert not first.isdigit() or int(first) == 0 or int(first) >= 5, row
    assert all(not row[2] for row in found.figures.rows[:3]), "who is recorded by name is not told"
    assert found.whose == practice.about()["register"], "not the team"


def test_a_public_report_of_a_village_is_refused(practice: Store, tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        pages(practice, Level.PUBLIC, view=View(areas=(place(practice, "Kafr Nobol"),)))
    assert refused.value.kind == "too-close"


def test_for_others_it_must_be_said_for_whom_and_why(practice: Store, tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        write_logged(practice, tmp_path / "a.pdf", drawn, ReportAsked("en", sharing=Sharing(Level.PARTNER)))
    assert refused.value.kind == "no-recipient"
    assert not list(tmp_path.iterdir())


def test_what_left_is_in_the_log(practice: Store, tmp_path: Path) -> None:
    report = write_logged(practice, tmp_path / "june.pdf", drawn, ReportAsked("ar", View(SUMMER), TOLD[Level.PARTNER]))
    _, rows = practice.listing(Query("disclosure", sort="made", descending=True)).first(50)
    noted = next(row for row in rows.values() if row["sha256"] == report.sha256)
    assert (noted["level"], noted["recipient"], noted["purpose"]) == ("partner", "MSF", "medical supplies")
    assert (noted["format"], noted["language"], noted["file_name"]) == ("pdf", "ar", "june.pdf")


def test_a_person_may_write_the_first_paragraph(practice: Store) -> None:
    assert pages(practice, Level.INTERNAL, lead="Calm since Friday.").lead == "Calm since Friday."
    assert "544" in pages(practice, Level.INTERNAL).lead


def test_a_full_disk_leaves_the_old_report_and_no_line_in_the_log(
    practice: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, before = tmp_path / "a.pdf", practice.count("disclosure")
    file.write_bytes(b"old")

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(UserError) as refused:
        write_logged(practice, file, drawn, ReportAsked("en"))
    assert refused.value.kind == "disk-full"
    assert (file.read_bytes(), practice.count("disclosure")) == (b"old", before)


def test_a_folder_that_is_not_there_is_told_in_words(practice: Store, tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        write_logged(practice, tmp_path / "none" / "a.pdf", drawn, ReportAsked("en"))
    assert refused.value.kind == "unreachable"


def test_cancelling_writes_nothing(practice: Store, tmp_path: Path) -> None:
    stops = iter([False, True])
    with pytest.raises(Cancelled), practice.frozen() as source:
        from exports.report.writing import write_report

        write_report(source, tmp_path / "a.pdf", drawn, ReportAsked("en"), cancelled=lambda: next(stops, True))
    assert not list(tmp_path.iterdir())


def test_the_command_line_writes_and_tells_it(
    data_of_practice: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--data", str(data_of_practice), "--passphrase-file", str(data_of_practice / "phrase"), "--lang", "ar"]
    file = tmp_path / "june.pdf"
    days = ["--from", "2019-06-01", "--to", "2019-06-30"]
    assert main(["report", str(file), *days, "--lead", "هدوء نسبي", *asked], draw=draw_report) == DONE
    assert "june.pdf" in capsys.readouterr().out
    assert "هدوء" in text_of(file)
    assert main(["report", str(tmp_path / "june.docx"), *asked], draw=draw_report) == COULD_NOT
    assert "PDF" in capsys.readouterr().err
    assert main(["report", str(tmp_path / "other.pdf"), "--level", "public", *asked], draw=draw_report) == COULD_NOT
    assert capsys.readouterr().err
    assert [one.name for one in tmp_path.iterdir()] == ["june.pdf"]


@pytest.fixture(scope="module")
def data_of_practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "data"
    folder.mkdir()
    (folder / "phrase").write_text("قمر زيتون مفتاح باب", encoding="utf-8")
    asked = ["--team", "Ariha 2", "--person", "سامي", "--passphrase-file", str(folder / "phrase")]
    assert main(["new", "--data", str(folder), *asked]) == DONE
    return folder


def test_a_report_that_cannot_be_noted_in_the_log_does_not_stay_and_an_older_one_does(
    practice: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise UserError("disk-full", message("The disk is full."), message("Make room."))

    monkeypatch.setattr(type(practice), "save", full)
    target = tmp_path / "june.pdf"
    with pytest.raises(UserError):
        write_logged(practice, target, lambda _: b"%PDF", ReportAsked("en"))
    assert not target.exists()
    target.write_bytes(b"last month's")
    with pytest.raises(UserError):
        write_logged(practice, target, lambda _: b"%PDF", ReportAsked("en"))
    assert target.read_bytes() == b"last month's"
    assert list(tmp_path.iterdir()) == [target]
