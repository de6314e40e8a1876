"""A coordinator's own workbook, filled: only the parts of its package that change are touched, so nothing is lost."""
