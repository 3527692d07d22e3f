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
# Two kinds of iris, and a straight line is enough to separate them. A network with one hidden layer
# learns this in no time. A network with ten hidden layers of sigmoids could do everything that the
# small one does, and learns nothing at all. In this notebook we watch the gradients of every layer
# while networks train, and find out by experiment what makes them vanish: depth, the unit, or the
# size of the weights.

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


# %%
torch.set_num_threads(1)
seeds = range(by_budget(quick=3, normal=10, full=30))
axes = plotting.new_axes(width=8.0)
plotting.plot_spread(axes, range(300), {
    f"{unit.__name__}, {depth} hidden": [torch_losses(unit, depth, seed) for seed in seeds]
    for unit, depth in ((nn.Tanh, 1), (nn.Sigmoid, 1), (nn.Sigmoid, 3), (nn.Sigmoid, 10))},
    xlabel="step", ylabel="cross-entropy", title="Two kinds of iris: does the net learn?")

# %% [markdown]
# **Look at the picture.** One hidden layer learns within a hundred steps. With ten hidden layers of
# sigmoids the loss stays at $\log 2 = 0.693$, which is what "½ for every flower" costs. No seed
# helps. What is in the way?
#
# **About 5 hours** · the cells run in about 25 seconds at `quick` and 60 at `normal`.
#
# **You need** the derivatives of sigmoid, tanh and ReLU from [Activation units and their
# derivatives](../activation-units/01_derivatives.ipynb), and the chain rule through layers from
# [The chain rule in a net of two layers](../backpropagation/01_two_layer_chain_rule.ipynb).
#
# **Afterwards you can**
#
# * say which factors make up the gradient of an early weight;
# * record gradients in any training loop;
# * build a network of any depth on a small engine for gradients;
# * tell a network that cannot learn from one that has not learned yet.
#
# **How the questions work.** Write your code where it says `# YOUR CODE HERE`, then run the check
# below it. The check ends in a verdict (✓ 2 of 2, ◐ 1 of 2 or ✗ 0 of 2) and names the likely slip.
# Additional hidden checks run during grading. Arrays are NumPy float64. Functions must not modify
# their arguments, and print nothing. You may use NumPy, SciPy, PyTorch, the standard library and
# your earlier answers; a mistake in one of them affects later answers. Names that end in `_` belong
# to the checks.
#
# **Notation.** $z$, $a = f(z)$: pre-activation and activation · $\sigma$: the sigmoid · $\mathcal
# L$: the loss · $L$: number of hidden layers, or of units in a chain · $\ell$: index of a layer ·
# $W^{\ell}$, $b^{\ell}$: its weights and biases, here with $W^{\ell}$: (in, out) · $n$: neurons in
# each hidden layer · $N$: number of samples · $y$, $p$: classes and the probabilities that the
# network gives.
#
# ## 1. A chain of sigmoids · 4 points
#
# The thinnest deep network is a chain of $L$ sigmoid units, one after the other, each with one
# weight and no bias. It maps a number $x$ to $a_L$, which we compare with a target $y$:
#
# $$a_0 = x, \qquad z_k = w_k\, a_{k-1}, \qquad a_k = \sigma(z_k), \qquad
#   \mathcal L = \tfrac12 (a_L - y)^2 .$$
#
# How much does the *first* weight matter? The chain rule, from the loss back to $w_1$, gives
#
# $$\frac{\partial \mathcal L}{\partial w_1} = (a_L - y)\; \sigma'(z_L)\, w_L \; \sigma'(z_{L-1})\,
#   w_{L-1} \cdots \sigma'(z_2)\, w_2 \; \sigma'(z_1)\, x .$$
#
# There are $L$ slopes but only $L - 1$ weights: we differentiate with respect to $w_1$, and the
# input $x$ takes its place. Since $\sigma' \le \tfrac14$,
#
# $$\left|\frac{\partial \mathcal L}{\partial w_1}\right| \le
#   |a_L - y|\; |x|\; \Bigl(\frac14\Bigr)^{L}\; |w_2\, w_3 \cdots w_L| .$$
#
# > **Careful.** You may read that the gradient is at most $(\frac14)^L$. That is true if weights,
# > input and error are at most 1. With weights above 4 the bound grows with $L$. (The gradient
# > itself may not: large weights push the units to where $\sigma'$ is almost 0.)

