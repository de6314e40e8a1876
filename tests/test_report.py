"""Laws of the situation report: it says what the figures say, nothing above its level, as text, whole, and logged."""

from __future__ import annotations

import errno
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import orjson
import pypdfium2
import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from exports.cli import COULD_NOT, DONE, NOT_UNDERSTOOD, main
from exports.leaving.sharing import Sharing
from exports.report.asked import ReportAsked, Then
from exports.report.document import runs
from exports.report.drawn import Draw
from exports.report.pages import Pages
from exports.report.writing import report_pages, write_logged
from exports.telling.figures import FigureTelling
from gui import report_drawing
from storage.database.tables import tables
from storage.edits import Edit
from storage.errors import Cancelled, UserError
from storage.fields.field import Privacy
from storage.fields.kinds import Range
from storage.fields.words import LANGUAGES, Words
from storage.lists.listing import Query
from storage.messages import message
from storage.overview.view import View
from storage.period import Period
from storage.sharing.privacy import Level
from storage.sharing.redacting import redacted
from storage.sharing.told_incidents import ToldIncident
from storage.sharing.worst_incidents import worst_incidents
from storage.store import Store
from tests.builders import a_store, place
from tests.builders import name as named
from tests.canaries import SEALED_PLACE, marked, of_privacy, stands_in
from tests.conftest import a_practice
from tests.test_figures import claim, incident

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


def pages(store: Store, level: Level, language: str = "en", **more: Any) -> Pages:
    with store.frozen() as source:
        return report_pages(source, ReportAsked(language, sharing=TOLD[level], **more))


def text_of(file: Path) -> str:
    document = pypdfium2.PdfDocument(file.read_bytes())
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def said(found: Pages) -> str:
    """Everything a report would draw: its words, and those of its map with the communities others may know of."""
    told = repr(replace(found, map=None))
    if found.map is not None:
        one, places = found.map, found.map.content.places
        told += repr((one.title, one.within, one.whose, one.level, one.warning, one.made, one.notes, one.credits))
        ours = found.level == Words(found.language).code("sharing-level", "internal")
        named = [] if ours else [at for at in range(len(places.ids)) if places.level[at] > 3]
        told += repr([(places.names_en[at], places.names_ar[at]) for at in named])
    return told


drawn = Draw(lambda _: b"%PDF-", lambda _: (), lambda _, kind: b"")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", list(Level))
def test_a_report_is_two_pages_of_text_that_can_be_selected(
    practice: Store, tmp_path: Path, level: Level, language: str
) -> None:
    file = tmp_path / "report.pdf"
    write_logged(practice, file, report_drawing, ReportAsked(language, sharing=TOLD[level]))
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


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("many", [1, 8, 10_000])
def test_the_worst_incidents_are_the_worst_of_all_rows_that_leave(practice: Store, level: Level, many: int) -> None:
    columns = ToldIncident._fields
    for where in (None, SUMMER, View(verification=("verified",)) if level is not Level.PUBLIC else SUMMER):
        with practice.frozen() as frozen:
            source = redacted(frozen, level, key=bytes(32))
            every = [ToldIncident(*row) for row in source.export_rows("incident", columns, where, standing=True)]
            worst = worst_incidents(source, where, many)
        harmed = [one for one in every if one.status != "proposed" and any(one.weight)]
        assert harmed or where is not None
        assert worst == sorted(harmed, key=lambda one: (*one.weight, one.occurred or ""), reverse=True)[:many]


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
    leaked = [f"{one.kind}.{one.field}" for one in kept for form in one.forms if stands_in(form, told)]
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
    assert not [f"{one.kind}.{one.field}" for one in never for form in one.forms if stands_in(form, told)]
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
    assert main(["report", str(file), *days, "--lead", "هدوء نسبي", *asked], draw=report_drawing) == DONE
    assert "june.pdf" in capsys.readouterr().out
    assert "هدوء" in text_of(file)
    assert main(["report", str(tmp_path / "june.odt"), *asked], draw=report_drawing) == COULD_NOT
    assert "PDF" in capsys.readouterr().err
    assert main(["report", str(tmp_path / "other.pdf"), "--level", "public", *asked], draw=report_drawing) == COULD_NOT
    assert capsys.readouterr().err
    assert [one.name for one in tmp_path.iterdir()] == ["june.pdf"]


