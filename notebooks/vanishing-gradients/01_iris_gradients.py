# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Vanishing gradients, seen on Iris
#
# **Goal:** watch the gradients of every layer while a network trains, and find out by experiment
# what makes them vanish: depth, unit, or the scale of the weights.
#
# **Time:** about two and a half hours; all cells together run for half a minute.
#
# **You need** the derivatives of sigmoid, tanh and ReLU from
# [Activation units and their derivatives](../activation-units/01_derivatives.ipynb), and the chain
# rule through layers from
# [The chain rule in a net of two layers](../backpropagation/01_two_layer_chain_rule.ipynb).
#
# **Afterwards you can** say what a gradient is a product of, record gradients in any training loop,
# build a network of any depth on a small engine for gradients, and tell a net that cannot learn
# from one that has not learned yet.
#
# **How the questions work**
#
# * Write your code where it says `# YOUR CODE HERE` and run the check below it. It ends in a
#   verdict, such as ✓ 1 of 1 or ✗ 0 of 1, and a message names the likely slip. Further, hidden
#   checks run when this is graded.
# * Arrays are NumPy float64. Functions do not modify their arguments, and print nothing.
# * NumPy, SciPy, PyTorch and the standard library are yours to use, and so are your earlier
#   answers. Names that end in `_` belong to the checks.

# %% nbgrader={"grade": false, "grade_id": "imports", "locked": true, "schema_version": 3, "solution": false}
from itertools import pairwise

import numpy as np
import torch
from torch import nn

from helpers import checks, plotting
from helpers.autodiff import SGD, Linear_Layer, Model, Node
from helpers.budgets import by_budget
from helpers.seeds import seeded

# %%
from sklearn.datasets import load_iris

iris = load_iris()
flowers = iris.data[:100]  # setosa and versicolor: lengths and widths of sepals and petals, in cm
features = (flowers - flowers.mean(axis=0)) / flowers.std(axis=0)
classes = iris.target[:100, None].astype(float)  # 0 and 1, (100, 1)


def torch_losses(unit, depth, seed, steps=300):
    """Train a torch net with hidden layers of ten units; return the loss before each step."""
    with seeded(seed):
        widths = [4, *[10] * depth]
        parts = [part for n, m in pairwise(widths) for part in (nn.Linear(n, m), unit())]
        net = nn.Sequential(*parts, nn.Linear(10, 1))
    x, y, losses = torch.tensor(features).float(), torch.tensor(classes).float(), []
    for _ in range(steps):
        loss = nn.functional.binary_cross_entropy_with_logits(net(x), y)
        losses.append(loss.item())
        for p, g in zip(net.parameters(), torch.autograd.grad(loss, [*net.parameters()])):
            p.data -= 0.3 * g
    return losses


torch.set_num_threads(1)
seeds = range(by_budget(quick=3, normal=10, full=30))
axes = plotting.new_axes(width=8.0)
plotting.plot_spread(axes, range(300), {
    f"{unit.__name__}, {depth} hidden": [torch_losses(unit, depth, seed) for seed in seeds]
    for unit, depth in ((nn.Tanh, 1), (nn.Sigmoid, 1), (nn.Sigmoid, 3), (nn.Sigmoid, 10))},
    xlabel="step", ylabel="cross-entropy", title="Two kinds of iris: does the net learn?")

# %% [markdown]
# **Look at the picture.** A line would separate these two kinds of iris. One hidden layer learns
# that within a hundred steps. Ten hidden layers of sigmoids can say everything that one can, and
# learn nothing at all: the loss stays at $\log 2 = 0.693$, which is what "½ for every flower"
# costs. No seed helps. What is in the way?
#
# ## 1. A chain of sigmoids · 4 points
#
# The thinnest deep network is a chain: $n$ sigmoid units, one behind the other, each with a weight
# and no bias. It takes a number $x$ to $a_n$, and compares it with a target $t$:
#
# $$a_0 = x, \qquad z_k = w_k\, a_{k-1}, \qquad a_k = \sigma(z_k), \qquad E = \tfrac12 (a_n - t)^2 .$$
#
# How much does the *first* weight matter? By the chain rule, from the error back to $w_1$,
#
# $$\frac{\partial E}{\partial w_1} = (a_n - t)\; \sigma'(z_n)\, w_n \; \sigma'(z_{n-1})\, w_{n-1}
#   \cdots \sigma'(z_2)\, w_2 \; \sigma'(z_1)\, x .$$
#
# There are $n$ slopes, but only $n - 1$ weights: $w_1$ itself is what we differentiate by, and
# its place is taken by the input $x$. Since $\sigma' \le \tfrac14$,
#
# $$\left|\frac{\partial E}{\partial w_1}\right| \le
#   |a_n - t|\; |x|\; \Bigl(\frac14\Bigr)^{n}\; |w_2\, w_3 \cdots w_n| .$$
#
# > **Careful.** Now and then one reads that the gradient is at most $(\frac14)^n$. That is true for
# > weights, inputs and errors of at most 1. With weights above 4 the bound grows with $n$. (The
# > gradient need not: large weights push the units to where $\sigma'$ is almost 0.)

