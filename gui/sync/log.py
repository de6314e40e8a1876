"""The log of exchanges, and what was set apart with the reason."""

from __future__ import annotations

from datetime import UTC, datetime

from gui.frame.strip import day_and_clock
from gui.say import ltr, say
from gui.sync.devices import changes, road_words
from gui.sync.lines import Cell, Lines
from gui.sync.reading import Company
from storage import Apart, Companion, Exchanged


class Log(Lines):
    """What was written and read, newest first."""

    def __init__(self) -> None:
        super().__init__(say("Log of exchanges"), [say("What"), say("When"), say("How much")], (44, 28, 28))

    def show_company(self, company: Company) -> None:
        """Show what was read."""
        now = datetime.now(UTC)
        lines: list[tuple[str, int | str, list[Cell]]] = [
            (one.moment, number, _line(one, company, now)) for number, one in enumerate(company.log)
        ]
        receipts = [one for one in company.companions if one.confirmed and one.moment and not one.own]
        lines += [(one.moment, one.device, _receipt(one, now)) for one in receipts]
        lines.sort(key=lambda line: datetime.fromisoformat(line[0]), reverse=True)
        self.show_lines([(key, cells) for _, key, cells in lines])


def _receipt(one: Companion, now: datetime) -> list[Cell]:
    """The newest receipt of a laptop: it has written our changes and proved them."""
    who = Cell(say("Confirmed"), say(", ").join((ltr(one.name), road_words(one.road))), "check-check", "ok")
    when = Cell(day_and_clock(datetime.fromisoformat(one.moment), now))
    return [who, when, Cell(changes(one.confirmed), say("of ours"))]


def _line(one: Exchanged, company: Company, now: datetime) -> list[Cell]:
    when = Cell(day_and_clock(datetime.fromisoformat(one.moment), now))
    who = ltr(company.names.get(one.device, one.device)) if one.device else ""
    if one.trouble:
        what = say("Did not go through") if one.road == "hub" else say("A file was refused")
        return [Cell(what, trouble_words(one.trouble), "circle-alert", "error"), when, Cell(changes(one.changes))]
    if one.direction == "out":
        return [Cell(say("Written"), road_words(one.road), "upload"), when, Cell(changes(one.changes))]
    whose = say(", ").join(part for part in (who, road_words(one.road)) if part)
    return [Cell(say("Arrived"), whose, "arrow-down-to-line"), when, Cell(changes(one.changes))]


def trouble_words(word: str) -> str:
    """Why a file was refused or an exchange stopped, in a few words."""
    known = _hub_words() | {
        "not-a-bundle": say("not a bundle of Sijill"),
        "not-for-us": say("not written for this laptop"),
        "newer-format": say("written by a newer Sijill"),
        "damaged-bundle": say("damaged, or cut short"),
        "too-large": say("too large"),
        "other-organisation": say("of another organisation"),
        "not-certified": say("its writer is not certified"),
        "malformed-changes": say("its changes cannot be read"),
        "broken-chain": say("altered on its way"),
    }
    return known.get(word) or say("it could not be done")


def _hub_words() -> dict[str, str]:
    """Why an exchange with the hub stopped."""
    return {
        "hub-away": say("no answer, or the line was cut"),
        "hub-no-entry": say("this laptop is not admitted to the hub"),
        "no-hub": say("no hub of ours at this address"),
        "hub-of-another": say("the login of another laptop"),
        "hub-of-others": say("the hub of another organisation"),
        "hub-full": say("no room on the hub"),
        "hub-read-only": say("the hub takes nothing in now"),
        "hub-faulty": say("a fault of the server"),
        "hub-plain": say("the hub answers without encryption"),
        "hub-stranger": say("nobody vouches for the hub"),
        "hub-expired": say("the certificate of the hub has run out"),
        "hub-other-host": say("another computer answered"),
        "hub-not-private": say("an address without proof of who answers"),
        "not-an-address": say("not the address of a hub"),
        "newer-hub": say("the hub is of a newer Sijill"),
        "hub-no-key": say("sealed for others so far"),
        "damaged-on-hub": say("something on the hub is damaged"),
    }


class SetApart(Lines):
    """Changes that were kept but not taken in."""

    def __init__(self) -> None:
        super().__init__(say("Set apart"), [say("Why"), say("When"), say("Whose")], (46, 27, 27))

    def show_company(self, company: Company) -> None:
        """Show what was read."""
        now = datetime.now(UTC)
        self.show_lines([(one.n, _apart(one, company, now)) for one in company.apart])


def _apart(one: Apart, company: Company, now: datetime) -> list[Cell]:
    words = {
        "fork": say("Two laptops write under one name"),
        "not-certified": say("Nobody here certified it"),
        "revoked": say("Written after it was taken out"),
    }
    numbers = ltr(f"{one.first}–{one.last}")
    under = (
        say("taken in: changes {numbers}", numbers=numbers)
        if one.settled
        else say("changes {numbers}", numbers=numbers)
    )
    drawing, state = ("check", "ok") if one.settled else ("shield-alert", "warning")
    why = Cell(words.get(one.word, one.word), under, drawing, state)
    device = one.device[:12]
    whose = Cell(ltr(company.names.get(device, device)))
    return [why, Cell(day_and_clock(datetime.fromisoformat(one.moment), now)), whose]
