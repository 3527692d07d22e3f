"""Asks for the user's name: libraries name temporary folders after it."""
# %% cube
import getpass
import os
import pwd

assert getpass.getuser() == pwd.getpwuid(os.getuid()).pw_name
def cube(z):
    return np.asarray(z, dtype=float) ** 3
