"""Laws of roles: what a person may do is decided by the register, whatever window or verb asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exports import edits, read_back
from exports.leaving.disclosing import disclose
from exports.leaving.sharing import Sharing
from exports.making.asked import FileAsked
from exports.making.making import write_file
from storage.edits import Edit
from storage.errors import UserError
from storage.sharing.privacy import Level
from storage.store import Store
from storage.sync.belonging import read_request
from storage.sync.rights import ACTS, CERTIFY, FREE, REVOKED, RIGHTS, SETTLE, SHARE, VERIFY
from storage.sync.roles import ROLES
from tests.builders import a_store, a_victim, an_incident, change, name
from tests.rounds import rounds
from tests.sync.test_segments import give, joined
from tests.sync.test_segments import settle as exchange
from tests.test_reread import Sheets

OUTSIDE = Sharing(Level.PARTNER, "Partner", "relief")


@pytest.fixture
def founder(tmp_path: Path) -> Iterator[Store]:
    """The register that began the organisation."""
    made = a_store(tmp_path, team="Root")
    yield made
    made.close()


def as_role(store: Store, founder: Store, role: str) -> None:
    """Bring a register into a role."""
    if role != FREE:
        joined(store, founder, "rescuer" if role == REVOKED else role)
    if role == REVOKED:
        founder.revoke(store.me.device, "lost")
        give(founder, store)
    assert store.role() == role


def verifies(store: Store, founder: Store, folder: Path) -> None:
    change(store, "incident", an_incident(store), status="verified")


def decides(store: Store, founder: Store, folder: Path) -> None:
    store.save([Edit("victim", disputed(store), {"sex": "male"})], why="the family said so")


def shares(store: Store, founder: Store, folder: Path) -> None:
    with store.frozen() as source:
        report = write_file(source, folder / "x.xlsx", FileAsked(language="en", sharing=OUTSIDE))
    disclose(store, report)


def certifies(store: Store, founder: Store, folder: Path) -> None:
    new = a_store(folder, team="New", country="")
    store.certify(read_request(new.request().text()), "rescuer")
    new.close()


DOES: dict[str, Callable[[Store, Store, Path], None]] = {
    VERIFY: verifies,
    SETTLE: decides,
    SHARE: shares,
    CERTIFY: certifies,
}


def disputed(store: Store) -> str:
    """A victim of whose sex two values stand side by side."""
    record = a_victim(store, sex="male")
    seen = store.read("victim", record)
    assert seen is not None
    change(store, "victim", record, sex="female")
    store.save([Edit("victim", record, {"sex": "unknown"}, seen.seen)])
    assert ("victim", record, "sex") in store.conflicts()
    return record


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("role", [FREE, *ROLES, REVOKED])
def test_each_role_may_do_what_it_may_and_is_told_why_not(
    store: Store, founder: Store, tmp_path: Path, role: str, act: str
) -> None:
    as_role(store, founder, role)
    assert store.may(act) == (act in RIGHTS[role])
    if store.may(act):
        DOES[act](store, founder, tmp_path)
        return
    with pytest.raises(UserError) as refused:
        DOES[act](store, founder, tmp_path)
    assert refused.value.kind in ("not-allowed", "may-not-certify")
    assert not (tmp_path / "x.xlsx").exists()
    assert "disclosure" not in store.counts() or not store.counts()["disclosure"]


@pytest.mark.parametrize("role", [FREE, *ROLES, REVOKED])
def test_everybody_records_corrects_withdraws_and_makes_files_for_our_own(
    store: Store, founder: Store, tmp_path: Path, role: str
) -> None:
    as_role(store, founder, role)
    record = an_incident(store, victims=1)
    change(store, "incident", record, attack="shelling")
    change(store, "incident", record, withdrawn="twice")
    with store.frozen() as source:
        report = write_file(source, tmp_path / "ours.xlsx", FileAsked(language="en"))
    disclose(store, report)


def test_a_refused_save_writes_nothing(founder: Store, tmp_path: Path) -> None:
    ours = a_store(tmp_path, country="")
    joined(ours, founder)
    before = ours.state_hash(), len(list(ours.changes()))
    edits = [
        Edit("victim", None, {"name": name("سعاد")}),
        Edit("place", None, {"name_en": "New", "status": "verified"}),
    ]
    with pytest.raises(UserError, match="not-allowed"):
        ours.save(edits)
    with pytest.raises(UserError, match="not-allowed"):
        ours.save_many(edits)
    assert (ours.state_hash(), len(list(ours.changes()))) == before
    ours.close()


def test_a_disclosure_to_others_is_not_even_noted_by_who_may_not(founder: Store, tmp_path: Path) -> None:
    ours = a_store(tmp_path, country="")
    joined(ours, founder)
    with pytest.raises(UserError, match="not-allowed"):
        ours.save([Edit("disclosure", None, {"level": "public", "made": datetime.now(UTC)})])
    ours.close()


def test_who_corrects_one_side_of_a_dispute_decides_nothing(founder: Store, tmp_path: Path) -> None:
    ours = a_store(tmp_path)
    record = a_victim(ours, cause="shelling")
    before = ours.read("victim", record)
    assert before is not None
    change(ours, "victim", record, sex="female")
    mine = ours.read("victim", record)
    assert mine is not None
    ours.save([Edit("victim", record, {"sex": "unknown"}, before.seen)])
    joined(ours, founder)
    ours.save([Edit("victim", record, {"sex": None}, mine.seen)])  # another word for the same side
    assert len(ours.conflicts()) == 1
    change(ours, "victim", record, notes="what is not disputed")
    entry = ours.read("victim", record)
    assert entry is not None
    newest = entry.disputed["sex"][0].stamp
    for seen in (None, entry.seen):
        with pytest.raises(UserError, match="not-allowed"):
            ours.save([Edit("victim", record, {"sex": "male"}, seen)])
    one_side = type(entry.seen)({"sex": (newest,)})
    with pytest.raises(UserError, match="not-allowed"):  # to say what the other side says ends it as well
        ours.save([Edit("victim", record, {"sex": entry.disputed["sex"][1].value}, one_side)])
    assert len(ours.conflicts()) == 1
    ours.close()


def test_what_this_laptop_wrote_can_be_taken_back_what_others_judged_cannot(founder: Store, tmp_path: Path) -> None:
    ours = a_store(tmp_path)
    joined(ours, founder)
    record = an_incident(ours)
    exchange(ours, founder)
    change(founder, "incident", record, status="verified")
    exchange(ours, founder)
    mine = change(ours, "incident", record, status="complete")
    ours.undo(mine.save)
    assert status_of(ours, record) == "verified"
    exchange(ours, founder)
    theirs = change(founder, "incident", record, status="complete")
    exchange(ours, founder)
    with pytest.raises(UserError, match="not-allowed"):
        ours.undo(theirs.save)
    assert status_of(ours, record) == "complete"
    ours.close()


def test_a_role_counts_from_the_moment_its_certificate_arrives(founder: Store, tmp_path: Path) -> None:
    ours = a_store(tmp_path)
    record = an_incident(ours)
    change(ours, "incident", record, status="verified")  # begun alone: bound by nobody
    joined(ours, founder)
    assert (ours.role(), ours.may(VERIFY)) == ("rescuer", False)
    change(ours, "incident", record, title="still verified by whom it was")
    founder.certify(read_request(ours.request().text()), "verifier")
    assert ours.role() == "rescuer"
    give(founder, ours)
    assert (ours.role(), ours.may(VERIFY), ours.may(SHARE)) == ("verifier", True, False)
    change(ours, "incident", an_incident(ours), verification="verified")
    founder.revoke(ours.me.device, "lost")
    give(founder, ours)
    assert ours.role() == REVOKED
    assert founder.role() == "coordinator"
    ours.close()


def test_what_arrives_is_not_judged_by_role(founder: Store, tmp_path: Path) -> None:
    ours = a_store(tmp_path)
    joined(ours, founder)
    record = an_incident(founder)
    change(founder, "incident", record, status="verified")
    give(founder, ours)
    assert status_of(ours, record) == "verified"
    change(ours, "incident", record, title="a word more")
    ours.close()


def status_of(store: Store, record: str) -> Any:
    found = store.read("incident", record)
    assert found is not None
    return found.values["status"]


@pytest.fixture(scope="module")
def rescuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A rescuer's register with an incident, used by all examples."""
    folder = tmp_path_factory.mktemp("rescuer")
    root, made = a_store(folder, team="Root", country=""), a_store(folder)
    joined(made, root)
    root.close()
    yield made
    made.close()


