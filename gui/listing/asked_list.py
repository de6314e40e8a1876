"""A list and what is asked of it: its table, the filters, the search; what copies and prints it knows no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.known import Known
from gui.listing.chooser import ColumnChoice
from gui.listing.field_columns import more_columns, more_filters
from gui.listing.filter_fields import Condition
from gui.listing.filters import FilterRow
from gui.listing.plan import Plan
from gui.room import Page
from gui.table.table import RegisterTable

if TYPE_CHECKING:
    from gui.context import Context


class AskedList(Page):
    """A table with its filters.

    Attributes:
        plan: what makes it a room; columns: those of the plan and all others of the kind; choosing: which are shown.
        filters: the fields under the heads; beside: conditions that are set beside the list.
        search: what is searched; exact: only as it is written.
    """

    def __init__(self, context: Context, known: Known, plan: Plan) -> None:
        super().__init__()
        self.context, self.known, self.plan = context, known, plan
        self.search = ""
        self.exact = False
        self.beside: dict[str, Condition] = {}
        taken = {one.key for one in plan.columns}
        self.columns = (*plan.columns, *more_columns(plan.kind, known, taken))
        self.table = RegisterTable(self.columns)
        more = more_filters(plan.kind, known, taken | plan.fields.keys())
        self.filters = FilterRow(self.table.head, tuple(c.key for c in self.columns), plan.fields, more)
        self.table.head.hold(self.filters)
        self.choosing = ColumnChoice(self.table, plan.title)

    def conditions(self) -> dict[str, Condition]:
        """All filters: those of the row under the heads and those set beside the list."""
        return {**self.beside, **self.filters.conditions()}
