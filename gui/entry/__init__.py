"""The entry window of an incident: one window for when, where, what, who, and who says so."""
