"""What all attacks of `forged/` share: build frames, send them to every socket in place of an answer.

Its text stands before the attack's own, which sets FORGED to the bytes to send.
"""

FORGERY = """\
import json
import os
import stat
import struct
import time

def frame(header, raw=b""):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack(">II", len(text), len(raw)) + text + raw

def answer(value, raw=b"", **header):
    claims = {"kept": [], "raised": None, "printed": "", "value": ["tuple", [value, None]], **header}
    return frame(claims, raw)

def send_everywhere(forged):
    for number in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                os.write(number, forged)
        except OSError:
            pass

def target(x):
    send_everywhere(FORGED)
    time.sleep(0.2)
    os._exit(0)
"""
