# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Initialization
#
# Below, two networks learn the same curve: 32 layers of ReLUs, the same data, the same optimiser,
# the same random numbers. One learns nothing at all. The other one got the same first weights,
# multiplied by 2.45. How can a single number decide that, and how could you have known it
# beforehand?

# %% nbgrader={"grade": false, "grade_id": "imports", "locked": true, "schema_version": 3, "solution": false}
import itertools

import numpy as np
import torch
import torch.nn.functional as F
from scipy import stats
from torch import nn

from helpers import checks, moments, plotting, published
from helpers.budgets import by_budget
from helpers.seeds import seeded

# %%
torch.set_num_threads(1)  # matrices this small gain nothing from more
x = torch.arange(-10, 10)[:, None] / 10
inputs, targets = torch.cat([x, torch.ones_like(x)], dim=1), torch.sin(10 * x)
losses, outputs = {}, {}
for label, factor in {"PyTorch's default": 1.0, "2.45 times as large": 6**0.5}.items():
    with seeded(0):  # the same random numbers for both
        parts = [nn.Linear(2, 64, bias=False), nn.ReLU()]
        for _ in range(31):
            parts += [nn.Linear(64, 64, bias=False), nn.ReLU()]
        model = nn.Sequential(*parts, nn.Linear(64, 1, bias=False))
    for weight in model.parameters():
        weight.data *= factor
    optimizer, losses[label] = torch.optim.Adam(model.parameters(), lr=0.001), []
    for _ in range(by_budget(quick=30, normal=200, full=200)):
        optimizer.zero_grad()
        loss = F.mse_loss(model(inputs), targets)
        loss.backward()
        optimizer.step()
        losses[label].append(loss.item())
    outputs[label] = model(inputs).detach()[:, 0].numpy()

# %%
left, right = plotting.new_axes(1, 2)
plotting.plot_curves(left, np.arange(len(losses[label])), losses, xlabel="step", ylabel="loss",
                     title="Same network, same data")
right.plot(x, targets, "o", color="black", label="target: sin(10x)")
plotting.plot_curves(right, x[:, 0], outputs, xlabel="$x$", ylabel="output", title="After training")
left.set_yscale("log")
right.set_ylim(-1.2, 2.4);  # room for the legend

# %% [markdown]
# **Look at the picture.** PyTorch's default weights leave the loss where it was: the network gives
# (almost) the same output for every input. With larger weights it learns. In this notebook we first
# compute how large the weights have to be, and then measure whether that is right.
# [Numerical stability](04_numerical_stability.ipynb) showed five ways to go wrong. Behind most of
# them was a scale that did not fit the unit and the width.
#
# **About 5 hours** (the ★ questions: 1½ more) · the cells themselves run in about 25 seconds
# at `quick` and 30 at `normal`.
#
# **You need** [Numerical stability](04_numerical_stability.ipynb), sections 3, 8 and 9
# (backpropagation, filling weights in place, gradient flow); mean, variance and independence; and
# the units of [Activation units and their derivatives](01_derivatives.ipynb).
#
# **Afterwards you can**
#
# * derive Xavier's and Kaiming's variances, and say which assumption is used where;
# * write both initializations, and test that they draw what they should;
# * find out before training whether signals and gradients get through a deep network;
# * judge a sentence such as "tanh goes with Xavier, ReLU with Kaiming" by measurements.
#
# **How the questions work.** Write your code where it says `# YOUR CODE HERE`, then run the check
# below it. The check ends in a verdict (`✓ 2 of 2`, `◐ 1 of 2` or `✗ 0 of 2`) and names the likely
# slip. Additional hidden checks run during grading. Functions must not modify their arguments: no
# array, list or tensor, no model (with its gradients, hooks and train/eval mode), and no global
# generator or seed. If its name ends in `_`, a function changes the *values* of its first argument
# in place, and nothing else. You may use NumPy, SciPy, PyTorch, SymPy, the standard library and
# your earlier answers; a mistake there affects later ones. `helpers.checks` is for the tests only,
# and variables that end in `_` belong to them.
#
# **Notation.** $L$: number of layers · $\ell$: index of a layer · $n_\ell$: its width · $W^\ell$,
# of shape $(n_\ell, n_{\ell-1})$ as in `nn.Linear`: its weights, so `fan_in` is $n_{\ell-1}$ and
# `fan_out` is $n_\ell$ · $z^\ell = W^\ell a^{\ell-1}$, $a^\ell = f(z^\ell)$, $a^0 = x$:
# pre-activations, activations, input · $f$: any unit, $\sigma$: the sigmoid · $\mathcal L$: the
# loss · $\delta^\ell = \partial\mathcal L/\partial z^\ell$ · $N$: number of samples · $m_\ell$:
# mean square of $a^\ell$ · $q_\ell$: variance of $z^\ell$. There are no biases: they start at 0, so
# they play no role at initialization.
#
# ## 1. An instrument · 4 points
#
# How large is a layer's output? Let us measure it by the mean square of its entries, over all
# samples and all neurons at once. Unlike a variance, this needs no mean. And we shall soon see that
# it is just what the next layer's pre-activations depend on:
#
# $$m_\ell = \frac{1}{N\,n_\ell}\sum_{i=1}^{N}\sum_{j=1}^{n_\ell} \bigl(a^{\ell}_{ij}\bigr)^2
#   \qquad (a^{\ell} \text{ has shape } (N, n_\ell))$$
#
# Write the function that measures it behind every unit of a model. You can loop over an
# `nn.Sequential`: it yields its modules in order.

# %% nbgrader={"grade": false, "grade_id": "second-moments", "locked": false, "schema_version": 3, "solution": true}
def second_moments(model, x):
    """Return the mean square of every unit's output, as a list of numbers, from input to output.

    model: an nn.Sequential of nn.Linear and of units: every other module is a unit, a function
        without a state. Linear layers may follow each other directly, and so may units.
    x: tensor of shape (N, n_0), the input. Neither x nor a linear layer's output is listed.
    Model and x must not be modified (no gradient, no hook, no other mode is left behind).
    """
    ### BEGIN SOLUTION
    seen = []
    with torch.no_grad():
        for layer in model:
            x = layer(x)
            if not isinstance(layer, nn.Linear):
                seen.append(x.square().mean().item())
    return seen
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "second-moments-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.part(1, "one tanh between two linear layers"):
    first_, last_ = checks.remote(nn.Linear, 2, 3), checks.remote(nn.Linear, 3, 1)
    model_ = checks.remote(nn.Sequential, first_, checks.remote(nn.Tanh), last_)
    weight_ = np.array([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]], dtype=np.float32)
    checks.set_parameters(model_, {"0.weight": weight_, "0.bias": np.zeros(3)})
    x_ = np.array([[0.5, -1.0], [0.0, 2.0]], dtype=np.float32)
    found_ = checks.call(second_moments, model_, torch.tensor(x_))
    checks.is_true(isinstance(found_, list) and len(found_) == 1,
                   "The model has one unit, so the result must be a list of length 1.", got=found_,
                   slip="neither the input nor a linear layer's output is listed.")
    checks.equals(found_, [np.mean(np.tanh(x_ @ weight_.T) ** 2)], "The mean square behind tanh",
                  rtol=1e-5, slip="square first, then take the mean over samples and neurons.")
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "second-moments-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng = checks.rng("second-moments")
marks = checks.Marks()
units_ = {nn.Tanh: np.tanh, nn.ReLU: lambda z: np.maximum(z, 0),
          nn.SiLU: lambda z: z / (1 + np.exp(-z)), nn.Softsign: lambda z: z / (1 + np.abs(z))}


def compare_(*plan, samples=7, mode=nn.Module.train, watch=False):
    """Compare on a model in a mode: None stands for a linear layer, a class for a unit."""
    a = rng.normal(0.5, 1.0, (samples, 4)).astype(np.float32)
    x, parts, values, right = torch.tensor(a), [], {}, []
    for i, unit in enumerate(plan):
        if unit is None:
            w = rng.normal(0, 1, (int(rng.integers(2, 9)), a.shape[1])).astype(np.float32)
            parts.append(checks.remote(nn.Linear, a.shape[1], len(w)))
            values |= {f"{i}.weight": w, f"{i}.bias": w[:, 0]}
            a = a @ w.T + w[:, 0]
        else:
            parts.append(checks.remote(unit))
            a = units_[unit](a)
            right.append(np.mean(a**2))
    checks.set_parameters(model := checks.remote(nn.Sequential, *parts), values)
    model = checks.remote(mode, model)
    if watch:
        checks.leaves_alone(second_moments, model, x, draws=False)
    checks.equals(checks.call(second_moments, model, x), right, "The list of mean squares",
                  rtol=1e-4, atol=1e-6, slip="outputs of units only: square, then one mean.")


with marks.part(1, "layer by layer"):
    compare_(None, nn.ReLU, None, nn.ReLU, None, nn.ReLU, None, samples=1)
    compare_(None, nn.SiLU, None, nn.Softsign, None, samples=50)
with marks.part(1, "other orders of layers"):
    compare_(None, None, nn.SiLU, None, nn.Tanh)
    compare_(nn.Tanh, None, None, nn.ReLU, nn.Softsign, None)
with marks.part(1, "nothing is modified"):
    for mode_ in (nn.Module.train, nn.Module.eval):
        compare_(None, nn.Tanh, None, nn.ReLU, None, mode=mode_, watch=True)
marks.total()
### END HIDDEN TESTS

# %%
def make_network(unit, init_=None, depth=32, width=64):
    """Return a network of `depth` hidden layers and one output, with weights drawn by init_."""
    sizes, layers = [width] * (depth + 1) + [1], []
    for fan_in, fan_out in itertools.pairwise(sizes):
        layers += [nn.Linear(fan_in, fan_out, bias=False), unit()]
    model = nn.Sequential(*layers[:-1])
    for layer in model:
        if init_ is not None and isinstance(layer, nn.Linear):
            init_(layer.weight)
    return model


