"""Part of the store: what partners were told in the files they have of us."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.asof import AsOf

if TYPE_CHECKING:
    from storage.sharing.exporting import Frozen
    from storage.sharing.partner_past import PartnerPast


class PartnerFiles(AsOf):
    """Reading the past in the words of a partner's file."""

    def partner_past(self, source: Frozen, position: int, mark: str) -> PartnerPast | None:
        """What a partner's file with this mark said when it was made; None when none of ours has it."""
        from storage.sharing.partner_past import partner_past

        return partner_past(self, source, position, mark)
