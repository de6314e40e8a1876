"""The dialogs about who belongs: ask to join, certify, join with the answer, take out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gui.dialogs import Dialog
from storage import Companion

if TYPE_CHECKING:
    from gui.context import Context


def member_dialog(wish: str, context: Context, parent: QWidget, chosen: Companion | None) -> Dialog | None:
    """``ask``, ``certify``, ``join`` or ``take_out`` (of the chosen device; None when none can go)."""
    if wish == "ask":
        from gui.sync.asking import AskDialog

        return AskDialog(context, parent)
    if wish == "certify":
        from gui.sync.certifying import CertifyDialog

        return CertifyDialog(context, parent)
    if wish == "join":
        from gui.sync.joining import JoinDialog

        return JoinDialog(context, parent)
    if wish == "take_out" and chosen is not None:
        from gui.sync.taking_out import TakeOutDialog

        return TakeOutDialog(context, parent, chosen)
    return None
