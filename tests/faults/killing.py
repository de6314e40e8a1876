"""Killing a process in the middle of its work."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path


def kill_after(work: Callable[[str, Connection], None], path: Path, steps: int, *, ready: str) -> int:
    """Let another process work on a register; kill it after so many steps since it said ``ready``; how many it took.

    ``work`` tells each step, and ``done`` at the end.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([work.__module__])
    reader, writer = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(str(path), writer))
    process.start()
    writer.close()
    assert reader.recv() == ready
    taken = 0
    while taken < steps and reader.recv() != "done":
        taken += 1
    assert process.pid is not None
    with suppress(ProcessLookupError):  # after its last step it may have ended by itself
        os.kill(process.pid, signal.SIGKILL)
    process.join()
    reader.close()
    return taken
