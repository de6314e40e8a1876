"""What the overview shows, read in a reader's thread; bars and bins made from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from gui.charts.bars import Bar
from gui.known import Known
from gui.say import ltr, say, words
from storage import OPEN, Breakdown, Day, DayValue, Doubt, Figures, Overview, View, code_list, previous

if TYPE_CHECKING:
    from exports import FigureTelling
    from gui.charts.days import Bin
    from storage import Store

MOST_BARS = 12
SERIES = ("killed", "injured")
CODES = {"attack": "attack", "weapon": "weapon", "platform": "platform", "target": "target"}
CODES |= {"verification": "verification"}
"""The code list of each part that has one."""


@dataclass(frozen=True)
class Shown:
    """An overview with what its words need.

    Attributes:
        before: the figures of the days before, None when there are none; bins: the bars of its days.
    """

    overview: Overview
    before: Figures | None
    telling: FigureTelling
    bins: Sequence[Bin]


def read(store: Store, view: View, known: Known, parts: Iterable[str] = ()) -> Shown:
    """Read it; ``parts``: those on the screen."""
    from exports import FigureTelling

    known.learn(store)
    overview = store.overview(view)
    overview.figures, overview.days, overview.hours  # noqa: B018 - worked out here, not in the window's thread
    for part in parts:
        if part in CODES or part == "team" or part.startswith("place/"):
            overview.by(part)
    earlier = previous(view)
    before = store.overview(earlier).figures if earlier else None
    frame = frame_of(overview.days, view)
    return Shown(
        overview, before, FigureTelling(store, words()), bins_of(overview.days, frame) if frame else ()
    )  # fmt: skip


def doubts(store: Store, overview: Overview) -> list[Doubt]:
    """What weakens its figures."""
    return store.quality(overview)


def frame_of(found: Breakdown, view: View) -> tuple[date, date] | None:
    """The first and the last day to draw: those of the view, else those anything is told of."""
    days = [key for key in found.keys if len(key) == 10]
    first = view.period.first or (date.fromisoformat(days[0]) if days else None)
    last = view.period.last or (date.fromisoformat(days[-1]) if days else None)
    return (first, last) if first and last and first <= last else None


def bins_of(found: Breakdown, frame: tuple[date, date]) -> list[Bin]:
    """Bars of days, weeks or months; what has no exact day is in none of them (see :func:`undated`)."""
    from gui.charts.days import Bin, end_of, start_of, unit_of

    unit = unit_of(*frame)
    low: dict[date, list[int]] = defaultdict(lambda: [0] * len(SERIES))
    high: dict[date, list[int | None]] = defaultdict(lambda: [0] * len(SERIES))
    ends = [found.shown(name) for name in SERIES]
    for at, key in enumerate(found.keys):
        if len(key) != 10:
            continue
        start = start_of(date.fromisoformat(key), unit)
        for place, (least, most) in enumerate(ends):
            low[start][place] += int(least[at])
            had = high[start][place]
            high[start][place] = None if had is None or most[at] == OPEN else had + int(most[at])
    bins, start = [], start_of(frame[0], unit)
    while start <= frame[1]:
        bins.append(Bin(start, end_of(start, unit), tuple(low[start]), tuple(high[start])))
        start = end_of(start, unit) + timedelta(days=1)
    return bins


def undated(found: Breakdown) -> int:
    """How many incidents have no exact day."""
    counts = found.count("incidents")
    return sum(int(counts[at]) for at, key in enumerate(found.keys) if len(key) != 10)


def namer(part: str, known: Known) -> Callable[[str], str]:
    """How the keys of a part are called."""
    name = part.partition("/")[0]
    if name in CODES:
        return lambda key: words().code(CODES[name], key) if key else say("not told")
    if name == "team":
        return lambda key: known.team(key) or say("no team told")
    return lambda key: known.place(key) or say("not told so exactly")


def icon_of(name: str, key: str) -> str:
    """The drawing of a kind of attack or of facility, as in the forms."""
    item = code_list(name).items.get(key)
    return (item.more.get("icon") if item is not None else "") or "ellipsis"


def bars_of(overview: Overview, part: str, known: Known, order: str = "killed") -> list[Bar]:
    """The bars of a part, the largest first; those there is no room for as one."""
    if part == "facility":
        return _facilities(overview)
    if part == "children":
        return _children(overview, known)
    found = overview.by(part)
    found = found.largest_first(order, "injured" if order == "killed" else "killed")
    called = namer(part, known)
    ends = [found.shown(name) for name in SERIES]
    bars = [
        Bar(
            key,
            called(key),
            tuple(int(low[at]) for low, _ in ends),
            tuple(_ends(int(low[at]), int(high[at])) for low, high in ends),
            icon_of("attack", key) if part == "attack" else "",
        )
        for at, key in enumerate(found.keys)
    ]
    return _shortened(bars)


def _shortened(bars: list[Bar]) -> list[Bar]:
    if len(bars) <= MOST_BARS:
        return bars
    rest = bars[MOST_BARS - 1 :]
    values = tuple(sum(one.values[place] for one in rest) for place in range(len(SERIES)))
    name = say("other ({count})", count=len(rest))
    return [
        *bars[: MOST_BARS - 1],
        Bar(REST, name, values, tuple(ltr(f"≥ {one:,}") if one else "0" for one in values)),
    ]


REST = "*"
"""The key of the bar that stands for all that had no room."""


def _facilities(overview: Overview) -> list[Bar]:
    """Facilities hit, by kind: facilities, and attacks beyond the first on them."""
    kinds = sorted(overview.figures.kinds.items(), key=lambda one: (-one[1].facilities, one[0]))
    return [
        Bar(
            kind,
            words().code("facility-kind", kind) if kind else say("kind not told"),
            (tally.facilities, tally.attacks - tally.facilities),
            (f"{tally.facilities:,}", f"{tally.attacks:,}"),
            icon_of("facility-kind", kind),
        )
        for kind, tally in kinds
    ]


def _children(overview: Overview, known: Known) -> list[Bar]:
    """Children among the killed recorded, by month."""
    months: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    found = overview.days
    for key, child, named in zip(found.keys, found.count("children"), found.count("killed_named"), strict=True):
        if len(key) >= 7:
            months[key[:7]][0] += int(child)
            months[key[:7]][1] += int(named)
    return [
        Bar(month, _month(month, known), (child, named - child), (f"{child:,}", f"{_percent(child, named)} %"))
        for month, (child, named) in sorted(months.items())
        if named
    ]


def _month(month: str, known: Known) -> str:
    """``2019-06`` in words."""
    return Day().show(DayValue.month(int(month[:4]), int(month[5:7])), known.reading())


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0


def _ends(low: int, high: int) -> str:
    if high == OPEN:
        return ltr(f"≥ {low:,}")
    return f"{low:,}" if low == high else ltr(f"{low:,}–{high:,}")
