"""Raises its own limits.

They can only be lowered.
"""
# prints: no higher
# %%
import resource
for kind in (resource.RLIMIT_DATA, resource.RLIMIT_AS, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE,
             resource.RLIMIT_NPROC, resource.RLIMIT_CORE):
    soft, hard = resource.getrlimit(kind)
    for wanted in (hard + 1, resource.RLIM_INFINITY):
        try:
            resource.setrlimit(kind, (wanted, wanted))
            print("BROKEN", kind)
        except (OSError, ValueError):
            print("no higher")
# %% cube
def cube(z):
    return np.asarray(z, dtype=float) ** 3
