"""How a question of the inbox is said: its group, its title in the list, the question itself, what answering does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from gui.entry.draft_words import draft_words
from gui.known import Known
from gui.listing.torn import AsSaid
from gui.look import theme
from gui.review.conflict_words import conflict_title, rivals_words
from gui.say import ltr, say, say_n, words
from gui.screens.victim_columns import full_name
from gui.table.list_cells import day_words, either, range_words, weekday
from storage import DayValue, Item, WaitingFile

ERROR = theme.STATES["error"][0]
GROUP_ICONS = {
    "conflict": ("git-pull-request-arrow", ERROR),
    "confirm": ("file-spreadsheet", "missing"),
    "draft": ("pencil-line", "tx2"),
    "rule": ("circle-help", "accink"),
    "fit": ("scale", "accink"),
    "proposal": ("map-pin", "missing"),
    "unentitled": ("shield-alert", "accink"),
    "unverified": ("eye", "tx2"),
    "settled": ("check-check", "rescued"),
}
"""Icon and ink of each group."""


def group_title(group: str) -> str:
    """The heading of a group in the list."""
    titles = {
        "conflict": say("Teams disagree"),
        "confirm": say("From files"),
        "draft": say("Left open"),
        "rule": say("Doubts gone past"),
        "fit": say("Named and claimed differ"),
        "proposal": say("New places"),
        "unentitled": say("Verified without the right to"),
        "unverified": say("To be verified"),
        "settled": say("Settled"),
    }
    return titles.get(group, group)


def group_count(group: str, count: int) -> str:
    """``4 drafts``: a part of the line beside the title."""
    if group == "conflict":
        return say_n("{count} conflict", "{count} conflicts", count)
    if group == "confirm":
        return say_n("{count} file to confirm", "{count} files to confirm", count)
    if group == "draft":
        return say_n("{count} left open", "{count} left open", count)
    if group == "rule":
        return say_n("{count} doubt", "{count} doubts", count)
    if group == "fit":
        return say_n("{count} figure", "{count} figures", count)
    if group == "unentitled":
        return say_n("{count} verification", "{count} verifications", count)
    return say_n("{count} place proposed", "{count} places proposed", count)


def tag_words(group: str, place: int, count: int) -> str:
    """``Doubt 1 of 4``."""
    parts = {"place": ltr(str(place)), "count": ltr(f"{count:,}")}
    if group == "confirm":
        return say("From a file, {place} of {count}", **parts)
    if group == "draft":
        return say("Left open, {place} of {count}", **parts)
    if group == "rule":
        return say("Doubt {place} of {count}", **parts)
    if group == "fit":
        return say("Figure {place} of {count}", **parts)
    if group == "proposal":
        return say("New place {place} of {count}", **parts)
    if group == "unentitled":
        return say("Verification {place} of {count}", **parts)
    return say("To be verified, {place} of {count}", **parts)


def rule_title(rule: str) -> str:
    """A doubt in a few words."""
    titles = {
        "age_is_possible": say("Very high age"),
        "a_child_has_no_profession": say("A child with an occupation"),
        "age_and_child_agree": say("Age and child do not agree"),
        "pregnancy_and_sex_agree": say("Male and pregnant"),
        "confirmed_rests_on_several_sources": say("Confirmed by one source only"),
        "arrival_is_not_before_departure": say("Arrived before they left"),
        "groups_are_not_above_the_persons": say("A part larger than the whole"),
        "parts_are_not_above_the_whole": say("A part larger than the whole"),
        "names_fit_claims": say("Named and claimed differ"),
        "children_fit_killed": say("More children than killed"),
        "second_strike": say("Another incident on the same day"),
        "point_fits_place": say("The point lies far from its place"),
        "outcome_goes_back": say("First killed, then not"),
        "movement_fits_village": say("More left than lived there"),
        "damage_names_its_facility": say("Damage without a facility"),
        "closed_and_days_agree": say("Closed days do not agree"),
        "more_named_than_group": say("More named than the group had"),
    }
    return titles.get(rule) or say("A doubt")


def item_title(item: Item) -> str:
    """The first line of an item."""
    group, row = item.question.group, item.row
    if item.file is not None:
        return ltr(item.file.name) if item.file.name else say("Rows of a file nobody knows any more")
    if group == "conflict":
        return conflict_title(item)
    if group == "confirm":
        return words().kind(item.kind)
    if group == "rule":
        return rule_title(item.question.rule)
    if group == "draft":
        return {
            "incident": say("Incident left open"),
            "victim": say("Person left open"),
            "movement": say("Movement left open"),
            "facility": say("Facility left open"),
        }.get(item.kind) or say("{kind} left open", kind=words().kind(item.kind))
    if group == "fit" and row is not None:
        return say("{named} named, {claimed} claimed", **fit_words(row))
    if group == "proposal":
        return say("A place not in the list")
    if group in ("unverified", "unentitled") and item.kind == "incident" and row is not None:
        return words().code("attack", row["attack"]) if row["attack"] else say("Incident")
    return group_title(group)


def kinds_line(file: WaitingFile) -> str:
    """How many records of each kind of a file wait."""
    told = (f"{words().kind(kind, several=True)}{say(': ')}{ltr(f'{count:,}')}" for kind, count in file.kinds.items())
    return " · ".join(told)


def fit_words(row: Any) -> dict[str, str]:
    """Named and claimed of the killed, as words."""
    return {
        "named": str(row["named_killed"] or 0),
        "claimed": range_words(row["killed_min"], row["killed_max"]) or "?",
    }


def item_line(item: Item, known: Known) -> str:
    """The second line of an item: which record it is."""
    if item.draft is not None:
        return draft_words(item.draft)
    if item.file is not None:
        return kinds_line(item.file)
    line = record_line(item.kind, item.row, known, code=False)
    if item.question.group == "conflict":
        return " · ".join(one for one in (rivals_words(item, known), line) if one) or say("sealed")
    return line or say("not in this register")


def record_line(kind: str, row: Any, known: Known, *, code: bool = True) -> str:
    """A record in one line: who or what, where, when, and its number unless it is short of room."""
    if row is None:
        return ""
    number = ltr(row["code"] or "") if code else ""
    parts: Callable[[], list[str]] | None = {
        "incident": lambda: [
            _said(row, "place", known.place),
            _said(row, "occurred", lambda one: _day(one, known)),
            number,
        ],
        "victim": lambda: [
            _said(row, "name", lambda one: _person(AsSaid(row, "name", one, {}))),
            _said(row, "outcome_place", known.place) or known.place(row["where_id"]),
            _iso_day(row["day"], known),
        ],
        "claim": lambda: [_claimed(row)],
        "damage": lambda: [_coded("damage", row["damage"]), _iso_day(row["day"], known)],
        "movement": lambda: [
            _said(row, "origin", known.place),
            _said(row, "started", lambda one: _day(one, known)),
            number,
        ],
        "facility": lambda: [_either(row["name_ar"], row["name_en"]), _said(row, "place", known.place)],
        "place": lambda: [_either(row["name_ar"], row["name_en"]), known.area(row.id)],
        "outcome": lambda: [_coded("outcome", row["outcome"]), _day(row["day"], known)],
        "function": lambda: [_coded("function", row["function"]), _day(row["day"], known)],
        "population": lambda: [known.place(row["place"]), _day(row["day"], known), _persons(row)],
        "village_state": lambda: [known.place(row["place"]), _coded("village-state", row["state"])],
    }.get(kind)
    found = parts() if parts is not None else []
    return " · ".join(one for one in found if one)


def _said(row: Any, name: str, show: Callable[[Any], str]) -> str:
    """A value in words; of a field in dispute all of them."""
    rivals = row.disputed.get(name, ())
    if len(rivals) < 2:
        return show(row[name])
    return either(tuple(dict.fromkeys(show(one) or "?" for one in rivals)))


def _coded(name: str, code: str | None) -> str:
    return words().code(name, code) if code else ""


def _person(row: Any) -> str:
    arabic, latin = full_name(row)
    return (arabic or latin) if words().rtl else (latin or arabic) or say("name not known")


def _either(arabic: str | None, latin: str | None) -> str:
    return ((arabic or latin) if words().rtl else (latin or arabic)) or ""


def _persons(row: Any) -> str:
    return range_words(row["persons__min"], row["persons__max"])


def _claimed(row: Any) -> str:
    said = {one: range_words(row[f"{one}__min"], row[f"{one}__max"]) for one in ("killed", "injured", "missing")}
    told = figures_told(said)
    return say("what a source says: {figures}", figures=told or "?")


def isolated(name: str) -> str:
    """A name that may stand in the other script, so that what follows keeps its own direction."""
    return f"{chr(0x200F if words().rtl else 0x200E)}{chr(0x2068)}{name}{chr(0x2069)}"


def figures_told(said: Mapping[str, str]) -> str:
    """What a source says of each figure, in one line."""
    told = {
        "killed": say("killed: {count}", count=said.get("killed", "")),
        "injured": say("injured: {count}", count=said.get("injured", "")),
        "missing": say("missing: {count}", count=said.get("missing", "")),
    }
    return say(", ").join(words_ for one, words_ in told.items() if said.get(one))


def _day(value: Any, known: Known) -> str:
    return day_words(value, known.reading(), known.year) if value is not None else ""


def _iso_day(text: str | None, known: Known) -> str:
    try:
        return _day(DayValue.on(date.fromisoformat(text)), known) if text else ""
    except ValueError:  # a month or a year
        return ltr(text or "")


def short_day(when: datetime, now: datetime) -> str:
    """The day something was entered, for the end of a line: ``Tue``, ``28 Jun``, ``28 Jun 2019``."""
    local, today = when.astimezone(), now.astimezone()
    if (today.date() - local.date()).days < 6:
        return weekday(local.weekday())
    return ltr(f"{local.day}/{local.month}" + ("" if local.year == today.year else f"/{local.year}"))


def question_words(item: Item) -> str:
    """The question itself, as a person would ask it."""
    group = item.question.group
    if item.file is not None:
        return say("Do these rows belong in the register?")
    if group == "confirm":
        return say("Does this row belong in the register?")
    if group == "draft":
        return say("Can this be finished?")
    if group == "rule":
        return say("Is the reason good enough?")
    if group == "fit":
        return say("Why are they not the same?")
    if group == "proposal":
        return say("Is this a place of its own?")
    if group == "unverified":
        return say("Is this what happened?")
    if group == "unentitled":
        return say("Does the verification stand?")
    return item_title(item)


def explained(item: Item) -> str:
    """Why this is asked, in one sentence."""
    group = item.question.group
    if group == "conflict":
        return say("Two teams changed the same cell before they exchanged.")
    if item.draft is not None:
        return say("It was closed before all of it could be saved. What was typed is kept.")
    if group == "confirm":
        return say("It came in a file. It counts in no figure until somebody confirms it.")
    if group == "draft":
        return say("It was closed as a draft. It counts, and is shown as a draft.")
    if group == "rule":
        return say("The program had a doubt; the author went past it with a reason.")
    if group == "fit":
        return say("The people named as killed are not as many as the published figure.")
    if group == "proposal":
        return say("Somebody did not find this place in the list and wrote it down.")
    if group == "unentitled":
        return say("It was marked as verified by a laptop that is certified for recording, not for verifying.")
    return say("It is complete, and nobody has verified it yet.")


def accept_words(group: str) -> tuple[str, str]:
    """The answer with key 1, and what it does."""
    if group == "conflict":
        return say("Keep what stands now"), say("Only wordings, of which the newest stands; the others one by one.")
    if group == "confirm":
        return say("Confirm"), say("It counts from now on; what still lacks something becomes a draft.")
    if group == "file":
        return say("Confirm the whole file"), say("All its rows count from now on; what lacks something is a draft.")
    if group == "rule":
        return say("Accept the reason"), say("The doubt stays on record with its reason and is not asked again.")
    if group == "fit":
        return say("Accept the difference"), say("Not asked again until a name or a claim changes. It needs a reason.")
    if group == "proposal":
        return say("Accept the place"), say("It becomes a place like any other, for every team.")
    if group == "unentitled":
        return say("It stands"), say("It stays verified, and that you say so stands on record with your name.")
    return say("Verified"), say("The incident is marked as verified, with your name.")