# %% nbgrader={"grade": false, "grade_id": "chain", "locked": false, "schema_version": 3, "solution": true}
def chain_gradient(weights, x, target):
    """Return ∂E/∂w₁ of a chain of sigmoid units, a single float.

    weights: w₁ … w_n, a list or an array of n >= 1 numbers. x, target: numbers. The error is
    E = ½(a_n − target)², with a₀ = x and a_k = σ(w_k·a_{k−1}). Products w_k·a_{k−1} are at most
    700 in absolute value. Use the formula: no automatic, symbolic or numerical differentiation.
    """
    ### BEGIN SOLUTION
    a, slopes = x, []
    for w in weights:
        a = 1.0 / (1.0 + np.exp(-w * a))
        slopes.append(a * (1.0 - a))
    gradient = (a - target) * slopes[0] * x
    for w, slope in zip(weights[1:], slopes[1:]):
        gradient = gradient * slope * w
    return float(gradient)
    ### END SOLUTION

# %% nbgrader={"grade": false, "grade_id": "chain-oracle", "locked": true, "schema_version": 3, "solution": false}
# For the checks: PyTorch's answer, and the numbers that slips lead to.
def chain_by_torch(weights, x, target):
    """Return the gradient with respect to every weight of a chain, by autograd."""
    w = torch.tensor(weights, dtype=torch.float64, requires_grad=True)
    a = torch.tensor(float(x), dtype=torch.float64)
    for weight in w:
        a = torch.sigmoid(weight * a)
    return torch.autograd.grad((a - target) ** 2 / 2, w)[0].numpy(), a.item()


def check_chain(weights, x, target):
    """Compare an answer with autograd; name the slip whose number it is."""
    (right, *_), end = chain_by_torch(weights, x, target)
    got = float(checks.as_floats(checks.call(chain_gradient, weights, x, target), "∂E/∂w₁", ""))
    slips = {"the error is a − target, not the other way round.": -right,
             "the square has the factor ½: its derivative is a − target.": 2 * right,
             "behind the first slope stands the input x, not w₁.": right / (x or 1) * weights[0],
             "x is missing.": right / (x or 1),
             "the factor a − target is missing.": right / (end - target)}
    said = [slip for slip, number in slips.items() if np.isclose(got, number, rtol=1e-9, atol=0)]
    checks.equals(got, right, f"∂E/∂w₁ of {len(weights)} units", rtol=1e-9, atol=0,
                  slip=said[0] if said else "each unit has its own slope, at its own z.")

# %% nbgrader={"grade": true, "grade_id": "chain-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.part(1, "chains of one, two and three units"):
    for weights_ in ([0.5], [0.5, -2.0], [0.5, -2.0, 3.0]):
        check_chain(weights_, 1.5, 1.0)
    check_chain(np.array([0.5, -2.0, 3.0]), -0.7, 0.0)
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "chain-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng, marks_ = checks.rng("chain"), checks.Marks()
with marks_.part(1, "random chains"):
    for depth_ in (1, 2, 3, 5, 8):
        for scale_ in (0.5, 4.0):
            check_chain(rng.normal(0, scale_, depth_), rng.uniform(0.2, 2), rng.uniform(1.1, 2))
            check_chain(rng.normal(0, scale_, depth_).tolist(), -rng.uniform(0.2, 2), -0.5)
with marks_.part(1, "long chains, saturated units, an input of 0"):
    check_chain(rng.uniform(0.5, 1.5, 40), 1.0, 1.5)
    check_chain([30.0, *rng.uniform(1, 2, 3)], 1.0, -1.0)
    checks.equals(checks.call(chain_gradient, [1.0, 2.0], 0.0, 1.0), 0.0, "∂E/∂w₁ at x = 0")
    check_chain([2, -1, 3], 1, 2)
