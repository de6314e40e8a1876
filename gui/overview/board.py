"""The big numbers of the overview, each with what it rests on and what it was before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gui.figures.tiles import Tile
from gui.say import ltr, say, say_n, words
from gui.widgets import row
from storage import Figure, Figures

if TYPE_CHECKING:
    from exports import FigureTelling


class Board(QWidget):
    """The tiles."""

    def __init__(self) -> None:
        super().__init__()
        self.tiles = {
            "killed": Tile(words().code("outcome", "killed"), outcome="killed"),
            "injured": Tile(words().code("outcome", "injured"), outcome="injured"),
            "missing": Tile(words().code("outcome", "missing"), outcome="missing"),
            "medical": Tile(say("Health facilities"), drawing="hospital"),
            "displaced": Tile(say("Displaced"), drawing="route"),
        }
        inside = row(*self.tiles.values(), gap=10)
        for place, share in enumerate((5, 4, 4, 4, 5)):
            inside.setStretch(place, share)
        self.setLayout(inside)

    def show_figures(self, found: Figures, telling: FigureTelling, before: Figures | None) -> None:
        """Show these figures; ``before``: those of as many days before, to compare with."""
        among = [telling.among(found)]
        for name in ("killed", "injured", "missing"):
            one = getattr(found, name)
            extra = {"killed": among, "missing": [say("rescued: {count}", count=telling.count(found.rescued))]}
            then = [_then(one.shown[0], getattr(before, name).shown[0])] if before else []
            self.tiles[name].tell(*telling.short(one.shown), *extra.get(name, ()), *_rests(one, telling), *then)
        attacks = say_n("{count} attack", "{count} attacks", found.medical.attacks)
        schools = say("schools: {count}", count=telling.count(found.schools.facilities))
        then = [_then(found.medical.facilities, before.medical.facilities)] if before else []
        self.tiles["medical"].tell(f"{found.medical.facilities:,}", f"{attacks} · {schools}", *then)
        left = say_n("from {count} village", "from {count} villages", found.villages)
        emptied = say_n("{count} village empty", "{count} villages empty", found.emptied)
        back = say("returned: {count}", count=telling.ends(found.returned))
        then = [_then(found.displaced[0] or 0, before.displaced[0] or 0)] if before else []
        number, upper = telling.short(found.displaced)
        self.tiles["displaced"].tell(
            number, f"{left} · {emptied}", " · ".join(one for one in (upper, back) if one), *then
        )


def _rests(one: Figure, telling: FigureTelling) -> Sequence[str]:
    """Recorded people and published figures, short, a line each: what belongs together is never broken."""
    recorded, published = ((one.named, one.named_high), (one.low, one.high))
    told = [say("recorded: {count}", count=telling.short(recorded)[0])]
    if published != recorded:
        told.append(say("published: {count}", count=telling.short(published)[0]))
    return told


def _then(now: int, before: int) -> str:
    """What it was in as many days before, and how much more or less it is now."""
    change = f"{round(100 * (now - before) / before):+d}\u00a0%" if before and now != before else ""
    told = say("the days before: {count}", count=f"{before:,}")
    return f"{told} {ltr(f'({change})')}" if change else told
