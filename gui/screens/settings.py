"""Settings: groups at the leading side, one column of fields; every choice takes effect at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QComboBox, QListWidget, QListWidgetItem, QStackedWidget, QWidget

from gui.look import theme
from gui.look.icons import icon
from gui.preferences import AUTO_LOCK
from gui.room import Page, Room
from gui.say import ltr, say, say_n
from gui.screens.settings_backups import BackupsGroup
from gui.screens.settings_keys import KeysGroup
from gui.screens.settings_map import MapGroup
from gui.screens.settings_sources import SourcesGroup
from gui.widgets import Labelled, Segmented, column, heading, label, row, rule, scrolled, words_label

if TYPE_CHECKING:
    from gui.context import Context

WIDTH = 560
LISTS = frozenset({"places"})
"""Groups that are lists of records: they take the whole width."""
HELP = {"lock": "lock", "passphrase": "lock", "backups": "backups", "places": "places"}
HELP |= {"map": "map_settings", "sources": "sources"}
"""Groups that have a task card of their own."""


class SettingsPage(Page):
    """The room of settings."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.groups = QListWidget()
        self.groups.setProperty("kind", "groups")
        self.groups.setAccessibleName(say("Groups of settings"))
        self.groups.setFixedWidth(theme.px(256))
        self.groups.setIconSize(QSize(17, 17))
        self.stack = QStackedWidget()
        self._keys: list[str] = []
        self._later: dict[int, Callable[[], QWidget]] = {}
        for key, icon_name, title, make in self._plan():
            self._add(key, icon_name, title, make)
        self.groups.currentRowChanged.connect(self._turn_to)
        self.groups.setCurrentRow(0)
        self.setFocusProxy(self.groups)
        head = row(heading(say("Settings")), None, margins=(14, 0, 14, 0))
        inside = row(self.groups, gap=0)
        inside.addWidget(self.stack, 1)
        whole = column(gap=0)
        holder = QWidget()
        holder.setLayout(head)
        holder.setFixedHeight(theme.height("pagehead"))
        whole.addWidget(holder)
        whole.addWidget(rule())
        whole.addLayout(inside, 1)
        self.setLayout(whole)

    def _plan(self) -> list[tuple[str, str, str, Callable[[Context], QWidget]]]:
        return [
            ("look", "languages", say("Language and look"), look_group),
            ("lock", "lock", say("Locking"), lock_group),
            ("passphrase", "key-round", say("Passphrase and recovery key"), KeysGroup),
            ("backups", "archive", say("Backups"), BackupsGroup),
            ("places", "map-pin", say("Places"), _places),
            ("map", "map", say("Map"), MapGroup),
            ("sources", "book-open", say("Sources"), SourcesGroup),
            ("about", "info", say("About Sijill"), about_group),
        ]

    def _add(self, key: str, icon_name: str, title: str, make: Callable[[Context], QWidget]) -> None:
        item = QListWidgetItem(icon(icon_name, "tx2", 17), title)
        item.setSizeHint(QSize(0, theme.px(40)))
        self.groups.addItem(item)
        self._keys.append(key)
        if key in LISTS:
            self._later[self.stack.addWidget(QWidget())] = lambda: make(self._context)
            return
        body, group = QWidget(), make(self._context)
        group.setMaximumWidth(theme.px(WIDTH))
        across = row(gap=0)
        across.addWidget(group, 10)
        across.addStretch(1)
        body.setLayout(column(label(title, "title"), 6, across, None, margins=(26, 20, 26, 26)))
        self.stack.addWidget(scrolled(body))

    def _turn_to(self, place: int) -> None:
        """Show a group; one that is a list of records is made when it is first wanted, and has its own head."""
        make = self._later.pop(place, None)
        if make is not None:
            empty = self.stack.widget(place)
            self.stack.insertWidget(place, make())
            if empty is not None:
                self.stack.removeWidget(empty)
                empty.deleteLater()
        self.stack.setCurrentIndex(place)

    def listed(self) -> Page | None:
        """The list of records that is open, if the open group is one."""
        page = self.stack.currentWidget()
        return page if isinstance(page, Page) else None

    def new_record(self) -> None:
        """Ctrl+N in a list of records begins one."""
        page = self.listed()
        if page is not None:
            page.new_record()

    def show_record(self, record_id: str) -> None:
        """Show a group by its key (from the menu)."""
        if record_id in self._keys:
            self.groups.setCurrentRow(self._keys.index(record_id))

    def help_topic(self) -> str:
        """The card of the open group."""
        return HELP.get(self._keys[max(0, self.groups.currentRow())], "settings")

    def state(self) -> dict[str, Any]:
        """The open group."""
        return {"group": self._keys[max(0, self.groups.currentRow())]}

    def restore(self, state: dict[str, Any]) -> None:
        """Open it again."""
        self.show_record(state.get("group", ""))


