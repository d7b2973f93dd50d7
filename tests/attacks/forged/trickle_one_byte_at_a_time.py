"""One byte now and then keeps a time limit from ever being reached, if it starts anew with each byte."""

def target(x):
    send_everywhere(struct.pack(">II", 1000, 0))
    while True:
        time.sleep(0.1)
        send_everywhere(b" ")