def moments_over_seeds(unit, init_=None, depth=32, width=64, seeds=5):
    """Return the second moments behind each layer, shape (seeds, depth); inputs are normal."""
    runs = []
    for seed in range(seeds):
        with seeded(seed):
            model, x = make_network(unit, init_, depth, width), torch.randn(100, width)
        runs.append(second_moments(model, x))
    return np.array(runs)


# %%
axes, layers = plotting.new_axes(), np.arange(1, 33)
names = {"Sigmoid": nn.Sigmoid, "Tanh": nn.Tanh, "ReLU": nn.ReLU}
runs = {name: moments_over_seeds(unit) for name, unit in names.items()}
plotting.plot_spread(axes, layers, runs, quantiles=(0, 1), xlabel=r"layer $\ell$",
                     ylabel=r"$m_\ell$", title="What PyTorch's default does to 32 layers")
axes.set(yscale="log", ylim=(1e-27, 10))
print("standard deviation over 100 inputs / root mean square of the output, 5 networks each")
for name, unit in names.items():
    ratios = []
    for seed in range(5):
        with seeded(seed):
            model, x = make_network(unit).double(), torch.randn(100, 64, dtype=torch.float64)
        y = model(x).detach()
        ratios.append((y.std() / y.square().mean().sqrt()).item())
    print(f"{name:8}", "  ".join(f"{ratio:7.1e}" for ratio in ratios))

# %% [markdown]
# **Read the picture and the table.** `nn.Linear` draws its weights uniformly with variance
# $1/(3\,n_{\ell-1})$. Two of the signals shrink by a constant factor in each layer. Which? And the
# sigmoid's mean square stays at ¼, so is it fine?
#
# <details><summary>Answer</summary>
#
# tanh loses a factor of 3 per layer: small numbers pass it unchanged, and the weights multiply the
# mean square by ⅓. ReLU loses a factor of 6, as half of the square is cut off too. The sigmoid's
# mean square stays at ¼ because σ(0) = ½: every neuron says ½, whatever the input is. The table
# shows what that means: for 100 different inputs, the output is the same number in all of its 16
# digits. A second moment shows that *something* arrives. It does not show that this depends on the
# input. Section 9 measures that.
#
# </details>
#
# ## 2. One layer, there and back · 3 points
#
# Take weights that are independent of each other and of the activations, all with $\mathrm{E}\,W =
# 0$ and with the same variance. The terms of $z_i = \sum_j W_{ij} a_j$ have mean 0, and no two of
# them are correlated, however much the activations are. So their variances add up:
#
# $$\mathrm{Var}\, z^{\ell} = n_{\ell-1}\,\mathrm{Var}\, W^{\ell} \cdot
#   \mathrm{E}\bigl[(a^{\ell-1})^2\bigr], \qquad
#   \mathrm{E}\Bigl[\bigl(\tfrac{\partial\mathcal{L}}{\partial a^{\ell-1}}\bigr)^2\Bigr]
#   = n_\ell\,\mathrm{Var}\, W^{\ell} \cdot \mathrm{E}\bigl[(\delta^{\ell})^2\bigr]$$
#
# The second equation comes from the same argument with $W^\top$. It is an idealisation: the error
# signals $\delta$ do depend on the weights, but only little in wide layers.
#
# [Glorot and Bengio (2010)](https://proceedings.mlr.press/v9/glorot10a.html) ask that neither the
# activations nor the gradients change their size from layer to layer. For units with $f(-z) =
# -f(z)$ and $f'(0) = 1$, and for pre-activations near 0, each of these two wishes asks for a
# variance of its own. The *harmonic mean* of the two variances is the compromise known as **Xavier
# initialization**. Find it, and with it
#
# * `xavier_std`: the standard deviation of normal weights,
# * `xavier_bound`: the number $d$ for weights drawn uniformly from $[-d, d]$.
#
# > **Careful.** The first formula has $\mathrm{E}[a^2]$, and not $\mathrm{Var}\, a$. They are equal
# > only if $\mathrm{E}\,a = 0$. And $\mathrm{E}\,W = 0$ is our own choice when we draw. Biases have
# > nothing to do with it: they shift $z$, and not the weights.

# %% nbgrader={"grade": false, "grade_id": "xavier-formulas", "locked": false, "schema_version": 3, "solution": true}
def xavier_std(fan_in, fan_out):
    """Return the standard deviation of Xavier's weights, a float; fan_in, fan_out: ints >= 1.

    Correct to 9 digits, as is xavier_bound: write the formula, and do not round any constant.
    """
    ### BEGIN SOLUTION
    return (2.0 / (fan_in + fan_out)) ** 0.5
    ### END SOLUTION


def xavier_bound(fan_in, fan_out):
    """Return d such that weights drawn uniformly from [-d, d] have the same variance."""
    ### BEGIN SOLUTION
    return (6.0 / (fan_in + fan_out)) ** 0.5
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "xavier-formulas-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.part(1, "square matrices, and fans exchanged"):
    for f_ in (xavier_std, xavier_bound):
        checks.equals(checks.call(f_, 30, 50), checks.as_floats(checks.call(f_, 50, 30), f_, ""),
                      "The result with fan_in and fan_out exchanged",
                      slip="the mean of two numbers does not depend on their order.")
    checks.agrees(xavier_std, lambda fan_in, _: fan_in**-0.5, [(64, 64), (7, 7)],
                  slip="for a square matrix both directions ask for Var W = 1/n.")
    d_ = float(checks.call(xavier_bound, 64, 64))
    checks.equals(stats.uniform(-d_, 2 * d_).var(), 1 / 64,
                  f"The variance of U(-d, d) for d = xavier_bound(64, 64) = {d_:.6g}",
                  slip="a uniform distribution on [-d, d] has variance d²/3.")
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "xavier-formulas-hidden", "locked": true, "points": 2, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng = checks.rng("xavier-formulas")
marks = checks.Marks()
pairs_ = [(1, 1), (1, 9), (784, 200), (10, 64)]
pairs_ += [tuple(int(n) for n in np.exp(rng.uniform(0, 12, 2)).round()) for _ in range(8)]
half_ = lambda m, n: stats.hmean([1 / m, 1 / n])
with marks.part(1, "xavier_std"):
    checks.agrees(xavier_std, lambda m, n: np.sqrt(half_(m, n)), pairs_, slips={
        "this is the variance; the standard deviation is its root.": half_,
        "this is the condition of the forward direction alone.": lambda m, _: m**-0.5,
        "this is the condition of the backward direction alone.": lambda _, n: n**-0.5,
        "this is the arithmetic mean of the two variances.":
            lambda m, n: np.sqrt((1 / m + 1 / n) / 2),
        "this is the bound.": lambda m, n: np.sqrt(3 * half_(m, n))})
    checks.is_pure(xavier_std, 30, 50)
with marks.part(1, "xavier_bound"):
    checks.agrees(xavier_bound, lambda m, n: np.sqrt(3 * half_(m, n)), pairs_, slips={
        "this is the standard deviation.": lambda m, n: np.sqrt(half_(m, n)),
        "U(-d, d) has variance d²/3, U(0, d) has d²/12.": lambda m, n: np.sqrt(12 * half_(m, n)),
        "one fan is missing: this is √(3/(fan_in + fan_out)).": lambda m, n: np.sqrt(3 / (m + n))})
    checks.is_pure(xavier_bound, 30, 50)
marks.total()
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": true, "grade_id": "xavier-proof", "locked": false, "points": 4, "schema_version": 3, "solution": true}
# ### 2.1 Where does Xavier's variance come from? · 4 points
#
# Derive $n_{\ell-1}\mathrm{Var}\, W^{\ell} = 1$ from "the activations keep their size", and
# $n_\ell\mathrm{Var}\, W^{\ell} = 1$ from "the gradients keep theirs". Say where you use each
# assumption: $\mathrm{E}\,W = 0$ and independence, $f$ odd, $f'(0) = 1$, small $z$. Why can the two
# conditions hardly hold at once, and what is the compromise?
#
# <!-- BEGIN SOLUTION -->
# *Forward.* $z_i = \sum_j W_{ij} a_j$. Since $\mathrm{E}\,W = 0$ and $W$ is independent of $a$,
# $\mathrm{E}\,z_i = 0$. For $j \ne k$ we have $\mathrm{E}[W_{ij}a_jW_{ik}a_k] =
# \mathrm{E}[W_{ij}]\,\mathrm{E}[W_{ik}]\,\mathrm{E}[a_ja_k] = 0$, so that only squares remain:
# $\mathrm{Var}\, z = n_{\ell-1}\mathrm{Var}\, W\,\mathrm{E}[a^2]$. The activations need not be
# independent of each other. $f$ is odd, so $f(0) = 0$; with $f'(0) = 1$ and small $z$,
# $a^{\ell} \approx z^{\ell}$ (the error is of third order where $f$ is smooth enough). Hence
# $\mathrm{E}\,a \approx \mathrm{E}\,z = 0$ and $\mathrm{E}[a^2] \approx \mathrm{Var}\, a$. (If the
# weights' distribution is symmetric, so is that of $z$, and oddness gives $\mathrm{E}\,a = 0$
# exactly, for $z$ of any size. $\mathrm{E}\,W = 0$ alone does not make $z$ symmetric.) So
# $\mathrm{Var}\, a^{\ell} \approx \mathrm{Var}\, z^{\ell} = n_{\ell-1}\mathrm{Var}\, W^{\ell}\,
# \mathrm{Var}\, a^{\ell-1}$. The size stays the same if $n_{\ell-1}\mathrm{Var}\, W^{\ell} = 1$.
#
# *Backward.* With $\delta^{\ell} = \partial\mathcal{L}/\partial z^{\ell}$ we have
# $\delta^{\ell-1}_j = f'(z^{\ell-1}_j) \sum_i W^{\ell}_{ij}\delta^{\ell}_i$, a sum over the
# $n_\ell$ rows. Near 0 the factor $f'$ is about 1, and if $\delta^{\ell}$ is taken as independent
# of $W^{\ell}$, $\mathrm{E}[(\delta^{\ell-1})^2] \approx n_\ell\mathrm{Var}\, W^{\ell}\,
# \mathrm{E}[(\delta^{\ell})^2]$. It stays the same if $n_\ell\mathrm{Var}\, W^{\ell} = 1$.
#
# Both hold only if $n_\ell = n_{\ell-1}$. The compromise is
# $\mathrm{Var}\, W = 2/(n_{\ell-1} + n_\ell)$, the harmonic mean of $1/n_{\ell-1}$ and $1/n_\ell$.
#
# **Rubric.** 1 point: variance of the sum, with $\mathrm{E}\,W = 0$ and independence at the right
# place (mixed terms vanish). 1 point: $a \approx z$ from oddness, slope 1 and small $z$, and
# $\mathrm{E}\,a = 0$, either approximately by the same step or exactly by oddness and *symmetric*
# weights (normal or uniform weights are). "$\mathrm{E}\,W = 0$, so $z$ is symmetric" earns half of
# this point. 1 point: backward, sum over $n_\ell$ terms through the transpose, $f' \approx 1$. 1
# point: both only for equal widths; $2/(n_{\ell-1} + n_\ell)$. Biases are not needed; "biases make
# $\mathrm{E}\,W = 0$" loses the first point.
#
# *Typical wrong answers.* "The activations are independent, so the variance of the sum is the sum
# of the variances": loses the first point. They are not, and need not be; independent weights of
# mean 0 are enough. "n Var W = 1 forward, n Var W = 1 backward, so the mean is 2/(n + n)": 2 or 3
# points if it is not said which n belongs to which direction; the two conditions are what the
# question is about.
# <!-- END SOLUTION -->

