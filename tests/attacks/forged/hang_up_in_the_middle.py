"""Half a frame and then nothing."""
FORGED = answer(6)[:20]
