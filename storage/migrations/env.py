"""Alembic asks for this file; the program runs its migrations through ``migrate`` and never uses it."""
