"""What sources say, as rows of a grid: who says so, and a figure for each group of people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gui.forms.editors import Ask
from gui.forms.editors_by_kind import Offers, code_offers
from gui.grid.columns import code_reader, code_shown, reader
from gui.grid.model import Cell, GridColumn, GridRow
from gui.say import say, words
from storage import RECORDS, Claimed, Count, Range, Text, Use

FIGURES = ("killed", "injured", "missing")
SHOWN = (*FIGURES, "killed_women", "killed_children")
PLAIN = ("claimed_on", "source_note", "notes")
CREDIBILITY = "credibility"
"""A column of the claims that is saved as a citation: how credible is what this source says here."""
QUOTE = "cited"
"""What was quoted for it; kept with the claim's values, never shown in the grid."""


def figure_fields() -> list[str]:
    """All figures a source may give, those shown at first before the others."""
    counts = [name for name, field in RECORDS["claim"].fields.items() if isinstance(field.kind, Count)]
    return [*SHOWN, *(name for name in counts if name not in SHOWN)]


def claim_columns(ask: Ask, source_offers: Offers, source_shown: Callable[[Cell], str]) -> list[GridColumn]:
    """Who says so, then the figures; all others are hidden until asked for."""
    titles = {
        "killed": say("Killed"),
        "injured": say("Injured"),
        "missing": say("Missing"),
        "killed_women": say("Women"),
        "killed_children": say("Children"),
    }
    fields = RECORDS["claim"].fields
    columns = [
        GridColumn(
            "source",
            say("Source"),
            96,
            read=_source_cell,
            show=source_shown,
            offers=source_offers,
            hint=say("Add a source"),
            stretch=True,
        )
    ]
    for name in figure_fields():
        title = titles.get(name) or words().field(f"claim.{name}")
        width = {"killed": 66, "injured": 74, "missing": 80, "killed_women": 60, "killed_children": 66}.get(name, 96)
        columns.append(
            GridColumn(
                name,
                title,
                width,
                "number",
                reader(fields[name].kind, ask),
                _figure_shown(ask),
                hidden=name not in SHOWN,
            )
        )
    for name in PLAIN:
        title = words().field(f"claim.{name}")
        columns.append(GridColumn(name, title, 120, read=reader(fields[name].kind, ask), hidden=True))
    columns.append(_credibility_column(ask))
    return columns


def _credibility_column(ask: Ask) -> GridColumn:
    return GridColumn(
        CREDIBILITY,
        words().field("citation.credibility"),
        110,
        "code",
        code_reader("credibility", ask),
        code_shown("credibility"),
        code_offers("credibility"),
        hidden=True,
    )


def _source_cell(text: str) -> Cell:
    return Cell(text, text if len(text) == 32 else None)


def _figure_shown(ask: Ask) -> Callable[[Cell], str]:
    return lambda cell: figure_text(cell.value, ask) if cell.value is not None else cell.text


def figure_text(value: Any, ask: Ask) -> str:
    """A figure in a cell: nobody is a dash."""
    return "–" if value == Range(0, 0) else Count().show(value, ask())


def claim_cells(values: Mapping[str, Any], ask: Ask) -> dict[str, str]:
    """The texts of a claim's cells."""
    texts = {"source": str(values.get("source") or "")}
    for name in (*figure_fields(), *PLAIN):
        if values.get(name) is not None:
            texts[name] = RECORDS["claim"].fields[name].kind.show(values[name], ask())
    texts[CREDIBILITY] = str(values.get(CREDIBILITY) or "")
    return {key: text for key, text in texts.items() if text}


def claim_values(row: GridRow) -> dict[str, Any]:
    """The values of a row by field name; cells that cannot be read are left out."""
    names = ("source", *figure_fields(), *PLAIN)
    return {name: row.cell(name).value for name in names if not row.cell(name).problem}


def claim_use(row: GridRow) -> Use:
    """Which source a row rests on, and how credible it is."""
    return Use(row.text("source"), str(row.cell(CREDIBILITY).value or ""))


def claimed(row: GridRow, party: str = "", said: tuple[str, str] = ("", "")) -> Claimed:
    """What the published figure needs of a row: who speaks in it, and what puts it in order (see ``Claimed``)."""
    ranges = {}
    for figure in FIGURES:
        value = row.cell(figure).value
        ranges[figure] = (value.low, value.high) if isinstance(value, Range) else (None, None)
    return Claimed(row.id, ranges, party, said)


SOURCE_FIELDS = ("kind", "title", "reliability", "reference", "link", "dated")


def source_columns(ask: Ask, title_offers: Offers) -> list[GridColumn]:
    """The sources of an incident as a grid."""
    label, fields = words().field, RECORDS["source"].fields
    return [
        GridColumn(
            "kind",
            label("source.kind"),
            130,
            "code",
            code_reader("source-kind", ask),
            code_shown("source-kind"),
            code_offers("source-kind"),
            hint=say("Add a source"),
        ),
        GridColumn("title", label("source.title"), 140, read=reader(Text(), ask), offers=title_offers, stretch=True),
        GridColumn(
            "reliability",
            label("source.reliability"),
            150,
            "code",
            code_reader("reliability", ask),
            code_shown("reliability"),
            code_offers("reliability"),
        ),
        GridColumn("reference", label("source.reference"), 130, read=reader(Text(), ask), hidden=True),
        GridColumn("link", label("source.link"), 130, read=reader(Text(), ask), hidden=True),
        GridColumn("dated", label("source.dated"), 100, read=reader(fields["dated"].kind, ask), hidden=True),
    ]


def source_cells(values: Mapping[str, Any], ask: Ask) -> dict[str, str]:
    """The texts of a source's cells."""
    texts = {}
    for name in SOURCE_FIELDS:
        value = values.get(name)
        if value is not None:
            coded = name in ("kind", "reliability")
            texts[name] = str(value) if coded else RECORDS["source"].fields[name].kind.show(value, ask())
    return texts


def source_values(row: GridRow) -> dict[str, Any]:
    """The values of a row by field name; cells that cannot be read are left out."""
    return {name: row.cell(name).value for name in SOURCE_FIELDS if not row.cell(name).problem}


def source_label(values: Mapping[str, Any]) -> str:
    """How a source is called: its title, else its kind."""
    title, kind = values.get("title"), values.get("kind")
    return str(title) if title else words().code("source-kind", str(kind)) if kind else say("Unnamed source")
