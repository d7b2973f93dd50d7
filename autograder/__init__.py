"""What only graders hold: exercises, reference, mistakes, and the grading of a class."""

from .grade import grade

__all__ = ["grade"]
