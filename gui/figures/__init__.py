"""The parts of the windows *Figures and claims* and *Claims against names*."""
