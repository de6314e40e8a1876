"""The fresh machine: set-ups that are interrupted, doubled, cut off or tampered with, in real environments.

The checkout of these tests is small (one tiny part, brought along as a wheel), its set-up is the real one.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import main as program

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = """
import os, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".setup"))
import ready
ready.ready(window="--window" in sys.argv)
import tiny
print(tiny.__file__)
print(sys.argv[1:])
"""
BASE = str(getattr(sys, "_base_executable", sys.executable))


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout nobody started from yet."""
    return a_checkout(tmp_path)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A checkout after its first start, and what that said. An environment takes seconds to make; others copy it."""
    made = a_checkout(tmp_path_factory.mktemp("first"))
    return made, start(made, "new", "--data", "مجلد فيه فراغ")


def a_checkout(where: Path) -> Path:
    """A checkout in a folder with spaces and Arabic letters, its one part beside it."""
    folder = where / "سجل الدفاع  copy"
    setup = folder / ".setup"
    (setup / "wheels").mkdir(parents=True)
    for name in ("ready.py", "standing.py", "build.py"):
        shutil.copy(ROOT / ".setup" / name, setup / name)
    digest = wheel(setup / "wheels")
    (folder / "requirements.lock").write_text(f"tiny==1.0 \\\n    --hash=sha256:{digest}\n", encoding="utf-8")
    (folder / "main.py").write_text(PROGRAM, encoding="utf-8")
    return folder


def as_after(first: tuple[Path, object], environment: Path) -> None:
    """Bring an environment to where a first start left it."""
    shutil.copytree(first[0] / ".venv", environment, symlinks=True)


def wheel(folder: Path) -> str:
    """A wheel of one empty module; its hash."""
    path = folder / "tiny-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("tiny.py", "")
        file.writestr("tiny-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n")
        file.writestr("tiny-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        file.writestr("tiny-1.0.dist-info/RECORD", "")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def environment(**more: str) -> dict[str, str]:
    """This process's environment without what pip or a set-up around these tests put there."""
    kept = {key: text for key, text in os.environ.items() if not key.startswith(("PIP_", "SIJILL_", "VIRTUAL_ENV"))}
    return {**kept, "PIP_CONFIG_FILE": os.devnull, **more}


def start(checkout: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [BASE, "main.py", *words]
    env = environment(**more)
    return subprocess.run(command, cwd=checkout, env=env, capture_output=True, encoding="utf-8", check=False)


def begin(checkout: Path) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [BASE, "main.py"], cwd=checkout, env=environment(), stdout=pipe, stderr=pipe, encoding="utf-8"
    )


