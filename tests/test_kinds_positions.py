"""Positions: every way of writing a point gives the same point, and grids agree with independent formulas."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.errors import BadValue
from storage.fields.kinds import Position, PositionValue
from storage.fields.kinds.grids import from_mgrs, from_utm
from tests.kind_values import BOTH, table

ENGLISH, ARABIC = BOTH
BANDS = "CDEFGHJKLMNPQRSTUVWX"

SAME_POINT = table("""
| 35.4431, 36.6512              |
| 35.4431 36.6512               |
| 35.4431,36.6512               |
| 35.4431; 36.6512              |
| ٣٥٫٤٤٣١، ٣٦٫٦٥١٢              |
| 35,4431 36,6512               |
| N35.4431 E36.6512             |
| 35.4431N 36.6512E             |
| 35.4431° N, 36.6512° E        |
| 36.6512E 35.4431N             |
| E 36.6512, N 35.4431          |
| 35.4431 ش 36.6512 ق           |
| شمال 35.4431 شرق 36.6512      |
| ٣٥٫٤٤٣١ شمالاً، ٣٦٫٦٥١٢ شرقاً |
| 35°26'35.16"N 36°39'4.32"E    |
| 35° 26' 35.16" N, 36° 39' 4.32" E |
| 35°26′35.16″N 36°39′4.32″E    |
| 35 26 35.16 36 39 4.32        |
| 35°26.586'N 36°39.072'E       |
| 35°26'35.16"ش 36°39'4.32"ق    |
| geo:35.4431,36.6512           |
| https://maps.example.org/?q=35.4431,36.6512 |
| https://maps.example.org/@35.4431,36.6512,15z |
| 35.4431, 36.6512 (exact)      |
""")


@pytest.mark.parametrize(("typed",), SAME_POINT)
def test_every_way_of_writing_a_point_is_that_point(typed: str) -> None:
    for place in BOTH:
        assert Position().parse(typed, place) == PositionValue(35.4431, 36.6512, "exact")


PRECISION = table("""
| 35, 36                    | governorate |
| 35.4, 36.7                | subdistrict |
| 35.44, 36.65              | 1km         |
| 35.443, 36.651            | 100m        |
| 35.4431, 36.6512          | exact       |
| 35°26'N 36°39'E           | 1km         |
| 35°26'35"N 36°39'04"E     | exact       |
| 35.443, 36.651 (village)  | village     |
| 35.443, 36.651 (قرية)     | village     |
| 37SBV8324               | 1km           |
| 37S BV 830 240            | 100m        |
| 37S BV 8300 2400          | exact       |
""")


@pytest.mark.parametrize(("typed", "precision"), PRECISION)
def test_a_point_is_no_more_exact_than_it_was_written(typed: str, precision: str) -> None:
    value = Position().parse(typed, ENGLISH)
    assert value is not None
    assert value.precision == precision


def test_a_point_is_shown_left_to_right_with_its_precision() -> None:
    value = PositionValue(35.443, 36.651, "village")
    assert Position().show(value, ENGLISH) == "35.443, 36.651 (village)"
    assert Position().show(value, ARABIC) == "\u206635.443, 36.651\u2069 (قرية)"
    assert Position().store(value) == "35.44300,36.65100;village"


@pytest.mark.parametrize(
    ("typed", "offer"),
    [
        ("95.443, 36.651", "36.65100, 95.44300"),
        ("200, 300", ""),
        ("95°26'35\"N 36°39'04\"E", ""),
        ("35 70 10 36 10 10", ""),
        ("35.4431N 36.6512N", ""),
        ("61S 283000 3924000", ""),
        ("37S 28300 3924000", ""),
        ("37C 283000 3924000", ""),
        ("37S ZZ 830 240", ""),
        ("37S BV 830 24", ""),
        ("here", ""),
    ],
)
def test_a_point_that_is_not_on_the_earth_is_refused_with_words(typed: str, offer: str) -> None:
    with pytest.raises(BadValue) as refused:
        Position().parse(typed, ENGLISH)
    if offer:
        assert refused.value.offer == offer
        assert Position().parse(offer, ENGLISH) is not None


def test_degrees_beyond_the_poles_are_found_by_the_check() -> None:
    assert Position().check(PositionValue(91, 0))
    assert Position().check(PositionValue(0, 181))
    assert not Position().check(PositionValue(-90, 180))


KNOWN = table("""
| 38SMB4488         | 33.33424  | 44.40363   |
| 38N 444500 3688500 | 33.33424 | 44.40363   |
| 17T 630084 4833438 | 43.64256 | -79.38714  |
| 17N 630084 4833438 | 43.64256 | -79.38714  |
| 31N 166021 0       | 0.0      | 0.0        |
""")


@pytest.mark.parametrize(("typed", "lat", "lon"), KNOWN)
def test_known_grid_points_are_where_they_are_known_to_be(typed: str, lat: str, lon: str) -> None:
    """The examples of the manual of GeoConvert (GeographicLib), a well-known tower, and the origin."""
    value = Position().parse(typed, ENGLISH)
    assert value is not None
    assert value.lat == pytest.approx(float(lat), abs=0.00001)
    assert value.lon == pytest.approx(float(lon), abs=0.00001)


def snyder(lat: float, lon: float, zone: int) -> tuple[float, float]:
    """Easting and northing by Snyder, *Map Projections: A Working Manual* (1987), eqs. 8-9, 8-10, 3-21."""
    a, f = 6378137.0, 1 / 298.257223563
    e2 = f * (2 - f)
    second = e2 / (1 - e2)
    phi = math.radians(lat)
    t, c = math.tan(phi) ** 2, second * math.cos(phi) ** 2
    x = math.radians(lon - (zone * 6 - 183)) * math.cos(phi)
    n = a / math.sqrt(1 - e2 * math.sin(phi) ** 2)
    m = a * (
        (1 - e2 / 4 - 3 * e2**2 / 64 - 5 * e2**3 / 256) * phi
        - (3 * e2 / 8 + 3 * e2**2 / 32 + 45 * e2**3 / 1024) * math.sin(2 * phi)
        + (15 * e2**2 / 256 + 45 * e2**3 / 1024) * math.sin(4 * phi)
        - 35 * e2**3 / 3072 * math.sin(6 * phi)
    )
    east = n * (x + (1 - t + c) * x**3 / 6 + (5 - 18 * t + t * t + 72 * c - 58 * second) * x**5 / 120)
    north = m + n * math.tan(phi) * (
        x * x / 2
        + (5 - t + 9 * c + 4 * c * c) * x**4 / 24
        + (61 - 58 * t + t * t + 600 * c - 330 * second) * x**6 / 720
    )
    return 500_000 + 0.9996 * east, 0.9996 * north + (10_000_000 if lat < 0 else 0)


LATITUDES, LONGITUDES = st.floats(-79.9, 83.9), st.floats(-179.99, 179.99)


@settings(deadline=None)
@given(lat=LATITUDES, lon=LONGITUDES)
def test_utm_agrees_with_an_independent_formula_everywhere(lat: float, lon: float) -> None:
    zone = int((lon + 180) // 6) + 1
    easting, northing = snyder(lat, lon, zone)
    found = from_utm(zone, easting, northing, north=lat >= 0)
    assert list(found) == [
        pytest.approx(lat, abs=2e-6),
        pytest.approx(lon, abs=2e-5),
    ]  # a degree is short near the pole


@settings(deadline=None)
@given(lat=LATITUDES, lon=LONGITUDES)
def test_mgrs_squares_are_found_again_everywhere(lat: float, lon: float) -> None:
    zone = int((lon + 180) // 6) + 1
    easting, northing = snyder(lat, lon, zone)
    columns = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    rows = "ABCDEFGHJKLMNPQRSTUV"
    column = columns[(zone - 1) % 3 * 8 + int(easting // 100_000) - 1]
    row = rows[(int(northing // 100_000) + (0 if zone % 2 else 5)) % 20]
    band = BANDS[min(int((lat + 80) // 8), 19)]
    found = from_mgrs(zone, band, column + row, f"{int(easting % 100_000):05d}{int(northing % 100_000):05d}")
    assert found is not None
    metres = math.radians(1) * 6_400_000
    assert abs(found[0] - lat) * metres < 2
    assert abs(found[1] - lon) * metres * math.cos(math.radians(lat)) < 2


@settings(deadline=None)
@given(
    lat=st.integers(-90 * 3600 + 1, 90 * 3600 - 1),
    lon=st.integers(-180 * 3600 + 1, 180 * 3600 - 1),
    style=st.sampled_from(["{d}°{m}'{s}\"{h}", "{h}{d} {m} {s}", "{d}d{m}m{s}s{h}", "{d}:{m}:{s} {h}"]),
    letters=st.sampled_from([tuple("NSEW"), tuple("شجقغ")]),
)
def test_degrees_minutes_and_seconds_are_read_in_every_style(
    lat: int, lon: int, style: str, letters: tuple[str, str, str, str]
) -> None:
    north, south, east, west = letters

    def written(value: int, letter: str) -> str:
        size = abs(value)
        return style.format(d=size // 3600, m=size // 60 % 60, s=size % 60, h=letter)

    typed = f"{written(lat, south if lat < 0 else north)}, {written(lon, west if lon < 0 else east)}"
    assert Position().parse(typed, ARABIC) == PositionValue(lat / 3600, lon / 3600, "exact")