# %% [markdown] tags=["optional"] nbgrader={"grade": true, "grade_id": "ends-excepted", "locked": false, "points": 2, "schema_version": 3, "solution": true}
# ### ★ 2.2 Why are the first and the last layer exceptions? · 2 points
#
# The derivation is about a layer between two others. For each end of the network, say in two or
# three sentences which of its assumptions may fail there, and what sets the scale instead.
#
# <!-- BEGIN SOLUTION -->
# First layer: its input is data, not the output of a unit. Mean and size are what the data set and
# its scaling make them (pixels from 0 to 255, say, of positive mean and correlated), so "keep the
# size of the layer before" has no meaning. And the gradient with respect to the input is not used
# for training, so that the backward condition may be dropped. Standardising the inputs is what
# sets the scale here.
#
# Last layer: no unit follows, and its fan_out is the number of targets, often 1 or 10 beside
# hundreds, so that the two conditions differ by a large factor. What size the outputs should have
# depends on targets and loss; the error signal that enters there comes from the loss and not from
# a layer above.
#
# **Rubric.** 1 point: first layer, statistics of the input come from the data (or: no gradient
# with respect to the input is needed). 1 point: last layer, no unit or another fan_out; the scale
# is dictated by targets and loss.
#
# *Typical wrong answers.* "The first layer has no layer before it and the last none after it": at
# most 1 point; it does not say which assumption fails, nor what sets the scale. "The weights of
# the first and last layer are initialised with other formulas": no point, since that repeats the
# question.
# <!-- END SOLUTION -->

# %% [markdown]
# ## 3. Xavier's weights · 6 points
#
# Now fill a tensor with such weights, in place, as the functions of `torch.nn.init` do. (That is
# why their names end in `_`.) The `weight` of a layer is an `nn.Parameter`: it asks for gradients,
# and PyTorch refuses to change it in place, unless you say that this is not a step of a computation
# to be differentiated. `torch.no_grad()` says so.
#
# If a `torch.Generator` is given, all random numbers come from it. This way the caller decides on
# the seed. (With a seed fixed inside the function, every layer would get the same weights.) And the
# draws are independent, as in [Numerical stability](04_numerical_stability.ipynb): none is changed
# because of the others. If you force the mean or the spread of the weights, or make the rows
# orthogonal, you get another initialization.

# %% nbgrader={"grade": false, "grade_id": "xavier-init", "locked": false, "schema_version": 3, "solution": true}
def xavier_normal_(weight, generator=None):
    """Fill weight, in place, with independent draws from N(0, xavier_std²).

    weight: a tensor or nn.Parameter of shape (fan_out, fan_in), float32 or float64; it asks for
        gradients afterwards if it did before, and keeps its `.grad`. The function may return
        anything.
    generator: a torch.Generator, then the only source of chance; None means torch's global one.
    """
    ### BEGIN SOLUTION
    with torch.no_grad():
        weight.normal_(0.0, xavier_std(*weight.shape), generator=generator)
    ### END SOLUTION


def xavier_uniform_(weight, generator=None):
    """Fill weight, in place, with independent draws from U(-d, d), d = xavier_bound; as above."""
    ### BEGIN SOLUTION
    with torch.no_grad():
        bound = xavier_bound(*weight.shape)
        weight.uniform_(-bound, bound, generator=generator)
    ### END SOLUTION

# %% nbgrader={"grade": false, "grade_id": "drawing", "locked": true, "schema_version": 3, "solution": false}
def drawn_(init_, shape, seed=None, dtype=torch.float32, parameter=False):
    """Let an answer fill a tensor of zeros, and return the values."""
    weight = checks.remote(torch.zeros, *shape, dtype=dtype)
    if parameter:
        weight = checks.remote(nn.Parameter, weight)
    checks.call(init_, weight, **({} if seed is None else {"generator": checks.generator(seed)}))
    values = checks.value(weight)
    checks.is_true(values.shape == shape, "The weight has another shape now.", got=values.shape)
    checks.is_true(bool(values.any()), "The weight is what it was before the call: all 0.",
                   slip="`weight = …` binds a name; `weight.normal_` or `weight.copy_` changes it.")
    return values


def symmetric_uniform_(bound):
    """Return the uniform distribution on [-bound, bound]."""
    return stats.uniform(-bound, 2 * bound)

# %% nbgrader={"grade": true, "grade_id": "xavier-init-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
shape_ = (90, 150)
with marks_.part(0.5, "xavier_normal_"):
    checks.looks_drawn_from(
        drawn_(xavier_normal_, shape_), stats.norm(0, (2 / 240) ** 0.5), title="xavier_normal_",
        slips={"the variance was taken for the standard deviation.": stats.norm(0, 2 / 240),
               "Kaiming's gain does not belong here.": stats.norm(0, (4 / 240) ** 0.5)})
with marks_.part(0.5, "xavier_uniform_"):
    checks.looks_drawn_from(
        drawn_(xavier_uniform_, shape_, parameter=True), symmetric_uniform_((6 / 240) ** 0.5),
        title="xavier_uniform_",
        slips={"the bound is not the standard deviation.": symmetric_uniform_((2 / 240) ** 0.5),
               "Kaiming's gain does not belong here.": symmetric_uniform_((12 / 240) ** 0.5)})
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "xavier-init-hidden", "locked": true, "points": 5, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng = checks.rng("xavier-init")
marks = checks.Marks()
cases_ = [((70, 150), torch.float32, False), ((400, 30), torch.float64, True),
          ((1, 9000), torch.float32, True), ((101, 99), torch.float64, False)]


def compare_(init_, law, slips, title):
    for shape, dtype, parameter in cases_:
        values = drawn_(init_, shape, int(rng.integers(2**31)), dtype, parameter)
        wrong = {sentence: law(c / sum(shape)) for sentence, c in slips.items()}
        wrong |= {"this depends on fan_in alone.": law(1 / shape[1]),
                  "n is not the number of all weights.": law(1 / np.prod(shape))}
        checks.looks_drawn_from(values, law(2 / sum(shape)), title=f"{title} of shape {shape}",
                                slips=wrong)


normal_ = lambda variance: stats.norm(0, variance**0.5)
uniform_ = lambda variance: symmetric_uniform_((3 * variance) ** 0.5)
with marks.part(1, "xavier_normal_: the distribution, and independent draws"):
    compare_(xavier_normal_, normal_, {"Kaiming's gain does not belong here.": 4}, "xavier_normal_")
    checks.draws_independently(xavier_normal_, normal_(2 / 40), int(rng.integers(2**31)))
with marks.part(1, "xavier_uniform_: the distribution, and independent draws"):
    compare_(xavier_uniform_, uniform_, {"the bound is √(3 Var W): this is √(3/(m + n)).": 1},
             "xavier_uniform_")
    checks.draws_independently(xavier_uniform_, uniform_(2 / 40), int(rng.integers(2**31)))
seeds_ = [int(seed) for seed in rng.integers(2**31, size=4)]
with marks.part(1, "the generator"):
    checks.draws_from_generator(xavier_normal_, seeds_[0])
    checks.draws_from_generator(xavier_uniform_, seeds_[1])
with marks.part(2, "Parameters and float64, and nothing else is modified"):
    for init_ in (xavier_normal_, xavier_uniform_):
        checks.changes_values_only(init_, generator=checks.generator(seeds_[2]))
marks.total()
### END HIDDEN TESTS

# %% [markdown]
# ### 3.1 Does the signal keep its size?
#
# **Predict, then run.** With Xavier's weights, does the second moment of a tanh network settle at
# a positive value? Dotted is the theory for infinite width, from `helpers.moments`: $z \sim
# \mathcal{N}(0, q_\ell)$ with $q_\ell = n\,\mathrm{Var}\, W\, m_{\ell-1}$, and
# $m_\ell = \mathrm{E}\tanh^2 z$ by numerical integration.

# %%
def xavier_times(gain):
    """Return an initialization: Xavier's normal weights, multiplied by gain."""
    def init_(weight):
        xavier_normal_(weight)
        with torch.no_grad():
            weight *= gain
    return init_


axes, layers = plotting.new_axes(width=7.0, height=4.0), np.arange(1, 65)
gains = {"Xavier": 1.0, "0.9 · Xavier": 0.9, "5/3 · Xavier": 5 / 3}
runs = {name: moments_over_seeds(nn.Tanh, xavier_times(gain), 64, 200) for name, gain in
        gains.items()}
