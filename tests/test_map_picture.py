"""A picture of the map: for whom it is decides what is on it, and every finished one is in the log."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from exports import Draw, MapAsked, MapTold, Sharing, map_picture, write_map
from exports.cli import NOT_UNDERSTOOD, main, parse
from exports.commands.map_picture import map_lines
from exports.map.layers import MOST_FLOWS
from storage import Level, Period, Store, UserError, View, Words, from_plane, place_id

MAY = View(Period(date(2019, 5, 1), date(2019, 5, 31)))
FOR_THEM = Sharing(Level.PARTNER, "Hand in Hand", "planning")
EVERYTHING = frozenset({"incidents", "flows", "villages", "health", "others", "borders", "names"})


def drawn(told: MapTold, kind: str) -> bytes:
    """What a drawing would rest on."""
    return f"{kind} {len(told.content.incidents)} {told.level}".encode()


def disclosures(store: Store) -> int:
    return store.counts()["disclosure"]


def test_a_picture_holds_only_the_days_that_were_asked_for(practice: Store) -> None:
    with practice.frozen() as source:
        told = map_picture(source, MapAsked("en", MAY, layers=EVERYTHING))
    days = told.content.incidents.day
    assert len(days)
    assert days.min() >= date(2019, 5, 1).toordinal()
    assert days.max() <= date(2019, 5, 31).toordinal()
    assert told.last == date(2019, 5, 31).toordinal()
    assert "2019" in told.within


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_partners_picture_shows_no_movements_and_says_for_whom_it_is(practice: Store, language: str) -> None:
    with practice.frozen() as source:
        told = map_picture(source, MapAsked(language, View(), FOR_THEM, EVERYTHING))
    assert not len(told.content.flows)
    assert FOR_THEM.recipient in told.warning
    assert told.notes


def test_a_picture_is_noted_in_the_log_with_what_it_is(practice: Store, tmp_path: Path) -> None:
    before = disclosures(practice)
    report = write_map(practice, tmp_path / "map.png", drawn, MapAsked("en", MAY, FOR_THEM))
    assert (tmp_path / "map.png").read_bytes().startswith(b"png ")
    assert disclosures(practice) == before + 1
    assert (report.file_format, report.shape) == ("png", "map")
    assert report.facts.sharing == FOR_THEM


@pytest.mark.parametrize("level", ["internal", "partner", "public"])
def test_the_command_line_gives_the_picture_the_window_gives(practice: Store, tmp_path: Path, level: str) -> None:
    readers = ["--level", level, "--recipient", "Hand in Hand", "--purpose", "planning"]
    days = ["--from", "2019-05-01", "--to", "2019-05-31"]
    typed = ["map", str(tmp_path / "map.svg"), *days, *readers, "--layers", "incidents, villages"]
    seen: list[MapTold] = []

    def draw(told: MapTold, kind: str) -> bytes:
        seen.append(told)
        return drawn(told, kind)

    before = disclosures(practice)
    lines = list(map_lines(practice, parse(typed).arguments, Words("en"), Draw(no_pages, no_pages, draw)))
    layers = frozenset({"incidents", "villages"})
    sharing = Sharing(Level(level), "Hand in Hand", "planning")
    with practice.frozen() as source:
        window = map_picture(source, MapAsked("en", MAY, sharing, layers, role=practice.role()))
    (told,) = seen
    assert spots(told) == spots(window)
    assert (told.layers, told.notes, told.within) == (layers, window.notes, window.within)
    assert len(told.content.villages(told.last or 0)) == len(window.content.villages(told.last or 0))
    assert "map.svg" in lines[0] and told.notes[0] in lines
    assert disclosures(practice) == before + 1


@pytest.mark.parametrize("typed", ["36.4,35.3,36.9,35.8", "36.4, 35.3, 36.9, 35.8", "٣٦٫٤،٣٥٫٣،٣٦٫٩،٣٥٫٨"])
def test_the_command_line_shows_the_piece_it_is_asked_for(practice: Store, tmp_path: Path, typed: str) -> None:
    seen: list[MapTold] = []

    def draw(told: MapTold, kind: str) -> bytes:
        seen.append(told)
        return drawn(told, kind)

    asked = parse(["map", str(tmp_path / "map.svg"), "--box", typed]).arguments
    assert list(map_lines(practice, asked, Words("en"), Draw(no_pages, no_pages, draw)))
    left, top, right, bottom = seen[0].box or (0, 0, 0, 0)
    (north, south), (west, east) = from_plane((left, right), (top, bottom))
    assert (west, south, east, north) == pytest.approx((36.4, 35.3, 36.9, 35.8))


@pytest.mark.parametrize(
    "typed", ["36.9,35.3,36.4,35.8", "36.4,35.3,36.9", "a,b,c,d", "36.4,35.3,36.9,95", "nan,35,37,36", ""]
)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_edges_that_are_no_piece_of_the_map_are_refused_in_words(
    typed: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--lang", language, "map", "map.png", f"--box={typed}"]) == NOT_UNDERSTOOD
    told = capsys.readouterr().err
    assert "36.4,35.3,36.9,35.8" in told and any("\u0600" <= sign <= "\u06ff" for sign in told) == (language == "ar")


def test_small_flows_that_are_left_out_are_told_and_areas_have_names(practice: Store) -> None:
    place = place_id("SY0702")
    with practice.frozen() as source:

        def asked(least: int | None) -> MapTold:
            return map_picture(source, MapAsked("en", View(Period(None, None, place)), layers=EVERYTHING, least=least))

        whole, largest, many = asked(0), asked(None), asked(2000)
    assert "Al Ma'ra" in whole.within and place not in whole.within
    people = whole.content.flows.between().low
    assert len(people) > MOST_FLOWS and largest.least == people[MOST_FLOWS - 1]
    assert not any("fewer than" in note for note in whole.notes)
    assert "Flows of fewer than 2000 people are left out." in many.notes
    assert any("fewer than" in note for note in largest.notes)


def spots(told: MapTold) -> list[tuple[float, float, int, int]]:
    """Where and when what is drawn happened, and how many were killed."""
    points = told.content.incidents
    return sorted(
        zip(points.x.tolist(), points.y.tolist(), points.day.tolist(), points.killed_min.tolist(), strict=True)
    )


def no_pages(_: object) -> Any:
    raise AssertionError("a map has no pages")


@pytest.mark.parametrize(
    ("name", "asked", "why"),
    [
        ("map.jpg", MapAsked("en", MAY), "wrong-suffix"),
        ("map.png", MapAsked("en", MAY, Sharing(Level.PARTNER, "", "planning")), "no-recipient"),
        ("map.png", MapAsked("en", MAY, Sharing(Level.PUBLIC, "site", "")), "no-purpose"),
    ],
)
def test_a_picture_that_may_not_be_made_leaves_no_file(
    practice: Store, tmp_path: Path, name: str, asked: MapAsked, why: str
) -> None:
    before = disclosures(practice)
    with pytest.raises(UserError) as refused:
        write_map(practice, tmp_path / name, drawn, asked)
    assert refused.value.kind == why
    assert not (tmp_path / name).exists()
    assert disclosures(practice) == before


def test_a_picture_that_cannot_be_drawn_leaves_the_older_one(practice: Store, tmp_path: Path) -> None:
    target = tmp_path / "map.svg"
    target.write_bytes(b"older")

    def cannot(told: MapTold, kind: str) -> bytes:
        raise OSError(28, "no room")

    with pytest.raises(OSError, match="no room"):
        write_map(practice, target, cannot, MapAsked("en", MAY))
    assert target.read_bytes() == b"older"
