"""What every kind of value can do: read typed text, show itself, be stored, be checked.

A kind is stateless and shared. Between floors a value is always the Python value of its kind (``None`` = not asked);
in the journal and the database it is its *canonical form*: a str, an int, or a JSON list/dict. Canonical forms are
ASCII digits, ISO dates and codes, readable by anybody in twenty years.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, TypeVar

from storage.messages import Message

if TYPE_CHECKING:
    from storage.fields.words import Words

V = TypeVar("V")

Json = Any
"""A canonical form: str, int, list or dict of the same."""


@dataclass(frozen=True)
class Reading:
    """The circumstances in which text is read or a value shown.

    Attributes:
        words: the language of the person.
        today: the day "yesterday" counts from.
        find: resolves typed text of a reference (kind word, text) to a record id, or None when unknown.
        name: shows a reference (kind word, hex id) as text; without it the id itself is shown.
    """

    words: Words
    today: date
    find: Callable[[str, str], str | None] | None = None
    name: Callable[[str, str], str] | None = None


@dataclass(frozen=True)
class Facet(Generic[V]):
    """A computed column beside a value, for sorting, summing, filtering and Excel (``killed`` -> ``killed__min``)."""

    sql: Literal["int", "text", "real"]
    of: Callable[[V], int | str | float | None]


@dataclass(frozen=True)
class Kind(Generic[V]):
    """Base of all kinds of value. Subclasses are frozen dataclasses whose attributes configure them."""

    facets: ClassVar[Mapping[str, Facet[Any]]] = MappingProxyType({})

    @property
    def word(self) -> str:
        """The stable name of the kind (``"date"``, ``"count"``, ``"code"``)."""
        return type(self).__name__.lower()

    def parse(self, text: str, reading: Reading) -> V | None:
        """The value the person means by ``text`` (any digit script), None when blank.

        Raises:
            BadValue: the text cannot be read; the message says what is understood instead.
        """
        raise NotImplementedError

    def show(self, value: V | None, reading: Reading) -> str:
        """The value as text in the person's language; ``parse(show(v)) == v`` holds for every kind."""
        raise NotImplementedError

    def store(self, value: V) -> Json:
        """The canonical form that goes into the journal and the database."""
        return value

    def load(self, data: Json) -> V:
        """The value of a canonical form. Forms of a newer program are kept as they are, never dropped."""
        return data  # type: ignore[no-any-return]

    def check(self, value: V) -> list[Message]:
        """What is wrong with a well-read value (min above max, impossible latitude …); empty when nothing is."""
        return []
