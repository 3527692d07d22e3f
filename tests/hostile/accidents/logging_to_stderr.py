"""Logging to stderr, at every level."""
# %% cube
import logging
logging.basicConfig(level=logging.DEBUG)
log = logging.getLogger("cube")
log.error("in a cell")
def cube(z):
    log.debug("in a call: %s", z)
    return np.asarray(z, dtype=float) ** 3
