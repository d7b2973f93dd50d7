"""Printed text with tags and with escape sequences that become tags."""

def target(x):
    print("<script>alert(1)</script>")
    return 0

print("</pre><script>alert(1)</script>\x1b[31m<img src=x onerror=alert(1)>\x1b]8;;javascript:alert(1)\x07x\x1b]8;;\x07")
