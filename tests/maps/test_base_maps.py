"""Laws of base maps: the tiles of both kinds of file at their places, and nothing that was made to harm."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pmtiles.tile import TileType

from storage import UserError
from storage.maps.base_maps import open_tiles
from storage.maps.pmtiles import entries
from storage.maps.tiles import picture_size
from storage.store import Store
from tests.builders import a_store
from tests.maps.files import WORLD, mbtiles, pmtiles, png

KINDS = pytest.mark.parametrize("make", [mbtiles, pmtiles], ids=["mbtiles", "pmtiles"])
VIEW = """
    CREATE TABLE metadata (name text, value text);
    CREATE TABLE map (zoom_level integer, tile_column integer, tile_row integer, tile_id text);
    CREATE TABLE images (tile_data blob, tile_id text);
    INSERT INTO map VALUES (0, 0, 0, 'a');
    INSERT INTO images VALUES (x'{data}', 'a');
    CREATE VIEW tiles AS SELECT map.zoom_level AS zoom_level, map.tile_column AS tile_column,
        map.tile_row AS tile_row, images.tile_data AS tile_data FROM map JOIN images ON images.tile_id = map.tile_id;
"""
ENDLESS = """
    CREATE TABLE metadata (name text, value text);
    CREATE VIEW tiles AS WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n)
        SELECT i AS zoom_level, i AS tile_column, i AS tile_row, '' AS tile_data FROM n WHERE i < 0;
"""
SWOLLEN = """
    CREATE TABLE metadata (name text, value text);
    CREATE VIEW tiles AS SELECT 0 AS zoom_level, 0 AS tile_column, 0 AS tile_row, {data} AS tile_data;
