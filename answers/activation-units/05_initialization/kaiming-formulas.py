# %% right: the three formulas
def kaiming_std(fan_in, fan_out):
    return (4 / (fan_in + fan_out)) ** 0.5


def kaiming_bound(fan_in, fan_out):
    return (12 / (fan_in + fan_out)) ** 0.5


def he_std(fan_in):
    return (2 / fan_in) ** 0.5

# %% right: gain times Xavier's numbers
GAIN = 2**0.5

def kaiming_std(fan_in, fan_out):
    return GAIN * xavier_std(fan_in, fan_out)

def kaiming_bound(fan_in, fan_out):
    return GAIN * xavier_bound(fan_in, fan_out)

def he_std(fan_in):
    return GAIN / np.sqrt(fan_in)

# %% right: harmonic means
from statistics import harmonic_mean

def he_std(fan_in):
    return (2 / fan_in) ** 0.5

def kaiming_std(fan_in, fan_out):
    return harmonic_mean([he_std(fan_in) ** 2, he_std(fan_out) ** 2]) ** 0.5

def kaiming_bound(fan_in, fan_out):
    return kaiming_std(fan_in, fan_out) * 3**0.5

# %% right: calculate_gain of PyTorch
from torch import nn

def kaiming_std(fan_in, fan_out):
    return nn.init.calculate_gain("relu") / ((fan_in + fan_out) / 2) ** 0.5

def kaiming_bound(fan_in, fan_out):
    return np.sqrt(3) * kaiming_std(fan_in, fan_out)

def he_std(fan_in):
    return nn.init.calculate_gain("relu") / fan_in**0.5

# %% right: he_std as the averaged form of a square matrix
import math

def kaiming_std(fan_in, fan_out):
    return 2 / math.sqrt(fan_in + fan_out)

def kaiming_bound(fan_in, fan_out):
    return 2 * math.sqrt(3 / (fan_in + fan_out))

def he_std(fan_in):
    return kaiming_std(fan_in, fan_in)

# %% right: NumPy scalars
def kaiming_std(fan_in, fan_out):
    return np.sqrt(4.0) / np.sqrt(fan_in + fan_out)

def kaiming_bound(fan_in, fan_out):
    return np.sqrt(np.float64(12) / (fan_in + fan_out))

def he_std(fan_in):
    return np.sqrt(2 / np.asarray(fan_in))

# %% right: a leaky slope with default 0
def he_std(fan_in, slope=0.0):
    return (2 / ((1 + slope**2) * fan_in)) ** 0.5

def kaiming_std(fan_in, fan_out, slope=0.0):
    return he_std((fan_in + fan_out) / 2, slope)

def kaiming_bound(fan_in, fan_out, slope=0.0):
    return (3 * kaiming_std(fan_in, fan_out, slope) ** 2) ** 0.5

# %% wrong 1: Xavier's numbers for the averaged form
def kaiming_std(fan_in, fan_out):
    return (2 / (fan_in + fan_out)) ** 0.5

def kaiming_bound(fan_in, fan_out):
    return (6 / (fan_in + fan_out)) ** 0.5

def he_std(fan_in):
    return (2 / fan_in) ** 0.5

# %% wrong 0: everything without the factor 2
def kaiming_std(fan_in, fan_out):
    return (2 / (fan_in + fan_out)) ** 0.5

def kaiming_bound(fan_in, fan_out):
    return (6 / (fan_in + fan_out)) ** 0.5

def he_std(fan_in):
    return (1 / fan_in) ** 0.5

# %% wrong 1: He's form everywhere
def kaiming_std(fan_in, fan_out):
    return (2 / fan_in) ** 0.5

def kaiming_bound(fan_in, fan_out):
    return (6 / fan_in) ** 0.5

def he_std(fan_in):
    return (2 / fan_in) ** 0.5

# %% wrong 2: the bound is the standard deviation
def kaiming_std(fan_in, fan_out):
    return 2 / (fan_in + fan_out) ** 0.5

def kaiming_bound(fan_in, fan_out):
    return 2 / (fan_in + fan_out) ** 0.5

def he_std(fan_in):
    return (2 / fan_in) ** 0.5

# %% wrong 2: the bound of He's form, right for square matrices
def kaiming_std(fan_in, fan_out):
    return 2 / (fan_in + fan_out) ** 0.5

def kaiming_bound(fan_in, fan_out):
    return (6 / fan_in) ** 0.5

def he_std(fan_in):
    return (2 / fan_in) ** 0.5

# %% wrong 2: he_std is PyTorch's default with slope √5
def kaiming_std(fan_in, fan_out):
    return 2 / (fan_in + fan_out) ** 0.5

def kaiming_bound(fan_in, fan_out):
    return (12 / (fan_in + fan_out)) ** 0.5

