"""Figures and villages told in words and as JSON, alike on the command line and in a report."""
