"""The gazetteer: places of any country, tables with official codes, the same place under two codes."""
