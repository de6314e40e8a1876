"""Photos of newer phones (HEIC, AVIF): a list of items, most of them squares of the picture, and what else they tell.

Nothing is decoded here. What draws is known by name; every other item, box, property and stretch of bytes tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from storage.attachments.boxes import Box, Boxes, cuts_of, tells
from storage.attachments.found import Cut, Found, OddFileError

STILLS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
"""What the first box of such a file says it is."""
MOST_TILES = 2048
MOST_READ = 16 << 20
_CODED = (b"hvc1", b"av01")
_DRAWN = frozenset((*_CODED, b"hev1", b"lhv1", b"grid", b"iovl", b"iden", b"tmap"))
_LISTS = frozenset(b"hdlr pitm iinf iloc iprp iref idat grpl dinf".split())
_PROPERTIES = frozenset(
    b"hvcC av1C lhvC ispe pixi colr pasp clap irot imir auxC lsel a1op a1lx clli mdcv rloc amve ndwt".split()
)
_IN_FILE, _IN_LIST = 0, 1
Stretch = tuple[int, int]


@dataclass(frozen=True)
class Tile:
    """A square of the picture: how it is coded, what its decoder has to know first, and where its bytes lie."""

    kind: str
    header: bytes
    parts: tuple[Stretch, ...]


@dataclass(frozen=True)
class Drawing:
    """How a photo is put together.

    Attributes:
        size: width and height before it is cut and turned; columns: how many tiles stand beside each other.
        steps: what is done with the whole afterwards, in this order: ``crop`` x, y, width, height; ``turn`` quarters
            to the left; ``mirror`` 0 top to bottom, 1 left to right.
        colour: the colour matrix (its number in H.273) and whether all values are used; None: the tiles say it.
    """

    size: tuple[int, int]
    columns: int
    tiles: tuple[Tile, ...]
    steps: tuple[tuple[str, tuple[int, ...]], ...] = ()
    colour: tuple[int, bool] | None = None


@dataclass
class _Items:
    """The list of a photo: what there is, where it lies, what is said of it."""

    primary: int = 0
    kinds: dict[int, bytes] = field(default_factory=dict)
    places: dict[int, list[Stretch]] = field(default_factory=dict)
    parts: dict[int, list[int]] = field(default_factory=dict)
    properties: list[Box] = field(default_factory=list)
    owned: dict[int, list[int]] = field(default_factory=dict)

    def stretches(self, item: int) -> list[Stretch]:
        """Where an item lies; one whose place is not understood makes the whole file odd."""
        if item not in self.places:
            raise OddFileError
        return self.places[item]


def still(reader: Boxes, top: Iterable[Box]) -> Found:
    """What a photo tells; whatever does not draw it is emptied."""
    found, boxes = Found("photo", []), list(top)
    meta = _only(boxes, b"meta")
    items = _items(reader, meta)
    if items.kinds.get(items.primary) not in _DRAWN:
        raise OddFileError
    kept = []
    for item, kind in items.kinds.items():
        if kind in _DRAWN:
            kept += items.stretches(item)
        else:
            _told(reader, found, kind, items.stretches(item))
    for box in boxes:
        if box.kind == b"mdat":
            cuts_of(found).extend(_between(kept, box))
        elif box.kind not in (b"ftyp", b"meta"):
            tells(reader, box, found)
    _free_list(reader, meta, kept, found)
    return found


def drawing_of(file: BinaryIO, size: int) -> Drawing | None:
    """How a photo is put together; None when it is cut off, or built in a way that is not known here."""
    reader = Boxes(file, size)
    try:
        return _drawing(reader, _items(reader, _only(list(reader.boxes(0, size)), b"meta")))
    except (OddFileError, IndexError):
        return None


# ------------------------------------------------------------------------------------- what tells


def _told(reader: Boxes, found: Found, kind: bytes, places: list[Stretch]) -> None:
    content = _content(reader, places)
    cuts_of(found).extend(Cut(start, start + length, None) for start, length in places)
    if kind == b"Exif":
        found.exif = found.exif or content[4 + int.from_bytes(content[:4], "big") :]
    else:
        found.texts.append(content)


def _between(kept: list[Stretch], box: Box) -> Iterator[Cut]:
    """The bytes of a box that belong to nothing that draws."""
    at = box.body
    for start, length in sorted(kept):
        if start >= box.end:
            break
        if start > at:
            yield Cut(at, start, None)
        at = max(at, start + length)
    if at < box.end:
        yield Cut(at, box.end, None)


def _free_list(reader: Boxes, meta: Box, kept: list[Stretch], found: Found) -> None:
    """The list itself has names, remarks and room for more."""
    cuts = cuts_of(found)
    for part in reader.inside(meta, 4):
        if part.kind not in _LISTS:
            tells(reader, part, found)
        elif part.kind == b"hdlr" and part.end > part.body + 24:
            cuts.append(Cut(part.body + 24, part.end, None))
        elif part.kind == b"idat":
            cuts.extend(_between(kept, part))
        elif part.kind == b"iinf":
            for _, kind, name, end in _entries(reader, part):
                if kind not in _DRAWN:
                    cuts.append(
                        Cut(name - 4, name, b"free")
                    )  # an EXIF that is empty makes some readers refuse the photo
                if name < end:
                    cuts.append(Cut(name, end, None))
        elif part.kind == b"iprp":
            for lists in reader.inside(part):
                for one in reader.inside(lists) if lists.kind == b"ipco" else ():
                    if one.kind not in _PROPERTIES:
                        tells(reader, one, found)
                if lists.kind not in (b"ipco", b"ipma"):
                    tells(reader, lists, found)


# ------------------------------------------------------------------------------------- how it is drawn


def _drawing(reader: Boxes, items: _Items) -> Drawing | None:
    kind, names = items.kinds.get(items.primary), [items.primary]
    said = _said(reader, items, items.primary)
    columns, size = 1, (_number(said.get(b"ispe", b""), 4, 4), _number(said.get(b"ispe", b""), 8, 4))
    if kind == b"grid":
        head = _content(reader, items.stretches(items.primary))
        wide = 4 if head[1] & 1 else 2
        rows, columns, names = head[2] + 1, head[3] + 1, items.parts.get(items.primary, [])
        size = _number(head, 4, wide), _number(head, 4 + wide, wide)
        if len(names) != rows * columns or len(names) > MOST_TILES:
            return None
    tiles = [_tile(reader, items, name) for name in names]
    if not all(size):
        return None
    steps = _steps(reader, items, size)
    colour = said.get(b"colr") or _said(reader, items, names[0]).get(b"colr", b"")
    told = (_number(colour, 8, 2), bool(colour[10] & 128)) if colour[:4] == b"nclx" else None
    return Drawing(size, columns, tuple(tiles), steps, told)


def _tile(reader: Boxes, items: _Items, item: int) -> Tile:
    kind = items.kinds.get(item, b"")
    if kind not in _CODED:
        raise OddFileError
    header = _said(reader, items, item).get(b"hvcC" if kind == b"hvc1" else b"av1C", b"")
    return Tile(kind.decode(), header, tuple(_inside(reader, items.stretches(item))))


def _steps(reader: Boxes, items: _Items, size: tuple[int, int]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    found: list[tuple[str, tuple[int, ...]]] = []
    for number in items.owned.get(items.primary, []):
        box = items.properties[number]
        said = reader.content(box, 1 << 16) if box.kind in (b"clap", b"irot", b"imir") else b""
        if box.kind == b"clap":
            found.append(("crop", _crop(said, size)))
        elif said:
            found.append(("turn", (said[0] & 3,)) if box.kind == b"irot" else ("mirror", (said[0] & 1,)))
    return tuple(found)


def _crop(said: bytes, size: tuple[int, int]) -> tuple[int, ...]:
    """A window of the picture, told as four fractions: width, height, and how far its middle is off."""
    parts = []
    for at in range(0, 32, 8):
        over = int.from_bytes(said[at : at + 4], "big", signed=at >= 16)
        parts.append(over / (_number(said, at + 4, 4) or 1))
    width, height = (min(max(1, round(part)), whole) for part, whole in zip(parts[:2], size, strict=True))
    left = round((size[0] - width) / 2 + parts[2])
    top = round((size[1] - height) / 2 + parts[3])
    return max(0, min(left, size[0] - width)), max(0, min(top, size[1] - height)), width, height


# ------------------------------------------------------------------------------------- the list


def _items(reader: Boxes, meta: Box) -> _Items:
    parts = list(reader.inside(meta, 4))
    items = _Items()
    head = reader.content(_only(parts, b"pitm"), 64)
    items.primary = _number(head, 4, 4 if head[0] else 2)
    items.kinds = {item: kind for item, kind, *_ in _entries(reader, _only(parts, b"iinf"))}
    own = next((part.body for part in parts if part.kind == b"idat"), None)
    items.places = _places(reader.content(_only(parts, b"iloc"), 4 << 20), own)
    for box in parts:
        if box.kind == b"iref":
            items.parts = _drawn_from(reader, box)
        elif box.kind == b"iprp":
            for one in reader.inside(box):
                if one.kind == b"ipco":
                    items.properties = list(reader.inside(one))
                elif one.kind == b"ipma":
                    items.owned = _owned(reader.content(one, 4 << 20), items.properties)
    return items


def _entries(reader: Boxes, box: Box) -> Iterator[tuple[int, bytes, int, int]]:
    """Number and kind of each item, and where its name begins and ends."""
    version = reader.read(box.body, 1)[0]
    for entry in reader.inside(box, 8 if version else 6):
        head = reader.content(entry, 1 << 16)
        if entry.kind != b"infe" or head[0] < 2:
            raise OddFileError
        width = 2 if head[0] == 2 else 4
        yield _number(head, 4, width), head[6 + width : 10 + width], entry.body + 10 + width, entry.end


def _places(table: bytes, own: int | None) -> dict[int, list[Stretch]]:
    """Item to its stretches (start, length); ``own``: where the bytes begin that lie in the list itself.

    An item that lies in another file or inside of another item has none here.
    """
    version, sizes = table[0], _number(table, 4, 2)
    offset, length, start = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index = sizes & 15 if version else 0
    at = 6

    def number(width: int) -> int:
        nonlocal at
        at += width
        return _number(table, at - width, width)

    found = {}
    for _ in range(number(2 if version < 2 else 4)):
        item = number(2 if version < 2 else 4)
        method = number(2) & 15 if version else _IN_FILE
        elsewhere = number(2)
        base, places = number(start), []
        for _ in range(number(2)):
            number(index)
            first = base + number(offset)
            places.append((first + (own or 0) * (method == _IN_LIST), number(length)))
        known = method == _IN_FILE or (method == _IN_LIST and own is not None)
        if known and not elsewhere and places and all(length for _, length in places):
            found[item] = places
    return found


def _drawn_from(reader: Boxes, box: Box) -> dict[int, list[int]]:
    """Which items a picture is put together from."""
    width = 4 if reader.read(box.body, 1)[0] else 2
    found = {}
    for one in reader.inside(box, 4):
        if one.kind == b"dimg":
            said = reader.content(one, 1 << 18)
            count = _number(said, width, 2)
            places = range(width + 2, width + 2 + count * width, width)
            found[_number(said, 0, width)] = [_number(said, at, width) for at in places]
    return found


def _owned(table: bytes, properties: list[Box]) -> dict[int, list[int]]:
    """Which properties each item has, in their order."""
    wide, name = 2 if table[3] & 1 else 1, 4 if table[0] else 2
    found: dict[int, list[int]] = {}
    at = 8
    for _ in range(_number(table, 4, 4)):
        item, count = _number(table, at, name), _number(table, at + name, 1)
        at += name + 1
        numbers = [_number(table, at + one * wide, wide) & (0x7FFF if wide == 2 else 0x7F) for one in range(count)]
        at += count * wide
        found[item] = [number - 1 for number in numbers if number]
        if any(number > len(properties) for number in numbers):
            raise OddFileError
    return found


def _said(reader: Boxes, items: _Items, item: int) -> dict[bytes, bytes]:
    """The properties of an item; of several of a kind the first, but the numbers of a colour before its profile."""
    found: dict[bytes, bytes] = {}
    for number in items.owned.get(item, []):
        box = items.properties[number]
        if box.kind == b"colr" and reader.read(box.body, 4) != b"nclx":
            continue
        found.setdefault(box.kind, reader.content(box, 1 << 20))
    return found


def _inside(reader: Boxes, places: list[Stretch]) -> list[Stretch]:
    if any(start + length > reader.size for start, length in places) or sum(p[1] for p in places) > 4 * MOST_READ:
        raise OddFileError
    return places


def _content(reader: Boxes, places: list[Stretch]) -> bytes:
    if sum(length for _, length in places) > MOST_READ:
        raise OddFileError
    return b"".join(reader.read(start, length) for start, length in _inside(reader, places))


def _only(boxes: list[Box], kind: bytes) -> Box:
    found = [box for box in boxes if box.kind == kind]
    if len(found) != 1:
        raise OddFileError
    return found[0]


def _number(data: bytes, at: int, width: int) -> int:
    if at + width > len(data):
        raise OddFileError
    return int.from_bytes(data[at : at + width], "big")
