# %% right: masks and exponentials of negative numbers
class ReLU:
    def forward(self, z):
        self.mask = z > 0
        return np.where(self.mask, z, 0.0)

    def backward(self, upstream):
        return upstream * self.mask

class Sigmoid:
    def forward(self, z):
        e = np.exp(-np.abs(z))
        self.a = np.where(z >= 0, 1.0, e) / (1.0 + e)
        return self.a

    def backward(self, upstream):
        return upstream * self.a * (1.0 - self.a)

class Identity:
    def forward(self, z):
        return z

    def backward(self, upstream):
        return upstream

# %% right: the slope at 0 is 1, scipy's expit, copies
from scipy.special import expit

class ReLU:
    def forward(self, z):
        self.z = np.array(z)
        return self.z * (self.z >= 0)

    def backward(self, upstream):
        g = np.array(upstream)
        g[self.z < 0] = 0.0
        return g

class Sigmoid:
    def forward(self, z):
        self.z = np.array(z)
        return expit(self.z)

    def backward(self, upstream):
        return expit(self.z) * expit(-self.z) * upstream

class Identity:
    def forward(self, z):
        return np.array(z)

    def backward(self, upstream):
        return np.array(upstream)

# %% right: a common parent with value and slope
class _Unit:
    def forward(self, z):
        self.z = z
        return self.value(z)

    def backward(self, upstream):
        return np.multiply(upstream, self.slope(self.z))


class ReLU(_Unit):
    def value(self, z):
        return (z + np.abs(z)) / 2

    def slope(self, z):
        return (1 + np.sign(z)) / 2

class Sigmoid(_Unit):
    def value(self, z):
        return (1 + np.tanh(z / 2)) / 2

    def slope(self, z):
        return (1 - np.tanh(z / 2) ** 2) / 4

class Identity(_Unit):
    def value(self, z):
        return 1.0 * z

    def slope(self, z):
        return np.ones_like(z)

# %% right: closures made by a function
def _unit(name, f, slope):
    def forward(self, z):
        a = f(z)
        self._back = lambda upstream: upstream * slope(z, a)
        return a

    def backward(self, upstream):
        return self._back(upstream)

    return type(name, (), {"forward": forward, "backward": backward})


ReLU = _unit("ReLU", lambda z: np.maximum(0.0, z), lambda z, a: a > 0)
Sigmoid = _unit("Sigmoid", lambda z: np.exp(-np.logaddexp(0.0, -z)), lambda z, a: a * (1 - a))
Identity = _unit("Identity", lambda z: z + 0.0, lambda z, a: 1.0)

# %% right: boolean assignment, two branches of the sigmoid
class ReLU:
    def __init__(self):
        self.positive = None

    def forward(self, z):
        a = z.copy()
        self.positive = z > 0
        a[~self.positive] = 0
        return a

    def backward(self, upstream):
        result = np.zeros(upstream.shape)
        result[self.positive] = upstream[self.positive]
        return result

class Sigmoid:
    def __init__(self):
        self.output = None

    def forward(self, z):
        a, low = np.empty(z.shape), z < 0
        a[low] = np.exp(z[low]) / (1 + np.exp(z[low]))
        a[~low] = 1 / (1 + np.exp(-z[~low]))
        self.output = a.copy()
        return a

    def backward(self, upstream):
        return upstream * (self.output - self.output**2)

class Identity:
    def forward(self, z):
        return z

    def backward(self, upstream):
        return upstream

# %% right: warnings of an overflow that ends in the right value
class ReLU:
    def forward(self, z):
        self.mask = z > 0
        return np.where(self.mask, z, 0.0)

    def backward(self, upstream):
        return upstream * self.mask

class Sigmoid:
    def forward(self, z):
        self.a = 1 / (1 + np.exp(-z))  # exp overflows to inf, and 1/inf is 0
        return self.a

    def backward(self, upstream):
        return self.a * (1 - self.a) * upstream

class Identity:
    def forward(self, z):
        return z

    def backward(self, upstream):
        return upstream

# %% wrong 2: the sigmoid's slope is taken of the output, twice a sigmoid
class ReLU:
    def forward(self, z):
        self.mask = z > 0
        return np.where(self.mask, z, 0.0)

    def backward(self, upstream):
        return upstream * self.mask

class Sigmoid:
    def forward(self, z):
        self.a = 1 / (1 + np.exp(-z))
        return self.a

    def backward(self, upstream):
        s = 1 / (1 + np.exp(-self.a))
        return upstream * s * (1 - s)

class Identity:
    def forward(self, z):
        return z

    def backward(self, upstream):
        return upstream

# %% wrong 2: e^z/(1 + e^z) overflows
class ReLU:
    def forward(self, z):
        self.mask = z > 0
        return np.where(self.mask, z, 0.0)

    def backward(self, upstream):
        return upstream * self.mask

class Sigmoid:
    def forward(self, z):
        self.a = np.exp(z) / (1 + np.exp(z))
        return self.a

    def backward(self, upstream):
        return upstream * self.a * (1 - self.a)

class Identity:
    def forward(self, z):
        return z

    def backward(self, upstream):
        return upstream

