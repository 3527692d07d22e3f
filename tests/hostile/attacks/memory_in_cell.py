"""Takes memory without end in a cell.

A process has a bound; the cell gets a MemoryError and loses its points.
"""
# loses: cube
# %% cube
hoard = []
while True:
    hoard.append(bytearray(64 << 20))
