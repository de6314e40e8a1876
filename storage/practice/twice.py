"""What was told twice or by mistake: people, incidents, movements, a facility; what was withdrawn, and why.

None of it moves the figures, however they are counted. A person told twice is killed in one account and *missing* or
*under the rubble* in the other; a second account of an incident names nobody; what was withdrawn is withdrawn with
everything in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from storage.edits import Edit
from storage.fields.kinds import AgeValue, DayValue, Range
from storage.practice.building import Summer
from storage.practice.campaign import Strike
from storage.practice.chance import Chance
from storage.practice.desk import Desk, at, place_of, team_of
from storage.practice.people import household, respelt, unknown_person
from storage.practice.sample import sentences

LINKED, OPEN, PARTED = 9, 5, 2
"""People told twice: found to be the same, not looked at yet, found to be two people."""


def second_accounts(summer: Summer) -> None:
    """Khan's accounts of people and incidents that we have too; then our judgement of them."""
    ours, khan = summer.desks["ariha"], summer.desks["khan"]
    khan.at(at(date(2019, 7, 3), 19 * 60))
    again = [(first, _as_khan_heard(khan, strike, first)) for strike, first in _told_twice(summer)]
    events = [(incident, _event_again(khan, strike, incident)) for strike, incident in _events_told_twice(summer)]
    khan.save([second for _, second in again])
    khan.save([edit for _, edits in events for edit in edits])
    khan.save([_facility_again(khan)])
    summer.exchange.meet(at(date(2019, 7, 4), 9 * 60))
    links = [_link(ours, "same_person_as", "victim", *pair, "الاسم واسم الأب والمكان") for pair in again[:LINKED]]
    links += [_link(ours, "not_same", "victim", *pair, "شخصان مختلفان، سُئلت العائلة") for pair in again[-PARTED:]]
    links += [
        _link(ours, "same_event_as", "incident", first, edits[0], "المكان والساعة نفسهما")
        for first, edits in events[:3]
    ]
    ours.save([*links, *_identified(summer), *_parts_of_a_day(summer)])


