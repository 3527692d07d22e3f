"""Changes limits, order and memory of the process that other submissions are forked from.

All of that is refused.
"""
# prints: refused
# %%
import ctypes, os, resource
parent = os.getppid()
acts = [lambda: open(f"/proc/{parent}/mem", "r+b"), lambda: os.listdir(f"/proc/{parent}/fd"),
        lambda: os.setpriority(os.PRIO_PROCESS, parent, 19),
        lambda: resource.prlimit(parent, resource.RLIMIT_NOFILE, (8, 8))]
done = []
cores = os.sched_getaffinity(parent)
os.sched_setaffinity(parent, {max(cores) + 1})  # seems to work
assert os.sched_getaffinity(parent) == cores
for number, act in enumerate(acts):
    try:
        act()
        done.append(number)
    except (OSError, ValueError):
        pass
libc = ctypes.CDLL(None)
print("BROKEN" if done or libc.ptrace(16, parent, 0, 0) == 0 else "refused", done)
# %% cube
def cube(z):
    return np.asarray(z, dtype=float) ** 3
