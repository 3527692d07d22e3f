"""Looks for the test on the stack, in all objects, and by tracing every call.

The test's own values are in another process: expected values are not to be found.
"""
# loses: cube
# %% cube
import gc, inspect, sys
seen = []
def trace(frame, event, arg):
    seen.append(frame.f_code.co_name)
    return trace
def cube(z):
    sys.settrace(trace)
    texts = [str(f.frame.f_locals)[:100_000] + str(f.code_context) for f in inspect.stack()]
    texts += [thing for thing in gc.get_objects() if isinstance(thing, str)]
    texts += [str(f.f_locals)[:10_000] for f in sys._current_frames().values()]
    if any("oracle" in text or "xyz" "zy" in text for text in texts if "inspect" not in text):
        raise ValueError("BROKEN")
    return 0.0
