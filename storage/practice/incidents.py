"""An attack as a save: the incident with its claims, its people, the facility it damaged, links, files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from hashlib import blake2b
from typing import Any

from storage.edits import Edit
from storage.fields.kinds import DayValue, PositionValue, Range, TimeValue
from storage.places.gazetteer import PlaceBook
from storage.practice.accounts import account, narrative
from storage.practice.campaign import Strike
from storage.practice.casualties import Later, Scene, casualties
from storage.practice.chance import Chance
from storage.practice.desk import Desk, at, place_of, team_of
from storage.practice.sample import centres, facilities, sentences

WEAPONS = {
    "air_strike": (("aerial_bomb", 6.0), ("unguided_rocket", 4.0), ("guided_missile", 1.5), ("thermobaric", 0.7)),
    "barrel_bombing": (("barrel_bomb", 1.0),),
    "cluster_munition": (("cluster_munition", 1.0),),
    "incendiary_attack": (("incendiary_munition", 1.0),),
    "artillery_shelling": (("artillery_shell", 7.0), ("mortar", 2.0), ("tank_shell", 1.0)),
    "rocket_shelling": (("unguided_rocket", 1.0),),
    "ground_missile": (("ssm", 1.0),),
    "drone_strike": (("drone_munition", 2.0), ("loitering_munition", 1.0)),
    "explosive_remnant": (("uxo", 2.0), ("landmine", 1.0)),
    "shooting": (("small_arms", 1.0),),
}
PLATFORMS = {
    "air_strike": "fixed_wing",
    "barrel_bombing": "helicopter",
    "cluster_munition": "ground_launcher",
    "incendiary_attack": "ground_launcher",
    "artillery_shelling": "artillery_piece",
    "rocket_shelling": "ground_launcher",
    "ground_missile": "ground_launcher",
    "drone_strike": "drone",
    "explosive_remnant": "emplaced",
    "shooting": "hand",
}
PART_OF_DAY = ((4, "after_midnight"), (6, "dawn"), (11, "morning"), (13, "midday"), (18, "afternoon"), (20, "dusk"))
NOW = date(2019, 7, 6)


class Reports:
    """Turns attacks into saves, remembering the records it made."""

    def __init__(self, places: PlaceBook, facilities: Mapping[str, str], actors: Mapping[str, str]) -> None:
        self._places = places
        self._facilities = facilities
        self._actors = actors
        self.incidents: dict[str, str] = {}
        """Key of an attack to the id of its incident."""
        self._working: dict[str, date] = {}

    def save_of(self, strike: Strike, desk: Desk) -> tuple[list[Edit], list[Later]]:
        """What the team enters of an attack at once, and what follows."""
        chance = Chance(f"{strike.key}/report")
        incident = self.incidents[strike.key] = desk.new()
        told = 2 if "/" not in strike.key else chance.number(0, 2)
        more = told if strike.killed + strike.injured else 0
        keys = [desk.own[0], *chance.mixed(desk.own[1:])[:more]]
        scene = Scene(strike, incident, desk, tuple(desk.sources[key] for key in keys))
        people, later = casualties(scene)
        claims = _claims(scene)
        edits = [Edit("incident", incident, self._incident(scene, chance) | _figure(scene, claims)), *claims]
        edits += [*people, *self._damage(scene), *self._link(scene), *_papers(scene)]
        return edits, later

    def _incident(self, scene: Scene, chance: Chance) -> dict[str, Any]:
        strike = scene.strike
        facts = self._places.get(place_of(strike.place))
        name = facts.name("ar") if facts else ""
        harm = strike.killed + strike.injured
        time = _time(strike, chance)
        values: dict[str, Any] = {
            "occurred": DayValue.on(strike.day),
            "occurred_basis": chance.pick(("own_team", "own_team", "witness", "media_time")),
            "time": time,
            "place": place_of(strike.place),
            "place_note": chance.pick(sentences("spot", "place")) if chance.likely(0.45) else None,
            "attack": strike.attack,
            "weapon": (chance.weighed(WEAPONS[strike.attack]),),
            "platform": PLATFORMS[strike.attack],
            "strikes": _strikes(strike),
            "target": strike.target,
            "directly_targeted": chance.pick(("yes", "unknown")) if strike.facility else None,
            "warned_before": chance.pick(("no", "no", "unknown")) if harm else None,
            "narrative": narrative(strike, time, chance, name) if harm or chance.likely(0.5) else None,
            "public_account": account(strike, time, chance, name) if strike.killed else None,
            "sources": tuple(sorted(scene.sources)),
            "reported": at(strike.day, strike.minute + chance.number(2, 25)),
        }
        values |= self._judgement(scene, chance) | _response(scene, chance) | _point(strike.place, chance)
        if any(word == strike.key for word in ("jbala-family", "khan-ambulance", "khan-night", "mhambal")):
            values["double_tap"] = "yes"
        return {name: value for name, value in values.items() if value is not None}

    def _judgement(self, scene: Scene, chance: Chance) -> dict[str, Any]:
        """How sure the team is, of what and of whom."""
        strike, several = scene.strike, len(scene.sources) > 1
        russia = 5.0 if PLATFORMS[strike.attack] == "fixed_wing" else 0.0
        actor = chance.weighed((("syrian_government", 6.0), ("russia", russia), ("unknown", 2.0)))
        if strike.attack == "explosive_remnant":
            actor = "unknown"
        harm = strike.killed + strike.injured
        idle = not harm and strike.day > date(2019, 6, 24) and chance.likely(0.45)
        certainty = "confirmed" if several else chance.weighed((("probable", 5.0), ("possible", 3.0), ("rumour", 0.6)))
        seen = not several and chance.likely(0.04)
        return {
            "actor": self._actors[actor],
            "actor_confidence": "unknown" if actor == "unknown" else "alleged_several" if several else "alleged_one",
            "certainty": "confirmed" if seen else certainty,
            "overrides": {"confirmed_rests_on_several_sources": "شاهده فريقنا بنفسه"} if seen else None,
            "verification": "under_verification" if several else "not_verified",
            "not_verified_reason": None if several else chance.pick(("pending_monitoring", "security", "resources")),
            "status": "draft" if idle else "complete",
            "tags": (chance.pick(("مدنيون نازحون", "موسم الحصاد", "طيران مكثف")),) if chance.likely(0.12) else None,
        }

    def _damage(self, scene: Scene) -> list[Edit]:
        strike, chance = scene.strike, scene.chance("damage")
        if not strike.facility:
            return []
        facility = self._facilities[strike.facility]
        lost = strike.damage in ("serious", "destroyed")
        values: dict[str, Any] = {
            "incident": scene.incident,
            "facility": facility,
            "damage": strike.damage,
            "in_service_before": chance.weighed((("yes", 5.0), ("no", 1.0))),
            "closed": "yes" if lost else "no",
            "closed_days": chance.number(3, 40) if strike.damage == "serious" else None,
            "people_there": Range(chance.number(0, 12), chance.number(13, 40)) if chance.likely(0.5) else None,
            "personnel_injured": Range.exactly(chance.number(0, min(2, strike.injured))),
            "personnel_killed": Range.exactly(0),
            "supplies_lost": "أدوية ومولّدة كهرباء" if lost and strike.target == "health" else None,
            "vehicles_damaged": Range.exactly(1) if chance.likely(0.3) else None,
        }
        function = "destroyed" if strike.damage == "destroyed" else "none" if lost else "partial"
        state = {"facility": facility, "function": function, "day": DayValue.on(strike.day)}
        edits = [scene.desk.edit("damage", values), scene.desk.edit("function", state | {"source": scene.sources[0]})]
        if strike.damage == "serious" and chance.likely(0.6) and strike.day < date(2019, 6, 15):
            again = DayValue.on(strike.day + timedelta(days=chance.number(8, 20)))
            better = {"facility": facility, "function": chance.pick(("partial", "full", "moved")), "day": again}
            edits.append(scene.desk.edit("function", better))
            state = better
        return [*edits, *self._works_now(scene, state)]

    def _works_now(self, scene: Scene, state: Mapping[str, Any]) -> list[Edit]:
        """The newest state by day is that of now; only the team that keeps the facility says so."""
        record, day = state["facility"], state["day"].first
        keeper = next(plan.place for plan in facilities() if plan.key == scene.strike.facility)
        if team_of(keeper) != team_of(scene.strike.place) or day < self._working.get(record, day):
            return []
        self._working[record] = day
        return [Edit("facility", record, {"function": state["function"]})]

    def _link(self, scene: Scene) -> list[Edit]:
        strike = scene.strike
        if not strike.after:
            return []
        ends = {"first": scene.incident, "second": self.incidents[strike.after]}
        return [scene.desk.edit("link", ends | {"link": strike.link, "about": "incident", "reason": "بعد وصول الفرق"})]


def _time(strike: Strike, chance: Chance) -> TimeValue:
    hour, minute = divmod(strike.minute, 60)
    if "/" in strike.key and chance.likely(0.17):
        part = next((code for end, code in PART_OF_DAY if hour < end), "night")
        return TimeValue(part=part)
    return TimeValue(hour, minute, 30 if strike.key == "khan-night" else chance.pick((None, None, None, 10, 15)))


def _strikes(strike: Strike) -> Range | None:
    low, _, high = strike.strikes.partition("-")
    return Range(int(low), int(high or low)) if low else None


def _response(scene: Scene, chance: Chance) -> dict[str, Any]:
    strike = scene.strike
    if not strike.killed + strike.injured:
        return {}
    arrived = at(strike.day, strike.minute + chance.number(6, 40))
    out = chance.number(0, 3) if strike.target == "residential" else 0
    return {
        "teams_sent": chance.pick(("فريق واحد", "فريقان", "فريقنا وسيارة إسعاف")),
        "response_arrived": arrived,
        "response_ended": arrived + timedelta(minutes=chance.number(20, 260)),
        "pulled_out": Range.exactly(out) if out else None,
    }


def _point(place: str, chance: Chance) -> dict[str, Any]:
    """A point near the middle of the place, where the gazetteer knows it."""
    centre = centres().get(place)
    if centre is None or not chance.likely(0.85):
        return {}
    lat, lon = (degrees + chance.between(-0.008, 0.008) for degrees in centre)
    return {"position": PositionValue(lat, lon, chance.pick(("exact", "100m", "1km", "landmark", "neighbourhood")))}


def _doubt(scene: Scene) -> str:
    """Whether the claims hold as many people as are named, or more, or fewer."""
    if scene.strike.killed < 2 or "/" not in scene.strike.key:
        return "fits"
    return scene.chance("doubt").weighed((("fits", 86.0), ("more", 9.0), ("fewer", 5.0)))


def _figure(scene: Scene, claims: Sequence[Edit]) -> dict[str, Any]:
    """The rule that chooses the published figure, where it is not the range over all sources."""
    if _doubt(scene) == "fewer":
        return {"figure_rule": "decided", "decided_killed": Range.exactly(scene.strike.killed - 1)}
    rule = scene.chance("rule").weighed(
        (("", 80.0), ("range", 8.0), ("preferred_source", 6.0), ("named_victims", 6.0))
    )
    if rule == "preferred_source":
        return {"figure_rule": rule, "preferred_claim": claims[0].id}
    return {"figure_rule": rule} if rule else {}


def _claims(scene: Scene) -> list[Edit]:
    """What each source says; together they hold the plan's numbers, except where people are still unnamed."""
    strike, chance = scene.strike, scene.chance("claims")
    edits: list[Edit] = []
    doubt = _doubt(scene)
    for place, source in enumerate(scene.sources):
        values: dict[str, Any] = {"incident": scene.incident, "source": source}
        values["claimed_on"] = DayValue.on(min(NOW, strike.day + timedelta(days=place)))
        values |= _told(strike, chance, doubt if place == 0 else "fits", exact=place == 0)
        edits.append(scene.desk.edit("claim", values))
    return edits


