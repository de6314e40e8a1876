"""Packs of boundaries in the register: taken in, listed, dropped, and given as shapes that are ready to draw.

They lie in the register because which area a team has borders of tells where it works. They never travel: who needs
them imports the same file. Whatever is drawn comes out of memory; a pack is unpacked once, when its level is first
wanted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import delete, func, insert, select

from storage.core import Core
from storage.database.tables import boundary_detail, boundary_layer, boundary_pack
from storage.errors import UserError
from storage.messages import message

if TYPE_CHECKING:
    from storage.maps.shapes import Shapes  # with numpy: loaded with the first map

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class BoundaryLayer:
    """The areas of one level, ready to be kept.

    Attributes:
        shapes: in all details, as ``simplifying.detailed`` makes them.
    """

    shapes: Shapes

    @property
    def level(self) -> int:
        """0 country to 4 community."""
        return self.shapes.level


@dataclass(frozen=True)
class BoundaryPack:
    """A pack that is here.

    Attributes:
        id: 32 hex digits; name: what people call it; file: what it was read from.
        moment: when it was taken in; credit: whose the borders are, "" when the file does not say.
        levels: areas of each level, and how many of those belong to a place of the register.
    """

    id: str
    name: str
    file: str
    moment: str
    credit: str
    levels: tuple[tuple[int, int, int], ...]


class Bordering(Core):
    """The store's borders."""

    _shapes: dict[int, tuple[int, Shapes]] | None = None
    """Shapes of each level, with the version of the places they were matched to."""
    _reading_shapes = Lock()

    def boundary_packs(self) -> list[BoundaryPack]:
        """The packs that are here, the newest first."""
        with self.database.reading() as connection:
            packs = connection.execute(select(boundary_pack).order_by(boundary_pack.c.moment.desc())).all()
            layers = connection.execute(select(boundary_layer).order_by(boundary_layer.c.level)).all()
        return [
            BoundaryPack(
                pack.id, pack.name, pack.file, pack.moment, pack.credit,
                tuple((one.level, one.areas, self._matched(one)) for one in layers if one.pack == pack.id),
            )
            for pack in packs
        ]  # fmt: skip

    def add_boundaries(
        self,
        layers: Sequence[BoundaryLayer],
        *,
        name: str,
        file: str = "",
        credit: str = "",
        progress: Progress | None = None,
    ) -> str:
        """Keep a pack; one of the same name is replaced. All of it or nothing. Gives its id.

        Raises:
            UserError: ``no-areas`` when there is nothing in it.
        """
        from storage.saving import new_id

        if not any(len(layer.shapes) for layer in layers):
            raise UserError(
                "no-areas",
                message("There are no areas in this file."),
                message("Choose a file of administrative boundaries, as OCHA publishes them (COD-AB)."),
            )
        rows = [_layer_rows(layer.shapes, progress) for layer in layers if len(layer.shapes)]
        pack = new_id()
        with self.database.writing() as connection:
            for (old,) in connection.execute(select(boundary_pack.c.id).where(boundary_pack.c.name == name)).all():
                _drop(connection, old)
            told = {"id": pack, "name": name, "file": file, "credit": credit}
            connection.execute(insert(boundary_pack), {**told, "moment": self.now().isoformat(timespec="seconds")})
            for layer, details in rows:
                connection.execute(insert(boundary_layer), {"pack": pack, **layer})
                connection.execute(insert(boundary_detail), [{"pack": pack, **detail} for detail in details])
        self._forget_shapes()
        return pack

    def drop_boundaries(self, pack: str) -> bool:
        """Forget a pack; whether it was here."""
        with self.database.writing() as connection:
            known = connection.execute(select(func.count()).where(boundary_pack.c.id == pack)).scalar_one()
            _drop(connection, pack)
        self._forget_shapes()
        return bool(known)

    def shapes(self, level: int) -> Shapes:
        """The areas of a level from all packs; none when there is no pack. Countries without one: ``outlines()``."""
        with self._reading_shapes:
            if self._shapes is None:
                self._shapes = {}
            version = self.places.version
            known = self._shapes.get(level)
            if known is None:
                known = (version, self._placed(self._read_shapes(level)))
            elif known[0] != version:
                known = (version, self._placed(known[1]))
            self._shapes[level] = known
            return known[1]

    def boundary_levels(self) -> list[int]:
        """The levels there are borders of."""
        with self.database.reading() as connection:
            query = select(boundary_layer.c.level).distinct().order_by(boundary_layer.c.level)
            return [row.level for row in connection.execute(query)]

    # ---- parts

    def _forget_shapes(self) -> None:
        with self._reading_shapes:
            self._shapes = None

    def _read_shapes(self, level: int) -> Shapes:
        from storage.maps.packing import layer_of
        from storage.maps.shapes import merged

        joined = boundary_layer.join(boundary_pack, boundary_pack.c.id == boundary_layer.c.pack)
        query = select(boundary_layer).select_from(joined).where(boundary_layer.c.level == level)
        query = query.order_by(boundary_pack.c.moment)
        with self.database.reading() as connection:
            layers = connection.execute(query).all()
            found = []
            for layer in layers:
                details = select(boundary_detail.c.content).where(
                    boundary_detail.c.pack == layer.pack, boundary_detail.c.level == level
                )
                contents = [row.content for row in connection.execute(details.order_by(boundary_detail.c.detail))]
                found.append(layer_of(level, orjson.loads(layer.names), bytes(layer.middles), contents))
        return merged(found, level)

    def _placed(self, shapes: Shapes) -> Shapes:
        """With the places of the register as they are now: one that came after the borders is found by its code."""
        places = tuple(
            self._place_of(code, shapes.level) or place
            for code, place in zip(shapes.pcodes, shapes.places, strict=True)
        )
        return replace(shapes, places=places, coarser=tuple(replace(one, places=places) for one in shapes.coarser))

    def _place_of(self, code: str, level: int) -> str:
        there = self.places.all_by_code(code) if code else []
        return next((one.id for one in there if one.level == level and not one.withdrawn), "")

    def _matched(self, layer: Any) -> int:
        return sum(bool(self._place_of(code, layer.level) or place) for _, _, code, place in orjson.loads(layer.names))


def _layer_rows(shapes: Shapes, progress: Progress | None) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    from storage.maps.packing import packed

    names = list(zip(shapes.names_en, shapes.names_ar, shapes.pcodes, shapes.places, strict=True))
    layer = {
        "level": shapes.level,
        "areas": len(shapes),
        "names": orjson.dumps(names).decode(),
        "middles": shapes.middles.astype("<f8").tobytes(),
    }
    details = []
    whole = (shapes, *shapes.coarser)
    for at, one in enumerate(whole):
        if progress is not None:
            progress(at, len(whole))
        details.append({"level": shapes.level, "detail": at, "content": packed(one)})
    return layer, details


def _drop(connection: Any, pack: str) -> None:
    for table in (boundary_detail, boundary_layer):
        connection.execute(delete(table).where(table.c.pack == pack))
    connection.execute(delete(boundary_pack).where(boundary_pack.c.id == pack))
