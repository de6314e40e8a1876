"""Laws of the map's geography: the plane and back, shapes and their details, outlines, distances, grid references."""

from __future__ import annotations

import math
import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from shapely import Polygon

from storage import (
    Shapes,
    from_plane,
    metres_along,
    metres_between,
    metres_per_unit,
    mgrs_text,
    outlines,
    round_length,
    to_plane,
)
from storage.fields.kinds.position_text import read
from storage.maps.keeping import BoundaryLayer
from storage.maps.packing import layer_of, packed
from storage.maps.shapes import merged
from storage.maps.simplifying import detailed, mended
from storage.store import Store

LATITUDES, LONGITUDES = some.floats(-80, 80), some.floats(-180, 180)


def wavy(column: int, line: int, size: float = 0.001, corners: int = 200) -> list[np.ndarray]:
    """A square whose sides swing; neighbours swing alike, so that they share their sides."""
    along = np.linspace(0, 1, corners)
    swing = size * 0.02 * np.sin(along * 4 * np.pi)
    across, down = 0.6 + (column + along) * size, 0.4 + (line + along) * size
    north = np.column_stack((across, 0.4 + line * size + swing))
    east = np.column_stack((0.6 + (column + 1) * size + swing, down))
    south = np.column_stack((across, 0.4 + (line + 1) * size + swing))[::-1]
    west = np.column_stack((0.6 + column * size + swing, down))[::-1]
    return [np.concatenate((north, east[1:], south[1:], west[1:]))]


def chequered(count: int = 4, level: int = 3) -> Shapes:
    at = [(column, line) for line in range(count) for column in range(count)]
    names = [(f"Area {c}-{r}", f"منطقة {c}-{r}", f"XX{c:02}{r:02}", "") for c, r in at]
    return detailed(level, names, [mended([wavy(c, r)]).geometry for c, r in at])


CHEQUERED = chequered()


@given(LATITUDES, LONGITUDES)
def test_the_plane_leads_there_and_back(lat: float, lon: float) -> None:
    x, y = to_plane(lat, lon)
    assert 0 <= x <= 1
    assert 0 <= y <= 1
    again = from_plane(x, y)
    assert again[0] == pytest.approx(lat, abs=1e-9)
    assert again[1] == pytest.approx(lon, abs=1e-9)


def test_the_plane_grows_eastward_and_southward() -> None:
    x, y = to_plane([36.0, 35.0], [36.0, 37.0])
    assert x[0] < x[1]
    assert y[0] < y[1]
    assert to_plane(0, 0) == (0.5, 0.5)
    assert to_plane(90, 0)[1] == pytest.approx(0, abs=1e-12)


def test_a_unit_is_as_long_as_the_ground_says() -> None:
    one, other = (35.0, 36.0), (35.0, 36.01)
    x, _ = to_plane([35.0, 35.0], [36.0, 36.01])
    assert (x[1] - x[0]) * metres_per_unit(35.0) == pytest.approx(metres_between(one, other), rel=0.004)


def test_distances_are_those_of_the_ellipsoid() -> None:
    # a known line of Karney's test set: JFK to LHR
    assert metres_between((40.6, -73.8), (51.6, -0.5)) == pytest.approx(5_551_759.4, abs=0.05)
    assert metres_along([(35.0, 36.0), (35.0, 36.1), (35.0, 36.0)]) == 2 * metres_between((35.0, 36.0), (35.0, 36.1))
    assert metres_along([(35.0, 36.0)]) == 0


@pytest.mark.parametrize(("most", "told"), [(24_000, 20_000), (9.9, 5), (1, 1), (499, 200), (50_000, 50_000)])
def test_a_scale_bar_has_a_round_length(most: float, told: float) -> None:
    assert round_length(most) == told


@given(LATITUDES, LONGITUDES)
def test_a_grid_reference_is_read_back_to_the_metre(lat: float, lon: float) -> None:
    found = read(mgrs_text(lat, lon))
    assert found is not None
    east = ((found[1] - lon + 180) % 360 - 180) * math.cos(math.radians(lat))
    assert math.hypot(found[0] - lat, east) * 111_320 < 2


@pytest.mark.parametrize(
    ("point", "told"),
    [((0.0, 0.0), "31N AA 66021 00000"), ((60.39, 5.32), "32V KN 97230 00510"), ((85.0, 0.0), "")],
)
def test_grid_references_of_known_points(point: tuple[float, float], told: str) -> None:
    assert mgrs_text(*point) == told


def test_the_countries_are_there_with_names_in_both_scripts() -> None:
    countries = outlines()
    x, y = to_plane(35.93, 36.63)
    here = countries.holding(float(x), float(y))
    assert [countries.pcodes[one] for one in here] == ["SY"]
    assert (countries.name(here[0], "en"), countries.name(here[0], "ar")) == ("Syria", "سوريا")
    named = zip(countries.names_en, countries.names_ar, countries.pcodes, strict=True)
    assert all(en and ar for en, ar, code in named if code)
    assert not countries.holding(0.5, 0.499)  # the Gulf of Guinea


@pytest.mark.parametrize(
    ("point", "code"), [((32.99, 35.69), "SY"), ((44.95, 34.1), "UA"), ((31.5, 34.46), "PS"), ((36.58, 36.17), "TR")]
)
def test_borders_are_those_most_states_recognise(point: tuple[float, float], code: str) -> None:
    countries = outlines()
    x, y = to_plane(*point)
    assert [countries.pcodes[one] for one in countries.holding(float(x), float(y))] == [code]


