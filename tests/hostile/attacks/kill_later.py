"""A process left behind that kills the notebook's process a little later.

At worst other cells of its own submission suffer.
"""
# either: cube triple
# %% cube
import os, signal, time
parent = os.getpid()
if os.fork() == 0:
    os.setsid()
    time.sleep(0.2)
    os.kill(parent, signal.SIGKILL)
    os._exit(0)
def cube(z):
    return np.asarray(z, dtype=float) ** 3
