"""How the form of a victim is laid out: hand-written lists of fields, and the editor each of them gets."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from gui.editors import Editor
from gui.editors_by_kind import code_offers, editor_for
from gui.entry.facts import NEW, Facts
from gui.form import Form
from gui.line_list import Offer
from gui.name_editor import NameEditor
from gui.place_field import PlaceField
from gui.say import ltr, say, words
from storage import Code, Day, PlaceRef, Query, folded

if TYPE_CHECKING:
    from storage import Store

INCIDENTS = 600
HIDDEN = ("code", "status", "withdrawn", "overrides", "team", "author", "entered")
"""Fields nobody types: given by the program, or set by what is done with the record."""

# icon, title, fields of each line
Section = tuple[str, Callable[[], str], tuple[tuple[str, ...], ...]]
LEADING: tuple[Section, ...] = (
    ("user", lambda: say("Person"), (("name",), ("sex", "age", "people"), ("other_names",))),
    (
        "circle-dot",
        lambda: say("What happened to the person"),
        (("incident",), ("outcome", "outcome_day", "cause"), ("outcome_place", "hospital")),
    ),
    ("bandage", lambda: say("Harm"), (("injuries", "severity"), ("amputation", "permanent"))),
)
TRAILING: tuple[Section, ...] = (
    (
        "users",
        lambda: say("Who it is"),
        (("civilian_status", "roles"), ("vulnerability",), ("pregnant", "displaced"), ("home", "family_group")),
    ),
    (
        "life-buoy",
        lambda: say("Recovery and burial"),
        (("rubble_place", "rubble_day"), ("identified_by", "burial_place")),
    ),
    (
        "shield",
        lambda: say("Contact and consent"),
        (("document_number", "consent"), ("kin", "kin_phone")),
    ),
    ("book-open", lambda: say("Remarks"), (("sources",), ("notes",))),
)
REQUIRED = ("outcome",)


def laid_out() -> list[str]:
    """The names of all fields of the form, in their order."""
    return [name for _, _, lines in (*LEADING, *TRAILING) for line in lines for name in line]


class VictimFacts(Facts):
    """What the form knows besides places and sources: incidents a person may belong to."""

    incidents: dict[str, str]

    def learn(self, store: Store) -> VictimFacts:
        """Read what there is (in a reader's thread)."""
        super().learn(store)
        self.incidents = {}
        _, rows = store.listing(Query("incident")).first(INCIDENTS)
        for row in rows.values():
            self.incidents[row.id] = self._incident(row["code"], row["place"], row["occurred"])
        return self

    def note_incident(self, store: Store, record: str) -> None:
        """An incident older than those."""
        entry = store.read("incident", record) if record not in self.incidents else None
        if entry is not None:
            values = entry.values
            self.incidents[record] = self._incident(values.get("code"), values.get("place"), values.get("occurred"))

    def _incident(self, code: str | None, place: str | None, day: object) -> str:
        shown = Day().show(day, self.reading()) if day is not None else ""  # type: ignore[arg-type]
        where = self.name("place", place) if place else ""
        return "  ·  ".join(part for part in (ltr(code or ""), where, shown) if part)

    def find(self, kind: str, text: str) -> str | None:
        """Incidents by number or by their whole line, sources by their name."""
        typed = folded(text)
        if kind == "incident":
            known = getattr(self, "incidents", {})
            found = [one for one, name in known.items() if typed in (folded(name), folded(name.split("  ·  ")[0]))]
            return found[0] if len(found) == 1 else None
        if kind == "source":
            found = [one for one in self.sources if folded(self.name("source", one)) == typed]
            return found[0] if found else None
        return super().find(kind, text)

    def name(self, kind: str, record: str) -> str:
        """The name of a record."""
        if kind == "incident":
            return str(getattr(self, "incidents", {}).get(record, record[:8]))
        return super().name(kind, record)

    def offers(self, kind: str) -> Callable[[str], list[Offer]]:
        """Records of a kind to choose from."""

        def offer(text: str) -> list[Offer]:
            typed = folded(text)
            known = getattr(self, "incidents", {}) if kind == "incident" else self.sources
            names = ((one, self.name(kind, one)) for one in known)
            return [Offer(one, name) for one, name in names if not typed or typed in folded(name)][:40]

        return offer

    def places(self, text: str) -> list[Offer]:
        """Places to choose from."""
        return [offer for offer in self.suggest(text) if offer.value != NEW]


def make_editor(form: Form, name: str, facts: Callable[[], VictimFacts]) -> Editor:
    """The editor of a field of a victim."""
    field = form.field(name)
    if name == "name":
        return NameEditor(field.kind, form.reading)
    if isinstance(field.kind, PlaceRef):
        hint = words().hint(field.key)
        return PlaceField(form.reading, lambda text: facts().places(text), "", hint=hint)
    if name in ("incident", "sources"):
        kind = "incident" if name == "incident" else "source"
        said = say("Choose an incident by its number or place") if name == "incident" else None
        return editor_for(field, form.reading, lambda text: facts().offers(kind)(text), hint=said)
    if isinstance(field.kind, Code) and name in ("sex", "outcome"):
        return editor_for(field, form.reading, code_offers(field.kind.list_name, letters=True))
    return editor_for(field, form.reading)
