"""A disk that takes no more, made by the kernel itself: no file of this process may grow beyond a number of bytes."""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """Inside the block, writing beyond ``size`` bytes of any file is refused, as on a full disk.

    What is imported there is compiled and not kept: until 3.12.8 Python leaves the half of a compiled module that fits
    behind as if it were whole, and whoever imports it next, in another process, cannot read it.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with patch.object(sys, "dont_write_bytecode", True), patch.dict(os.environ, {NO_BYTECODE: "1"}):
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
