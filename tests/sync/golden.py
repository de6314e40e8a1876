"""Makes the golden bundle of a release: ``python -m tests.sync.golden FOLDER``. Run once a format, never again."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from storage.edits import Edit
from storage.sync.bundle import SUFFIX
from storage.sync.folder import write_folder
from tests.builders import a_store, change, day
from tests.sync.test_segments import joined


def main(folder: Path) -> None:
    """Two laptops, an incident with a victim in Arabic, a correction; written for the second one."""
    with tempfile.TemporaryDirectory() as place:
        ours, theirs = (
            a_store(Path(place), team="Ariha 2", country=""),
            a_store(Path(place), team="Khan 1", country=""),
        )
        joined(theirs, ours)
        values = {"occurred": day("2019-07-04"), "attack": "air_strike", "narrative": "قصف على السوق · market"}
        record = ours.save([Edit("incident", None, {**values, "status": "draft"})]).ids[0]
        ours.save([Edit("victim", None, {"incident": record, "outcome": "injured", "status": "draft"})])
        change(ours, "incident", record, weapon=("artillery",))
        write_folder(ours, Path(place) / "stick")
        (bundle,) = (Path(place) / "stick").rglob(f"*{SUFFIX}")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"golden{SUFFIX}").write_bytes(bundle.read_bytes())
        facts = {"identity": theirs.keys.identity, "signing": ours.keys.signing.public, "record": record,
                 "root": ours.membership().root, "carrier": ours.me.device}  # fmt: skip
        (folder / "facts.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
        ours.close()
        theirs.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
