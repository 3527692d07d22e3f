"""Makes files without end: empty ones, which the size of a folder does not count.

The number of files is bounded too; the cell loses its points and all is cleared away.
"""
# loses: cube
# %% cube
import os
os.makedirs("/tmp/many")
for n in range(10**9):
    os.close(os.open(f"/tmp/many/{n}", os.O_CREAT | os.O_WRONLY))
