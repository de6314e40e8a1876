"""The roles of an organisation, as certificates give them."""

from __future__ import annotations

RESCUER, VERIFIER, COORDINATOR = "rescuer", "verifier", "coordinator"
ROLES = (RESCUER, VERIFIER, COORDINATOR)
