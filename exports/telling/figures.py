"""Figures in words and as JSON values: the same numbers for the command line, the window and whoever copies them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from storage import Count, Day, DayValue, Figure, Figures, Period, Range, Reading, View, Words

if TYPE_CHECKING:
    from storage import Store, Tally

Ends = tuple[int | None, int | None]
SHORT = 9_999
"""Ranges that end above it do not fit where there is little room."""
OUTCOMES = ("killed", "injured", "missing")


class FigureWords:
    """Figures in words, without the register they come from."""

    def __init__(self, words: Words, today: date) -> None:
        self._words = words
        self._reading = Reading(words, today)

    def days(self, period: Period) -> str:
        """The days of a period in words."""
        say, first, last = self._words.t, period.first, period.last
        if first is None and last is None:
            return say("All days")
        if first is None or last is None:
            day = self._day(first or last or date.min)
            return say("since {day}", day=day) if first else say("until {day}", day=day)
        return self._day(first) if first == last else Day().show(DayValue(first, last, "range"), self._reading)

    def day(self, day: date) -> str:
        """A day in words."""
        return self._day(day)

    def rests(self, one: Figure) -> str:
        """What a figure rests on: what is published by the rules of the incidents, who is recorded, who is not yet."""
        say = self._words.t
        recorded = say("recorded: {count}", count=self.ends((one.named, one.named_high)))
        if one.left == (0, 0):
            return recorded
        return say(
            "published: {published}; {recorded}; not recorded yet: {left}",
            published=self.ends((one.low, one.high)), recorded=recorded, left=self.ends(one.left),
        )  # fmt: skip

    def among(self, found: Figures) -> str:
        """Who the killed are, as far as they are recorded."""
        words = self._words
        parts = (
            words.n("{count} child", "{count} children", found.children),
            words.n("{count} woman", "{count} women", found.women),
            words.n("{count} civilian", "{count} civilians", found.civilians),
        )
        return self.parted(parts)

    def parted(self, parts: Iterable[str]) -> str:
        """Several things in one line."""
        return ("؛ " if self._words.rtl else "; ").join(parts)

    def records(self, found: Figures) -> str:
        """How many records tell of the events."""
        return self._words.n("told by {count} record", "told by {count} records", found.incidents)

    def trust(self, found: Figures) -> list[tuple[str, int]]:
        """How far the figures can be trusted: name and number of incidents."""
        say = self._words.t
        return [
            (say("Incidents with a figure"), found.claimed),
            (say("Incidents with people recorded"), found.naming),
            (say("Verified incidents"), found.verified),
            (say("Incidents in dispute"), found.disputed),
            (say("Drafts, counted as well"), found.drafts),
            (say("Fewer recorded than published"), found.fewer),
            (say("More recorded than published"), found.more),
        ]

    def unsettled(self, found: Figures) -> str:
        """Whether other days that were said would put incidents into these days or out of them; "" for none."""
        if not found.unsettled:
            return ""
        return self._words.n(
            "{count} of them: teams disagree whether it was in these days; it counts by the day that is shown",
            "{count} of them: teams disagree whether they were in these days; they count by the day that is shown",
            found.unsettled,
        )

    def ends(self, ends: Ends) -> str:
        """A range of people."""
        low, high = ends
        return Count().show(Range(low or 0, high), self._reading)

    def short(self, ends: Ends) -> tuple[str, str]:
        """The same where there is little room: ``≥ 544``, and what is left out of it (``up to 436,468``)."""
        low, high = ends
        if high is None or (low != high and high > SHORT):
            upper = "" if high is None else self._words.t("up to {count}", count=self.count(high))
            return self._words.ltr(f"≥ {low or 0:,}"), upper
        return self.ends(ends), ""

    def count(self, number: int) -> str:
        """A number of things."""
        return Count().show(Range.exactly(number), self._reading)

    def _day(self, day: date) -> str:
        return Day().show(DayValue.on(day), self._reading)


class FigureTelling(FigureWords):
    """The figures of a period and an area as facts for other programs and as lines for eyes."""

    def __init__(self, store: Store, words: Words) -> None:
        super().__init__(words, store.now().date())
        self._store = store

    # ---- for other programs

    def facts(self, found: Figures) -> dict[str, Any]:
        """All figures as JSON values; ``null`` is an open end."""
        period = found.period
        return {
            "from": period.first and period.first.isoformat(),
            "to": period.last and period.last.isoformat(),
            "place": period.place and self._place(period.place),
            "killed": {
                **_outcome(found.killed), "civilians": found.civilians, "children": found.children,
                "women": found.women,
            },
            "injured": _outcome(found.injured),
            "missing": _outcome(found.missing),
            "rescued": found.rescued,
            "events": found.events,
            "incidents": found.incidents,
            "rests_on": {
                "claimed": found.claimed, "named": found.naming, "verified": found.verified,
                "disputed": found.disputed, "unsettled": found.unsettled, "drafts": found.drafts,
                "fewer_named": found.fewer, "more_named": found.more,
            },
            "facilities": {
                **_tally(found.facilities), "medical": _tally(found.medical), "schools": _tally(found.schools),
                "kinds": {kind: _tally(one) for kind, one in sorted(found.kinds.items())},
            },
            "displaced": _ends(found.displaced),
            "returned": _ends(found.returned),
            "villages": {"left": found.villages, "emptied": found.emptied},
        }  # fmt: skip

    def narrowing(self, view: View) -> dict[str, Any]:
        """What narrows figures beyond one period and area, as JSON values; nothing when nothing does."""
        if view.plain:
            return {}
        teams = [{"id": one, "name": self._store.name_of("team", one, self._words.language)} for one in view.teams]
        places = [self._place(one) for one in view.places]
        return {"places": places, "teams": teams, "verification": list(view.verification)}

    # ---- for eyes

    def lines(self, found: Figures, view: View | None = None) -> Iterator[str]:
        """All figures as lines with tabs."""
        yield self.heading(view or View(found.period))
        for name, *values in self.rows(found):
            yield "\t".join((name, *(value for value in values if value)))

    def heading(self, view: View) -> str:
        """Which days and places are meant, and what else narrows them."""
        say, language = self._words.t, self._words.language
        places = [self._store.name_of("place", place, language) for place in view.places] or [say("All places")]
        teams = [self._store.name_of("team", team, language) for team in view.teams]
        levels = [self._words.code("verification", one) if one else say("not judged") for one in view.verification]
        return "\t".join((self.days(view.period), *(say(", ").join(some) for some in (places, teams, levels) if some)))

    def rows(self, found: Figures) -> Iterator[tuple[str, str, str]]:
        """Each figure: its name, its number, and what belongs to it."""
        say, words = self._words.t, self._words
        for outcome in OUTCOMES:
            one: Figure = getattr(found, outcome)
            among = self.among(found) if outcome == "killed" else ""
            more = self.parted(part for part in (self.rests(one), among) if part)
            yield words.code("outcome", outcome), self.ends(one.shown), more
        yield words.code("outcome", "rescued"), self.count(found.rescued), ""
        for name, tally in (
            (say("Facilities attacked"), found.facilities),
            (say("Health facilities attacked"), found.medical),
            (say("Schools attacked"), found.schools),
        ):
            yield name, self.count(tally.facilities), words.n("{count} attack", "{count} attacks", tally.attacks)
        left = words.n("from {count} village", "from {count} villages", found.villages)
        emptied = words.n("{count} village empty", "{count} villages empty", found.emptied)
        yield say("Displaced"), self.ends(found.displaced), self.parted((left, emptied))
        yield say("Returned"), self.ends(found.returned), ""
        yield say("Events"), self.count(found.events), self.records(found)
        doubted = say("Incidents in dispute")
        for name, number in self.trust(found):
            yield name, self.count(number), self.unsettled(found) if name == doubted else ""

    def _place(self, place: str) -> dict[str, Any]:
        facts = self._store.places.get(place)
        if facts is None:
            return {"code": place, "level": None, "name": ""}
        return {"code": facts.code, "id": place, "level": facts.level, "name": facts.name(self._words.language)}


def _outcome(one: Figure) -> dict[str, Any]:
    """``min`` and ``max`` are published; ``at_least`` is never less than are recorded by name or in groups."""
    return {
        "min": one.low, "max": one.high, "at_least": one.shown[0], "named": one.named, "named_max": one.named_high,
        "not_recorded": _ends(one.left),
    }  # fmt: skip


def _tally(tally: Tally) -> dict[str, int]:
    return {"attacked": tally.facilities, "attacks": tally.attacks}


def _ends(ends: Ends) -> dict[str, int | None]:
    return {"min": ends[0], "max": ends[1]}
