"""What runs beside student code, inside the sandbox; the zygote also loads what students import.

Nothing in here decides anything: whatever it sends may have been written by the student.
"""