def test_the_command_line_draws_a_map_and_refuses_what_it_cannot_draw(
    data_of_practice: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--data", str(data_of_practice), "--passphrase-file", str(data_of_practice / "phrase"), "--lang", "ar"]
    file = tmp_path / "map.pdf"
    assert main(["map", str(file), "--layers", "villages,names", *asked], draw=report_drawing) == DONE
    assert "map.pdf" in capsys.readouterr().out
    assert "خريطة ما حدث" in text_of(file)
    assert main(["map", str(tmp_path / "map.jpg"), *asked], draw=report_drawing) == COULD_NOT
    assert "PNG" in capsys.readouterr().err
    assert main(["map", str(file), "--layers", "roads", *asked], draw=report_drawing) == NOT_UNDERSTOOD
    assert "incidents" in capsys.readouterr().err
    assert [one.name for one in tmp_path.iterdir()] == ["map.pdf"]


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
        write_logged(practice, target, drawn, ReportAsked("en"))
    assert not target.exists()
    target.write_bytes(b"last month's")
    with pytest.raises(UserError):
        write_logged(practice, target, drawn, ReportAsked("en"))
    assert target.read_bytes() == b"last month's"
    assert list(tmp_path.iterdir()) == [target]


# ---- several areas, teams, verification, earlier moments


def test_a_report_of_several_areas_tells_each_event_once_and_nothing_of_others(practice: Store) -> None:
    areas = tuple(place(practice, code) for code in ("SY0702", "SY0704"))
    both, *each = (practice.overview(View(areas=some)).figures for some in (areas, areas[:1], areas[1:]))
    found = pages(practice, Level.INTERNAL, view=View(areas=areas))
    telling = FigureTelling(practice, Words("en"))
    assert [row[:2] for row in found.figures.rows] == [row[:2] for row in telling.rows(both)][
        : len(found.figures.rows)
    ]
    assert both.events == sum(one.events for one in each) > 0
    for name in (practice.places.get(one).name("en") for one in areas):  # type: ignore[union-attr]
        assert name in found.within and any(name in note for note in found.notes)
    told = [row[1] for row in (found.places.rows if found.places else ())]
    inside = {practice.places.get(one).id for one in areas}  # type: ignore[union-attr]
    for name in told:
        near = practice.places.suggest(name, 1)[0]
        assert inside & {near.id, *(one.id for one in practice.places.parents(near.id))}, name


def test_a_report_of_one_team_and_of_what_is_verified_says_so_and_counts_only_that(practice: Store) -> None:
    team = next(key for key in practice.overview(View()).by("team").keys if key)
    view = View(teams=(team,), verification=("verified",))
    figures = practice.overview(view).figures
    found = pages(practice, Level.INTERNAL, view=view)
    telling = FigureTelling(practice, Words("en"))
    assert found.figures.rows[0][1] == telling.ends(figures.killed.shown)
    assert 0 < figures.incidents < practice.overview(View()).figures.incidents
    assert found.notable is not None and len(found.notable.rows) <= figures.incidents
    assert practice.name_of("team", team, "en") in found.within and "Verified" in found.within


def test_the_charts_of_a_narrowed_report_add_up_to_its_figures(practice: Store) -> None:
    view = View(areas=tuple(place(practice, code) for code in ("SY0702", "SY0704")), verification=("verified", ""))
    figures = practice.overview(view).figures
    found = pages(practice, Level.INTERNAL, view=view)
    by_kind = next(one for one in found.charts if "kind" in one.title)
    assert sum(one.killed[0] or 0 for one in by_kind.bars) >= figures.killed.shown[0] > 0
    days = next(one for one in found.charts if one.over_time)
    assert sum((one.killed[0] or 0) for one in (*days.bars, *days.apart)) >= figures.killed.shown[0]


def test_the_public_may_choose_districts_but_neither_teams_nor_verification(practice: Store) -> None:
    areas = tuple(place(practice, code) for code in ("SY0702", "SY0704"))
    found = pages(practice, Level.PUBLIC, view=View(areas=areas))
    assert found.places is not None
    assert {row[0] for row in found.places.rows} <= {"Al Ma'ra", "Jisr-Ash-Shugur", "several", "Idleb (governorate)"}
    for view in (View(areas=areas, verification=("verified",)), View(teams=("0" * 32,))):
        with pytest.raises(UserError) as refused:
            pages(practice, Level.PUBLIC, view=view)
        assert refused.value.kind == "too-close"


def test_what_was_known_earlier_is_told_as_it_was_and_to_nobody_else(practice_file: Path, tmp_path: Path) -> None:
    store = a_practice(practice_file, tmp_path)
    before, position = pages(store, Level.INTERNAL), store.position()
    one = incident(store, "2019-07-01", "Ariha")
    store.save([one, claim(one, Range(99, 99))])
    assert pages(store, Level.INTERNAL).figures != before.figures
    past = store.as_it_stood(position)
    asked = ReportAsked("en", then=Then(None, position, past))
    with past.frozen() as source:
        then = report_pages(source, asked)
    assert (then.figures, then.notable, then.charts) == (before.figures, before.notable, before.charts)
    assert f"{position:,}" in then.within and f"{position:,}" in then.made
    with pytest.raises(UserError) as refused:
        write_logged(store, tmp_path / "a.pdf", drawn, replace(asked, sharing=TOLD[Level.PARTNER]))
    assert refused.value.kind == "past-inside"
    report = write_logged(store, tmp_path / "a.pdf", drawn, asked)
    assert report.facts.position == position, "the log is of now, the file of then"
    past.close()
    store.close()


# ---- a document that is edited further


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_says_what_the_pages_say_from_the_right_side(
    practice: Store, tmp_path: Path, language: str
) -> None:
    file = tmp_path / "report.docx"
    report = write_logged(practice, file, report_drawing, ReportAsked(language))
    assert report.file_format == "docx"
    document: Any = docx.Document(str(file))
    told = "\n".join(paragraph.text for paragraph in document.paragraphs)
    found = pages(practice, Level.INTERNAL, language)
    assert found.title in told and all(plainly(note) in told for note in found.notes)
    cells = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert cells[1:] == [[plainly(cell) for cell in row] for row in found.figures.rows]
    body = document.element.xml
    assert ("<w:bidiVisual/>" in body) == (language == "ar")
    assert all(("<w:bidi/>" in one._p.xml) == (language == "ar") for one in document.paragraphs if one.text)
    assert document.core_properties.author == "Sijill" and "python" not in str(document.core_properties.comments)
    assert not [name for name in ZipFile(file).namelist() if "thumbnail" in name]
    assert 'descr="' in body, "what a picture shows is told in words"


def plainly(words: str) -> str:
    from exports.report.document import _clean

    return _clean(words)


def test_words_of_a_document_are_parted_by_direction() -> None:
    parts = list(runs("قُتل \u2066544–555\u2069 في Ariha", rtl=True))
    assert "".join(part for part, _ in parts) == "قُتل \u200e544\u2060–\u2060555\u200e في Ariha"
    assert [rtl for _, rtl in parts] == [True, False, True]
    assert list(runs("a\x00b\x0b", rtl=False)) == [("ab", False)], "nothing a file cannot hold"


# ---- what a person types


def test_names_in_a_typed_paragraph_do_not_leave_unseen(practice: Store, tmp_path: Path) -> None:
    with practice.database.reading() as connection:
        names = connection.execute(
            select(tables["victim"].c.name).where(tables["victim"].c.name.isnot(None))
        ).scalars()
        somebody = next(one["ar"] for one in map(orjson.loads, names) if len(one.get("ar", {})) > 2)
    name = f"{somebody['given']} {somebody['father']}"
    asked = ReportAsked("ar", sharing=TOLD[Level.PARTNER], lead=f"قُتل {name} يوم الجمعة.")
    with pytest.raises(UserError) as refused:
        write_logged(practice, tmp_path / "a.pdf", drawn, asked)
    assert refused.value.kind == "names-in-text" and name in repr(refused.value.what)
    assert not list(tmp_path.iterdir())
    write_logged(practice, tmp_path / "a.pdf", drawn, replace(asked, named=True))
    write_logged(practice, tmp_path / "b.pdf", drawn, replace(asked, sharing=Sharing()))
    write_logged(practice, tmp_path / "c.pdf", drawn, replace(asked, lead="هدوء نسبي.", named=True))
    assert len(list(tmp_path.iterdir())) == 3
    with practice.database.reading() as connection:
        log = tables["disclosure"].c
        hidden = dict(connection.execute(select(log.file_name, log.hidden)).all())
    allowed = {file for file in ("a.pdf", "b.pdf", "c.pdf") if "وقد سُمح بذلك" in (hidden[file] or "")}
    assert allowed == {"a.pdf"}, "the log says that somebody let names leave, and only where names were"
    assert name not in (hidden["a.pdf"] or ""), "and it does not repeat them"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Calm since Friday in Khan Shaykhun; 15 killed on 2019-07-05, 351,598 displaced.", []),
        ("هدوء في خان شيخون منذ يوم الجمعة.", []),
        ("Call +963 944 123 456 7", ["+963 944 123 456 7"]),
        ("at 35.4430, 36.6510 near the mill", ["35.4430, 36.6510"]),
        ("found as P-ARI2-2019-7KU15", ["P-ARI2-2019-7KU15"]),
    ],
)
def test_numbers_that_tell_of_somebody_are_found_and_plain_words_are_not(
    practice: Store, typed: str, found: list[str]
) -> None:
    assert practice.mentioned(typed) == found


