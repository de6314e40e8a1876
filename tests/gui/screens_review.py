"""Pictures of the Review room and of Sources: a made-up summer with drafts, doubts, figures that do not fit."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from gui.context import Context
from gui.review.inbox_list import InboxList
from gui.screens.review import ReviewPage
from gui.screens.settings import SettingsPage
from gui.sources.form import make_source
from storage import SETTLED
from storage.edits import Edit
from storage.lists.listing import Query
from storage.review.inbox import LATER, acceptance, judgement
from storage.saving import new_id
from storage.store import Store
from tests.builders import a_store, age, change
from tests.gui.screens import Stage, screen, settle, wait_until
from tests.gui.summer import a_context, a_summer, person


def an_inbox(stage: Stage) -> Store:
    """A register with every kind of question, some put off, some settled."""
    store = a_summer(stage.folder, 24)
    parent = store.suggest_places("Kafr Nobol")[0].id
    incident = store.inbox("unverified")[0].record
    reason = "شوهد في البطاقة الشخصية" if stage.language == "ar" else "seen on the identity card"
    doubt = {"age": age("115"), "overrides": {"age_is_possible": reason}, "incident": incident}
    store.save([
        Edit("victim", None, person(0) | doubt),
        Edit("victim", None, person(7) | doubt | {"age": age("112")}),
        Edit("place", None, {"name_ar": "مزرعة السنديان", "name_en": "Oak farm", "level": 4, "parent": parent,
                             "proposed_by": store.me.team}),
    ])  # fmt: skip
    for group, edits in (("fit", 2), ("unverified", 3)):
        for item in store.inbox(group)[:edits]:
            store.save(acceptance(item.kind, item.record, item.question, "two lists agree"))
    for item in store.inbox("fit")[:2]:
        store.save([judgement(item.kind, item.record, item.question, LATER, "the team comes back on Monday")])
    return store


def _review(stage: Stage) -> ReviewPage:
    page = ReviewPage(a_context(stage.folder, an_inbox(stage)))
    page.resize(*stage.size)
    page.show()
    wait_until(lambda: bool(page.list.inbox.items()))
    page.entered()
    settle(300)
    return page


def _go(view: InboxList, group: str) -> None:
    view.go_to([item.key for item in view.inbox.items() if item.question.group == group][:1])
    settle(400)


@screen("review-doubt")
def review_doubt(stage: Stage) -> QWidget:
    page = _review(stage)
    _go(page.list, "rule")
    return page


@screen("review-fit")
def review_fit(stage: Stage) -> QWidget:
    page = _review(stage)
    _go(page.list, "fit")
    page.answer("first")
    return page


@screen("review-draft")
def review_draft(stage: Stage) -> QWidget:
    return _review(stage)


@screen("review-place")
def review_place(stage: Stage) -> QWidget:
    page = _review(stage)
    _go(page.list, "proposal")
    return page


def _files(store: Store) -> None:
    """What two imports left: a hospital list, and a partner's table of incidents."""
    place = store.suggest_places("Kafr Nobol")[0].id
    people = [Edit("victim", new_id(), person(at) | {"status": "proposed"}) for at in range(20, 27)]
    events = [Edit("incident", new_id(), {"place": place, "attack": "shelling", "status": "proposed"})] * 1
    for rows, name, sheet in ((people, "مشفى-كفرنبل-تموز.xlsx", "المصابون"), (events, "partner-july.csv", "")):
        origins = [{"record_id": row.id, "record_kind": row.kind, "file_name": name, "sha256": f"{len(name):064x}",
                    "sheet": sheet, "row": at} for at, row in enumerate(rows, 3)]  # fmt: skip
        store.save([*rows, *(Edit("intake", None, origin) for origin in origins)])


def _with_files(stage: Stage) -> ReviewPage:
    store = an_inbox(stage)
    _files(store)
    page = ReviewPage(a_context(stage.folder, store))
    page.resize(*stage.size)
    page.show()
    wait_until(lambda: bool(page.list.inbox.items()))
    page.entered()
    settle(400)
    return page


@screen("review-file")
def review_file(stage: Stage) -> QWidget:
    return _with_files(stage)


