"""The five steps of the first run: language, team, passphrase and recovery key, places, practise or start.

Every step shows what :class:`Answers` holds and writes into it at once, so nothing is lost by going back.
"""

from __future__ import annotations

import platform
from dataclasses import dataclass, field

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QLineEdit, QWidget

from gui.frame import opening
from gui.look import theme
from gui.places.countries import CountryList
from gui.say import rtl, say
from gui.screens.key_card import KeyCard
from gui.screens.passphrase import NewPassphrase
from gui.widgets import BigButton, Labelled, Note, column, row, words_label


@dataclass
class Answers:
    """What was answered so far."""

    language: str
    name: str = ""
    team: str = ""
    person: str = ""
    device: str = field(default_factory=platform.node)
    passphrase: str = ""
    weak: bool = False
    recovery: str = ""
    asked_group: int | None = None
    typed_group: str = ""
    on_paper: bool = False
    country: str = "SY"
    country_name: str = ""
    practise: bool = False
    add_places: bool = True


class Step(QWidget):
    """One step.

    Signals:
        edited(): ask :meth:`missing` again.
        onward(): go to the next step (Enter, or a choice that says all).
    """

    edited = Signal()
    onward = Signal()

    def __init__(self, answers: Answers) -> None:
        super().__init__()
        self.answers = answers

    def missing(self) -> str:
        """What is left to do here; "" when nothing."""
        return ""

    def fit(self, width: int) -> None:
        """So many pixels are there for the step."""

    @staticmethod
    def name() -> str:
        """Its line in the list of steps."""
        raise NotImplementedError

    def title(self) -> str:
        """Its heading."""
        raise NotImplementedError

    def sentence(self) -> str:
        """One sentence under the heading."""
        raise NotImplementedError

    def summary(self) -> str:
        """What was answered, for the list of steps."""
        return ""


class LanguageStep(Step):
    """Arabic or English.

    Signals:
        language(str): chosen; the wizard is built anew in it.
    """

    language = Signal(str)

    def __init__(self, answers: Answers) -> None:
        super().__init__(answers)
        self.arabic = BigButton("languages", "العربية", "النافذة من اليمين إلى اليسار", checkable=True)
        self.english = BigButton("languages", "English", "The window runs left to right", checkable=True)
        for button, language in ((self.arabic, "ar"), (self.english, "en")):
            button.setChecked(answers.language == language)
            button.setAutoExclusive(True)
            button.clicked.connect(lambda _=False, chosen=language: self._choose(chosen))
        self.setLayout(column(row(self.arabic, self.english, gap=14), None))
        self.setFocusProxy(self.arabic if answers.language == "ar" else self.english)

    def _choose(self, language: str) -> None:
        if language == self.answers.language:
            self.onward.emit()
        else:
            self.language.emit(language)

    @staticmethod
    def name() -> str:
        """Its line in the list."""
        return say("Language")

    def title(self) -> str:
        """Its heading."""
        return say("Which language do you work in?")

    def sentence(self) -> str:
        """Under the heading."""
        return say("You can change it at any time, without starting anew.")

    def summary(self) -> str:
        """The language chosen."""
        return "العربية" if self.answers.language == "ar" else "English"


class TeamStep(Step):
    """Register, team, person, device."""

    def __init__(self, answers: Answers) -> None:
        super().__init__(answers)
        self.fields = {name: QLineEdit(getattr(answers, name)) for name in ("name", "team", "person", "device")}
        self.fields["team"].setPlaceholderText(say("for example: Ariha 2"))
        self.fields["name"].setPlaceholderText(say("for example: Idlib and northern Hama 2019"))
        for name, line in self.fields.items():
            line.setProperty("large", "true")
            line.textChanged.connect(lambda text, name=name: self._keep(name, text))
            line.returnPressed.connect(self.onward)
        labelled = [
            Labelled(say("Your team"), self.fields["team"], required=True),
            Labelled(say("Your name, or how your team calls you"), self.fields["person"], required=True),
            Labelled(say("Name of this register"), self.fields["name"], aside=say("optional")),
            Labelled(say("Name of this computer"), self.fields["device"], aside=say("optional")),
        ]
        note = Note(
            "information",
            say("These names stay inside the locked register. Your team sees who entered what, and when."),
        )
        self.setLayout(
            column(row(labelled[0], labelled[1], gap=26), row(labelled[2], labelled[3], gap=26), 6, note, None, gap=16)
        )
        self.setFocusProxy(self.fields["team"])

    def _keep(self, name: str, text: str) -> None:
        setattr(self.answers, name, text.strip())
        self.edited.emit()

    def missing(self) -> str:
        """A team and a person."""
        if not self.answers.team:
            return say("Left to do: the team")
        return "" if self.answers.person else say("Left to do: your name")

    @staticmethod
    def name() -> str:
        """Its line in the list."""
        return say("Team and person")

    def title(self) -> str:
        """Its heading."""
        return say("Who keeps this register?")

    def sentence(self) -> str:
        """Under the heading."""
        return say("Every entry carries the team and the person, so that figures can be defended later.")

    def summary(self) -> str:
        """Team and person."""
        return rtl_list([self.answers.team, self.answers.person])


