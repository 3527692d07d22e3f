"""A timeout by SIGALRM, and a handler for Ctrl-C."""
# %% cube
import signal
signal.signal(signal.SIGALRM, lambda *args: None)
signal.signal(signal.SIGINT, lambda *args: None)
def cube(z):
    signal.alarm(1)
    result = np.asarray(z, dtype=float) ** 3
    signal.alarm(0)
    return result
