"""Ignores every signal that can be ignored, and sleeps for ever.

It is ended the hard way; what stands before and behind it is graded.
"""
# loses: cube
# prints: ran out of time
# slow
# %% cube
import signal, time
for number in range(1, 64):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    time.sleep(1000)