# %% nbgrader={"grade": false, "grade_id": "chain", "locked": false, "schema_version": 3, "solution": true}
def chain_gradient(weights, x, target):
    """Return ∂loss/∂w₁ of a chain of sigmoid units, a single float.

    weights: w₁ … w_L, a list or an array of L >= 1 numbers. x, target: numbers. The loss is
    ½(a_L − target)², with a₀ = x and a_k = σ(w_k·a_{k−1}). Products w_k·a_{k−1} are at most 700
    in absolute value. Use the formula: no automatic, symbolic or numerical differentiation.
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
# For the checks: PyTorch's answer, and the results of common slips.
def chain_by_torch(weights, x, target):
    """Return the gradient with respect to every weight of a chain, by autograd."""
    w = torch.tensor(weights, dtype=torch.float64, requires_grad=True)
    a = torch.tensor(float(x), dtype=torch.float64)
    for weight in w:
        a = torch.sigmoid(weight * a)
    return torch.autograd.grad((a - target) ** 2 / 2, w)[0].numpy(), a.item()


def check_chain(answer, weights, x, target):
    """Compare an answer with autograd; name the slip whose number it is."""
    (right, *_), end = chain_by_torch(weights, x, target)
    got = float(checks.as_floats(checks.call(answer, weights, x, target), "∂loss/∂w₁", ""))
    slips = {"the error is a − target, not target − a.": -right,
             "the square has the factor ½: its derivative is a − target.": 2 * right,
             "the last factor is the input x, not w₁.": right / (x or 1) * weights[0],
             "x is missing.": right / (x or 1),
             "the factor a − target is missing.": right / (end - target)}
    said = [slip for slip, number in slips.items() if np.isclose(got, number, rtol=1e-9, atol=0)]
    checks.equals(got, right, f"∂loss/∂w₁ (depth {len(weights)})", rtol=1e-9, atol=0,
                  slip=said[0] if said else "each unit has its own slope, at its own z.")

# %% nbgrader={"grade": true, "grade_id": "chain-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.part(1, "chains of one, two and three units"):
    for weights_ in ([0.5], [0.5, -2.0], [0.5, -2.0, 3.0]):
        check_chain(chain_gradient, weights_, 1.5, 1.0)
    check_chain(chain_gradient, np.array([0.5, -2.0, 3.0]), -0.7, 0.0)
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "chain-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng, marks_ = checks.rng("chain"), checks.Marks()
with marks_.part(1, "random chains"):
    for depth_ in (1, 2, 3, 5, 8):
        for scale_ in (1.0, 5.0):
            w_, x_ = rng.uniform(-scale_, scale_, depth_), rng.uniform(0.2, 2)
            check_chain(chain_gradient, w_, x_, 1.0 + x_)
            check_chain(chain_gradient, w_.tolist(), -x_, -0.5)
with marks_.part(1, "long chains, saturated units, an input of 0"):
    check_chain(chain_gradient, rng.uniform(0.5, 1.5, 40), 1.0, 1.5)
    check_chain(chain_gradient, [8.0, *rng.uniform(1, 2, 3)], 1.0, -1.0)
    checks.equals(checks.call(chain_gradient, [1.0, 2.0], 0.0, 1.0), 0.0, "∂loss/∂w₁ at x = 0")
    check_chain(chain_gradient, [2, -1, 3], 1, 2)
with marks_.part(1, "by formula, and without side effects"):
    weights_ = rng.normal(size=4)
    check_chain(chain_gradient, weights_, 0.5, 1.0)
    checks.is_pure(chain_gradient, weights_, 0.5, 1.0)
    checks.leaves_alone(chain_gradient, weights_.tolist(), 0.5, 1.0, draws=False)
    checks.by_hand(chain_gradient, weights_, 0.5, 1.0,
                   because="here ∂loss/∂w₁ is a formula of your own.")
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
plotting.plot_spread(axes, depths, sizes, xlabel="units in the chain", ylabel="|∂loss/∂w₁|",
                     title=f"Median and 80 % of {count} random chains; black: (¼)ⁿ")
axes.plot(depths, 0.25 ** np.array(depths), color="black", lw=1, ls="-")
axes.set(yscale="log", ylim=(1e-30, 10));

# %% [markdown]
# **Read the picture.** With weights of about 1, why is the gradient below the black line? With
# weights of about 16 the bound *grows* with depth. Why are the gradients of most such chains the
# smallest of all?
#
# <details><summary>Answer</summary>
#
# With weights of about 1 most factors $|\sigma'(z_k)\, w_k|$ are below $\tfrac14$, because many
# weights are smaller than 1. With weights of about 16, $z_k$ is large as well: at $|z_k| = 10$ the
# slope is $5 \cdot 10^{-5}$, and 16 times that is still next to nothing. Only a unit whose $z_k$
# happens to be near 0 passes something on. This is also why the band is so wide: a few chains do
# have large gradients.
#
# </details>
#
# ## 2. An engine that you can read
#
# A chain has one path from the loss to a weight. A network has very many, and we let a program walk
# them. PyTorch could do it, but it hides what happens, and we want to see it. So this notebook uses
# `helpers.autodiff`, an engine of less than 250 lines on top of NumPy. **Take fifteen minutes and
# read it now**; it is worth it.
#
# | | |
# |---|---|
# | `Node(array)` | an array that remembers how it was made: `+ - * / @ **`, `exp`, `log`, `tanh`, … |
# | `node.backward()` | sets `gradient` of everything that `node`, a number, was made of |
# | `Linear_Layer(n, m)` | $x \mapsto xW + b$ with `W` (n, m) and `b` (m,); samples are rows |
# | `Model` | `model.parameters()` finds the nodes and layers among its attributes, by name |
# | `SGD(model, x, y, rate, batch, seed)` | `train(steps)`: draws a batch, goes backward, calls `step()` |
#
# Here weights stand on the *right*, $XW$ with $W$: (in, out), as in many texts. PyTorch stores the
# transpose.

# %%
class OneLayer(Model):
    """A hidden layer of ten tanh units, and a sigmoid at the end."""

    def __init__(self, seed):
        rng = np.random.default_rng(seed)
        self.hidden, self.last = Linear_Layer(4, 10, rng), Linear_Layer(10, 1, rng)

    def forward(self, x):
        return self.last(self.hidden(x).tanh()).sigmoid()

    def loss(self, x, y):
        p = self.forward(x)
        return -(y * p.log() + (1 - y) * (1 - p).log()).sum()


def accuracy(net):
    """Return the share of the 100 flowers that a network classifies correctly."""
    return np.mean((net.forward(features).value > 0.5) == classes)


# %%
nets = [OneLayer(seed) for seed in range(10)]
before = [accuracy(net) for net in nets]
losses = [SGD(net, features, classes, seed=seed).train(100) for seed, net in enumerate(nets)]
print("Accuracies before:", *(f"{share:.2f}" for share in before))
print("after 100 steps:  ", *(f"{accuracy(net):.2f}" for net in nets))

# %% [markdown]
# Ten hidden tanh units learn the two classes within a hundred steps, with every seed. Two remarks.
# The loss is a *sum* over the batch, so the gradients, and with them a good learning rate, depend
# on the size of the batch. And a step draws 128 flowers *with replacement* from 100: some flowers
# occur several times, others not at all. So a step is not an epoch, in which each sample is seen
# once.
#
# ## 3. A recorder · 5 points
#
# To see gradients vanish, we write them down while the network trains. For each weight matrix and
# each step, one number says how large the gradient is: the mean of the absolute values of its
# entries,
#
# $$g_{\ell,i} = \text{mean over } j, k \text{ of } \Bigl|\frac{\partial \mathcal L}{\partial
#   W^{\ell}_{jk}}\Bigr| \quad \text{at step } i, \qquad \text{all of them: } (\text{layers},
#   \text{steps}) .$$
#
# It is not the absolute value of the mean: there, positive and negative entries would cancel.
# Biases are left out, because their gradients are not multiplied by the activations of the layer
# below.
#
# `train` goes backward and then calls `step()`. At that moment all gradients are there, so this is
# the place to look at them. Your class inherits everything else.

# %% nbgrader={"grade": false, "grade_id": "recording", "locked": false, "schema_version": 3, "solution": true}
class RecordingSGD(SGD):
    """SGD that records the sizes of the weights' gradients; it trains exactly as SGD does.

    After `train(steps)` the attribute `grad_w` has shape (weight matrices, steps): row l belongs to
    the l-th matrix from the input on, column i to step i, and the entry is the mean of the absolute
    values of the gradient with which this step was taken. Each `train` starts `grad_w` anew.

    The names of weight matrices in `self.model.parameters()` end in "W", those of biases in "b";
    the dict has them in the order of the layers.
    """

    ### BEGIN SOLUTION
    def train(self, steps):
        self._columns = []
        losses = super().train(steps)
        self.grad_w = np.array(self._columns).T
        return losses

    def step(self):
        parameters = self.model.parameters().items()
        self._columns.append([np.abs(p.gradient).mean() for name, p in parameters
                              if name.endswith("W")])
        super().step()
    ### END SOLUTION

# %% nbgrader={"grade": false, "grade_id": "probe-net", "locked": true, "schema_version": 3, "solution": false}
# For the checks: a net of a shape of our own, made on either side.
PROBE = """
import numpy as np
from helpers.autodiff import Linear_Layer, Model

