"""The export: who will read the file decides what is in it, and it is shown before it is written."""
