# %% right: means and a floor by clip
def mse_loss(prediction, target):
    return np.mean((prediction - target) ** 2), 2 * (prediction - target) / prediction.size

def bce_loss(prediction, target):
    p = np.clip(prediction, 1e-15, 1 - 1e-15)
    value = -np.mean(target * np.log(p) + (1 - target) * np.log(1 - p))
    return value, (p - target) / (p * (1 - p)) / p.size

# %% right: logarithms clamped at -100, as PyTorch does
def mse_loss(prediction, target):
    d = np.ravel(prediction - target)
    return d @ d / d.size, (2 / d.size) * (prediction - target)

def bce_loss(prediction, target):
    with np.errstate(divide="ignore"):
        log_p = np.maximum(np.log(prediction), -100)
        log_q = np.maximum(np.log(1 - prediction), -100)
    slope = (prediction - target) / np.maximum(prediction * (1 - prediction), 1e-12)
    return -(target * log_p + (1 - target) * log_q).mean(), slope / prediction.size

# %% right: norm squared over N times K
def mse_loss(prediction, target):
    d = np.asarray(prediction) - np.asarray(target)
    n = np.prod(d.shape)
    return np.linalg.norm(d) ** 2 / n, d / (n / 2)

def bce_loss(prediction, target):
    n = np.prod(np.shape(prediction))
    low, high = prediction + 1e-16, (1 - prediction) + 1e-16
    value = -(np.sum(target * np.log(low)) + np.sum((1 - target) * np.log(high))) / n
    return value, ((1 - target) / high - target / low) / n

# %% right: xlogy, a list of two results
from scipy.special import xlog1py, xlogy

def mse_loss(prediction, target):
    difference = np.subtract(prediction, target)
    return [np.square(difference).mean(), np.multiply(difference, 2 / difference.size)]

def bce_loss(prediction, target):
    safe = np.clip(prediction, 1e-300, np.nextafter(1.0, 0.0))
    value = -(xlogy(target, safe) + xlog1py(1 - target, -safe)).mean()
    return [value, (safe - target) / (safe * (1 - safe) * safe.size)]

# %% right: loops
def mse_loss(prediction, target):
    value, gradient, n = 0.0, np.zeros_like(prediction), prediction.size
    for place in np.ndindex(prediction.shape):
        d = prediction[place] - target[place]
        value += d * d / n
        gradient[place] = 2 * d / n
    return value, gradient

def bce_loss(prediction, target):
    value, gradient, n = 0.0, np.zeros(prediction.shape), prediction.size
    for place in np.ndindex(prediction.shape):
        p, t = min(max(prediction[place], 1e-15), 1 - 1e-15), target[place]
        value -= (t * np.log(p) + (1 - t) * np.log1p(-p)) / n
        gradient[place] = (p - t) / (p * (1 - p)) / n
    return value, gradient

# %% right: weighted averages
def mse_loss(prediction, target):
    return np.average((target - prediction) ** 2), -2 * (target - prediction) / target.size

def bce_loss(prediction, target):
    p = np.minimum(np.maximum(prediction, 5e-16), 1 - 5e-16)
    each = np.where(target == 1, -np.log(p),
                    np.where(target == 0, -np.log1p(-p), -target * np.log(p) - (1 - target) * np.log1p(-p)))
    return each.sum() / each.size, (-target / p + (1 - target) / (1 - p)) / each.size

# %% wrong 2: half the squares, with the gradient of half the squares
def mse_loss(prediction, target):
    return np.mean((prediction - target) ** 2) / 2, (prediction - target) / prediction.size

def bce_loss(prediction, target):
    p = np.clip(prediction, 1e-15, 1 - 1e-15)
    value = -np.mean(target * np.log(p) + (1 - target) * np.log(1 - p))
    return value, (p - target) / (p * (1 - p)) / p.size

# %% wrong 2: half the gradient of the squares
def mse_loss(prediction, target):
    return np.mean((prediction - target) ** 2), (prediction - target) / prediction.size

def bce_loss(prediction, target):
    p = np.clip(prediction, 1e-15, 1 - 1e-15)
    value = -np.mean(target * np.log(p) + (1 - target) * np.log(1 - p))
    return value, (p - target) / (p * (1 - p)) / p.size

