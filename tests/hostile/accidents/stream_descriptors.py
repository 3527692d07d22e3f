"""Hands the streams to programs and to C code, which write to descriptors."""
# prints: from a program
# %% cube
import faulthandler
import subprocess
import sys

faulthandler.enable()
subprocess.run(["echo", "from a program"], stdout=sys.stdout, check=True)
sys.stdout.flush()
def cube(z):
    return np.asarray(z, dtype=float) ** 3
