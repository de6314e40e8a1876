"""After a save that made something new, the list that is open goes to it: nobody has to look for what they wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gui.jobs import Job
from gui.listing.page import ListPage
from gui.room import Page
from storage import Query

if TYPE_CHECKING:
    from storage import Listing, Outcome

MOST = 50
"""A save of more new records than these is not one person's typing."""


def follow(page: object, outcome: Outcome) -> None:
    """Put the cursor of ``page`` on the first new record of its kind; filters stay as they are."""
    page = page.front() if isinstance(page, Page) else page
    created = [record for record in outcome.ids if record in outcome.created]
    if not isinstance(page, ListPage) or not outcome.save or not 0 < len(created) <= MOST:
        return
    kind, store, table = page.plan.kind, page.context.store, page.table
    if kind not in outcome.kinds:
        return

    def find() -> int | None:
        listing: Listing = store.listing(Query(kind))
        return next((number for number in map(listing.number_of, created) if number is not None), None)

    def found(number: Any) -> None:
        if number is not None and not table.look_for(number):
            table.await_number(number)  # the list is being read again

    Job(find).then(found).start(page)