def _told_twice(summer: Summer) -> list[tuple[Strike, Edit]]:
    """People killed whom both teams may have heard of, spread over the summer."""
    named = [
        (strike, edit)
        for strike, edit in summer.of_ours("victim")
        if edit.values["outcome"] == "killed" and "name" in edit.values and edit.values["name"].ar.given
        and edit.values["sex"] != "unknown" and strike.key != "mhambal"
    ]  # fmt: skip
    wanted = LINKED + OPEN + PARTED
    return [named[place * (len(named) - 1) // (wanted - 1)] for place in range(wanted)]


def _as_khan_heard(khan: Desk, strike: Strike, first: Edit) -> Edit:
    values = dict(first.values)
    chance = Chance(f"again/{first.id}")
    age = values["age"]
    if age.min is not None and age.unit == "y" and age.min > 25 and chance.likely(0.5):
        age = AgeValue(age.min + 1, age.min + 1, about=True, basis="estimate")
    return khan.edit(
        "victim",
        {
            "name": respelt(values["name"]),
            "sex": values["sex"],
            "age": age,
            "outcome": chance.pick(("missing", "missing", "under_rubble")),
            "outcome_day": DayValue.on(strike.day),
            "outcome_place": place_of(strike.place),
            "civilian_status": "civilian",
            "notes": "سأل عنه أقاربه النازحون عندنا",
            "sources": (khan.sources["khn-witness"],),
        },
    )


def _events_told_twice(summer: Summer) -> list[tuple[Strike, Edit]]:
    harmed = [(strike, edit) for strike, edit in summer.of_ours("incident") if strike.killed > 1 and "/" in strike.key]
    return [harmed[place * (len(harmed) - 1) // 3] for place in range(4)]


def _event_again(khan: Desk, strike: Strike, first: Edit) -> list[Edit]:
    facts = ("occurred", "place", "attack", "target")
    values: dict[str, Any] = {name: first.values[name] for name in facts}
    source = khan.sources["khn-page"]
    values |= {"certainty": "possible", "verification": "not_verified", "not_verified_reason": "contradictory"}
    incident = khan.edit("incident", values | {"sources": (source,), "status": "complete"})
    claim = {"incident": incident.id, "source": source, "killed": Range(max(0, strike.killed - 1), strike.killed + 1)}
    return [incident, khan.edit("claim", claim | {"injured": Range(unknown=True)})]


def _facility_again(khan: Desk) -> Edit:
    values = {"kind": "hospital", "name_ar": "مشفى كفرنبل", "name_en": "Kafranbel hospital", "run_by": "unknown"}
    return khan.edit("facility", values | {"place": place_of("SIJ-0050")})


def _link(desk: Desk, kind: str, about: str, first: Edit, second: Edit, reason: str) -> Edit:
    ends = {"first": first.id, "second": second.id}
    return desk.edit("link", {"link": kind, "about": about, "reason": reason, **ends})


def _identified(summer: Summer) -> Iterator[Edit]:
    """Somebody unknown was seen under the rubble; later the body found had a name. Both accounts stay."""
    ours = summer.desks["ariha"]
    found = [pair for pair in summer.of_ours("victim") if "rubble_day" in pair[1].values and "name" in pair[1].values]
    for strike, named in found[2:5]:
        chance = Chance(f"unknown/{named.id}")
        person = unknown_person(chance, child=(named.values["age"].years[1] or 99) < 18)
        name = named.values["name"]
        values: dict[str, Any] = {"incident": named.values["incident"], "sex": person.sex, "age": person.age}
        values |= {"outcome": "under_rubble", "outcome_day": DayValue.on(strike.day), "civilian_status": "civilian"}
        values["notes"] = "لم يُعرف الاسم، شوهد تحت الأنقاض"
        values |= {"family_group": f"عائلة {name.ar.family}"} if name.ar.family else {}
        first = ours.edit("victim", values)
        yield first
        yield _link(ours, "identified_as", "victim", first, named, "تعرّف عليه أهله")


def _parts_of_a_day(summer: Summer) -> Iterator[Edit]:
    """Attacks on one place on one day: one followed the other, or was a part of it."""
    ours = summer.desks["ariha"]
    known: dict[tuple[str, date], Edit] = {}
    kinds = iter(("follows", "part_of", "follows", "part_of", "follows"))
    for strike, incident in summer.of_ours("incident"):
        before = known.setdefault((strike.place, strike.day), incident)
        if before is not incident and not strike.after:
            kind = next(kinds, "")
            if not kind:
                return
            yield _link(ours, kind, "incident", incident, before, "في اليوم نفسه")


def movements_counted_twice(summer: Summer) -> None:
    """The same people counted where they left and where they arrived: linked, so that they count once."""
    ours = summer.desks["ariha"]
    ours.at(at(date(2019, 7, 5), 19 * 60))
    edits = []
    for place, departure in list(summer.departures.items())[:60:8]:
        first = next((edit for edit in departure.movements if edit.values.get("direction") == "out"), None)
        if first is None or team_of(place) == "ariha":
            continue
        low = first.values["persons"].min
        names = ("direction", "origin", "destination", "destination_known", "started")
        values = {name: first.values[name] for name in names if name in first.values}
        values |= {"persons": Range(round(low * 0.9), round(low * 1.1)), "same_people_as": (first.id,)}
        edits.append(ours.edit("movement", values | {"notes": "إحصاء عند الوصول", "certainty": "possible"}))
    ours.save(edits)


def withdrawn(summer: Summer) -> None:
    """Records entered by mistake, and the second save that withdrew them."""
    ours, hama = summer.desks["ariha"], summer.desks["hama"]
    for desk, day in ((ours, date(2019, 7, 5)), (hama, date(2019, 7, 2))):
        desk.at(at(day, 21 * 60 + 15))
        for number, reason in enumerate(sentences("withdrawn", "incident")):
            _withdraw(desk, _mistaken_incident(desk, day - timedelta(days=9 * number + 3), number), reason)
    for kind in ("victim", "movement", "claim"):
        for number, reason in enumerate(sentences("withdrawn", kind)):
            _withdraw(ours, [_mistaken(summer, kind, number)], reason)


def _withdraw(desk: Desk, edits: Sequence[Edit], reason: str) -> None:
    desk.save(edits)
    desk.moment += timedelta(minutes=12)
    desk.save([Edit(edit.kind, edit.id, {"withdrawn": reason}) for edit in edits], why=reason)


def _mistaken_incident(desk: Desk, day: date, number: int) -> list[Edit]:
    """An incident that was none, with people killed and, once, a health centre that was never hit."""
    place = place_of(("SIJ-0109", "SIJ-0123", "SIJ-0180")[number])
    source = desk.sources[desk.own[-1]]
    values: dict[str, Any] = {"occurred": DayValue.on(day), "place": place, "attack": "air_strike", "target": "health"}
    incident = desk.edit("incident", values | {"sources": (source,), "certainty": "rumour"})
    told = {"incident": incident.id, "source": source, "killed": Range.exactly(2), "injured": Range(3, 5)}
    edits = [incident, desk.edit("claim", told)]
    for person in household(Chance(f"mistaken/{desk.team}/{number}"), adults=1, children=1):
        name = person.name(Chance(f"mistaken/{desk.team}/{number}"))
        facts = {"incident": incident.id, "name": name, "sex": person.sex, "age": person.age, "outcome": "killed"}
        edits.append(desk.edit("victim", facts | {"civilian_status": "civilian"}))
    if number == 0:
        centre = {"kind": "health_centre", "name_ar": "مركز دركوش الصحي", "name_en": "Darkosh health centre"}
        facility = desk.edit("facility", centre | {"place": place})
        damage = {"incident": incident.id, "facility": facility.id, "damage": "minor", "closed": "no"}
        edits += [facility, desk.edit("damage", damage)]
    return edits


def _mistaken(summer: Summer, kind: str, number: int) -> Edit:
    """A record that belonged somewhere else."""
    ours = summer.desks["ariha"]
    strike, incident = summer.of_ours("incident")[40 + 17 * number]
    if kind == "claim":
        told = {"incident": incident.id, "source": ours.sources["ari-page"]}
        return ours.edit(kind, told | {"killed": Range.exactly(strike.killed + 9)})
    if kind == "movement":
        origin = {"direction": "out", "origin": incident.values["place"], "destination_known": "unknown"}
        return ours.edit(kind, origin | {"started": DayValue.on(strike.day), "persons": Range(900, 1200)})
    person = household(Chance(f"mistaken/{number}"), adults=1, children=0)[0]
    name = person.name(Chance(f"mistaken/{number}"))
    facts: dict[str, Any] = {"incident": incident.id, "name": name, "sex": person.sex}
    return ours.edit(kind, facts | {"age": person.age, "outcome": "killed", "civilian_status": "civilian"})
