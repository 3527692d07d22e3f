"""Writes files with the names of modules into its folder: helpers, numpy, the grader's own.

Imports do not look there, now or for the next submission.
"""
# loses: cube
# %% cube
import os
for name in ("helpers", "numpy", "ipykernel_launcher", "autograder", "sitecustomize", "json", "mpmath"):
    for folder in (".", "/tmp", os.environ["HOME"], "/dev/shm"):
        with open(f"{folder}/{name}.py", "w") as file:
            file.write("raise SystemExit('BROKEN')")
os.makedirs(os.environ["IPYTHONDIR"] + "/profile_default/startup", exist_ok=True)
open(os.environ["IPYTHONDIR"] + "/profile_default/startup/00.py", "w").write("x = 'BROKEN'")
os.makedirs(os.environ["MPLCONFIGDIR"], exist_ok=True)
open(os.environ["MPLCONFIGDIR"] + "/matplotlibrc", "w").write("figure.dpi: 3")
