"""``Field``: the single statement about one fact of a record.

Facts about data only, never about screens. The label is not here: it lives in the catalogues under the context
``field`` and the key ``victim.sex``. A new key on :class:`Field` needs a written decision.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from storage.fields.kind import Kind

V = TypeVar("V")


class Merge(StrEnum):
    """What happens when two people disagree (protection class)."""

    PROTECTED = "P"
    """All rivals kept and shown as disputed until a person decides."""
    SET = "S"
    """Add wins; removal needs a reason."""
    CLAIM = "C"
    """A figure of one source; never summed across linked incidents."""
    ORDINARY = "O"
    """Newest wins, the rival is one click away."""


class Privacy(StrEnum):
    """How far a field may travel."""

    PUBLIC = "pub"
    PARTNER = "par"
    INTERNAL = "int"
    SEALED = "seal"
    """Never leaves except to named people: witness identity, exact positions."""


@dataclass(eq=False)
class Field(Generic[V]):
    """One fact of a record kind.

    Attributes:
        kind: how its values are read, shown and stored.
        merge: protection class.
        privacy: how far it may travel.
        facets: which of the kind's facets get an own database column (``killed__min``), for sorting and sums.
        search: whether its text goes into the search index.
        hxl: the HXL tag for analysts' workbooks, if the standard has one.
        name, record: set by the record class it is declared in.
    """

    kind: Kind[V]
    merge: Merge = Merge.ORDINARY
    privacy: Privacy = Privacy.INTERNAL
    facets: tuple[str, ...] = ()
    search: bool = False
    hxl: str = ""
    name: str = ""
    record: str = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @property
    def key(self) -> str:
        """The catalogue key of its label, ``victim.sex``."""
        return f"{self.record}.{self.name}"


def field(
    kind: Kind[V],
    merge: Merge = Merge.ORDINARY,
    privacy: Privacy = Privacy.INTERNAL,
    *,
    facets: tuple[str, ...] = (),
    search: bool = False,
    hxl: str = "",
) -> Field[V]:
    """Declare a field of a record; see :class:`Field`."""
    return Field(kind, merge, privacy, facets, search, hxl)
