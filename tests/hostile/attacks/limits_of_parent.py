"""Lowers the limits of the warm parent, which every later submission would inherit.

That is refused, or noticed and undone.
"""
# %% cube
import resource
for kind in (resource.RLIMIT_DATA, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE,
             resource.RLIMIT_NPROC, resource.RLIMIT_STACK, resource.RLIMIT_MEMLOCK):
    try:
        soft, hard = resource.prlimit(1, kind)
        resource.prlimit(1, kind, (min(soft, 64 << 20), min(hard, 64 << 20)))
    except (OSError, ValueError):
        pass
def cube(z):
    return np.asarray(z, dtype=float) ** 3
