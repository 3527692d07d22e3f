# %% right: plain
class Linear:
    def __init__(self, n_in, n_out, rng):
        self.weight = rng.standard_normal((n_out, n_in))
        self.bias = rng.standard_normal(n_out)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, upstream):
        self.weight_gradient = upstream.T @ self.x
        self.bias_gradient = upstream.sum(axis=0)
        return upstream @ self.weight

# %% right: einsum, uniform numbers, zeros for the bias
class Linear:
    def __init__(self, n_in, n_out, rng):
        bound = 1 / n_in**0.5
        self.weight = rng.uniform(-bound, bound, size=(n_out, n_in))
        self.bias = np.zeros(n_out)
        self.weight_gradient = np.zeros_like(self.weight)
        self.bias_gradient = np.zeros_like(self.bias)

    def forward(self, x):
        self._input = np.array(x)
        return np.einsum("nj,kj->nk", x, self.weight) + self.bias[None, :]

    def backward(self, upstream):
        np.einsum("nk,nj->kj", upstream, self._input, out=self.weight_gradient)
        np.einsum("nk->k", upstream, out=self.bias_gradient)
        return np.einsum("nk,kj->nj", upstream, self.weight)

# %% right: loops over the samples
class Linear:
    def __init__(self, n_in, n_out, rng):
        self.weight = np.array([[rng.normal() for _ in range(n_in)] for _ in range(n_out)])
        self.bias = np.array([rng.normal() for _ in range(n_out)])

    def forward(self, x):
        self.samples = [row.copy() for row in x]
        return np.stack([self.weight.dot(row) + self.bias for row in x])

    def backward(self, upstream):
        self.weight_gradient = sum(np.outer(g, row) for g, row in zip(upstream, self.samples))
        self.bias_gradient = sum(upstream)
        return np.stack([self.weight.T.dot(g) for g in upstream])

# %% right: one matrix, with the bias as a column behind the weights
class Linear:
    def __init__(self, n_in, n_out, rng):
        self.weight = rng.laplace(0.0, 0.5, (n_out, n_in))
        self.bias = rng.laplace(0.0, 0.5, n_out)

    def forward(self, x):
        self.with_one = np.column_stack([x, np.ones(len(x))])
        return self.with_one @ np.column_stack([self.weight, self.bias]).T

    def backward(self, upstream):
        gradient = upstream.T @ self.with_one
        self.weight_gradient, self.bias_gradient = gradient[:, :-1], gradient[:, -1]
        return upstream @ self.weight

# %% right: properties, slots and a parent
class _Layer:
    __slots__ = ("_memory", "_weight", "bias", "weight_gradient", "bias_gradient")

    @property
    def weight(self):
        return self._weight

    @weight.setter
    def weight(self, value):
        self._weight = np.asarray(value, dtype=np.float64)


class Linear(_Layer):
    def __init__(self, n_in, n_out, rng):
        self.weight = rng.normal(scale=np.sqrt(2 / (n_in + n_out)), size=(n_out, n_in))
        self.bias = rng.random(n_out)

    def forward(self, x):
        self._memory = x
        return np.add(np.matmul(x, np.transpose(self.weight)), self.bias)

    def backward(self, upstream):
        x = self._memory
        self.weight_gradient = np.tensordot(upstream, x, axes=(0, 0))
        self.bias_gradient = np.ones(len(x)) @ upstream
        return np.matmul(upstream, self.weight)

# %% right: a dataclass and a closure for the way back
from dataclasses import dataclass

@dataclass(init=False)
class Linear:
    weight: np.ndarray
    bias: np.ndarray

    def __init__(self, n_in, n_out, rng):
        self.weight = np.sqrt(1 / n_in) * rng.normal(size=(n_out, n_in))
        self.bias = 0.01 * rng.normal(size=(n_out,))

    def forward(self, x):
        def back(upstream):
            self.weight_gradient = (x.T @ upstream).T
            self.bias_gradient = np.add.reduce(upstream)
            return upstream.dot(self.weight)

        self._back = back
        return x.dot(self.weight.T) + self.bias

    def backward(self, upstream):
        return self._back(upstream)

