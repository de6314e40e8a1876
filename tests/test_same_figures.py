"""Laws of one figure everywhere: screen, command line, a recount from an export and an earlier export agree."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import python_calamine
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from exports import FileAsked, write_file
from exports.commands.figures import figures as printed
from exports.making.manner import Format, Manner, Shape
from storage.counting.told_figures import Figure, Figures
from storage.fields.kinds import AgeValue, Range
from storage.fields.words import Words
from storage.overview.view import View
from storage.period import Period
from storage.store import Store
from tests.builders import a_store, place
from tests.conftest import a_practice
from tests.test_figures import claim, incident, link, victim

NOTHING: dict[str, Any] = {
    "first": None, "last": None, "place": [], "team": [], "verified": False, "verification": [], "as_of": None,
    "json": True,
}  # fmt: skip
SUMS = ("events", "incidents", "children", "women", "civilians", "rescued", "verified", "drafts", "claimed", "naming")
"""Plain numbers that add up over areas and days."""


def said(store: Store, **asked: Any) -> dict[str, Any]:
    """What ``figures --json`` says."""
    found: dict[str, Any] = json.loads(next(printed(store, NOTHING | asked, Words("en"))))
    return found


def in_json(found: Figures) -> dict[str, Any]:
    """The figures a screen shows, as the command line writes them."""
    return {
        "killed": [*found.killed.shown, found.children, found.women],
        "injured": list(found.injured.shown), "missing": list(found.missing.shown), "rescued": found.rescued,
        "events": found.events, "incidents": found.incidents,
        "facilities": [found.facilities.facilities, found.facilities.attacks, found.medical.facilities],
        "displaced": list(found.displaced), "villages": [found.villages, found.emptied],
    }  # fmt: skip


def as_said(told: Mapping[str, Any]) -> dict[str, Any]:
    def shown(one: Mapping[str, Any]) -> list[Any]:
        return [one["at_least"], None if one["max"] is None else max(one["max"], one["at_least"])]

    return {
        "killed": [*shown(told["killed"]), told["killed"]["children"], told["killed"]["women"]],
        "injured": shown(told["injured"]), "missing": shown(told["missing"]), "rescued": told["rescued"],
        "events": told["events"], "incidents": told["incidents"],
        "facilities": [told["facilities"]["attacked"], told["facilities"]["attacks"],
                       told["facilities"]["medical"]["attacked"]],
        "displaced": [told["displaced"]["min"], told["displaced"]["max"]],
        "villages": [told["villages"]["left"], told["villages"]["emptied"]],
    }  # fmt: skip


def test_the_screen_says_what_the_command_line_says_however_it_is_narrowed(practice: Store) -> None:
    team = next(key for key in practice.overview(View()).by("team").keys if key)
    june = (date(2019, 6, 1), date(2019, 6, 30))
    areas = tuple(place(practice, code) for code in ("SY0702", "SY0504"))
    asked: list[tuple[View, dict[str, Any]]] = [
        (View(), {}),
        (View(Period(*june)), {"first": june[0], "last": june[1]}),
        (View(areas=areas), {"place": ["SY0702", "SY0504"]}),
        (View(Period(*june), areas), {"place": list(areas), "first": june[0], "last": june[1]}),
        (View(teams=(team,)), {"team": [practice.name_of("team", team, "ar")]}),
        (View(verification=("verified",)), {"verified": True}),
        (View(teams=(team,), verification=("verified", "")), {"team": [team], "verification": ["verified", ""]}),
    ]
    for view, words in asked[:-1]:
        assert as_said(said(practice, **words)) == in_json(practice.overview(view).figures), words
    whole = in_json(practice.overview(View()).figures)
    assert (whole["killed"][0], whole["killed"][2], whole["injured"][0]) == (544, 130, 2117)
    assert (whole["facilities"][2], (whole["displaced"][0] or 0) >= 300_000) == (30, True)


# ---- a recount from an export


def exported(store: Store, folder: Path) -> dict[str, list[dict[str, Any]]]:
    """The sheets of an analyst's workbook, each row by its keys."""
    file = folder / "all.xlsx"
    with store.frozen() as source:
        write_file(source, file, FileAsked(language="en", manner=Manner(Shape.ANALYST, Format.XLSX)))
    book = python_calamine.CalamineWorkbook.from_path(str(file))
    found = {}
    for name in book.sheet_names:
        keys, *rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        at = next((n for n, row in enumerate(rows) if len(str(row[0])) == 32), len(rows))
        found[name] = [dict(zip(keys, row, strict=True)) for row in rows[at:]]
    return found


