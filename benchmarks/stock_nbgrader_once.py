"""One `nbgrader autograde` with nbgrader's own configuration, watched from beside it; prints JSON.

    python benchmarks/stock_nbgrader_once.py <course> <student> <seconds>

`attacks_against_stock.py` starts this in a container of its own, because what it runs is hostile.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time

PORT = 47_811


def main(course, student, seconds):
    """Grade one student; tell how it ended, what runs on, and whether anybody connected."""
    listener = socket.create_server(("127.0.0.1", PORT))
    reached = []
    threading.Thread(target=_accept, args=(listener, reached), daemon=True).start()
    before = _processes()
    command = [sys.executable, "-m", "nbgrader", "autograde", "01_target", "--student", student, "--force"]
    environment = {**os.environ, "COURSE_PASSWORD": "secret-of-the-environment"}
    null = subprocess.DEVNULL
    grader = subprocess.Popen(command, cwd=course, env=environment, stdin=null, stdout=null, stderr=null)
    try:
        status = grader.wait(timeout=float(seconds))
    except subprocess.TimeoutExpired:
        grader.kill()
        status = "no end"
    time.sleep(0.5)
    left = sorted(_processes() - before - {grader.pid})
    print(json.dumps({"status": status, "left": len(left), "reached": len(reached)}))
    for process in left:
        os.kill(process, signal.SIGKILL)


def _accept(listener, reached):
    while True:
        listener.accept()[0].close()
        reached.append(True)


def _processes():
    return {int(name) for name in os.listdir("/proc") if name.isdigit() and not _is_zombie(name)}


def _is_zombie(process):
    try:
        with open(f"/proc/{process}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


if __name__ == "__main__":
    main(*sys.argv[1:])
