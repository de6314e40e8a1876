"""Made-up people: households whose members share their father's and their family's name, as names are built there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from storage.fields.kinds import AgeValue, NameValue, Parts
from storage.practice.chance import Chance
from storage.practice.sample import NamePart, name_parts

Four = tuple[NamePart | None, NamePart | None, NamePart | None, NamePart | None]

NOBODY: Four = (None, None, None, None)


@dataclass(frozen=True)
class Somebody:
    """A made-up person.

    Attributes:
        four: given name, father's, grandfather's, family's.
        family: the family as its household is called.
    """

    four: Four
    sex: str
    age: AgeValue
    child: bool
    family: str

    def name(self, chance: Chance, *, script: str = "") -> NameValue:
        """The name as it was taken down: mostly in both scripts, sometimes in one."""
        script = script or chance.weighed((("both", 72.0), ("ar", 23.0), ("la", 5.0)))
        ar = _parts(self.four, "ar") if script != "la" else Parts()
        la = _parts(self.four, "la") if script != "ar" else Parts()
        nickname = ""
        if not self.child and script != "la" and chance.likely(0.06):
            nickname = f"{'أبو' if self.sex == 'male' else 'أم'} {chance.pick(name_parts('male')).ar}"
        return NameValue(ar, la, nickname)


def _parts(four: Four, script: str) -> Parts:
    return Parts(*(getattr(part, script) if part else "" for part in four))


@cache
def _other_spellings() -> tuple[dict[str, str], dict[str, str]]:
    known = [part for word in ("family", "female", "male") for part in name_parts(word)]
    return {part.ar: part.other_ar for part in known}, {part.la: part.other_la for part in known}


def respelt(name: NameValue) -> NameValue:
    """The same name as another team heard it: other spellings, no grandfather."""
    arabic, latin = _other_spellings()
    ar = Parts(*(arabic.get(part, part) for part in name.ar.four))
    la = Parts(*(latin.get(part, part) for part in name.la.four))
    return NameValue(replace(ar, grandfather=""), replace(la, grandfather=""))


def household(chance: Chance, *, adults: int, children: int, together: bool = False) -> list[Somebody]:
    """So many people in families; ``together``: of one family."""
    found: list[Somebody] = []
    while adults or children:
        grown = adults if together else min(adults, chance.number(1, 2))
        young = children if together or not adults else min(children, chance.number(0, 3))
        found += _family(chance, grown, young)
        adults, children = adults - grown, children - young
    return found


def _family(chance: Chance, adults: int, children: int) -> list[Somebody]:
    father, grandfather, family = (chance.pick(name_parts(part)) for part in ("male", "male", "family"))
    called = f"عائلة {family.ar}"
    found = []
    for place in range(adults):
        sex = ("male" if chance.likely(0.7) else "female") if place == 0 else chance.pick(("female", "male"))
        four: Four = (chance.pick(name_parts(sex)), chance.pick(name_parts("male")), None, family)
        if place == 0 and sex == "male":
            four = (father, grandfather, None, family)
        elif sex == "female" and chance.likely(0.5):
            four = (four[0], four[1], None, chance.pick(name_parts("family")))
        found.append(Somebody(four, sex, grown_age(chance), False, called))
    for _ in range(children):
        sex = chance.pick(("male", "female"))
        older = grandfather if chance.likely(0.4) else None
        four = (chance.pick(name_parts(sex)), father, older, family)
        found.append(Somebody(four, sex, young_age(chance), True, called))
    return found


def unknown_person(chance: Chance, *, child: bool) -> Somebody:
    """Somebody nobody could name: at most the family is known."""
    family = chance.pick(name_parts("family")) if chance.likely(0.6) else None
    age = AgeValue(band="child" if child else "adult", basis="appearance")
    sex = chance.pick(("male", "female")) if chance.likely(0.8) else "unknown"
    return Somebody((None, None, None, family), sex, age, child, f"عائلة {family.ar}" if family else "")


def grown_age(chance: Chance) -> AgeValue:
    """The age of an adult: a number, about, a range, a band, or not known."""
    basis = chance.pick(("", "family", "document", "family", ""))
    years = chance.number(19, 45) if chance.likely(0.7) else chance.number(46, 81)
    kind = chance.weighed((("exact", 62.0), ("about", 14.0), ("range", 9.0), ("band", 8.0), ("unknown", 7.0)))
    if kind == "about":
        return AgeValue(max(20, years // 5 * 5), max(20, years // 5 * 5), about=True, basis="estimate")
    if kind == "range":
        low = max(20, years // 10 * 10)
        return AgeValue(low, low + 10, basis="appearance")
    if kind == "band":
        return AgeValue(band="elderly" if years > 60 else "adult", basis="appearance")
    return AgeValue(band="?") if kind == "unknown" else AgeValue(years, years, basis=basis)


def young_age(chance: Chance) -> AgeValue:
    """The age of a child: years, months, days, a range, a band."""
    kind = chance.weighed((("years", 74.0), ("months", 9.0), ("days", 2.0), ("range", 6.0), ("band", 9.0)))
    if kind == "months":
        months = chance.number(1, 22)
        return AgeValue(months, months, "m", basis="family")
    if kind == "days":
        return AgeValue(None, 1, "d") if chance.likely(0.4) else AgeValue(3, 3, "w", basis="family")
    if kind == "range":
        low = chance.number(3, 13)
        return AgeValue(low, low + 2, basis="appearance")
    if kind == "band":
        return AgeValue(band=chance.weighed((("child", 4.0), ("infant", 1.0))), basis="appearance")
    years = chance.number(1, 17)
    return AgeValue(years, years, basis=chance.pick(("", "family", "document")))