def test_a_name_is_noticed_in_another_spelling_and_in_the_other_script(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    store.save([Edit("victim", None, {"name": named("محمد خالد الأحمد"), "outcome": "killed"})])
    told = "They asked Muhammad Khalid near Khan Shaykhun; ten people were killed by an air strike."
    assert store.mentioned(told) == ["Muhammad Khalid"]
    assert store.mentioned("سألوا محمّد خالد") == ["محمّد خالد"]
    store.close()


# ---- the map


@pytest.mark.parametrize("level", list(Level))
def test_the_map_of_a_report_tells_what_its_level_may_know(practice: Store, level: Level) -> None:
    found = pages(practice, level)
    assert found.map is not None
    points = found.map.content.incidents
    assert len(points) and found.map.words.language == "en"
    places = practice.map_content(View(), role="coordinator").places
    most = 2 if level is Level.PUBLIC else 4
    middles = {
        (round(x, 9), round(y, 9))
        for x, y, at in zip(places.x.tolist(), places.y.tolist(), places.level.tolist(), strict=True)
        if at <= most
    }
    told = {(round(x, 9), round(y, 9)) for x, y in zip(points.x.tolist(), points.y.tolist(), strict=True)}
    assert told <= middles, "never where it was, always the middle of a place"


def test_a_report_of_nothing_has_no_map_and_is_drawn(practice: Store, tmp_path: Path) -> None:
    asked = ReportAsked("en", View(Period(date(1990, 1, 1), date(1990, 1, 2))))
    with practice.frozen() as source:
        found = report_pages(source, asked)
    assert found.map is None and found.charts == () and found.notable is None
    write_logged(practice, tmp_path / "a.pdf", report_drawing, asked)
    write_logged(practice, tmp_path / "a.docx", report_drawing, asked)
    assert "1990" in text_of(tmp_path / "a.pdf")