class KeyStep(Step):
    """Passphrase and recovery key."""

    def __init__(self, answers: Answers) -> None:
        super().__init__(answers)
        if not answers.recovery:
            from storage import new_recovery_key

            answers.recovery = new_recovery_key()
        self.card = KeyCard(answers.recovery, lambda: (answers.name, answers.team), answers.asked_group)
        answers.asked_group = self.card.asked
        self.card.typed.setText(answers.typed_group)
        self.card.written.setChecked(answers.on_paper)
        self.new = NewPassphrase(lambda: [answers.team, answers.person, answers.name])
        if answers.passphrase:
            self.new.put(answers.passphrase, weak=answers.weak)
        self.new.edited.connect(self._keep)
        self.new.submitted.connect(self.onward)
        self.card.edited.connect(self._keep)
        advice = Note(
            "information",
            say(
                "An example of the way, not of the words: four words that have nothing to do with each other, "
                "like “window bridge salt lantern”."
            ),
        )
        first = column(self.new, 10, advice, None)
        second = column(self.card, None)
        self._columns = row(gap=26)
        self._columns.addLayout(first, 1)
        self._columns.addLayout(second, 1)
        self.setLayout(column(self._columns, None))
        self.setFocusProxy(self.new)

    def fit(self, width: int) -> None:
        """In a narrow window the card stands below the fields."""
        direction = QBoxLayout.Direction
        self._columns.setDirection(direction.TopToBottom if width < theme.px(660) else direction.LeftToRight)

    def _keep(self) -> None:
        self.answers.passphrase = self.new.text() if self.new.same() else ""
        self.answers.weak = self.new.weak.isChecked()
        self.answers.typed_group = self.card.typed.text()
        self.answers.on_paper = self.card.written.isChecked()
        self.edited.emit()

    def missing(self) -> str:
        """The passphrase twice, strong or consented; the key proven."""
        return self.new.missing() or self.card.missing()

    @staticmethod
    def name() -> str:
        """Its line in the list."""
        return say("Passphrase and recovery key")

    def title(self) -> str:
        """Its heading."""
        return say("A passphrase that protects the names")

    def sentence(self) -> str:
        """Under the heading."""
        return say(
            "Everything you write is kept encrypted on this device. Choose a phrase you will remember "
            "and nobody else will guess."
        )

    def summary(self) -> str:
        """Never the passphrase itself."""
        return say("chosen, and the key is on paper") if self.answers.passphrase else ""


class CountryStep(Step):
    """The country of places."""

    def __init__(self, answers: Answers) -> None:
        super().__init__(answers)
        self.countries = CountryList(answers.country)
        self.note = Note("information", "")
        self.note.hide()
        self.add_places = QCheckBox(say("Add its places from GeoNames"))
        self.add_places.setChecked(answers.add_places)
        self.about = words_label(
            say("Towns and villages in several scripts; it takes some seconds when the register is made."), "hint"
        )
        self.countries.chosen.connect(self._keep)
        self.countries.taken.connect(self.onward)
        self.add_places.toggled.connect(self._want_places)
        whole = row(gap=26)
        whole.addWidget(self.countries, 1)
        whole.addLayout(column(22, self.note, self.add_places, self.about, None), 1)
        self.setLayout(column(whole, None))
        self.setFocusProxy(self.countries)

    def _want_places(self, wanted: bool) -> None:
        self.answers.add_places = wanted

    def _keep(self, code: str, name: str) -> None:
        self.answers.country, self.answers.country_name = code, name
        shipped = opening.has_places(code)
        for part in (self.add_places, self.about):
            part.setVisible(bool(code) and not shipped)
        if shipped:
            self.note.tell(
                "ok",
                say("Places come with the program."),
                say("Villages, subdistricts and districts in Arabic and Latin letters, with their codes."),
            )
        elif code:
            self.note.tell(
                "information",
                say("No table with official codes comes along for this country."),
                say("Import one later in Settings, Places; a place that is missing can be proposed at any time."),
            )
        self.edited.emit()

    def missing(self) -> str:
        """A country."""
        return "" if self.answers.country else say("Left to do: the country")

    @staticmethod
    def name() -> str:
        """Its line in the list."""
        return say("Country of places")

    def title(self) -> str:
        """Its heading."""
        return say("Where do you work?")

    def sentence(self) -> str:
        """Under the heading."""
        return say("Names of places are offered while you type, in either script and any spelling.")

    def summary(self) -> str:
        """The country's name."""
        return self.answers.country_name


class StartStep(Step):
    """Practise or start."""

    def __init__(self, answers: Answers) -> None:
        super().__init__(answers)
        self.start = BigButton(
            "book-open-text",
            say("Start the register"),
            say("It is empty. The first incident takes about two minutes."),
            checkable=True,
        )
        self.practise = BigButton(
            "graduation-cap",
            say("Practise first"),
            say("A second register with invented people, to try everything. Yours is made as well and waits."),
            checkable=True,
        )
        for button, practise in ((self.start, False), (self.practise, True)):
            button.setChecked(answers.practise is practise)
            button.setAutoExclusive(True)
            button.clicked.connect(lambda _=False, chosen=practise: self._choose(chosen))
        self.words = words_label("", "second")
        self.setLayout(column(row(self.start, self.practise, gap=14), 10, self.words, None))
        self.setFocusProxy(self.practise if answers.practise else self.start)

    def _choose(self, practise: bool) -> None:
        self.answers.practise = practise
        self.edited.emit()

    @staticmethod
    def name() -> str:
        """Its line in the list."""
        return say("Practise or start")

    def title(self) -> str:
        """Its heading."""
        return say("Ready")

    def sentence(self) -> str:
        """Under the heading."""
        return say("The register is made now, encrypted, on this device.")


def rtl_list(parts: list[str]) -> str:
    """Names beside one another, with the comma of the language."""
    return ("، " if rtl() else ", ").join(part for part in parts if part)
