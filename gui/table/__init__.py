"""Tables of records: rows, cells, heads, one line for each."""