"""


@KINDS
def test_each_tile_stands_where_it_belongs(make: Callable[..., Path], tmp_path: Path) -> None:
    tiles = open_tiles(make(tmp_path / "grey.map"))
    assert tiles.zooms == (0, 2)
    assert {at: tiles.tile(*at) for at in WORLD} == WORLD
    assert (tiles.name, tiles.credit) == ("Grey", "Nobody ©")
    for outside in ((3, 0, 0), (-1, 0, 0), (1, 2, 0), (1, 0, 2), (1, -1, 0)):
        assert tiles.tile(*outside) is None
    tiles.close()
    assert tiles.tile(0, 0, 0) is None


@KINDS
def test_a_tile_that_lies_or_is_no_picture_is_not_given(make: Callable[..., Path], tmp_path: Path) -> None:
    odd = {(0, 0, 0): png(), (1, 0, 0): png(20_000), (1, 1, 0): b"\x89PNG\r\n\x1a\n", (1, 0, 1): b"x" * 500}
    tiles = open_tiles(make(tmp_path / "odd.map", odd))
    assert tiles.tile(0, 0, 0) == png()
    assert [tiles.tile(*at) for at in odd if at[0]] == [None] * 3
    tiles.close()


def test_a_view_of_two_tables_is_read_like_a_table(tmp_path: Path) -> None:
    tiles = open_tiles(mbtiles(tmp_path / "view.mbtiles", script=VIEW.format(data=png().hex())))
    assert tiles.tile(0, 0, 0) == png()
    tiles.close()


@pytest.mark.parametrize(
    "script",
    [
        ENDLESS,
        SWOLLEN.format(data="zeroblob(900000000)"),
        SWOLLEN.format(data="load_extension('x')"),
        SWOLLEN.format(data="'a' || 'b'"),
        "CREATE TABLE metadata (name text, value text)",
        "CREATE TABLE metadata (name text, value text); CREATE TABLE tiles (a)",
    ],
    ids=["endless", "swollen", "extension", "glued", "no-tiles", "other-tiles"],
)
def test_what_was_made_to_harm_is_refused(script: str, tmp_path: Path) -> None:
    with pytest.raises(UserError) as told:
        open_tiles(mbtiles(tmp_path / "bad.mbtiles", script=script))
    assert told.value.kind == "damaged-map"


def test_vector_tiles_are_refused_in_words(tmp_path: Path) -> None:
    drawn = {(0, 0, 0): b"\x1f\x8b" + b"v" * 200}
    for path in (
        pmtiles(tmp_path / "a.pmtiles", drawn, TileType.MVT),
        mbtiles(tmp_path / "a.mbtiles", drawn, {"format": "pbf"}),
        mbtiles(tmp_path / "b.mbtiles", drawn, {}),
    ):
        with pytest.raises(UserError) as told:
            open_tiles(path)
        assert told.value.kind == "vector-map"


@KINDS
def test_a_file_cut_short_anywhere_ends_in_a_sentence(make: Callable[..., Path], tmp_path: Path) -> None:
    whole = make(tmp_path / "whole.map").read_bytes()
    for size in (0, 5, 20, 100, 127, 130, 400, len(whole) // 2, len(whole) - 1):
        path = tmp_path / "cut.map"
        path.write_bytes(whole[:size])
        try:
            tiles = open_tiles(path)
        except UserError:
            continue
        for at in WORLD:
            found = tiles.tile(*at)
            assert found is None or picture_size(found) == (256, 256)  # its last bytes may be missing
        tiles.close()


@KINDS
def test_a_garbled_file_gives_pictures_or_nothing(make: Callable[..., Path], tmp_path: Path) -> None:
    chance = Random(3)
    whole = make(tmp_path / "whole.map").read_bytes()
    path = tmp_path / "garbled.map"
    for _ in range(3000 if os.environ.get("SIJILL_RELEASE") else 60):
        garbled = bytearray(whole)
        for _ in range(chance.choice((1, 4, 40))):
            at = chance.randrange(chance.choice((130, 2_000, len(garbled))))
            garbled[at] = chance.choice((0, 1, 0x7F, 0xFF, chance.randrange(256)))
        path.write_bytes(garbled)
        try:
            tiles = open_tiles(path)
        except UserError:
            continue
        for at in ((0, 0, 0), (1, 1, 0), (2, 3, 3)):
            found = tiles.tile(*at)
            assert found is None or max(picture_size(found) or (0,)) <= 1024
        tiles.close()


@given(some.binary(max_size=200))
def test_any_bytes_are_a_directory_or_a_refusal(data: bytes) -> None:
    try:
        entries(data)
    except (ValueError, IndexError):
        return


def test_a_directory_is_held_to_what_it_says() -> None:
    for data in (b"", b"\xff" * 12, b"\x05\x01", bytes([2, 1, 1, 1, 1, 5, 5, 1])):
        with pytest.raises((ValueError, IndexError)):
            entries(data)


@given(some.binary(max_size=64), some.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF1234WEBPVP8X"]))
def test_the_size_of_any_bytes_is_told_or_not(data: bytes, start: bytes) -> None:
    picture_size(start + data)


def test_the_base_map_is_remembered_and_can_be_gone_for_a_while(tmp_path: Path) -> None:
    store: Store = a_store(tmp_path)
    assert store.backdrop() is None
    assert store.base_tiles() is None
    path = mbtiles(tmp_path / "grey.mbtiles")
    assert store.choose_base_map(path).name == "Grey"
    tiles = store.base_tiles()
    assert tiles is not None
    assert store.base_tiles() is tiles, "The file is opened once"
    with pytest.raises(UserError):
        store.choose_base_map(tmp_path / "nothing.mbtiles")
    assert store.base_tiles() is tiles, "What was chosen before stays"
    store.let_go_of_base_map()
    path.rename(tmp_path / "away")
    told = store.backdrop()
    assert told is not None
    assert told.trouble is not None
    assert store.base_tiles() is None
    (tmp_path / "away").rename(path)
    assert store.base_tiles() is not None
    assert store.drop_base_map()
    assert not store.drop_base_map()
    assert store.backdrop() is None
    store.close()
