"""The entry workbook: an empty one, for teams whose machines cannot run the program, and read when it returns."""
