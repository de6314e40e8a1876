"""The encrypted file and the tables in it: the one way to read and write, and files written whole or not at all."""
