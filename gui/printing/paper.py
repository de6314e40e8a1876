"""The sheet with the recovery key: printed, or saved where the person wants it; nothing of it stays here."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument
from PySide6.QtWidgets import QWidget

from gui.jobs import Job
from gui.look import fonts, theme
from gui.say import rtl, say

GROUPS_IN_A_ROW = 4


def recovery_sheet(groups: Sequence[str], register: str, team: str) -> QTextDocument:
    """The sheet as a document: whose key it is, the eight groups, where to keep it."""
    fonts.load_reading_fonts()
    document = QTextDocument()
    direction = "rtl" if rtl() else "ltr"
    document.setDefaultFont(theme.font("text"))
    rows = [groups[at : at + GROUPS_IN_A_ROW] for at in range(0, len(groups), GROUPS_IN_A_ROW)]
    cells = "".join("<tr>" + "".join(_cell(group) for group in row) + "</tr>" for row in rows)
    whose = " · ".join(part for part in (register, team) if part)
    document.setHtml(
        f'<div dir="{direction}"><h2>{escape(say("Recovery key"))}</h2><p>{escape(whose)}</p></div>'
        f'<table dir="ltr" width="100%" cellspacing="6">{cells}</table>'
        f'<div dir="{direction}"><p>{escape(say("Who holds this paper and the computer can read everything."))}</p>'
        f"<p>{escape(say('Keep it far from the computer. A newer key makes this paper useless.'))}</p></div>"
    )
    return document


def _cell(group: str) -> str:
    style = "padding:10px; border:1px solid #444; font-family:'Noto Sans Mono'; font-size:16pt"
    return f'<td width="25%" align="center" style="{style}"><b>{escape(group)}</b></td>'


def as_pdf(document: QTextDocument) -> bytes:
    """The sheet as an A4 file, made in memory."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageLayout(
        QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(15, 15, 15, 15))
    )
    writer.setTitle("Sijill")
    document.print_(writer)
    buffer.close()
    return bytes(buffer.data().data())


def save_sheet(path: Path, document: QTextDocument) -> Job[None]:
    """The job that writes the sheet to ``path`` (a stick); not started yet."""
    data = as_pdf(document)

    def write() -> None:
        from storage import write_whole

        write_whole(path, data)

    return Job(write, writes=True)


def print_sheet(parent: QWidget, document: QTextDocument) -> None:
    """Ask for a printer and print."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(say("Print the recovery key"))
    dialog.accepted.connect(lambda: document.print_(printer))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.show()
