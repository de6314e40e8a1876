"""Making the environment: system libraries, a Python of its own, the locked parts; safe to kill at any moment.

Order on disk: the mark *building* first, then everything else, the copy of the lock last. A start that finds the mark
knows that another was killed and begins from nothing. The lock on the folder is inherited by the installer it starts,
so that a killed set-up whose installer still runs is waited for, not run into.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NoReturn

import standing

BUILDING, GUARD, WHEELS = "sijill-building", "sijill-guard", "wheels"

# What Qt 6.11 is linked against, as Debian and Ubuntu package it (readelf -d over its libraries and plugins).
GROUPS: dict[str, dict[str, str]] = {
    "qt": {
        "libGL.so.1": "libgl1",
        "libEGL.so.1": "libegl1",
        "libX11.so.6": "libx11-6",
        "libxkbcommon.so.0": "libxkbcommon0",
        "libdbus-1.so.3": "libdbus-1-3",
        "libfontconfig.so.1": "libfontconfig1",
        "libfreetype.so.6": "libfreetype6",
        "libglib-2.0.so.0": "libglib2.0-0",
    },
    "x11": {
        "libxcb-cursor.so.0": "libxcb-cursor0",
        "libxcb-icccm.so.4": "libxcb-icccm4",
        "libxcb-keysyms.so.1": "libxcb-keysyms1",
        "libxcb-shape.so.0": "libxcb-shape0",
        "libxcb-xkb.so.1": "libxcb-xkb1",
        "libxcb-image.so.0": "libxcb-image0",
        "libxcb-render-util.so.0": "libxcb-render-util0",
        "libxcb-randr.so.0": "libxcb-randr0",
        "libxcb-util.so.1": "libxcb-util1",
        "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
        "libX11-xcb.so.1": "libx11-xcb1",
    },
    "wayland": {
        "libwayland-client.so.0": "libwayland-client0",
        "libwayland-cursor.so.0": "libwayland-cursor0",
        "libwayland-egl.so.1": "libwayland-egl1",
    },
}


def make(home_name: str, groups: set[str], *, dev: bool) -> None:
    """Bring the environment and the system to what this start needs; returns when everything is there."""
    home = Path(home_name)
    filled = standing.filled(home_name, dev=dev)
    module = None if filled else "ensurepip"
    system(missing := missing_packages(groups, module))
    if missing and (absent := missing_packages(groups, module)):
        to_type(absent)
    try:
        home.mkdir(parents=True, exist_ok=True)
        with alone(home):
            if not standing.filled(home_name, dev=dev):  # another start may have done it while we waited
                fill(home, dev=dev)
        remember(home, groups)
    except OSError as problem:
        stop(
            f"تعذّرت الكتابة في {home} ({problem.strerror}). أفسح مكاناً على القرص أو اختر مجلداً آخر في SIJILL_ENV.",
            f"Could not write in {home} ({problem.strerror}). Free some space, or name another folder in SIJILL_ENV.",
        )


def cached_home(root: str) -> str:
    """The environment of a checkout that cannot be written to: in the person's cache, one for each checkout."""
    if os.name == "nt":
        cache = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        cache = Path.home() / "Library" / "Caches"
    else:
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return str(cache / "sijill" / f"env-{zlib.crc32(os.fsencode(root)):08x}")


# --- the system's own parts ---------------------------------------------------------------------------------------


def missing_packages(groups: set[str], module: str | None) -> list[str]:
    """Debian's names of everything absent: shared libraries of ``groups``, and Python's own ``module`` if given."""
    packages = [
        package for group in sorted(groups) for library, package in GROUPS[group].items() if not loads(library)
    ]
    if module and not (importable(module) and importable("venv")):
        packages.append("python{}.{}-venv".format(*sys.version_info))
    return packages


def importable(module: str) -> bool:
    """Whether Python has ``module`` whole; Debian leaves some of its own out, at times an empty folder."""
    from importlib.util import find_spec

    spec = find_spec(module)
    return spec is not None and spec.origin is not None