class Probe(Model):
    def __init__(self, widths, seed):
        rng = np.random.default_rng(seed)
        self.layers = [Linear_Layer(n, m, rng) for n, m in zip(widths, widths[1:])]

    def loss(self, x, y):
        for layer in self.layers[:-1]:
            x = layer(x).tanh()
        return ((self.layers[-1](x) - y) ** 2).sum()

    def numbers(self):
        return [array for layer in self.layers for array in (layer.W.value, layer.b.value)]
"""
# %% nbgrader={"grade": false, "grade_id": "recorders", "locked": true, "schema_version": 3, "solution": false}
def compare_recorders(answer, widths, counts, rate, batch, seed, made):
    """Train a probe with the answer's recorder, and its twin with torch; compare what they keep."""
    x, y = made.normal(size=(9, widths[0])), made.normal(size=(9, widths[-1]))
    probe = checks.call(checks.define(PROBE, "Probe"), widths, seed)
    recorder = checks.call(answer, probe, x, y, rate, batch, seed)
    leaves = [torch.tensor(array, requires_grad=True)
              for array in checks.use(probe, ("call", "numbers"))[0]]
    draws = np.random.default_rng(seed)
    for count in counts:
        columns = []
        for _ in range(count):
            chosen = draws.integers(9, size=batch)
            a = torch.tensor(x[chosen])
            for k in range(0, len(leaves), 2):
                a = (torch.tanh(a) if k else a) @ leaves[k] + leaves[k + 1]
            slopes = torch.autograd.grad(((a - torch.tensor(y[chosen])) ** 2).sum(), leaves)
            columns.append([slope.abs().mean() for slope in slopes[::2]])
            leaves = [(p - rate * g).detach().requires_grad_() for p, g in zip(leaves, slopes)]
        _, found = checks.use(recorder, ("call", "train", count), ("get", "grad_w"))
        checks.equals(found, np.transpose(columns), f"grad_w after train({count})", rtol=1e-9,
                      slip="mean of absolute values; weights only; each train starts over.")
    for got, leaf in zip(checks.use(probe, ("call", "numbers"))[0], leaves, strict=True):
        checks.equals(got, leaf.detach(), "A parameter after training", rtol=1e-9,
                      slip="call `super().step()`, which takes the step.")
    return recorder

# %% nbgrader={"grade": true, "grade_id": "recording-tests", "locked": true, "points": 2, "schema_version": 3, "solution": false}
marks_, rng = checks.Marks(), checks.rng("recording, visible")
with marks_.part(1, "three matrices, four steps"):
    compare_recorders(RecordingSGD, [3, 4, 2, 1], [4], 0.01, 6, 0, rng)
with marks_.part(1, "a second training of another length"):
    compare_recorders(RecordingSGD, [2, 3, 1], [4, 2], 0.01, 6, 1, rng)
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "recording-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
marks_, rng = checks.Marks(), checks.rng("recording")
with marks_.part(1, "many layers, in their order"):
    compare_recorders(RecordingSGD, [2, *rng.permutation(12) + 1, 1], [3], 1e-4, 5, 7, rng)
with marks_.part(1, "one matrix, one step, other rates and batches"):
    compare_recorders(RecordingSGD, [4, 1], [1, 1, 3], 0.02, 1, 3, rng)
    compare_recorders(RecordingSGD, [1, 5, 3], [2], 0.001, 50, 4, rng)
with marks_.part(1, "two recorders side by side"):
    first_ = compare_recorders(RecordingSGD, [3, 4, 1], [3], 0.01, 6, 5, rng)
    kept_ = checks.use(first_, ("get", "grad_w"))[0]
    compare_recorders(RecordingSGD, [2, 2, 2, 1], [5], 0.01, 6, 6, rng)
    checks.equals(checks.use(first_, ("get", "grad_w"))[0], kept_, "grad_w of the first recorder",
                  slip="each recorder needs its own `self.grad_w`, not a shared array.")