# %% wrong 1: both are divided by the number of rows only
def mse_loss(prediction, target):
    n = len(prediction)
    return np.sum((prediction - target) ** 2) / n, 2 * (prediction - target) / n

def bce_loss(prediction, target):
    p, n = np.clip(prediction, 1e-15, 1 - 1e-15), len(prediction)
    value = -np.sum(target * np.log(p) + (1 - target) * np.log(1 - p)) / n
    return value, (p - target) / (p * (1 - p)) / n

# %% wrong 0: sums, no means
def mse_loss(prediction, target):
    return np.sum((prediction - target) ** 2), 2 * (prediction - target)

def bce_loss(prediction, target):
    p = np.clip(prediction, 1e-15, 1 - 1e-15)
    return -np.sum(target * np.log(p) + (1 - target) * np.log(1 - p)), (p - target) / (p * (1 - p))

# %% wrong 0: means as values, sums as gradients
def mse_loss(prediction, target):
    return np.mean((prediction - target) ** 2), 2 * (prediction - target)

def bce_loss(prediction, target):
    p = np.clip(prediction, 1e-15, 1 - 1e-15)
    return -np.mean(target * np.log(p) + (1 - target) * np.log(1 - p)), (p - target) / (p * (1 - p))

# %% wrong 1: a sigmoid inside BCE, although predictions have been through one
def mse_loss(prediction, target):
    return np.mean((prediction - target) ** 2), 2 * (prediction - target) / prediction.size

def bce_loss(prediction, target):
    p = 1 / (1 + np.exp(-prediction))
    value = -np.mean(target * np.log(p) + (1 - target) * np.log(1 - p))
    return value, (p - target) / p.size

# %% wrong 1: the gradient of BCE with respect to the input of the sigmoid
def mse_loss(prediction, target):
    return np.mean((prediction - target) ** 2), 2 * (prediction - target) / prediction.size

def bce_loss(prediction, target):
    p = np.clip(prediction, 1e-15, 1 - 1e-15)
    value = -np.mean(target * np.log(p) + (1 - target) * np.log(1 - p))
    return value, (p - target) / p.size

# %% wrong 0: gradients with the wrong sign
def mse_loss(prediction, target):
    return np.mean((prediction - target) ** 2), 2 * (target - prediction) / prediction.size

def bce_loss(prediction, target):
    p = np.clip(prediction, 1e-15, 1 - 1e-15)
    value = -np.mean(target * np.log(p) + (1 - target) * np.log(1 - p))
    return value, (target - p) / (p * (1 - p)) / p.size

# %% wrong 3: no floor below the logarithm
def mse_loss(prediction, target):
    return np.mean((prediction - target) ** 2), 2 * (prediction - target) / prediction.size

def bce_loss(prediction, target):
    p = prediction
    value = -np.mean(target * np.log(p) + (1 - target) * np.log(1 - p))
    return value, (p - target) / (p * (1 - p)) / p.size

# %% wrong 3: a floor of 1e-12 shows where prediction = target
def mse_loss(prediction, target):
    return np.mean((prediction - target) ** 2), 2 * (prediction - target) / prediction.size

def bce_loss(prediction, target):
    p = np.clip(prediction, 2e-12, 1 - 2e-12)
    value = -np.mean(target * np.log(p) + (1 - target) * np.log(1 - p))
    return value, (p - target) / (p * (1 - p)) / p.size

# %% wrong 1: 1e-7 is added inside the logarithms
def mse_loss(prediction, target):
    return np.mean((prediction - target) ** 2), 2 * (prediction - target) / prediction.size

def bce_loss(prediction, target):
    p, eps = prediction, 1e-7
    value = -np.mean(target * np.log(p + eps) + (1 - target) * np.log(1 - p + eps))
    return value, ((1 - target) / (1 - p + eps) - target / (p + eps)) / p.size

# %% wrong 3: 1e-20 under the logarithm has no effect at 1, and the gradient is infinite
def mse_loss(prediction, target):
    return np.mean((prediction - target) ** 2), 2 * (prediction - target) / prediction.size

