"""An endless loop that swallows the interrupt.

It is ended the hard way; what stands before and behind it is graded.
"""
# loses: cube
# prints: ran out of time
# %% cube
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
