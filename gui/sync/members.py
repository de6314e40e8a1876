"""The dialogs of the room's options: who belongs, the hub, what goes by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gui.dialogs import Dialog
from storage import Companion

if TYPE_CHECKING:
    from gui.context import Context


def member_dialog(
    wish: str, context: Context, parent: QWidget, chosen: Companion | None, others: list[Companion]
) -> Dialog | None:
    """The dialog of an option; None when it needs a laptop to be chosen and none can be.

    Args:
        wish: ``ask``, ``certify``, ``join``, ``take_out``, ``enter_hub``, ``admit``, ``automatic``, ``root_shares``,
            ``root_restore``.
        context, parent: of the room.
        chosen: the laptop chosen in the list, when it can go.
        others: those that belong besides this one.
    """
    if wish == "ask":
        from gui.sync.asking import AskDialog

        return AskDialog(context, parent)
    if wish == "certify":
        from gui.sync.certifying import CertifyDialog

        return CertifyDialog(context, parent)
    if wish == "join":
        from gui.sync.joining import JoinDialog

        return JoinDialog(context, parent)
    if wish in ("enter_hub", "admit"):
        from gui.sync.hub_dialog import ADMIT, HubDialog

        hub = HubDialog(context, parent, others, chosen)
        if wish == "admit":
            hub.choose(ADMIT)
        return hub
    if wish == "automatic":
        from gui.sync.automatic_dialog import AutomaticDialog

        return AutomaticDialog(context, parent)
    if wish == "root_shares":
        from gui.sync.share_dialog import root_shares_dialog

        return root_shares_dialog(context, parent)
    if wish == "root_restore":
        from gui.sync.share_dialog import RestoreDialog

        return RestoreDialog(context, parent)
    if wish == "take_out" and chosen is not None:
        from gui.sync.taking_out import TakeOutDialog

        return TakeOutDialog(context, parent, chosen)
    return None
