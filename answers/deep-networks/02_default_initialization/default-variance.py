# %% right: powers
def default_bound(fan_in):
    return np.asarray(fan_in, dtype=float) ** -0.5

def default_variance(fan_in):
    return default_bound(fan_in) ** 2 / 3

# %% right: the variance first
def default_variance(fan_in):
    return 1 / (3 * np.array(fan_in, dtype=float))

def default_bound(fan_in):
    return np.sqrt(3 * default_variance(fan_in))

# %% right: as PyTorch's source does it
def default_bound(fan_in):
    gain = np.sqrt(2 / (1 + np.sqrt(5) ** 2))
    return np.sqrt(3.0) * gain / np.sqrt(fan_in)

def default_variance(fan_in):
    b = default_bound(fan_in)
    return (b - -b) ** 2 / 12

# %% right: vectorized over Python's numbers
import math

default_bound = np.vectorize(lambda n: 1 / math.sqrt(n), otypes=[float])
default_variance = np.vectorize(lambda n: 1 / (3 * int(n)), otypes=[float])

# %% right: lambdas, and torch for the root
default_bound = lambda fan_in: 1 / torch.sqrt(torch.tensor(fan_in, dtype=torch.float64)).numpy()
default_variance = lambda fan_in: np.divide(1.0, np.multiply(3.0, fan_in))

# %% wrong 0: Kaiming's weights
def default_bound(fan_in):
    return np.sqrt(6 / np.asarray(fan_in))

def default_variance(fan_in):
    return 2 / np.asarray(fan_in)

# %% wrong 0: Xavier's weights of a square layer
def default_bound(fan_in):
    return np.sqrt(3 / np.asarray(fan_in))

def default_variance(fan_in):
    return 1 / np.asarray(fan_in)

# %% wrong 0: the square of the bound, without a third
def default_bound(fan_in):
    return 1 / np.sqrt(fan_in)

def default_variance(fan_in):
    return 1 / np.asarray(fan_in)

# %% wrong 0: the width of the interval squared over 3
def default_bound(fan_in):
    return 1 / np.sqrt(fan_in)

def default_variance(fan_in):
    return (2 / np.sqrt(fan_in)) ** 2 / 3

# %% wrong 0: b²/12, as if the interval were b long
def default_bound(fan_in):
    return 1 / np.sqrt(fan_in)

def default_variance(fan_in):
    return 1 / (12 * np.asarray(fan_in))

# %% wrong 0: the deviation in place of the variance
def default_bound(fan_in):
    return 1 / np.sqrt(fan_in)

def default_variance(fan_in):
    return 1 / np.sqrt(3 * np.asarray(fan_in))

# %% wrong 0: no root
def default_bound(fan_in):
    return 1 / np.asarray(fan_in)

def default_variance(fan_in):
    return default_bound(fan_in) ** 2 / 3

# %% wrong 0: grows with the fan-in
def default_bound(fan_in):
    return np.sqrt(fan_in)

def default_variance(fan_in):
    return np.asarray(fan_in) / 3

# %% wrong 0: the gain is forgotten
def default_bound(fan_in):
    return np.sqrt(3 / np.asarray(fan_in)) * np.sqrt(2 / 6) * np.sqrt(3)

def default_variance(fan_in):
    return 1 / (3 * np.asarray(fan_in))

# %% wrong 2: numbers only
def default_bound(fan_in):
    import math

    return 1 / math.sqrt(fan_in)

def default_variance(fan_in):
    return 1 / (3 * int(fan_in))

# %% wrong 2: arrays in float32
def default_bound(fan_in):
    if np.ndim(fan_in):
        return (1 / np.sqrt(fan_in)).astype(np.float32)
    return 1 / np.sqrt(fan_in)

def default_variance(fan_in):
    return 1 / (3.0 * np.asarray(fan_in))

# %% wrong 2: a whole array gets the variance of its mean fan-in
def default_bound(fan_in):
    return 1 / np.sqrt(fan_in)

def default_variance(fan_in):
    return 1 / (3 * np.mean(fan_in))

# %% wrong 0: measured on PyTorch's own layers
def default_bound(fan_in):
    return float(nn.Linear(int(fan_in), 1000).weight.detach().abs().max())

def default_variance(fan_in):
    return float(nn.Linear(int(fan_in), 1000).weight.detach().var())
