"""How an incident is linked with others, as rows of a grid: what it is to the other one, which one, and why.

A link has a direction: *this follows that* is read at its other end as *followed by this*. Codes of the cells are
those of the list ``link-kind``, with ``<`` before them when this incident is the second end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gui.forms.editors import Ask
from gui.forms.editors_by_kind import Offers
from gui.grid.columns import reader
from gui.grid.model import Cell, GridColumn, GridRow
from gui.say import say, words
from gui.table.line_list import Offer
from storage import Text, folded, message

DIRECTED = ("follows", "double_tap_of", "part_of")
EITHER_WAY = ("same_event_as", "not_same")
BACK = "<"
KINDS = ("double_tap_of", "same_event_as", "follows", "part_of", "<double_tap_of", "<follows", "<part_of", "not_same")
"""What is offered, the commonest first."""


def link_word(kind: str) -> str:
    """What this incident is to the other one, in words."""
    backward = {
        "<follows": say("Followed by"),
        "<double_tap_of": say("Has as second strike"),
        "<part_of": say("Has as a part"),
    }
    return backward.get(kind) or words().code("link-kind", kind.removeprefix(BACK))


def seen_from(link: Mapping[str, Any], record: str) -> tuple[str, str]:
    """A link as one of its ends sees it: code (with ``<`` at the second end), and the other end."""
    kind, first, second = (str(link.get(name) or "") for name in ("link", "first", "second"))
    if second == record and first != record:
        return (kind if kind in EITHER_WAY or not kind else f"{BACK}{kind}"), first
    return kind, second


def link_columns(ask: Ask, offers: Offers, shown: Callable[[Cell], str]) -> list[GridColumn]:
    """What it is, which one, why."""
    return [
        GridColumn("link", say("This incident is"), 170, "code", _kind_cell, _kind_shown, _kind_offers,
                   hint=say("Link with another…")),
        GridColumn("incident", say("Other incident"), 300, read=_incident_cell, show=shown, offers=offers,
                   stretch=True),
        GridColumn("reason", words().field("link.reason"), 150, read=reader(Text(), ask), stretch=True),
    ]  # fmt: skip


def _kind_cell(text: str) -> Cell:
    typed = folded(text)
    if text in KINDS:
        return Cell(text, text)
    names = {kind: folded(link_word(kind)) for kind in KINDS}
    same = [kind for kind, name in names.items() if name == typed]
    begun = same or [kind for kind, name in names.items() if name.startswith(typed)]
    if len(begun) == 1:
        return Cell(begun[0], begun[0])
    return Cell(text, None, message("Choose from the list what this incident is to the other one."))


def _kind_shown(cell: Cell) -> str:
    return link_word(str(cell.value)) if cell.value is not None else cell.text


def _kind_offers(text: str) -> Sequence[Offer]:
    typed = folded(text)
    offers = [Offer(kind, link_word(kind)) for kind in KINDS]
    return [offer for offer in offers if not typed or typed in folded(offer.label)]


def _incident_cell(text: str) -> Cell:
    if len(text) == 32:
        return Cell(text, text)
    return Cell(
        text, None, message("No single incident answers to this. Type its number, place or day and choose it.")
    )


def link_cells(values: Mapping[str, Any], record: str) -> dict[str, str]:
    """The texts of a link's cells, seen from this incident."""
    kind, other = seen_from(values, record)
    texts = {"link": kind, "incident": other, "reason": str(values.get("reason") or "")}
    return {key: text for key, text in texts.items() if text}


def link_values(row: GridRow, record: str, base: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a row by field name; what cannot be read is left out, what nobody touched stays as it is."""
    values: dict[str, Any] = {"about": base.get("about") or "incident"}
    if not row.cell("reason").problem:
        values["reason"] = row.cell("reason").value
    kind, other = row.cell("link"), row.cell("incident")
    if kind.problem or other.problem:
        return values
    if base and (kind.text, other.text) == (seen_from(base, record)):
        return values
    backward = kind.text.startswith(BACK)
    ends = (other.value, record) if backward else (record, other.value)
    return {**values, "link": kind.text.removeprefix(BACK) or None, "first": ends[0], "second": ends[1]}
