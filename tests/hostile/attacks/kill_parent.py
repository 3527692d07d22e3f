"""Sends every signal to the warm parent, process 1 of the sandbox.

None reaches it: it serves on, and the cell itself is free.
"""
# prints: sent
# %%
import os, signal
for number in [*range(1, 65)]:
    try:
        os.kill(1, number)
    except OSError:
        pass
fd = os.pidfd_open(1) if hasattr(os, "pidfd_open") else -1
try:
    signal.pidfd_send_signal(fd, signal.SIGKILL)
except OSError:
    pass
print("sent")
# %% cube
def cube(z):
    return np.asarray(z, dtype=float) ** 3
