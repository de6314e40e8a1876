"""Who could be the same person, in words: why two accounts fit, and the lines of candidates in a pane."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QFrame, QWidget

from gui.detail import fact
from gui.known import Known
from gui.say import ltr, say, say_n, words
from gui.screens.victim_columns import full_name
from gui.table.list_cells import day_words
from gui.widgets import LinkButton, Tag, column, label, row, words_label
from storage import RECORDS, Candidate, Reason

Decide = Callable[[str], object]
"""Gets the id of the other record."""


def why_words(reasons: Sequence[Reason]) -> str:
    """``same place, 2 days later, boy, 8–12``."""
    return say(", ").join(part for part in map(_reason, reasons) if part)


def _reason(reason: Reason) -> str:
    code, values = reason.code, reason.values
    if code in ("days_later", "days_earlier"):
        if code == "days_later":
            return say_n("{count} day later", "{count} days later", int(values[0]))
        return say_n("{count} day earlier", "{count} days earlier", int(values[0]))
    if code == "sex":
        return _person(str(values[0]), str(values[1]))
    if code in ("ages", "ages_close"):
        return _ages(values[0], values[1])
    return {
        "same_place": say("same place"),
        "same_subdistrict": say("same sub-district"),
        "same_area": say("same area"),
        "same_day": say("same day"),
        "family": say("same family name"),
    }.get(code, "")


def _person(sex: str, age: str) -> str:
    said = {
        ("male", "child"): say("boy"),
        ("female", "child"): say("girl"),
        ("male", "adult"): say("man"),
        ("female", "adult"): say("woman"),
    }
    return said.get((sex, age)) or words().code("sex", sex)


def _ages(low: int, high: int | None) -> str:
    if high is None:
        return ltr(f"≥ {low}")
    return str(low) if low == high else ltr(f"{low}–{high}")


def candidates_part(found: Sequence[Candidate], known: Known, title: str, same: Decide, apart: Decide) -> QWidget:
    """The candidates, each with what speaks for it and the two answers."""
    part = QWidget()
    inside = column(label(title, "label"), gap=6)
    for one in found:
        inside.addWidget(_candidate(one, known, same, apart))
    if not found:
        inside.addWidget(words_label(say("Nobody fits: same place or sub-district, near days, sex and age."), "hint"))
    part.setLayout(inside)
    return part


def _candidate(one: Candidate, known: Known, same: Decide, apart: Decide) -> QFrame:
    card = QFrame()
    card.setProperty("kind", "card")
    strong = one.likely.band == "strong"
    tag = Tag(say("Fits well") if strong else say("Could be"), "", "ok" if strong else "")
    yes, no = LinkButton(say("It is this person…")), LinkButton(say("Not the same…"))
    yes.clicked.connect(partial(same, one.row.id))
    no.clicked.connect(partial(apart, one.row.id))
    who = words_label(who_words(one.row), "strong")
    why = fact(why_words(one.likely.reasons))
    about = words_label(about_words(one.row, known), "hint")
    card.setLayout(column(who, about, why, row(yes, 8, no, None, tag, gap=4), gap=3, margins=(10, 7, 10, 7)))
    return card


def who_words(person: Any) -> str:
    """What somebody is called; the number of one without a name."""
    names = [one for one in (full_name(person) if words().rtl else full_name(person)[::-1]) if one]
    return names[0] if names else say("name not known") + (f" · {ltr(person['code'])}" if person["code"] else "")


def about_words(person: Any, known: Known) -> str:
    """Sex, age, place, day, hospital of a row."""
    fields, reading = RECORDS["victim"].fields, known.reading()
    parts = [
        words().code("sex", person["sex"]) if person["sex"] else "",
        fields["age"].kind.show(person["age"], reading),
        known.place(person["where_id"]),
        day_words(person["outcome_day"], reading, known.year) if person["outcome_day"] is not None else "",
        str(person["hospital"] or ""),
    ]
    return " · ".join(part for part in parts if part)
