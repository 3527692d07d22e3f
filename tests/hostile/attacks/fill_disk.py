"""Fills the scratch folder and the shared memory folder to the brim.

Both have a size of their own; the machine's disk and memory do not notice. What is full at the
end is empty for the next submission.
"""
# prints: full at
# %%
for top in ("/tmp", "/dev/shm"):
    total = 0
    try:
        for n in range(100_000):
            with open(f"{top}/f{n}", "wb") as file:
                total += file.write(b"x" * (4 << 20))
    except OSError as error:
        print(top, "BROKEN" if total > (80 << 20) else "full at", error)
# %% cube
def cube(z):
    return np.asarray(z, dtype=float) ** 3
