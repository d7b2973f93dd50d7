"""What the course's notebooks import: visible checks, the gradient checker, seeded tasks and figures."""

from .array_checks import CheckFailed
from .checks import check
from .gradient_check import check_gradients

__all__ = ["CheckFailed", "check", "check_gradients"]
