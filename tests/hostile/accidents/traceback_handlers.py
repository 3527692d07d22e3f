"""Exception handlers and hooks of its own."""
# %%
import sys, faulthandler
sys.excepthook = lambda *args: None
faulthandler.enable(file=open("/dev/null", "w"))
def handler(shell, kind, value, trace, tb_offset=None):
    print("oh", value)
get_ipython().set_custom_exc((ZeroDivisionError,), handler)
1 / 0
# %% cube
def cube(z):
    return np.asarray(z, dtype=float) ** 3