plotting.plot_spread(axes, layers, runs, quantiles=(0, 1))
for name, gain in gains.items():
    theory = moments.second_moments_by_depth(np.tanh, 64, weight_variance=gain**2)
    axes.plot(layers, theory, color="black", linestyle=":", linewidth=1)
    print(f"{name:13} after 64 layers, in theory: {theory[-1]:.2g}")
axes.plot(layers[3:], 1 / (2 * layers[3:]), "o", color="black", markersize=2, label=r"$1/(2\ell)$")
plotting.finish(axes, xlabel=r"layer $\ell$", ylabel=r"$m_\ell$",
                title="tanh: Xavier's signal decays")
axes.set(yscale="log", ylim=(1e-7, 1));

# %% [markdown]
# **Read the picture.** Xavier's condition was $n\,\mathrm{Var}\, W = 1$, "the size stays the same".
# Why does it not, and why does it fall like $1/(2\ell)$? Why is this not as bad as a constant
# factor?
#
# <details><summary>Answer</summary>
#
# The condition assumes a = z. But tanh z is a bit smaller than z: tanh² z ≈ z² − ⅔z⁴, and for
# normal z with variance q this is q − 2q² on average. So each layer takes away 2q², 1/q grows by 2
# per layer, and q ≈ 1/(2ℓ). The smaller the signal, the closer tanh is to the identity, and the
# less it loses. After 64 layers 0.008 is left, while weights that are 10 % smaller leave 1.6·10⁻⁷.
# With gain 5/3 (PyTorch's `calculate_gain("tanh")`) the signal does settle, near 0.42: there,
# saturation just undoes the gain. Section 9 shows the price: the gradients grow.
#
# </details>
#
# ## 4. An affine map repairs the sigmoid · 3 points
#
# > **A claim to judge.** "Xavier keeps the pre-activations in the *sweet spot* of the sigmoid, near
# > 0, where it is almost linear and its slope is largest. So Xavier suits the sigmoid as it suits
# > tanh." Which half of this is right? Think of the two assumptions on $f$ before you read on.
#
# <details><summary>Answer</summary>
#
# The first half is right. With Xavier the sigmoid's z soon has a standard deviation of about ½ (the
# numbers are below the next picture), and there the sigmoid is nearly a straight line. But the
# line is ½ + z/4, and not z. It is not odd, so the activations have a mean of ½; and its slope is
# ¼, so each layer passes on a quarter of every difference between two inputs. After ten layers less
# than a millionth is left. The sweet spot of the derivation is a place where the unit is close to
# the *identity*. tanh has one, the sigmoid does not.
#
# </details>
#
# So Xavier's assumptions, odd and slope 1 at 0, fail for the sigmoid: $\sigma(0) = \tfrac12$ and
# $\sigma'(0) = \tfrac14$. The weights are not to blame for either. But we can make a new unit from
# the old one's *output*,
#
# $$f(z) = \text{scale}\cdot\sigma(z) + \text{shift},$$
#
# and this one can meet both. Find the two numbers.

# %% nbgrader={"grade": false, "grade_id": "affine-sigmoid", "locked": false, "schema_version": 3, "solution": true}
def affine_sigmoid():
    """Return two numbers (scale, shift): scale·σ(z) + shift is odd, with slope 1 at z = 0.

    The output is mapped, not the input z. The numbers are correct to 9 digits.
    """
    ### BEGIN SOLUTION
    return 4.0, -2.0
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "affine-sigmoid-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.part(1, "an odd unit"):
    pair_ = np.asarray(checks.call(affine_sigmoid), dtype=float)
    checks.is_true(pair_.shape == (2,), "affine_sigmoid must return two numbers: scale and shift.",
                   got=pair_)
    unit_ = lambda z: pair_[0] / (1 + np.exp(-z)) + pair_[1]
    checks.is_true(abs(unit_(1.5) + unit_(-1.5)) < 1e-9, "The new unit is not odd.",
                   slip="odd means f(−z) = −f(z), so f(0) must be 0.")
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "affine-sigmoid-hidden", "locked": true, "points": 2, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
marks = checks.Marks()
scale_, shift_ = np.asarray(checks.call(affine_sigmoid), dtype=float).reshape(-1).tolist()
x_ = torch.linspace(-5, 5, 41, dtype=torch.float64)
with marks.part(1, "slope 1 at 0"):
    zero_ = torch.zeros((), dtype=torch.float64, requires_grad=True)
    (scale_ * torch.sigmoid(zero_) + shift_).backward()
    checks.equals(zero_.grad.item(), 1.0, "The slope at 0", slip="σ'(0) is a quarter.")
with marks.part(1, "both together: the unit is 2 tanh(z/2)"):
    checks.equals((scale_ * torch.sigmoid(x_) + shift_).numpy(), 2 * np.tanh(x_.numpy() / 2),
                  "scale·σ(z) + shift", slip="this unit is not odd with slope 1 at 0.")
    checks.is_pure(affine_sigmoid)
marks.total()
### END HIDDEN TESTS

# %%
class Centred(nn.Module):
    """The sigmoid with its output mapped: scale·σ(z) + shift."""

    def forward(self, z):
        scale, shift = affine_sigmoid()
        return scale * torch.sigmoid(z) + shift


left, right = plotting.new_axes(1, 2)
z, layers = plotting.grid(-6, 6), np.arange(1, 33)
units = {"Sigmoid": nn.Sigmoid, "Sigmoid, mapped": Centred, "Tanh": nn.Tanh}
plotting.plot_curves(left, z, {name: unit()(torch.tensor(z)) for name, unit in units.items()},
                     xlabel="$z$", ylabel="$f(z)$", title="Odd, with slope 1 at 0")
runs = {name: moments_over_seeds(unit, xavier_normal_) for name, unit in units.items()}
plotting.plot_spread(right, layers, runs, quantiles=(0, 1), xlabel=r"layer $\ell$",
                     ylabel=r"$m_\ell$", title="Second moments with Xavier")
right.set(yscale="log", ylim=(1e-3, 3))
for name, unit in units.items():  # theory for wide networks
    f, slope = checks.torch_function(unit()), checks.torch_derivative(unit())
    q = np.append(1.0, moments.second_moments_by_depth(f, 9, weight_variance=1.0))
    chi = [moments.gradient_factor(f, slope, weight_variance=1.0, variance=v) for v in q]
    print(f"{name:15}  standard deviation of z in layer 10: {q[-1] ** 0.5:.2f}, and what is left "
          f"of a small change: {np.prod(chi) ** 0.5:.2g}")

# %% [markdown] tags=["optional"] nbgrader={"grade": true, "grade_id": "affine-justified", "locked": false, "points": 3, "schema_version": 3, "solution": true}
# ### ★ 4.1 Which units can be fixed this way? · 3 points
#
# Show that your two numbers are the only ones. Then take any differentiable unit $f$: for which
# $f$ are there numbers $c, k$ such that $c f(z) + k$ is odd with slope 1 at 0? Give the condition
# and the numbers, and one more unit that can be fixed. How does the mapped sigmoid compare with
# tanh, in the picture and as a formula?
#
# <!-- BEGIN SOLUTION -->
# $c f(z) + k$ is odd iff $c(f(z) + f(-z)) = -2k$ for all $z$. With $c \ne 0$ this says that
# $f(z) + f(-z)$ is constant; at $z = 0$ it is $2f(0)$, so $k = -c f(0)$. Slope 1 at 0 then asks for
# $c f'(0) = 1$: $f'(0) \ne 0$, $c = 1/f'(0)$, and $k = -f(0)/f'(0)$. These are the only numbers.
#
# The sigmoid: $\sigma(z) + \sigma(-z) = 1$, $\sigma(0) = \tfrac12$, $\sigma'(0) = \tfrac14$, so
# $4\sigma(z) - 2 = 2\tanh(z/2)$. It is tanh stretched by 2 in both directions: it saturates at
# ±2, and stays near the identity for longer, so its second moment is larger at every depth (it
# decays like $2/\ell$, tanh's like $1/(2\ell)$). $\sigma - \tfrac12$ is odd too, but has slope ¼.
#
# Others: $\Phi(z)$, the normal distribution function, with $\sqrt{2\pi}(\Phi(z) - \tfrac12)$; erf
# with $\tfrac{\sqrt\pi}{2}\mathrm{erf}$; arctan and softsign need nothing ($c = 1, k = 0$).
#
# **Rubric.** 1 point: odd iff $f(z) + f(-z)$ is constant, $k = -c f(0)$. 1 point: $c = 1/f'(0)$,
# hence $4\sigma - 2$ and uniqueness. 1 point: a further unit, and $2\tanh(z/2)$ or an equivalent
# comparison (also allowed: with the input scaled too, $2\sigma(2z) - 1 = \tanh z$). $\sigma -
# \tfrac12$ loses the second point.
#
# *Typical wrong answers.* "σ − ½ is odd, so c = 1 and k = −½": 1 point at most, because the slope
# at 0 is ¼. "c = 4 and k = −2 make it odd with slope 1, which I have checked": 1 or 2 points. It
# shows that these numbers work, not that they are the only ones, and no condition on f is named.
# <!-- END SOLUTION -->

# %% [markdown] tags=["optional"] nbgrader={"grade": true, "grade_id": "relu-not-affine", "locked": false, "points": 2, "schema_version": 3, "solution": true}
# ## ★ 5. And ReLU? · 2 points
#
# Why can no numbers $c, k$ make $c\,\mathrm{ReLU}(z) + k$ fit Xavier's assumptions? Does the same
# hold for GELU, or for softplus?
#
# <!-- BEGIN SOLUTION -->
# $\mathrm{ReLU}(z) + \mathrm{ReLU}(-z) = |z|$ is not constant, so $c\,\mathrm{ReLU} + k$ is odd for
# no $c \ne 0$; and with $c = 0$ it has slope 0. (At 0 there is no slope at all, and the two
# one-sided ones, 0 and $c$, cannot both be 1.) The same argument holds for GELU, where
# $f(z) + f(-z) = z\,(2\Phi(z) - 1)$, and for softplus, $z + 2\log(1 + e^{-z})$ for $z > 0$: both
# grow like $|z|$. A unit that is level on one side and rises on the other cannot be fixed by an
# affine map of its output; the derivation has to change.
#
# **Rubric.** 1 point: $f(z) + f(-z) = |z|$ is not constant (or another proof that oddness fails,
# such as: bounded on one side only). 1 point: GELU or softplus treated with the same argument.
# "ReLU is not differentiable at 0" alone gives at most 1 point.
#
# *Typical wrong answers.* "ReLU is not differentiable at 0, and so the derivation does not hold":
# at most 1 point; GELU and softplus are smooth, and fail for the same reason. "ReLU has a
# positive mean, so k = −E a fixes it": no point. That moves the mean, but the function is not odd
# for any k.
# <!-- END SOLUTION -->

