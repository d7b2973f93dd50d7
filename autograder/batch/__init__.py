"""Grade a class in many processes, with one that writes."""