marks_.total()
### END HIDDEN TESTS

# %% [markdown]
# ## 4. A plot for each layer · 3 points
#
# Draw one line for each weight matrix, each on its own axes, from the input to the output. You get
# the axes; draw and label them.

# %% nbgrader={"grade": false, "grade_id": "plot-gradients", "locked": false, "schema_version": 3, "solution": true}
def plot_gradients(axes, grad_w):
    """Draw row k of `grad_w` on `axes[k]`: one line on each, the values against the steps.

    axes: flat, as many as `grad_w` has rows. grad_w: array (layers, steps) of positive numbers.
    Give each axes its own title or y label. You may choose the scale, logarithmic for instance.
    """
    ### BEGIN SOLUTION
    for layer, (one, row) in enumerate(zip(axes, grad_w)):
        plotting.plot_curves(one, np.arange(len(row)), {f"layer {layer + 1}": row},
                             xlabel="step", title=f"Weights into layer {layer + 1}")
        one.set_yscale("log")
    ### END SOLUTION

# %% nbgrader={"grade": false, "grade_id": "drawing", "locked": true, "schema_version": 3, "solution": false}
def check_drawing(answer, rows, draw=checks.call):
    """Let the answer draw these rows; return what is seen on each axes."""
    axes = checks.remote(checks.new_axes, len(rows))
    draw(answer, axes, rows)
    pictures = checks.describe(axes)
    for k, (picture, row) in enumerate(zip(pictures, rows, strict=True)):
        line = checks.find_values(picture, row)
        checks.is_true(line is not None, f"axes[{k}] does not show row {k}.",
                       slip="row k belongs on axes[k]; check the last one.")
        checks.is_true(len(picture["lines"]) == 1, f"axes[{k}] has {len(picture['lines'])} lines.",
                       slip="draw exactly one line on each axes.")
        checks.is_true(bool((np.diff(line["x"]) > 0).all()), "Steps do not increase.")
    return pictures

# %% nbgrader={"grade": true, "grade_id": "plot-gradients-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.part(1, "three rows on three axes"):
    check_drawing(plot_gradients, 10.0 ** -np.arange(1, 4)[:, None] * np.linspace(1, 2, 12))
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "plot-gradients-hidden", "locked": true, "points": 2, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
marks_, rng = checks.Marks(), checks.rng("plot-gradients")
with marks_.part(1, "each row on its axes"):
    for shape_ in ((2, 9), (5, 30)):
        check_drawing(plot_gradients, 10 ** rng.uniform(-6, 1, shape_))
    check_drawing(plot_gradients, 10 ** rng.uniform(-6, 1, (4, 7)), checks.leaves_alone)
with marks_.part(1, "axes can be told apart"):
    seen_ = check_drawing(plot_gradients, 10 ** rng.uniform(-6, 1, (3, 8)))
    said_ = [(one["title"], one["ylabel"]) for one in seen_]
    checks.is_true(len(set(said_)) == 3, "Two axes have the same title and y label.", got=said_)
    checks.is_true(all(map(checks.points_the_usual_way, seen_)), "An axis is upside down.")
marks_.total()
### END HIDDEN TESTS

# %% [markdown]
# ## 5. A network of any depth · 6 points
#
# Now the network itself, with as many hidden layers as you like: $L$ of them, each with $n$
# neurons,
#
# $$a^{0} = X, \qquad a^{\ell} = f\bigl(a^{\ell-1} W^{\ell} + b^{\ell}\bigr) \;\; (\ell = 1 \dots
# L), \qquad p = \sigma\bigl(a^{L} W^{L+1} + b^{L+1}\bigr),$$
#
# with $W^{1}$: (features, $n$), $W^{2} \dots W^{L}$: ($n$, $n$), $W^{L+1}$: ($n$, 1). So $L$ hidden
# layers have $L + 1$ affine maps, and a sigmoid always follows the last one. The loss is the
# cross-entropy, summed over the samples of the batch,
#
# $$\mathcal L = -\sum_i \bigl[y_i \log p_i + (1 - y_i) \log (1 - p_i)\bigr], \qquad p, y: (N, 1)
# .$$
#
# > **Careful.** Gradients flow through the methods of nodes: `node.tanh()`. `np.tanh(node)` is an
# > error, and `np.tanh(node.value)` is a plain array, at which the way back ends.

# %% nbgrader={"grade": false, "grade_id": "net", "locked": false, "schema_version": 3, "solution": true}
class Net(Model):
    """n_layers hidden layers of n_hidden_neurons each, and a sigmoid at the end.

    n_layers: at least 1. act_func: "tanh", "sigmoid" or "relu"; another name raises a ValueError
    in the constructor. All layers are `Linear_Layer`s, made in order from the input on, each in an
    attribute or all in one list. forward(x): array (N, n_features) → node (N, 1).
    loss(x, y): array and array (N, 1) → node, the cross-entropy summed over the batch.
    """

    def __init__(self, n_features, n_hidden_neurons, n_layers, act_func):
        ### BEGIN SOLUTION
        units = {"tanh": Node.tanh, "sigmoid": Node.sigmoid, "relu": Node.relu}
        if act_func not in units:
            raise ValueError(f"act_func is one of {', '.join(units)}, not {act_func!r}.")
        widths = [n_features, *[n_hidden_neurons] * n_layers, 1]
        self.layers = [Linear_Layer(n, m) for n, m in pairwise(widths)]
        self.unit = units[act_func]
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        for layer in self.layers[:-1]:
            x = self.unit(layer(x))
        return self.layers[-1](x).sigmoid()
        ### END SOLUTION

    def loss(self, x, y):
        ### BEGIN SOLUTION
        p = self.forward(x)
        return -(y * p.log() + (1 - y) * (1 - p).log()).sum()
        ### END SOLUTION