# %% [markdown]
# ## 6. ReLU's own variance · 4 points
#
# ReLU is neither odd, nor does it have a slope at 0, and no affine map of its output changes that.
# [He and others (2015)](https://arxiv.org/abs/1502.01852) therefore drop the assumption $a \approx
# z$. They follow $\mathrm{Var}\, z$ from layer to layer instead, and ask what ReLU does to a
# symmetric $z$. Let us measure that first.

# %%
left, right = plotting.new_axes(1, 2, height=3.2)
with seeded(0):
    a = torch.randn(2000, 300).relu()  # activations of a ReLU layer
    z = a @ torch.randn(300, 200) * (2 / 300) ** 0.5  # the next layer's pre-activations
for axes, values in ((left, z), (right, z.relu())):
    axes.hist(values.flatten().numpy(), bins=60, density=True, color=plotting.COLOURS[0])
    axes.axvline(values.mean(), color="black", linestyle="--", label="mean")
plotting.finish(left, xlabel="$z$", ylabel="density", title="Pre-activations: symmetric about 0")
plotting.finish(right, xlabel="$a$", ylabel="density", title="Activations: nothing below 0")
ratios = {"E[a²] / Var z": [], "Var a / Var z": []}
for seed in range(20):
    with seeded(seed):
        a = torch.randn(500, 300).relu()
        z = a @ torch.randn(300, 200) * (2 / 300) ** 0.5
    variance = z.square().mean()  # over the weights too, so that the mean is 0
    ratios["E[a²] / Var z"].append((z.relu().square().mean() / variance).item())
    ratios["Var a / Var z"].append((z.relu().var() / variance).item())
for name, values in ratios.items():
    print(f"{name} = {moments.estimate_mean(values)}")
normal = moments.gaussian_moments(lambda z: np.maximum(z, 0))
print(f"normal z, by integration: {normal.second:.4f} and {normal.variance:.4f}")

# %% [markdown]
# > **Careful.** It is $z$ that is symmetric about 0. An activation of ReLU is never negative, so it
# > could be symmetric only if it were always 0. And ReLU passes *half of the mean square*, whatever
# > the symmetric distribution is. Of the *variance* it passes about a third: for normal $z$, this
# > is $\tfrac12 - \tfrac1{2\pi} = 0.341$. Texts that write $\mathrm{Var}\, a = \tfrac12
# > \mathrm{Var}\, z$ make up for it by a second slip, $\mathrm{Var}\, a$ in the place of
# > $\mathrm{E}[a^2]$.
#
# He and others find one condition for the forward direction and one for the backward direction, and
# say that *either* will do: a factor of $n_\ell / n_{\ell-1}$ per layer does no harm, because the
# product of these factors is $n_L / n_0$. `he_std` is their forward form, which PyTorch calls
# `mode="fan_in"`. The harmonic mean of both, in Xavier's manner, is the **averaged form**. It is
# not in their paper, but some courses use it, and for square matrices it is the same. Derive the
# conditions in 6.1, then write down the numbers.

# %% nbgrader={"grade": false, "grade_id": "kaiming-formulas", "locked": false, "schema_version": 3, "solution": true}
def kaiming_std(fan_in, fan_out):
    """Return the standard deviation of the averaged form, a float; fan_in, fan_out: ints >= 1.

    Correct to 9 digits, as are the two functions below.
    """
    ### BEGIN SOLUTION
    return 2.0 / (fan_in + fan_out) ** 0.5
    ### END SOLUTION


def kaiming_bound(fan_in, fan_out):
    """Return d such that weights drawn uniformly from [-d, d] have the same variance."""
    ### BEGIN SOLUTION
    return (12.0 / (fan_in + fan_out)) ** 0.5
    ### END SOLUTION


def he_std(fan_in):
    """Return the standard deviation of He's forward form, which depends on fan_in alone."""
    ### BEGIN SOLUTION
    return (2.0 / fan_in) ** 0.5
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "kaiming-formulas-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.part(1, "square matrices, and fans exchanged"):
    for f_ in (kaiming_std, kaiming_bound):
        checks.equals(checks.call(f_, 30, 50), checks.as_floats(checks.call(f_, 50, 30), f_, ""),
                      "The result with fan_in and fan_out exchanged",
                      slip="√(2/fan_in) is He's form. The averaged form has both fans.")
    for n_ in (50, 7):
        checks.equals(checks.call(kaiming_std, n_, n_), checks.call(he_std, n_),
                      f"kaiming_std({n_}, {n_})", slip="for a square matrix it equals he_std.")
    checks.agrees(he_std, lambda n: nn.init.calculate_gain("relu") / n**0.5, [1, 64],
                  slip="half of the mean square is lost, so the variance is twice 1/fan_in.")
    d_ = float(checks.call(kaiming_bound, 50, 50))
    checks.equals(stats.uniform(-d_, 2 * d_).std(), checks.call(he_std, 50),
                  f"The standard deviation of U(-d, d) for d = kaiming_bound(50, 50) = {d_:.6g}",
                  slip="a uniform distribution on [-d, d] has variance d²/3.")
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "kaiming-formulas-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng = checks.rng("kaiming-formulas")
marks = checks.Marks()
pairs_ = [(1, 1), (1, 9), (784, 200), (10, 64)]
pairs_ += [tuple(int(n) for n in np.exp(rng.uniform(0, 12, 2)).round()) for _ in range(8)]
both_ = lambda m, n: stats.hmean([2 / m, 2 / n])
with marks.part(1, "kaiming_std"):
    checks.agrees(kaiming_std, lambda m, n: np.sqrt(both_(m, n)), pairs_, slips={
        "this is Xavier's: the factor 2 for the lost half is missing.":
            lambda m, n: np.sqrt(both_(m, n) / 2),
        "this is the variance; the standard deviation is its root.": both_,
        "this is He's form; the averaged one has both fans.": lambda m, _: np.sqrt(2 / m),
        "this is the arithmetic mean of the two variances.": lambda m, n: np.sqrt(1 / m + 1 / n)})
    checks.is_pure(kaiming_std, 30, 50)
with marks.part(1, "kaiming_bound"):
    checks.agrees(kaiming_bound, lambda m, n: np.sqrt(3 * both_(m, n)), pairs_, slips={
        "this is Xavier's bound.": lambda m, n: np.sqrt(1.5 * both_(m, n)),
        "this is the standard deviation.": lambda m, n: np.sqrt(both_(m, n)),
        "this is the bound of He's form.": lambda m, _: np.sqrt(6 / m)})
    checks.is_pure(kaiming_bound, 30, 50)
with marks.part(1, "he_std"):
    checks.agrees(he_std, lambda m: np.sqrt(both_(m, m)), [m for m, _ in pairs_], slips={
        "this is 1/√fan_in: the factor 2 is missing.": lambda m: m**-0.5,
        "this is the variance.": lambda m: 2 / m,
        "this is PyTorch's default for linear layers, with variance 1/(3 fan_in).":
            lambda m: (3 * m) ** -0.5})
    checks.is_pure(he_std, 30)
marks.total()
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": true, "grade_id": "kaiming-proof", "locked": false, "points": 4, "schema_version": 3, "solution": true}
# ### 6.1 Where does the factor ½ come from? · 4 points
#
# Show that for $a = \mathrm{ReLU}(z)$ the size of $z$ stays the same from layer to layer if
# $\tfrac12\,n_{\ell-1}\mathrm{Var}\, W^{\ell} = 1$. Start from the weights: which of their
# properties makes $z$ symmetric, and why do you need a bias of 0? Then give the backward condition
# in a line or two. What does the condition become for a leaky ReLU of slope $s$ on the left?
#
# <!-- BEGIN SOLUTION -->
# Let the weights have a distribution symmetric about 0, be independent of each other and of the
# activations below, and the bias be 0. Then $W$ and $-W$ have the same law, so $z = Wa$ and $-z$
# do: $z$ is symmetric about 0 (a bias $b \ne 0$ would shift the centre to $b$), and $\mathrm{E}\,z
# = 0$. Hence
#
# $$\mathrm{E}[a^2] = \mathrm{E}[z^2\,\mathbb{1}(z > 0)] = \tfrac12\,\mathrm{E}[z^2]
#   = \tfrac12\mathrm{Var}\, z .$$
#
# With the formula of section 2, $\mathrm{Var}\, z^{\ell} = n_{\ell-1}\mathrm{Var}\, W^{\ell}\,
# \mathrm{E}[(a^{\ell-1})^2] = \tfrac12\,n_{\ell-1}\mathrm{Var}\, W^{\ell}\,\mathrm{Var}\,
# z^{\ell-1}$, which stays the same if $\tfrac12\,n_{\ell-1}\mathrm{Var}\, W^{\ell} = 1$. No normal
# distribution is needed, and no small $z$.
#
# Backward: $\delta^{\ell-1}_j = f'(z_j)\sum_i W_{ij}\delta_i$, with $f'(z)^2 = 1$ for half of the
# $z$ and 0 for the others. Taking $f'(z)$ as independent of the sum, and $\delta$ of $W$,
# $\mathrm{E}[(\delta^{\ell-1})^2] =
# \tfrac12\,n_\ell\mathrm{Var}\, W\,\mathrm{E}[(\delta^{\ell})^2]$, so the condition is
# $\tfrac12\,n_\ell\mathrm{Var}\, W = 1$.
#
# Leaky ReLU: $\mathrm{E}[a^2] = \tfrac12(1 + s^2)\mathrm{Var}\, z$, so that
# $\mathrm{Var}\, W = 2/((1 + s^2)\,n_{\ell-1})$.
#
# **Rubric.** 1 point: $z$ (not $a$) is symmetric about 0, from symmetric weights and zero bias; or,
# as fairly, from the central limit theorem: $z$ is a sum of many independent terms of mean 0 (given
# the activations), hence nearly normal in wide layers, *if* mean 0 and zero bias are named. 1
# point: $\mathrm{E}[a^2] = \tfrac12\mathrm{Var}\, z$. 1 point: recursion with $\mathrm{E}[a^2]$,
# and the condition. 1 point: backward condition and leaky slope. "$a$ is symmetric" loses the first
# point, "$\mathrm{Var}\, a = \tfrac12\mathrm{Var}\, z$" the second.
#
# *Typical wrong answers.* "Half of the activations are 0, so the variance is halved": 1 point at
# most. Symmetry of z is not derived, and Var a is not ½ Var z, since a has a positive mean. "z is
# normal, so E a² = ½ Var z", without a word on why it is normal or why its mean is 0: 2 or 3
# points.
# <!-- END SOLUTION -->

