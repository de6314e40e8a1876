"""Checks of facilities and of what an incident did to them; registered beside those of ``rules.py``."""

from __future__ import annotations

from storage.messages import Message, message
from storage.rule import Values, rule


@rule("facility", "hard", "kind")
def facility_has_a_kind(values: Values) -> Message | None:
    """Facilities are counted by kind: hospitals, schools, markets."""
    if values.get("kind") is None:
        return message("What kind of facility is it? Choose one, or write other: and what it is.")
    return None


@rule("facility", "hard", "name_ar", "name_en")
def facility_has_a_name(values: Values) -> Message | None:
    """Something to call it by; *the ambulance point of Abdin* is enough."""
    if any(values.get(name) is not None for name in ("name_ar", "name_en", "aliases")):
        return None
    return message("What is it called? Its kind and place are enough, in either script.")


@rule("damage", "soft", "closed_days", "closed")
def closed_and_days_agree(values: Values) -> Message | None:
    """Days of closure of a facility that did not close."""
    if values.get("closed") == "no" and (values.get("closed_days") or 0) > 0:
        return message("It did not close, yet days of closure are written down. Check both.")
    return None
