"""Laws of the format: what ``.github/FORMAT.md`` tells is enough to read a register without this program."""

from __future__ import annotations

import json
import re
from pathlib import Path

from storage.fields.field import Merge
from storage.records import RECORDS
from storage.register.vault import Effort, Vault
from storage.sync.folder import read_folder, write_folder
from tests.builders import KEY, change
from tests.sync.begun import an_entry, copied_file, laptops
from tests.sync.by_format import SETS, changes_in, database_key, note, standing

FORMAT = Path(__file__).resolve().parents[2] / ".github" / "FORMAT.md"


def test_the_key_of_a_register_is_found_by_passphrase_and_by_recovery_key(tmp_path: Path) -> None:
    path, phrase = tmp_path / "keys.json", "قمر ١٢  زيتون\u200f باب"
    _, key, recovery = Vault.create(path, phrase, effort=Effort(1, 2**13))
    assert database_key(path, passphrase=phrase) == database_key(path, recovery=recovery) == key


def test_a_folder_read_by_the_format_alone_says_what_the_program_says(tmp_path: Path) -> None:
    ours, second, third = laptops(tmp_path, 3)
    record, share = an_entry(ours, tags=("market",)), tmp_path / "share"
    write_folder(ours, share)
    for one in (second, third):
        read_folder(one, share)
    for one, weapon in ((second, "artillery"), (third, "barrel_bomb")):
        change(one, "incident", record, weapon=(weapon,), tags=(one.me.team_name,))
        write_folder(one, share)
    read_folder(ours, share)
    ours.revoke(third.me.device, "lost")
    write_folder(ours, share)
    keys = json.loads(note(copied_file(ours, tmp_path / "copy"), KEY, "device-keys"))
    changes, members = changes_in(share, keys["identity"])
    known = ours.membership().members
    assert {one: facts["role"] for one, facts in members.items()} == {one: known[one].role for one in known}
    assert [one for one, facts in members.items() if facts["revoked"]] == [third.me.device[:12]]
    found, disputed = standing(changes)
    assert disputed == set(ours.conflicts()) == {("incident", record, "weapon")}
    entry = ours.read("incident", record)
    assert entry is not None
    for (kind, one), values in found.items():
        here = ours.read(kind, one)
        assert here is not None
        written = {name: item.kind.store(here.values[name]) for name, item in RECORDS[kind].fields.items()
                   if here.values.get(name) is not None}  # fmt: skip
        assert {name: value for name, value in values.items() if name in written} == written
    assert set(found["incident", record]["tags"]) == {"Team 1", "Team 2"}


def test_the_sets_are_those_the_format_names() -> None:
    sets = {f"{kind}.{name}" for kind, record in RECORDS.items() for name, item in record.fields.items()
            if item.merge is Merge.SET}  # fmt: skip
    assert sets == SETS
    told = FORMAT.read_text(encoding="utf-8").partition("## What stands")[2].partition("## ")[0]
    assert sets == set(re.findall(r"`(\w+\.\w+)`", told))
