"""Fibonacci without a memory, interrupted by its own handler of KeyboardInterrupt."""
# loses: cube
# slow
# %% cube
def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)
try:
    fibonacci(100)
except KeyboardInterrupt:
    print("stopped")
