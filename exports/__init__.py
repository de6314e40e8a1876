"""Files for other people: workbooks of the register. The door of this floor; no Qt, no SQL beyond it.

What stands behind the door is loaded when it is first asked for: the window starts through here and must not
wait for openpyxl.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from exports.boundaries.planning import BoundaryLayerPlan, BoundaryPlan, read_boundaries, take_boundaries
    from exports.entry.writing import write_entry_workbook
    from exports.foreign.aims import FOREIGN_KINDS, Aim, aims_of, label_of
    from exports.foreign.already import facilities_alike, people_alike
    from exports.foreign.errors import write_error_workbook
    from exports.foreign.foreseeing import foreseen
    from exports.foreign.guessing import Guess
    from exports.foreign.heads import cell_shown
    from exports.foreign.mapping import ForeignMapping
    from exports.foreign.mapping_file import mapping_of, mapping_text
    from exports.foreign.memory import Understanding, mapping_edit, understand, understand_any
    from exports.foreign.plan import IntakePlan, IntakeRow, Question
    from exports.foreign.reading import read_foreign
    from exports.foreign.rows import answered
    from exports.foreign.table import ForeignColumn, ForeignFile, ForeignSheet
    from exports.foreign.taking import take
    from exports.leaving.disclosing import disclose, logged
    from exports.leaving.previewing import Preview, SheetSeen, preview
    from exports.leaving.sampling import FieldSeen
    from exports.leaving.shares import Share, Shares
    from exports.leaving.sharing import Sharing
    from exports.making.asked import FileAsked
    from exports.making.made import Report
    from exports.making.making import write_file
    from exports.making.manner import Format, Manner, Shape
    from exports.map.told import MapTold, map_told
    from exports.map.writing import MAP_FORMATS, MapAsked, map_picture, print_map, write_map
    from exports.names import RowSource
    from exports.options import Options, plain_options
    from exports.packs import read_pack
    from exports.problem_list import write_problems
    from exports.report.asked import ReportAsked, Then
    from exports.report.drawn import Draw, Picture
    from exports.report.pages import Pages, PagesTable
    from exports.report.writing import named_in, print_report, report_lead, report_pages, write_logged
    from exports.reread.accepting import accept, edits, left_out
    from exports.reread.proposal import CellChange, MissingRow, NewRow, Proposal, Refusal, Spot
    from exports.reread.reading import read_back
    from exports.reread.whose import comes_back
    from exports.telling.figures import FigureTelling
    from exports.template.example import write_example
    from storage import Cancelled

__all__ = [
    "FOREIGN_KINDS",
    "MAP_FORMATS",
    "Aim",
    "BoundaryLayerPlan",
    "BoundaryPlan",
    "Cancelled",
    "CellChange",
    "Draw",
    "FieldSeen",
    "FigureTelling",
    "FileAsked",
    "ForeignColumn",
    "ForeignFile",
    "ForeignMapping",
    "ForeignSheet",
    "Format",
    "Guess",
    "IntakePlan",
    "IntakeRow",
    "Manner",
    "MapAsked",
    "MapTold",
    "MissingRow",
    "NewRow",
    "Options",
    "Pages",
    "PagesTable",
    "Picture",
    "Preview",
    "Proposal",
    "Question",
    "Refusal",
    "Report",
    "ReportAsked",
    "RowSource",
    "Shape",
    "Share",
    "Shares",
    "Sharing",
    "SheetSeen",
    "Spot",
    "Then",
    "Understanding",
    "accept",
    "aims_of",
    "answered",
    "cell_shown",
    "comes_back",
    "disclose",
    "edits",
    "facilities_alike",
    "foreseen",
    "label_of",
    "left_out",
    "logged",
    "map_picture",
    "map_told",
    "mapping_edit",
    "mapping_of",
    "mapping_text",
    "named_in",
    "people_alike",
    "plain_options",
    "preview",
    "print_map",
    "print_report",
    "read_back",
    "read_boundaries",
    "read_foreign",
    "read_pack",
    "report_lead",
    "report_pages",
    "take",
    "take_boundaries",
    "understand",
    "understand_any",
    "write_entry_workbook",
    "write_error_workbook",
    "write_example",
    "write_file",
    "write_logged",
    "write_map",
    "write_problems",
]

_BEHIND = {
    "BoundaryLayerPlan": "exports.boundaries.planning",
    "BoundaryPlan": "exports.boundaries.planning",
    "read_boundaries": "exports.boundaries.planning",
    "take_boundaries": "exports.boundaries.planning",
    "Aim": "exports.foreign.aims",
    "FOREIGN_KINDS": "exports.foreign.aims",
    "aims_of": "exports.foreign.aims",
    "label_of": "exports.foreign.aims",
    "Guess": "exports.foreign.guessing",
    "Understanding": "exports.foreign.memory",
    "understand": "exports.foreign.memory",
    "understand_any": "exports.foreign.memory",
    "mapping_edit": "exports.foreign.memory",
    "ForeignMapping": "exports.foreign.mapping",
    "mapping_of": "exports.foreign.mapping_file",
    "mapping_text": "exports.foreign.mapping_file",
    "IntakePlan": "exports.foreign.plan",
    "IntakeRow": "exports.foreign.plan",
    "Question": "exports.foreign.plan",
    "foreseen": "exports.foreign.foreseeing",
    "take": "exports.foreign.taking",
    "answered": "exports.foreign.rows",
    "facilities_alike": "exports.foreign.already",
    "people_alike": "exports.foreign.already",
    "write_error_workbook": "exports.foreign.errors",
    "cell_shown": "exports.foreign.heads",
    "Cancelled": "storage",
    "ForeignColumn": "exports.foreign.table",
    "ForeignFile": "exports.foreign.table",
    "ForeignSheet": "exports.foreign.table",
    "read_foreign": "exports.foreign.reading",
    "CellChange": "exports.reread.proposal",
    "MAP_FORMATS": "exports.map.writing",
    "MapAsked": "exports.map.writing",
    "map_picture": "exports.map.writing",
    "print_map": "exports.map.writing",
    "write_map": "exports.map.writing",
    "MapTold": "exports.map.told",
    "map_told": "exports.map.told",
    "MissingRow": "exports.reread.proposal",
    "NewRow": "exports.reread.proposal",
    "Proposal": "exports.reread.proposal",
    "Refusal": "exports.reread.proposal",
    "Spot": "exports.reread.proposal",
    "accept": "exports.reread.accepting",
    "edits": "exports.reread.accepting",
    "left_out": "exports.reread.accepting",
    "read_back": "exports.reread.reading",
    "comes_back": "exports.reread.whose",
    "FieldSeen": "exports.leaving.sampling",
    "FigureTelling": "exports.telling.figures",
    "Format": "exports.making.manner",
    "FileAsked": "exports.making.asked",
    "Manner": "exports.making.manner",
    "Shape": "exports.making.manner",
    "write_example": "exports.template.example",
    "write_file": "exports.making.making",
    "Options": "exports.options",
    "Report": "exports.making.made",
    "RowSource": "exports.names",
    "Sharing": "exports.leaving.sharing",
    "disclose": "exports.leaving.disclosing",
    "logged": "exports.leaving.disclosing",
    "Preview": "exports.leaving.previewing",
    "SheetSeen": "exports.leaving.previewing",
    "preview": "exports.leaving.previewing",
    "ReportAsked": "exports.report.asked",
    "Then": "exports.report.asked",
    "Draw": "exports.report.drawn",
    "Picture": "exports.report.drawn",
    "Pages": "exports.report.pages",
    "PagesTable": "exports.report.pages",
    "named_in": "exports.report.writing",
    "report_lead": "exports.report.writing",
    "report_pages": "exports.report.writing",
    "print_report": "exports.report.writing",
    "write_logged": "exports.report.writing",
    "Share": "exports.leaving.shares",
    "Shares": "exports.leaving.shares",
    "plain_options": "exports.options",
    "read_pack": "exports.packs",
    "write_entry_workbook": "exports.entry.writing",
    "write_problems": "exports.problem_list",
}


def __getattr__(name: str) -> Any:
    if name not in _BEHIND:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(_BEHIND[name]), name)
