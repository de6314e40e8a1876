"""Laws of the keys: what opens, what does not, and what a wrong try, damage or a power cut leaves behind."""

from __future__ import annotations

import json
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from storage.errors import BadValue, UserError
from storage.register.attempts import LONGEST, Attempts
from storage.register.passphrases import strength
from storage.register.recovery import GROUPS, SIGNS, group_is_right, groups, key_of, new_recovery_key, secret_of
from storage.register.vault import Effort, Vault
from tests.disk import files_up_to

PHRASE = "قمر زيتون مفتاح باب"
QUICK = Effort(ops=1, memory=2**16)
ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def made(tmp_path: Path) -> tuple[Vault, bytes, str]:
    return Vault.create(tmp_path / "keys.json", PHRASE, effort=QUICK)


def kind_of(trouble: pytest.ExceptionInfo[UserError]) -> str:
    return trouble.value.kind


def test_passphrase_and_recovery_key_open_the_same_key(made: tuple[Vault, bytes, str]) -> None:
    vault, key, recovery = made
    read = Vault.read(vault.path)
    assert len(key) == 32
    assert read.open(PHRASE) == key
    assert read.open_with_recovery(recovery) == key


def test_the_usual_effort_is_64_mebibytes_and_three_rounds(tmp_path: Path) -> None:
    vault, key, _ = Vault.create(tmp_path / "keys.json", PHRASE)
    kdf = json.loads(vault.path.read_bytes())["wraps"][0]["kdf"]
    assert (kdf["ops"], kdf["memory"]) == (3, 64 * 1024 * 1024)
    assert vault.open(PHRASE) == key


@pytest.mark.parametrize("typed", [" قمر  زيتون مفتاح باب\n", "قمر زيتون مفتاح باب\u200f", "قمر زيتون\u00a0مفتاح باب"])
def test_spaces_and_marks_of_direction_do_not_matter(made: tuple[Vault, bytes, str], typed: str) -> None:
    assert made[0].open(typed) == made[1]


def test_digits_of_any_keyboard_are_the_same_passphrase(tmp_path: Path) -> None:
    vault, key, _ = Vault.create(tmp_path / "keys.json", "باب ٢٠١٩", effort=QUICK)
    assert vault.open("باب 2019") == key


def test_a_wrong_passphrase_is_said_in_words_and_changes_no_byte(made: tuple[Vault, bytes, str]) -> None:
    before = made[0].path.read_bytes()
    with pytest.raises(UserError) as trouble:
        Vault.read(made[0].path).open("قمر زيتون مفتاح")
    assert kind_of(trouble) == "wrong-passphrase"
    assert made[0].path.read_bytes() == before


def test_an_empty_passphrase_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadValue):
        Vault.create(tmp_path / "keys.json", " \u200f ", effort=QUICK)
    assert list(tmp_path.iterdir()) == []


def test_a_new_passphrase_shuts_out_the_old_one_and_keeps_the_key_and_the_paper(
    made: tuple[Vault, bytes, str],
) -> None:
    vault, key, recovery = made
    vault.set_passphrase(key, "another set of words", effort=QUICK)
    read = Vault.read(vault.path)
    assert read.open("another set of words") == key == read.open_with_recovery(recovery)
    with pytest.raises(UserError):
        read.open(PHRASE)


def test_a_new_recovery_key_shuts_out_the_old_paper(made: tuple[Vault, bytes, str]) -> None:
    vault, key, old = made
    new = vault.new_recovery_key(key)
    read = Vault.read(vault.path)
    assert read.open_with_recovery(new) == key == read.open(PHRASE)
    with pytest.raises(UserError) as trouble:
        read.open_with_recovery(old)
    assert kind_of(trouble) == "wrong-recovery"


def test_only_the_right_key_can_be_wrapped_anew(made: tuple[Vault, bytes, str]) -> None:
    before = made[0].path.read_bytes()
    with pytest.raises(ValueError, match="not the key"):
        made[0].set_passphrase(secrets.token_bytes(32), "x", effort=QUICK)
    assert made[0].path.read_bytes() == before