# %% nbgrader={"grade": false, "grade_id": "net-oracle", "locked": true, "schema_version": 3, "solution": false}
TORCH_UNITS = {"tanh": torch.tanh, "sigmoid": torch.sigmoid, "relu": torch.relu}
ATTEMPT = """
def attempt(make, *arguments):
    try:
        make(*arguments)
    except Exception as error:
        return type(error).__name__
    return "no exception"
"""


def filled_net(answer, n_features, width, n_layers, act_func, made):
    """Return the answer's network with random parameters, handles to these, and their values."""
    net = checks.call(answer, n_features, width, n_layers, act_func)
    nodes = list(checks.use(net, ("call", "parameters"))[0].values())
    widths = [n_features, *[width] * n_layers, 1]
    due = [shape for n, m in pairwise(widths) for shape in ((n, m), (m,))]
    shapes = [np.shape(checks.use(node, ("get", "value"))[0]) for node in nodes]
    checks.is_true(shapes == due, "The shapes of W and b, layer by layer, are not right.",
                   got=shapes, slip=f"n_layers = {n_layers} needs {n_layers + 1} Linear_Layers.")
    values = [made.normal(0, 0.9 / np.sqrt(shape[0]), shape) for shape in shapes]
    for node, value in zip(nodes, values):
        checks.use(node, ("set", "value", value))
    return net, nodes, [torch.tensor(value, requires_grad=True) for value in values]


# %% nbgrader={"grade": false, "grade_id": "net-comparison", "locked": true, "schema_version": 3, "solution": false}
def compare_nets(answer, n_features, width, n_layers, act_func, N, made):
    """Compare forward, loss and all gradients of an answer's net with torch."""
    net, nodes, leaves = filled_net(answer, n_features, width, n_layers, act_func, made)
    x, y = made.normal(size=(N, n_features)), made.permutation(np.arange(N) % 2.0)[:, None]
    a = torch.tensor(x)
    for k, (W, b) in enumerate(zip(leaves[::2], leaves[1::2])):
        a = a @ W + b
        a = TORCH_UNITS[act_func](a) if k < n_layers else torch.sigmoid(a)
    loss = nn.functional.binary_cross_entropy(a, torch.tensor(y), reduction="sum")
    where = f"n_layers = {n_layers}, {width} neurons each, {act_func}"
    forward, total = checks.use(net, ("call", "forward", x), ("call", "loss", x, y))
    checks.equals(checks.use(forward, ("get", "value"))[0], a.detach(), f"{where}: forward",
                  slip="act_func after every hidden layer, and only there; a sigmoid at the end.")
    checks.equals(checks.use(total, ("get", "value"))[0], loss.item(), f"{where}: the loss",
                  slip="sum the cross-entropy over the batch; do not take the mean.")
    checks.use(total, ("call", "backward"))
    for node, gradient in zip(nodes, torch.autograd.grad(loss, leaves)):
        found = checks.use(node, ("get", "gradient"))[0]
        checks.equals(found, gradient, f"{where}: a gradient", rtol=1e-7,
                      slip="use the methods of nodes for every step.")
    return net, x, y

# %% nbgrader={"grade": true, "grade_id": "net-tests", "locked": true, "points": 2, "schema_version": 3, "solution": false}
marks_, rng = checks.Marks(), checks.rng("net, visible")
with marks_.part(1, "one hidden layer"):
    compare_nets(Net, 4, 3, 1, "tanh", 5, rng)
with marks_.part(1, "three hidden layers, each unit"):
    for unit_ in ("tanh", "sigmoid", "relu"):
        compare_nets(Net, 2, 3, 3, unit_, 4, rng)
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "net-hidden", "locked": true, "points": 4, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
marks_, rng = checks.Marks(), checks.rng("net")
with marks_.part(1, "shapes, loss and gradients"):
    for sizes_ in ((5, 2, 1), (1, 4, 2), (3, 1, 4)):
        for unit_ in ("tanh", "sigmoid", "relu"):
            compare_nets(Net, *sizes_, unit_, 7, rng)
with marks_.part(1, "deep, and one sample"):
    compare_nets(Net, 4, 3, 12, "tanh", 6, rng)
    compare_nets(Net, 2, 5, 2, "relu", 1, rng)
with marks_.part(1, "other names are refused"):
    compare_nets(Net, 3, 4, 2, "tanh", 5, rng)
    attempt_ = checks.define(ATTEMPT, "attempt")
    for name_ in ("ReLU", "softplus", ""):
        raised_ = checks.call(attempt_, Net, 4, 3, 2, name_)
        checks.is_true(raised_ == "ValueError", f"act_func = {name_!r} raises no ValueError.",
                       got=raised_, slip="check the name in the constructor.")
with marks_.part(1, "nets share nothing, and leave their arguments alone"):
    first_, x_, y_ = compare_nets(Net, 3, 4, 2, "tanh", 5, rng)
    kept_ = checks.use(checks.use(first_, ("call", "forward", x_))[0], ("get", "value"))[0]
    compare_nets(Net, 3, 4, 2, "relu", 5, rng)
    again_ = checks.use(checks.use(first_, ("call", "forward", x_))[0], ("get", "value"))[0]
    checks.equals(again_, kept_, "forward of the first net, after a second one was made",
                  slip="store layers and names in `self`.")
    checks.leaves_alone(checks.use(first_, ("get", "loss"))[0], x_, y_)
marks_.total()
### END HIDDEN TESTS

# %% [markdown]
# ## 6. Look at them vanish
#
# Now we have all the parts. We train three networks with ten hidden layers, of sigmoid, tanh and
# ReLU, for 100 steps each. Your recorder writes down the gradients of all eleven weight matrices.