# %% [markdown]
# ## 7. Kaiming's weights · 6 points
#
# The rules are those of Xavier's two functions; the weights are those of the **averaged form**. For
# a matrix that is not square, `nn.init.kaiming_normal_` has another variance, because it takes one
# of the fans. And `nn.init.kaiming_uniform_` is made for ReLU only with its default arguments:
# `nn.Linear` calls it with `a=√5`, a leaky slope that no network has, to get its variance of
# $1/(3\,n_{\ell-1})$.

# %% nbgrader={"grade": false, "grade_id": "kaiming-init", "locked": false, "schema_version": 3, "solution": true}
def kaiming_normal_(weight, generator=None):
    """Fill weight, in place, with independent draws from N(0, kaiming_std²), averaged form.

    weight: a tensor or nn.Parameter of shape (fan_out, fan_in), float32 or float64; it asks for
        gradients afterwards if it did before, and keeps its `.grad`. The function may return
        anything.
    generator: a torch.Generator, then the only source of chance; None means torch's global one.
    """
    ### BEGIN SOLUTION
    with torch.no_grad():
        weight.normal_(0.0, kaiming_std(*weight.shape), generator=generator)
    ### END SOLUTION


def kaiming_uniform_(weight, generator=None):
    """Fill weight, in place, with independent draws from U(-d, d), d = kaiming_bound; as above."""
    ### BEGIN SOLUTION
    with torch.no_grad():
        bound = kaiming_bound(*weight.shape)
        weight.uniform_(-bound, bound, generator=generator)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "kaiming-init-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
shape_ = (150, 90)
with marks_.part(0.5, "kaiming_normal_"):
    checks.looks_drawn_from(
        drawn_(kaiming_normal_, shape_), stats.norm(0, (4 / 240) ** 0.5), title="kaiming_normal_",
        slips={"this is Xavier's standard deviation.": stats.norm(0, (2 / 240) ** 0.5)})
with marks_.part(0.5, "kaiming_uniform_"):
    checks.looks_drawn_from(
        drawn_(kaiming_uniform_, shape_, parameter=True), symmetric_uniform_((12 / 240) ** 0.5),
        title="kaiming_uniform_",
        slips={"this is Xavier's bound.": symmetric_uniform_((6 / 240) ** 0.5),
               "the bound is not the standard deviation.": symmetric_uniform_((4 / 240) ** 0.5)})
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "kaiming-init-hidden", "locked": true, "points": 5, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng = checks.rng("kaiming-init")
marks = checks.Marks()
cases_ = [((150, 70), torch.float32, False), ((30, 400), torch.float64, True),
          ((9000, 1), torch.float32, True), ((99, 101), torch.float64, False)]


def compare_(init_, law, title):
    for shape, dtype, parameter in cases_:
        values = drawn_(init_, shape, int(rng.integers(2**31)), dtype, parameter)
        wrong = {"this is Xavier's variance.": law(2 / sum(shape)),
                 "this is He's form with fan_in; here both fans count.": law(2 / shape[1]),
                 "this is He's form with fan_out; here both fans count.": law(2 / shape[0]),
                 "this is the default of nn.Linear.": law(1 / (3 * shape[1]))}
        checks.looks_drawn_from(values, law(4 / sum(shape)), title=f"{title} of shape {shape}",
                                slips=wrong)


normal_ = lambda variance: stats.norm(0, variance**0.5)
uniform_ = lambda variance: symmetric_uniform_((3 * variance) ** 0.5)
with marks.part(1, "kaiming_normal_: the distribution, and independent draws"):
    compare_(kaiming_normal_, normal_, "kaiming_normal_")
    checks.draws_independently(kaiming_normal_, normal_(4 / 40), int(rng.integers(2**31)))
with marks.part(1, "kaiming_uniform_: the distribution, and independent draws"):
    compare_(kaiming_uniform_, uniform_, "kaiming_uniform_")
    checks.draws_independently(kaiming_uniform_, uniform_(4 / 40), int(rng.integers(2**31)))
seeds_ = [int(seed) for seed in rng.integers(2**31, size=4)]
with marks.part(1, "the generator"):
    checks.draws_from_generator(kaiming_normal_, seeds_[0])
    checks.draws_from_generator(kaiming_uniform_, seeds_[1])
with marks.part(2, "Parameters and float64, and nothing else is modified"):
    for init_ in (kaiming_normal_, kaiming_uniform_):
        checks.changes_values_only(init_, generator=checks.generator(seeds_[2]))
marks.total()
### END HIDDEN TESTS

# %%
(left, right), layers = plotting.new_axes(1, 2), np.arange(1, 33)
inits = {"Kaiming": kaiming_normal_, "Xavier": xavier_normal_, "PyTorch's default": None}
runs = {name: moments_over_seeds(nn.ReLU, init_, width=200) for name, init_ in inits.items()}
plotting.plot_spread(left, layers, runs, quantiles=(0, 1), xlabel=r"layer $\ell$",
                     ylabel=r"$m_\ell$", title="ReLU: only the factor 2 keeps the signal")
plotting.plot_spread(right, layers, {"Kaiming": runs["Kaiming"]}, quantiles=(0, 1),
                     xlabel=r"layer $\ell$", title="Kaiming, enlarged")
for variance in (2.0, 1.0, 1 / 3):
    left.plot(layers, (variance / 2.0) ** layers, ":", color="black", lw=1)
right.axhline(1.0, linestyle=":", color="black", lw=1)
left.set(yscale="log", ylim=(1e-27, 10))
right.set(yscale="log", ylim=(0.1, 10));

# %% [markdown]
# **Read the picture.** Dotted is the theory, $m_\ell = (n\,\mathrm{Var}\, W/2)^\ell$. By how much
# does Xavier's choice miss in 32 layers? Why do the five runs with Kaiming's weights spread more
# and more, although the theory is exact for each layer?
#
# <details><summary>Answer</summary>
#
# By 2³² ≈ 4·10⁹. The theory is a mean over networks. In one network, every layer multiplies m by a
# random factor near 1, about 1 ± √(5/n) for width n. The logarithms of 32 such factors add up like
# the steps of a random walk. The wider the network, the narrower the band.
#
# </details>
#
# ## 8. The flat profile that deceives
#
# [Numerical stability](04_numerical_stability.ipynb) looked for vanishing gradients in a profile:
# the mean absolute gradient of each weight, layer by layer. A steep profile shows them. Does a flat
# one show that all is well? Here are three measurements of the same networks: activations on their
# way forward, error signals $\delta^{\ell}$ on their way back, and the weights' gradients
# $\nabla_{W^{\ell}}\mathcal{L} = \delta^{\ell}\,(a^{\ell-1})^\top$, in which both meet.

# %%
def profiles(model, x, y):
    """Return the rms of a and δ and the mean absolute weight gradient, for each hidden layer."""
    signals, linear = [], [layer for layer in model if isinstance(layer, nn.Linear)]

    def note(layer, gradient_in, gradient_out):
        signals.append(gradient_out[0].square().mean().sqrt().item())

    for layer in linear:
        layer.register_full_backward_hook(note)
    F.mse_loss(model(x.requires_grad_()), y).backward()
    backward = signals[::-1][:-1]  # they came from the output to the input; the output layer goes
    gradients = [layer.weight.grad.abs().mean().item() for layer in linear[:-1]]
    return np.sqrt(second_moments(model, x.detach())), backward, gradients


def five(kind, init_):
    """Return the profiles of five networks, shape (5 networks, 3 profiles, 32 layers)."""
    runs = []
    for seed in range(5):
        with seeded(seed):
            model, x = make_network(kind, init_).double(), torch.randn(100, 64).double()
        runs.append(profiles(model, x, torch.sin(3 * x[:, :1])))
    return np.array(runs)


# %%
measured = {(unit, name): five(kind, init_)
            for (unit, kind), (name, init_) in itertools.product(names.items(), inits.items())}
panels = plotting.new_axes(1, 3, width=4.6, height=4.2)
titles = ("Forward: activations", "Backward: error signals", "Weight gradients: flat?")
for part, (axes, title) in enumerate(zip(panels, titles, strict=True)):
    runs = {name: measured["ReLU", name][:, part] for name in inits}
    plotting.plot_spread(axes, layers, runs, quantiles=(0, 1), xlabel=r"layer $\ell$", title=title)
    axes.set(yscale="log", ylim=(1e-17, 30))
for axes in panels[1:]:
    axes.get_legend().remove()  # the lines are those of the left panel
print("32 layers, 5 networks each: powers of ten, from the smallest to the largest\n")
print(f"{'':26}{'m in layer 32':>16}{'gradient, mean':>17}{'layer 32 / layer 1':>21}")
for (unit, name), runs in measured.items():
    activations, gradients = runs[:, 0], runs[:, 2]
    row = f"{unit:8}{name:18}"
    for values in (activations[:, -1] ** 2, gradients.mean(1), gradients[:, -1] / gradients[:, 0]):
        row += f"{np.log10(values.min()):10.1f} …{np.log10(values.max()):6.1f}"
    print(row)

