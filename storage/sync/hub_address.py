"""Where a hub is, that nobody on the way can read or change what goes there, and words for what stops us.

Everything that is not this very computer is spoken to over TLS with ``sslmode=verify-full``; what an address, the
environment or a service file say otherwise is refused, not obeyed. Within this computer nobody is shown a password.
"""

from __future__ import annotations

import socket
import ssl
from ipaddress import ip_address
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from storage.errors import UserError
from storage.messages import message

SCHEMES = ("postgresql://", "postgres://")
Asked = dict[str, str]
"""The parameters of a connection, as libpq names them."""

_SSL_REQUEST = (8).to_bytes(4, "big") + (80877103).to_bytes(4, "big")
_EXPIRED = (9, 10)
_OTHER_HOST = (62, 64)
_CUT = ("08", "57", "40", "55P03", "25P03", "25P04")
"""Cut, stopped by the server (limits of time, a restart), or two who waited for each other: another time it goes."""
_MANY = ("too many connections", "too many clients", "connection slots")
_REFUSED = (
    "no password supplied", "authentication failed", "authentication method", "not permitted to log in",
    "does not exist", "permission denied",
)  # fmt: skip
"""What a refusal at the door says: libpq gives no code for it."""


def is_hub(text: str) -> bool:
    """Whether a person means a hub by it, and no folder."""
    return text.startswith(SCHEMES)


def asked_of(address: str) -> Asked:
    """The parameters of an address, private on the way.

    Raises:
        UserError: ``not-an-address``, ``hub-not-private``.
    """
    try:
        asked = {name: str(value) for name, value in conninfo_to_dict(address).items() if value is not None}
    except psycopg.Error:
        asked = {}
    if not asked or not is_hub(address):
        raise UserError(
            "not-an-address",
            message("This is not the address of a hub."),
            message("It looks like this: {example}", example="postgresql://hub.example.org/sijill"),
        )
    return {"require_auth": "!password", **asked} if _near(asked) else _private(asked)


def place_of(asked: Asked) -> str:
    """The hub's name without any secret, as it is kept and shown."""
    host = asked.get("host") or asked.get("hostaddr") or asked.get("service") or "localhost"
    if host.startswith("/"):  # a socket of this computer
        port = "" if asked.get("port", "5432") == "5432" else f"&port={asked['port']}"
        return f"postgresql:///{asked.get('dbname', '')}?host={host}{port}"
    host = f"[{host}]" if ":" in host and not host.startswith(("[", "/")) else host
    port = "" if asked.get("port", "5432") == "5432" else f":{asked['port']}"
    return f"postgresql://{host}{port}/{asked.get('dbname', '')}"


def _near(asked: Asked) -> bool:
    """Whether it can only be this computer: what the environment would add counts as well."""
    defaults = {one.keyword.decode(): (one.val or b"").decode() for one in psycopg.pq.Conninfo.get_defaults()}
    if asked.get("service") or defaults.get("service"):
        return False
    hosts = [asked.get(name) or defaults.get(name) or "" for name in ("host", "hostaddr")]
    return all(_is_loopback(one.strip()) for text in hosts for one in text.split(","))


def _is_loopback(host: str) -> bool:
    if host in ("", "localhost") or host.startswith(("/", "@")):
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _private(asked: Asked) -> Asked:
    if asked.get("sslmode", "verify-full") != "verify-full":
        raise UserError(
            "hub-not-private",
            message("This address would reach the hub without proof of who answers. Nothing was sent."),
            message("Leave out {name}, or write {value}.", name="sslmode", value="sslmode=verify-full"),
        )
    defaults = {one.keyword.decode(): one.val for one in psycopg.pq.Conninfo.get_defaults()}
    made = {"require_auth": "scram-sha-256", **asked, "sslmode": "verify-full", "gssencmode": "disable"}
    own = Path.home() / ".postgresql" / "root.crt"
    if not made.get("sslrootcert") and not defaults.get("sslrootcert") and not own.exists():
        made["sslrootcert"] = "system"
    return made


# --------------------------------------------------------------------------------------------- words


