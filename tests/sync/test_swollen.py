"""Small files that would swell, and large ones that hold nothing: refused in words before they fill the memory."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import orjson
import pytest

from storage.errors import UserError
from storage.store import Store
from storage.sync.bundle import LARGEST_FILE, SUFFIX, SWOLLEN
from storage.sync.folder import read_folder, write_folder
from tests.hostile_readers import most_memory
from tests.sync.begun import an_entry, laptops
from tests.sync.mutated import Pieces, pieces, signed

MOST = 2.5 * (SWOLLEN >> 20)
"""Megabytes that reading any of these may cost."""


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Store]]:
    made = laptops(tmp_path_factory.mktemp("swollen"))
    yield made
    for store in made:
        store.close()


@pytest.fixture(scope="module")
def good(pair: list[Store], tmp_path_factory: pytest.TempPathFactory) -> Pieces:
    ours, theirs = pair
    an_entry(ours)
    stick = tmp_path_factory.mktemp("stick")
    write_folder(ours, stick)
    (bundle,) = stick.rglob(f"*{SUFFIX}")
    return pieces(bundle.read_bytes(), theirs.keys, ours.keys)


def swelling(piece: bytes, megabytes: int) -> bytes:
    """A gzip of one piece again and again."""
    body = io.BytesIO()
    with gzip.GzipFile(fileobj=body, mode="wb", compresslevel=9, mtime=0) as squeezed:
        block = piece * (1 + (1 << 20) // len(piece))
        for _ in range(megabytes):
            squeezed.write(block)
    return body.getvalue()


def line_feeds(good: Pieces) -> bytes:
    return signed(good, dict(good.manifest), [], body=swelling(b"\n", 300))


def one_endless_line(good: Pieces) -> bytes:
    return signed(good, dict(good.manifest), [], body=swelling(b" ", 300))


def changes_without_end(good: Pieces) -> bytes:
    told = {**good.manifest, "changes": 10_000_000, "common": 9_999_999}
    return signed(good, told, [], body=swelling(good.lines[0] + b"\n", 300))


def a_vector_without_end(good: Pieces) -> bytes:
    vector = {f"{n:016x}": [[1, 1], [3, 3]] for n in range(200_000)}
    return signed(good, {**good.manifest, "vector": vector, "format": 2}, good.lines)


def a_manifest_without_end(good: Pieces) -> bytes:
    return signed(good, {**good.manifest, "program": "x" * (17 << 20)}, good.lines)


def locked_with_a_word(good: Pieces) -> bytes:
    """A file whose word would take years to try."""
    stanza = b"-> scrypt " + b"A" * 22 + b" 30\n" + b"B" * 43 + b"\n"
    return b"age-encryption.org/v1\n" + stanza + b"--- " + b"C" * 43 + b"\n" + bytes(100)


def for_nobody_many_times(good: Pieces) -> bytes:
    stanza = b"-> X25519 " + b"A" * 43 + b"\n" + b"B" * 43 + b"\n"
    return b"age-encryption.org/v1\n" + stanza * 50_000 + b"--- " + b"C" * 43 + b"\n" + bytes(100)


def a_pit_of_brackets(good: Pieces) -> bytes:
    body = gzip.compress(b'{"stamp":' + b"[" * 2_000_000 + b"\n", mtime=0)
    return signed(good, {**good.manifest, "segments": [], "common": 1, "changes": 1}, [], body=body)


ATTACKS: tuple[Callable[[Pieces], bytes], ...] = (
    line_feeds, one_endless_line, changes_without_end, a_vector_without_end, a_manifest_without_end,
    locked_with_a_word, for_nobody_many_times, a_pit_of_brackets,
)  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda one: str(one.__name__))
def test_what_would_fill_the_memory_is_refused_in_words_with_little_of_it(
    pair: list[Store], good: Pieces, tmp_path: Path, attack: Callable[[Pieces], bytes]
) -> None:
    theirs = pair[1]
    file = tmp_path / f"sijill-{'0' * 16}-000001{SUFFIX}"
    file.write_bytes(attack(good))
    before, start = (theirs.position(), theirs.vector()), most_memory(anew=True)
    with pytest.raises(UserError) as refused:
        theirs.take_bundle(file)
    assert most_memory() - start < MOST
    assert refused.value.kind in {
        "damaged-bundle", "too-large", "not-for-us", "newer-format", "not-a-bundle", "malformed-changes",
    }  # fmt: skip
    assert (theirs.position(), theirs.vector()) == before


def test_a_file_of_any_size_is_refused_before_it_is_read(pair: list[Store], tmp_path: Path) -> None:
    huge = tmp_path / f"sijill-{'0' * 16}-000001{SUFFIX}"
    with huge.open("wb") as file:
        file.truncate(LARGEST_FILE * 4000)  # a terabyte of nothing
    (refused,) = read_folder(pair[1], tmp_path).refused
    assert refused.word == "too-large"


def test_names_and_links_on_a_stick_lead_nowhere(pair: list[Store], good: Pieces, tmp_path: Path) -> None:
    name = f"sijill-{'0' * 16}-000001{SUFFIX}"
    (tmp_path / "stick").mkdir()
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "stick" / name).symlink_to(tmp_path / "secret")
    (tmp_path / "stick" / "round").symlink_to(tmp_path / "stick")
    (tmp_path / "stick" / f"sijill-{'1' * 16}-000001{SUFFIX}").mkdir()
    (tmp_path / "stick" / f"sijill-{'2' * 16}-000001{SUFFIX}").write_bytes(b"")
    strange = b"sijill-\xff\xfe\n.sijill-bundle"
    (tmp_path / "stick" / strange.decode("utf-8", "surrogateescape")).write_bytes(good.data)
    found = read_folder(pair[1], tmp_path / "stick")
    assert [one.word for one in found.refused] == ["damaged-bundle"] and found.bundles == 0
    orjson.dumps(found.strangers)  # what is told can be written down