# %%
def recorded(n_hidden, depth, unit, seed, kind="He", x=features, steps=100):
    """Train a network that starts from this seed; return it and grad_w."""
    net = started(Net(x.shape[1], n_hidden, depth, unit), kind, seed)
    recorder = RecordingSGD(net, x, classes, seed=seed)
    with np.errstate(all="ignore"):  # if a network blows up, the numbers say so
        recorder.train(steps)
    return net, recorder.grad_w


def started(net, kind, seed):
    """Draw all weights from a normal law of this kind's variance; set all biases to 0."""
    rng = np.random.default_rng(seed)
    for name, p in net.parameters().items():
        n, m = p.shape if name.endswith("W") else (1, 0)
        variance = {"He": 2 / n, "Xavier": 2 / (n + m), "PyTorch": 1 / (3 * n)}[kind]
        p.value = rng.normal(0, np.sqrt(variance), p.shape) * bool(m)
    return net


trained = {unit: recorded(10, 10, unit, seed=0) for unit in ("sigmoid", "tanh", "relu")}
for unit, (net, _) in trained.items():
    print(f"{unit:8} accuracy {accuracy(net):.2f}")
*axes, spare = plotting.new_axes(4, 3, width=4.0, height=2.0)
spare.set_axis_off()  # there are 11 matrices
plot_gradients(axes, trained["sigmoid"][1])

# %%
panels = plotting.new_axes(1, 3, width=4.6, height=3.6)
for axes, (unit, (_, grad_w)) in zip(panels, trained.items()):
    chosen = {f"matrix {k + 1}": grad_w[k] + 1e-30 for k in (0, 3, 6, 10)}
    plotting.plot_curves(axes, range(100), chosen, xlabel="step", title=f"ten layers, {unit}",
                         ylabel="mean |gradient|")
    axes.set(yscale="log", ylim=(1e-8, 1e3))

# %% [markdown]
# **Read the picture.** All three panels have the same scale. How many powers of ten lie between the
# first and the last matrix? Which gradients change during training, and which do not?
#
# <details><summary>Answer</summary>
#
# With sigmoids the gradient of the first matrix is about five powers of ten below that of the last
# one, from the first step to the hundredth. Hardly anything changes, because hardly anything is
# learned. With tanh and ReLU the difference is less than one power of ten. There the gradients *do*
# become small with time, all of them together, because the loss does. That is not a vanishing
# gradient, that is success.
#
# </details>
#
# ## 7. Who is to blame: depth, unit, or weights?
#
# One network proves nothing. So we try every combination of three units, four depths and three
# sizes of initial weights, each with several seeds. "He" has the variance $2/n_{in}$, "Xavier"
# $2/(n_{in} + n_{out})$, and "PyTorch" $1/(3 n_{in})$, which is what `nn.Linear` draws (from a
# uniform law). **Predict, then run.** In which rows of the picture will nothing be learned? Does
# the size of the weights matter more to ReLU or to the sigmoid?

# %%
units, depths, kinds = ("sigmoid", "tanh", "relu"), (1, 3, 5, 10), ("PyTorch", "Xavier", "He")
seeds = range(by_budget(quick=2, normal=10, full=30))


def measured(unit, depth, kind):
    """Return the accuracies and the ratios of the first to the last gradient, over the seeds."""
    results = []
    for seed in seeds:
        net, grad_w = recorded(10, depth, unit, seed, kind)
        results.append((accuracy(net), grad_w[0, 0] / grad_w[-1, 0]))
    return np.array(results).T


table = {(unit, kind): np.array([measured(unit, depth, kind) for depth in depths])
         for unit in units for kind in kinds}
print(f"{'':18}" + "".join(f"{f'{depth} hidden':>18}" for depth in depths))
for (unit, kind), results in table.items():
    cells = [f"{right.mean():.2f} ({right.min():.2f})" for right, _ in results]
    print(f"{unit:8} {kind:9}" + "".join(f"{cell:>18}" for cell in cells))
print("Accuracy after 100 steps: mean over the seeds (and the lowest).")

# %%
panels, shown = plotting.new_axes(1, 2, width=5.6, height=4.4), list(table.values())
right = np.array([[accuracies.mean() for accuracies, _ in results] for results in shown])
sizes = np.array([[np.log10(np.median(ratios)) for _, ratios in results] for results in shown])
for axes, numbers, title, style in (
        (panels[0], right, "Accuracy", {"vmin": 0.5, "vmax": 1.0}),
        (panels[1], sizes, "log₁₀ of first / last gradient", {"vmin": -6, "vmax": 0})):
    axes.imshow(numbers, cmap="Greys_r", aspect="auto", **style)
    middle = np.mean([style["vmin"], style["vmax"]])
    for (row, column), number in np.ndenumerate(numbers):
        ink = "black" if number > middle else "white"
        axes.text(column, row, f"{number:.2f}", ha="center", va="center", color=ink)
    axes.set(xticks=range(len(depths)), xticklabels=depths, yticks=range(len(shown)),
             yticklabels=[f"{unit}, {kind}" for unit, kind in table] if axes is panels[0] else [])
    axes.grid(visible=False)
    plotting.finish(axes, xlabel="hidden layers", title=title)

# %% [markdown]
# **Read the picture.** In which cells is nothing learned, and what is the ratio there? Does a small
# ratio mean that a network does not learn? What do the weights change, and for which unit?
#
# <details><summary>Answer</summary>
#
# With ten layers of sigmoids nothing is learned, whatever the weights. Each layer multiplies the
# gradient by at most ¼ times the effect of its weights, and ten such factors leave next to nothing.
# But the small ratio is not the whole story: the last layers do receive a gradient. What they *see*
# no longer depends on the flower, because the same factors shrink every *difference* on the way
# forward.
#
# tanh has slope 1 at 0, and ReLU has slope 1 on half of the line. With weights that preserve the
# size of the signal (Xavier's for tanh, He's for ReLU) ten layers are not a problem. With PyTorch's
# smaller weights both lose a constant factor at each layer, as the sigmoid does. The ratio of ReLU
# stays near 1 even so, because its first and last layer shrink together: the ratio measures the
# profile, not the size. So neither depth alone nor the unit alone is to blame. It is the product.
#
# </details>
#
# ## 8. What the networks have learned
#
# We look at the four measurements in two dimensions: the two directions in which the flowers differ
# most, from a singular value decomposition. Shades show the output of a network in this plane.