# %% [markdown]
# **Read the picture and the table.** The picture is for ReLU; the table has the numbers for all
# three units, which you will need in section 11. In which panel would you look for a vanishing
# gradient? What would you conclude for PyTorch's default from the panel on the right alone? Why is
# it flat?
#
# <details><summary>Answer</summary>
#
# The right-hand panel has no slope: the first and the last layer get gradients of similar size. But
# look at that size: about 10⁻¹⁵, for weights of size 0.07. The gradient of layer ℓ is a product.
# The error signal has gone through the L − ℓ layers above, the activation through the ℓ − 1 layers
# below, and each layer costs the same factor of about 0.4 in either direction. For every ℓ that
# makes L − 1 factors in all. So a profile's *scale* tells you more than its slope. Where the
# forward and backward factors differ, as with the sigmoid, the profile is steep.
#
# </details>
#
# ## 9. A map of what gets through
#
# How exactly must we meet the scale? Take a network with $n = 128$ neurons per layer and weights
# with $\mathrm{Var}\, W = g^2/n$; we call $g$ the *gain*. Change the input a little. The map shows
# by which factor this change has grown or shrunk after $\ell$ layers (root mean square, median of 3
# networks). It is also the factor for gradients on their way back: both come from the same Jacobian
# $J$, and for a square one the mean square of $Jv$ over random directions $v$ equals that of
# $J^\top u$.
#
# The solid lines bound the region where the factor is between 0.1 and 10. The dotted lines are the
# same bounds in theory: products of $\chi_\ell = g^2\,\mathrm{E}[f'(z^{\ell})^2]$, with
# $z^{\ell} \sim \mathcal{N}(0, q_\ell)$. Such maps come from [Schoenholz and others
# (2017)](https://arxiv.org/abs/1611.01232).
#
# **Predict, then run.** Where does the region lie for tanh, and where for ReLU? Is there one for
# the sigmoid?

# %%
def growth(f, gains, depth=64, width=128, samples=8, seeds=3):
    """Return the rms growth of a small change, shape (gains, depth); median over the seeds."""
    runs, gain = [], torch.tensor(gains)[:, None, None]
    for seed in range(seeds):
        with seeded(seed):
            a = torch.randn(samples, width).double().expand(len(gains), -1, -1)
            change, sizes = torch.randn_like(a), []
            weights = torch.randn(depth, width, width).double() / width**0.5
        start = change.square().mean((1, 2))
        for weight in weights:
            z, change = gain * (a @ weight), gain * (change @ weight)
            a, change = torch.func.jvp(f, (z,), (change,))
            sizes.append((change.square().mean((1, 2)) / start).sqrt())
        runs.append(torch.stack(sizes, dim=1))
    return torch.stack(runs).median(0).values.numpy()


# %%
from tqdm.auto import tqdm


def growth_in_theory(f, gains, depth=64):
    """Return √(χ_1 ⋯ χ_ℓ) for each gain and ℓ, shape (gains, depth)."""
    unit, slope = checks.torch_function(f), checks.torch_derivative(f)
    table = []
    for g in gains:
        m = moments.second_moments_by_depth(unit, depth, weight_variance=g**2)
        q = np.minimum(g**2 * np.append(1.0, m[:-1]), 1e200)
        chi = [moments.gradient_factor(unit, slope, weight_variance=g**2, variance=v) for v in q]
        table.append(np.sqrt(np.cumprod(chi)))
    return np.array(table)


gains = np.geomspace(0.5, 16.0, by_budget(quick=11, normal=41, full=81))
maps = {"Tanh": torch.tanh, "ReLU": F.relu, "GELU": F.gelu, "Sigmoid": torch.sigmoid}
factors, predicted = {}, {}  # powers of ten, shape (64 layers, gains)
for name, f in tqdm(maps.items(), desc="maps"):
    with np.errstate(divide="ignore"):
        factors[name] = np.log10(growth(f, gains)).T
        predicted[name] = np.log10(growth_in_theory(f, gains)).T

# %%
from matplotlib import pyplot as plt

layers = np.arange(1, 65)
panels = plotting.new_axes(2, 2, width=5.4, height=3.9)
for axes, name in zip(panels, maps, strict=True):
    image = axes.pcolormesh(gains, layers, factors[name].clip(-12, 12), cmap="cividis",
                            shading="nearest", vmin=-12, vmax=12)
    axes.contour(gains, layers, factors[name], levels=[-1, 1], colors="white", linewidths=3,
                 linestyles="solid")
    axes.contour(gains, layers, predicted[name], levels=[-1, 1], colors="black",
                 linestyles="dotted")
    plotting.finish(axes, xlabel="gain $g$", ylabel=r"layer $\ell$", title=name)
    axes.set_xscale("log")
    axes.set_xticks([0.5, 1, 2, 4, 8, 16], labels=["½", "1", "2", "4", "8", "16"])
    axes.grid(False)
plt.colorbar(image, ax=list(panels), label="$\\log_{10}$ of the growth of a small change");

# %%
print(f"The gains, of {len(gains)}, with a factor between 0.1 and 10: measured, and in theory")
for name, layer in itertools.product(maps, (10, 32, 64)):
    measured_inside, inside = (
        gains[np.abs(table[name][layer - 1]) <= 1] for table in (factors, predicted))
    ranges = [f"{part[0]:5.2f} to {part[-1]:5.2f}" if part.size else f"{'none':14}"
              for part in (measured_inside, inside)]
    print(f"{name:8} layer {layer}:  {ranges[0]}   {ranges[1]}")
near = np.abs(gains - 2**0.5).argmin()
print("\nGELU near √2, layer 32, measured (in theory):")
for k in range(near - 1, near + 3):
    pair = 10 ** factors["GELU"][31, k], 10 ** predicted["GELU"][31, k]
    print(f"  g = {gains[k]:.2f}: {pair[0]:.2g} ({pair[1]:.2g})")
one = np.abs(gains - 1).argmin()
left = 10 ** factors["Sigmoid"][[9, 31], one]
print(f"Sigmoid, g = {gains[one]:.2f}: {left[0]:.1g} in layer 10, {left[1]:.1g} in layer 32")

tip = gains[np.abs(predicted["Sigmoid"][63]).argmin()]
unit, slope = checks.torch_function(torch.sigmoid), checks.torch_derivative(torch.sigmoid)
m = moments.second_moments_by_depth(unit, 64, weight_variance=tip**2)[-1]
z = np.random.default_rng(0).normal(0, tip * m**0.5, 100_000)
print(f"Sigmoid, g = {tip:.2f}: z has a standard deviation of {z.std():.1f}, "
      f"and {np.mean(slope(z) < 0.01):.0%} of the slopes are below 0.01")

# %% [markdown]
# **Read the picture.** How wide is the region at layer 10, and at layer 64? At which $g$ do
# its tips lie? What would happen to a sigmoid network with $g = 1$, and why is the tip of
# its region not a good place to start either?
#
# <details><summary>Answer</summary>
#
# A funnel. These are the gains with a factor between 0.1 and 10, among 41 (at `normal`) of which
# each is 9 % larger than the one before. At layer 10: tanh 0.92 to 2.59, ReLU 1.19 to 1.68, GELU
# 1.30 to 1.68, and the sigmoid from 6.7 on. At layer 64: tanh 1.00 to 1.30, ReLU only 1.41, the
# sigmoid 10.4 to 11.3, and GELU none: its region, near 1.5, is narrower than the step from one gain
# to the next. tanh's tip is at Xavier's 1, ReLU's at Kaiming's √2.
#
# tanh forgives weights that are too large, because its saturation shrinks what the weights have
# blown up. GELU forgives nothing. At √2, which was made for ReLU, only 0.0014 of a change is left
# in layer 32 (in theory 0.00098), and with the next gain, 1.54, it has grown to 21 times its size
# (in theory 20).
#
# With g = 1 the sigmoid leaves 5·10⁻⁷ of a change after 10 layers, and 7·10⁻²¹ after 32: all inputs
# look alike, as in section 1. At the tip (g = 10.4) z has a standard deviation of 6.9, and about
# half of the slopes are below 0.01. The neurons have become switches: most of them pass nothing,
# and a few pass a lot. That the mean square is right does not make this a good start.
#
# </details>

# %% [markdown]
# ## 10. Does it matter for training?
#
# The data are those of the first picture: $y = \sin(10x)$ at 20 points, inputs $(x, 1)$. The
# networks have 32 hidden layers of 64 neurons. Always predicting the mean gives a loss of 0.485: a
# network at this loss has learned nothing. All networks of one unit are trained at once, as a batch
# of matrices, by plain gradient descent and by Adam. There are three seeds each; lines are medians,
# and bands go from the best to the worst seed.

# %%
def default_(weight):
    """Draw as nn.Linear does by default."""
    nn.init.kaiming_uniform_(weight, a=5**0.5)


def batch_of_weights(init_, seeds):
    """Return one tensor (seeds, fan_in, fan_out) for each layer of the networks."""
    drawn = [torch.empty(n, m) for m, n in itertools.pairwise([2, *[64] * 32, 1])]
    stacks = [[] for _ in drawn]
    for seed in range(seeds):
        with seeded(seed):
            for stack, weight in zip(stacks, drawn, strict=True):
                init_(weight)
                stack.append(weight.T.clone())
    return [torch.stack(stack) for stack in stacks]


print(f"predicting the mean: {(targets - targets.mean()).square().mean():.3f}")

# %%
STEPS = by_budget(quick=12, normal=120, full=600)


def train(f, inits, optimiser, rate, steps=STEPS, seeds=3):
    """Train networks from all inits; return their losses, label → (seeds, steps)."""
    batches = [batch_of_weights(init_, seeds) for init_ in inits.values()]
    weights = []  # for each layer the matrices of all networks, one behind the other
    for layer in range(len(batches[0])):
        weights.append(torch.cat([batch[layer] for batch in batches]).requires_grad_())
    method, losses = optimiser(weights, lr=rate), []
    for _ in range(steps):
        a = inputs.expand(len(weights[0]), -1, -1)
        for weight in weights[:-1]:
            a = f(torch.bmm(a, weight))
        loss = (torch.bmm(a, weights[-1]) - targets).square().mean((1, 2))
        method.zero_grad()
        loss.sum().backward()
        method.step()
        losses.append(loss.detach().numpy())
    return dict(zip(inits, np.array(losses).T.reshape(len(inits), seeds, steps), strict=True))

