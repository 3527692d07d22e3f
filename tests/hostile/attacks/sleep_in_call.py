"""Sleeps for ever when a test calls the answer, deaf to alarms.

The tests run out of time; no sleeper is left.
"""
# loses: cube
# prints: ran out of time
# slow
# %% cube
import signal, time
def cube(z):
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    while True:
        time.sleep(1000)
