"""The same person twice: keys under which two accounts of one person meet, and how strongly they speak for each other.

Pure and the same on every machine. Nothing here joins people: a score only orders what a person is asked to decide.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from itertools import combinations, product
from math import exp

from storage.matching import names
from storage.matching.names import coarse, is_arabic, readings, similar, words_of

STRONG, POSSIBLE = 0.85, 0.65
MOST_KEYS = 10


@dataclass(slots=True)
class Person:
    """What one account says of a person, in plain values; what was not said is "" or None. Never changed once made.

    A name part holds what is written of it in either script, both separated by a space: `محمد Mohammad`. A whole
    name may stand in `given` alone; it is then read as given, father's, grandfather's and family name. Days are ISO.
    """

    given: str = ""
    father: str = ""
    grandfather: str = ""
    family: str = ""
    nickname: str = ""
    sex: str | None = None
    years_min: int | None = None
    years_max: int | None = None
    place: str | None = None
    day_first: str | None = None
    day_last: str | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """How strongly two accounts speak for one person: `score` 0 to 1, `reasons` as codes, the weightiest first."""

    score: float
    reasons: tuple[str, ...]

    @property
    def band(self) -> str:
        """`strong` (≥ .85), `possible` (≥ .65) or `none`."""
        return "strong" if self.score >= STRONG else "possible" if self.score >= POSSIBLE else "none"


def forget() -> None:
    """Drop every remembered name, here and in the spellings: called when a register is given back."""
    names.forget()
    for remembered in (_part, _key, _sounds, _heard, _several):
        remembered.cache_clear()


# --------------------------------------------------------------------------------------------- name parts

Words = tuple[str, ...]
Part = tuple[Words, ...]  # what is written of one name part, once for each script
Parts = tuple[Part, Part, Part, Part]  # given, father, grandfather, family

# Consonants of the names half a village carries: they say less than others.
_EVERYWHERE = "محمد احمد علي حسن حسين محمود خالد عبدالله مصطفي ابراهيم عمر يوسف فاطمه مريم عايشه صالح"
_COMMON = frozenset(coarse(readings(name)[0]) for name in words_of(_EVERYWHERE))


@lru_cache(maxsize=65_536)
def _part(text: str) -> Part:
    """The words of a name part, those in Arabic letters and those in others apart; the Arabic first."""
    words = words_of(text)
    arabic = tuple(word for word in words if is_arabic(word))
    return tuple(some for some in (arabic, tuple(word for word in words if not is_arabic(word))) if some)


def _parts(person: Person) -> Parts:
    """The four parts of a name; a whole name in `given` is spread over them."""
    given, father = _part(person.given), _part(person.father)
    grandfather, family = _part(person.grandfather), _part(person.family)
    if father or grandfather or family or not any(len(words) > 1 for words in given):
        return given, father, grandfather, family
    spread = [_spread(words) for words in given]
    first, second, third, last = (tuple(parts[role] for parts in spread if parts[role]) for role in range(4))
    return first, second, third, last


def _spread(words: Words) -> tuple[Words, Words, Words, Words]:
    if len(words) < 3:
        return words[:1], (), (), words[1:]
    if len(words) == 3:
        return words[:1], words[1:2], (), words[2:]
    return words[:1], words[1:2], words[2:3], words[3:]


# --------------------------------------------------------------------------------------------- keys


@lru_cache(maxsize=65_536)
def _key(what: str) -> int:
    return int.from_bytes(blake2b(what.encode(), digest_size=8).digest(), "big", signed=True)


@lru_cache(maxsize=65_536)
def _sounds(part: Part) -> tuple[str, ...]:
    """The coarse consonants of the first word of a part; twice only when its two scripts disagree."""
    found = [coarse(read[0]) for words in part if (read := readings(words[0]))]
    return tuple(sorted(set(found)))


@lru_cache(maxsize=65_536)
def _heard(text: str) -> tuple[str, ...]:
    """The sounds of a name part as it is told; nearly all were heard before."""
    return _sounds(_part(text))


@lru_cache(maxsize=65_536)
def _several(text: str) -> bool:
    """Whether a part has several words, so that it may be a whole name."""
    return any(len(words) > 1 for words in _part(text))


def keys(person: Person) -> tuple[int, ...]:
    """About eight 64-bit numbers; two accounts of one person share at least one of them nearly always.

    They are made of the consonants of two name parts in any order, and of one part with place, day or sex and age.
    Equal on every machine; the same for a name in either script. Score those first who share the most keys: the
    two hundred best of them hold nearly everything worth showing, however large the register.
    """
    return tuple(map(_key, [*dict.fromkeys(_meetings(person))][:MOST_KEYS]))


def _meetings(person: Person) -> list[str]:
    """Where two accounts of this person could meet, the likeliest first."""
    if _several(person.given):
        given, father, grandfather, family = map(_sounds, _parts(person))
    else:
        given, father = _heard(person.given), _heard(person.father)
        grandfather, family = _heard(person.grandfather), _heard(person.family)
    known = [part for part in (given, family, father, grandfather) if part]
    found: list[str] = []
    for one, two in combinations(known, 2):
        for a, b in product(one, two) if len(one) + len(two) > 2 else ((one[0], two[0]),):
            commons = (a in _COMMON) + (b in _COMMON)
            # Muhammad, son of Ahmad: half a register would meet under it. A family name may always be one of two.
            if (
                not commons
                or len(known) < 3
                or (two is family and one is given)
                or (commons < 2 and family in (one, two))
            ):
                found.append(f"two|{a}|{b}" if a <= b else f"two|{b}|{a}")
            else:
                thirds = sorted({part[0] for part in known if part is not one and part is not two})
                found += ["|".join(("three", *sorted((a, b, third)))) for third in thirds]
    place, day = person.place, person.day_first if person.day_first == person.day_last else None
    band = _age_band(person) if person.sex and len(known) < 4 else ""
    for part in (given, family):
        for sound in part:
            if place:
                found.append(f"place|{sound}|{place}")
            if day:
                found.append(f"day|{sound}|{day}")
            if band and part is family:
                found.append(f"age|{sound}|{person.sex}|{band}")
    return found + [f"place|{sound}|{place or ''}" for sound in _heard(person.nickname)]


def _age_band(person: Person) -> str:
    if person.years_min is None or person.years_max is None or person.years_max - person.years_min > 10:
        return ""
    return str((person.years_min + person.years_max) // 20)


# --------------------------------------------------------------------------------------------- evidence

Evidence = tuple[str, float]  # a reason and the weight it adds

_BEFORE = -5.8  # what two people taken at random have against them
_SAME = (3.2, 3.2, 2.4, 3.0)
_DIFFERS = (-3.2, -3.2, -2.2, -2.2)
_ROLES = ("name", "father", "grandfather", "family")
_DEAD = "killed"


def _likeness(one: Part, two: Part) -> float:
    return max(similar(" ".join(a), " ".join(b)) for a in one for b in two)


def _name_evidence(one: Parts, two: Parts) -> list[Evidence]:
    found: list[Evidence] = []
    for role, first, second, same, differs in zip(_ROLES, one, two, _SAME, _DIFFERS, strict=True):
        if not first or not second:
            continue
        likeness = _likeness(first, second)
        if likeness >= 0.93:
            common = not _COMMON.isdisjoint(_sounds(first))
            found.append((f"same_{role}", same * (0.7 if common else 1.0)))
        elif likeness >= 0.78:
            found.append((f"close_{role}", same * (0.55 if likeness >= 0.85 else 0.3)))
        elif likeness >= 0.65:
            found.append((f"{role}_unclear", differs * 0.3))
        else:
            found.append((f"{role}_differs", differs))
    return found


_EXCHANGED = {
    "same_father": "same_name",
    "close_father": "close_name",
    "father_unclear": "name_unclear",
    "father_differs": "name_differs",
}


def _arrangements(one: Parts, two: Parts) -> Iterator[list[Evidence]]:
    """The name parts laid against each other as written, and as people mistake them."""
    yield _name_evidence(one, two)
    if one[0] and two[0] and (one[1] or two[1]):
        swapped = (two[1], two[0], two[2], two[3])
        # Which of the two is the name is what is in doubt: both are called so.
        found = _name_evidence(one, swapped)
        yield [*((_EXCHANGED.get(reason, reason), weight) for reason, weight in found), ("other_order", -0.6)]
    if bool(one[3]) != bool(two[3]) and (one[2] or two[2]):
        moved = [parts if parts[3] else (parts[0], parts[1], (), parts[2]) for parts in (one, two)]
        yield [*_name_evidence(moved[0], moved[1]), ("other_order", -0.3)]


def _sex_and_age(a: Person, b: Person) -> Iterator[Evidence]:
    if a.sex and b.sex and "unknown" not in (a.sex, b.sex):
        yield ("same_sex", 0.2) if a.sex == b.sex else ("sex_differs", -5.0)
    ages = [_years(a), _years(b)]
    if ages[0] is None or ages[1] is None:
        return
    (low, high), (other_low, other_high) = ages[0], ages[1]
    gap = max(0.0, low - other_high, other_low - high)
    slack = 1 + 0.1 * min(high, other_high)
    if gap <= slack:
        width = max(high - low, other_high - other_low)
        said = 1.0 if width <= 3 else 0.8 if width <= 8 else 0.4 if width <= 20 else 0.1
        yield ("age_fits", said if gap == 0 else 0.2)
    else:
        yield ("age_differs", -1.2 if gap <= 2 * slack else -2.5 if gap <= 4 * slack else -4.5)


def _years(person: Person) -> tuple[float, float] | None:
    """The ages that are possible; one end alone leaves the other open."""
    if person.years_min is None and person.years_max is None:
        return None
    low = 0 if person.years_min is None else person.years_min
    high = 120 if person.years_max is None else person.years_max
    return (float(low), float(high)) if low <= high else (float(high), float(low))


def _day(text: str | None) -> int | None:
    try:
        return date.fromisoformat(text[:10]).toordinal() if text else None
    except ValueError:
        return None


def _days(person: Person) -> tuple[int, int] | None:
    first, last = _day(person.day_first), _day(person.day_last)
    if first is None or last is None:
        return None
    return min(first, last), max(first, last)


def _where_and_when(a: Person, b: Person) -> Iterator[Evidence]:
    if a.place and b.place:
        yield ("same_place", 1.3) if a.place == b.place else ("other_place", -0.4)
    days, others = _days(a), _days(b)
    gap = 0
    if days and others:
        gap = max(0, days[0] - others[1], others[0] - days[1])
        width = max(days[1] - days[0], others[1] - others[0])
        if gap == 0:
            yield ("same_day", 1.4) if width <= 1 else ("days_fit", 0.7 if width <= 31 else 0.2)
        elif gap <= 3:
            yield ("near_day", 0.6)
        elif gap > 30:
            yield ("days_apart", -0.8)
    if a.outcome and b.outcome:
        yield from _outcomes(a, b, gap)


def _outcomes(a: Person, b: Person, gap: int) -> Iterator[Evidence]:
    """Nobody is killed twice, and nobody is hurt or seen after being killed."""
    if a.outcome == b.outcome:
        yield ("killed_twice", -2.0) if a.outcome == _DEAD and gap > 7 else ("same_outcome", 0.2)
        return
    days, others = _days(a), _days(b)
    if gap <= 1 or not days or not others or _DEAD not in (a.outcome, b.outcome):
        return
    dead_first = days[1] < others[0] if a.outcome == _DEAD else others[1] < days[0]
    if dead_first:
        yield ("seen_after_death", -3.0)


def score(a: Person, b: Person) -> Match:
    """How strongly two accounts speak for one person, with the reasons; the same whichever comes first.

    Every thing both accounts say adds or takes evidence; what one leaves out does neither. Other sex, or ages that
    exclude each other, weigh nearly as much as a whole name.
    """
    names = max(_arrangements(_parts(a), _parts(b)), key=lambda found: sum(weight for _, weight in found))
    found = [*names, *_sex_and_age(a, b), *_where_and_when(a, b)]
    if a.nickname and b.nickname and _part(a.nickname) and _part(b.nickname):
        likeness = _likeness(_part(a.nickname), _part(b.nickname))
        found.append(("same_nickname", 1.5) if likeness >= 0.93 else ("other_nickname", -0.2))
    if not any(reason.startswith(("same_", "close_")) and weight > 1 for reason, weight in names):
        found.append(("no_name_in_common", -1.5))
    total = _BEFORE + sum(sorted(weight for _, weight in found))
    reasons = dict.fromkeys(reason for reason, _ in sorted(found, key=lambda each: (-abs(each[1]), each[0])))
    return Match(round(1 / (1 + exp(-total)), 4), tuple(reasons))
