"""The map: where and when, drawn from the register's own boundaries, without internet."""