def test_details_have_fewer_corners_and_are_chosen_by_scale() -> None:
    countries = outlines()
    sizes = [len(one.xy) for one in (countries, *countries.coarser)]
    assert sizes == sorted(sizes, reverse=True)
    assert len(countries.at(2**-9).xy) < 30_000
    assert countries.at(2**-20) is countries
    for one in CHEQUERED.coarser:
        assert CHEQUERED.at(one.tolerance * 2) is one
        assert len(one) == len(CHEQUERED)
        assert set(one.owners) == set(range(len(one)))


def test_neighbours_share_their_border_in_every_detail() -> None:
    for detail in (CHEQUERED, *CHEQUERED.coarser):
        lines: dict[tuple[tuple[float, float], ...], int] = {}
        for start, end in zip(detail.starts, detail.starts[1:], strict=False):
            ring = detail.xy[start:end]
            for one, other in pairwise(ring):
                key = tuple(sorted((tuple(one), tuple(other))))
                lines[key] = lines.get(key, 0) + 1
        corners = np.concatenate([detail.xy.min(axis=0), detail.xy.max(axis=0)])
        inner = [one for one in lines if all(inside(point, corners) for point in one)]
        assert inner
        assert all(lines[one] == 2 for one in inner), "A gap opens between two neighbours"


def inside(point: tuple[float, float], corners: np.ndarray) -> bool:
    slack = 0.0001
    return bool(
        corners[0] + slack < point[0] < corners[2] - slack and corners[1] + slack < point[1] < corners[3] - slack
    )


def test_a_point_lies_in_one_area_and_not_in_its_hole() -> None:
    square = np.array([[0, 0], [0.4, 0], [0.4, 0.4], [0, 0.4]])
    shapes = detailed(2, [("", "", "A", "")], [mended([[square, square * 0.5 + 0.1]]).geometry])
    assert shapes.holding(0.05, 0.05) == [0]
    assert shapes.holding(0.2, 0.2) == []
    assert shapes.holding(0.5, 0.2) == []
    x, y = shapes.middles[0]
    assert shapes.holding(x, y) == [0], "A name must stand inside what it names"


@given(some.floats(0.6, 0.604), some.floats(0.4, 0.404))
def test_areas_that_fill_the_plane_hold_each_point_once(x: float, y: float) -> None:
    if 0.6001 < x < 0.6039 and 0.4001 < y < 0.4039:
        assert len(CHEQUERED.holding(x, y)) == 1


def test_a_ring_that_crosses_itself_is_mended_and_told() -> None:
    bow = np.array([[0, 0], [0.2, 0.2], [0.2, 0], [0, 0.2]])
    found = mended([[bow]])
    assert found.torn
    assert found.geometry.is_valid
    assert found.geometry.area == pytest.approx(Polygon([(0, 0), (0.1, 0.1), (0, 0.2)]).area * 2)
    assert mended([[bow[:2]]]).geometry is None


def test_packing_moves_no_corner_by_more_than_a_hand() -> None:
    names = list(zip(*(CHEQUERED.names_en, CHEQUERED.names_ar, CHEQUERED.pcodes, CHEQUERED.places), strict=True))
    details = [packed(one) for one in (CHEQUERED, *CHEQUERED.coarser)]
    again = layer_of(3, names, CHEQUERED.middles.tobytes(), details)
    assert np.abs(again.xy - CHEQUERED.xy).max() <= 2**-31
    assert (again.starts == CHEQUERED.starts).all()
    assert (again.owners == CHEQUERED.owners).all()
    assert again.pcodes == CHEQUERED.pcodes
    assert [one.tolerance for one in again.coarser] == [one.tolerance for one in CHEQUERED.coarser]


def test_packs_of_one_level_are_drawn_together() -> None:
    both = merged([CHEQUERED, outlines()], 0)
    assert len(both) == len(CHEQUERED) + len(outlines())
    assert both.pcodes[both.holding(0.6005, 0.4005)[0]] == "XX0000"
    far = both.at(2**-9)
    assert len(far.xy) < len(both.xy)
    assert set(far.owners) == set(range(len(both)))


def test_a_pack_is_kept_found_by_its_codes_and_dropped(store: Store) -> None:
    pack = store.add_boundaries([BoundaryLayer(CHEQUERED)], name="Chequered", file="x.geojson", credit="Nobody")
    found = store.shapes(3)
    assert found.pcodes == CHEQUERED.pcodes
    assert not any(found.places)
    (told,) = store.boundary_packs()
    assert (told.id, told.name, told.file, told.credit) == (pack, "Chequered", "x.geojson", "Nobody")
    assert told.levels == ((3, 16, 0),)
    from storage import Edit

    ids = store.save([Edit("place", None, {"level": 3, "code": "XX0001", "name_en": "One"})]).ids
    assert store.shapes(3).places[store.shapes(3).pcodes.index("XX0001")] == ids[0]
    assert store.boundary_packs()[0].levels == ((3, 16, 1),)
    again = store.add_boundaries([BoundaryLayer(CHEQUERED)], name="Chequered")
    assert [one.id for one in store.boundary_packs()] == [again], "The same pack anew takes the place of the old one"
    assert store.boundary_levels() == [3]
    assert store.drop_boundaries(again)
    assert not store.drop_boundaries(again)
    assert len(store.shapes(3)) == 0
    assert store.shapes(3).bounds is None


def test_opening_a_register_does_not_load_numpy() -> None:
    code = "import sys, storage.store; sys.exit(bool({'numpy', 'shapely', 'pmtiles'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
