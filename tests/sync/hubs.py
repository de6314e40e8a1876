"""A hub for tests: a database of its own on a real server with passwords, and what stands in the way of a line."""

from __future__ import annotations

import random
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import psycopg

from storage.store import Store
from storage.sync.hub_admission import admit_to_hub, begin_hub, take_admission

GUARDED = "local all +sijill_hub_member scram-sha-256\nhost all +sijill_hub_member all scram-sha-256\n"


def a_database(server: str) -> str:
    """An empty database on the server; logins of hubs need their password there."""
    name = f"h{uuid4().hex[:16]}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}".encode())
        ((file,),) = admin.execute("SHOW hba_file").fetchall()
        rules = Path(file).read_text()
        if not rules.startswith(GUARDED):
            Path(file).write_text(GUARDED + rules)
            before = admin.execute("SELECT pg_conf_load_time()").fetchone()
            admin.execute("SELECT pg_reload_conf()")
            while _loaded(server) == before:  # the rules hold for connections made after they are read
                time.sleep(0.02)
    folder = psycopg.conninfo.conninfo_to_dict(server)["host"]
    return f"postgresql://postgres@/{name}?host={folder}"


def _loaded(server: str) -> object:
    with psycopg.connect(server) as fresh:
        return fresh.execute("SELECT pg_conf_load_time()").fetchone()


def own(admin: str) -> str:
    """The address as a member writes it: no name, no password."""
    return admin.replace("postgres@", "")


def keeper(hub: str) -> str:
    """The address as whoever looks after the server writes it."""
    return hub.replace(":///", "://postgres@/")


def a_hub(server: str, first: Store, *others: Store) -> str:
    """A hub the first store made and admitted the others to; gives the address of the members."""
    admin = a_database(server)
    begin_hub(first, admin)
    for store in others:
        take_admission(store, admit_to_hub(first, admin, store.me.device))
    return own(admin)


def sync(store: Store, address: str) -> None:
    store.pull_hub(address)
    store.push_hub(address)


class Proxy:
    """Stands on loopback before the server; cuts or stalls a connection after so many bytes either way, or is slow."""

    def __init__(self, server: str, *, tls: ssl.SSLContext | None = None) -> None:
        told = psycopg.conninfo.conninfo_to_dict(server)
        self._target = str(Path(str(told["host"])) / f".s.PGSQL.{told.get('port') or 5432}")
        self._tls = tls
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        self.after: int | None = None
        self.stalls = False
        self.pause = 0.0
        """Seconds it waits before each small piece it passes on."""
        threading.Thread(target=self._serve, daemon=True).start()

    def address(self, store: Store, hub: str, more: str = "") -> str:
        """The hub's address through here, with the store's login kept for it."""
        name = str(psycopg.conninfo.conninfo_to_dict(hub)["dbname"])
        (known,) = [store.hub_login(one) for one in store.hubs() if f"/{name}?" in one or one.endswith(f"/{name}")][:1]
        store.keep_hub_login(f"postgresql://127.0.0.1:{self.port}/{name}", known["user"], known["password"])
        return f"postgresql://127.0.0.1:{self.port}/{name}?{more}"

    def close(self) -> None:
        self._door.close()

    def _serve(self) -> None:
        while True:
            try:
                near, _ = self._door.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        far = socket.socket(socket.AF_UNIX)
        with suppress(OSError):
            if self._tls is not None:
                near.recv(8)
                near.sendall(b"S")
                near = self._tls.wrap_socket(near, server_side=True)
            far.connect(self._target)
            left = [self.after]
            threads = [
                threading.Thread(target=self._pass, args=(*way, left), daemon=True)
                for way in ((near, far), (far, near))
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        for one in (near, far):
            with suppress(OSError):
                one.close()

    def _pass(self, source: socket.socket, target: socket.socket, left: list[int | None]) -> None:
        with suppress(OSError):
            while data := source.recv(600 if self.pause else 4096):
                time.sleep(self.pause)
                if left[0] is not None:
                    data, left[0] = data[: left[0]], left[0] - len(data)
                target.sendall(data)
                if left[0] is not None and left[0] <= 0:
                    if self.stalls:
                        time.sleep(60)
                    break
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


def certificate(folder: Path, name: str, *, days: int = 2, host: str = "IP:127.0.0.1") -> tuple[Path, Path]:
    """A self-signed certificate and its key, made by openssl."""
    folder.mkdir(exist_ok=True)
    cert, key, asked, more = (folder / f"{name}.{end}" for end in ("crt", "key", "csr", "ext"))
    more.write_text(f"subjectAltName={host}\nbasicConstraints=critical,CA:TRUE\n")
    for words in (
        ["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=hub",
         "-keyout", str(key), "-out", str(asked)],
        ["x509", "-req", "-in", str(asked), "-signkey", str(key), "-days", str(days), "-extfile", str(more),
         "-out", str(cert)],
    ):  # fmt: skip
        subprocess.run(["openssl", *words], check=True, capture_output=True)
    return cert, key


@contextmanager
def standing_in_the_way(server: str, **more: ssl.SSLContext) -> Iterator[Proxy]:
    proxy = Proxy(server, **more)
    try:
        yield proxy
    finally:
        proxy.close()


def chances(seed: int, count: int, most: int) -> list[int]:
    chance = random.Random(seed)
    return [int(most * chance.random() ** 2) for _ in range(count)]
