"""The journal: every change ever made, and the state of the register as its function."""