@pytest.fixture
def build(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """``.setup/build.py`` itself, for the parts that decide without doing."""
    monkeypatch.syspath_prepend(str(ROOT / ".setup"))
    module: ModuleType = __import__("build")
    return module


def test_the_first_start_sets_up_and_the_next_only_starts(first: tuple[Path, Any]) -> None:
    checkout, begun = first
    assert begun.returncode == 0, begun.stderr
    assert "setting up" in begun.stderr and "تجهيز" in begun.stderr
    assert begun.stdout.splitlines()[0].startswith(str(checkout / ".venv"))
    assert begun.stdout.splitlines()[1] == str(["new", "--data", "مجلد فيه فراغ"])
    build = checkout / ".setup" / "build.py"
    build.write_text("raise SystemExit('an ordinary start must not load this')", encoding="utf-8")
    again = start(checkout, "check")
    assert (again.returncode, again.stderr) == (0, ""), again.stderr


def test_a_killed_set_up_is_repaired_by_the_next_start(checkout: Path) -> None:
    building = checkout / ".venv" / "sijill-building"
    with begin(checkout) as killed:
        while not building.exists() and killed.poll() is None:
            pass
        killed.send_signal(signal.SIGKILL)
    assert not (checkout / ".venv" / "requirements.lock").exists()
    repaired = start(checkout)
    assert repaired.returncode == 0, repaired.stderr
    assert not building.exists()


def test_two_starts_at_once_set_up_once(checkout: Path) -> None:
    both = [begin(checkout), begin(checkout)]
    said = [process.communicate() for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert sum("first time" in errors for _, errors in said) == 1, said


def test_a_set_up_that_cannot_be_done_says_why_and_leaves_nothing_half_made(
    checkout: Path, first: tuple[Path, Any]
) -> None:
    lock = checkout / "requirements.lock"
    right = lock.read_text(encoding="utf-8")
    lock.write_text(f"tiny==1.0 \\\n    --hash=sha256:{'0' * 64}\n", encoding="utf-8")
    tampered = start(checkout)
    assert tampered.returncode == 2 and "not the one we expect" in tampered.stderr, tampered.stderr
    assert not (checkout / ".venv" / "requirements.lock").exists()
    elsewhere = checkout.parent / "environment"
    as_after(first, elsewhere)
    lock.write_text("# relocked\n" + right, encoding="utf-8")
    (checkout / ".setup" / "wheels").rename(checkout / "wheels")
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "SIJILL_ENV": str(elsewhere)}
    shutil.rmtree(next(elsewhere.rglob("tiny-1.0.dist-info")))
    alone = start(checkout, **nowhere)
    assert alone.returncode == 2 and "does not reach the internet" in alone.stderr, alone.stderr
    assert not (elsewhere / "requirements.lock").exists()
    (checkout / "wheels").rename(checkout / ".setup" / "wheels")
    assert start(checkout).returncode == 0


def test_a_changed_lock_is_installed_before_the_program_runs(checkout: Path, first: tuple[Path, Any]) -> None:
    elsewhere = checkout.parent / "بيئة"
    as_after(first, elsewhere)
    lock = checkout / "requirements.lock"
    lock.write_text("# relocked\n" + lock.read_text(encoding="utf-8"), encoding="utf-8")
    changed = start(checkout, SIJILL_ENV=str(elsewhere))
    assert changed.returncode == 0 and "up to date" in changed.stderr
    assert changed.stdout.startswith(str(elsewhere)) and not (checkout / ".venv").exists()
    assert (elsewhere / "requirements.lock").read_bytes() == lock.read_bytes()


def test_a_missing_library_is_named_before_qt_is_loaded(checkout: Path, first: tuple[Path, Any]) -> None:
    file = checkout / ".setup" / "build.py"
    file.write_text(file.read_text(encoding="utf-8").replace("libEGL.so.1", "libNowhere.so.1"), encoding="utf-8")
    if sys.platform != "linux":
        pytest.skip("only Linux leaves Qt's libraries to its packages")
    bare = start(checkout, "--window", PATH="", QT_QPA_PLATFORM="offscreen")
    assert bare.returncode == 2 and "libegl1" in bare.stderr, bare.stderr
    assert not (checkout / ".venv").exists(), "what needs no network is asked first"
    as_after(first, checkout / ".venv")
    (checkout / ".venv" / "requirements.lock").unlink()
    assert start(checkout, "check").returncode == 0, "a verb without a window needs no display library"


def test_who_may_not_install_gets_the_line_to_type(
    build: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if shutil.which("apt-get") is None:
        pytest.skip("this system has no apt")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit) as end:
        build.system(["libegl1", "libxcb-cursor0"])
    assert end.value.code == 2
    assert "    sudo apt install libegl1 libxcb-cursor0\n" in capsys.readouterr().err


def test_each_kind_of_screen_needs_its_own_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux leaves Qt's libraries to its packages")
    monkeypatch.syspath_prepend(str(ROOT / ".setup"))
    ready: ModuleType = __import__("ready")
    needed = ready.needed
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE"):
        monkeypatch.delenv(name, raising=False)
    assert needed(window=False) == set()
    assert needed(window=True) == {"qt"} and not ready.screen()
    monkeypatch.setenv("DISPLAY", ":0")
    assert needed(window=True) == {"qt", "x11"} and ready.screen()
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    monkeypatch.setenv("XDG_SESSION_TYPE", "wayland")
    assert needed(window=True) == {"qt", "wayland"}
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert needed(window=True) == {"qt"}


def test_checkouts_that_cannot_be_written_to_have_homes_apart(
    build: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    homes = {build.cached_home("/media/a"), build.cached_home("/media/b")}
    assert len(homes) == 2
    assert sys.platform != "linux" or all(Path(home).parent == tmp_path / "sijill" for home in homes)


@pytest.mark.parametrize(
    ("words", "window"),
    [
        ("", True),
        ("--data new --lang ar", True),
        ("demo --data D", True),
        ("--lang en demo", True),
        ("demo --data D --build-only", False),
        ("--data demo check --json", False),
        ("list victims", False),
        ("--help", False),
        ("demo --help", False),
        ("no-such-verb", False),
    ],
)
def test_only_the_window_needs_qt(words: str, window: bool) -> None:
    assert program.opens_window(words.split()) is window


def test_the_command_line_loads_neither_qt_nor_charts() -> None:
    pytest.importorskip("exports.cli")
    code = "import sys, main, exports.cli; print([m for m in ('PySide6', 'pyqtgraph') if m in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert said.stdout.strip() == "[]"


# --- the locks ----------------------------------------------------------------------------------------------------


def locked(name: str) -> dict[str, set[str]]:
    """Package → versions of a lock (two versions when Python's own version decides)."""
    found: dict[str, set[str]] = {}
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if match := re.match(r"([\w.-]+)==(\S+)", line):
            found.setdefault(canonicalize_name(match[1]), set()).add(match[2])
    return found


@pytest.mark.parametrize("name", ("requirements.lock", "requirements-dev.lock"))
def test_every_locked_part_has_a_hash_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    parts = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert len(parts) >= 20
    assert not [part for part in parts if "--hash=sha256:" not in part]
    assert "://" not in text and "--index" not in text and "--find-links" not in text


def test_the_locks_are_those_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    runtime, dev = locked("requirements.lock"), locked("requirements-dev.lock")
    assert runtime.items() <= dev.items(), "the tests must run with the parts the program ships with"
    asked = [(runtime, text) for text in project["project"]["dependencies"]]
    asked += [(dev, text) for text in project["dependency-groups"]["dev"]]
    for lock, text in asked:
        wanted = Requirement(text)
        versions = lock.get(canonicalize_name(wanted.name), set())
        assert versions and all(wanted.specifier.contains(version) for version in versions), text
