"""How large a probe's inputs are, and which of them are zero."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """T steps, N samples, D inputs, H hidden units, K classes: all different, so that no two axes look alike.

    Attributes:
        zero_state: whether h_0 (h_prev in a single step) is zero.
    """

    T: int = 5
    N: int = 2
    D: int = 3
    H: int = 4
    K: int = 6
    zero_state: bool = False


GENERAL = Sizes()
