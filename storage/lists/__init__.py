"""Lists of records: filters, sorting, search, totals."""
