"""Evaluation of a detection from scores and truth alone, in numpy and scipy."""
