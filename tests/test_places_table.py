"""Laws of the starter table of places: one tree, no code twice, words in both scripts, positions on the spot."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from pathlib import Path

PLACES = Path(__file__).resolve().parents[1] / "resources" / "places"
ARABIC = re.compile(r"[\u0621-\u064a]")
LATIN = re.compile(r"[A-Za-z]")


def table(name: str) -> list[dict[str, str]]:
    with (PLACES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = table("syria-start.csv")
BY_CODE = {row["code"]: row for row in ROWS}
COMMUNITIES = [row for row in ROWS if row["level"] == "4"]


def all_names(row: dict[str, str]) -> set[str]:
    return {row["name::en"], row["name::ar"], *filter(None, row["aliases"].split("|"))}


def test_no_code_stands_twice() -> None:
    assert len(BY_CODE) == len(ROWS)


def test_every_place_but_the_country_lies_in_one_of_the_level_above() -> None:
    for row in ROWS:
        if row["level"] == "0":
            assert row["code"] == "SY" and not row["parent"]
        else:
            assert int(BY_CODE[row["parent"]]["level"]) == int(row["level"]) - 1, row


def test_parents_stand_before_their_children() -> None:
    order = {row["code"]: number for number, row in enumerate(ROWS)}
    assert all(not row["parent"] or order[row["parent"]] < order[row["code"]] for row in ROWS)


def test_administrative_codes_are_whole_p_codes_and_communities_are_not() -> None:
    shape = {"0": r"SY", "1": r"SY\d{2}", "2": r"SY\d{4}", "3": r"SY\d{6}", "4": r"C\d{4}|SIJ-\d{4}"}
    for row in ROWS:
        assert re.fullmatch(shape[row["level"]], row["code"]), row
    for row in ROWS:
        if row["level"] in "23":
            assert row["code"].startswith(row["parent"]), row


def test_an_own_code_says_that_it_is_not_the_official_one() -> None:
    own = [row for row in COMMUNITIES if row["code"].startswith("SIJ-")]
    assert own
    assert all("own code" in row["notes"] for row in own)
    assert all("own code" not in row["notes"] for row in ROWS if not row["code"].startswith("SIJ-"))


def test_every_place_has_its_name_in_both_scripts() -> None:
    for row in ROWS:
        assert LATIN.search(row["name::en"]) and not ARABIC.search(row["name::en"]), row
        assert ARABIC.search(row["name::ar"]) and not LATIN.search(row["name::ar"]), row


def test_aliases_are_other_spellings_each_once() -> None:
    for row in ROWS:
        aliases = [alias for alias in row["aliases"].split("|") if alias]
        assert len(aliases) == len(set(aliases)), row
        assert not {row["name::en"], row["name::ar"]} & set(aliases), row
        assert all(alias == alias.strip() for alias in aliases), row


def test_every_sub_district_of_the_hierarchy_has_its_centre_town() -> None:
    parents = {row["parent"] for row in COMMUNITIES}
    assert {row["code"] for row in ROWS if row["level"] == "3"} <= parents
    assert Counter(row["parent"][:4] for row in ROWS if row["level"] == "3") == {"SY07": 26, "SY05": 17}


def test_positions_come_in_pairs_and_lie_in_the_country() -> None:
    for row in ROWS:
        assert bool(row["lat"]) == bool(row["lon"]), row
        if row["lat"]:
            assert 32.0 < float(row["lat"]) < 37.5 and 35.5 < float(row["lon"]) < 42.5, row


def test_a_community_lies_near_the_centre_of_its_sub_district() -> None:
    for row in COMMUNITIES:
        if row["lat"]:
            centre = BY_CODE[row["parent"]]
            assert abs(float(row["lat"]) - float(centre["lat"])) < 0.2, row
            assert abs(float(row["lon"]) - float(centre["lon"])) < 0.2, row


def test_a_name_in_three_districts_is_there_to_keep_us_honest() -> None:
    districts: dict[str, set[str]] = defaultdict(set)
    for row in COMMUNITIES:
        districts[row["name::ar"]].add(BY_CODE[row["parent"]]["parent"])
    assert len(districts["الجديدة"]) == 3
    assert all("several places" in row["notes"] for row in COMMUNITIES if row["name::ar"] == "الجديدة")


def test_one_parent_never_holds_two_communities_of_one_name() -> None:
    for language in ("en", "ar"):
        names = Counter((row["parent"], row[f"name::{language}"]) for row in COMMUNITIES)
        assert max(names.values()) == 1


def test_spellings_of_that_summers_reports_are_known() -> None:
    known: dict[str, set[str]] = defaultdict(set)
    for row in COMMUNITIES:
        for name in all_names(row):
            known[name].add(row["code"])
    for one, other in [
        ("Kafr Nabl", "كفر نبل"),
        ("Kafranbel", "Kafr Nobol"),
        ("Mhambil", "محمبل"),
        ("Khan Sheikhoun", "خان شيخون"),
        ("Hobait", "الهبيط"),
        ("Atmeh", "أطمة"),
        ("Kafr Zita", "كفرزيتا"),
    ]:
        assert known[one] == known[other] and len(known[one]) == 1, (one, other)


def test_the_first_run_offers_every_country_with_names_in_both_languages() -> None:
    countries = table("countries.csv")
    codes = [row["code"] for row in countries]
    assert len(codes) == len(set(codes)) > 240
    assert {"SY", "UA", "PS", "SD", "LB", "YE", "IQ", "LY", "MM", "AF"} <= set(codes)
    assert codes[0] == "SY"
    for row in countries:
        assert re.fullmatch(r"[A-Z]{2}", row["code"])
        assert row["name::en"] and ARABIC.search(row["name::ar"]), row
