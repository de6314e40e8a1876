"""Files for other people: workbooks of the register. The door of this floor; no Qt, no SQL beyond it."""

from exports.names import RowSource
from exports.workbook import Report, write_workbook
from exports.writing import Cancelled

__all__ = ["Cancelled", "Report", "RowSource", "write_workbook"]