def loads(library: str) -> bool:
    """Whether the dynamic linker finds ``library``."""
    import ctypes

    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def system(packages: list[str]) -> None:
    """Install missing Debian packages when we may, otherwise give the one line to type and end."""
    if not packages:
        return
    names = " ".join(packages)
    if shutil.which("apt-get") is None:
        stop(
            f"تنقص النظام هذه الحزم (بأسمائها في دبيان): {names}. ثبّتها ثم شغّل البرنامج من جديد.",
            f"The system lacks these (by their Debian names): {names}. Install them, then start again.",
        )
    if os.geteuid() == 0:  # only asked where apt is
        standing.tell(f"أثبّت ما ينقص النظام: {names}", f"Installing what the system lacks: {names}")
        if _apt(packages):
            return
    to_type(packages)


def to_type(packages: list[str]) -> NoReturn:
    """Give the one line that brings what is missing, and end."""
    names = " ".join(packages)
    stop(
        "ينقص النظام بعض المكتبات. اكتب هذا السطر ثم شغّل البرنامج من جديد:",
        f"The system lacks some libraries. Type this line, then start again:\n\n    sudo apt install {names}\n",
    )


def _apt(packages: list[str]) -> bool:
    """Whether apt brought them all; its lists are fetched only when the first try finds nothing."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    for command in (install, ["apt-get", "update", "-qq"], install):
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        if command is install and done.returncode == 0:
            return True
    return False


def remember(home: Path, groups: set[str]) -> None:
    """Keep that these libraries were found, so that the next start need not look; merely slower if it cannot."""
    known = standing.remembered(str(home))
    if not groups <= known:
        try:
            _write(home / standing.LIBRARIES, " ".join(sorted(known | groups)).encode())
        except OSError:
            return


# --- the environment ----------------------------------------------------------------------------------------------


@contextmanager
def alone(home: Path) -> Iterator[IO[bytes]]:
    """Hold the folder: a second start waits here until the first is done or dead."""
    with (home / GUARD).open("a+b") as guard:
        told = False
        while not _try_lock(guard):
            if not told:
                standing.tell(
                    "نافذة أخرى تجهّز البرنامج الآن؛ أنتظرها.", "Another start is setting up already; waiting for it."
                )
                told = True
            time.sleep(0.2)
        if os.name != "nt":
            os.set_inheritable(guard.fileno(), True)  # the installer keeps holding it when we are killed
        yield guard


def _try_lock(guard: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            guard.seek(0)
            msvcrt.locking(guard.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def fill(home: Path, *, dev: bool) -> None:
    """Create the environment if need be and install exactly the lock; the copies of the lock are written last."""
    _announce(home, 220 if dev else 150)
    for name in (standing.LOCK, standing.DEV_LOCK):
        (home / name).unlink(missing_ok=True)
    if (home / BUILDING).exists() or not _usable(home):
        _empty(home)
        (home / BUILDING).touch()
        made = _run([_base_python(), "-I", "-m", "venv", str(home)])
        if made.returncode:
            _not_made(made.stdout)
    (home / BUILDING).touch()
    locks = [standing.LOCK, *([standing.DEV_LOCK] if dev else [])]
    _install(home, Path(standing.ROOT) / locks[-1])
    for name in locks:
        _write(home / name, (Path(standing.ROOT) / name).read_bytes())
    (home / BUILDING).unlink()


def _usable(home: Path) -> bool:
    """Whether there is an environment whose Python runs, with its pip, and is the version that started us."""
    python = standing.python_of(str(home))
    if not Path(python).exists():
        return False
    asked = _run([python, "-I", "-c", "import pip, sys; print(sys.version_info[:2] >= (3, 11))"])
    return asked.returncode == 0 and asked.stdout.strip() == "True"


def _empty(home: Path) -> None:
    """Remove everything but the lock we hold."""
    for path in home.iterdir():
        if path.name == GUARD:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _base_python() -> str:
    """The system's Python behind whichever environment started us."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def _install(home: Path, lock: Path) -> None:
    """Install the lock with pip, hashes checked and bytecode compiled; ends with plain words when it cannot."""
    command = [
        standing.python_of(str(home)),
        "-I",
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--no-input",
        "install",
    ]
    command += ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--compile", "--retries", "3"]
    wheels = Path(standing.ROOT) / ".setup" / WHEELS
    if wheels.is_dir():  # parts brought along on a stick: no network is asked
        command += ["--no-index", "--find-links", str(wheels)]
    done = _run([*command, "-r", str(lock)], count=sum(b"==" in line for line in lock.read_bytes().splitlines()))
    if done.returncode:
        _not_installed(done.stdout)