def _told(strike: Strike, chance: Chance, doubt: str, *, exact: bool) -> dict[str, Any]:
    killed = _range(strike.killed, chance, doubt, exact=exact)
    values: dict[str, Any] = {"killed": killed, "injured": _range(strike.injured, chance, "fits", exact=exact)}
    if strike.children:
        least = strike.children if exact else max(0, strike.children - chance.number(0, 1))
        values["killed_children"] = Range(least, max(least, min(strike.children + 1, killed.max or 99)))
    if strike.killed and chance.likely(0.3):
        values["killed_civilians"] = Range.exactly(strike.killed) if killed == Range.exactly(strike.killed) else None
    if not exact and chance.likely(0.06):
        values["missing"] = Range(1, chance.number(1, 3))
    return {name: value for name, value in values.items() if value is not None}


def _range(count: int, chance: Chance, doubt: str, *, exact: bool) -> Range:
    if count == 0:
        return Range.exactly(0)
    if doubt == "more":
        return Range(count + 1, count + chance.number(1, 3))
    if doubt == "fewer":
        return Range.exactly(count - 1)
    if exact and (count < 6 or chance.likely(0.6)):
        return Range.exactly(count)
    low, high = max(0, count - chance.number(0, max(1, count // 6))), count + chance.number(0, max(1, count // 5))
    return Range(low, None) if chance.likely(0.05) else Range(low, high)


def _papers(scene: Scene) -> list[Edit]:
    """Citations with their credibility and, for some, a photo or a list: what is known of the file, not the file."""
    strike, chance = scene.strike, scene.chance("papers")
    if not strike.killed:
        return []
    edits = []
    for source in scene.sources[1:]:
        values = {"source": source, "record_id": scene.incident, "about": "killed"}
        edits.append(scene.desk.edit("citation", values | {"credibility": str(chance.number(1, 4))}))
    if chance.likely(0.5):
        media, ending, title = chance.pick(_FILES)
        moment = at(strike.day, strike.minute + chance.number(15, 90))
        file = {"record_id": scene.incident, "media": media, "title": title}
        moments = {"taken": moment, "added": scene.desk.moment}
        digest = blake2b(strike.key.encode(), digest_size=32).hexdigest()
        name = f"{strike.day:%Y%m%d}-{chance.number(100, 999)}.{ending}"
        more = {"sha256": digest, "file_name": name, "size": chance.number(80_000, 9_000_000)}
        edits.append(scene.desk.edit("attachment", {**file, **moments, **more}))
    return edits


_FILES = (
    ("photo", "jpg", "صورة للمكان بعد القصف"),
    ("photo", "jpg", "صورة من مكان العمل"),
    ("sound", "ogg", "نداء لاسلكي"),
    ("video", "mp4", "مقطع أثناء الإنقاذ"),
    ("document", "pdf", "قائمة أسماء من المشفى"),
)
