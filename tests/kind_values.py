"""Values of every kind, drawn at random, and the readings they are tried in."""

from __future__ import annotations

from datetime import date, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from storage.fields.codes import code_list
from storage.fields.kind import Kind, Reading
from storage.fields.kinds import (
    Age,
    AgeValue,
    Code,
    Codes,
    Count,
    Day,
    DayValue,
    Moment,
    Name,
    Names,
    NameValue,
    Note,
    Number,
    Parts,
    Phone,
    PlaceRef,
    Position,
    PositionValue,
    Range,
    Ref,
    Refs,
    Text,
    Time,
    TimeValue,
)
from storage.fields.words import Words

TODAY = date(2019, 7, 6)  # a Saturday

_IDS = st.text("0123456789abcdef", min_size=32, max_size=32)


def reading(language: str, today: date = TODAY) -> Reading:
    """Somebody who reads this language, on a day of the summer of 2019; records are called ``record <id>``."""

    def find(kind: str, text: str) -> str | None:
        name, _, record = text.partition(" ")
        return record if name == "record" and len(record) == 32 else None

    return Reading(Words(language), today, find, lambda kind, record: f"record {record}")


BOTH = (reading("en"), reading("ar"))


def table(text: str) -> list[tuple[str, ...]]:
    """The rows of a table of examples, cells parted by ``|``."""
    rows = [line.strip().strip("|") for line in text.strip().splitlines()]
    return [tuple(cell.strip() for cell in row.split("|")) for row in rows]


@st.composite
def ranges(draw: st.DrawFn) -> Range:
    """Counts of every form."""
    numbers = sorted(draw(st.lists(st.integers(0, 2_000_000), min_size=3, max_size=3)))
    low, best, high = numbers
    form = draw(st.sampled_from(["exact", "both", "low", "high", "best", "all", "unknown", "low best", "high best"]))
    return {
        "exact": Range(low, low),
        "both": Range(low, high),
        "low": Range(min=low),
        "high": Range(max=max(high, 1)),
        "best": Range(best=best),
        "all": Range(low, high, best),
        "unknown": Range(unknown=True),
        "low best": Range(min=low, best=best),
        "high best": Range(max=max(high, 1), best=best),
    }[form]


@st.composite
def days(draw: st.DrawFn) -> DayValue:
    """Dates of every precision."""
    first, last = sorted(draw(st.tuples(st.dates(), st.dates())))
    form = draw(st.sampled_from(["day", "month", "year", "range", "near", "before", "after"]))
    near = first + timedelta(days=draw(st.integers(1, 40))) if first < date(9999, 1, 1) else first
    return {
        "day": DayValue.on(first),
        "month": DayValue.month(first.year, first.month),
        "year": DayValue.year(first.year),
        "range": DayValue.between(first, last),
        "near": DayValue.between(first, near),
        "before": DayValue.before(first),
        "after": DayValue.after(first),
    }[form]


@st.composite
def times(draw: st.DrawFn) -> TimeValue:
    """Clock times and parts of the day."""
    if draw(st.booleans()):
        return TimeValue(part=draw(st.sampled_from(sorted(code_list("day-part").items))))
    margin = draw(st.none() | st.integers(1, 240))
    return TimeValue(draw(st.integers(0, 23)), draw(st.integers(0, 59)), margin)


@st.composite
def ages(draw: st.DrawFn) -> AgeValue:
    """Ages of every form, with every basis."""
    basis = draw(st.sampled_from(["", *code_list("age-basis").items]))
    unit, most = draw(st.sampled_from([("y", 150), ("m", 999), ("w", 999), ("d", 999)]))
    low, high = sorted(draw(st.tuples(st.integers(0, most), st.integers(0, most))))
    form = draw(st.sampled_from(["band", "unknown", "exact", "range", "under", "over"]))
    about = draw(st.booleans())
    return {
        "band": AgeValue(band=draw(st.sampled_from(sorted(code_list("age-band").items))), basis=basis),
        "unknown": AgeValue(band="?", basis=basis),
        "exact": AgeValue(low, low, unit, about, basis=basis),
        "range": AgeValue(low, high, unit, about, basis=basis),
        "under": AgeValue(None, max(high, 1), unit, basis=basis),
        "over": AgeValue(low, None, unit, basis=basis),
    }[form]