def _run(command: list[str], count: int = 0) -> subprocess.CompletedProcess[str]:
    """Run an installer; with ``count``, say on a terminal how many of its parts have been reached."""
    environment = {
        key: text for key, text in os.environ.items() if key not in {"PIP_USER", "PIP_TARGET", "PIP_PREFIX"}
    }
    environment["PYTHONIOENCODING"] = "utf-8"
    lines: list[str] = []
    with subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        close_fds=os.name == "nt",  # elsewhere it inherits the hold on the folder
    ) as process:
        for line in process.stdout or ():
            lines.append(line)
            if count and sys.stderr.isatty():
                reached = sum(text.startswith(("Collecting", "Requirement already")) for text in lines)
                sys.stderr.write(f"\r  {reached}/{count} ")
    if count and sys.stderr.isatty():
        sys.stderr.write("\r         \r")
    return subprocess.CompletedProcess(command, process.returncode, "".join(lines), "")


def _write(path: Path, data: bytes) -> None:
    """Write a small file whole or not at all."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


# --- words --------------------------------------------------------------------------------------------------------


def _announce(home: Path, size: int) -> None:
    if (home / BUILDING).exists() or not Path(standing.python_of(str(home))).exists():
        standing.tell(
            f"سِجِلّ: تجهيز البرنامج لأول مرة. يُنزّل نحو {size} ميغابايت ويحتاج بضع دقائق.",
            f"Sijill: setting up for the first time. About {size} MB to download, a few minutes.",
        )
    else:
        standing.tell("سِجِلّ: تحديث أجزاء البرنامج.", "Sijill: bringing its parts up to date.")


def _not_made(said: str) -> NoReturn:
    stop(
        f"تعذّر تجهيز بيئة Python. قال: {_last(said)}",
        f"The Python environment could not be made. It said: {_last(said)}",
    )


def _not_installed(said: str) -> NoReturn:
    """The sentence for what pip said; nothing half-installed is ever used, the next start begins again."""
    low = said.lower()
    if "no space left" in low:
        stop("لا مكان كافياً على القرص. أفسح نحو 1 غيغابايت.", "The disk is full. Free about 1 GB, then start again.")
    if "do not match the hashes" in low:
        stop(
            "وصل جزء غير الذي ننتظره، فلم يُستعمل. جرّب شبكة أخرى.",
            "A part arrived that is not the one we expect, so it was not used. Try another network.",
        )
    if any(sign in low for sign in ("connection", "retrying", "name resolution", "timed out", "no-index", "proxy")):
        stop(
            "لا يصل هذا الحاسوب إلى الإنترنت، وهو يحتاجه مرة واحدة للتجهيز. صِله ثم شغّل البرنامج من جديد.",
            "This computer does not reach the internet. Setting up needs it once: connect it, then start again.",
        )
    stop(
        f"تعذّر تنزيل الأجزاء. قال المثبّت: {_last(said)}", f"The parts could not be installed. pip said: {_last(said)}"
    )


def _last(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[-1] if lines else "–"


def stop(arabic: str, english: str) -> NoReturn:
    """Say what is missing and end with 2."""
    standing.tell(arabic, english)
    raise SystemExit(2)
