"""Killing a process in the middle of its work."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path


def begun(work: Callable[..., None], *told: object) -> tuple[BaseProcess, Connection]:
    """Another process that works, warm from its first step (``warmed``), and what it tells."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.faults.warmed"])
    reader, writer = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(*told, writer))
    process.start()
    writer.close()
    return process, reader


def kill(process: BaseProcess) -> None:
    """As a power cut does; it may have ended by itself."""
    assert process.pid is not None
    with suppress(ProcessLookupError):
        os.kill(process.pid, signal.SIGKILL)
    process.join()


def kill_after(work: Callable[[str, Connection], None], path: Path, steps: int, *, ready: str) -> int:
    """Let another process work on a register; kill it after so many steps since it said ``ready``; how many it took.

    ``work`` tells each step, and ``done`` at the end.
    """
    process, reader = begun(work, str(path))
    assert reader.recv() == ready
    taken = 0
    while taken < steps and reader.recv() != "done":
        taken += 1
    kill(process)
    reader.close()
    return taken
