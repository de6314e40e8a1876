"""The outlines of the countries that ship with the program, so that a map is never empty.

Made with Natural Earth (1:10 million, version 5.1.1, public domain), simplified by ``.setup/outlines.py``, which says
what edition it is. Packs of official borders lie over it.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from storage.maps.packing import unpacked
from storage.maps.shapes import Shapes
from storage.places.gazetteer import place_id

PLACES = Path(__file__).resolve().parents[2] / "resources" / "places"
NATURAL_EARTH = "Made with Natural Earth"
"""What stands under a picture that shows these outlines; the words of its makers, in every language."""


@cache
def outlines() -> Shapes:
    """The countries, with their codes (ISO, two letters; "" for the few without) and names."""
    with (PLACES / "countries.csv").open(encoding="utf-8", newline="") as file:
        called = {row["code"]: (row["name::en"], row["name::ar"]) for row in csv.DictReader(file)}
    data = memoryview((PLACES / "outlines.bin").read_bytes())
    count, details = int.from_bytes(data[:4], "little"), int.from_bytes(data[4:8], "little")
    at = 8 + 2 * count
    codes = [bytes(data[8 + 2 * one : 10 + 2 * one]).decode().strip() for one in range(count)]
    middles = np.frombuffer(data[at : at + 16 * count], "<f8").reshape(-1, 2)
    at += 16 * count
    names = [(*called.get(code, ("", "")), code, place_id(code) if code else "") for code in codes]
    found = []
    for _ in range(details):
        size = int.from_bytes(data[at : at + 4], "little")
        found.append(unpacked(bytes(data[at + 4 : at + 4 + size]), 0, names, middles))
        at += 4 + size
    return replace(found[0], coarser=tuple(found[1:]))
