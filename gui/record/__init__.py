"""What the windows of single records are made of: the plan of a form, grids beside its fields, what it knows."""

from gui.record.beside import Beside, BesideView, Side
from gui.record.cells import Cells, Column
from gui.record.child_grid import ChildGrid, GridPlan
from gui.record.facts import FormFacts
from gui.record.fields import usual_editor
from gui.record.plan import HIDDEN, FormPlan, Section, laid_out

__all__ = [
    "HIDDEN",
    "Beside",
    "BesideView",
    "Cells",
    "ChildGrid",
    "Column",
    "FormFacts",
    "FormPlan",
    "GridPlan",
    "Section",
    "Side",
    "laid_out",
    "usual_editor",
]