# %%
inits = {"Kaiming": kaiming_normal_, "Xavier": xavier_normal_, "PyTorch's default": default_}
methods = {"gradient descent, 0.003": (torch.optim.SGD, 0.003),
           "Adam, 0.001": (torch.optim.Adam, 0.001)}
panels = plotting.new_axes(2, 2, width=5.4, height=3.3)
rows = itertools.product(methods.items(), {"Tanh": torch.tanh, "ReLU": F.relu}.items())
for axes, ((label, method), (name, f)) in zip(panels, tqdm(list(rows), desc="panels"), strict=True):
    plotting.plot_spread(axes, np.arange(STEPS), train(f, inits, *method), quantiles=(0, 1),
                         xlabel="step", ylabel="loss", title=f"{name}, {label}")
    axes.axhline(0.485, color="black", linewidth=1, linestyle=":")
    axes.set(yscale="log", ylim=(1e-3, 3))

# %% [markdown]
# One learning rate is not fair to all. So we ran the same at length elsewhere
# (`results/initialization` has the script and every number): five units, three initializations,
# three learning rates for each optimiser (0.001, 0.01 and 0.1 for gradient descent, a tenth of
# these for Adam), 8 seeds, 600 steps. The figure and the table show the final loss at the best
# learning rate of each, that with the lowest median. In the figure every seed is a dot, and losses
# below $10^{-9}$ lie at the lower edge.

# %%
study = published.load("initialization")
units = list(dict.fromkeys(run["unit"] for run in study["runs"]))
starts = list(dict.fromkeys(run["initialization"] for run in study["runs"]))[::-1]
best_finals = {}  # (optimiser, unit, initialization) → final losses of the 8 seeds
for run in study["runs"]:
    finals = [[np.inf if loss is None else loss for loss in losses]  # None: it has diverged
              for losses in run["final"].values()]
    best = min(finals, key=np.median)
    best_finals[run["optimiser"], run["unit"], run["initialization"]] = np.array(best)

panels = plotting.new_axes(1, 2, width=6.6, height=4.4)
for (optimiser, unit, start), losses in best_finals.items():
    axes, mark = panels[int(optimiser == "Adam")], starts.index(start)
    place = units.index(unit) + 0.25 * (mark - 1)
    axes.plot(np.full(8, place), np.clip(losses, 1e-9, 10), "os^"[mark], alpha=0.6,
              color=plotting.COLOURS[mark], label=start if unit == units[0] else None)
for axes, title in zip(panels, ("Gradient descent", "Adam"), strict=True):
    axes.axhline(0.485, color="black", linewidth=1, linestyle=":")
    plotting.finish(axes, xlabel="unit", ylabel="final loss", title=title)
    axes.set(yscale="log", ylim=(5e-10, 20))
    axes.set_xticks(range(len(units)), units)
panels[1].get_legend().remove()  # the marks are those of the left panel

# %%
print("final loss: median of 8 seeds (smallest to largest)")
for (optimiser, unit, start), losses in best_finals.items():
    print(f"{optimiser:17} {unit:8} {start:18} {np.median(losses):9.3g}"
          f"   ({losses.min():.2g} to {losses.max():.2g})")

# %% [markdown] nbgrader={"grade": true, "grade_id": "comparison", "locked": false, "points": 6, "schema_version": 3, "solution": true}
# ## 11. Which initialization for which unit? · 6 points
#
# "tanh goes with Xavier, ReLU with Kaiming." Discuss this sentence with what you have measured, in
# about fifteen sentences, with numbers and their spread.
#
# * What do second moments, gradient profiles and the map tell you *before* training, for tanh, ReLU
#   and the sigmoid?
# * What do the two figures of section 10 show? Where do the seeds agree, and where do they not?
# * What does Adam repair that gradient descent does not, and what can it not repair?
# * What would a comparison with 4 layers, one seed and 50 steps tell you about the sentence? What
#   do these experiments leave open?
#
# <!-- BEGIN SOLUTION -->
# *Before training.* 32 layers, five seeds. PyTorch's default takes ReLU's second moment to 10⁻²⁷ …
# 10⁻²⁵ and tanh's to 10⁻¹⁶. Xavier takes ReLU's to 10⁻¹¹ … 10⁻⁹, while tanh keeps 0.01 … 0.025, in
# line with the theory's $1/(2\ell) = 0.016$. With Kaiming's weights ReLU has 0.04 … 3, and tanh
# 0.3. The sigmoid stays near ¼ whatever the weights, and this tells us nothing. A change of the
# input shrinks to 10⁻²⁰ with a gain of 1. From the last layer to the first, its gradients fall by
# 14.7 to 27.0 powers of ten (Kaiming: 14.7 to 16.5). ReLU's profile is flat with every
# initialization; its scale tells them apart (10⁻¹⁵, 10⁻⁷, 10⁻²). In the map tanh's region ends at 1
# and ReLU's at $\sqrt2$. So far the sentence is right.
#
# *Training.* Final losses at the best of three rates, median of 8 seeds with the range. The default
# leaves ReLU at 0.485 in all of its runs, and tanh at 0.44 (Adam, 0.43 to 0.45). ReLU: Kaiming
# reaches 0.08 (0.003 to 0.30) with gradient descent, where Xavier stays at 0.485 for all seeds.
# With Adam both get below 10⁻¹⁰ in all seeds, Kaiming sooner (first figure). tanh: Xavier 0.39
# (0.37 to 0.45) and Kaiming 0.002 (0.0001 to 0.004) with gradient descent; 0.001 (0.0003 to 0.004)
# and 6·10⁻¹⁰ (up to 0.08 in one seed) with Adam. So for tanh too the larger weights win here,
# against the sentence. The sigmoid stays at 0.485 with all initializations, rates and seeds. The
# mapped one, $4\sigma - 2$, does learn, but with Kaiming it is behind tanh: 0.011 (0.002 to 0.21)
# where tanh has 0.002, and with Adam 2·10⁻⁵ (up to 0.002) where tanh has 6·10⁻¹⁰. GELU learns in
# all seeds only with Kaiming and Adam (0.0005, up to 0.005).
#
# *Adam* divides each gradient by its own size, so that a small scale is not an obstacle (Xavier's
# ReLU, 10⁻⁷), as long as it is above $\epsilon = 10^{-8}$: not for the default's 10⁻¹⁵. And no
# optimiser can bring back a signal that does not depend on the input any more (sigmoid).
#
# *Limits.* With 4 layers every scale is in the broad part of the funnel, and with one seed a
# difference smaller than the spread decides: such a comparison is not evidence for or against it.
# Supported is: too small is fatal, more so with depth; ReLU needs the factor 2 under gradient
# descent; the sigmoid must be centred. "Xavier for tanh" is not supported: there, on this task,
# larger was better. Other tasks, widths and depths, more rates and steps, biases and generalisation
# are open; a fast oscillating target may favour large weights.
#
# **Rubric.** 1 point: second moments or map, with numbers for tanh and ReLU, and what a constant
# second moment of the sigmoid hides. 1 point: the flat profile; scale and not slope. 1 point:
# training, with medians and spread, ReLU with Kaiming against Xavier under gradient descent. 1
# point: tanh; Kaiming at least as good as Xavier here, so that half of the sentence is not
# supported. 1 point: Adam repairs a small scale (down to its ε), but no lost dependence on the
# input. 1 point: limits; seeds, depth, one task, learning rates. Other numbers that the figures
# support are as good; a conclusion from one run, or without a number, earns nothing.
#
# *Typical wrong answers.* "Xavier suits tanh and Kaiming suits ReLU, as the second moments show":
# 1 or 2 points. It repeats the sentence from the state before training and leaves out the runs
# that speak against it. "Kaiming has the lowest loss everywhere, so always take Kaiming": 1 or 2
# points; no spread, nothing about the sigmoid, and one task.
# <!-- END SOLUTION -->

# %% [markdown]
# ## Takeaways
#
# * Ask of a layer what it does to the mean square, forward and backward. Xavier's $1/n$ fits a unit
#   that is close to the identity, Kaiming's $2/n$ fits ReLU, because ReLU loses half.
# * Second moments and flat profiles can deceive. Look at the scale, and at whether the output still
#   depends on the input.
# * The deeper the network, the narrower the range of scales that work.
# * "Which initialization is better" is a question for several seeds, enough depth and more than one
#   learning rate.
#
# Initialization sets the scale at the first step only. What keeps it later, and forgives a wrong
# start, are normalisation layers, which measure mean and variance again in each layer; residual
# connections, which add the identity to each block; and inputs that are standardised. The next
# assignments take up residual connections, in
# [Gradients that take the shortcut](../deep-networks/03_residual_gradients.ipynb).
#
# **Three questions to take further**
#
# 1. Draw the biases at random, too, with some variance. How does the map of tanh change, and is
#    there still a tip?
# 2. For which gain do GELU and Swish keep the mean square of $z$? Is there one that works for every
#    size of $z$, as for ReLU?
# 3. Orthogonal weights keep the length of every vector. Do they keep the signal of a deep tanh
#    network for longer than normal weights do?
#
# **Two papers**
#
# * S. S. Schoenholz, J. Gilmer, S. Ganguli, J. Sohl-Dickstein: [*Deep Information
#   Propagation*](https://arxiv.org/abs/1611.01232), ICLR 2017. The theory of the map in section 9:
#   how deep a random network can be and still be trained.
# * B. Hanin, D. Rolnick: [*How to Start Training: The Effect of Initialization and
#   Architecture*](https://arxiv.org/abs/1803.01719), NeurIPS 2018. Why the bands of section 7
#   widen, and how the widths decide by how much.
