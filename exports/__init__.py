"""Files for other people: workbooks of the register. The door of this floor; no Qt, no SQL beyond it.

What stands behind the door is loaded when it is first asked for: the window starts through here and must not
wait for openpyxl.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from exports.figure_telling import FigureTelling
    from exports.names import RowSource
    from exports.options import Options, plain_options
    from exports.packs import read_pack
    from exports.workbook import Report, write_workbook
    from exports.writing import Cancelled

__all__ = [
    "Cancelled",
    "FigureTelling",
    "Options",
    "Report",
    "RowSource",
    "plain_options",
    "read_pack",
    "write_workbook",
]

_BEHIND = {
    "Cancelled": "exports.writing",
    "FigureTelling": "exports.figure_telling",
    "Options": "exports.options",
    "Report": "exports.workbook",
    "RowSource": "exports.names",
    "plain_options": "exports.options",
    "read_pack": "exports.packs",
    "write_workbook": "exports.workbook",
}


def __getattr__(name: str) -> Any:
    if name not in _BEHIND:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(_BEHIND[name]), name)
