"""Made-up movements, figures and observations for the laws of ledgers and flows."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from storage.counting.ranges import Span
from storage.villages.ledger import Figure
from storage.villages.moves import Days, Move
from storage.villages.standing import Sighting

PLACES = ("v1", "v2", "v3", "w1", "w2")
CHILDREN = {"area": ["north", "south"], "north": ["v1", "v2", "v3"], "south": ["w1", "w2"]}
LAST = 20


def day(number: int) -> str:
    """A day of the made-up month."""
    return f"2019-07-{number:02d}"


@st.composite
def told(draw: Any) -> tuple[int, Span]:
    """A true number of people and a range that holds it."""
    truth = draw(st.integers(0, 40))
    low, above = draw(st.integers(0, truth)), draw(st.none() | st.integers(0, 20))
    return truth, Span(low, None if above is None else truth + above)


@st.composite
def dated(draw: Any) -> tuple[int, Days]:
    """A true day and the days that are told."""
    truth = draw(st.integers(1, LAST))
    first, last = draw(st.none() | st.integers(1, truth)), draw(st.none() | st.integers(truth, LAST))
    return truth, (day(first) if first else None, day(last) if last else None)


@st.composite
def moves(draw: Any, number: int = 0) -> Move:
    """A movement, perhaps in dispute, perhaps linked with others."""
    began = draw(dated())[1]
    return Move(
        f"m{number}",
        number,
        bytes([draw(st.integers(0, 3))]),
        tuple(draw(st.lists(st.sampled_from(("out", "onward", "return")), min_size=1, max_size=2, unique=True))),
        tuple(draw(st.lists(st.sampled_from((*PLACES, "north", "far", "")), min_size=1, max_size=2, unique=True))),
        tuple(draw(st.lists(st.sampled_from((*PLACES, "far", "")), min_size=1, max_size=2, unique=True))),
        draw(st.sampled_from(("known", "unknown", "on_the_road", ""))),
        began,
        draw(st.sampled_from((began, (None, None)))),
        draw(st.sampled_from((*map(day, range(1, LAST)), None))),
        draw(told())[1],
        draw(st.booleans()),
        certainty=draw(st.sampled_from(("rumour", "possible", "probable", "confirmed", ""))),
        same_as=tuple(draw(st.lists(st.integers(0, 7).map("m{}".format), max_size=2))),
    )


@st.composite
def many_moves(draw: Any, most: int = 8) -> list[Move]:
    """Some movements, each with an id of its own; links lead among them, to themselves and into nothing."""
    return [draw(moves(number)) for number in range(draw(st.integers(0, most)))]


def figures(number: int = 0) -> st.SearchStrategy[Figure]:
    """A population figure."""
    return st.builds(
        lambda days, count, told, entered: Figure(f"p{number}", bytes([entered]), days[1], count[1], told),
        dated(), told(), st.booleans(), st.integers(0, 3),
    )  # fmt: skip


def sightings(number: int = 0) -> st.SearchStrategy[Sighting]:
    """An observation of a village."""
    states = st.lists(
        st.sampled_from(("inhabited", "partly_emptied", "emptied", "unreachable", "returning", "returned", "new")),
        min_size=1, max_size=2, unique=True,
    )  # fmt: skip
    return st.builds(
        lambda days, count, told, said, entered: Sighting(
            f"s{number}", bytes([entered]), days[1], tuple(said), (), count[1], told
        ),
        dated(), told(), st.booleans(), states, st.integers(0, 3),
    )  # fmt: skip
