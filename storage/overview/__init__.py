"""Figures to look at: any period, areas, teams and verification, told apart in every way, without asking the disk."""
