"""The base map of a register: which file it is, kept here; the file itself stays where it is, as it is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from storage.core import Core
from storage.drafts import Drafting
from storage.errors import UserError

if TYPE_CHECKING:
    from storage.maps.tiles import BaseTiles

SETTING = "base map"


@dataclass(frozen=True)
class Backdrop:
    """The base map that was chosen.

    Attributes:
        path: the file; name, credit: what it says of itself, "" while it cannot be read.
        trouble: why it cannot be shown now; None when it can.
    """

    path: str
    name: str = ""
    credit: str = ""
    zooms: tuple[int, int] = (0, 0)
    trouble: UserError | None = None


class Backdrops(Drafting, Core):
    """The store's base map. Only where it lies is kept, in the register: its area tells where a team works."""

    _tiles: tuple[str, BaseTiles] | None = None
    _opening_tiles = Lock()

    def choose_base_map(self, path: Path) -> Backdrop:
        """Take a file as the base map from now on.

        Raises:
            UserError: as :func:`storage.maps.base_maps.open_tiles`; what was chosen before stays.
        """
        from storage.maps.base_maps import open_tiles

        tiles = open_tiles(path)
        with self._opening_tiles:
            self._let_go()
            self._tiles = (str(path), tiles)
        self.set_setting(SETTING, str(path))
        return Backdrop(str(path), tiles.name, tiles.credit, tiles.zooms)

    def drop_base_map(self) -> bool:
        """Forget the base map (its file stays); whether there was one."""
        with self._opening_tiles:
            self._let_go()
        known = bool(self.setting(SETTING))
        if known:
            self.set_setting(SETTING, "")
        return known

    def backdrop(self) -> Backdrop | None:
        """The base map that was chosen, and whether it can be shown; None when none was."""
        path = self.setting(SETTING)
        if not isinstance(path, str) or not path:
            return None
        try:
            tiles = self._opened(path)
        except UserError as trouble:
            return Backdrop(path, trouble=trouble)
        return Backdrop(path, tiles.name, tiles.credit, tiles.zooms)

    def base_tiles(self) -> BaseTiles | None:
        """The tiles of the base map; None when none was chosen, or its file is not there now."""
        path = self.setting(SETTING)
        try:
            return self._opened(path) if isinstance(path, str) and path else None
        except UserError:
            return None

    def let_go_of_base_map(self) -> None:
        """Close its file, so that a stick can be taken out; it is opened again when it is wanted."""
        with self._opening_tiles:
            self._let_go()

    def _opened(self, path: str) -> BaseTiles:
        from storage.maps.base_maps import open_tiles

        with self._opening_tiles:
            if self._tiles is None or self._tiles[0] != path:
                self._let_go()
                self._tiles = (path, open_tiles(Path(path)))
            return self._tiles[1]

    def _let_go(self) -> None:
        if self._tiles is not None:
            self._tiles[1].close()
            self._tiles = None