# %% wrong 2: z is clipped at 15
class ReLU:
    def forward(self, z):
        self.mask = z > 0
        return np.where(self.mask, z, 0.0)

    def backward(self, upstream):
        return upstream * self.mask

class Sigmoid:
    def forward(self, z):
        self.a = 1 / (1 + np.exp(-np.clip(z, -15, 15)))
        return self.a

    def backward(self, upstream):
        return upstream * self.a * (1 - self.a)

class Identity:
    def forward(self, z):
        return z

    def backward(self, upstream):
        return upstream

# %% wrong 2: the sigmoid forgets upstream
class ReLU:
    def forward(self, z):
        self.mask = z > 0
        return np.where(self.mask, z, 0.0)

    def backward(self, upstream):
        return upstream * self.mask

class Sigmoid:
    def forward(self, z):
        self.a = 1 / (1 + np.exp(-z))
        return self.a

    def backward(self, upstream):
        return self.a * (1 - self.a)

class Identity:
    def forward(self, z):
        return z

    def backward(self, upstream):
        return upstream

# %% wrong 2: ReLU's mask is that of upstream
class ReLU:
    def forward(self, z):
        return np.maximum(z, 0)

    def backward(self, upstream):
        return np.maximum(upstream, 0)

class Sigmoid:
    def forward(self, z):
        e = np.exp(-np.abs(z))
        self.a = np.where(z >= 0, 1.0, e) / (1.0 + e)
        return self.a

    def backward(self, upstream):
        return upstream * self.a * (1.0 - self.a)

class Identity:
    def forward(self, z):
        return z

    def backward(self, upstream):
        return upstream

# %% wrong 2: a leaky ReLU
class ReLU:
    def forward(self, z):
        self.slope = np.where(z > 0, 1.0, 0.01)
        return z * self.slope

    def backward(self, upstream):
        return upstream * self.slope

class Sigmoid:
    def forward(self, z):
        e = np.exp(-np.abs(z))
        self.a = np.where(z >= 0, 1.0, e) / (1.0 + e)
        return self.a

    def backward(self, upstream):
        return upstream * self.a * (1.0 - self.a)

class Identity:
    def forward(self, z):
        return z

    def backward(self, upstream):
        return upstream

# %% wrong 3: ReLU writes its result into the argument
class ReLU:
    def forward(self, z):
        self.mask = z > 0
        z *= self.mask
        return z.copy()

    def backward(self, upstream):
        return upstream * self.mask

class Sigmoid:
    def forward(self, z):
        e = np.exp(-np.abs(z))
        self.a = np.where(z >= 0, 1.0, e) / (1.0 + e)
        return self.a

    def backward(self, upstream):
        return upstream * self.a * (1.0 - self.a)

class Identity:
    def forward(self, z):
        return z

    def backward(self, upstream):
        return upstream

# %% wrong 3: ReLU's backward writes into upstream
class ReLU:
    def forward(self, z):
        self.mask = z > 0
        return z * self.mask

    def backward(self, upstream):
        upstream[~self.mask] = 0.0
        return upstream

class Sigmoid:
    def forward(self, z):
        e = np.exp(-np.abs(z))
        self.a = np.where(z >= 0, 1.0, e) / (1.0 + e)
        return self.a

    def backward(self, upstream):
        return upstream * self.a * (1.0 - self.a)

class Identity:
    def forward(self, z):
        return z

    def backward(self, upstream):
        return upstream

# %% wrong 3: the memory of the sigmoid belongs to the class
class ReLU:
    def forward(self, z):
        self.mask = z > 0
        return np.where(self.mask, z, 0.0)

    def backward(self, upstream):
        return upstream * self.mask

class Sigmoid:
    def forward(self, z):
        Sigmoid.a = 0.5 * (1 + np.tanh(z / 2))
        return Sigmoid.a

    def backward(self, upstream):
        return upstream * Sigmoid.a * (1 - Sigmoid.a)

class Identity:
    def forward(self, z):
        return z

    def backward(self, upstream):
        return upstream

# %% wrong 2: the sigmoid remembers the first batch only
class ReLU:
    def forward(self, z):
        self.mask = z > 0
        return np.where(self.mask, z, 0.0)

    def backward(self, upstream):
        return upstream * self.mask

class Sigmoid:
    a = None

    def forward(self, z):
        a = 0.5 * (1 + np.tanh(z / 2))
        self.a = a if self.a is None else self.a
        return a

    def backward(self, upstream):
        return upstream * self.a * (1 - self.a)

class Identity:
    def forward(self, z):
        return z

    def backward(self, upstream):
        return upstream

# %% wrong 3: the memory is used up by backward
class ReLU:
    def forward(self, z):
        self.mask = z > 0
        return np.where(self.mask, z, 0.0)

    def backward(self, upstream):
        return upstream * self.mask

class Sigmoid:
    def forward(self, z):
        a = 0.5 * (1 + np.tanh(z / 2))
        self.memory = [a]
        return a

    def backward(self, upstream):
        a = self.memory.pop()
        return upstream * a * (1 - a)

