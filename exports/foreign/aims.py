"""Where the columns of a foreign table can go: fields of a kind of record, and parts of their values."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass
from dataclasses import field as kept
from functools import lru_cache

from storage import RECORDS, Words

KINDS = ("incident", "victim", "movement", "facility", "place")
"""What a foreign table can be read as."""
FOREIGN_KINDS = KINDS
"""The same, for the floors above."""

BESIDE = {"incident": ("claim",), "place": ("population",)}
"""Kinds whose facts often stand in the same row: a row with some of them makes such a record too."""

REPEATS = {
    "incident": {"victim": "victim.incident", "claim": "claim.incident", "damage": "damage.incident"},
    "victim": {"outcome": "outcome.victim"},
    "facility": {"function": "function.facility", "damage": "damage.facility"},
    "place": {"population": "population.place"},
}
"""What may stand on a sheet of its own below a kind, and the field that points to the row above."""

PARTS = {
    "day": ("", "min", "max"),
    "count": ("", "min", "max", "value"),
    "age": ("", "value", "unit", "min", "max"),
    "name": ("", "given", "father", "grandfather", "family", "nick"),
    "position": ("", "lat", "lon"),
    "placeref": ("", "admin1", "admin2", "admin3", "admin4", "pcode"),
    "moment": ("", "date", "time"),
}
"""Which parts a value can be put together from, by the word of its kind; "" is the whole value."""

NOT_ASKED = frozenset(("status", "withdrawn", "overrides", "team", "author", "entered"))
"""What the register gives every record itself."""

_INNER = {
    "incident": frozenset(("figure_rule", "preferred_claim", "decided_killed", "decided_injured", "decided_missing")),
    "victim": frozenset(("of_group",)),
    "place": frozenset(("pack", "retired", "proposed_by")),
}


@dataclass(frozen=True)
class Aim:
    """Where a column goes.

    Attributes:
        field: ``"victim.name"``; the bare kind (``"victim"``) with the part ``key``.
        part: "" for the whole value, one of :data:`PARTS`, ``key`` (the row's own id) or ``parent`` (the id of the
            row it belongs to; ``field`` is then the field that points there).
        order: how days are written: ``dmy``, ``mdy``, ``ymd``; "" where the values say it themselves.
        codes: folded word of this column → code, before the words all columns of the field share.
        unit: of an age without one: ``y``, ``m``, ``w``, ``d``.
    """

    field: str
    part: str = ""
    order: str = ""
    codes: Dict[str, str] = kept(default_factory=dict, hash=False)
    unit: str = ""

    @property
    def kind(self) -> str:
        """The kind of record it goes to."""
        return self.field.partition(".")[0]

    @property
    def name(self) -> str:
        """The name of the field in its kind, "" for a key."""
        return self.field.partition(".")[2]

    @property
    def target(self) -> tuple[str, str]:
        """What no two columns of a sheet may aim at."""
        return self.field, self.part


@lru_cache(maxsize=64)
def aims_of(kind: str, *, under: str = "") -> tuple[Aim, ...]:
    """All that a column can mean in a table of such records, in the order of the forms.

    Args:
        kind: of the rows.
        under: the kind of the rows these belong to, when they stand on a sheet of their own.
    """
    found = [Aim(kind, "key")]
    if under:
        found.append(Aim(REPEATS[under][kind], "parent"))
    for word in (kind, *BESIDE.get(kind, ())):
        pointing = REPEATS.get(kind, {}).get(word, "")
        for name, item in RECORDS[word].fields.items():
            if name in NOT_ASKED or name in _INNER.get(word, ()) or item.key == pointing:
                continue
            found += [Aim(item.key, part) for part in PARTS.get(item.kind.word, ("",))]
    return tuple(found)


def label_of(aim: Aim, words: Words) -> str:
    """What an aim is called: the label of its field and of the part."""
    if aim.part == "key":
        return words.t("Own number or id of the row")
    if aim.part == "parent":
        return words.t("Id of the row it belongs to")
    label = words.field(aim.field)
    above = aim.name.rpartition("_")[0]
    if above in RECORDS[aim.kind].fields:
        label = f"{words.field(f'{aim.kind}.{above}')} · {label}"  # “Since” alone says nothing outside its form
    return f"{label} · {part_label(aim.part, words)}" if aim.part else label


def part_label(part: str, words: Words) -> str:
    """What a part of a value is called, "" for the whole."""
    told = {
        "min": words.t("at least, from"),
        "max": words.t("at most, to"),
        "value": words.t("number only"),
        "unit": words.t("unit only"),
        "given": words.t("given name"),
        "father": words.t("father’s name"),
        "grandfather": words.t("grandfather’s name"),
        "family": words.t("family name"),
        "nick": words.t("nickname, kunya"),
        "lat": words.t("latitude"),
        "lon": words.t("longitude"),
        "admin1": words.t("governorate"),
        "admin2": words.t("district"),
        "admin3": words.t("sub-district"),
        "admin4": words.t("village or town"),
        "pcode": words.t("P-code"),
        "date": words.t("date"),
        "time": words.t("time"),
    }
    return told.get(part, "")
