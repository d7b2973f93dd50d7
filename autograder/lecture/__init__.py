"""What only the lecturer shows: the notebooks as slides, and the demonstrations as an app."""
