"""The workbook that is written: its sheets, looks and package."""