def _places(context: Context) -> QWidget:
    from gui.screens.settings_places import PlacesPage  # a list and what belongs to it: made when it is looked at

    return PlacesPage(context)


def look_group(context: Context) -> QWidget:
    """Language, colours, text size, motion."""
    preferences = context.preferences

    def language(chosen: object) -> None:
        preferences.language = str(chosen)
        context.preferences_changed.emit()

    def mode(chosen: object) -> None:
        preferences.theme = str(chosen)
        context.preferences_changed.emit()

    def size(chosen: object) -> None:
        preferences.text_size = int(str(chosen))
        context.preferences_changed.emit()

    tongues = Segmented([("ar", "العربية", ""), ("en", "English", "")], say("Language"), preferences.language)
    modes = Segmented(
        [("light", say("Light"), "sun"), ("dark", say("Dark"), "moon"), ("system", say("As the system"), "monitor")],
        say("Colours"),
        preferences.theme,
    )
    sizes = Segmented([(size, ltr(f"{size} %"), "") for size in theme.SCALES], say("Text size"), preferences.text_size)
    motions = _motions(context)
    tongues.chosen.connect(language)
    modes.chosen.connect(mode)
    sizes.chosen.connect(size)
    group = QWidget()
    group.setLayout(
        column(
            _labelled(say("Language"), tongues),
            _labelled(say("Colours"), modes),
            _labelled(say("Text size"), sizes),
            _labelled(say("Motion"), motions),
            words_label(
                say("Where nothing moves by itself, days on the map are played step by step, with the key P."),
                "second",
            ),
            gap=18,
        )
    )
    return group


def _motions(context: Context) -> Segmented:
    preferences = context.preferences

    def choose(chosen: object) -> None:
        preferences.motion = str(chosen)

    shown = [("system", say("As the system"), "monitor"), ("less", say("Nothing moves by itself"), "")]
    made = Segmented(shown, say("Motion"), preferences.motion)
    made.chosen.connect(choose)
    return made


def lock_group(context: Context) -> QWidget:
    """Minutes until the register locks."""
    minutes = QComboBox()
    minutes.setFixedWidth(theme.px(220))
    for count in AUTO_LOCK:
        minutes.addItem(say_n("after {count} minute", "after {count} minutes", count), count)
    minutes.setCurrentIndex(max(0, minutes.findData(context.preferences.auto_lock)))

    def choose(place: int) -> None:
        context.preferences.auto_lock = int(minutes.itemData(place))
        context.preferences_changed.emit()

    minutes.activated.connect(choose)
    group = QWidget()
    group.setLayout(
        column(
            _labelled(say("Lock by itself when nobody touches the computer"), minutes),
            words_label(
                say(
                    "It also locks with the screen, after the computer slept, and at once with Ctrl+L. "
                    "What you were typing is kept as a draft."
                ),
                "second",
            ),
            gap=14,
        )
    )
    return group


def about_group(context: Context) -> QWidget:
    """What this is, whose it is, where it lies."""
    about = context.about
    facts = (
        (say("Register"), about.name),
        (say("Team"), about.team),
        (say("Person"), about.person),
        (say("This computer"), about.device),
        (say("Folder"), str(context.register.folder)),
    )
    group = QWidget()
    lines = column(gap=10)
    lines.addWidget(words_label(say("Sijill, the register of your team. Free software, AGPL 3 or later."), "second"))
    for name, value in facts:
        shown = words_label(value or say("not given"))
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        lines.addLayout(column(label(name, "label"), shown, gap=2))
    group.setLayout(lines)
    return group


def _labelled(text: str, field: QWidget) -> Labelled:
    made = Labelled(text, field)
    inside = made.layout()
    if inside is not None:
        inside.setAlignment(field, Qt.AlignmentFlag.AlignLeading)
    return made


ROOM = Room("settings", 0, "settings", lambda: say("Settings"), SettingsPage)
