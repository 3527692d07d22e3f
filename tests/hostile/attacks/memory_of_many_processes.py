"""Takes memory in many processes at once, each within its own bound.

All together have a bound too.
"""
# loses: cube
# slow
# %% cube
import os, time
for n in range(8):
    if os.fork() == 0:
        hoard = bytearray(600 << 20)
        for page in range(0, len(hoard), 4096):
            hoard[page] = 1
        time.sleep(100)
        os._exit(0)
time.sleep(2)
size = 0
for pid in os.listdir("/proc"):
    if pid.isdecimal() and pid != "1":
        size += int(open(f"/proc/{pid}/statm").read().split()[1]) * 4096
if size > 2 << 30:
    print("BROKEN", size)