@screen("review-file-row")
def review_file_row(stage: Stage) -> QWidget:
    page = _with_files(stage)
    page.list.go_to([item.key for item in page.list.inbox.items() if item.question.about == "confirm"][:1])
    settle(400)
    page.answer("refuse")
    return page


@screen("review-settled")
def review_settled(stage: Stage) -> QWidget:
    page = _review(stage)
    page.segments.choose(SETTLED)
    page.segments.chosen.emit(SETTLED)
    settle(600)
    return page


def _sources(stage: Stage) -> tuple[Context, Store]:
    store = a_summer(stage.folder, 12)
    titles = [("قائمة مشفى أريحا", "hospital_list", "b"), ("Radio room Ariha", "own_team", "a"),
              ("منشور المجلس المحلي", "social_media", "c"), ("جارٌ في خان شيخون", "witness", "b")]  # fmt: skip
    edits = [Edit("source", None, {"title": title, "kind": kind, "reliability": grade, "reference": "12/7"})
             for title, kind, grade in titles]  # fmt: skip
    store.save(edits)
    return a_context(stage.folder, store), store


@screen("sources")
def sources(stage: Stage) -> QWidget:
    context, _ = _sources(stage)
    page = SettingsPage(context)
    page.resize(*stage.size)
    page.show()
    page.show_record("sources")
    settle(500)
    return page


@screen("source-form")
def source_form(stage: Stage) -> QWidget:
    context, store = _sources(stage)
    record = store.listing(Query("source", search="Hospital")).first(5)[1]
    source = next(iter(record.values())).id
    change(store, "source", source, identity="Somebody", contact="+963 900 000 000", reliability="b")
    window = make_source(context, source, {}, None)
    window.show()
    settle(900)
    return window


def parted(store: Store, folder: Path) -> None:
    """Another laptop learns everything and writes otherwise about some of it, as does this one; then they meet."""
    folder.mkdir(exist_ok=True)
    other = a_store(folder, team="Khan-1")
    other.learn(list(store.changes()))
    people = [row for row in store.listing(Query("victim")).first(40)[1].values() if row["age"] is not None][:3]
    outcome = next(row.id for row in store.listing(Query("victim", {"outcome": "injured"})).first(5)[1].values())
    incident = store.listing(Query("incident")).first(2)[1]
    first, second = (row.id for row in incident.values())
    for laptop, years, fate, place, notes in (
        (store, "34", "killed", "Maaret Tamsrin", "two rooms"), (other, "43", "missing", "Ariha", "three rooms"),
    ):  # fmt: skip
        where = laptop.suggest_places(place)[0].id
        laptop.save([
            *(Edit("victim", row.id, {"age": age(years)}, why="hospital list, line 12") for row in people),
            Edit("victim", outcome, {"outcome": fate}),
            Edit("incident", first, {"place": where}),
            Edit("incident", second, {"narrative": notes}),
        ])  # fmt: skip
    store.learn(list(other.changes()))
    other.close()


def _conflicts(stage: Stage) -> ReviewPage:
    store = an_inbox(stage)
    parted(store, stage.folder / "other")
    page = ReviewPage(a_context(stage.folder, store))
    page.resize(*stage.size)
    page.show()
    wait_until(lambda: bool(page.list.inbox.items()))
    page.entered()
    settle(300)
    return page


def _to(page: ReviewPage, about: str) -> None:
    page.list.go_to([item.key for item in page.list.inbox.items() if item.question.about == about][:1])
    settle(600)


@screen("review-conflict")
def review_conflict(stage: Stage) -> QWidget:
    page = _conflicts(stage)
    _to(page, "conflict:age")
    return page


@screen("review-conflict-place")
def review_conflict_place(stage: Stage) -> QWidget:
    page = _conflicts(stage)
    _to(page, "conflict:place")
    page.page.press(1)
    settle(900)
    return page


@screen("review-conflict-filtered")
def review_conflict_filtered(stage: Stage) -> QWidget:
    page = _conflicts(stage)
    page.head.kinds.setCurrentIndex(1)
    page.head.wished.emit()
    settle(600)
    _to(page, "conflict:outcome")
    return page
