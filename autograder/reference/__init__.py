"""Reference answers: plain forward passes. Gradients come from HIPS autograd, not a second derivation."""