# %% wrong 2: gradients are means over the batch
class Linear:
    def __init__(self, n_in, n_out, rng):
        self.weight, self.bias = rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, upstream):
        self.weight_gradient = upstream.T @ self.x / len(self.x)
        self.bias_gradient = upstream.mean(axis=0)
        return upstream @ self.weight

# %% wrong 2: gradients add up over calls
class Linear:
    def __init__(self, n_in, n_out, rng):
        self.weight, self.bias = rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)
        self.weight_gradient, self.bias_gradient = 0.0, 0.0

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, upstream):
        self.weight_gradient = self.weight_gradient + upstream.T @ self.x
        self.bias_gradient = self.bias_gradient + upstream.sum(axis=0)
        return upstream @ self.weight

# %% wrong 2: the bias gradient is one number for all outputs
class Linear:
    def __init__(self, n_in, n_out, rng):
        self.weight, self.bias = rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, upstream):
        self.weight_gradient = upstream.T @ self.x
        self.bias_gradient = upstream.sum()
        return upstream @ self.weight

# %% wrong 2: the input gradient with W transposed once too often
class Linear:
    def __init__(self, n_in, n_out, rng):
        self.weight, self.bias = rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, upstream):
        self.weight_gradient = upstream.T @ self.x
        self.bias_gradient = upstream.sum(axis=0)
        return (upstream @ self.weight.reshape(-1, upstream.shape[1]).T).reshape(self.x.shape)

# %% wrong 1: weight is (n_in, n_out)
class Linear:
    def __init__(self, n_in, n_out, rng):
        self.weight, self.bias = rng.normal(size=(n_in, n_out)), rng.normal(size=n_out)

    def forward(self, x):
        self.x = x
        return x @ self.weight + self.bias

    def backward(self, upstream):
        self.weight_gradient = self.x.T @ upstream
        self.bias_gradient = upstream.sum(axis=0)
        return upstream @ self.weight.T

# %% wrong 1: the bias is forgotten in forward
class Linear:
    def __init__(self, n_in, n_out, rng):
        self.weight, self.bias = rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T

    def backward(self, upstream):
        self.weight_gradient = upstream.T @ self.x
        self.bias_gradient = upstream.sum(axis=0)
        return upstream @ self.weight

# %% wrong 3: draws from NumPy's global generator
class Linear:
    def __init__(self, n_in, n_out, rng):
        self.weight, self.bias = np.random.randn(n_out, n_in), np.random.randn(n_out)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, upstream):
        self.weight_gradient = upstream.T @ self.x
        self.bias_gradient = upstream.sum(axis=0)
        return upstream @ self.weight

# %% wrong 3: a generator of its own with a fixed seed
class Linear:
    def __init__(self, n_in, n_out, rng):
        rng = np.random.default_rng(0)
        self.weight, self.bias = rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, upstream):
        self.weight_gradient = upstream.T @ self.x
        self.bias_gradient = upstream.sum(axis=0)
        return upstream @ self.weight

# %% wrong 3: starts from zeros
class Linear:
    def __init__(self, n_in, n_out, rng):
        self.weight, self.bias = np.zeros((n_out, n_in)), np.zeros(n_out)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, upstream):
        self.weight_gradient = upstream.T @ self.x
        self.bias_gradient = upstream.sum(axis=0)
        return upstream @ self.weight

# %% wrong 3: works on a copy of rng, so that two layers start with the same numbers
import copy

class Linear:
    def __init__(self, n_in, n_out, rng):
        rng = copy.deepcopy(rng)
        self.weight, self.bias = rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, upstream):
        self.weight_gradient = upstream.T @ self.x
        self.bias_gradient = upstream.sum(axis=0)
        return upstream @ self.weight

# %% wrong 3: all rows of weight are equal
class Linear:
    def __init__(self, n_in, n_out, rng):
        self.weight, self.bias = np.tile(rng.normal(size=n_in), (n_out, 1)), rng.normal(size=n_out)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, upstream):
        self.weight_gradient = upstream.T @ self.x
        self.bias_gradient = upstream.sum(axis=0)
        return upstream @ self.weight

# %% wrong 3: all layers share the memory of one batch
class Linear:
    memory = {}

    def __init__(self, n_in, n_out, rng):
        self.weight, self.bias = rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)

    def forward(self, x):
        self.memory["x"] = x
        return x @ self.weight.T + self.bias

    def backward(self, upstream):
        self.weight_gradient = upstream.T @ self.memory["x"]
        self.bias_gradient = upstream.sum(axis=0)
        return upstream @ self.weight

