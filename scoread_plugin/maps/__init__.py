"""Everything derived from a score map alone, in numpy and scipy."""
