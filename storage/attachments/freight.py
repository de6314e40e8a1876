"""How much of attached files goes in one exchange, and what went."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Freight:
    """Told before how much may go; told afterwards what did.

    Attributes:
        limit: bytes that may go this way.
        files: that became whole here, or of which something was written; bytes: that went.
        left: bytes that are still to go another time.
        unable: the hub keeps no files yet (an older one): whoever looks after it makes it anew.
    """

    limit: int
    files: int = 0
    bytes: int = 0
    left: int = 0
    unable: bool = False
    _seen: set[str] = field(default_factory=set, repr=False)

    @property
    def room(self) -> int:
        """Bytes that may still go."""
        return max(0, self.limit - self.bytes)

    def went(self, sha256: str, count: int) -> None:
        """So many bytes of a file went out."""
        self.bytes += count
        self._seen.add(sha256)
        self.files = len(self._seen)

    def came(self, count: int, *, whole: bool) -> None:
        """So many bytes came in; ``whole``: they made a file whole."""
        self.bytes += count
        self.files += whole
