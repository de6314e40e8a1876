"""Files made to harm: attacks by hand and any number of spoiled ones, made of a sound workbook, the same each time."""

from __future__ import annotations

import io
import random
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Sequence

from tests.rounds import rounds

Parts = dict[str, bytes]
SECRET = "canary-7f3a-outside"
"""Stands in a file next to the hostile one; must never be read."""


def packed(parts: Parts | Sequence[tuple[str, bytes]], *, plain: bool = False) -> bytes:
    """Parts as a package; a list may name a part twice."""
    memory = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Duplicate name
        with zipfile.ZipFile(
            memory, "w", zipfile.ZIP_STORED if plain else zipfile.ZIP_DEFLATED, compresslevel=1
        ) as archive:
            for name, data in parts.items() if isinstance(parts, dict) else parts:
                archive.writestr(name, data)
    return memory.getvalue()


def unpacked(data: bytes) -> Parts:
    """The parts of a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sheets_of(parts: Parts) -> list[str]:
    """The parts that are sheets, the one with most in it first."""
    found = [name for name in parts if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)]
    return sorted(found, key=lambda name: -len(parts[name]))


# ------------------------------------------------------------------------------------------------- by hand


def _end(parts: Parts, rows: bytes) -> bytes:
    """More rows at the end of the fullest sheet."""
    sheet = sheets_of(parts)[0]
    return packed({**parts, sheet: parts[sheet].replace(b"</sheetData>", rows + b"</sheetData>")})


def _put(parts: Parts, **more: bytes) -> bytes:
    return packed({**parts, **{name.replace("__", "/").replace("_xml", ".xml"): data for name, data in more.items()}})


def _bomb(parts: Parts) -> bytes:
    return _end(parts, b'<row r="400"><c r="A400" t="inlineStr"><is><t>' + b"a" * (140 << 20) + b"</t></is></c></row>")


def _nested(parts: Parts) -> bytes:
    inner = packed({"xl/worksheets/sheet1.xml": b"a" * (16 << 20)})
    for _ in range(4):
        inner = packed({f"inner{at}.xlsx": inner for at in range(8)})
    return packed({**parts, "xl/embeddings/oleObject1.bin": inner})


def _head(name: bytes, crc: int, size: int, unpacked_size: int) -> bytes:
    return struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 0, crc, size, unpacked_size, len(name), 0) + name


def _overlapping(parts: Parts) -> bytes:
    """Each member holds all that follow it, so that few bytes are many (a quoted-overlap bomb)."""
    kernel = b"a" * (4 << 20)
    squeeze = zlib.compressobj(1, zlib.DEFLATED, -15)
    body, content, heads = squeeze.compress(kernel) + squeeze.flush(), kernel, list[tuple[bytes, bytes]]()
    names = [name.encode() for name in parts]
    for name in [*names, *(b"xl/media/%d.xml" % at for at in range(120))]:
        head = _head(name, zlib.crc32(content), len(body), len(content))
        heads.append((name, head))
        if len(content) < (6 << 20):
            content = head + content
        body = b"\0" + struct.pack("<HH", len(head), 0xFFFF - len(head)) + head + body
    first = heads[-1][1] + body[5 + len(heads[-1][1]) :]
    directory, at = b"", 0
    for name, head in reversed(heads):
        fields = struct.unpack("<4s5H3L2H", head[:30])
        directory += struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, *fields[1:9], len(name), 0, 0, 0, 0, 0, at) + name
        at += len(head) + 5
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(heads), len(heads), len(directory), len(first), 0)
    return first + directory + end


LAUGHS = b"<!DOCTYPE x [" + b'<!ENTITY l0 "ha">' + b"".join(
    b'<!ENTITY l%d "%s">' % (at, b"&l%d;" % (at - 1) * 10) for at in range(1, 12)
) + b"]>"  # fmt: skip


def outside(secret: str) -> bytes:
    """A declaration of entities that would bring in a file."""
    return f'<!DOCTYPE x [<!ENTITY l11 SYSTEM "file://{secret}"><!ENTITY % p SYSTEM "file://{secret}"> %p;]>'.encode()


def with_entities(parts: Parts, name: str, declared: bytes) -> bytes:
    """Entities declared in one part and used in its texts."""
    data = re.sub(rb"^(<\?xml[^>]*\?>)?\s*", rb"", parts[name], count=1)
    used = re.sub(rb">([^<>\s][^<>]*)<", rb">&l11;\1<", data)
    return packed({**parts, name: b'<?xml version="1.0"?>' + declared + used})


def _deep(parts: Parts, name: str, tag: bytes, many: int = 200_000) -> bytes:
    inside = b"<" + tag + b">"
    data = parts[name]
    at = data.rfind(b"</")
    return packed({**parts, name: data[:at] + inside * many + inside.replace(b"<", b"</") * many + data[at:]})


def _lying(parts: Parts) -> bytes:
    sheet = sheets_of(parts)[0]
    return packed(
        {**parts, sheet: re.sub(rb"<dimension ref=\"[^\"]*\"", b'<dimension ref="A1:XFD1048576"', parts[sheet])}
    )


def _text_cell(where: str, text: bytes) -> bytes:
    return b'<c r="%s" t="inlineStr"><is><t>%s</t></is></c>' % (where.encode(), text)


def _macros(parts: Parts) -> bytes:
    types = parts["[Content_Types].xml"].replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")
    return packed(
        {**parts, "[Content_Types].xml": types, "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"Auto_Open" * 500}
    )


def _links(parts: Parts) -> bytes:
    sheet = sheets_of(parts)[0]
    more = (
        b'<row r="401"><c r="A401"><f>[1]Sheet1!A1</f><v>1</v></c>'
        b'<c r="B401" t="str"><f>cmd|\'/c calc\'!A1</f><v>x</v></c>'
        b'<c r="C401" t="str"><f>WEBSERVICE("http://127.0.0.1:9/")</f><v>x</v></c></row>'
    )
    link = (
        b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<ddeLink ddeService="cmd" ddeTopic="/c calc"><ddeItems><ddeItem name="A1" advise="1"/></ddeItems></ddeLink>'
        b"</externalLink>"
    )
    rels = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath" '
        b'Target="file:///etc/passwd" TargetMode="External"/></Relationships>'
    )
    return packed({
        **parts, sheet: parts[sheet].replace(b"</sheetData>", more + b"</sheetData>"),
        "xl/externalLinks/externalLink1.xml": link, "xl/externalLinks/_rels/externalLink1.xml.rels": rels,
    })  # fmt: skip


BOOK, RELS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"


def _retarget(parts: Parts, to: bytes) -> bytes:
    rels = re.sub(rb'Target="/?(?:xl/)?worksheets/[^"]*"', b'Target="' + to + b'"', parts[RELS])
    return packed({**parts, RELS: rels})


def _locked(parts: Parts) -> bytes:
    """Every member says that it is encrypted."""
    data = bytearray(packed(parts))
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def _liar(parts: Parts) -> bytes:
    """A part that says it is small and unpacks to much."""
    sheet = sheets_of(parts)[0]
    much = b'<row r="400"><c r="A400" t="inlineStr"><is><t>' + b"a" * (140 << 20) + b"</t></is></c></row></sheetData>"
    data = bytearray(packed({**parts, sheet: parts[sheet].replace(b"</sheetData>", much)}))
    at = data.rfind(b"PK\1\2")
    while at >= 0:
        if data[at + 46 : at + 46 + len(sheet)] == sheet.encode():
            data[at + 24 : at + 28] = struct.pack("<L", 4_000)
        at = data.rfind(b"PK\1\2", 0, at)
    return bytes(data)


def _strings(parts: Parts) -> bytes:
    many = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + b"<si><t>x</t></si>" * 3_000_000
    )
    return packed({**parts, "xl/sharedStrings.xml": many + b"</sst>"})


def _hidden(parts: Parts) -> bytes:
    return packed({**parts, BOOK: re.sub(rb"<sheet ", b'<sheet state="veryHidden" ', parts[BOOK])})


ATTACKS: dict[str, Callable[[Parts], bytes]] = {
    "a bomb": _bomb,
    "a bomb in bombs": _nested,
    "members that overlap": _overlapping,
    "a part larger than it says": _liar,
    "a cell at the far end": lambda parts: _end(parts, b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "a row far away": lambda parts: _end(parts, b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'),
    "a row beyond all rows": lambda parts: _end(parts, b'<row r="9999999"><c r="A9999999"><v>1</v></c></row>'),
    "a row of no number at all": lambda parts: _end(
        parts, b'<row r="99999999999999999999"><c r="A1"><v>1</v></c></row>'
    ),
    "a cell in another row than it says": lambda parts: _end(parts, b'<row r="400"><c r="A900000"/></row>'),
    "a cell in two places": lambda parts: _end(
        parts, b'<row r="400"><c r="A400"\tr="ZZZ1048576"><v>1</v></c><c r="B400"r="AAAAAAA1"><v>2</v></c></row>'
    ),
    "a cell in two places, one after a sign": lambda parts: _end(
        parts, b'<row r="400"><c r="A400" s=">" r="ZZZ1048576"><v>1</v></c></row>'
    ),
    "a cell in two places, one in small letters": lambda parts: _end(
        parts, b'<row r="400"><c r="zzz1048576" r="A400"><v>1</v></c><c r="zzz1048576"><v>1</v></c></row>'
    ),
    "a cell with a prefix": lambda parts: _end(
        parts, b'<row r="400"><c r="A400"/><y:c r="ZZZ1048576"><v>1</v></y:c></row>'
    ),
    "a row with a prefix": lambda parts: _end(
        parts, b'<row r="400"><c r="A400"/></row><y:row r="1048576"><y:c><v>1</v></y:c></y:row>'
    ),
    "a wide row after very many narrow ones": lambda parts: _end(
        parts, b'<row><c s="1"/></row>' * 60_000 + b'<row><c r="ZZ60400"><v>1</v></c></row>'
    ),
    "a million columns": lambda parts: _end(parts, b'<row r="400">' + b"<c><v>1</v></c>" * 1_000_000 + b"</row>"),
    "a million empty rows": lambda parts: _end(parts, b"<row/>" * 1_048_000),
    "rows of empty cells without end": lambda parts: _end(
        parts, b'<row><c s="1"/></row>' * rounds(200_000, 1_000_000)
    ),
    "lying dimensions": _lying,
    "a merge over everything": lambda parts: _end(
        parts, b"</sheetData><mergeCells><mergeCell ref=\"A3:XFD1048576\"/></mergeCells><sheetData>"
    ),
    "texts without end": lambda parts: packed({**parts, "xl/sharedStrings.xml": b"<sst>" + b"<si><t>" * 100_000}),
    "a million shared texts": _strings,
    "shared texts that are not there": lambda parts: _end(
        parts, b'<row r="400"><c r="A400" t="s"><v>4294967295</v></c><c r="B400" t="s"><v>-1</v></c></row>'
    ),
    "styles without end": lambda parts: packed({**parts, "xl/styles.xml": b"<styleSheet>" + b" " * (17 << 20)}),
    "nesting without end in a sheet": lambda parts: _deep(parts, sheets_of(parts)[0], b"row"),
    "nesting without end in a text": lambda parts: _end(
        parts, b'<row r="400"><c r="A400" t="inlineStr">' + b"<is>" * 200_000 + b"</is>" * 200_000 + b"</c></row>"
    ),
    "nesting without end in the book": lambda parts: _deep(parts, BOOK, b"sheets"),
    "nesting without end in the links": lambda parts: _deep(parts, RELS, b"Relationship"),
    "nesting without end in the styles": lambda parts: _deep(parts, "xl/styles.xml", b"dxf"),
    "nesting without end in the properties": lambda parts: _deep(parts, "docProps/core.xml", b"x"),
    "a link to itself": lambda parts: _retarget(parts, b"workbook.xml"),
    "a link to its links": lambda parts: _retarget(parts, b"_rels/workbook.xml.rels"),
    "sheets outside": lambda parts: _retarget(parts, b"../../../../../../etc/passwd"),
    "sheets at an absolute path": lambda parts: _retarget(parts, b"/etc/passwd"),
    "sheets in the web": lambda parts: _retarget(parts, b"http://127.0.0.1:9/sheet.xml"),
    "parts outside": lambda parts: packed([*parts.items(), ("../../../../tmp/evil.xml", b"<x/>"), ("/etc/x", b"<x/>"),
                                           ("C:\\evil.xml", b"<x/>"), ("xl/../../up.xml", b"<x/>")]),
    "parts twice": lambda parts: packed([*parts.items(), *((name, b"<x/>") for name in parts)]),
    "a sheet twice": lambda parts: packed([*parts.items(), (sheets_of(parts)[0], parts[sheets_of(parts)[0]])]),
    "ten thousand parts": lambda parts: packed({**parts, **{f"xl/media/{at}.bin": b"" for at in range(10_000)}}),
    "ten thousand sheets": lambda parts: packed({
        **parts,
        BOOK: parts[BOOK].replace(b"</sheets>", b"".join(
            b'<sheet name="s%d" sheetId="%d" r:id="rId1" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006'
            b'/relationships"/>' % (at, at) for at in range(1_000, 11_000)) + b"</sheets>"),
    }),
    "no sheets": lambda parts: packed({name: data for name, data in parts.items() if "worksheets" not in name}),
    "no styles": lambda parts: packed({name: data for name, data in parts.items() if name != "xl/styles.xml"}),
    "no book": lambda parts: packed({name: data for name, data in parts.items() if name != BOOK}),
    "nothing in it": lambda parts: packed({}),
    "only a directory": lambda parts: packed([("xl/", b""), (BOOK + "/", b"")]),
    "macros": _macros,
    "links to files, commands and the web": _links,
    "locked": _locked,
    "hidden sheets": _hidden,
    "formulas": lambda parts: _end(
        parts, b'<row r="400"><c r="A400"><f>1/0</f></c><c r="B400" t="e"><v>#DIV/0!</v></c>'
        b'<c r="C400"><f t="shared" si="9"/><v>1</v></c><c r="D400"><f t="array" ref="A1:XFD1048576">A1</f></c></row>'
    ),
    "half letters": lambda parts: _end(parts, b'<row r="400">' + _text_cell("A400", b"&#xD800;&#xDFFF;") + _text_cell(
        "B400", b"_xD800_ _xDFFF_ \xed\xa0\x80") + b"</row>"),
    "no letters": lambda parts: _end(parts, b'<row r="400">' + _text_cell("A400", b"a&#0;b\0c") + _text_cell(
        "B400", b"_x0000_ _x0007_ _x000D_ \xef\xbf\xbf") + b"</row>"),
    "numbers that are none": lambda parts: _end(parts, b'<row r="400">' + b"".join(
        b'<c r="%c400"><v>%s</v></c>' % (65 + at, value) for at, value in enumerate(
            (b"1e999", b"-1e999", b"nan", b"inf", b"-0", b"9" * 400, b"0x10", b"", b"1" * 100_000))) + b"</row>"),
    "days that are none": lambda parts: _end(parts, b'<row r="400">' + b"".join(
        b'<c r="%c400" t="d"><v>%s</v></c>' % (65 + at, value) for at, value in enumerate(
            (b"9999-99-99", b"0000-00-00T00:00:00Z", b"", b"-1", b"2019-02-30", b"99999999999-01-01"))) + b"</row>"),
    "a text longer than a cell": lambda parts: _end(
        parts, b'<row r="400">' + _text_cell("A400", b"x" * (8 << 20)) + b"</row>"
    ),
    "another alphabet": lambda parts: packed({
        **parts, sheets_of(parts)[0]: '<?xml version="1.0" encoding="UTF-16"?>'.encode("utf-16") + b"<\0x\0>\0",
    }),
    "a name of a sheet without end": lambda parts: packed({
        **parts,
        BOOK: re.sub(rb'(<sheet [^>]*name=")[^"]*', lambda found: found[1] + b"s" * (4 << 20), parts[BOOK], count=1),
    }),
}  # fmt: skip
"""What was done to a workbook, and how: from the parts of a sound one to a file."""


# ------------------------------------------------------------------------------------------------- by chance

JUNK = (b"<c", b"</row>", b'<row r="999999999">', b'<c r="XFD1048576"><v>1</v></c>', b"&#0;", b"<!--", b"]]>", b"\0",
        b't="s"', b"<v>1e999</v>", b"<v>-1</v>", b'<c r="A1" t="s"><v>99999999</v></c>', b"<f>1/0</f>", b"&lol;",
        b"\xff\xfe", b'<mergeCell ref="A1:XFD1048576"/>', b'<row r="3"/>', b"<!DOCTYPE x>", b"<![CDATA[", b"<?x?>",
        b"&#xD800;", b"_xD800_", b'r="A0"', b'r="0"', b'r="AAAAAAA1"', b'r="A-1"', b"</sheetData>", b"<is><t>",
        "ـ‏‮٣".encode())  # fmt: skip
"""What is put between other bytes."""
_TAG = re.compile(rb"<[^<>]{1,400}>")


def mutated(good: bytes, parts: Parts, chance: random.Random) -> bytes:
    """One of many ways a file can be spoiled: in its bytes, in a part, between its parts."""
    way = chance.choice(_WAYS if parts else _WAYS[:3])
    return way(good, parts, chance)


def _flip(good: bytes, parts: Parts, chance: random.Random) -> bytes:
    spoiled = bytearray(good)
    for _ in range(chance.randrange(1, 12)):
        spoiled[chance.randrange(len(spoiled))] ^= 1 << chance.randrange(8)
    return bytes(spoiled)


def _move(good: bytes, parts: Parts, chance: random.Random) -> bytes:
    spoiled, size = bytearray(good), chance.randrange(1, 600)
    at, to = chance.randrange(len(good)), chance.randrange(len(good))
    block = spoiled[at : at + size]
    if chance.random() < 0.5:
        del spoiled[at : at + size]
    spoiled[to:to] = block
    return bytes(spoiled)


def _cut(good: bytes, parts: Parts, chance: random.Random) -> bytes:
    return good[: chance.randrange(len(good))]


def _swap(good: bytes, parts: Parts, chance: random.Random) -> bytes:
    one, two = chance.choice(list(parts)), chance.choice(list(parts))
    return packed({**parts, one: parts[two], two: parts[one]}, plain=True)


def _drop(good: bytes, parts: Parts, chance: random.Random) -> bytes:
    gone = chance.choice(list(parts))
    return packed({name: data for name, data in parts.items() if name != gone}, plain=True)


def _in_part(change: Callable[[bytearray, random.Random], None]) -> Callable[[bytes, Parts, random.Random], bytes]:
    def way(good: bytes, parts: Parts, chance: random.Random) -> bytes:
        names = [name for name in parts if name.endswith((".xml", ".rels"))]
        wanted = sheets_of(parts)[:2] if chance.random() < 0.4 else names
        name = chance.choice(wanted or names)
        data = bytearray(parts[name])
        for _ in range(chance.randrange(1, 6)):
            change(data, chance)
        return packed({**parts, name: bytes(data)}, plain=True)

    return way


def _at(data: bytearray, chance: random.Random) -> int:
    return chance.randrange(len(data)) if data else 0


def _byte(data: bytearray, chance: random.Random) -> None:
    at = _at(data, chance)
    data[at : at + 1] = bytes([chance.randrange(256)])


def _gap(data: bytearray, chance: random.Random) -> None:
    at = _at(data, chance)
    del data[at : at + chance.randrange(1, 80)]


def _again(data: bytearray, chance: random.Random) -> None:
    at = _at(data, chance)
    data[at:at] = data[at : at + chance.randrange(1, 200)] * chance.randrange(1, 4)


def _junk(data: bytearray, chance: random.Random) -> None:
    at = _at(data, chance)
    data[at:at] = chance.choice(JUNK)


def _tags(data: bytearray, chance: random.Random) -> None:
    """Two tags change places, one goes, or one stands twice."""
    start = max(0, _at(data, chance) - 2_000)
    found = [match.span() for match in _TAG.finditer(data, start, start + 6_000)]
    if len(found) < 2:
        return
    first, second = sorted(chance.sample(found, 2))
    one, two = bytes(data[slice(*first)]), bytes(data[slice(*second)])
    what = chance.randrange(3)
    data[slice(*second)] = one if what == 0 else b"" if what == 1 else two + two
    if what == 0:
        data[slice(*first)] = two


def _number(data: bytearray, chance: random.Random) -> None:
    """A number somewhere in a tag or a text becomes another one."""
    start = _at(data, chance)
    found = re.search(rb"\d+", data[start : start + 2_000])
    if found:
        value = chance.choice((b"0", b"-1", b"4294967296", b"1048577", b"1e308", b"", b"18446744073709551616"))
        data[start + found.start() : start + found.end()] = value


_WAYS = (_flip, _move, _cut, _swap, _drop, *map(_in_part, (_byte, _gap, _again, _junk, _junk, _tags, _number)))
