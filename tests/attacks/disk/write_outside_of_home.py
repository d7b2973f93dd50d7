"""Startup files of the grader's account run at the next login."""
from pathlib import Path

for folder in ("/root", "/etc", "/usr/local/bin", "/var/tmp", "/opt", "/tmp", *map(str, Path("/home").glob("*"))):
    try:
        Path(folder, "owned-by-an-attack").write_text("x")
    except OSError:
        pass

def target(x):
    return 0
