"""The people of an incident: named, unknown and grouped victims whose numbers are those of the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from storage.edits import Edit
from storage.fields.kinds import AgeValue, DayValue, Range
from storage.practice.campaign import Strike
from storage.practice.chance import Chance
from storage.practice.desk import Desk, place_of
from storage.practice.people import Somebody, household, unknown_person

HOSPITALS = ("مشفى معرة النعمان", "مشفى إدلب المركزي", "مشفى أريحا الجراحي", "مشفى باب الهوى", "نقطة إسعاف ميدانية")
WOMEN = (("homemaker", 5.0), ("teacher", 1.0), ("health_worker", 1.0), ("farmer", 2.0))
MEN = (
    *(("farmer", 5.0), ("trader", 2.0), ("worker", 4.0), ("driver", 2.0), ("teacher", 1.0), ("health_worker", 0.7)),
    *(("rescuer", 0.8), ("journalist", 0.4), ("local_official", 0.4), ("none", 1.0), ("aid_worker", 0.3)),
)
PARTS = (
    *(("leg", 5.0), ("arm", 4.0), ("head", 3.0), ("abdomen", 2.5), ("chest", 2.5), ("back_spine", 1.5), ("face", 1.5)),
    *(("eyes", 1.0), ("hand", 1.5), ("foot", 1.5), ("hearing", 0.7), ("many", 1.5), ("psychological", 1.0)),
)


@dataclass(frozen=True)
class Scene:
    """An incident about to be entered: the attack, its record, who enters it, on whose word."""

    strike: Strike
    incident: str
    desk: Desk
    sources: tuple[str, ...]

    def chance(self, subject: str) -> Chance:
        """Choices about one side of the scene."""
        return Chance(f"{self.strike.key}/{subject}")


@dataclass(frozen=True)
class Later:
    """An edit that follows some hours after the first entry."""

    hours: int
    edits: tuple[Edit, ...]
    why: str = ""


def casualties(scene: Scene) -> tuple[list[Edit], list[Later]]:
    """All victims of a scene, and what becomes known of some of them later."""
    edits = _killed(scene)
    later = _died_in_hospital(scene, edits)
    edits += _injured(scene)
    edits += _others(scene)
    return edits, later


def _killed(scene: Scene) -> list[Edit]:
    chance, strike = scene.chance("killed"), scene.strike
    adults, children = strike.killed - strike.children, strike.children
    edits: list[Edit] = []
    if adults >= 4 and strike.note != "rescuers" and chance.likely(0.4):
        size = chance.number(2, min(4, adults - 1))
        edits.append(_group(scene, chance, "killed", size, {"sex": chance.pick(("male", "unknown"))}))
        adults -= size
    if children >= 4 and chance.likely(0.35):
        young = {"age": AgeValue(band="child", basis="appearance"), "notes": "أطفال لم تُعرف أسماؤهم بعد"}
        edits.append(_group(scene, chance, "killed", 2, young))
        children -= 2
    people = household(chance, adults=adults, children=children, together=strike.note == "family")
    for person in people:
        if chance.likely(0.05) and strike.key != "mhambal":
            person = unknown_person(chance, child=person.child)
        edits += _dead(scene, chance, person)
    return edits


def _dead(scene: Scene, chance: Chance, person: Somebody) -> list[Edit]:
    strike = scene.strike
    fire = strike.attack == "incendiary_attack"
    values = _somebody(scene, chance, person) | {
        "outcome": "killed",
        "outcome_day": DayValue.on(strike.day),
        "cause": "incendiary" if fire else "explosive_weapons",
        "burial_place": "مقبرة البلدة" if chance.likely(0.4) else None,
        "identified_by": chance.pick(("الأب", "الأخ", "العم", "جيران")) if chance.likely(0.3) else None,
        "consent": chance.weighed((("family_asked", 4.0), ("public", 3.0), ("partners", 3.0), ("team_only", 2.0))),
    }
    if chance.likely(0.12):
        values |= {"kin": chance.pick(("أخ", "زوج", "أب", "عم")), "kin_phone": f"0900 000 {chance.number(100, 999)}"}
    if strike.target != "residential" or not chance.likely(0.2):
        return [scene.desk.edit("victim", values)]
    values |= {"rubble_place": "تحت سقف المنزل", "rubble_day": DayValue.on(strike.day)}
    victim = scene.desk.edit("victim", values)
    return [victim, *_steps(scene, victim, ("under_rubble", "killed"))]


def _injured(scene: Scene) -> list[Edit]:
    chance, total = scene.chance("injured"), scene.strike.injured
    named = total if total <= 2 else min(14, round(total * chance.between(0.35, 0.7)))
    young = sum(chance.likely(0.28) for _ in range(named))
    people = household(chance, adults=named - young, children=young)
    edits = [scene.desk.edit("victim", _wounded(scene, chance, person)) for person in people]
    if total > named:
        edits.append(_group(scene, chance, "injured", total - named, {"notes": "أسماء لم تصل من المشفى بعد"}))
    return edits


def _wounded(scene: Scene, chance: Chance, person: Somebody) -> dict[str, Any]:
    serious = chance.weighed(
        (("light", 4.0), ("moderate", 4.0), ("serious", 3.0), ("critical", 1.0), ("unknown", 1.0))
    )
    parts = {chance.weighed(PARTS) for _ in range(chance.number(1, 2))}
    burnt = scene.strike.attack == "incendiary_attack"
    return _somebody(scene, chance, person) | {
        "outcome": "injured",
        "outcome_day": DayValue.on(scene.strike.day),
        "hospital": chance.pick(HOSPITALS) if chance.likely(0.6) else None,
        "cause": "burns" if burnt else "explosive_weapons",
        "injuries": ("skin_burns",) if burnt else tuple(sorted(parts)),
        "severity": serious,
        "amputation": "yes" if serious == "serious" and chance.likely(0.15) else None,
        "permanent": "unknown" if serious == "critical" else None,
        "pregnant": "yes" if person.sex == "female" and not person.child and chance.likely(0.03) else None,
    }


def _somebody(scene: Scene, chance: Chance, person: Somebody) -> dict[str, Any]:
    nobody = not any(person.four)
    return {
        "incident": scene.incident,
        "name": None if nobody else person.name(chance),
        "sex": person.sex,
        "age": person.age,
        "civilian_status": "civilian",
        "roles": _roles(scene.strike, chance, person),
        "displaced": chance.pick(("yes", "no", "unknown")) if chance.likely(0.4) else None,
        "vulnerability": ("displaced",) if chance.likely(0.08) else None,
        "home": place_of(scene.strike.place) if chance.likely(0.5) else None,
        "family_group": person.family if person.family and chance.likely(0.5) else None,
        "notes": "لم يُعرف الاسم" if nobody else None,
        "sources": tuple(sorted(scene.sources[:2])) if chance.likely(0.5) else None,
    }


def _roles(strike: Strike, chance: Chance, person: Somebody) -> tuple[str, ...] | None:
    if strike.note == "rescuers" and not person.child and person.sex == "male":
        return ("rescuer",)
    if person.child:
        low = person.age.years[0]
        return ("pupil",) if low is not None and low >= 7 and chance.likely(0.5) else None
    if strike.target == "health" and chance.likely(0.4):
        return ("health_worker",)
    return (chance.weighed(WOMEN if person.sex == "female" else MEN),) if chance.likely(0.4) else None


def _group(scene: Scene, chance: Chance, outcome: str, size: int, more: dict[str, Any]) -> Edit:
    """People not named yet; the fewest is what the plan has."""
    most = size + (chance.number(1, max(1, size // 3)) if chance.likely(0.5) else 0)
    people = Range(size, most)
    if size >= 5 and chance.likely(0.15):
        people = Range(size, None)
    values = {"incident": scene.incident, "people": people, "outcome": outcome, "civilian_status": "civilian"}
    values |= {"outcome_day": DayValue.on(scene.strike.day), "cause": "explosive_weapons"}
    return scene.desk.edit("victim", values | more)


def _others(scene: Scene) -> list[Edit]:
    """People pulled out alive, still missing, taken away: none of them in the figures of killed and injured."""
    strike, chance = scene.strike, scene.chance("others")
    edits: list[Edit] = []
    if strike.target == "residential" and strike.killed >= 2:
        young = chance.number(0, 1)
        for person in household(chance, adults=chance.number(0, 2), children=young):
            victim = scene.desk.edit("victim", _somebody(scene, chance, person) | _outcome(strike, "rescued"))
            edits += [victim, *_steps(scene, victim, ("under_rubble", "rescued"))]
    if strike.killed + strike.injured and chance.likely(0.06):
        kinds = (("missing", 6.0), ("under_rubble", 2.0), ("detained", 1.0), ("abducted", 1.0), ("safe", 3.0))
        person = household(chance, adults=1, children=0)[0]
        outcome = chance.weighed(kinds)
        status = chance.weighed((("civilian", 5.0), ("undetermined", 2.0), ("contested", 1.0), ("combatant", 1.0)))
        values = _somebody(scene, chance, person) | _outcome(strike, outcome) | {"civilian_status": status}
        victim = scene.desk.edit("victim", values)
        edits += [victim, *_steps(scene, victim, ("missing", "safe") if outcome == "safe" else (outcome,))]
    return edits


def _outcome(strike: Strike, outcome: str) -> dict[str, Any]:
    return {"outcome": outcome, "outcome_day": DayValue.on(strike.day)}


def _steps(scene: Scene, victim: Edit, outcomes: Sequence[str]) -> list[Edit]:
    assert victim.id is not None
    facts = {"victim": victim.id, "day": DayValue.on(scene.strike.day), "source": scene.sources[0]}
    return [scene.desk.edit("outcome", facts | {"outcome": outcome}) for outcome in outcomes]


def _died_in_hospital(scene: Scene, edits: list[Edit]) -> list[Later]:
    """A few of the killed were first entered as injured; their death is a later edit with its own step."""
    chance = scene.chance("later")
    days = chance.number(1, 3)
    dead = [place for place, edit in enumerate(edits) if "name" in edit.values and "rubble_day" not in edit.values]
    if not dead or "/" not in scene.strike.key or not chance.likely(0.1):
        return []
    first = edits[dead[0]]
    assert first.id is not None
    day = DayValue.on(scene.strike.day + timedelta(days=days))
    before = {"outcome": "injured", "severity": "critical", "hospital": chance.pick(HOSPITALS), "burial_place": None}
    shown = {name: value for name, value in (dict(first.values) | before).items() if value is not None}
    edits[dead[0]] = replace(first, values=shown)
    step = {"victim": first.id, "day": day, "source": scene.sources[0], "outcome": "killed"}
    death = Edit("victim", first.id, {"outcome": "killed", "outcome_day": day})
    return [Later(24 * days, (death, scene.desk.edit("outcome", step)), "توفي متأثراً بجراحه في المشفى")]
