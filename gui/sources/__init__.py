"""Sources: the form of one, where it is used, and how credible a use is."""

from gui.sources.credible import Credibility

__all__ = ["Credibility"]
