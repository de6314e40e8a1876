"""Lists on the command line tell all values teams disagree about, and nothing of what is sealed."""

from __future__ import annotations

import json

from exports.commands.listed import as_json, as_lines
from storage.edits import Edit
from storage.fields.words import Words
from storage.lists.listing import Query
from storage.store import Store
from tests.builders import a_victim, age


def test_a_list_tells_all_values_teams_disagree_about(store: Store) -> None:
    record = a_victim(store, sex="male")
    entry = store.read("victim", record)
    assert entry is not None
    for years, kin in ((34, "uncle"), (43, "aunt")):
        store.save([Edit("victim", record, {"age": age(str(years)), "kin": kin}, entry.seen)])
    lines = list(as_lines(store, Query("victim"), None, Words("en")))
    assert "43 or 34" in lines[1]
    [told] = json.loads("".join(as_json(store, Query("victim"), None, Words("en"))))
    assert told["disputed"] == ["age", "kin"] and told["rivals"] == {"age": ["43y", "34y"]}