# %%
_, singular, directions = np.linalg.svd(features, full_matrices=False)
plane = features @ directions[:2].T
print(f"The plane keeps {(singular[:2]**2).sum() / (singular**2).sum():.0%} of the variance.")
panels = plotting.new_axes(1, 3, width=4.4, height=3.8)
places = np.stack(np.meshgrid(np.linspace(-3.6, 3.6, 80), np.linspace(-3.2, 3.2, 80)))
inputs = places.reshape(2, -1).T @ directions[:2]
for axes, (unit, (net, _)) in zip(panels, trained.items()):
    says = net.forward(inputs).value.reshape(80, 80)
    axes.contourf(*places, says, levels=np.linspace(0, 1, 11), cmap="Greys", alpha=0.6)
    axes.contour(*places, says, levels=[0.5], colors="black", linewidths=2)
    for kind, marker in ((0, "o"), (1, "s")):
        axes.plot(*plane[classes[:, 0] == kind].T, marker, ms=5, mfc="none",
                  label=iris.target_names[kind])
    plotting.finish(axes, xlabel="first direction", ylabel="second direction",
                    title=f"{unit}: {says.min():.3f} to {says.max():.3f}")

# %% [markdown]
# **Read the picture.** Each title gives the lowest and the highest output in the plane. What has
# the network of sigmoids learned? Where is the boundary of the others, and how wide is the zone in
# which they are unsure?
#
# <details><summary>Answer</summary>
#
# The network of sigmoids gives the same output for every flower, real or not, to three digits. It
# has learned a single number, the share of the classes. The others have moved a boundary into the
# gap between the two kinds. tanh is unsure in a band of some width. Where ReLUs are on, the output
# grows without bound, so their zone is narrow. Both boundaries are as good as a straight line, and
# these data ask for nothing more.
#
# </details>
#
# ## 9. Three claims about ReLU, measured
#
# "ReLUs die." "ReLU networks explode, so clip the gradients." "Scale the inputs." You hear all
# three often. How often are they true here? A neuron is *dead* if it is 0 for every input: then its
# weights receive no gradient, whatever the error. (A gradient of 0 for a single sample is nothing
# special: about half of all neurons are off at any time.)

# %%
tries = range(by_budget(quick=20, normal=60, full=300))


def is_dead(width, depth, seed):
    """Tell whether no flower gets through a ReLU network: its output is the same for all."""
    out = started(Net(4, width, depth, "relu"), "He", seed).forward(features).value
    return np.ptp(out) == 0


widths, curves = (1, 2, 3, 5, 10), {}
for depth in (2, 5, 10):
    curves[f"{depth} hidden layers"] = [np.mean([is_dead(width, depth, seed) for seed in tries])
                                        for width in widths]
axes = plotting.new_axes(width=7.0)
plotting.plot_curves(axes, widths, curves, xlabel="neurons in each hidden layer",
                     ylabel="share of dead networks",
                     title=f"Dead at the start, of {len(tries)} networks")

# %%
class ClippedSGD(SGD):
    """SGD that shortens gradients to length 2: all of them together, as one long vector."""

    def step(self):
        gradients = [p.gradient for p in self.model.parameters().values()]
        length = np.sqrt(sum((g**2).sum() for g in gradients))
        for p in self.model.parameters().values():
            p.gradient = p.gradient * min(1.0, 2 / max(length, 1e-12))
        super().step()


# %%
print(f"{'inputs':>14} {'SGD':>16} {'clipped at 2':>16}   mean accuracy (and the lowest)")
for name, x in (("scaled", features), ("in cm", flowers), ("in mm", 10 * flowers)):
    cells = []
    for optimizer in (SGD, ClippedSGD):
        found = []
        for seed in seeds:
            net = started(Net(4, 10, 5, "relu"), "He", seed)
            with np.errstate(all="ignore"):
                optimizer(net, x, classes, rate=0.001 if optimizer is SGD else 0.01,
                          seed=seed).train(100)
                found.append(np.mean((net.forward(x).value > 0.5) == classes))
        cells.append(f"{np.mean(found):.2f} ({np.min(found):.2f})")
    print(f"{name:>14} {cells[0]:>16} {cells[1]:>16}")

# %% [markdown]
# **Read the numbers.** Which of the three claims hold?
#
# <details><summary>Answer</summary>
#
# Narrow and deep ReLU networks are often dead before the first step. With a single neuron in each
# of ten layers nearly all of them are, because each neuron has to be on for some flower. With ten
# neurons in each layer hardly any network is dead. So "ReLUs die" is mostly about width and depth
# at the start, and later about steps that are too large.
#
# ReLU does not blow anything up by itself, any more than a linear function does. What is too large
# is the *scale*: of the inputs, of the weights, or of the step. In millimetres the signal is some
# fifty times as large as with scaled inputs, and so are the gradients of the first layer. Scaling
# the inputs removes the cause. Clipping limits the length of a step and keeps its direction:
# training survives, but you have to choose the rate to match.
#
# </details>
#
# ## 10. The same in PyTorch, with hooks
#
# A *hook* is a function that PyTorch calls with a gradient as soon as it is known. With the weights
# and the batches of section 6, the numbers must be the same.

