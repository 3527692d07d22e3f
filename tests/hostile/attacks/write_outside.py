"""Writes to the course, the system, Python's packages and the grader's own code.

All of that is read-only or not there; only the private scratch folder takes files.
"""
# prints: all refused
# %%
import os
import numpy, helpers, autograder

for folder in ("{COURSE}", "/", "/usr", "/usr/lib", "/etc", "/lab", "/dev", "/proc", "/root", "/home",
               os.path.dirname(numpy.__file__), os.path.dirname(helpers.__file__),
               os.path.dirname(autograder.__file__), os.path.dirname(os.__file__)):
    try:
        with open(folder + "/left-behind", "w") as file:
            file.write("x")
        print("BROKEN", folder)
    except OSError:
        pass
for path in (helpers.__file__, os.__file__, "/proc/sys/kernel/core_pattern",
             "/proc/sys/kernel/hostname", "/proc/sysrq-trigger", "/proc/1/oom_score_adj",
             "/proc/1/comm"):
    try:
        os.close(os.open(path, os.O_WRONLY))
        print("BROKEN", path)
    except OSError:
        pass
for path in (helpers.__file__, os.__file__, "/usr/bin/env"):
    for act in (os.unlink, lambda p: os.chmod(p, 0o777), lambda p: os.rename(p, p + "x")):
        try:
            act(path)
            print("BROKEN", path)
        except OSError:
            pass
try:
    os.chmod("/dev/null", 0o666)
    print("BROKEN /dev/null")
except OSError:
    pass
print("all refused")
# %% cube
def cube(z):
    return np.asarray(z, dtype=float) ** 3
