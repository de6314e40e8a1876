"""Colours, letters and icons, from one table."""
