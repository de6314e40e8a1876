"""UTM and MGRS grid references to latitude and longitude on the WGS 84 ellipsoid, and back.

The transverse Mercator projection follows the Krüger series in the third flattening to the fourth order, as
in C. F. F. Karney, *Transverse Mercator with an accuracy of a few nanometers*, J. Geodesy 85 (2011), eqs. 7-17,
35, 36; far below a millimetre inside a zone. The letters of MGRS follow NGA.SIG.0012, *Implementation Practice: The
Universal Grids and the Transverse Mercator and Polar Stereographic Map Projections* (2014).
"""

from __future__ import annotations

import math

RADIUS, FLATTENING = 6378137.0, 1 / 298.257223563
SCALE, EASTING, NORTHING_SOUTH = 0.9996, 500_000.0, 10_000_000.0
BANDS = "CDEFGHJKLMNPQRSTUVWX"
_COLUMNS = ("ABCDEFGH", "JKLMNPQR", "STUVWXYZ")
_ROWS = "ABCDEFGHJKLMNPQRSTUV"

_N = FLATTENING / (2 - FLATTENING)
_RECTIFYING = RADIUS / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
_BETA = (
    _N / 2 - 2 * _N**2 / 3 + 37 * _N**3 / 96 - _N**4 / 360,
    _N**2 / 48 + _N**3 / 15 - 437 * _N**4 / 1440,
    17 * _N**3 / 480 - 37 * _N**4 / 840,
    4397 * _N**4 / 161280,
)
_ALPHA = (
    _N / 2 - 2 * _N**2 / 3 + 5 * _N**3 / 16 + 41 * _N**4 / 180,
    13 * _N**2 / 48 - 3 * _N**3 / 5 + 557 * _N**4 / 1440,
    61 * _N**3 / 240 - 103 * _N**4 / 140,
    49561 * _N**4 / 161280,
)
_ECCENTRICITY = math.sqrt(FLATTENING * (2 - FLATTENING))


def from_utm(zone: int, easting: float, northing: float, *, north: bool) -> tuple[float, float]:
    """Latitude and longitude of a UTM point; ``north`` tells the hemisphere."""
    xi = (northing - (0.0 if north else NORTHING_SOUTH)) / (SCALE * _RECTIFYING)
    eta = (easting - EASTING) / (SCALE * _RECTIFYING)
    xi_, eta_ = xi, eta
    for order, beta in enumerate(_BETA, 1):
        xi_ -= beta * math.sin(2 * order * xi) * math.cosh(2 * order * eta)
        eta_ -= beta * math.cos(2 * order * xi) * math.sinh(2 * order * eta)
    conformal = math.sin(xi_) / math.hypot(math.sinh(eta_), math.cos(xi_))
    latitude = math.degrees(math.atan(_true_tangent(conformal)))
    longitude = math.degrees(math.atan2(math.sinh(eta_), math.cos(xi_)))
    return latitude, (zone * 6 - 183 + longitude + 180) % 360 - 180


def to_utm(lat: float, lon: float, zone: int) -> tuple[float, float]:
    """Easting and northing of a point in a zone."""
    tangent = math.tan(math.radians(lat))
    sigma = math.sinh(_ECCENTRICITY * math.atanh(_ECCENTRICITY * tangent / math.hypot(1, tangent)))
    conformal = tangent * math.hypot(1, sigma) - sigma * math.hypot(1, tangent)
    east = math.radians((lon - (zone * 6 - 183) + 180) % 360 - 180)
    xi_ = math.atan2(conformal, math.cos(east))
    eta_ = math.asinh(math.sin(east) / math.hypot(conformal, math.cos(east)))
    xi, eta = xi_, eta_
    for order, alpha in enumerate(_ALPHA, 1):
        xi += alpha * math.sin(2 * order * xi_) * math.cosh(2 * order * eta_)
        eta += alpha * math.cos(2 * order * xi_) * math.sinh(2 * order * eta_)
    south = 0.0 if lat >= 0 else NORTHING_SOUTH
    return SCALE * _RECTIFYING * eta + EASTING, SCALE * _RECTIFYING * xi + south


def zone_of(lat: float, lon: float) -> int:
    """The UTM zone of a point, with the wider ones of Norway and Svalbard."""
    lon = (lon + 180) % 360 - 180
    if 56 <= lat < 64 and 3 <= lon < 12:
        return 32
    if lat >= 72 and 0 <= lon < 42:
        return 31 + 2 * int((lon + 3) // 12)
    return int((lon + 180) // 6) + 1


def to_mgrs(lat: float, lon: float, digits: int = 5) -> str:
    """The MGRS reference of a point (``37S BV 40560 23456``); "" near the poles, where it has another grid.

    Args:
        lat, lon: degrees.
        digits: figures of each of both numbers: 5 is a metre, 3 a hundred.
    """
    if not -80 <= lat < 84:
        return ""
    zone = zone_of(lat, lon)
    easting, northing = to_utm(lat, lon, zone)
    column = _COLUMNS[(zone - 1) % 3][int(easting // 100_000) - 1]
    row = _ROWS[(int(northing // 100_000) + (5 if zone % 2 == 0 else 0)) % 20]
    size = 10 ** (5 - digits)
    told = [f"{int(one % 100_000 // size):0{digits}d}" for one in (easting, northing)] if digits else []
    return " ".join([f"{zone}{band_of(lat)}", column + row, *told])


def band_of(latitude: float) -> str:
    """The letter of the latitude band."""
    return BANDS[min(max(int((latitude + 80) // 8), 0), len(BANDS) - 1)]


def in_band(latitude: float, band: str, slack: float = 0.5) -> bool:
    """Whether a latitude lies in a band, with some degrees of slack at its edges."""
    south = BANDS.index(band) * 8 - 80
    return south - slack <= latitude <= south + (12 if band == "X" else 8) + slack


def from_mgrs(zone: int, band: str, square: str, digits: str) -> tuple[float, float] | None:
    """The middle of an MGRS square; None when no such square exists in that band."""
    column = _COLUMNS[(zone - 1) % 3].find(square[0]) + 1
    row = _ROWS.find(square[1])
    if column < 1 or row < 0:
        return None
    half = len(digits) // 2
    size = 10 ** (5 - half)
    easting = column * 100_000 + int(digits[:half] or 0) * size + size / 2
    inside = ((row - (5 if zone % 2 == 0 else 0)) % 20) * 100_000 + int(digits[half:] or 0) * size + size / 2
    north = band >= "N"
    for cycle in range(5):  # rows repeat every 2,000 km; the band tells which one is meant
        point = from_utm(zone, easting, inside + cycle * 2_000_000, north=north)
        if in_band(point[0], band, 1.0):
            return point
    return None


def _true_tangent(conformal: float) -> float:
    """The tangent of the latitude whose conformal latitude has this tangent (Newton, Karney eqs. 19-21)."""
    e, tau = _ECCENTRICITY, conformal
    for _ in range(6):
        sigma = math.sinh(e * math.atanh(e * tau / math.hypot(1, tau)))
        guess = tau * math.hypot(1, sigma) - sigma * math.hypot(1, tau)
        step = (
            (conformal - guess)
            / math.hypot(1, guess)
            * (1 + (1 - e * e) * tau * tau)
            / ((1 - e * e) * math.hypot(1, tau))
        )
        tau += step
        if abs(step) < 1e-14:
            break
    return tau
