"""Takes the processor for itself: the highest priority, real time, memory locked.

That is refused.
"""
# prints: refused
# %%
import os, ctypes
libc = ctypes.CDLL(None)
done = 0
for act in (lambda: os.nice(-5), lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50)),
            lambda: os.setpriority(os.PRIO_PROCESS, 0, -20)):
    try:
        act()
        done += 1
    except OSError:
        pass
print("BROKEN" if done else "refused")
# %% cube
def cube(z):
    return np.asarray(z, dtype=float) ** 3
