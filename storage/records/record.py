"""``Record``: the class every kind of record derives from; it collects what its fields declare.

A record class is a description, never an instance: rows travel as plain dictionaries of values, which is what lets a
newer team's unknown fields pass through an older program unharmed.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from storage.fields.field import Field, Merge, Privacy, field
from storage.fields.kinds import Code, Moment, Ref, Text
from storage.fields.reasons import Reasons

Sql = Literal["int", "text", "blob"]

RECORDS: dict[str, type[Record]] = {}
"""All kinds of record by their word, in the order they are declared."""


class Record:
    """Anything the register keeps.

    Attributes:
        word: the stable word of the kind (``"victim"``), also the name of its table.
        fields: what is known of such a record, by field name, in the order of declaration.
        derived: columns computed from other data, never journalled: name to SQL type.
        indexes: columns the lists of this kind are asked by, one tuple an index.
        sparse: indexes that hold only the records that have their first column, so that the others cost nothing.
    """

    word: ClassVar[str]
    fields: ClassVar[dict[str, Field[Any]]] = {}
    derived: ClassVar[dict[str, Sql]] = {}
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = ()
    sparse: ClassVar[tuple[tuple[str, ...], ...]] = ()

    status = field(Code("record-status"), privacy=Privacy.PUBLIC, hxl="#status")
    withdrawn = field(Text(), Merge.PROTECTED)
    overrides = field(Reasons())
    team = field(Ref("team"), privacy=Privacy.PARTNER)
    author = field(Ref("person"))
    entered = field(Moment())

    def __init_subclass__(cls, *, word: str) -> None:
        """Register the class under its word and collect its fields, own ones before the common ones."""
        cls.word = word
        own = {name: item for name, item in vars(cls).items() if isinstance(item, Field)}
        common = {name: item for name, item in vars(Record).items() if isinstance(item, Field)}
        cls.fields = {}
        for name, item in (own | common).items():
            copy = Field(item.kind, item.merge, item.privacy, item.facets, item.search, item.hxl, name, word)
            cls.fields[name] = copy
            setattr(cls, name, copy)
        RECORDS[word] = cls
