"""Laws of borders from files: any usual dialect is understood, places are found, what is broken is told or refused."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile

import pyproj
import pytest

from exports import BoundaryPlan, read_boundaries, take_boundaries
from exports.boundaries import planning
from storage import UserError, place_id, to_plane
from storage.store import Store
from tests.builders import a_store
from tests.maps.files import geojson, shape_files, square, topology, zipped

TRIES = 2000 if os.environ.get("SIJILL_RELEASE") else 60


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = a_store(tmp_path_factory.mktemp("register"))
    yield store
    store.close()


DISTRICTS = (("SY0702", "Al Ma'ra", "معرة النعمان"), ("SY0703", "Harim", "حارم"), ("SY0705", "Ariha", "أريحا"))
OLD_OCHA = [
    {
        "ADM0_PCODE": "SY",
        "ADM1_PCODE": "SY07",
        "ADM1_EN": "Idleb",
        "ADM2_PCODE": code,
        "ADM2_EN": english,
        "ADM2_AR": arabic,
    }
    for code, english, arabic in DISTRICTS
]
NEW_OCHA = [
    {"adm1_pcode": "SY07", "adm2_pcode": code, "adm2_name": english, "adm2_name1": arabic, "lang1": "ar"}
    for code, english, arabic in DISTRICTS
]
CAMEL = [
    {"admin2Pcode": code, "admin2Name_en": english, "admin2Name_ar": arabic} for code, english, arabic in DISTRICTS
]
GADM = [
    {"GID_1": "SYR.7_1", "NAME_1": "Idleb", "NAME_2": english, "NL_NAME_2": arabic} for _, english, arabic in DISTRICTS
]
GEOBOUNDARIES = [{"shapeName": english, "shapeType": "ADM2", "shapeID": f"x{code}"} for code, english, _ in DISTRICTS]
NATURAL_EARTH = [
    {"ISO_A2": "-99", "ISO_A2_EH": "SY", "LEVEL": 2, "NAME_EN": "Syria", "NAME_AR": "سوريا", "NAME_FA": "سوریه"},
    {"ISO_A2": "-99", "ISO_A2_EH": "-99", "LEVEL": 2, "NAME_EN": "Syria", "NAME_AR": "سوريا", "NAME_FA": "سوریه"},
]
PLAIN = [{"code": code, "name_en": english, "name:ar": arabic} for code, english, arabic in DISTRICTS]


@pytest.mark.parametrize(
    ("rows", "how"),
    [
        (OLD_OCHA, "code"),
        (NEW_OCHA, "code"),
        (CAMEL, "code"),
        (PLAIN, "code"),
        (GADM, "name"),
        (GEOBOUNDARIES, "name"),
    ],
    ids=["ocha", "ocha-2025", "camel", "plain", "gadm", "geoboundaries"],
)
def test_each_dialect_tells_level_names_and_places(
    rows: list[dict[str, str]], how: str, register: Store, tmp_path: Path
) -> None:
    plan = read_boundaries(geojson(tmp_path / "borders.geojson", rows), register)
    (layer,) = plan.layers
    assert layer.level == 2
    assert [one.place for one in layer.areas] == [place_id(code) for code, _, _ in DISTRICTS]
    assert {one.how for one in layer.areas} == {how}
    assert [one.told.row.name_en for one in layer.areas] == [english for _, english, _ in DISTRICTS]
    assert not layer.mended
    assert not plan.refused


def test_countries_are_known_by_code_or_name_and_no_sign_for_no_code_is_one(register: Store, tmp_path: Path) -> None:
    (layer,) = read_boundaries(geojson(tmp_path / "ne_10m_admin_0_countries.geojson", NATURAL_EARTH), register).layers
    assert layer.level == 0, "What the file is called counts more than a number nobody explains"
    assert [(one.told.row.code, one.how) for one in layer.areas] == [("SY", "code"), ("", "name")]


def test_what_is_taken_is_drawn_where_it_lies(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    plan = read_boundaries(geojson(tmp_path / "borders.geojson", OLD_OCHA), store)
    assert not store.boundary_packs(), "Looking writes nothing"
    seen: list[tuple[int, int]] = []
    take_boundaries(store, plan, credit="OCHA", progress=lambda done, total: seen.append((done, total)))
    shapes = store.shapes(2)
    x, y = to_plane(35.05, 36.15)
    (here,) = shapes.holding(float(x), float(y))
    assert (shapes.pcodes[here], shapes.names_ar[here], shapes.places[here]) == ("SY0703", "حارم", place_id("SY0703"))
    assert store.boundary_packs()[0].levels == ((2, 3, 3),)
    assert store.boundary_packs()[0].credit == "OCHA"
    assert seen == sorted(seen)
    assert all(done <= total for done, total in seen)
    take_boundaries(store, plan)
    assert len(store.boundary_packs()) == 1, "The same file anew does not double the borders"
    store.close()


def test_a_name_that_two_places_have_is_told_apart_by_what_they_lie_in(tmp_path: Path) -> None:
    from storage import Edit

    store = a_store(tmp_path)
    values = {"level": 4, "name_en": "Bourj", "code": "C9101", "parent": place_id("SY070204")}
    store.save(
        [Edit("place", None, values), Edit("place", None, {**values, "code": "C9102", "parent": place_id("SY050100")})]
    )
    rows = [{"adm3_pcode": "SY050100", "adm4_en": "Bourj"}, {"adm3_pcode": "SY070204", "adm4_en": "Bourj"}]
    plan = read_boundaries(geojson(tmp_path / "a.geojson", rows), store)
    codes = [store.places.facts[one.place].code for one in plan.layers[0].areas]
    assert codes == ["C9102", "C9101"]
    alone = read_boundaries(geojson(tmp_path / "b.geojson", [{"adm4_en": "Bourj"}]), store)
    assert [one.place for one in alone.layers[0].areas] == [""], "Which of two is meant is not guessed"
    store.close()


def test_a_level_nobody_tells_is_asked_for(register: Store, tmp_path: Path) -> None:
    path = geojson(tmp_path / "zones.geojson", [{"zone": "A"}, {"zone": "B"}])
    plan = read_boundaries(path, register)
    assert [one.level for one in plan.layers] == [None]
    assert plan.levels == ()
    with pytest.raises(UserError):
        take_boundaries(register, plan)
    assert read_boundaries(path, register, level=3).levels == (3,)
    assert read_boundaries(geojson(tmp_path / "syr_adm2.geojson", [{"zone": "A"}]), register).levels == (2,)


@pytest.mark.parametrize(
    ("encoding", "said"), [("utf-8", True), ("utf-8", False), ("cp1256", True), ("cp1256", False)]
)
def test_shapefiles_are_read_whatever_their_letters(
    encoding: str, said: bool, register: Store, tmp_path: Path
) -> None:
    path = shape_files(tmp_path, "syr_admbnda_adm2", OLD_OCHA, encoding=encoding, said=said)
    (layer,) = read_boundaries(path, register).layers
    assert layer.level == 2
    assert [one.told.row.name_ar for one in layer.areas] == [arabic for _, _, arabic in DISTRICTS]
    assert layer.by_code == 3


def test_a_zip_and_a_folder_bring_all_their_levels(register: Store, tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    shape_files(inside, "syr_adm1", [{"ADM1_PCODE": "SY07", "ADM1_EN": "Idleb"}])
    shape_files(inside, "syr_adm2", OLD_OCHA)
    whole = zipped(tmp_path / "syr.zip", sorted(inside.iterdir()))
    for path in (whole, inside):
        plan = read_boundaries(path, register)
        assert plan.levels == (1, 2)
        assert [len(one.areas) for one in plan.layers] == [1, 3]


@pytest.mark.parametrize(
    "system", [32637, 3857, 22770, 4022], ids=["utm", "mercator", "syrian-lambert", "other-degrees"]
)
def test_borders_in_other_systems_lie_where_they_lie(system: int, register: Store, tmp_path: Path) -> None:
    """UTM, the system of web maps, the Syrian Lambert and degrees on another ellipsoid."""
    crs = pyproj.CRS.from_epsg(system)
    away = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    rings = [[list(away.transform(*corner)) for corner in square(at)] for at in range(3)]
    there = [
        shape_files(tmp_path, "a_adm2", OLD_OCHA, prj=crs.to_wkt("WKT1_ESRI"), rings=rings),
        geojson(
            tmp_path / "b.geojson", OLD_OCHA, rings, crs={"properties": {"name": f"urn:ogc:def:crs:EPSG::{system}"}}
        ),
    ]
    beside = geojson(tmp_path / "c.geojson", OLD_OCHA, rings)
    beside.with_suffix(".PRJ").write_text(crs.to_wkt("WKT1_ESRI"), encoding="ascii")
    there += [beside, zipped(tmp_path / "c.zip", [beside, beside.with_suffix(".PRJ")])]
    plain = read_boundaries(geojson(tmp_path / "plain.geojson", OLD_OCHA), register).layers[0].areas
    for path in there:
        (layer,) = read_boundaries(path, register).layers
        assert [one.place for one in layer.areas] == [one.place for one in plain]
        for one, other in zip(layer.areas, plain, strict=True):
            apart = one.border.geometry.hausdorff_distance(other.border.geometry)
            assert apart < 2e-8, "less than a metre of the plane, or of what the shift of datum is known to"


def test_a_prj_of_a_shapefile_or_of_none_says_nothing_of_a_file_that_tells_itself(
    register: Store, tmp_path: Path
) -> None:
    shape_files(tmp_path, "alike", OLD_OCHA, prj=UTM)
    drawn = geojson(tmp_path / "alike.geojson", OLD_OCHA)
    told = geojson(tmp_path / "told.geojson", OLD_OCHA, crs={"properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}})
    told.with_suffix(".prj").write_text(UTM, encoding="ascii")
    for path in (drawn, told):
        assert len(read_boundaries(path, register).layers[0].areas) == 3
    bare = topology(tmp_path / "bare.topojson", {"adm2": OLD_OCHA})
    bare.with_suffix(".prj").write_text(UTM, encoding="ascii")
    with pytest.raises(UserError) as refused:
        read_boundaries(bare, register)
    assert refused.value.kind == "borders-projected", "degrees under the name of a system in metres"


@pytest.mark.parametrize("quantised", [True, False])
def test_a_topology_is_the_areas_its_lines_make(quantised: bool, register: Store, tmp_path: Path) -> None:
    path = topology(tmp_path / "syria.topojson", {"adm2": OLD_OCHA, "zones": [{"name": "A"}]}, quantised=quantised)
    plan = read_boundaries(path, register)
    plain = read_boundaries(geojson(tmp_path / "plain.geojson", OLD_OCHA), register).layers[0].areas
    assert [(layer.file, layer.level, len(layer.areas)) for layer in plan.layers] == [
        ("adm2", 2, 3),
        ("zones", None, 1),
    ]
    for one, other in zip(plan.layers[0].areas, plain, strict=True):
        assert one.place == other.place
        assert one.border.geometry.equals_exact(other.border.geometry, 1e-9) or one.border.geometry.equals(
            other.border.geometry
        )
    assert not plan.refused


def test_lines_that_are_not_there_leave_their_area_out(register: Store, tmp_path: Path) -> None:
    path = topology(tmp_path / "a.topojson", {"adm2": OLD_OCHA})
    told = json.loads(path.read_text(encoding="utf-8"))
    told["objects"]["adm2"]["geometries"][1]["arcs"] = [[99, 98]]
    told["objects"]["adm2"]["geometries"][2]["arcs"] = {"no": "list"}
    path.write_text(json.dumps(told), encoding="utf-8")
    plan = read_boundaries(path, register)
    assert [len(layer.areas) for layer in plan.layers] == [1]
    assert [one.row for one in plan.refused] == [2, 3]


def test_crossed_rings_are_mended_and_told_and_points_left_out(register: Store, tmp_path: Path) -> None:
    bow = [[36, 35], [36.1, 35.1], [36.1, 35], [36, 35.1], [36, 35]]
    path = geojson(tmp_path / "a.geojson", OLD_OCHA, [bow, square(1), square(2)])
    whole = json.loads(path.read_text(encoding="utf-8"))
    whole["features"].append(
        {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [36, 35]}}
    )
    whole["features"].append({"type": "Feature", "properties": None, "geometry": None})
    whole["features"].append({"properties": {}, "geometry": {"type": "Polygon", "coordinates": [[[36, "x"], [1, 2]]]}})
    path.write_text(json.dumps(whole), encoding="utf-8")
    plan = read_boundaries(path, register)
    assert sum(one.mended for one in plan.layers) == 1
    assert [one.row for one in plan.refused] == [4, 5, 6]


def test_a_scribble_is_left_out_and_not_mended_for_hours(register: Store, tmp_path: Path) -> None:
    chance = Random(1)
    scribble = [[36 + chance.random(), 35 + chance.random()] for _ in range(20_000)]
    plan = read_boundaries(
        geojson(tmp_path / "a.geojson", OLD_OCHA[:2], [[*scribble, scribble[0]], square(1)]), register
    )
    assert [one.row for one in plan.refused] == [1]
    assert [len(one.areas) for one in plan.layers] == [1]


def test_a_file_whose_areas_all_tell_otherwise_is_read(register: Store, tmp_path: Path) -> None:
    rows = [{f"field {at}": "x", "ADM2_PCODE": "SY0702"} for at in range(planning.FIELD_SETS + 20)]
    (layer,) = read_boundaries(geojson(tmp_path / "a.geojson", rows), register).layers
    assert layer.by_code == len(rows)


Make = Callable[[Path], Path]
UTM = pyproj.CRS.from_epsg(32637).to_wkt("WKT1_ESRI")


def _far(path: Path) -> Path:
    return geojson(
        path / "a.geojson",
        OLD_OCHA[:1],
        [[[500_000, 3_900_000], [510_000, 3_900_000], [510_000, 3_910_000], [500_000, 3_900_000]]],
    )


WITH_FILE = UTM[:-1] + ',EXTENSION["PROJ4","+proj=utm +zone=37 +nadgrids=/etc/passwd"]]'


def _many_lines(path: Path) -> Path:
    """A few lines taken a million times: a border of ten million corners out of a small file."""
    made = topology(path / "a.topojson", {"adm2": OLD_OCHA[:1]})
    told = json.loads(made.read_text(encoding="utf-8"))
    told["arcs"][0] = [[n % 7, n % 5] for n in range(10_000)]
    told["objects"]["adm2"]["geometries"][0]["arcs"] = [[0] * 100_000]
    made.write_text(json.dumps(told), encoding="utf-8")
    return made


def _cut(path: Path) -> Path:
    shape = shape_files(path, "cut_adm2", OLD_OCHA)
    shape.write_bytes(shape.read_bytes()[:150])
    return shape


def _swollen(path: Path) -> Path:
    with ZipFile(path / "bomb.zip", "w", ZIP_DEFLATED) as archive:
        archive.writestr("a.geojson", b" " * (64 << 20))
    return path / "bomb.zip"


def _written(name: str, data: bytes) -> Make:
    def make(path: Path) -> Path:
        (path / name).write_bytes(data)
        return path / name

    return make


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (_far, "borders-projected"),
        (
            lambda path: geojson(path / "a.geojson", OLD_OCHA, crs={"properties": {"name": "EPSG:3857"}}),
            "borders-projected",
        ),
        (lambda path: shape_files(path, "a", OLD_OCHA, prj=UTM), "borders-projected"),
        (lambda path: shape_files(path, "a", OLD_OCHA, prj='PROJCS["Somewhere"]'), "borders-projected"),
        (lambda path: shape_files(path, "a", OLD_OCHA, prj="PROJCS[" * 3000), "borders-projected"),
        (lambda path: shape_files(path, "a", OLD_OCHA, prj=WITH_FILE), "borders-projected"),
        (
            lambda path: geojson(path / "a.geojson", OLD_OCHA, crs={"properties": {"name": "EPSG:999999"}}),
            "borders-projected",
        ),
        (lambda path: topology(path / "a.topojson", {"adm2": OLD_OCHA}, transform={"scale": [1]}), "damaged-borders"),
        (_many_lines, "borders-too-large"),
        (_cut, "damaged-borders"),
        (_swollen, "borders-too-large"),
        (_written("a.geojson", b"{" * 100_000), "damaged-borders"),
        (_written("a.geojson", b'{"type": "FeatureCollection", "features": 7}'), "damaged-borders"),
        (_written("a.geojson", b'{"type": "FeatureCollection", "features": []}'), "no-borders"),
        (_written("a.geojson", b"[1, 2]"), "damaged-borders"),
        (_written("a.zip", b"PK\x03\x04" + b"x" * 50), "damaged-borders"),
        (_written("a.shp", b"\x00\x00\x27\x0a" + b"\xff" * 96), "damaged-borders"),
        (
            _written("a.geojson", b'{"type":"Polygon","coordinates":[[[1e999,1],[2,2],[3,3],[1,1]]]}'),
            "damaged-borders",
        ),
    ],
    ids=[
        "metres",
        "crs",
        "utm",
        "prj",
        "deep-prj",
        "prj-file",
        "no-crs",
        "topology",
        "lines",
        "cut",
        "bomb",
        "deep",
        "seven",
        "none",
        "list",
        "zip",
        "shp",
        "endless",
    ],
)
def test_what_cannot_be_used_is_refused_in_words(make: Make, kind: str, register: Store, tmp_path: Path) -> None:
    with pytest.raises(UserError) as told:
        read_boundaries(make(tmp_path), register)
    assert told.value.kind == kind
    assert not register.boundary_packs()


@pytest.mark.parametrize("ending", [".shp", ".dbf", ".prj", ".geojson", ".topojson", ".zip"])
def test_a_garbled_file_is_read_or_refused_and_nothing_else(ending: str, register: Store, tmp_path: Path) -> None:
    chance = Random(2)
    shape = shape_files(tmp_path, "adm2", OLD_OCHA)
    geojson(tmp_path / "adm2.geojson", OLD_OCHA)
    topology(tmp_path / "adm2.topojson", {"adm2": OLD_OCHA})
    shape.with_suffix(".prj").write_text(UTM, encoding="ascii")
    zipped(tmp_path / "adm2.zip", [shape, shape.with_suffix(".dbf")])
    path = shape.with_suffix(ending)
    whole = path.read_bytes()
    for _ in range(TRIES):
        garbled = bytearray(whole)
        for _ in range(chance.choice((1, 2, 8, 40))):
            at = chance.randrange(len(garbled))
            garbled[at] = chance.choice((0, 1, 0x7F, 0xFF, chance.randrange(256)))
        path.write_bytes(garbled[: chance.choice((len(garbled), len(garbled), chance.randrange(len(garbled))))])
        try:
            read_boundaries(shape if ending in (".shp", ".dbf", ".prj") else path, register)
        except UserError as told:
            assert told.what.text  # in words


def test_a_zip_without_borders_is_refused(register: Store, tmp_path: Path) -> None:
    (tmp_path / "read.me").write_text("nothing", encoding="utf-8")
    with pytest.raises(UserError) as told:
        read_boundaries(zipped(tmp_path / "a.zip", [tmp_path / "read.me"]), register)
    assert told.value.kind == "no-borders"


def test_more_corners_than_can_be_drawn_are_refused(
    register: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = geojson(tmp_path / "a.geojson", OLD_OCHA)
    monkeypatch.setattr(planning, "MOST_CORNERS", 10)
    with pytest.raises(UserError) as told:
        read_boundaries(path, register)
    assert told.value.kind == "borders-too-large"


def test_what_the_caller_raises_ends_the_work(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    plan: BoundaryPlan = read_boundaries(geojson(tmp_path / "a.geojson", OLD_OCHA), store)

    class StoppedError(Exception):
        pass

    def stop(done: int, total: int) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        read_boundaries(tmp_path / "a.geojson", store, progress=stop)
    with pytest.raises(StoppedError):
        take_boundaries(store, plan, progress=stop)
    assert not store.boundary_packs()
    store.close()
