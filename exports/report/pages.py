"""What stands on the pages of a situation report, in the words of its reader; nothing here knows Qt or the disk."""

from __future__ import annotations

from dataclasses import dataclass

from exports.leaving.shares import Shares
from exports.map.told import MapTold


@dataclass(frozen=True)
class PagesTable:
    """Lines below heads.

    Attributes:
        title: above it; heads: of its columns, the first is what a line is about.
        rows: cells; below: a remark under a row, "" for none (as many as rows, or none at all).
        after: what stands below the table, "" for nothing.
    """

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    below: tuple[str, ...] = ()
    after: str = ""


@dataclass(frozen=True)
class Pages:
    """A report.

    Attributes:
        language: of all words; rtl: whether leading is right.
        whose: register and team; level: for whom, in a word; warning: what stands on each page of a file that must
            not be passed on; practice: what stands on it when everything is invented, else "".
        title, within: what it is, of which days and where. lead: the first paragraph, written by a person or by us.
        figures, notable, places: tables; places are villages, or districts for the public. None where there are none.
        charts: what is drawn, in this order; legend: killed, injured; open_end: what the sign of an open end means.
        map: of what happened, None where nothing has a place.
        notes_title, notes: method and caveats. made: when, from which state of the register.
        page: ``Page {number} of {count}`` with both blanks still in it.
    """

    language: str
    rtl: bool
    whose: str
    level: str
    warning: str
    practice: str
    title: str
    within: str
    lead: str
    figures: PagesTable
    notable: PagesTable | None
    places: PagesTable | None
    charts: tuple[Shares, ...]
    legend: tuple[str, str]
    open_end: str
    notes_title: str
    notes: tuple[str, ...]
    made: str
    page: str
    map: MapTold | None = None
