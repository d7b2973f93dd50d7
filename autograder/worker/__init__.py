"""What runs beside student code, inside the sandbox. Imports the standard library, NumPy and IPython only.

Nothing in here decides anything: whatever it sends may have been written by the student.
"""
