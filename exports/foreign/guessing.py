"""What the columns of a foreign table probably mean: by their heads, their tags, and what stands in them."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from exports.foreign import evidence
from exports.foreign.aims import Aim, aims_of
from exports.foreign.collectors import Collected, collected
from exports.foreign.evidence import Gazetteer, Values, values_of
from exports.foreign.headwords import Vocabulary, spellings, tag_parts, vocabulary
from exports.foreign.table import ForeignColumn, ForeignSheet
from storage import NUMBERED, RECORDS, Message, fold, message, similar

ENOUGH = 0.5
"""A guess less certain than this is not made."""
SURE = 0.85
"""A guess as certain as this needs no second look."""

Target = tuple[str, str]


@dataclass(frozen=True)
class Guess:
    """What one column probably means.

    Attributes:
        column: which one; aim: where it goes, None when nothing fits.
        certainty: 0 to 1; reason: why, for the person.
        others: what else it could be, the likest first.
        remembered: whether a person said so for an earlier file.
    """

    column: ForeignColumn
    aim: Aim | None
    certainty: float
    reason: Message
    others: tuple[Aim, ...] = ()
    remembered: bool = False

    @property
    def sure(self) -> bool:
        """Whether it needs no second look."""
        return self.certainty >= SURE


@dataclass(frozen=True)
class Guessed:
    """How a sheet is probably meant."""

    sheet: ForeignSheet
    kind: str
    guesses: tuple[Guess, ...]

    @property
    def columns(self) -> dict[str, Aim]:
        """Key of the column → aim, as a mapping has it."""
        return {one.column.key: one.aim for one in self.guesses if one.aim is not None}

    @property
    def score(self) -> float:
        """How much of the sheet was understood as this kind."""
        weights = (1.0 if one.aim and one.aim.part != "key" else 0.3 for one in self.guesses if one.aim)
        sures = (one.certainty for one in self.guesses if one.aim)
        return sum(weight * sure for weight, sure in zip(weights, sures, strict=True))


@dataclass(frozen=True)
class _Found:
    """How well one aim fits one column."""

    score: float
    target: Target
    why: Message


def guess_sheet(sheet: ForeignSheet, kind: str, places: Gazetteer, *, under: str = "") -> Guessed:
    """What the columns of a sheet mean when its rows become ``kind``.

    No two columns get the same aim.
    """
    words, aims = vocabulary(kind, under), {aim.target: aim for aim in aims_of(kind, under=under)}
    samples = {column.at: values_of(sheet, column.at, places) for column in sheet.columns}
    system = collected(sheet, kind, under)
    candidates = {
        column.at: [] if column.key in system.made else _candidates(column, samples[column.at], words, aims)
        for column in sheet.columns
    }
    chosen = _assigned(candidates)
    for key, aim in system.aims.items():
        at = next(column.at for column in sheet.columns if column.key == key)
        chosen = {place: one for place, one in chosen.items() if place != at and one.target != aim.target}
        chosen[at] = _Found(0.97, aim.target, message("The collecting program writes this column."))
    guesses = [_guess(column, chosen, candidates, samples, system) for column in sheet.columns]
    return Guessed(sheet, kind, tuple(_agreeing(guesses, samples)))


def _assigned(candidates: Dict[int, Sequence[_Found]]) -> dict[int, _Found]:
    """The best aim for each column, none twice, the most certain first."""
    ordered = sorted(
        ((one.score, -at, one) for at, found in candidates.items() for one in found if one.score >= ENOUGH),
        key=lambda told: told[:2],
        reverse=True,
    )
    chosen: dict[int, _Found] = {}
    taken: set[Target] = set()
    for _, minus, one in ordered:
        if -minus not in chosen and one.target not in taken:
            chosen[-minus] = one
            taken.add(one.target)
    return chosen


def _guess(
    column: ForeignColumn,
    chosen: Dict[int, _Found],
    candidates: Dict[int, Sequence[_Found]],
    samples: Dict[int, Values],
    system: Collected,
) -> Guess:
    one = chosen.get(column.at)
    best = sorted(candidates[column.at], key=lambda found: -found.score)[:4]
    others = tuple(Aim(*found.target) for found in best if one is None or found.target != one.target)
    if one is None:
        return Guess(column, None, 0.0, _why_not(column, samples[column.at], best, system), others)
    aim = Aim(*one.target)
    values, why = samples[column.at], one.why
    certainty = min(one.score, 1.0)
    if aim.name and RECORDS[aim.kind].fields[aim.name].kind.word in ("day", "moment"):
        order, open_ = evidence.day_order(values)
        aim = replace(aim, order=order)
        if open_:
            certainty = min(certainty, SURE - 0.1)
            why = message("The values do not say which is the day and which the month. Please look.")
    if aim.name and RECORDS[aim.kind].fields[aim.name].kind.word == "age":
        aim = replace(aim, unit=_unit(column.label))
    return Guess(column, aim, certainty, why, others)


def _why_not(column: ForeignColumn, values: Values, best: Sequence[_Found], system: Collected) -> Message:
    if column.key in system.made:
        return message("The collecting program made this column for itself.")
    if values.none:
        return message("The column is empty.")
    if values.counts:
        return message("It only counts the rows, so it cannot find them again in the next file.")
    if best and best[0].score >= ENOUGH:
        return message("Another column fits better.")
    return message("Nothing here tells what it means.")


_UNIT_WORDS = {
    "m": ("شهر", "اشهر", "شهور", "month", "months", "mo"),
    "w": ("اسبوع", "اسابيع", "week", "weeks"),
    "d": ("يوم", "ايام", "day", "days"),
}


def _unit(label: str) -> str:
    words = set(fold(label).replace("بال", "").split())
    return next((unit for unit, names in _UNIT_WORDS.items() if words & set(names)), "")


# --------------------------------------------------------------------------------------------- one column


def _candidates(column: ForeignColumn, values: Values, words: Vocabulary, aims: Dict[Target, Aim]) -> list[_Found]:
    heads = _by_head(column, words)
    tag = _by_tag(column, words)
    found = []
    for target, aim in aims.items():
        said, tagged, fits = heads.get(target, 0.0), tag.get(target, 0.0), _fits(aim, values)
        if not said and not tagged:
            if fits >= 0.75 and _telling(aim):
                found.append(_Found(0.35 + 0.25 * fits, target, message("Its values look like that.")))
            continue
        if tagged:
            score, why = 0.9 * tagged + 0.1 * fits, message("Its tag {tag} says so.", tag=column.tag)
        else:
            score = said + (0.12 * fits if fits > 0 else 0.45 * fits)
            why = message("Its heading and its values say so.") if fits > 0.4 else message("Its heading says so.")
            if fits < -0.2:
                why = message("Its heading says so, but the values look different.")
        found.append(_Found(score, target, why))
    return found


def _telling(aim: Aim) -> bool:
    """Whether values alone can say that a column means this: only what hardly anything else looks like."""
    if not aim.name or aim.part not in ("", "pcode", "admin4", "lat", "lon"):
        return False
    item = RECORDS[aim.kind].fields[aim.name]
    if item.kind.word == "code":
        return aim.name in ("sex", "outcome", "attack", "direction", "kind", "cause", "platform")
    return item.key in (
        "victim.outcome_day", "incident.occurred", "movement.started", "victim.outcome_place", "incident.place",
        "facility.place", "movement.origin", "incident.position", "facility.position", "victim.kin_phone",
        "incident.weapon", "victim.injuries",
    )  # fmt: skip


def _fits(aim: Aim, values: Values) -> float:
    if aim.part in ("key", "parent") or (aim.name == "code" and aim.kind in NUMBERED):
        if values.none:
            return 0.0
        if values.counts:
            return -1.0
        told = 0.9 if evidence.is_uuid(values) else 0.5 if evidence.looks_like_key(values) else -0.3
        return max(told, 0.0) if aim.part == "parent" else told
    kind = RECORDS[aim.kind].fields[aim.name].kind
    fits = evidence.supports(values, kind.word, getattr(kind, "list_name", ""), aim.part)
    if aim.name in ("name_ar", "name_en") and not values.none:
        fits += 0.5 if (values.arabic > 0.5) == (aim.name == "name_ar") else -0.6
    return fits


def _by_head(column: ForeignColumn, words: Vocabulary) -> dict[Target, float]:
    """How well each aim is what the head says, 0 to 0.9."""
    found: dict[Target, float] = {}
    forms = spellings(column.label) or ((column.label.strip(),) if column.label.strip() in words.whole else ())
    for rank, form in enumerate(forms):
        for target in words.whole.get(form, ()):
            found[target] = max(found.get(target, 0.0), 0.88 - 0.03 * min(rank, 4))
    if column.label.strip() == "#":
        found |= dict.fromkeys(words.whole.get("#", ()), 0.85)
    if found and max(found.values()) > 0.8:
        return found
    for form in forms[:4]:
        for target, score in _partly(form, words).items():
            found[target] = max(found.get(target, 0.0), score)
    return found


def _partly(form: str, words: Vocabulary) -> dict[Target, float]:
    """Aims whose words are part of a longer head, or are spelled a little differently."""
    said = form.split()
    found: dict[Target, float] = {}
    for word, targets in words.whole.items():
        parts = word.split()
        score = 0.0
        if len(parts) < len(said) and len(word) > 2 and _within(parts, said):
            score = 0.46 + 0.36 * len(parts) / len(said) + (0.06 if said[: len(parts)] == parts else 0.0)
        elif len(form) > 4 and len(parts) == len(said) and form[:2] == word[:2] and similar(form, word) >= 0.93:
            score = 0.78
        if score:
            for target in targets:
                found[target] = max(found.get(target, 0.0), score)
    return found


def _within(parts: Sequence[str], said: Sequence[str]) -> bool:
    return any(list(said[at : at + len(parts)]) == list(parts) for at in range(len(said) - len(parts) + 1))


def _by_tag(column: ForeignColumn, words: Vocabulary) -> dict[Target, float]:
    """How well each aim is what the HXL tag says: the pattern with the most attributes in common."""
    if not column.tag:
        return {}
    name, attributes = tag_parts(column.tag)
    best: dict[Target, float] = {}
    most = max((len(own) for tag, own, _ in words.tags if tag == name and own <= attributes), default=-1)
    for tag, own, target in words.tags:
        if tag == name and own <= attributes:
            best[target] = max(best.get(target, 0.0), 1.0 if len(own) == most else 0.7)
    return best


# --------------------------------------------------------------------------------------------- all columns


def _agreeing(guesses: list[Guess], samples: Dict[int, Values]) -> list[Guess]:
    """Guesses that fit each other: a name beside the father's name is the given name alone."""
    parts = {one.aim.part for one in guesses if one.aim and one.aim.field == "victim.name"}
    if "" not in parts or not parts & {"father", "family", "grandfather"} or "given" in parts:
        return guesses
    made = []
    for one in guesses:
        if one.aim is not None and one.aim.target == ("victim.name", "") and samples[one.column.at].words < 1.7:
            why = message("Other columns hold the rest of the name.")
            one = replace(one, aim=replace(one.aim, part="given"), reason=why)
        made.append(one)
    return made
