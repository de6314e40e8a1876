"""What the room remembers between two days: the hub, the sticks and the folder known, what goes by itself."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gui.context import Context

SETTING = "sync-known"
MOST = 20


@dataclass(frozen=True)
class Known:
    """Kept in the register with the window's other choices.

    Attributes:
        hub: its address without name and password, "" when there is none.
        sticks: mark to name of those exchanged with; folder: the shared folder, "" when there is none.
        by_hub, by_stick, by_folder: whether an exchange begins by itself when that is there.
    """

    hub: str = ""
    sticks: dict[str, str] = field(default_factory=dict)
    folder: str = ""
    by_hub: bool = False
    by_stick: bool = False
    by_folder: bool = False


def known_of(context: Context) -> Known:
    """What is remembered; what cannot be read has its default."""
    found = context.setting(SETTING, {})
    told: dict[str, Any] = found if isinstance(found, dict) else {}
    right = {
        name: told[name]
        for name, default in asdict(Known()).items()
        if name in told and type(told[name]) is type(default)
    }
    return Known(**right)


def remember(context: Context, **more: Any) -> Known:
    """Remember something else as well."""
    made = replace(known_of(context), **more)
    context.remember(SETTING, asdict(made))
    return made


def remember_stick(context: Context, mark: str, name: str) -> None:
    """A stick was written to: it is known from now on; the oldest of many is forgotten."""
    sticks = {one: called for one, called in known_of(context).sticks.items() if one != mark}
    remember(context, sticks=dict([*sticks.items(), (mark, name)][-MOST:]))
