"""A larger bound on recursion, and a smaller one."""
# %% cube
import sys
sys.setrecursionlimit(50_000)
def cube(z):
    return np.asarray(z, dtype=float) ** 3
