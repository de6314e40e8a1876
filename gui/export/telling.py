"""What became of an export: how far it is, what was written, how it is protected, the line in the register's log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QProgressBar, QWidget

from gui.say import ltr, say, say_n, words
from gui.widgets import Note, column, label, words_label
from storage import Level

if TYPE_CHECKING:
    from exports import Report


class Outcome(QWidget):
    """The bar while it runs; afterwards the note."""

    def __init__(self) -> None:
        super().__init__()
        self.bar, self.far = QProgressBar(), label("", "strong")
        self.note = Note("ok", "")
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(say("Progress"))
        promise = words_label(say("Cancelling writes no file; one that was there before stays as it was."), "hint")
        self.progress = QWidget()
        self.progress.setLayout(column(self.far, self.bar, promise, gap=4))
        self.setLayout(column(self.progress, self.note, gap=0))
        self.rest()

    def rest(self) -> None:
        """Nothing runs, nothing is told."""
        self.progress.hide()
        self.note.hide()

    def run(self) -> None:
        """It begins."""
        self.note.hide()
        self.bar.setRange(0, 0)
        self.far.setText(say("Writing…"))
        self.progress.show()

    def step(self, done: int, total: int) -> None:
        """So many rows are written."""
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)
        rows = say_n("{count} row", "{count} rows", total)
        written = say("{done} of {rows} written", done=ltr(f"{done:,}"), rows=rows)
        self.far.setText(written if done < total else say("All rows are written; the file is read back to be sure."))

    def tell_written(self, report: Report) -> None:
        """What was written, for whom, protected or not, and that it is in the log."""
        rows = say_n("{count} row", "{count} rows", sum(report.rows.values()))
        told = say("Written: {file}, {rows}.", file=ltr(report.path.name), rows=rows)
        self.note.tell("ok", told, " ".join(filter(None, _more(report))))


def _more(report: Report) -> list[str]:
    sheets = say(", ").join(f"{title} {ltr(f'{count:,}')}" for title, count in report.rows.items() if count)
    cut = say_n(
        "{count} text is longer than a cell; it was cut and ends with […].",
        "{count} texts are longer than a cell; they were cut and end with […].",
        report.cut_texts,
    )
    protected = (
        say("It is sealed with the passphrase.")
        if report.protected
        else say("It is unprotected: whoever gets hold of the file can read it.")
    )
    return [sheets and f"{sheets}.", cut if report.cut_texts else "", protected, log_line(report)]


def log_line(report: Report) -> str:
    """The line of the register's log, in words."""
    sharing, made = report.facts.sharing, report.facts.made
    level = words().code("sharing-level", sharing.level.value)
    who = sharing.recipient.strip() if sharing.level is not Level.INTERNAL or sharing.recipient else say("our teams")
    parts = [ltr(made.astimezone().strftime("%d/%m/%Y %H:%M")), level, who, sharing.purpose.strip()]
    told = " · ".join(f"\u2068{part}\u2069" for part in parts if part)  # each in its own direction
    return say("In the register's log: {line}.", line=told)
