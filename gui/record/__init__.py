"""What the windows of single records are made of: the plan of a form, grids beside its fields, what it knows."""

from gui.record.beside import Beside, BesideView, Side
from gui.record.cells import Cells, Column
from gui.record.child_grid import ChildGrid, GridPlan
from gui.record.facts import FormFacts
from gui.record.fields import usual_editor
from gui.record.forms import FORMS, Make, form_of, show_form
from gui.record.plan import HIDDEN, FormPlan, Section, laid_out

__all__ = [
    "FORMS",
    "HIDDEN",
    "Beside",
    "BesideView",
    "Cells",
    "ChildGrid",
    "Column",
    "FormFacts",
    "FormPlan",
    "GridPlan",
    "Make",
    "Section",
    "Side",
    "form_of",
    "laid_out",
    "show_form",
    "usual_editor",
]