def test_the_keys_file_is_private_and_holds_no_secret(made: tuple[Vault, bytes, str]) -> None:
    vault, key, recovery = made
    data = vault.path.read_bytes()
    assert vault.path.stat().st_mode & 0o077 == 0
    assert key not in data
    assert key.hex().encode() not in data
    assert recovery.encode() not in data


def test_wraps_of_a_later_issue_are_kept(made: tuple[Vault, bytes, str]) -> None:
    vault, key, _ = made
    document = json.loads(vault.path.read_bytes())
    document["wraps"].append({"kind": "shares", "need": 2, "of": 3})
    document["device"] = {"sealed": "x"}
    later = Vault(vault.path, document)
    later.set_passphrase(key, "new words", effort=QUICK)
    found = json.loads(vault.path.read_bytes())
    assert {"kind": "shares", "need": 2, "of": 3} in found["wraps"]
    assert found["device"] == {"sealed": "x"}
    assert Vault.read(vault.path).open("new words") == key


def test_every_garbled_byte_of_the_keys_is_told_from_a_wrong_passphrase(made: tuple[Vault, bytes, str]) -> None:
    data = made[0].path.read_bytes()
    for place in range(0, len(data), 3):
        broken = bytearray(data)
        broken[place] ^= 0x15
        made[0].path.write_bytes(broken)
        try:
            key = Vault.read(made[0].path).open(PHRASE)
        except UserError as trouble:
            assert trouble.kind in ("damaged", "newer-schema")
        else:
            assert key == made[1]  # the byte stood in white space


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"null", b"{}", b'{"format": 1}', b"[" * 100_000, b"\xff\xfe", b"1" * 2**21]
)
def test_what_is_no_keys_file_is_said_to_be_damaged(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "keys.json"
    path.write_bytes(data)
    with pytest.raises(UserError) as trouble:
        Vault.read(path)
    assert kind_of(trouble) == "damaged"


def test_keys_of_a_newer_program_are_refused_with_words(made: tuple[Vault, bytes, str]) -> None:
    document = json.loads(made[0].path.read_bytes()) | {"version": 2}
    made[0].path.write_text(json.dumps(document))
    with pytest.raises(UserError) as trouble:
        Vault.read(made[0].path)
    assert kind_of(trouble) == "newer-schema"


def test_a_full_disk_leaves_the_old_keys(made: tuple[Vault, bytes, str], tmp_path: Path) -> None:
    vault, key, _ = made
    before = vault.path.read_bytes()
    for room in (0, 1, 100, len(before) - 10):
        with files_up_to(room), pytest.raises(UserError) as trouble:
            vault.set_passphrase(key, "new words", effort=QUICK)
        assert kind_of(trouble) == "disk-full"
        assert vault.path.read_bytes() == before
        assert [path.name for path in tmp_path.iterdir()] == ["keys.json"]
        assert vault.open(PHRASE) == key


CHANGER = """
import sys
from pathlib import Path
from storage.register.vault import Effort, Vault
vault = Vault.read(Path(sys.argv[1]))
quick = Effort(ops=1, memory=2**16)
key = vault.open("a")
print("ready", flush=True)
while True:
    vault.set_passphrase(key, "b", effort=quick)
    vault.set_passphrase(key, "a", effort=quick)
"""


def test_killed_while_changing_the_passphrase_one_of_the_two_opens(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    _, key, recovery = Vault.create(path, "a", effort=QUICK)
    for round_ in range(8):
        process = subprocess.Popen([sys.executable, "-c", CHANGER, str(path)], cwd=ROOT, stdout=subprocess.PIPE)
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(0.01 + 0.007 * round_)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        vault = Vault.read(path)
        assert vault.open_with_recovery(recovery) == key
        if not _opens(vault, "a"):
            assert vault.open("b") == key
            vault.set_passphrase(key, "a", effort=QUICK)


def _opens(vault: Vault, passphrase: str) -> bool:
    try:
        vault.open(passphrase)
    except UserError:
        return False
    return True


# the recovery key


def test_a_recovery_key_is_eight_groups_of_four_without_look_alikes() -> None:
    for _ in range(200):
        parts = new_recovery_key().split("-")
        assert [len(part) for part in parts] == [4] * GROUPS
        assert not set("".join(parts)) & set("01OIL")


def test_a_recovery_key_is_read_in_any_case_spacing_and_digits() -> None:
    key = new_recovery_key()
    arabic = key.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    persian = key.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    plain = key.replace("-", "")
    forms = [
        key.lower(),
        arabic,
        persian,
        plain,
        key.replace("-", "  "),
        "\u2066" + key + "\u2069\n",
        key.replace("-", "–"),
    ]
    forms += [" ".join(plain[i : i + 8] for i in range(0, 32, 8)), ".".join(key.split("-"))]
    assert {secret_of(form) for form in forms} == {secret_of(key)}


def test_a_key_in_small_letters_is_no_share_however_its_digits_fall() -> None:
    key = key_of(b"A2B" * GROUPS)
    assert key_of(secret_of(key.lower())) == key


def test_every_slip_of_one_sign_is_noticed_and_its_group_named() -> None:
    key = new_recovery_key()
    for place, sign in enumerate(key):
        for other in SIGNS + "0OIL1":
            if sign == "-" or other == sign:
                continue
            with pytest.raises(BadValue) as refused:
                secret_of(key[:place] + other + key[place + 1 :])
            assert refused.value.message.params == {"group": place // 5 + 1}


def test_signs_or_groups_in_another_order_are_noticed() -> None:
    parts = new_recovery_key().split("-")
    for one in range(4):
        for other in range(one):
            swapped = list(parts[2])
            swapped[one], swapped[other] = swapped[other], swapped[one]
            assert "".join(swapped) == parts[2] or not group_is_right("".join(swapped), 2)
    for place in range(GROUPS):
        assert group_is_right(parts[place].lower(), place)
        assert not any(group_is_right(parts[place], other) for other in range(GROUPS) if other != place)


def test_a_recovery_key_not_typed_to_the_end_says_how_much_is_there() -> None:
    with pytest.raises(BadValue) as refused:
        secret_of("-".join(new_recovery_key().split("-")[:5]))
    assert refused.value.message.params == {"count": 5}
    assert groups("k7qm 4tx") == ["K7QM", "4TX"]


# waiting after wrong tries


def test_waiting_doubles_is_remembered_and_ends_with_a_right_try(tmp_path: Path) -> None:
    path, now = tmp_path / "attempts.json", time.time()
    assert Attempts(path).wait() == 0
    for count, delay in [(1, 1), (2, 2), (3, 4), (4, 8), (7, 60), (10_000, 60)]:
        path.write_text(json.dumps({"wrong": count, "last": now + 1000}))  # a clock set back
        assert Attempts(path).wait() == delay <= LONGEST
    path.write_text(json.dumps({"wrong": 9, "last": now - 61}))
    Attempts(path).begin()
    assert Attempts(path).wait() > 50  # a new process knows it, though the last try never came to its end
    with pytest.raises(UserError) as trouble:
        Attempts(path).begin()
    assert kind_of(trouble) == "wait"
    Attempts(path).right()
    assert Attempts(path).wait() == 0


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"wrong": "x", "last": 1}', '{"wrong": 1e999, "last": 1}'])
def test_a_garbled_count_of_tries_keeps_nobody_out(tmp_path: Path, text: str) -> None:
    (tmp_path / "attempts.json").write_text(text)
    assert Attempts(tmp_path / "attempts.json").wait() == 0


# strength


def test_longer_phrases_of_unrelated_words_are_never_called_weaker() -> None:
    words = ["قمر", "زيتون", "مفتاح", "باب", "نهر"]
    scores = [strength(" ".join(words[:count])).score for count in range(6)]
    assert scores == sorted(scores)
    assert scores[1] <= 1
    assert scores[4] == 4


@pytest.mark.parametrize(
    "weak",
    ["", "محمد", "12345678", "الله أكبر", "سجل سجل سجل سجل", "password1234", "نافذة جسر ملح قنديل", "a" * 5_000],
)
def test_what_everybody_would_try_is_called_easy(weak: str) -> None:
    assert strength(weak).score == 0


def test_the_names_of_the_team_do_not_make_a_passphrase() -> None:
    assert strength("فريق أريحا", about=["فريق", "أريحا"]).score < strength("رفيق أرنب").score


def test_strength_counts_words() -> None:
    assert strength("  قمر زيتون   مفتاح ").count == 3
