"""Words on stderr, in a cell and in a call."""
# %% cube
import sys
print("loaded", file=sys.stderr)
def cube(z):
    sys.stderr.write("computing\n")
    return np.asarray(z, dtype=float) ** 3
