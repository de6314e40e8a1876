"""What may leave: sharing levels, redaction before a file exists, small cells, the rows of an export."""
