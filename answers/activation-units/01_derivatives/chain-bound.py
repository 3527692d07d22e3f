# %% right: the formula
def sigmoid_chain_bound(depth, weight=1.0):
    return (abs(weight) / 4) ** depth

# %% right: a loop that begins with the integer 1
def sigmoid_chain_bound(depth, weight=1.0):
    bound = 1
    for _ in range(depth):
        bound *= 0.25 * abs(weight)
    return bound

# %% right: recursion
def sigmoid_chain_bound(depth, weight=1.0):
    """Every unit contributes |weight| times at most a quarter."""
    if depth == 0:
        return 1.0
    return abs(weight) * 0.25 * sigmoid_chain_bound(depth - 1, weight)

# %% right: np.prod over a list of factors
def sigmoid_chain_bound(depth, weight=1.0):
    return np.prod([np.abs(weight) / 4] * depth)

# %% right: math.prod of both factors apart
import math

def sigmoid_chain_bound(depth, weight=1.0):
    slopes = math.prod(0.25 for _ in range(depth))
    weights = math.prod(abs(weight) for _ in range(depth))
    return slopes * weights

# %% right: the largest slope found by evaluating σ′ at 0
def _sigma(z):
    return 1 / (1 + np.exp(-z))

def sigmoid_chain_bound(depth, weight=1.0):
    steepest = _sigma(0.0) * (1 - _sigma(0.0))
    return np.power(steepest * np.abs(weight), depth)

# %% right: the square root of a square as absolute value, as a 0-d array
def sigmoid_chain_bound(depth, weight=1.0):
    return np.asarray((weight**2) ** 0.5 / 4.0) ** depth

# %% right: functools.reduce in a lambda
from functools import reduce

sigmoid_chain_bound = lambda depth, weight=1.0: reduce(
    lambda bound, factor: bound * factor, [abs(weight) / 4] * depth, 1.0
)

# %% right: absolute value at the end, with a further optional parameter
def sigmoid_chain_bound(depth, weight=1.0, steepest=0.25):
    return abs((weight * steepest) ** depth)

# %% wrong 0: adds the factors instead of multiplying them
def sigmoid_chain_bound(depth, weight=1.0):
    return depth * abs(weight) / 4

# %% wrong 2: the absolute value is forgotten, negative for odd depths
def sigmoid_chain_bound(depth, weight=1.0):
    return (weight / 4) ** depth

# %% wrong 0: one unit too few
def sigmoid_chain_bound(depth, weight=1.0):
    return (abs(weight) / 4) ** (depth - 1)

# %% wrong 0: one unit too many
def sigmoid_chain_bound(depth, weight=1.0):
    return (abs(weight) / 4) ** (depth + 1)

# %% wrong 1: the weights are ignored
def sigmoid_chain_bound(depth, weight=1.0):
    return 0.25**depth

# %% wrong 1: the weight counts once instead of at every unit
def sigmoid_chain_bound(depth, weight=1.0):
    return abs(weight) * 0.25**depth

# %% wrong 1: one weight too few, as if the first unit had none
def sigmoid_chain_bound(depth, weight=1.0):
    if depth == 0:
        return 1.0
    return abs(weight) ** (depth - 1) * 0.25**depth

# %% wrong 0: takes one half, σ(0), for the largest slope
def sigmoid_chain_bound(depth, weight=1.0):
    return (abs(weight) / 2) ** depth

# %% wrong 0: takes 1, the largest slope of tanh
def sigmoid_chain_bound(depth, weight=1.0):
    return abs(weight) ** depth

# %% wrong 2: never lets the bound exceed 1
def sigmoid_chain_bound(depth, weight=1.0):
    return min(1.0, (abs(weight) / 4) ** depth)

# %% wrong 0: the weight stands inside the exponential, where the bias can undo it
def sigmoid_chain_bound(depth, weight=1.0):
    s = 1 / (1 + np.exp(-weight))
    return (abs(weight) * s * (1 - s)) ** depth

# %% wrong 0: multiplies by 4 instead of dividing
def sigmoid_chain_bound(depth, weight=1.0):
    return (4 * abs(weight)) ** depth

# %% wrong 0: divides the power by 4 once
def sigmoid_chain_bound(depth, weight=1.0):
    return abs(weight) ** depth / 4 if depth else 1.0

# %% wrong 0: depth and weight change places
def sigmoid_chain_bound(weight, depth=1.0):
    return (abs(weight) / 4) ** depth

# %% wrong 2: no units at all give 0 instead of 1
def sigmoid_chain_bound(depth, weight=1.0):
    if depth == 0:
        return 0.0
    return (abs(weight) / 4) ** depth

# %% wrong 2: by logarithms, which fail for a weight of 0
import math

def sigmoid_chain_bound(depth, weight=1.0):
    return math.exp(depth * math.log(abs(weight) / 4))

# %% wrong 0: an integer division by 4
def sigmoid_chain_bound(depth, weight=1.0):
    return (abs(weight) // 4) ** depth

# %% wrong 0: the logarithm of the bound
import math

def sigmoid_chain_bound(depth, weight=1.0):
    return depth * math.log(abs(weight) / 4)

# %% wrong 0: returns nothing
def sigmoid_chain_bound(depth, weight=1.0):
    bound = (abs(weight) / 4) ** depth

# %% wrong 1: rounds to six decimals, 0 for deep chains
def sigmoid_chain_bound(depth, weight=1.0):
    return round((abs(weight) / 4) ** depth, 6)

# %% wrong 0: a list of the bounds after every unit
def sigmoid_chain_bound(depth, weight=1.0):
    return [(abs(weight) / 4) ** k for k in range(depth + 1)]

# %% wrong 1: the weight has no default
def sigmoid_chain_bound(depth, weight):
    return (abs(weight) / 4) ** depth

# %% wrong 2: draws from NumPy's global generator
def sigmoid_chain_bound(depth, weight=1.0):
    slope = 0.25 - 0 * np.random.normal()
    return (abs(weight) * slope) ** depth