def trouble_of(error: BaseException, asked: Asked) -> UserError | None:
    """The words for what a server or the network did; None for a bug of ours."""
    state = str(getattr(error, "sqlstate", "") or "")
    if state.startswith("28"):
        return _no_entry()
    if state in ("42501", "3F000", "42P01", "42883"):
        return no_hub()
    if state.startswith("53"):
        return _full()
    if state == "25006":
        return _read_only()
    if not state and isinstance(error, psycopg.OperationalError):
        return _of_text(str(error), asked)
    if state.startswith(_CUT):
        return cut_off()
    if state.startswith(("58", "XX")) or isinstance(error, psycopg.OperationalError):
        return _faulty()
    return None


def _of_text(told: str, asked: Asked) -> UserError:
    if "does not support SSL" in told:
        return _plain()
    if any(one in told for one in _MANY):
        return _full()
    if "does not match host name" in told:
        return _other_host()
    if "certificate verify failed" in told:
        return {"expired": _expired(), "host": _other_host()}.get(_why_not_trusted(asked), _stranger())
    if any(one in told for one in _REFUSED):
        return _no_entry()
    if "root certificate" in told:
        return _stranger()
    return cut_off()


def _why_not_trusted(asked: Asked) -> str:
    """libpq says only that a certificate is not trusted: look once more whether it has run out."""
    trusted = asked.get("sslrootcert", "")
    try:
        context = ssl.create_default_context(cafile=None if trusted in ("", "system") else trusted)
        host, port = asked.get("hostaddr") or asked["host"], int(asked.get("port", "5432"))
        with socket.create_connection((host, port), timeout=5) as plain:
            plain.sendall(_SSL_REQUEST)
            if plain.recv(1) == b"S":
                context.wrap_socket(plain, server_hostname=asked.get("host", host)).close()
    except ssl.SSLCertVerificationError as refused:
        code = refused.verify_code
        return "expired" if code in _EXPIRED else "host" if code in _OTHER_HOST else ""
    except (OSError, ValueError, KeyError):
        pass
    return ""


def cut_off() -> UserError:
    """The line was cut, or nobody answers."""
    return UserError(
        "hub-away",
        message("The hub does not answer, or the line was cut. What went through stays; nothing here is lost."),
        message("Try again when the network is better: it goes on where it stopped."),
    )


def no_hub() -> UserError:
    """A database without our schema, or one we may not look into."""
    return UserError(
        "no-hub",
        message("There is no hub of this organisation at this address, or this laptop is not admitted to it."),
        message("Ask whoever looks after the hub to admit this laptop."),
    )


def _no_entry() -> UserError:
    return UserError(
        "hub-no-entry",
        message("The hub refused the name or password of this laptop."),
        message("Ask whoever looks after the hub to admit this laptop again."),
    )


def _full() -> UserError:
    return UserError(
        "hub-full",
        message("The hub has no room, or too many are connected to it. What went through stays."),
        message("Tell whoever looks after the hub, and try again later."),
    )


def _read_only() -> UserError:
    return UserError(
        "hub-read-only",
        message("The hub gives what it holds, but takes nothing in now. What you wrote is safe on this laptop."),
        message("Tell whoever looks after the hub: its server is read-only, or only a copy of another one."),
    )


def _faulty() -> UserError:
    return UserError(
        "hub-faulty",
        message("The server of the hub has a fault of its own. What went through stays; nothing here is lost."),
        message("Tell whoever looks after the hub, and exchange by stick until it is mended."),
    )


def _plain() -> UserError:
    return UserError(
        "hub-plain",
        message("The hub answers without encryption. Nothing was sent to it."),
        message("Whoever looks after the hub must switch TLS on."),
    )


def _stranger() -> UserError:
    return UserError(
        "hub-stranger",
        message("Nobody this laptop trusts vouches for the certificate of the hub. Nothing was sent to it."),
        message("Ask whoever looks after the hub for its root certificate, and do not go on without it."),
    )


def _expired() -> UserError:
    return UserError(
        "hub-expired",
        message(
            "The certificate of the hub has run out, or the clock of this laptop is wrong. Nothing was sent to it."
        ),
        message("Check the date of this laptop; else tell whoever looks after the hub."),
    )


def _other_host() -> UserError:
    return UserError(
        "hub-other-host",
        message("The certificate belongs to another computer than the hub of this address. Nothing was sent to it."),
        message("Check the address; else ask whoever looks after the hub."),
    )
