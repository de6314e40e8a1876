"""Pictures of what teams disagree about in forms and panes, and of what a role may not do."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from gui.entry.opening import open_entry
from gui.entry.window import EntryWindow
from gui.screens.review import ReviewPage
from gui.screens.victim_form import open_victim
from gui.sync.share_dialog import root_shares_dialog
from storage.edits import Edit
from storage.store import Store
from tests.builders import a_store, a_victim, age, an_incident, name, place
from tests.gui.screens import Stage, screen, settle, wait_until
from tests.gui.summer import a_context


def torn(store: Store, kind: str, record: str, **fields: tuple[Any, Any]) -> None:
    """Two people who saw the same record write different things."""
    entry = store.read(kind, record)
    assert entry is not None
    for at in (0, 1):
        store.save([Edit(kind, record, {field: values[at] for field, values in fields.items()}, entry.seen)])


def a_torn_register(stage: Stage) -> tuple[Store, str, str]:
    """An incident and a person of it, in dispute in many fields."""
    store = a_store(stage.folder)
    incident = an_incident(store, claims=2, certainty="possible")
    person = a_victim(store, incident=incident, name=name("محمد خالد الأحمد / Mohammad Khaled al-Ahmad"))
    a_victim(store, incident=incident, name=name("سارة حسن العلي / Sara Hasan al-Ali"), age=age("8"))
    torn(
        store, "incident", incident, attack=("barrel_bombing", "artillery_shelling"), target=("market", "health"),
        place=(place(store, "Ariha"), place(store, "Kafr Nobol")), certainty=("probable", "confirmed"),
        place_note=("عند الطاحونة", "قرب البئر"),
    )  # fmt: skip
    torn(
        store, "victim", person, age=(age("34"), age("43")), outcome=("missing", "killed"),
        name=(name("محمد خالد الأحمد"), name("محمد خالد الحمد")), kin=("خال", "عم"), consent=("public", "no"),
    )  # fmt: skip
    return store, incident, person


@screen("disputed-entry")
def disputed_entry(stage: Stage) -> QWidget:
    """The entry window of an incident teams disagree about."""
    store, incident, _ = a_torn_register(stage)
    window = open_entry(a_context(stage.folder, store), incident)
    assert isinstance(window, EntryWindow)
    window.resize(*stage.size)
    window.show()
    wait_until(lambda: window.ready)
    window.body.grids()["victims"].go_to(0, "age")
    settle(200)
    return window


@screen("disputed-victim")
def disputed_victim(stage: Stage) -> QWidget:
    """The form of a person teams disagree about."""
    store, _, person = a_torn_register(stage)
    window: Any = open_victim(a_context(stage.folder, store), person)
    window.resize(*stage.size)
    window.show()
    wait_until(lambda: bool(window.ready))
    settle(200)
    return window  # type: ignore[no-any-return]


@screen("barred-conflict")
def barred_conflict(stage: Stage) -> QWidget:
    """A conflict on the laptop of a rescuer."""
    store, *_ = a_torn_register(stage)
    context = a_context(stage.folder, store)
    context.rights.role = "rescuer"
    page = ReviewPage(context)
    page.resize(*stage.size)
    page.show()
    wait_until(lambda: bool(page.list.inbox.items()))
    page.entered()
    settle(600)
    return page


@screen("shares")
def shares(stage: Stage) -> QWidget:
    """One share of the root key."""
    store = a_store(stage.folder)
    context = a_context(stage.folder, store)
    parent = QWidget()
    parent.resize(*stage.size)
    dialog = root_shares_dialog(context, parent)
    dialog.setParent(None)
    dialog.show()
    dialog.make()
    wait_until(lambda: dialog.cards is not None)
    settle(200)
    return dialog