def he_std(fan_in):
    return (1 / (3 * fan_in)) ** 0.5

# %% wrong 0: variances
def kaiming_std(fan_in, fan_out):
    return 4 / (fan_in + fan_out)

def kaiming_bound(fan_in, fan_out):
    return 12 / (fan_in + fan_out)

def he_std(fan_in):
    return 2 / fan_in

# %% wrong 3: the arithmetic mean of both conditions
def kaiming_std(fan_in, fan_out):
    return (1 / fan_in + 1 / fan_out) ** 0.5

def kaiming_bound(fan_in, fan_out):
    return (12 / (fan_in + fan_out)) ** 0.5

def he_std(fan_in):
    return (2 / fan_in) ** 0.5

# %% wrong 0: 1/0.3408, from the variance of a ReLU
def he_std(fan_in):
    return (1 / ((0.5 - 0.5 / np.pi) * fan_in)) ** 0.5

def kaiming_std(fan_in, fan_out):
    return he_std((fan_in + fan_out) / 2)

def kaiming_bound(fan_in, fan_out):
    return 3**0.5 * kaiming_std(fan_in, fan_out)

# %% wrong 2: he_std takes two fans
def kaiming_std(fan_in, fan_out):
    return 2 / (fan_in + fan_out) ** 0.5

def kaiming_bound(fan_in, fan_out):
    return (12 / (fan_in + fan_out)) ** 0.5

def he_std(fan_in, fan_out):
    return (2 / fan_in) ** 0.5

# %% wrong 0: nothing is returned
def kaiming_std(fan_in, fan_out):
    std = 2 / (fan_in + fan_out) ** 0.5

def kaiming_bound(fan_in, fan_out):
    bound = (12 / (fan_in + fan_out)) ** 0.5

def he_std(fan_in):
    std = (2 / fan_in) ** 0.5

# %% right: He's forward form, corrected; the last bit differs
def he_std(fan_in):
    return 2**0.5 * fan_in**-0.5

def kaiming_std(fan_in, fan_out):
    return he_std(fan_in) * (2 / (1 + fan_out / fan_in)) ** 0.5

def kaiming_bound(fan_in, fan_out):
    return (6 / fan_in) ** 0.5 * (2 / (1 + fan_out / fan_in)) ** 0.5

# %% right: logarithms
def kaiming_std(fan_in, fan_out):
    return float(np.exp(np.log(2) - 0.5 * np.log(fan_in + fan_out)))

def kaiming_bound(fan_in, fan_out):
    return float(np.exp(0.5 * np.log(12) - 0.5 * np.log(fan_in + fan_out)))

def he_std(fan_in):
    return float(np.exp(0.5 * np.log(2) - 0.5 * np.log(fan_in)))

# %% wrong 2: √3 with four digits
def kaiming_std(fan_in, fan_out):
    return 2 / (fan_in + fan_out) ** 0.5

def kaiming_bound(fan_in, fan_out):
    return 1.732 * kaiming_std(fan_in, fan_out)

def he_std(fan_in):
    return (2 / fan_in) ** 0.5

# %% wrong 3: the geometric mean of the fans
def kaiming_std(fan_in, fan_out):
    return 2**0.5 * (fan_in * fan_out) ** -0.25

def kaiming_bound(fan_in, fan_out):
    return (12 / (fan_in + fan_out)) ** 0.5

def he_std(fan_in):
    return (2 / fan_in) ** 0.5

# %% wrong 2: U(0, d) in place of U(-d, d)
def kaiming_std(fan_in, fan_out):
    return 2 / (fan_in + fan_out) ** 0.5

def kaiming_bound(fan_in, fan_out):
    return (48 / (fan_in + fan_out)) ** 0.5

def he_std(fan_in):
    return (2 / fan_in) ** 0.5

# %% wrong 2: the backward form
def kaiming_std(fan_in, fan_out):
    return (2 / fan_out) ** 0.5

def kaiming_bound(fan_in, fan_out):
    return (12 / (fan_in + fan_out)) ** 0.5

def he_std(fan_in):
    return (2 / fan_in) ** 0.5

# %% wrong 0: everything rounded to four decimals
def kaiming_std(fan_in, fan_out):
    return round(2 / (fan_in + fan_out) ** 0.5, 4)

def kaiming_bound(fan_in, fan_out):
    return round((12 / (fan_in + fan_out)) ** 0.5, 4)

def he_std(fan_in):
    return round((2 / fan_in) ** 0.5, 4)

# %% wrong 3: a seed is set on the way
def kaiming_std(fan_in, fan_out):
    torch.manual_seed(0)
    return 2 / (fan_in + fan_out) ** 0.5

def kaiming_bound(fan_in, fan_out):
    return (12 / (fan_in + fan_out)) ** 0.5

def he_std(fan_in):
    return (2 / fan_in) ** 0.5
