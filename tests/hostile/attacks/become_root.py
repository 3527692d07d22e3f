"""Tries to become somebody else: user ids, groups, capabilities, programs with rights.

Nothing is gained.
"""
# prints: nobody else
# %%
import ctypes, os, subprocess
me = os.getuid(), os.getgid()
for act in (lambda: os.setuid(0), lambda: os.setresuid(0, 0, 0), lambda: os.setgid(0),
            lambda: os.setgroups([0]), lambda: os.chroot("/tmp"), lambda: os.setreuid(-1, 0)):
    try:
        act()
        print("BROKEN")
    except OSError:
        pass
for command in ("su -c id", "mount -t tmpfs none /mnt", "passwd"):
    if subprocess.run(command, shell=True, capture_output=True, stdin=subprocess.DEVNULL).returncode == 0:
        print("BROKEN", command)
status = open("/proc/self/status").read()
caps = [line for line in status.splitlines() if line.startswith(("CapEff", "CapPrm", "CapAmb"))]
print("nobody else" if me == (os.getuid(), os.getgid()) and me[0] else "BROKEN", me)
print("BROKEN" if any(int(line.split()[1], 16) for line in caps) else "no capabilities", caps)
# %% cube
def cube(z):
    return np.asarray(z, dtype=float) ** 3