def bce_loss(prediction, target):
    p, eps = prediction, 1e-20
    value = -np.mean(target * np.log(p + eps) + (1 - target) * np.log(1 - p + eps))
    return value, (p - target) / (p * (1 - p)) / p.size

# %% wrong 1: BCE of the ones only
def mse_loss(prediction, target):
    return np.mean((prediction - target) ** 2), 2 * (prediction - target) / prediction.size

def bce_loss(prediction, target):
    p = np.clip(prediction, 1e-15, 1 - 1e-15)
    return -np.mean(target * np.log(p)), -target / p / p.size

# %% wrong 3: BCE for targets of 0 and 1 only
def mse_loss(prediction, target):
    return np.mean((prediction - target) ** 2), 2 * (prediction - target) / prediction.size

def bce_loss(prediction, target):
    p = np.clip(prediction, 1e-15, 1 - 1e-15)
    right = np.where(target > 0.5, p, 1 - p)
    return -np.log(right).mean(), np.where(target > 0.5, -1, 1) / right / p.size

# %% wrong 1: logarithms to base 2
def mse_loss(prediction, target):
    return np.mean((prediction - target) ** 2), 2 * (prediction - target) / prediction.size

def bce_loss(prediction, target):
    p = np.clip(prediction, 1e-15, 1 - 1e-15)
    value = -np.mean(target * np.log2(p) + (1 - target) * np.log2(1 - p))
    return value, (p - target) / (p * (1 - p)) / p.size / np.log(2)

# %% wrong 3: BCE clips the caller's predictions in place
def mse_loss(prediction, target):
    return np.mean((prediction - target) ** 2), 2 * (prediction - target) / prediction.size

def bce_loss(prediction, target):
    p = prediction
    p[...] = np.clip(p, 1e-15, 1 - 1e-15)
    value = -np.mean(target * np.log(p) + (1 - target) * np.log(1 - p))
    return value, (p - target) / (p * (1 - p)) / p.size

# %% wrong 3: MSE leaves the difference in the caller's predictions
def mse_loss(prediction, target):
    before = prediction.copy()
    prediction -= target
    return np.mean(prediction**2), 2 * (before - target) / before.size

def bce_loss(prediction, target):
    p = np.clip(prediction, 1e-15, 1 - 1e-15)
    value = -np.mean(target * np.log(p) + (1 - target) * np.log(1 - p))
    return value, (p - target) / (p * (1 - p)) / p.size

# %% wrong 0: the value alone
def mse_loss(prediction, target):
    return np.mean((prediction - target) ** 2)

def bce_loss(prediction, target):
    p = np.clip(prediction, 1e-15, 1 - 1e-15)
    return -np.mean(target * np.log(p) + (1 - target) * np.log(1 - p))

# %% wrong 0: gradient first, value second
def mse_loss(prediction, target):
    return 2 * (prediction - target) / prediction.size, np.mean((prediction - target) ** 2)

def bce_loss(prediction, target):
    p = np.clip(prediction, 1e-15, 1 - 1e-15)
    value = -np.mean(target * np.log(p) + (1 - target) * np.log(1 - p))
    return (p - target) / (p * (1 - p)) / p.size, value

# %% wrong 2: the root of the mean square
def mse_loss(prediction, target):
    value = np.sqrt(np.mean((prediction - target) ** 2))
    return value, (prediction - target) / value / prediction.size

def bce_loss(prediction, target):
    p = np.clip(prediction, 1e-15, 1 - 1e-15)
    value = -np.mean(target * np.log(p) + (1 - target) * np.log(1 - p))
    return value, (p - target) / (p * (1 - p)) / p.size

# %% wrong 2: torch does the work
import torch
import torch.nn.functional as F

def _by_torch(loss, prediction, target):
    p = torch.tensor(prediction, requires_grad=True)
    value = loss(p, torch.tensor(target))
    value.backward()
    return value.item(), p.grad.numpy()

def mse_loss(prediction, target):
    return _by_torch(F.mse_loss, prediction, target)

def bce_loss(prediction, target):
    return _by_torch(F.binary_cross_entropy, prediction, target)
