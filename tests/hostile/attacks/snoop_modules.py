"""Looks for hidden tests in the grader's own modules and in memory that the fork has left.

The warm parent has never seen a test.
"""
# prints: nothing in memory
# %%
hits = 0
word = b"xyz" + b"zy-secret"
try:
    maps, memory = open("/proc/self/maps").readlines(), open("/proc/self/mem", "rb", 0)
except OSError:
    maps = []
if maps:
    for line in maps:
        begin, end = (int(part, 16) for part in line.split()[0].split("-"))
        if " rw" in line and "/" not in line and end - begin < (64 << 20):
            try:
                memory.seek(begin)
                hits += memory.read(end - begin).count(word)
            except (OSError, ValueError, OverflowError):
                pass
print("BROKEN" if hits > 6 else "nothing in memory", hits)
# %% cube
def cube(z):
    return np.asarray(z, dtype=float) ** 3
