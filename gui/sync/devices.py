"""The list of devices: who was heard of when, what each lacks of us and we of them, gaps by number."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from gui.frame.strip import day_and_clock
from gui.say import ltr, say, say_n, words
from gui.sync.lines import Cell, Lines
from gui.sync.reading import Company
from storage import Companion

OLD = timedelta(days=7)


class Devices(Lines):
    """This device first."""

    def __init__(self) -> None:
        heads = [say("Device"), say("Last exchange"), say("It lacks of us"), say("We lack of it"), say("State")]
        super().__init__(say("Devices and teams"), heads, (26, 19, 17, 17, 21))

    def show_company(self, company: Company) -> None:
        """Show what was read."""
        now = datetime.now(UTC)
        self.show_lines([(one.device, _cells(one, company, now)) for one in company.companions])


def _cells(one: Companion, company: Company, now: datetime) -> list[Cell]:
    who = say("This device") if one.own else ltr(one.name)
    role = words().code("team-role", one.role) if one.role else ""
    team = company.teams.get(one.team, "")
    own = ltr(one.name) if one.own else ""
    under = say(", ").join(part for part in (team, own, role) if part)
    first = Cell(who, under or ltr(one.device), "laptop", "error" if one.revoked else "")
    return [first, _heard(one, now), _theirs(one, company), _ours(one), _state(one, company, now)]


def _heard(one: Companion, now: datetime) -> Cell:
    if one.own:
        return Cell("–", " ")
    if not one.moment:
        return Cell(say("Not yet"), say("nothing heard of it"))
    return Cell(day_and_clock(datetime.fromisoformat(one.moment), now), road_words(one.road))


def road_words(road: str) -> str:
    """By which road."""
    known = {"stick": say("by stick"), "folder": say("by folder"), "file": say("by file"), "hub": say("over the hub")}
    return known.get(road, road)


def _theirs(one: Companion, company: Company) -> Cell:
    if one.own:
        return Cell(ltr(str(company.unshared)), say("nobody else has"))
    return Cell("–", " ") if company.practice else Cell(changes(one.they_lack), " ")


def _ours(one: Companion) -> Cell:
    if one.own:
        return Cell("–", " ")
    gaps = say("missing {numbers}", numbers=numbers_of(one)) if one.gaps else " "
    return Cell(changes(one.we_lack), gaps)


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
