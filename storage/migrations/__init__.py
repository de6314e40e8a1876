"""Bringing a register's tables up to this program (Alembic), and refusing registers of a newer one.

Opening an up-to-date register costs one small query: Alembic itself is imported only when there is work to do.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text

from storage.database.database import Database
from storage.errors import UserError
from storage.messages import message

HEAD = "0009"
"""The revision this program writes; a test holds it to the newest file in ``versions``."""

KNOWN = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009")


def revision(database: Database) -> str | None:
    """The revision of a register's tables; None for an empty database."""
    with database.reading() as connection:
        return _revision(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def must_migrate(database: Database) -> bool:
    """Whether opening will change the tables, so that a backup should be made before.

    Raises:
        UserError: ``newer-schema`` when a newer program wrote the register.
    """
    found = revision(database)
    if found is not None and found not in KNOWN:
        raise UserError(
            "newer-schema",
            message("This register was last used with a newer Sijill."),
            message("Install the newer program on this laptop. Nothing was changed."),
        )
    return found is not None and found != HEAD


def migrate(database: Database) -> None:
    """Make or bring up all tables, all or nothing."""
    if revision(database) != HEAD:
        must_migrate(database)
        with database.writing() as connection:
            _upgrade(connection)


def _upgrade(connection: Connection) -> None:
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)

    def steps(current: Any, _: object) -> Any:
        return scripts._upgrade_revs(HEAD, current)

    with EnvironmentContext(config, scripts, fn=steps, destination_rev=HEAD) as environment:
        environment.configure(connection=connection, transactional_ddl=False)
        environment.run_migrations()
