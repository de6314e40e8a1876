"""The list of devices: who was heard of when, what each lacks of us and we of them, gaps by number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from gui.frame.strip import day_and_clock
from gui.say import ltr, say, say_n, words
from gui.sync.lines import Cell, Lines
from gui.sync.reading import Company
from gui.tips import tip
from storage import Companion

OLD = timedelta(days=7)
HUB = "hub"
"""The key of the hub's line."""


@dataclass(frozen=True)
class Hub:
    """The hub's line: what it is called, ``ok``, ``warning`` or "" as the strip has it, and whether only away."""

    name: str
    state: str = ""
    away: bool = False


class Devices(Lines):
    """This device first, then the hub, then those with gaps, then the others by name."""

    def __init__(self) -> None:
        heads = [say("Device"), say("Last exchange"), say("It lacks"), say("We lack"), say("State")]
        super().__init__(say("Devices and teams"), heads, (28, 20, 12, 16, 24))
        for place, told in ((2, say("It lacks of us")), (3, say("We lack of it"))):
            self.headerItem().setToolTip(place, tip(told))

    def show_company(self, company: Company, hub: Hub | None = None) -> None:
        """Show what was read, and the hub when there is one."""
        now = datetime.now(UTC)
        order = sorted(company.companions, key=lambda one: (not one.own, one.revoked or not one.gaps))
        lines = [(one.device, _cells(one, company, now)) for one in order]
        if hub:
            lines.insert(1, (HUB, _hub_cells(hub, company, now)))
        self.show_lines(lines)


def _cells(one: Companion, company: Company, now: datetime) -> list[Cell]:
    who = say("This device") if one.own else ltr(one.name)
    role = words().code("team-role", one.role) if one.role else ""
    team = company.teams.get(one.team, "")
    own = ltr(one.name) if one.own else ""
    under = say(", ").join(part for part in (role, own, team) if part)
    first = Cell(who, under or ltr(one.device), "laptop", "error" if one.revoked else "")
    return [first, _heard(one, now), _theirs(one, company), _ours(one), _state(one, company, now)]


def _hub_cells(hub: Hub, company: Company, now: datetime) -> list[Cell]:
    met = next((one for one in company.log if one.road == "hub" and not one.trouble), None)
    when = Cell(day_and_clock(datetime.fromisoformat(met.moment), now), " ") if met else Cell(say("Not yet"), " ")
    return [Cell(say("The hub"), hub.name, "globe"), when, Cell("–", " "), Cell("–", " "), _hub_state(hub)]


def _hub_state(hub: Hub) -> Cell:
    if hub.state == "ok":
        return Cell(say("connected"), icon="check", state="ok", tag=True)
    if hub.state == "warning":
        return Cell(say("no answer") if hub.away else say("see above"), icon="wifi-off", state="warning", tag=True)
    return Cell(say("by F7"), icon="refresh-cw", tag=True)


def _heard(one: Companion, now: datetime) -> Cell:
    if one.own:
        return Cell("–", " ")
    if not one.moment:
        return Cell(say("Not yet"), " ")
    return Cell(day_and_clock(datetime.fromisoformat(one.moment), now), road_words(one.road))


def road_words(road: str) -> str:
    """By which road."""
    known = {"stick": say("by stick"), "folder": say("by folder"), "file": say("by file"), "hub": say("over the hub")}
    return known.get(road, road)


def _theirs(one: Companion, company: Company) -> Cell:
    if one.own:
        return Cell(ltr(str(company.unshared)), " ")
    return Cell("–", " ") if company.practice or one.revoked else Cell(ltr(str(one.they_lack)), " ")


def _ours(one: Companion) -> Cell:
    if one.own:
        return Cell("–", " ")
    gaps = say("missing {numbers}", numbers=numbers_of(one)) if one.gaps else " "
    return Cell("–" if one.revoked else ltr(str(one.we_lack)), gaps)


def changes(count: int) -> str:
    """So many changes, or nothing."""
    return say_n("{count} change", "{count} changes", count) if count else say("nothing")


def numbers_of(one: Companion) -> str:
    """The numbers of its changes that are missing here."""
    told = [ltr(f"{first}–{last}" if last > first else str(first)) for first, last in one.gaps[:3]]
    return say(", ").join([*told, "…"] if len(one.gaps) > 3 else told)


def _state(one: Companion, company: Company, now: datetime) -> Cell:
    if company.practice:
        return Cell(say("invented"), icon="graduation-cap", tag=True)
    if one.revoked:
        return Cell(say("taken out"), icon="ban", state="error", tag=True)
    if one.own:
        if company.unshared:
            return Cell(say("to be shared"), icon="cloud-off", state="warning", tag=True)
        return Cell(say("shared"), icon="check", state="ok", tag=True)
    if not one.role:
        return Cell(say("not certified"), icon="circle-help", state="warning", tag=True)
    if one.gaps:
        return Cell(say("with a gap"), icon="triangle-alert", state="warning", tag=True)
    if not one.moment:
        return Cell(say("not heard of"), tag=True)
    if one.we_lack:
        return Cell(say("has more"), icon="arrow-down-to-line", state="information", tag=True)
    if now - datetime.fromisoformat(one.moment) > OLD:
        return Cell(say("long ago"), icon="clock", state="error", tag=True)
    if one.they_lack:
        return Cell(say("lacks ours"), icon="upload", state="warning", tag=True)
    return Cell(say("complete"), icon="check", state="ok", tag=True)
