"""The first run: five steps, back and next, nothing lost on the way; the register is made at the end, whole or not."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeySequence, QPainter, QPaintEvent, QPen, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QStackedWidget, QWidget

from gui.frame import opening
from gui.frame.opening import NewRegister, Opened
from gui.jobs import Job
from gui.look import theme
from gui.look.icons import pixmap
from gui.say import rtl, say, say_message
from gui.screens.firstrun_steps import Answers, CountryStep, KeyStep, LanguageStep, StartStep, Step, TeamStep
from gui.screens.gate import brand, help_at
from gui.widgets import Button, Note, column, label, row, scrolled, words_label
from storage import UserError

STEPS: tuple[type[Step], ...] = (LanguageStep, TeamStep, KeyStep, CountryStep, StartStep)


class StepLine(QWidget):
    """One line of the list of steps: its number or a tick, its name, what was answered."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self._state, self._name, self._answer = "ahead", "", ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_step(self, state: str, name: str, answer: str) -> None:
        """``state``: ``done``, ``here`` or ``ahead``."""
        self._state, self._name, self._answer = state, name, answer
        self.setAccessibleName(f"{self._number}. {name} {answer}")
        self.update()

    def sizeHint(self) -> QSize:
        """Two lines high."""
        return QSize(220, theme.px(48))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Circle, name, answer."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side, height = 28, self.height()
        x = self.width() - side if rtl() else 0
        circle = QRectF(x + 0.5, (height - side) / 2 + 0.5, side - 1, side - 1)
        here, done = self._state == "here", self._state == "done"
        painter.setPen(QPen(theme.color("acc" if here else "raillow"), 1))
        painter.setBrush(theme.color("acc" if here else "railsel" if done else "side"))
        painter.drawEllipse(circle)
        painter.setFont(theme.font("label"))
        painter.setPen(theme.color("acctx" if here else "railtx"))
        if done:
            painter.drawPixmap(
                round(circle.center().x() - 7), round(circle.center().y() - 7), pixmap("check", "railtx", 14)
            )
        else:
            painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(self._number))
        self._paint_words(painter, side + 12)

    def _paint_words(self, painter: QPainter, indent: int) -> None:
        here = self._state == "here"
        room = self.rect().adjusted(0, 0, -indent, 0) if rtl() else self.rect().adjusted(indent, 0, 0, 0)
        lead = (Qt.AlignmentFlag.AlignRight if rtl() else Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignAbsolute
        name_font, answer_font = theme.font("strong" if here else "text"), theme.font("hint")
        painter.setFont(name_font)
        painter.setPen(theme.color("onrail" if here else "railtx" if self._state == "done" else "raillow"))
        if not self._answer:
            painter.drawText(room, lead | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap, self._name)
            return
        half = room.height() // 2
        painter.drawText(room.adjusted(0, 0, 0, -half + 3), lead | Qt.AlignmentFlag.AlignBottom, self._name)
        painter.setFont(answer_font)
        painter.setPen(theme.color("raillow"))
        answer = QFontMetrics(answer_font).elidedText(self._answer, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room.adjusted(0, half + 1, 0, 0), lead | Qt.AlignmentFlag.AlignTop, answer)


class FirstRun(QWidget):
    """The five steps.

    Signals:
        finished(Opened, bool): the register is made and open; True when practising was chosen.
        language(str): another language was chosen; build this anew with :attr:`answers` and :attr:`place`.
        left(): Esc at the first step, back to where the person came from.
    """

    finished = Signal(object, bool)
    language = Signal(str)
    left = Signal()

    def __init__(self, folder: Path, answers: Answers, place: int = 0) -> None:
        super().__init__()
        self.setProperty("surface", "win")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.folder, self.answers, self.place = folder, answers, place
        self._job: Job[Opened] | None = None
        self.lines = [StepLine(number) for number in range(1, len(STEPS) + 1)]
        self.steps: list[Step | None] = [None] * len(STEPS)
        self._pages = QStackedWidget()
        self._number, self._title = label("", "second"), label("", "head")
        self._sentence = words_label("", "second")
        self._note = Note("warning", "")
        self._note.hide()
        self._make_buttons()
        whole = row(self._make_side(), gap=0)
        whole.addLayout(column(scrolled(self._make_body()), self._make_footer(), gap=0), 1)
        self.setLayout(whole)
        help_at(self, "start")
        self.go_to(place)

    def _make_side(self) -> QWidget:
        side = QWidget()
        side.setObjectName("side")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._side = side
        foot = words_label(say("No internet is needed. You can go back at any step; nothing is lost."), "second")
        side.setLayout(column(brand(), 24, *self.lines, None, foot, gap=10, margins=(26, 32, 26, 32)))
        return side

    def _make_body(self) -> QWidget:
        body = QWidget()
        self._body = column(self._number, self._title, self._sentence, 14, self._note, self._pages, None, gap=3)
        body.setLayout(self._body)
        return body

    def _make_buttons(self) -> None:
        self.back = Button(say("Back"), "arrow-left", "Alt+back", size="main")
        self.next = Button(say("Next"), "arrow-right", "Enter", kind="primary", size="main", onward=True)
        self.left_to_do = label("", "hint")
        self.back.clicked.connect(self.go_back)
        self.next.clicked.connect(self.go_on)
        QShortcut(QKeySequence("Alt+Right" if rtl() else "Alt+Left"), self).activated.connect(self.go_back)
        QShortcut(QKeySequence("Alt+Left" if rtl() else "Alt+Right"), self).activated.connect(self.go_on)

    def _make_footer(self) -> QFrame:
        footer = QFrame()
        footer.setProperty("kind", "bar")
        footer.setFixedHeight(theme.px(60))
        self._foot = row(self.back, None, self.left_to_do, 4, self.next)
        footer.setLayout(self._foot)
        return footer

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrower window has a narrower side and narrower margins."""
        wide = event.size().width() >= 1200
        self._side.setFixedWidth(theme.px(310 if wide else 250))
        margin = 56 if wide else 26
        self._body.setContentsMargins(margin, 38, margin, 20)
        self._foot.setContentsMargins(margin, 0, margin, 0)
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        margins = self._body.contentsMargins()
        self._step().fit(self.width() - self._side.width() - margins.left() - margins.right())

    def showEvent(self, event: QShowEvent) -> None:
        """The cursor waits in the first field."""
        super().showEvent(event)
        self._step().setFocus()

    def _step(self) -> Step:
        made = self.steps[self.place]
        if made is None:
            made = STEPS[self.place](self.answers)
            made.edited.connect(self._look_again)
            made.onward.connect(self.go_on)
            if isinstance(made, LanguageStep):
                made.language.connect(self.language)
            self.steps[self.place] = made
            self._pages.addWidget(made)
        return made

    def go_to(self, place: int) -> None:
        """Show a step."""
        self.place = place
        step = self._step()
        self._pages.setCurrentWidget(step)
        self._fit()
        self._number.setText(say("Step {number} of {count}", number=place + 1, count=len(STEPS)))
        self._title.setText(step.title())
        self._sentence.setText(step.sentence())
        last = place == len(STEPS) - 1
        self.next.set_word(say("Make the register") if last else say("Next"), "check" if last else "arrow-right")
        self.back.setVisible(place > 0)
        self._look_again()
        step.setFocus()

    def go_back(self) -> None:
        """One step back; nothing is lost."""
        if self.place > 0 and self._job is None:
            self.go_to(self.place - 1)

    def go_on(self) -> None:
        """One step on, when nothing is missing; at the last one the register is made."""
        if self._job is not None or self._step().missing():
            return
        if self.place + 1 < len(STEPS):
            self.go_to(self.place + 1)
        else:
            self._make()

    def _look_again(self) -> None:
        missing = self._step().missing()
        self.left_to_do.setText(missing)
        self.next.setEnabled(not missing and self._job is None)
        for place, line in enumerate(self.lines):
            step = STEPS[place]
            shown = self.steps[place]
            state = "here" if place == self.place else "done" if place < self.place else "ahead"
            line.show_step(state, step.name(), shown.summary() if shown is not None and state == "done" else "")

    def _make(self) -> None:
        answers = self.answers
        new = NewRegister(
            folder=self.folder,
            language=answers.language,
            name=answers.name or answers.team,
            team=answers.team,
            person=answers.person,
            device=answers.device,
            passphrase=answers.passphrase,
            recovery=answers.recovery,
            country=answers.country,
            add_places=answers.add_places,
        )
        self._note.hide()
        self.left_to_do.setText(say("Making the register…"))
        self.next.setEnabled(False)
        self.back.setEnabled(False)
        self._job = Job(lambda: opening.begin(new), writes=True).then(self._made).otherwise(self._refused)
        self._job.lastly(self._rest).start(self)

    def _made(self, opened: Opened) -> None:
        self.finished.emit(opened, self.answers.practise)

    def _rest(self) -> None:
        self._job = None
        self.back.setEnabled(True)
        self._look_again()

    def _refused(self, trouble: UserError) -> None:
        self._note.tell("warning", say_message(trouble.what), say_message(trouble.todo))
