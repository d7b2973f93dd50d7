"""Live demonstrations for the lecture room: one call each, sliders above a picture."""
