"""Pictures of outcomes over time: the form with its steps, the pane with the timeline."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gui.screens.victim_form import VictimWindow, open_victim
from storage.edits import Edit
from tests.builders import a_store, a_victim, an_incident, day, name, place
from tests.gui.screens import Stage, screen, wait_until
from tests.gui.typist import a_context


@screen("outcome-steps")
def steps(stage: Stage) -> QWidget:
    """Somebody who was missing, lay under the rubble and was found dead; the last step is being typed."""
    store = a_store(stage.folder)
    incident = an_incident(store)
    person = a_victim(
        store,
        incident=incident,
        name=name("محمد خالد الأحمد / Muhammad Khalid Alahmad"),
        outcome="under_rubble",
        outcome_day=day("2019-07-05"),
    )
    source = store.save([Edit("source", None, {"title": "Rescue team log", "kind": "own_team"})]).ids[0]
    told = (("missing", "2019-07-04", None), ("under_rubble", "2019-07-05", source))
    store.save(
        [
            Edit(
                "outcome",
                None,
                {"victim": person, "outcome": one, "day": day(when), "place": place(store), "source": who},
            )
            for one, when, who in told
        ]
    )
    window = open_victim(a_context(stage.folder, store), person)
    assert isinstance(window, VictimWindow)
    window.resize(*stage.size)
    window.show()
    wait_until(lambda: window.ready)
    rows = window.parts["outcomes"].rows  # type: ignore[attr-defined]
    rows.write([((2, "outcome"), "killed"), ((2, "day"), "6/7/2019"), ((2, "hospital"), "مشفى إدلب")], "sample")
    window.views["outcomes"].go_to(2, "day")
    return window