# %%
def torch_recorder(net, unit, steps, seed):
    """Train a torch copy of a Net as SGD does; return the sizes of its weights' gradients."""
    leaves = {name: torch.tensor(p.value, requires_grad=True)
              for name, p in net.parameters().items()}
    rows, rng = [], np.random.default_rng(seed)
    for name, leaf in leaves.items():
        if name.endswith("W"):
            rows.append(row := [])
            leaf.register_hook(lambda gradient, row=row: row.append(gradient.abs().mean().item()))
    W, b, f = [*leaves.values()][::2], [*leaves.values()][1::2], TORCH_UNITS[unit]
    for _ in range(steps):
        chosen = rng.integers(100, size=128)
        a, y = torch.tensor(features[chosen]), torch.tensor(classes[chosen])
        for k in range(len(W) - 1):
            a = f(a @ W[k] + b[k])
        loss = nn.functional.binary_cross_entropy_with_logits(a @ W[-1] + b[-1], y, reduction="sum")
        for p, g in zip(leaves.values(), torch.autograd.grad(loss, [*leaves.values()])):
            p.data -= 0.001 * g
    return np.array(rows)


# %%
for unit in ("sigmoid", "tanh", "relu"):
    ours = recorded(10, 10, unit, seed=0)[1]
    theirs = torch_recorder(started(Net(4, 10, 10, unit), "He", 0), unit, 100, seed=0)
    print(f"{unit:8} largest relative difference in {ours.size} gradients: "
          f"{np.max(np.abs(ours - theirs) / (ours + 1e-300)):.1e}")

# %% [markdown] nbgrader={"grade": true, "grade_id": "freestyle", "locked": false, "points": 6, "schema_version": 3, "solution": true}
# ## 11. An experiment of your own · 6 points
#
# Ask a question about depth, units and weights that sections 6 to 9 leave open, and answer it with
# an experiment, in cells of your own that you insert above this one. For example: do ten layers
# learn with $4\sigma(z) - 2$ instead of the sigmoid, with weights twice as large, with a hundred
# times as many steps, or with a shortcut from $a^{\ell}$ to $a^{\ell+1}$? From which depth on does
# tanh fail with PyTorch's weights?
#
# Write about ten sentences here:
#
# * your question, what you expected, and why;
# * what you measured, with how many seeds, and what you left unchanged;
# * the result, with numbers and their spread;
# * what it shows, what it does not show, and what you would do next.
#
# <!-- BEGIN SOLUTION -->
# *A model answer.* Question: the sigmoid has two faults, a slope of at most ¼ and a mean of ½. Does
# a network of ten layers learn if we fix only the slope? I expected that this helps, because each
# layer then multiplies the gradient by a number near 1. Measured: ten hidden layers of ten neurons,
# He's weights, rate 0.001, 100 steps, ten seeds, with $\sigma(z)$, $\sigma(4z)$ (slope 1 at 0) and
# $4\sigma(z) - 2 = 2\tanh(z/2)$ (slope 1 and mean 0). Everything else is unchanged.
#
# Result: $\sigma(z)$ has an accuracy of 0.50 with every seed; $4\sigma(z) - 2$ has 1.00 with every
# seed; with $\sigma(4z)$ the seeds differ. So the slope alone is not enough: inputs around ½ push
# the units of the next layer away from 0, where their slope is small again. The mean has to be
# fixed, too. All of this holds for one width, one rate and one easy data set. Next I would choose
# the biases so that each $z$ has mean 0, which keeps $\sigma(4z)$ and its range.
#
# **Rubric.** 1 point: a clear question that the notebook leaves open, about depth, units or
# weights. 1 point: an expectation, with a reason from the product of factors. 1 point: one thing is
# changed, and everything else is said to be the same. 1 point: several seeds, and numbers with
# their spread. 1 point: the result is read correctly, whether or not it was expected. 1 point:
# limits, and a next step that follows.
#
# *Typical wrong answers.* "I tried 5, 10 and 20 layers of sigmoids, and all have an accuracy of
# 0.5, so deep networks do not work": 2 points at most; section 7 already shows this, tanh
# contradicts the conclusion, and no seeds are given. "ReLU reached 1.00 and tanh 0.99, so ReLU is
# better": 2 points at most; one seed, and a single flower is the whole difference.
# <!-- END SOLUTION -->

# %% [markdown]
# ## Takeaways
#
# * The gradient of an early weight is a product, with one slope and one weight for each layer above
#   it. Ten factors below one half leave less than a thousandth.
# * A small gradient is not the only problem: the same factors shrink differences between inputs on
#   their way forward, and a layer cannot learn from what does not depend on the input.
# * Depth, unit and weights act together. tanh with Xavier's weights and ReLU with He's can handle
#   ten layers; no choice of weights saves ten sigmoids.
# * Small gradients of a network that has learned are a good sign. Record before you judge.
#
# **Three questions to take further**
#
# 1. Replace $f(a^{\ell} W + b)$ by the sum $a^{\ell} + f(a^{\ell} W + b)$. What does the product of
#    factors become, and what do ten layers of sigmoids learn now?
# 2. Train one layer after the other, each with its own sigmoid at the end. Can ten sigmoids learn
#    this way?
# 3. How do the pictures of section 7 change with Adam, which divides each gradient by its own size?
#
# **Two papers**
#
# * Y. Bengio, P. Simard, P. Frasconi: [*Learning Long-Term Dependencies with Gradient Descent is
#   Difficult*](https://doi.org/10.1109/72.279181), IEEE Transactions on Neural Networks 5 (1994),
#   pages 157–166. Why a network cannot both store a signal and pass its gradient on.
# * X. Glorot, Y. Bengio: [*Understanding the Difficulty of Training Deep Feedforward Neural
#   Networks*](https://proceedings.mlr.press/v9/glorot10a.html), AISTATS 2010, pages 249–256. The
#   pictures of section 6 for larger networks, and the variance that bears Xavier's name.
