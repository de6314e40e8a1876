"""What this device knows of hubs: where they are, its name and password there, who vouches for their certificate."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import orjson

from storage.core import write_meta
from storage.database.faults import translated
from storage.database.files import write_whole
from storage.errors import UserError
from storage.messages import message
from storage.sync.company import Company

LOGINS = "hub-logins"
"""The note in ``meta`` of the names and passwords of this device on hubs."""
TRUSTED = "hub-root.crt"
"""The file beside the register in which libpq finds the certificate of a hub; nothing in it is secret."""
LARGEST_CERTIFICATE = 1 << 16


class HubLogins(Company):
    """Part of the store: the hubs this device may enter."""

    def keep_hub_login(self, place: str, login: str, password: str, certificate: str = "") -> None:
        """Remember who this device is on a hub.

        Args:
            place: the hub as :func:`storage.sync.hub_address.place_of` names it.
            login, password: the name of this device there, and its password.
            certificate: the root certificate of the hub as PEM, "" when the system vouches for it.
        """
        known = orjson.loads(self._meta(LOGINS) or "{}")
        for other, told in known.items():  # names of logins, and their passwords, belong to the whole server
            if told["user"] == login and _server_of(other) == _server_of(place):
                told["password"] = password
        known[place] = {"user": login, "password": password} | ({"certificate": certificate} if certificate else {})
        self._keep_logins(known)

    def forget_hub(self, place: str) -> None:
        """Forget a hub; whatever came from it stays."""
        known = orjson.loads(self._meta(LOGINS) or "{}")
        if known.pop(place, None) is not None:
            self._keep_logins(known)

    def hub_login(self, place: str) -> dict[str, str]:
        """The parameters with which this device enters there, as libpq names them, or nothing."""
        found = dict(orjson.loads(self._meta(LOGINS) or "{}").get(place, {}))
        certificate = found.pop("certificate", "")
        if certificate and self.database.path is not None:
            found["sslrootcert"] = str(_written(self.database.path.with_name(TRUSTED), certificate))
        return found

    def hub_certificate(self, place: str) -> str:
        """The root certificate of a hub as PEM, "" when none was given."""
        return str(orjson.loads(self._meta(LOGINS) or "{}").get(place, {}).get("certificate", ""))

    def hubs(self) -> list[str]:
        """The hubs this device has a login for."""
        return sorted(orjson.loads(self._meta(LOGINS) or "{}"))

    def _keep_logins(self, known: dict[str, dict[str, str]]) -> None:
        with self.database.writing() as connection:
            write_meta(connection, {LOGINS: orjson.dumps(known).decode()})


def _server_of(place: str) -> tuple[str, str]:
    """The server a hub lies on: its address without the name of the database."""
    address, _, more = place.partition("?")
    return address.rpartition("/")[0], more


def place_of_hub(address: str) -> str:
    """The hub at an address as it is kept and shown: without name and password, with the file of its certificate.

    Raises:
        UserError: ``not-an-address``, ``hub-not-private``.
    """
    from storage.sync.hub_address import asked_of, place_of

    asked = asked_of(address)
    place, named = place_of(asked), asked.get("sslrootcert", "system")
    return place if named == "system" else f"{place}{'&' if '?' in place else '?'}sslrootcert={quote(named, safe='/')}"


def keepers_address(address: str, name: str, password: str, certificate: Path | None = None) -> str:
    """The address of a server for whoever looks after it; nothing of it is kept.

    Args:
        address: without name and password, as it is shown and kept.
        name, password: of somebody who may make roles there.
        certificate: file of the root certificate, when the server has one of its own.
    """
    scheme, _, rest = address.strip().partition("://")
    if "@" not in rest.partition("/")[0] and name:
        who = quote(name, safe="") + (f":{quote(password, safe='')}" if password else "")
        rest = f"{who}@{rest}"
    if certificate is not None:
        rest += f"{'&' if '?' in rest else '?'}sslrootcert={quote(str(certificate), safe='/')}"
    return f"{scheme}://{rest}"


def certificate_at(asked: dict[str, str]) -> str:
    """The root certificate that an address names, as PEM; "" when it names none.

    Raises:
        UserError: ``no-certificate``, what the disk says.
    """
    named = asked.get("sslrootcert", "")
    if named in ("", "system"):
        return ""
    with translated(), Path(named).open("rb") as file:
        found = file.read(LARGEST_CERTIFICATE + 1)
    if len(found) > LARGEST_CERTIFICATE or b"-----BEGIN CERTIFICATE-----" not in found or b"PRIVATE KEY" in found:
        raise UserError(
            "no-certificate",
            message("This file is not a certificate. Nothing was sent."),
            message("Ask whoever looks after the server for its root certificate: a file that ends in .crt or .pem."),
        )
    return found.decode("ascii", "replace")


def _written(path: Path, certificate: str) -> Path:
    try:
        if path.read_text("ascii") == certificate:
            return path
    except (OSError, ValueError):
        pass
    write_whole(path, certificate.encode("ascii", "replace"))
    return path
