"""Reads the machine's own secrets: passwords, keys, home folders, logs, other processes.

None of these may be there.
"""
# prints: nothing to read
# %%
import glob
import os

for pattern in (
    "/etc/shadow", "/etc/hostname", "/etc/ssh/*", "/root/.*", "/home/*", "/var/*",
    "/root/.ssh/*", "/sys/*", "/boot/*", "/run/*", "/mnt/*", "/srv/*", "/opt/*/*", "/dev/sd*",
    "/dev/vd*", "/dev/kmsg", "/dev/mem", "/proc/1/environ", "/proc/kcore", "/proc/keys", "/proc/key-users",
    "/proc/timer_list", "/proc/kmsg",
):
    for path in glob.glob(pattern):
        try:
            if os.path.isdir(path) and path.startswith(tuple(filter(None, (
                os.path.dirname(os.__file__).split("/lib/")[0], "/root/.pyenv")))):
                continue  # Python itself
            data = open(path, "rb").read(100)
            if data.strip():
                print("BROKEN", path, data)
        except OSError:
            pass
people = open("/etc/passwd").read()
print("nothing to read" if people.startswith("student:") and people.count("\n") == 1 else "BROKEN")
# %% cube
def cube(z):
    return np.asarray(z, dtype=float) ** 3