with marks_.part(1, "by formula, and without side effects"):
    weights_ = rng.normal(size=4)
    checks.is_pure(chain_gradient, weights_, 0.5, 1.0)
    checks.leaves_alone(chain_gradient, weights_.tolist(), 0.5, 1.0, draws=False)
    checks.by_hand(chain_gradient, weights_, 0.5, 1.0,
                   because="∂E/∂w₁ is a formula here.")
marks_.total()
### END HIDDEN TESTS

# %%
depths, count = [1, 2, 3, 5, 8, 12, 16, 20], by_budget(quick=100, normal=300, full=2000)
rng, sizes = np.random.default_rng(0), {}
for scale in (1, 4, 16):
    draws = rng.normal(0, scale, (count, depths[-1]))
    sizes[f"w about {scale}"] = [[abs(chain_gradient(w[:n], 1.0, 0.0)) for n in depths]
                                 for w in draws]
axes = plotting.new_axes(width=8.0)
plotting.plot_spread(axes, depths, sizes, xlabel="units in the chain", ylabel="|∂E/∂w₁|",
                     title=f"Median and 80 % of {count} random chains; black: (¼)ⁿ")
axes.plot(depths, 0.25 ** np.array(depths), color="black", lw=1, ls="-")
axes.set(yscale="log", ylim=(1e-30, 10));

# %% [markdown]
# **Read the picture.** Weights of about 1 fall below the black line: why? And why do weights of
# about 16, for which the bound *grows* with the depth, give the smallest gradients of all in most
# chains?
#
# <details><summary>Answer</summary>
#
# At weights of about 1 most factors $|\sigma'(z_k)\, w_k|$ are below $\tfrac14$, because many weights
# are smaller than 1. At 16 the weights are large, but so is $z_k$: where $|z_k|$ is 10, the slope is
# $5 \cdot 10^{-5}$, and 16 times that is still next to nothing. Only a unit whose $z_k$ happens to be
# near 0 passes something on. The band is wide for that reason: a few chains do have large gradients.
#
# </details>
#
# ## 2. An engine that you can read
#
# A chain has one path from the error to a weight. A network has very many, and we let a program
# walk them. PyTorch would do; but its inside is out of sight, and we are here to look inside. So
# this notebook uses `helpers.autodiff`, an engine of less than 250 lines on NumPy arrays. **Read it
# now**: it is worth the fifteen minutes.
#
# | | |
# |---|---|
# | `Node(array)` | an array that remembers how it was made: `+ - * / @ **`, `exp`, `log`, `tanh`, `sigmoid`, `relu`, `sum`, `mean` |
# | `node.backward()` | sets `gradient` of everything that the number `node` was made of; each call begins anew |
# | `Linear_Layer(n, m)` | $x \mapsto xW + b$ with `W` (n, m) and `b` (m,); samples are rows |
# | `Model` | parameters by name: `model.parameters()` finds nodes and layers in attributes, and in lists there |
# | `SGD(model, x, y, rate, batch, seed)` | `train(steps)`: each step draws a batch, calls `model.loss(x, y)`, goes backward, and calls `step()` |
#
# Note that weights stand on the *right* here, $XW$ with $W$: (n, m), as in many texts; PyTorch keeps
# the transpose.

# %%
print(inspect.getsource(SGD) if (inspect := __import__("inspect")) else "")


class OneLayer(Model):
    """A hidden layer of ten units, and a sigmoid at the end."""

    def __init__(self, seed):
        rng = np.random.default_rng(seed)
        self.hidden, self.last = Linear_Layer(4, 10, rng), Linear_Layer(10, 1, rng)

    def forward(self, x):
        return self.last(self.hidden(x).tanh()).sigmoid()

    def loss(self, x, y):
        p = self.forward(x)
        return -(y * p.log() + (1 - y) * (1 - p).log()).sum()


def accuracy(net):
    """Return the share of the 100 flowers that a net puts into the right class."""
    return np.mean((net.forward(features).value > 0.5) == classes)


nets = [OneLayer(seed) for seed in range(10)]
before = [accuracy(net) for net in nets]
losses = [SGD(net, features, classes, seed=seed).train(100) for seed, net in enumerate(nets)]
print("Accuracies before:", *(f"{share:.2f}" for share in before))
print("after 100 steps:  ", *(f"{accuracy(net):.2f}" for net in nets))
