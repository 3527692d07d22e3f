"""Changes what can be read of its source: In, linecache, inspect, history.

The rule reads the submission's file.
"""
# loses: soft
# %% soft
import inspect, linecache
def soft(z):
    return np.tanh(z)
innocent = "def soft(z):\n    return z\n"
In[:] = [innocent] * len(In)
linecache.getlines = lambda *args: [innocent]
inspect.getsource = lambda thing: innocent
soft.__code__ = soft.__code__.replace(co_filename="/dev/null", co_firstlineno=1)
get_ipython().history_manager.input_hist_raw = [innocent]
