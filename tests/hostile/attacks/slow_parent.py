"""Makes the warm parent slow: nice, scheduling, processors, input and output.

That is refused, or noticed and undone: the next submission runs as all others.
"""
# %% cube
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
for act in (lambda: os.setpriority(os.PRIO_PROCESS, 1, 19),
            lambda: os.setpriority(os.PRIO_USER, os.getuid(), 19),
            lambda: os.setpriority(os.PRIO_USER, 0, 19),
            lambda: os.setpriority(os.PRIO_PGRP, 1, 19),
            lambda: os.sched_setaffinity(1, {min(os.sched_getaffinity(0))}),
            lambda: os.sched_setscheduler(1, os.SCHED_IDLE, os.sched_param(0)),
            lambda: libc.syscall(251, 1, 1, 3 << 13)):
    try:
        act()
    except OSError:
        pass
def cube(z):
    return np.asarray(z, dtype=float) ** 3