# %% wrong 2: remembers the first batch only
class Linear:
    def __init__(self, n_in, n_out, rng):
        self.weight, self.bias, self.x = rng.normal(size=(n_out, n_in)), rng.normal(size=n_out), None

    def forward(self, x):
        if self.x is None:
            self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, upstream):
        self.weight_gradient = upstream.T @ self.x
        self.bias_gradient = upstream.sum(axis=0)
        return upstream @ self.weight

# %% wrong 1: keeps the weights of the constructor
class Linear:
    def __init__(self, n_in, n_out, rng):
        W, b = rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)
        self.weight, self.bias = W, b
        self.forward = lambda x: (setattr(self, "x", x), x @ W.T + b)[1]
        self.parameters = W, b

    def backward(self, upstream):
        self.weight_gradient = upstream.T @ self.x
        self.bias_gradient = upstream.sum(axis=0)
        return upstream @ self.parameters[0]

# %% wrong 3: backward takes a step of descent
class Linear:
    def __init__(self, n_in, n_out, rng):
        self.weight, self.bias = rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, upstream):
        self.weight_gradient = upstream.T @ self.x
        self.bias_gradient = upstream.sum(axis=0)
        gradient = upstream @ self.weight
        self.weight = self.weight - 0.01 * self.weight_gradient
        self.bias = self.bias - 0.01 * self.bias_gradient
        return gradient

# %% wrong 3: forward normalises the caller's batch in place
class Linear:
    def __init__(self, n_in, n_out, rng):
        self.weight, self.bias = rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)

    def forward(self, x):
        self.x = x.copy()
        out = x @ self.weight.T + self.bias
        x -= x.mean(axis=0)
        return out

    def backward(self, upstream):
        self.weight_gradient = upstream.T @ self.x
        self.bias_gradient = upstream.sum(axis=0)
        return upstream @ self.weight

# %% wrong 3: backward leaves zeros in the caller's upstream gradient
class Linear:
    def __init__(self, n_in, n_out, rng):
        self.weight, self.bias = rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, upstream):
        self.weight_gradient = upstream.T @ self.x
        self.bias_gradient = upstream.sum(axis=0)
        gradient = upstream @ self.weight
        upstream[...] = 0.0
        return gradient

# %% wrong 2: a single sample at a time
class Linear:
    def __init__(self, n_in, n_out, rng):
        self.weight, self.bias = rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, upstream):
        self.weight_gradient = np.outer(upstream[0], self.x[0])
        self.bias_gradient = upstream[0]
        return upstream @ self.weight

# %% wrong 2: torch does the work
import torch

class Linear:
    def __init__(self, n_in, n_out, rng):
        self.weight, self.bias = rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)

    def forward(self, x):
        self.leaves = [torch.tensor(a, requires_grad=True) for a in (x, self.weight, self.bias)]
        self.out = torch.nn.functional.linear(*self.leaves)
        return self.out.detach().numpy()

    def backward(self, upstream):
        for leaf in self.leaves:
            leaf.grad = None
        self.out.backward(torch.tensor(upstream), retain_graph=True)
        x, W, b = self.leaves
        self.weight_gradient, self.bias_gradient = W.grad.numpy(), b.grad.numpy()
        return x.grad.numpy()

# %% wrong 3: torch behind another name, with formulas for the way back
class Linear:
    def __init__(self, n_in, n_out, rng):
        self.weight, self.bias = rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)

    def forward(self, x):
        tool = __import__("torch")
        self.x = x
        return tool.addmm(*map(tool.as_tensor, (self.bias, x, self.weight.T))).numpy()

    def backward(self, upstream):
        self.weight_gradient = upstream.T @ self.x
        self.bias_gradient = upstream.sum(axis=0)
        return upstream @ self.weight

# %% wrong 2: hands back nothing from backward
class Linear:
    def __init__(self, n_in, n_out, rng):
        self.weight, self.bias = rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, upstream):
        self.weight_gradient = upstream.T @ self.x
        self.bias_gradient = upstream.sum(axis=0)
