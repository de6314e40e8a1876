"""Figures one can answer for: ranges, events, people counted once, claims beside names, facilities attacked."""
