"""Laws of the map's words on the command line: borders taken in, listed, dropped; a base map used and let go."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from exports.cli import parse
from exports.commands.boundaries import basemap, boundaries
from storage import UserError, Words
from tests.builders import a_store
from tests.maps.files import geojson, mbtiles
from tests.maps.test_boundaries import OLD_OCHA

Ask = Callable[..., list[str]]


@pytest.fixture
def ask(tmp_path: Path) -> Iterator[Ask]:
    store = a_store(tmp_path)

    def do(*typed: str, language: str = "en") -> list[str]:
        asked = parse(list(typed)).arguments
        words = Words(language)
        if typed[0] == "basemap":
            return basemap(store, asked, words)
        return boundaries(store, asked, words, None)

    yield do
    store.close()


def test_borders_are_looked_at_taken_in_listed_and_dropped(ask: Ask, tmp_path: Path) -> None:
    file = str(geojson(tmp_path / "idleb.geojson", OLD_OCHA))
    assert ask("boundaries", "list") == ["No borders were taken in yet."]
    looked = json.loads(ask("boundaries", "add", file, "--look", "--json")[0])
    assert looked["pack"] == ""
    assert looked["layers"][0] | {"file": ""} == {
        "file": "", "level": 2, "areas": 3, "by_code": 3, "by_name": 0, "mended": 0, "corners": 15, "unknown": [],
    }  # fmt: skip
    assert json.loads(ask("boundaries", "list", "--json")[0]) == []
    lines = ask("boundaries", "add", file, "--name", "Idleb", "--credit", "OCHA")
    assert lines[-1] == "Taken in."
    (pack,) = json.loads(ask("boundaries", "list", "--json")[0])
    assert (pack["name"], pack["credit"], pack["levels"]) == ("Idleb", "OCHA", [{"level": 2, "areas": 3, "places": 3}])
    assert "منطقة" in "\n".join(ask("boundaries", "list", language="ar"))
    with pytest.raises(UserError) as told:
        ask("boundaries", "drop", "Nowhere")
    assert told.value.kind == "unknown-borders"
    ask("boundaries", "drop", "Idleb")
    assert ask("boundaries", "list") == ["No borders were taken in yet."]


def test_a_level_nobody_tells_is_asked_for_in_words(ask: Ask, tmp_path: Path) -> None:
    file = str(geojson(tmp_path / "zones.geojson", [{"zone": "A"}]))
    with pytest.raises(UserError) as told:
        ask("boundaries", "add", file)
    assert told.value.kind == "unknown-level"
    assert ask("boundaries", "add", file, "--level", "3")[-1] == "Taken in."


def test_a_base_map_is_used_told_and_let_go(ask: Ask, tmp_path: Path) -> None:
    file = str(mbtiles(tmp_path / "grey.mbtiles"))
    assert ask("basemap", "show") == ["No base map is used."]
    assert json.loads(ask("basemap", "use", file, "--json")[0]) == {
        "path": file, "name": "Grey", "credit": "Nobody ©", "zooms": [0, 2], "trouble": "",
    }  # fmt: skip
    assert ask("basemap", "show")[1] == "Zooms 0 to 2."
    assert ask("basemap", "drop") == ["No base map is used any more. Its file stays."]
    assert ask("basemap", "show", "--json") == ["{}"]
    assert Path(file).exists()