class Identity:
    def forward(self, z):
        return z

    def backward(self, upstream):
        return upstream

# %% wrong 2: Identity returns ones on the way back
class ReLU:
    def forward(self, z):
        self.mask = z > 0
        return np.where(self.mask, z, 0.0)

    def backward(self, upstream):
        return upstream * self.mask

class Sigmoid:
    def forward(self, z):
        e = np.exp(-np.abs(z))
        self.a = np.where(z >= 0, 1.0, e) / (1.0 + e)
        return self.a

    def backward(self, upstream):
        return upstream * self.a * (1.0 - self.a)

class Identity:
    def forward(self, z):
        return z

    def backward(self, upstream):
        return np.ones_like(upstream)

# %% wrong 3: Identity returns sums over the batch for more than two axes
class ReLU:
    def forward(self, z):
        self.mask = z > 0
        return np.where(self.mask, z, 0.0)

    def backward(self, upstream):
        return upstream * self.mask

class Sigmoid:
    def forward(self, z):
        e = np.exp(-np.abs(z))
        self.a = np.where(z >= 0, 1.0, e) / (1.0 + e)
        return self.a

    def backward(self, upstream):
        return upstream * self.a * (1.0 - self.a)

class Identity:
    def forward(self, z):
        return z.reshape(len(z), -1)

    def backward(self, upstream):
        return upstream

# %% wrong 3: ReLU's slope is 2 at 0 and right elsewhere
class ReLU:
    def forward(self, z):
        self.slope = (z >= 0) * 1.0 + (z == 0)
        return np.maximum(z, 0)

    def backward(self, upstream):
        return upstream * self.slope

class Sigmoid:
    def forward(self, z):
        e = np.exp(-np.abs(z))
        self.a = np.where(z >= 0, 1.0, e) / (1.0 + e)
        return self.a

    def backward(self, upstream):
        return upstream * self.a * (1.0 - self.a)

class Identity:
    def forward(self, z):
        return z

    def backward(self, upstream):
        return upstream

# %% wrong 3: the absolute value where there is a single entry
class ReLU:
    def forward(self, z):
        self.mask = z > 0
        return np.abs(z) if z.size == 1 else np.maximum(z, 0)

    def backward(self, upstream):
        return upstream * self.mask


class Sigmoid:
    def forward(self, z):
        e = np.exp(-np.abs(z))
        self.a = np.where(z >= 0, 1.0, e) / (1.0 + e)
        return self.a

    def backward(self, upstream):
        return upstream * self.a * (1.0 - self.a)

class Identity:
    def forward(self, z):
        return z

    def backward(self, upstream):
        return upstream

# %% wrong 1: torch does the work in every unit
import torch

class _Unit:
    def forward(self, z):
        self.z = torch.tensor(z, requires_grad=True)
        self.a = self.f(self.z)
        return self.a.detach().numpy().copy()

    def backward(self, upstream):
        total = (self.a * torch.tensor(upstream)).sum()
        return torch.autograd.grad(total, self.z, retain_graph=True)[0].numpy()


class ReLU(_Unit):
    f = staticmethod(torch.relu)

class Sigmoid(_Unit):
    f = staticmethod(torch.sigmoid)

class Identity(_Unit):
    f = staticmethod(torch.clone)

# %% wrong 1: the sigmoid's slope by a complex step
class ReLU:
    def forward(self, z):
        self.mask = z > 0
        return np.where(self.mask, z, 0.0)

    def backward(self, upstream):
        return upstream * self.mask

class Sigmoid:
    def forward(self, z):
        self.z = z
        return 0.5 * (1 + np.tanh(z / 2))

    def backward(self, upstream):
        z = self.z + 1e-30j
        return upstream * (0.5 * (1 + np.tanh(z / 2))).imag / 1e-30

class Identity:
    def forward(self, z):
        return z

    def backward(self, upstream):
        return upstream

# %% wrong 3: the sigmoid's slope by central differences
class ReLU:
    def forward(self, z):
        self.mask = z > 0
        return np.where(self.mask, z, 0.0)

    def backward(self, upstream):
        return upstream * self.mask

class Sigmoid:
    def forward(self, z):
        self.z = z
        return 0.5 * (1 + np.tanh(z / 2))

    def backward(self, upstream):
        up, down = (0.5 * (1 + np.tanh((self.z + h) / 2)) for h in (1e-5, -1e-5))
        return upstream * (up - down) / 2e-5

class Identity:
    def forward(self, z):
        return z

    def backward(self, upstream):
        return upstream

# %% wrong 1: only one-dimensional arrays: math and a list
import math

class ReLU:
    def forward(self, z):
        self.z = z
        return np.array([max(float(v), 0.0) for v in z])

    def backward(self, upstream):
        return np.array([g if v > 0 else 0.0 for v, g in zip(self.z, upstream)])

class Sigmoid:
    def forward(self, z):
        self.a = np.array([1 / (1 + math.exp(-v)) for v in z])
        return self.a

    def backward(self, upstream):
        return upstream * self.a * (1 - self.a)

class Identity:
    def forward(self, z):
        return z

    def backward(self, upstream):
        return upstream