def classes(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """For each record the one that stands for all it is joined with."""
    above: dict[str, str] = {}

    def top(one: str) -> str:
        while one in above:
            one = above[one]
        return one

    for one, two in pairs:
        first, second = top(one), top(two)
        if first != second:
            above[second] = first
    return {one: top(one) for one in above}


def recounted(sheets: Mapping[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Figures counted by hand, from nothing but cells: people once, incidents by their published numbers."""
    links = [(row["link.link.code"], row["link.first.id"], row["link.second.id"]) for row in sheets["Links"]]
    same = classes((one, two) for kind, one, two in links if kind == "same_person_as")
    people: dict[str, dict[str, Any]] = {}
    for row in sheets["Victims"]:
        people.setdefault(same.get(row["victim.id"], row["victim.id"]), row)
    counted = defaultdict[str, int](int)
    for row in people.values():
        outcome, least = row["victim.outcome.code"], int(row["~victim.people_min"] or 0)
        counted[outcome] += least
        if outcome == "killed":
            counted["children"] += least * (row["~victim.child.code"] in ("yes", 1, "1"))
            counted["women"] += least * (row["victim.sex.code"] == "female" and not row["~victim.child.code"])
    happened = [row for row in sheets["Incidents"] if row["incident.verification.code"] != "did_not_occur"]
    return {
        "incidents": len(happened),
        "verified": sum(row["incident.verification.code"] == "verified" for row in happened),
        "drafts": sum(row["incident.status.code"] == "draft" for row in happened),
        "killed_low": sum(int(row["~incident.killed_min"] or 0) for row in happened),
        "killed_named": counted["killed"], "injured_named": counted["injured"], "rescued": counted["rescued"],
        "children": counted["children"],
    }  # fmt: skip


def test_a_recount_from_a_workbook_finds_what_the_screen_shows(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    one, two, draft = incident(store), incident(store, "2019-06-02", "Ariha", verification="verified"), incident(
        store, "2019-06-03", "Kafr Nobol", status="draft"
    )  # fmt: skip
    never = incident(store, "2019-06-04", verification="did_not_occur")
    twice, again = victim(one, age=AgeValue(9, 9)), victim(one, age=AgeValue(9, 9))
    people = [victim(two), victim(two, "injured"), victim(draft, "rescued"), victim(one, age=AgeValue(4, 4))]
    store.save([one, two, draft, never, twice, again, *people, link("same_person_as", twice, again)])
    store.save([claim(one, Range(3, 5)), claim(two, Range(1, None)), claim(draft, Range(0, 2))])
    found, again_ = store.overview(View()).figures, recounted(exported(store, tmp_path))
    store.close()
    assert again_ == {
        "incidents": found.incidents, "verified": found.verified, "drafts": found.drafts,
        "killed_low": found.killed.low, "killed_named": found.killed.named, "injured_named": found.injured.named,
        "rescued": found.rescued, "children": found.children,
    }  # fmt: skip
    assert (again_["killed_named"], again_["children"], again_["incidents"]) == (3, 2, 3)


def test_a_recount_from_a_workbook_of_the_practice_register(practice: Store, tmp_path: Path) -> None:
    sheets = exported(practice, tmp_path)
    found, again = practice.overview(View()).figures, recounted(sheets)
    assert (again["incidents"], again["verified"], again["drafts"]) == (
        found.incidents, found.verified, found.drafts,
    )  # fmt: skip
    hit = {row["damage.facility.id"] for row in sheets["Damage to facilities"]}
    assert len(hit) == found.facilities.facilities


# ---- sums


def test_areas_add_up_to_the_whole_at_every_level(practice: Store) -> None:
    book = practice.places
    whole = practice.overview(View()).figures
    for level in (1, 2):
        parts = [practice.overview(View(areas=(facts.id,))).figures for facts in list(book.facts.values())
                 if facts.level == level]  # fmt: skip
        for name in SUMS:
            assert sum(getattr(one, name) for one in parts) == getattr(whole, name), (level, name)
        for figure in ("killed", "injured", "missing"):
            assert sum(getattr(one, figure).named for one in parts) == getattr(whole, figure).named
            assert sum(getattr(one, figure).low for one in parts) == getattr(whole, figure).low
        assert sum(one.displaced[0] or 0 for one in parts) == whole.displaced[0]


@settings(
    max_examples=25, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(st.data())
def test_a_range_is_never_inverted_whatever_is_asked(practice: Store, data: st.DataObject) -> None:
    places = sorted(facts.id for facts in practice.places.facts.values())
    days = st.none() | st.dates(date(2019, 4, 20), date(2019, 7, 10))
    first, last = data.draw(days), data.draw(days)
    areas = tuple(data.draw(st.lists(st.sampled_from(places), max_size=3)))
    levels = tuple(data.draw(st.lists(st.sampled_from(["", "verified", "under_review"]), max_size=2)))
    found = practice.overview(View(Period(first, last), areas, verification=levels)).figures
    for one in fields(found):
        value = getattr(found, one.name)
        pairs = [value.shown, (value.named, value.named_high), value.left] if isinstance(value, Figure) else []
        pairs += [value] if one.name in ("displaced", "returned") else []
        for low, high in pairs:
            assert high is None or (low or 0) <= high, (one.name, value)


# ---- earlier exports


def test_an_earlier_moment_says_what_the_export_of_that_moment_says(practice_file: Path, tmp_path: Path) -> None:
    store = a_practice(practice_file, tmp_path)
    sheets = exported(store, tmp_path)
    kept = figures_sheet(store, tmp_path)
    position, before = store.position(), in_json(store.overview(View()).figures)
    one = incident(store, "2019-07-01", "Ariha")
    store.save([one, claim(one, Range(40, 50)), *(victim(one) for _ in range(5))])
    assert in_json(store.overview(View()).figures) != before
    assert as_said(said(store, as_of=position)) == before
    past = store.as_it_stood(position)
    try:
        assert figures_sheet(past, tmp_path) == kept
        assert recounted(exported(past, tmp_path)) == recounted(sheets)
    finally:
        past.close()
        store.close()


def figures_sheet(store: Store, folder: Path) -> list[Any]:
    """The sheet *Figures* of a workbook for coordinators."""
    file = folder / "figures.xlsx"
    with store.frozen() as source:
        write_file(source, file, FileAsked(language="en", manner=Manner(Shape.COORDINATOR, Format.XLSX)))
    return python_calamine.CalamineWorkbook.from_path(str(file)).get_sheet_by_name("Figures").to_python()
