"""Tables of places with P-codes (OCHA COD-AB and plain lists), read into rows that say code, level, parent, names.

Any of the usual shapes is understood: a sheet for each level, one wide sheet that names all levels in each row, or a
plain list of codes, parents and names. Which column is which is told by its head, however it is written.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from exports.tables import Sheet, Stop, read_tables
from storage import PackRow, PackTable, Refused, UserError, fold, message

HEAD_ROWS = 12
"""The head of a table stands among its first rows; titles may stand above it."""


@dataclass
class Columns:
    """Where a sheet has what; numbers of columns."""

    codes: dict[int, int] = field(default_factory=dict)
    names: dict[int, list[tuple[int, str, bool]]] = field(default_factory=dict)
    """By level: column, language, whether it is the first name (not an alternative one)."""
    plain: dict[str, int] = field(default_factory=dict)
    head: int = -1

    @property
    def deepest(self) -> int:
        """The level this sheet lists."""
        return max(self.codes, default=-1)

    @property
    def score(self) -> int:
        """How much of a head was understood."""
        good = bool(self.codes) or {"code", "name"} <= {one.rstrip("0123456789") for one in self.plain}
        return (len(self.codes) + len(self.plain) + len(self.names)) if good else 0


def read_pack(path: Path, *, name: str = "", version: str = "", cancelled: Stop | None = None) -> PackTable:
    """The places of a file.

    Args:
        path: an .xlsx or a text file.
        name, version: of the table, when the person knows better than the file.
        cancelled: asked now and then.

    Raises:
        UserError: as :func:`exports.tables.read_tables`, and ``no-places`` when no sheet has codes and names.
    """
    sheets = read_tables(path, cancelled)
    understood = [(sheet, columns) for sheet in sheets if (columns := _understood(sheet)).score]
    understood.sort(key=lambda pair: pair[1].deepest)
    if not understood:
        raise UserError(
            "no-places",
            message("No sheet of this file has a column of codes and a column of names that are understood here."),
            message(
                "Call the columns code, parent, name_en and name_ar, or as OCHA does: admin3Pcode, admin3Name_en."
            ),
        )
    refused: list[Refused] = []
    own = [row for sheet, columns in understood for row in _rows(sheet, columns, refused)]
    known = {row.code for row in own}
    above: dict[str, PackRow] = {}
    for sheet, columns in understood:
        for row in _above(sheet, columns):
            if row.code not in known:
                above.setdefault(row.code, row)
    rows = tuple(sorted([*above.values(), *own], key=lambda row: -1 if row.level is None else row.level))
    versions = [day for sheet, columns in understood if (day := _day_of(sheet, columns))]
    return PackTable(name or _name(rows), version or max(versions, default=""), rows, tuple(refused))


def _name(rows: Sequence[PackRow]) -> str:
    """The table of a country keeps its name from version to version."""
    countries = Counter(row.code for row in rows if row.level == 0)
    if not countries:
        codes = (row.code if row.level == 1 else row.parent for row in rows if row.level == 1 or row.parent)
        countries = Counter("".join(re.findall(r"^[A-Za-z]{2,3}", code)).upper() for code in codes)
        countries.pop("", None)
    country = max(countries, key=lambda code: countries[code], default="")
    return f"P-codes {country}".strip()


# --------------------------------------------------------------------------------------------- heads

_LEVEL = r"^adm(?:in)?(?:level)?([0-4])"
_CODE = re.compile(_LEVEL + r"p?code?$")
_NAME = re.compile(_LEVEL + r"(name|alt(?:name)?\d?|altname\d?|ref(?:name)?)?([a-z]{2})?(\d)?$")
_PLAIN = {
    **dict.fromkeys(("code", "pcode", "placecode", "الرمز", "رمز", "رمزالمكان"), "code"),
    **dict.fromkeys(("parent", "parentcode", "parentpcode", "الرمزالأعلى", "رمزالأعلى", "يتبع", "تابعل"), "parent"),
    **dict.fromkeys(("name", "nameen", "english", "englishname", "placename", "الاسمبالإنكليزية"), "name1"),
    **dict.fromkeys(("namear", "arabic", "arabicname", "الاسم", "اسم", "الاسمبالعربية"), "name2"),
    **dict.fromkeys(("nameother", "localname", "namelocal", "nameuk", "nameua", "nameru", "namefa"), "name3"),
    **dict.fromkeys(
        ("aliases", "alias", "altname", "altnames", "alternatenames", "othernames", "أسماءأخرى"), "aliases"
    ),
    **dict.fromkeys(("level", "adminlevel", "admlevel", "المستوى"), "level"),
    **dict.fromkeys(("lat", "latitude", "centerlat", "centrelat", "ycoord", "y", "pointy", "latitudey"), "lat"),
    **dict.fromkeys(("lon", "long", "lng", "longitude", "centerlon", "centrelon", "xcoord", "x", "pointx"), "lon"),
    **dict.fromkeys(("validon", "version", "validfrom"), "valid"),
    **dict.fromkeys(("date", "updatedon", "lastupdate"), "dated"),
    **dict.fromkeys(("validto",), "until"),
}


def _understood(sheet: Sheet) -> Columns:
    """The head of a sheet: the row among the first that says most."""
    best = Columns()
    for at, row in enumerate(sheet.rows[:HEAD_ROWS]):
        found = heads_of(row)
        if found.score > best.score:
            found.head = at
            best = found
    return best


def heads_of(row: Sequence[str]) -> Columns:
    """What the cells of a head mean."""
    found = Columns()
    for at, cell in enumerate(row):
        text = re.sub(r"[\s_\-.:()#]+", "", cell.strip().lower())
        if match := _CODE.match(text):
            found.codes.setdefault(int(match[1]), at)
        elif match := _NAME.match(text):
            main = match[2] in (None, "name") and not match[4]
            found.names.setdefault(int(match[1]), []).append((at, match[3] or "", main))
        elif text in _PLAIN:
            found.plain.setdefault(_PLAIN[text], at)
    return found


# --------------------------------------------------------------------------------------------- rows


def _body(sheet: Sheet, columns: Columns) -> Iterator[tuple[int, Sequence[str]]]:
    for at, row in enumerate(sheet.rows[columns.head + 1 :], columns.head + 1):
        if any(row) and not all(cell.startswith("#") for cell in row if cell):  # the tags of HXL
            yield sheet.first + at, row


def _cell(row: Sequence[str], at: int | None) -> str:
    return row[at] if at is not None and at < len(row) else ""


def _rows(sheet: Sheet, columns: Columns, refused: list[Refused]) -> Iterator[PackRow]:
    """The places a sheet lists: one a row."""
    for number, row in _body(sheet, columns):
        until = _day(_cell(row, columns.plain.get("until")))
        if until and until < date.today().isoformat():
            continue
        made = _wide(sheet.name, number, row, columns) if columns.codes else _listed(sheet.name, number, row, columns)
        if not made.code:
            refused.append(_refusal(sheet, number, columns))
            continue
        at, wrong = _position(row, columns)
        if wrong:
            refused.append(
                Refused(
                    sheet.name, number, wrong,
                    message("“{cell}” is no latitude or longitude.", cell=_cell(row, columns.plain.get(wrong))[:40]),
                    message("The place comes in without a position; write it in degrees to have one."),
                )
            )  # fmt: skip
        yield replace(made, at=at)


def _refusal(sheet: Sheet, number: int, columns: Columns) -> Refused:
    head = sheet.rows[columns.head]
    at = columns.codes[columns.deepest] if columns.codes else columns.plain["code"]
    return Refused(
        sheet.name,
        number,
        _cell(head, at),
        message("This row has no code."),
        message("Write its code in the table and import the table again."),
    )


def _wide(sheet: str, number: int, row: Sequence[str], columns: Columns) -> PackRow:
    level = columns.deepest
    return _at_level(sheet, number, row, columns, level)


def _at_level(sheet: str, number: int, row: Sequence[str], columns: Columns, level: int) -> PackRow:
    code = _cell(row, columns.codes[level])
    parents = (_cell(row, columns.codes[one]) for one in sorted(columns.codes, reverse=True) if one < level)
    parent = next((one for one in parents if one and one != code), "")
    told = [(_cell(row, at), language, main) for at, language, main in columns.names.get(level, ())]
    return named(PackRow(sheet, number, code, level, parent), told)


def _listed(sheet: str, number: int, row: Sequence[str], columns: Columns) -> PackRow:
    plain = columns.plain
    level = _cell(row, plain.get("level"))
    made = PackRow(
        sheet,
        number,
        _cell(row, plain.get("code")),
        int(level) if level.isdecimal() and len(level) < 3 else None,
        _cell(row, plain.get("parent")),
    )
    told = [(_cell(row, plain[one]), "", True) for one in ("name1", "name2", "name3") if one in plain]
    others = re.split(r"[;|،,؛]", _cell(row, plain.get("aliases")))
    return named(made, [*told, *((one.strip(), "", False) for one in others)])


def named(row: PackRow, told: Sequence[tuple[str, str, bool]]) -> PackRow:
    """A row with its names (text, language, whether it is the first name) put into their scripts.

    The first of each script is the name, all others are aliases.
    """
    names: dict[str, str] = {}
    aliases: dict[str, str] = {}
    ordered = sorted(told, key=lambda one: (not one[2], one[1] not in ("en", "ar", "")))
    for text, language, main in ordered:
        script = _script(text, language)
        if text and main and script not in names:
            names[script] = text
        elif text:
            aliases.setdefault(fold(text), text)
    if not names and aliases:
        first = aliases.pop(next(iter(aliases)))
        names[_script(first, "")] = first
    kept = tuple(text for key, text in aliases.items() if key and key not in {fold(one) for one in names.values()})
    return replace(
        row,
        name_en=names.get("latin", ""),
        name_ar=names.get("arabic", ""),
        name_other=names.get("other", ""),
        aliases=kept[:20],
    )


_NOT_ARABIC_LANGUAGES = frozenset(("fa", "ps", "ur", "ku", "ug", "sd"))


def _script(text: str, language: str) -> str:
    letter = next((one for one in text if one.isalpha()), "a")
    name = unicodedata.name(letter, "LATIN")
    if name.startswith("ARABIC"):
        return "other" if language in _NOT_ARABIC_LANGUAGES else "arabic"
    return "latin" if name.startswith("LATIN") else "other"


def _above(sheet: Sheet, columns: Columns) -> Iterator[PackRow]:
    """The areas that rows name beside their own place: they count where no sheet lists them."""
    seen: set[str] = set()
    for number, row in _body(sheet, columns):
        for level, at in columns.codes.items():
            code = _cell(row, at)
            if level != columns.deepest and code and code not in seen:
                seen.add(code)
                yield _at_level(sheet.name, number, row, columns, level)


def _position(row: Sequence[str], columns: Columns) -> tuple[tuple[float, float] | None, str]:
    """Latitude and longitude, and the column that holds neither."""
    told = {name: _cell(row, columns.plain.get(name)) for name in ("lat", "lon")}
    if not all(told.values()):
        return None, ""
    found = []
    for name, most in (("lat", 90.0), ("lon", 180.0)):
        try:
            value = float(told[name].replace(",", "."))
        except ValueError:
            return None, name
        if not -most <= value <= most:
            return None, name
        found.append(value)
    return (found[0], found[1]), ""


def _day_of(sheet: Sheet, columns: Columns) -> str:
    """The day a sheet is valid from; failing that, the day it carries."""
    for name in ("valid", "dated"):
        at = columns.plain.get(name)
        days = {_day(_cell(row, at)) for _, row in _body(sheet, columns)} if at is not None else set()
        if newest := max(days - {""}, default=""):
            return newest
    return ""


def _day(text: str) -> str:
    """A day as ISO text; "" when it is none. Excel's own days have become ISO texts already."""
    match = re.match(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", text) or re.match(r"^(\d{4})(\d\d)(\d\d)$", text)
    parts = match.groups() if match else ()
    if not parts and (match := re.match(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", text)):
        parts = match.groups()[::-1]
    try:
        return date(*(int(part) for part in parts)).isoformat() if parts else ""
    except ValueError:
        return ""
