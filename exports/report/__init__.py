"""The situation report: what its pages say, gathered from what may leave at a level; drawn by whoever can draw."""