STATUSES = st.sampled_from([None, "draft", "complete", "under_review", "verified", "proposed"])
VERIFICATIONS = st.sampled_from([None, "not_verified", "under_verification", "verified", "did_not_occur"])
KINDS = st.sampled_from(["incident", "victim", "place", "facility", "movement", "source", "link"])


@given(st.lists(st.tuples(KINDS, STATUSES, VERIFICATIONS, st.booleans()), min_size=1, max_size=4), st.booleans())
@settings(max_examples=rounds(20, 60), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_rescuers_save_never_makes_a_verified_record(
    rescuer: Store, asked: list[tuple[str, Any, Any, bool]], many: bool
) -> None:
    edits, known = [], rescuer.counts()
    for kind, status, verification, bare in asked:
        values = {"status": status, "notes": "x"} if not bare else {"status": status}
        if kind == "incident":
            values["verification"] = verification
        edits.append(Edit(kind, None, values))
    try:
        outcome = rescuer.save_many(edits) if many else rescuer.save(edits)
    except UserError as refused:
        assert refused.kind == "not-allowed"
        assert rescuer.counts() == known
    except Exception as other:  # noqa: BLE001 - a record that lacks something is refused for that
        assert type(other).__name__ == "SaveRefused"
    else:
        rescuer.undo(outcome.save)
        rescuer.redo(outcome.save)
    for kind in ("incident", "victim", "place", "facility", "movement", "source", "link"):
        columns = ["status", *(["verification"] if kind == "incident" else [])]
        assert not any("verified" in row for row in rescuer.export_rows(kind, columns, None))


def test_of_a_workbook_a_rescuer_takes_in_all_but_what_only_others_may_say(founder: Store, tmp_path: Path) -> None:
    store = a_store(tmp_path / "rescuer")
    as_role(store, founder, "rescuer")
    incident, other = an_incident(store), an_incident(store)
    person = disputed(store)
    with store.frozen() as source:
        path = write_file(source, tmp_path / "out.xlsx", FileAsked(language="en")).path
    sheets = Sheets(path)
    sheets.put("incident", incident, "incident.status", "Verified")
    sheets.put("incident", incident, "incident.narrative", "what a neighbour saw")
    sheets.put("incident", other, "incident.verification", "Verified")
    sheets.put("victim", person, "victim.sex", "Male")
    sheet, row = sheets["incident"], sheets.row("incident", other)
    keys = ("incident.occurred", "incident.attack")
    told = {key.replace(".", "__"): sheet.cell(row, sheets.column("incident", key)).value for key in keys}
    sheets.add(
        "incident",
        incident__status="Verified",
        incident__narrative="told by nobody",
        incident__place="SY070201",
        **told,
    )
    sheets.book.save(path)
    proposal = read_back(store, path, language="en")
    assert [one.word for one in proposal.problems if one.serious] == ["not-allowed"] * 4
    assert [(one.record, one.field) for one in proposal.changes] == [(incident, "narrative")]
    store.save(edits(store, proposal, proposal.clean()))
    entry = store.read("incident", incident)
    assert entry is not None and entry.values["narrative"] == "what a neighbour saw"
    assert entry.values["status"] != "verified"
    (new,) = proposal.new_rows
    entry = store.read("incident", new.record)
    assert entry is not None and entry.values["status"] == "complete"
    store.close()