_ARABIC = st.text("ابتثجحخدذرزسشصضطظعغفقكلمنهويأإآةىءؤئ", min_size=1, max_size=8)
_LATIN = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'-éâ", min_size=1, max_size=10).filter(
    lambda word: word.strip("-'") != ""
)
_AR_COMMON = st.sampled_from(["محمد", "عبد", "الرحمن", "أبو", "بن", "ال", "نور", "الدين", "أم", "عائلة", "د.", "آل"])
_LA_COMMON = st.sampled_from(["Abd", "al-Rahman", "Abu", "bin", "b.", "al", "Nour", "al-Din", "Umm", "family", "Dr."])


def _part(word: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.just("") | st.lists(word, min_size=1, max_size=3).map(" ".join)


def _parts(word: st.SearchStrategy[str]) -> st.SearchStrategy[Parts]:
    return st.builds(Parts, _part(word), _part(word), _part(word), _part(word))


names = st.builds(
    NameValue, _parts(_ARABIC | _AR_COMMON), _parts(_LATIN | _LA_COMMON), _part(_ARABIC | _LATIN | _AR_COMMON)
).filter(lambda name: name != NameValue())

positions = st.builds(
    PositionValue,
    st.floats(-90, 90),
    st.floats(-180, 180),
    st.sampled_from(sorted(code_list("position-precision").items)),
)

_ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(timezones=_ZONES).map(lambda moment: moment.replace(microsecond=0))

_LINES = st.text(max_size=80).map(lambda text: Text().parse(text, BOTH[0])).filter(bool)
_NOTES = st.text(max_size=200).map(lambda text: Note().parse(text, BOTH[0])).filter(bool)
_OTHER = (
    st.text("abcdef ابتثج,0123", min_size=1, max_size=20)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: text.strip(" ,") == text != "")
)


def codes(list_name: str) -> st.SearchStrategy[str]:
    """Codes of a list, retired ones as well, and words it does not have."""
    return st.sampled_from(sorted(code_list(list_name).items)) | _OTHER.map(lambda text: f"other:{text}")


def _several(list_name: str) -> st.SearchStrategy[tuple[str, ...]]:
    kind = Codes(list_name)
    some = st.lists(st.sampled_from(sorted(code_list(list_name).items)), min_size=1, max_size=5)
    return some.map(kind.load)


KINDS: dict[str, tuple[Kind[Any], st.SearchStrategy[Any]]] = {
    "text": (Text(), _LINES),
    "note": (Note(), _NOTES),
    "phone": (Phone(), st.from_regex(r"\+?[0-9]{3,6}( [0-9]{1,4}){0,3}", fullmatch=True)),
    "code": (Code("attack"), codes("attack")),
    "sex": (Code("sex"), codes("sex")),
    "codes": (Codes("weapon"), _several("weapon")),
    "number": (Number(), st.integers(-(10**11), 10**11)),
    "count": (Count(), ranges()),
    "day": (Day(), days()),
    "time": (Time(), times()),
    "age": (Age(), ages()),
    "name": (Name(), names),
    "names": (Names(), st.lists(names, min_size=1, max_size=3, unique=True).map(tuple)),
    "position": (Position(), positions),
    "moment": (Moment(), moments),
    "ref": (Ref("source"), _IDS),
    "refs": (Refs("source"), st.lists(_IDS, min_size=1, max_size=4).map(lambda ids: tuple(sorted(set(ids))))),
    "place": (PlaceRef(), _IDS),
}
"""Each kind with values that it can hold."""
