"""From a part of the register, as far as it may leave, to the pages of a report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from exports.leaving.leaving import Leaving
from exports.leaving.shares import Shares, drawn, shares_of
from exports.leaving.sharing import keep_text
from exports.map.told import MapTold, map_told
from exports.report.asked import Then, area_names, caveats, within
from exports.report.notable import notable
from exports.report.pages import Pages, PagesTable
from exports.report.where import district_table, village_table
from exports.telling.figures import FigureWords
from exports.workbook.about import practice_text
from storage import SMALLEST_CELL, Figures, Level

CHARTS = {Level.PUBLIC: (0, 2)}
"""Which charts are drawn at a level; elsewhere days, kinds of attack and places."""
ELSEWHERE = (0, 1, 3)
ON_MAP = frozenset({"incidents", "borders", "names"})
"""What a map of half a page has room for."""
NOBODY_TOLD = (None, None)
Ends = tuple[int | None, int | None]


def gather(leaving: Leaving, lead: str | None, then: Then | None = None) -> Pages:
    """The pages of what is leaving; ``lead``: the first paragraph, None for one made of the figures."""
    words, facts, level = leaving.words, leaving.facts, leaving.level
    say, telling = words.t, FigureWords(words, date.today())
    leaving.names.prepare({"place"})
    found = leaving.summary.figures
    charts = tuple(_charts(leaving))
    places = district_table(leaving) if level is Level.PUBLIC else village_table(leaving)
    told = lead if lead is not None else first_words(leaving, telling)
    return Pages(
        language=words.language,
        rtl=words.rtl,
        whose=" · ".join(filter(None, (facts.register, facts.team))),
        level=words.code("sharing-level", level.value),
        warning=keep_text(leaving.sharing, leaving.words),
        practice=practice_text(words) if facts.practice else "",
        title=say("Situation report"),
        within=within(leaving, telling, then),
        lead=told.strip(),
        figures=_figure_table(found, telling, leaving),
        notable=notable(leaving, telling),
        places=places,
        charts=charts,
        legend=(words.code("outcome", "killed"), words.code("outcome", "injured")),
        open_end=say("at the end of a bar: up to so many, or nobody knows how many"),
        notes_title=say("Method and what to bear in mind"),
        notes=(*_notes(leaving, found, telling, charts), *caveats(leaving, telling, then)),
        made=_made(leaving),
        page=say("Page {number} of {count}", number="{number}", count="{count}"),
        map=_map(leaving, then),
    )  # fmt: skip


def _map(leaving: Leaving, then: Then | None) -> MapTold | None:
    found = map_told(leaving, layers=ON_MAP, then=then)
    return found if len(found.content.incidents) else None


def _figure_table(found: Figures, telling: FigureWords, leaving: Leaving) -> PagesTable:
    say, public = leaving.words.t, leaving.level is Level.PUBLIC
    more = say("What belongs to it") if public else say("What it rests on")
    heads = say("Figure"), say("Count"), more
    return PagesTable(say("Figures"), heads, tuple(_figures(found, telling, leaving)))


def first_words(leaving: Leaving, telling: FigureWords) -> str:
    """A first paragraph made of the figures."""
    say, found = leaving.words.t, leaving.summary.figures
    told = say(
        "Period: {days}. Area: {place}. Killed: {killed}; injured: {injured}; missing: {missing}.",
        place=area_names(leaving), days=telling.days(leaving.facts.period), killed=telling.ends(found.killed.shown),
        injured=telling.ends(found.injured.shown), missing=telling.ends(found.missing.shown),
    )  # fmt: skip
    medical, schools = telling.count(found.medical.facilities), telling.count(found.schools.facilities)
    hit = say("Health facilities attacked: {medical}; schools: {schools}.", medical=medical, schools=schools)
    left = say("Displaced: {people}.", people=_coarse(found.displaced, telling, leaving))
    return f"{told} {hit} {left}"


def _figures(found: Figures, telling: FigureWords, leaving: Leaving) -> Iterator[tuple[str, str, str]]:
    """Each figure with what it rests on; the public is not told who is recorded by name."""
    words, named = leaving.words, leaving.level is not Level.PUBLIC
    say = words.t
    for outcome in ("killed", "injured", "missing"):
        one = getattr(found, outcome)
        rests = [telling.rests(one)] if named else []
        if named and outcome == "killed":
            rests.append(telling.among(found))
        yield words.code("outcome", outcome), telling.ends(one.shown), telling.parted(rests)
    if named:
        yield words.code("outcome", "rescued"), telling.count(found.rescued), ""
    for name, tally in (
        (say("Facilities attacked"), found.facilities),
        (say("Health facilities attacked"), found.medical),
        (say("Schools attacked"), found.schools),
    ):
        yield name, telling.count(tally.facilities), words.n("{count} attack", "{count} attacks", tally.attacks)
    left = words.n("from {count} village", "from {count} villages", found.villages)
    emptied = words.n("{count} village empty", "{count} villages empty", found.emptied)
    yield (
        say("Displaced"),
        _coarse(found.displaced, telling, leaving),
        telling.parted((left, emptied) if named else ()),
    )
    if found.returned != NOBODY_TOLD:
        yield say("Returned"), _coarse(found.returned, telling, leaving), ""
    yield say("Events"), telling.count(found.events), telling.records(found)


def _coarse(ends: Ends, telling: FigureWords, leaving: Leaving) -> str:
    """People on the move; of a few the public is not told how many."""
    low, high = ends
    if leaving.level is Level.PUBLIC and high != 0 and (low or 0) < SMALLEST_CELL:
        if high is not None and high < SMALLEST_CELL:
            return leaving.words.t("fewer than {count}", count=SMALLEST_CELL)
        return telling.ends((0, high))
    return telling.ends(ends)


def _charts(leaving: Leaving) -> list[Shares]:
    if leaving.level is Level.PUBLIC:
        every = leaving.public_shares
    else:
        every = shares_of(leaving.spread, leaving.names, leaving.words)
    return drawn(every[at] for at in CHARTS.get(leaving.level, ELSEWHERE))


def _notes(
    leaving: Leaving, found: Figures, telling: FigureWords, charts: tuple[Shares, ...]
) -> Iterator[str]:  # fmt: skip
    """How the numbers came about, what they rest on, what is not in them."""
    say = leaving.words.t
    yield say(
        "The first number of a range is the fewest that is safe to say, the second the most that anybody states; "
        "“or more” means that nobody knows the most."
    )
    yield say(
        "Each person, event and attack on a facility counts once, however many records tell of it. What sources claim "
        "is never added up over sources. Where teams disagree, the safe side is told."
    )
    if leaving.level is not Level.PUBLIC:
        yield telling.parted(f"{name}: {telling.count(number)}" for name, number in telling.trust(found)) + "."
        if found.unsettled:
            yield f"{say('Incidents in dispute')}: {telling.unsettled(found)}."
    for chart in charts:
        for one in chart.apart:
            numbers = telling.parted((telling.ends(one.killed), telling.ends(one.injured)))
            yield say("Not in the chart of days: {what} ({numbers}).", what=one.label, numbers=numbers)
    yield from leaving.hidden()


def _made(leaving: Leaving) -> str:
    """When, from which state of the register; the public is not told how much it holds."""
    say, facts = leaving.words.t, leaving.facts
    made = leaving.words.ltr(facts.made.strftime("%d/%m/%Y %H:%M"))
    told = [say("Made {when}", when=made)]
    if leaving.level is not Level.PUBLIC:
        told.append(say("journal position {position}", position=leaving.words.ltr(f"{facts.position:,}")))
    if leaving.level is Level.PARTNER and facts.witness:
        told.append(say("mark {mark}", mark=leaving.words.ltr(facts.witness[:12])))
    return " · ".join(told)
