"""How the forms of a movement, a village state and a population figure are laid out: hand-written lists of fields."""

from __future__ import annotations

from gui.record import Section
from gui.say import say

MOVEMENT_LEADING: tuple[Section, ...] = (
    (
        "route",
        lambda: say("Who went where"),
        (("direction",), ("origin",), ("destination",), ("destination_known",), ("started", "ended")),
    ),
    (
        "users",
        lambda: say("How many"),
        (
            ("persons", "households", "share"),
            ("women", "children", "elderly", "disabled"),
            ("same_people_as",),
        ),
    ),
)
MOVEMENT_TRAILING: tuple[Section, ...] = (
    (
        "zap",
        lambda: say("Why, and how they went"),
        (("triggers",), ("warned_before", "transport"), ("assisted_by",)),
    ),
    (
        "house",
        lambda: say("Who could not leave, and what they need there"),
        (("left_behind",), ("livestock", "needs")),
    ),
    ("book-open", lambda: say("Who says so"), (("source", "certainty"), ("notes",))),
)
MOVEMENT_REQUIRED = ("direction", "origin", "started")

STATE_LEADING: tuple[Section, ...] = (
    (
        "house",
        lambda: say("What was seen"),
        (("place",), ("state", "day"), ("share", "remaining")),
    ),
)
STATE_TRAILING: tuple[Section, ...] = (
    ("users", lambda: say("Who stayed"), (("who_stayed",), ("why_stayed",))),
    ("book-open", lambda: say("Who says so"), (("source",), ("notes",))),
)
STATE_REQUIRED = ("place", "state", "day")

POPULATION_LEADING: tuple[Section, ...] = (
    (
        "users",
        lambda: say("How many people live there"),
        (("place",), ("persons", "households"), ("day",)),
    ),
)
POPULATION_TRAILING: tuple[Section, ...] = (("book-open", lambda: say("Who says so"), (("source",), ("notes",))),)
POPULATION_REQUIRED = ("place", "persons")
