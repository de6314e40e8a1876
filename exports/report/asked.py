"""What a report is asked for: of what, for whom, in which language, as known when; and what it says of that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from exports.leaving.sharing import Sharing
from storage import UserError, View, message

if TYPE_CHECKING:
    from exports.leaving.leaving import Leaving
    from exports.telling.figures import FigureWords
    from storage import Store, Words


@dataclass(frozen=True)
class Then:
    """An earlier moment.

    Attributes:
        day: at the end of which it was so, None when a journal position was asked for; position: its journal position.
        past: the register as it stood.
    """

    day: date | None
    position: int
    past: Store


@dataclass(frozen=True)
class ReportAsked:
    """A report.

    Attributes:
        language: of its words. view: what it covers; sharing: for whom.
        lead: its first paragraph, None for one made of the figures; named: somebody has seen which names stand in it,
            and wants them told.
        then: the moment it tells of, None is now.
    """

    language: str
    view: View = field(default_factory=View)
    sharing: Sharing = field(default_factory=Sharing)
    lead: str | None = None
    named: bool = False
    then: Then | None = None

    def checked(self) -> ReportAsked:
        """Itself, when it may be made.

        Raises:
            UserError: ``past-inside``.
        """
        if self.then is not None and self.sharing.outside:
            raise UserError(
                "past-inside",
                message("What was known earlier is told to our own teams only: some of it may have been taken back."),
                message("Choose our own teams as readers, or the register as it is known now."),
            )
        return self


def within(leaving: Leaving, telling: FigureWords, then: Then | None) -> str:
    """The line below the title: days, areas, and what else narrows it."""
    parts = [telling.days(leaving.facts.period), area_names(leaving), *(told for told, _ in _narrowed(leaving))]
    if then is not None:
        parts.append(then_words(then, telling, leaving.words))
    return " · ".join(parts)


def then_words(then: Then, telling: FigureWords, words: Words) -> str:
    """An earlier moment in words."""
    if then.day is not None:
        return words.t("As known on {day}", day=telling.day(then.day))
    return words.t("As known at journal position {position}", position=words.ltr(f"{then.position:,}"))


def area_names(leaving: Leaving) -> str:
    """The areas of a report in words."""
    if leaving.areas:
        leaving.names.prepare({"place"})
    names = [leaving.names.name("place", place) for place in leaving.areas]
    return leaving.words.t(", ").join(names) if names else leaving.words.t("All places")


def caveats(leaving: Leaving, telling: FigureWords, then: Then | None) -> Iterator[str]:
    """What a reader must know of what is left out."""
    say = leaving.words.t
    if len(leaving.areas) > 1:
        yield say("Only these areas, each with everything in it: {areas}.", areas=area_names(leaving))
    yield from (told for _, told in _narrowed(leaving))
    if then is not None:
        yield say("{moment}: what was written or arrived later is left out.",
                  moment=then_words(then, telling, leaving.words))  # fmt: skip


def _narrowed(leaving: Leaving) -> Iterator[tuple[str, str]]:
    """Teams and levels of verification: short for the title, whole for the method."""
    words, view = leaving.words, leaving.view
    say = words.t
    if view.teams:
        leaving.names.prepare({"team"})
        teams = say(", ").join(leaving.names.name("team", one) for one in view.teams)
        yield teams, say("Only what was recorded by {teams}; states of villages are told by all teams.", teams=teams)
    if view.verification:
        levels = say(", ").join(
            words.code("verification", one) if one else say("not judged") for one in view.verification
        )
        yield levels, say("Only incidents with this verification: {levels}. It is not asked of movements.",
                          levels=levels)  # fmt: skip
