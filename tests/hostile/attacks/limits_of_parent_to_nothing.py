"""Takes all limits of the warm parent down to nothing.

That is refused, or ends the parent; a new one serves the next submission.
"""
# either: cube triple
# %% cube
import resource
for kind in range(16):
    try:
        resource.prlimit(1, kind, (0, 0))
    except (OSError, ValueError):
        pass
def cube(z):
    return np.asarray(z, dtype=float) ** 3
