"""The figures of the notebooks, one module a topic: the student's functions in, a Picture out."""
