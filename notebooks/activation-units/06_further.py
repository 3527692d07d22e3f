# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Going further: five predictions that can be checked
#
# Much of what we say about training sounds like weather: raw pixels "train badly", a learning rate
# "is too large", deep networks "become unstable". This notebook takes five such sentences and
# turns each into a formula that you can test, some of them to the last digit. Everything here is
# optional.

# %% nbgrader={"grade": false, "grade_id": "imports", "locked": true, "schema_version": 3, "solution": false}
import math

import mpmath
import numpy as np
import torch

from helpers import checks, plotting
from helpers.budgets import by_budget

# %%
panels = plotting.new_axes(1, 3, width=4.6, height=3.5)
x = np.linspace(0, 1, 1025)
hat, hats = x, {}
for times in (1, 2, 3):
    hat = np.minimum(2 * hat, 2 - 2 * hat)
    hats["1 layer" if times == 1 else f"{times} layers"] = hat
plotting.plot_curves(panels[0], x, hats, xlabel="$x$", title="Three layers, four teeth")
panels[0].legend(loc="lower center")
rng, a = np.random.default_rng(0), np.ones((40, 16, 1))
powers = [np.ones(40)]
for _ in range(30):
    a = np.maximum(rng.normal(0, math.sqrt(2 / 16), (40, 16, 16)) @ a, 0)
    powers.append(np.square(a).mean(axis=(1, 2)))
panels[1].plot(np.array(powers), color=plotting.COLOURS[0], ls="-", lw=0.7)
panels[1].set(yscale="log")
plotting.finish(panels[1], xlabel=r"layer $\ell$", ylabel=r"mean square of $a^{\ell}$",
                title="40 networks, all started by He")
z = np.linspace(0.5, 22, 400)
exact = np.array([float(1 / mpmath.cosh(mpmath.mpf(v)) ** 2) for v in z.tolist()])
panels[2].plot(z, np.abs(1 - np.tanh(z) ** 2 - exact) / exact, ".", ms=4)
panels[2].set(yscale="log", ylim=(1e-17, 10))
plotting.finish(panels[2], xlabel="$z$", ylabel="relative error",
                title=r"$1 - \tanh^2 z$ in float64");

# %% [markdown]
# **Look at the picture.** Left: a layer of two neurons folds the interval, and each further layer
# folds it again. That is how depth beats width (section 4). In the middle: the same "right"
# initialization gives networks whose activations differ by many powers of ten (section 3). Right: a
# textbook formula loses all its digits, and the line along which it does so can be predicted
# (section 5). Sections 1 and 2 predict how training behaves.
#
# * **About 5 hours** for all five sections, one hour each. They do not need each other: pick what
#   you like. The cells themselves run in about 10 seconds at `quick` and 20 at
#   `normal`.
# * **You need** backpropagation and floats from
#   [Numerical stability](04_numerical_stability.ipynb), He's variance from
#   [Initialization](05_initialization.ipynb), and the best line pieces for $x^2$ from
#   [A net for x²](02_relu_approximation.ipynb). Section 1 explains something that you saw in
#   [six units on digits](03_mnist_comparison.ipynb).
# * **Afterwards you can** trade a scale of the data for a learning rate, and predict the largest
#   learning rate before training. You can say how unequal random networks are, and build a network
#   whose error falls by 4 with each layer. And you can tell an ill-conditioned problem from a bad
#   formula.
# * **How the questions work.** Write your code where it says `# YOUR CODE HERE` and run the check
#   below it. It ends in a verdict: `✓ 1 of 1`, or `✗ 0 of 1` with a sentence that names the likely
#   slip. Additional hidden checks run when this is graded. Functions must not modify their
#   arguments, and must not use a global random generator. You may use NumPy, SciPy, PyTorch,
#   mpmath and the standard library, and your earlier answers; a mistake in one of those affects
#   later ones. Names that end in `_` belong to the checks.
# * **Notation.** $x$ input, $y$ target, $N$ samples, $z$ pre-activation, $a = f(z)$ activation
#   with unit $f$; $W$ of shape (out, in) and $b$; $\mathcal L$ loss, $\eta$ learning rate; $L$
#   layers of widths $n_\ell$, index $\ell$; $E$ mean. New here: $\theta$ holds all parameters, $H$
#   the second derivatives of $\mathcal L$, $\kappa$ is a condition number, $c$ a factor.
#
# ## ★ 1. Scaled pixels are a scaled learning rate · 4 points
#
# Pixels come as 0 to 255 or as 0 to 1. A network that receives $c\,x$ in place of $x$ can compute
# the same function: it needs $W/c$ in its first layer. But does it also *learn* the same? Let
# $\delta = \partial\mathcal L/\partial z$ in the first layer, of shape $(n_{out},)$ for one
# sample. With $x$ and $W$, and then with $x' = c\,x$ and $W' = W/c$,
#
# $$\frac{\partial\mathcal L}{\partial W} = \delta\, x^\top, \qquad
#   \frac{\partial\mathcal L}{\partial W'} = \delta\, (c\,x)^\top
#   = c\,\frac{\partial\mathcal L}{\partial W}, \qquad W, W': (n_{out}, n_{in}).$$
#
# The gradient is $c$ times *larger*, yet the weights are $c$ times *smaller*. Which rate $\eta'$
# for $W'$ keeps $W' = W/c$ after a step? And which rate does $b$ need? Inputs may also have a
# factor each, $c: (n_{in},)$. Adam divides each gradient by a running size of the same gradient,
# so its step does not see $c$ at all (as long as its $\varepsilon$ is 0). What follows for its
# rate?
#
# > **Careful.** This holds for factors. A *shift* of the inputs can be undone at the start, by
# > another $b$, but no rates undo it in the steps: it mixes the gradients of $W$ and $b$.

# %% nbgrader={"grade": false, "grade_id": "train", "locked": true, "schema_version": 3, "solution": false}
def train(x, y, start, rates, steps, optimizer="sgd"):
    """Return the outputs of a tanh network before each step on all samples: (steps, N, n_out).

    start: W, b, V, c of the output V·tanh(W·x + b) + c; rates: one for each, numbers or arrays.
    The loss is half the squared error of a sample, averaged over samples. Adam's ε is 0 here.
    """
    parameters, outputs = [np.array(p, dtype=float) for p in start], []
    first, second = [0.0] * 4, [0.0] * 4
    for t in range(1, steps + 1):
        W, b, V, c = parameters
        a = np.tanh(x @ W.T + b)
        outputs.append(a @ V.T + c)
        d_out = (outputs[-1] - y) / len(x)
        d = (d_out @ V) * (1 - a * a)
        gradients = [d.T @ x, d.sum(axis=0), d_out.T @ a, d_out.sum(axis=0)]
        for k, g in enumerate(gradients):
            step = g
            if optimizer == "adam":
                first[k] = 0.9 * first[k] + 0.1 * g
                second[k] = 0.999 * second[k] + 0.001 * g * g
                size = np.sqrt(second[k] / (1 - 0.999**t))
                step = first[k] / (1 - 0.9**t) / np.where(size > 0, size, 1)
            parameters[k] = parameters[k] - rates[k] * step
    return np.array(outputs)

# %% tags=["optional"] nbgrader={"grade": false, "grade_id": "scaled-pixels", "locked": false, "schema_version": 3, "solution": true}
def equivalent_start(weight, rate, factor, optimizer="sgd"):
    """Return (new_weight, weight_rate, bias_rate) for a first layer that receives factor * x.

    With them it gives the same outputs at every step as (weight, rate, rate) does with x.
    weight: array (n_out, n_in); rate: a positive number; optimizer: "sgd" or "adam" (with ε = 0).
    factor: a positive number, or an array (n_in,) with one for each input.
    new_weight: array (n_out, n_in). weight_rate: a number, or an array that broadcasts to the
    shape of weight. bias_rate: a number.
    """
    ### BEGIN SOLUTION
    power = 2 if optimizer == "sgd" else 1
    return weight / factor, rate / factor**power, rate
    ### END SOLUTION

# %% nbgrader={"grade": false, "grade_id": "follow", "locked": true, "schema_version": 3, "solution": false}
def compare_training(answer, rng, shape, factor, optimizer="sgd"):
    """Train a network on x, and another on factor·x from what the answer says; compare them."""
    N, n_in, n_hidden, n_out = shape
    x, y = rng.normal(size=(N, n_in)), rng.normal(size=(N, n_out))
    start = [rng.normal(size=s) for s in ((n_hidden, n_in), n_hidden, (n_out, n_hidden), n_out)]
    found = checks.call(answer, start[0], 0.05, factor, optimizer=optimizer)
    checks.is_true(isinstance(found, tuple | list) and len(found) == 3,
                   "Return three things: new_weight, weight_rate, bias_rate.", got=found)
    weight, weight_rate, bias_rate = (checks.as_floats(value, "each result", "") for value in found)
    checks.is_true(weight.shape == start[0].shape, "new_weight must have the shape of weight.",
                   got=weight.shape)
    checks.is_true(bias_rate.size == 1, "bias_rate must be a number.", got=bias_rate)
    right = train(x, y, start, [0.05] * 4, 8, optimizer)
    rates = [weight_rate, bias_rate.item(), 0.05, 0.05]
    with np.errstate(all="ignore"):
        got = train(x * factor, y, [weight, *start[1:]], rates, 8, optimizer)
    same = [np.allclose(*pair, rtol=1e-9, atol=1e-9) for pair in zip(got, right, strict=True)]
    checks.is_true(same[0], "The outputs differ before the first step.",
                   slip="W' (c·x) must be W x: divide W by the factor of each column.")
    checks.is_true(all(same), f"The outputs differ after step {same.index(False)}."
                   if not all(same) else "", slip="what must W' and b lose in one step, what do "
                   f"they lose with these rates? The optimizer is {optimizer}.")

# %% nbgrader={"grade": true, "grade_id": "scaled-pixels-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.part(1, "gradient descent with one factor"):
    compare_training(equivalent_start, checks.rng("scaled-pixels"), (9, 3, 4, 2), 16.0)
    compare_training(equivalent_start, checks.rng("scaled-pixels"), (9, 3, 4, 2), 0.25)
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "scaled-pixels-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng = checks.rng("scaled-pixels")
marks = checks.Marks()
with marks.part(1, "gradient descent with one factor, other shapes"):
    for shape_, factor_ in (((7, 5, 4, 2), 255.0), ((1, 3, 2, 1), 2), ((6, 1, 1, 3), 0.01),
                            ((8, 4, 4, 4), float(rng.uniform(2, 9)))):
        compare_training(equivalent_start, rng, shape_, factor_)
    checks.is_pure(equivalent_start, rng.normal(size=(2, 3)), 0.3, 4.0)
with marks.part(1, "a factor for each input"):
    for shape_ in ((7, 5, 3, 2), (5, 4, 4, 4), (6, 2, 5, 1), (4, 1, 3, 2)):
        compare_training(equivalent_start, rng, shape_, rng.uniform(0.1, 9, shape_[1]))
        compare_training(equivalent_start, rng, shape_, 2.0 ** rng.integers(-4, 5, shape_[1]))
    checks.is_pure(equivalent_start, rng.normal(size=(2, 3)), 0.3, rng.uniform(1, 2, 3))
with marks.part(1, "Adam"):
    for shape_, factor_ in (((7, 5, 4, 2), 255.0), ((6, 3, 4, 1), 0.125),
                            ((5, 4, 3, 2), rng.uniform(0.1, 9, 4))):
        compare_training(equivalent_start, rng, shape_, factor_, "adam")
    checks.is_pure(equivalent_start, rng.normal(size=(2, 3)), 0.3, 4.0, optimizer="adam")
marks.total()
### END HIDDEN TESTS

# %%
rng, rate, steps = np.random.default_rng(1), 0.02, by_budget(quick=20, normal=60, full=300)
count = by_budget(quick=60, normal=300, full=2000)
strokes = np.kron(rng.random((count, 7, 7)) ** 4, np.ones((1, 4, 4)))  # blots of 4 x 4 pixels
unit_x = strokes.reshape(count, 784)
targets = np.eye(10)[(unit_x @ rng.normal(size=(784, 10))).argmax(axis=1)]
usual = [rng.uniform(-1 / 28, 1 / 28, (32, 784)), np.zeros(32),
         rng.normal(0, 0.2, (10, 32)), np.zeros(10)]
W2, rate2, b_rate2 = equivalent_start(usual[0], rate, 255.0)
runs = {"0 to 1, usual start": (unit_x, usual[0], rate),
        "0 to 255, your start and rates": (255 * unit_x, W2, rate2),
        "0 to 255, usual start": (255 * unit_x, usual[0], rate),
        "0 to 1, 255 W, rate 255² η": (unit_x, 255 * usual[0], 255**2 * rate)}
losses = {}
for name, (x, W, weight_rate) in runs.items():
    outputs = train(x, targets, [W, *usual[1:]], [weight_rate, rate, rate, rate], steps)
    losses[name] = np.square(outputs - targets).sum(axis=2).mean(axis=1) / 2
    print(f"{name:32} loss at the end {losses[name][-1]:.12f}")
print(f"η = {rate}, so 255² η = {255**2 * rate:.1f}, and η / 255² = {rate2:.3g}")
axes = plotting.plot_curves(plotting.new_axes(width=7.5), range(steps), losses, xlabel="step",
                            ylabel=r"loss $\mathcal{L}$", title="Four descriptions of two runs")
for line, width in zip(axes.get_lines(), (6, 2, 6, 2), strict=True):
    line.set(linewidth=width, alpha=0.45 if width == 6 else 1)
axes.set(yscale="log");

# %% [markdown]
# **Read the picture.** (784 artificial pixels in ten classes.) Four runs give two curves: which
# pairs coincide, and why? What does the second pair say about raw pixels in a network with the
# usual start?
#
# <details><summary>Answer</summary>
#
# With $W/c$, the rate $\eta/c^2$ for $W$ and $\eta$ for $b$, pixels from 0 to 255 give the run of
# pixels from 0 to 1. Indeed, one step turns $W'$ into
# $W/c - \eta'\,c\,\partial\mathcal L/\partial W$, which is $1/c$ times the new $W$ if
# $\eta' = \eta/c^2$. The printed losses agree in all digits but perhaps the last ones. (If $c$ is a
# power of 2, they agree exactly, since such a factor rounds nothing.)
#
# Read backwards, the statement says what raw pixels *are*: they are pixels from 0 to 1 in a network
# whose first weights are 255 times as large and whose first layer alone learns at a rate that is
# $255^2 = 65\,025$ times as large. A rate of 0.005 becomes 325 there. Large weights saturate tanh,
# and no single rate suits all layers. A search that finds another best rate for raw pixels is
# looking for a compromise between layers. With Adam the rate changes by $c$, not by $c^2$.
#
# </details>
#
# ## ★ 2. Which learning rate diverges? · 4 points
#
# Before we search for a learning rate, can we say where the search must end? Near a point the loss
# is a parabola in each direction, $\mathcal L(\theta + v) \approx \mathcal L + g^\top v + \frac12
# v^\top H v$, where $g$ of shape $(n,)$ is the gradient and $H$ of shape $(n, n)$ the symmetric
# matrix of second derivatives; the error is of third order in $v$. For a loss that *is* a
# parabola, each step of gradient descent multiplies the distance from the minimum, along the
# eigenvector of the eigenvalue $\lambda$ of $H$, by $1 - \eta\lambda$. It stays bounded as long as
# $|1 - \eta\lambda| \le 1$, so the steepest direction decides:
#
# $$\eta_{max} = \frac{2}{\lambda_{max}(H)} .$$
#
# $H$ is too large to write down: a network of a million parameters would need $10^{12}$ numbers.
# But its product with a vector costs two gradients,
#
# $$H v = \frac{g(\theta + h v) - g(\theta - h v)}{2h} + O(h^2), \qquad v, g: (n,).$$
#
# **Power iteration** repeats $v \leftarrow Hv/|Hv|$ from a random start. The part of $v$ along the
# eigenvector of the largest $|\lambda|$ grows fastest, and $v^\top H v$ tends to $\lambda$.
#
# > **Careful.** A fixed start such as $(1, \dots, 1)$ can be orthogonal to that eigenvector. And a
# > random one must not come from a global generator: `np.random.default_rng(0)` makes your own.

# %% nbgrader={"grade": false, "grade_id": "compare-rate", "locked": true, "schema_version": 3, "solution": false}
def expect_rate(answer, H, gradient, theta, words):
    """Compare the answer with 2 / λ_max of the matrix H, and count the calls of gradient."""
    calls = []
    counted = lambda theta: calls.append(1) or gradient(theta)
    rate = checks.call(answer, counted, theta)
    checks.equals(rate, 2 / np.linalg.eigvalsh(H)[-1], f"The rate ({words})", rtol=1e-3,
                  slip="2 divided by the largest eigenvalue; v needs length 1 in each step.")
    checks.is_true(len(calls) <= 500, f"{len(calls)} calls of gradient, 500 at most.",
                   slip="one product H v costs two calls; do not compute H column by column.")


def matrix_with(eigenvalues, rng):
    """Return a symmetric matrix with these eigenvalues and random eigenvectors."""
    turn = np.linalg.qr(rng.normal(size=(len(eigenvalues), len(eigenvalues))))[0]
    return turn @ np.diag(eigenvalues) @ turn.T

# %% nbgrader={"grade": false, "grade_id": "small-network", "locked": true, "schema_version": 3, "solution": false}
def small_network(unit, rng):
    """Return the exact Hessian of a small network's loss, the loss's gradient, and parameters."""
    x, y = torch.tensor(rng.normal(size=(2, 9)))
    theta = rng.normal(size=10)

    def slope(theta, create_graph=False):
        leaf = torch.as_tensor(theta).detach().requires_grad_()
        out = unit(x[:, None] * leaf[:3] + leaf[3:6]) @ leaf[6:9] + leaf[9]
        loss = (out - y).square().mean()
        return leaf, torch.autograd.grad(loss, leaf, create_graph=create_graph)[0]

    leaf, first = slope(theta, create_graph=True)
    H = torch.stack([torch.autograd.grad(g, leaf, retain_graph=True)[0] for g in first])
    return H.numpy(), lambda theta: slope(theta)[1].numpy(), theta

# %% tags=["optional"] nbgrader={"grade": false, "grade_id": "divergence-rate", "locked": false, "schema_version": 3, "solution": true}
def divergence_rate(gradient, theta):
    """Return 2 / λ_max of the loss's second derivatives at theta, a float.

    gradient: a function; gradient(theta) is the gradient of the loss, an array (n,).
    theta: float64 array (n,), n >= 1, of size about 1. Relative error at most 1e-3.
    You may rely on: λ_max > 0, and no other eigenvalue has an absolute value above 0.75 λ_max.
    Call `gradient` at most 500 times, however large n is.
    """
    ### BEGIN SOLUTION
    h, v = 1e-4, np.random.default_rng(0).normal(size=theta.shape)
    for _ in range(60):
        v = v / np.linalg.norm(v)
        product = (gradient(theta + h * v) - gradient(theta - h * v)) / (2 * h)
        largest, v = v @ product, product
    return float(2 / largest)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "divergence-rate-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
rng_ = checks.rng("divergence-rate")
marks_ = checks.Marks()
with marks_.part(1, "least squares, where λ_max is known exactly"):
    for sizes_ in ([2.0, 0.5], [3.0, 1.0, 0.2, 0.0], [0.5]):
        H_ = matrix_with(sizes_, rng_)
        expect_rate(divergence_rate, H_, lambda theta: H_ @ theta - 1.0,
                    rng_.normal(size=len(H_)), f"eigenvalues {sizes_}")
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "divergence-rate-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng = checks.rng("divergence-rate")
marks = checks.Marks()


with marks.part(1, "least squares"):
    for n_, scale_ in ((1, 3.0), (5, 0.01), (30, 50.0)):
        H_ = matrix_with(scale_ * np.append(1.0, rng.uniform(-0.1, 0.7, n_ - 1)), rng)
        p_ = rng.normal(size=n_)
        expect_rate(divergence_rate, H_, lambda theta: H_ @ theta + p_, rng.normal(size=n_),
                    f"n = {n_}")
    checks.leaves_alone(divergence_rate, lambda theta: H_ @ theta, rng.normal(size=n_), draws=False)
with marks.part(1, "many parameters, unlucky starts, a minimum"):
    large_ = rng.uniform(0, 0.5, 520)
    large_[7] = 1.3
    expect_rate(divergence_rate, np.diag(large_), lambda theta: large_ * theta - 1,
                rng.normal(size=520), "n = 520")
    H_ = np.diag([0.0, 1.0, 1.0, 0.5]) + 0.5 * np.outer([0, 1, -1, 0], [0, 1, -1, 0])
    expect_rate(divergence_rate, H_, lambda theta: H_ @ theta, np.zeros(4), "at the minimum")
    expect_rate(divergence_rate, H_, lambda theta: H_ @ theta, np.ones(4), "top (0, 1, −1, 0)")
    H_ = np.diag([-0.6, 1.0, 0.1])
    expect_rate(divergence_rate, H_, lambda theta: H_ @ theta, np.ones(3), "a negative eigenvalue")
with marks.part(1, "small networks, against the exact Hessian"):
    for kind_ in (torch.tanh, torch.sigmoid, torch.nn.functional.softplus):
        while True:
            H_, slope_, theta_ = small_network(kind_, rng)
            *others_, most_ = np.linalg.eigvalsh(H_)
            if np.abs(others_).max() < 0.75 * most_:
                break
        expect_rate(divergence_rate, H_, slope_, theta_, f"a network with {kind_.__name__}")
marks.total()
### END HIDDEN TESTS

# %% [markdown]
# Now real training: 16 neurons learn $\sin 2x$ from 32 points. We predict $2/\lambda_{max}$ at the
# start, and then try 19 rates, from half to about eleven times the prediction, 300 steps each. "It
# diverges" means: the loss ends above ten times its first value, or is not a number.

# %%
points, n = np.linspace(-2, 2, 32)[:, None], 16
sigmoid = lambda z: 1 / (1 + np.exp(-z))
units = {"ReLU": (lambda z: np.maximum(z, 0), lambda z: (z > 0) * 1.0),
         "Tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
         "Sigmoid": (sigmoid, lambda z: sigmoid(z) * (1 - sigmoid(z))),
         "Swish": (lambda z: z * sigmoid(z), lambda z: sigmoid(z) * (1 + z * (1 - sigmoid(z))))}


def loss_and_gradient(theta, unit):
    """Return the loss and its gradient for parameters of shape (…, 49): many networks at once."""
    w, b, v, c = np.split(theta, [n, 2 * n, 3 * n], axis=-1)
    z = points * w[..., None, :] + b[..., None, :]
    a, slope = units[unit][0](z), units[unit][1](z)
    error = (a @ v[..., None])[..., 0] + c - np.sin(2 * points[:, 0])
    d = 2 * error[..., None] / len(points)
    dz = d * v[..., None, :] * slope
    parts = [(dz * points).sum(-2), dz.sum(-2), (d * a).sum(-2), d.sum(-2)]
    return np.square(error).mean(-1), np.concatenate(parts, axis=-1)


def start(seed):
    rng = np.random.default_rng(seed)
    return np.concatenate([rng.normal(0, s, n) for s in (1, 0.5, 0.25)] + [np.zeros(1)])

# %%
axes = plotting.new_axes(width=6.5, height=4.2)
factors, steps = 2.0 ** np.arange(-1, 3.6, 0.25), by_budget(quick=100, normal=300, full=1000)
for unit, marker in zip(units, "os^D", strict=True):
    predicted, real = [], []
    for seed in range(by_budget(quick=2, normal=5, full=10)):
        first = start(seed)
        predicted.append(divergence_rate(lambda t, u=unit: loss_and_gradient(t, u)[1], first))
        theta = np.repeat(first[None], len(factors), axis=0)
        with np.errstate(all="ignore"):
            for _ in range(steps):
                theta = theta - predicted[-1] * factors[:, None] * loss_and_gradient(theta, unit)[1]
            bad = ~(loss_and_gradient(theta, unit)[0] < 10 * loss_and_gradient(first, unit)[0])
        real.append(predicted[-1] * factors[bad.argmax()])
    axes.plot(predicted, real, marker, label=unit)
    ratio = np.divide(real, predicted)
    print(f"{unit:8} diverges at {ratio.min():.2f} to {ratio.max():.2f} times the prediction")
axes.plot([0.05, 0.4], [0.05, 0.4], color="black", ls="-", lw=1, label="as predicted")
axes.set(xscale="log", yscale="log")
axes.minorticks_off()
axes.set_xticks([0.05, 0.1, 0.2, 0.4], ["0.05", "0.1", "0.2", "0.4"])
axes.set_yticks([0.1, 0.2, 0.5, 1], ["0.1", "0.2", "0.5", "1"])
plotting.finish(axes, xlabel=r"$2/\lambda_{max}$ at the start", ylabel="lowest rate that diverges",
                title="Predicted and real");

# %%
measure, limits = lambda t: divergence_rate(lambda s: loss_and_gradient(s, "Tanh")[1], t), {}
for share in (0.25, 0.5, 0.9, 1.2):
    theta, along = start(1), []
    rate = share * measure(theta)
    for step in range(by_budget(quick=200, normal=2000, full=10000)):
        if step % 100 == 0:
            along.append(measure(theta) / rate)
        theta = theta - rate * loss_and_gradient(theta, "Tanh")[1]
    limits[f"η = {share:g} of the prediction"] = along
    print(f"η = {share:4g} of the prediction: (2/λ_max)/η is {along[0]:.2f}, then {along[-1]:.2f}")
axes = plotting.plot_curves(plotting.new_axes(width=7.0), np.arange(len(along)) * 100, limits,
                            xlabel="step", ylabel=r"$(2/\lambda_{max})\,/\,\eta$",
                            title="Along four runs with tanh")
axes.axhline(1, color="black", ls="-", lw=0.8);

# %% [markdown]
# **Read the pictures.** The first: is the prediction a guess, a bound, or exact? By which factor
# is it off? The second: a value of 1 means that the rate is the largest one that a parabola with
# this $\lambda_{max}$ would allow. Where do the four curves go, although their rates differ by a
# factor of almost 5?
#
# <details><summary>Answer</summary>
#
# In these runs no rate below the prediction diverged, and the real limit is 1.4 to 6 times the
# prediction, with a factor that depends on the unit: small for tanh, large for the sigmoid. The
# formula is exact for parabolas, and the loss of a network is one only nearby. A rate somewhat
# above the prediction throws the parameters out of the steep valley, the loss rises, and they may
# land where the loss is flatter: A. Lewkowycz and his co-authors call it a
# catapult ([2020](https://arxiv.org/abs/2003.02218)).
#
# The second: three of the four runs end within a few percent of 1. Where the rate is small, the
# loss becomes *steeper* during training, until $\lambda_{max} \approx 2/\eta$. Where the rate is
# too large, the loss becomes flatter. (The lowest rate comes closer, and is still above 2 when we
# stop.) So training with gradient descent on all samples tends to hover at the limit of
# divergence. J. Cohen and his co-authors found this in many networks and call it the *edge of
# stability* ([2021](https://arxiv.org/abs/2103.00065)). So measure before the search, and
# multiply by a factor of the unit; but do not expect the number to stay the same.
#
# </details>
#
# ## ★ 3. He keeps the mean. What about the rest? · 4 points
#
# In [Initialization](05_initialization.ipynb) the variance $2/n_{in}$ keeps the mean square
# $q_\ell = |a^\ell|^2/n_\ell$ of a ReLU network's activations the same, *on average over
# networks*. You train one network, not the average. How far can it be off? Let all weights be
# independent, $N(0, 2/n_{\ell-1})$, and all biases 0. Given layer $\ell - 1$, the pre-activations
# are independent, $z_i \sim N(0, 2q_{\ell-1})$, for *any* width: no limit of wide layers is
# needed. Half of the squares $a_i^2$ are 0, and a normal $z$ has $E z^4 = 3\,(E z^2)^2$. So
#
# $$E\,a_i^2 = \tfrac12 \cdot 2q_{\ell-1} = q_{\ell-1}, \qquad
#   E\,a_i^4 = \tfrac12 \cdot 3\,(2q_{\ell-1})^2 = 6\,q_{\ell-1}^2, \qquad
#   \mathrm{Var}\,a_i^2 = 5\,q_{\ell-1}^2 .$$
#
# $q_\ell$ is the mean of $n_\ell$ such squares: its mean is $q_{\ell-1}$, and its variance
# $5q_{\ell-1}^2/n_\ell$. Layer by layer,
#
# $$\frac{E\,q_L}{q_0} = 1, \qquad
#   \frac{E\,q_L^2}{q_0^2} = \prod_{\ell=1}^{L} \Bigl(1 + \frac{5}{n_\ell}\Bigr) .$$
#
# Do the same for leaky ReLU with slope $s$ on the left, whose weights have the variance
# $\frac{2}{(1 + s^2)\,n_{in}}$. For $s = 0$ the number 5 must come out. Which number do you expect
# for $s = 1$, where the network is linear?

# %% tags=["optional"] nbgrader={"grade": false, "grade_id": "finite-width", "locked": false, "schema_version": 3, "solution": true}
def second_moment_growth(widths, slope=0.0):
    """Return E q_L² / q_0² for a random network of leaky ReLUs, exactly; a float.

    widths: a list of the whole numbers n_1, …, n_L, the neurons of each layer (not of the input);
        the empty list, no layer, gives 1.
    slope: the slope s on the left; 0 is ReLU. The weights are normal with the variance
        2 / ((1 + s²) n_in), the biases are 0.
    """
    ### BEGIN SOLUTION
    excess = 6 * (1 + slope**4) / (1 + slope**2) ** 2 - 1
    return math.prod((1 + excess / n for n in widths), start=1.0)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "finite-width-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.part(1, "ReLU"):
    for n_, L_ in ((5, 1), (5, 3), (64, 10), (16, 32)):
        checks.equals(checks.call(second_moment_growth, [n_] * L_), (1 + 5 / n_) ** L_,
                      f"The growth for {L_} layers of width {n_}",
                      slip="one factor 1 + 5/n for each layer, and they multiply.")
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "finite-width-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
from fractions import Fraction

rng = checks.rng("finite-width")
marks = checks.Marks()


def exact_(widths, s=Fraction(0)):
    """Moments by hand: the squares s²z² and z² are each there for half of the z."""
    v = 2 / (1 + s * s)  # Var z for q = 1
    fourth, second = 3 * v * v * (1 + s**4) / 2, v * (1 + s * s) / 2
    growth = Fraction(1)
    for n in widths:
        growth *= second**2 + (fourth - second**2) / n
    return float(growth)


with marks.part(1, "ReLU, any widths"):
    for length_ in (1, 2, 7, 40):
        widths_ = rng.integers(1, 300, length_).tolist()
        checks.equals(checks.call(second_moment_growth, widths_), exact_(widths_),
                      f"The growth for {length_} different widths")
    for widths_ in ([], [1], [1] * 30, [10**6] * 9):
        checks.equals(checks.call(second_moment_growth, widths_), exact_(widths_),
                      f"The growth for {len(widths_)} layers")
    checks.is_pure(second_moment_growth, [3, 9, 4])
with marks.part(2, "leaky ReLU"):
    for s_ in map(Fraction, (0.25, 1, -1, 2, int(rng.integers(1, 99)) / 128)):
        for widths_ in ([7], rng.integers(1, 90, 6).tolist(), []):
            checks.equals(checks.call(second_moment_growth, widths_, float(s_)),
                          exact_(widths_, s_), f"The growth for slope {float(s_)}",
                          slip="E a⁴ = ½·3·(Var z)²·(1 + s⁴), with Var z = 2 q / (1 + s²).")
    checks.is_pure(second_moment_growth, [3, 9, 4], slope=0.5)
marks.total()
### END HIDDEN TESTS

# %%
def powers_of_networks(width, depth, seed, count):
    """Return q_ℓ of `count` random ReLU networks from an input with q_0 = 1: (depth, count)."""
    rng, a, powers = np.random.default_rng(seed), np.ones((count, width, 1), np.float32), []
    for _ in range(depth):
        W = rng.standard_normal((count, width, width), dtype=np.float32) * math.sqrt(2 / width)
        a = np.maximum(W @ a, 0)
        powers.append(np.square(a, dtype=np.float64).mean(axis=(1, 2)))
    return np.array(powers)

# %%
left, right = plotting.new_axes(1, 2, width=6.2, height=4.0)
depth, count = 20, by_budget(quick=40, normal=300, full=10000)
x, layers = np.linspace(-12, 5, 300), np.arange(1, depth + 1)
for width, colour in zip((80, 20), plotting.COLOURS):
    samples = [powers_of_networks(width, depth, seed, count) for seed in range(5)]
    q = np.concatenate([sample[-1] for sample in samples])
    log_q, spread = np.log(q[q > 0]), math.log(second_moment_growth([width] * depth))
    left.hist(log_q, bins=40, density=True, alpha=0.45, color=colour, label=f"n = {width}")
    normal = np.exp(-((x + spread / 2) ** 2) / (2 * spread)) / np.sqrt(2 * np.pi * spread)
    left.plot(x, normal, color=colour, ls="-", lw=1.5)
    print(f"n = {width:3}: mean of q {q.mean():.2f}, median {np.median(q):.2f}; variance of log q "
          f"{log_q.var():.2f}, 5L/n = {5 * depth / width:g}")
    runs = np.array([np.square(sample).mean(axis=1) for sample in samples])
    right.plot(layers, runs.T, color=colour, ls="-", lw=0.6)
    theory = [second_moment_growth([width] * k) for k in layers.tolist()]
    right.plot(layers, theory, "o", color=colour, ms=4, label=f"theory, n = {width}")
plotting.finish(left, xlabel=r"$\log q_L$", ylabel="density", title="20 layers: networks differ")
left.legend()
right.set(yscale="log")
plotting.finish(right, xlabel=r"layer $\ell$", ylabel=r"$E\,q_\ell^2$", title="Five samples each");

# %% [markdown]
# **Read the picture.** (The lines on the left are normal curves with variance $\log E\,q_L^2$ and
# minus half of it as mean.) The mean of $q_L$ is 1 for both widths. What is the *typical* network
# like? What do you have to do to the width if you double the depth? And why do the samples on the
# right scatter so much more for the narrow networks?
#
# <details><summary>Answer</summary>
#
# The typical $q_L$ is below 1: the median is about a half for $n = 80$, and about a tenth for $n
# = 20$. The mean of 1 is made by a few networks with very large $q$. $\log q_L$ is a sum over
# layers of independent terms, hence close to normal; its variance is close to $5L/n$ as long as
# that number is small (for $n = 20$ the printed one is larger), and the spread depends on the
# *ratio* $L/n$. Double the depth, and you need double the width for the same spread. The samples
# for $n = 20$ scatter because rare networks decide a second moment: that is why we prefer a
# formula. B. Hanin and M. Nica prove the normal law for $\log q_L$ when depth and width grow
# together ([2020](https://arxiv.org/abs/1812.05994)).
#
# </details>
#
# ## ★ 4. Depth for $x^2$ · 4 points
#
# In [A net for x²](02_relu_approximation.ipynb), one hidden layer of $d$ neurons has at most
# $d + 1$ straight pieces. A straight line misses $x^2$ on an interval of length $h$ by at least
# $h^2/8$, so such a network is off by at least $\frac{1}{8(d+1)^2}$ somewhere. Depth does better,
# because layers *fold*. The hat $g$ maps $[0, 1]$ onto itself twice, and
# $g_m = g \circ \dots \circ g$ ($m$ times) has $2^{m-1}$ teeth:
#
# $$g(x) = 2\,\mathrm{ReLU}(x) - 4\,\mathrm{ReLU}(x - \tfrac12) \quad (0 \le x \le 1), \qquad
#   f_k(x) = x - \sum_{m=1}^{k} \frac{g_m(x)}{4^m} .$$
#
# $f_k$ agrees with $x^2$ at the multiples of $2^{-k}$ and is straight between them. There a chord
# of $x^2$ is off by $h^2/4$ with $h = 2^{-k}$: the error is $4^{-(k+1)}$, a quarter of it for each
# layer more.
#
# Build $f_k$ as a network of $k$ hidden layers. A layer computes $\mathrm{ReLU}(Wa + b)$; the last
# pair $(W, b)$ has no unit behind it. Since $g_{m+1} = g(g_m)$, a layer needs two neurons for the
# next fold, and one that carries the sum so far.
#
# > **Careful.** What is carried passes through a ReLU too, so it must not be negative. Is
# > $f_m(x)$ ever negative for $0 \le x \le 1$?

# %% nbgrader={"grade": false, "grade_id": "exact-error", "locked": true, "schema_version": 3, "solution": false}
def largest_error(layers):
    """Return the largest abs(network(x) − x²) on [0, 1], to rounding; and the number of pieces.

    We follow all the kinks through the layers. Between them the network is straight, so its error
    is largest at a kink or where its slope equals 2x.
    """
    x = np.array([0.0, 1.0])
    a = x[None]
    for W, b in layers[:-1]:
        z = W @ a + b[:, None]
        here, after = z[:, :-1], z[:, 1:]
        row, place = np.nonzero(here * after < 0)  # a neuron changes its sign between two points
        share = here[row, place] / (here[row, place] - after[row, place])
        kinks = np.union1d(x, x[place] + (x[place + 1] - x[place]) * share)
        a = np.maximum([np.interp(kinks, x, values) for values in z], 0)
        x = kinks
        if len(x) > 20_000:
            return math.inf, len(x)
    W, b = layers[-1]
    y = (W @ a + b[:, None])[0]
    slope = np.diff(y) / np.diff(x)
    steepest = np.clip(slope / 2, x[:-1], x[1:])
    errors = np.append(y - x * x, y[:-1] + slope * (steepest - x[:-1]) - steepest**2)
    return np.abs(errors).max(), len(x) - 1

# %% tags=["optional"] nbgrader={"grade": false, "grade_id": "sawtooth", "locked": false, "schema_version": 3, "solution": true}
def sawtooth_net(depth):
    """Return a ReLU network that is within 4**-(depth + 1) of x² everywhere on [0, 1].

    depth: the number of hidden layers, 1 to 10. Result: a list of depth + 1 pairs (W, b) of
    float64 arrays, W (n_out, n_in) and b (n_out,), with ReLU after each pair but the last.
    Input and output are one number; each hidden layer has at most 6 neurons.
    """
    ### BEGIN SOLUTION
    # Neurons: ReLU(g), ReLU(g − ½), and the sum so far. The first layer holds x in all three.
    layers = [(np.ones((3, 1)), np.array([0.0, -0.5, 0.0]))]
    fold = np.array([2.0, -4.0, 0.0])
    for m in range(1, depth):
        carried = np.array([0.0, 0.0, 1.0]) - fold / 4**m
        layers.append((np.array([fold, fold, carried]), np.array([0.0, -0.5, 0.0])))
    layers.append((np.array([[0.0, 0.0, 1.0]]) - fold / 4**depth, np.zeros(1)))
    return layers
    ### END SOLUTION

# %% nbgrader={"grade": false, "grade_id": "sawtooth-form", "locked": true, "schema_version": 3, "solution": false}
def check_network(answer, depths):
    """Check the form and the error of the answer's networks of these depths."""
    for depth, got in zip(depths, checks.call_each(answer, [(k,) for k in depths]), strict=True):
        name = f"sawtooth_net({depth})"
        checks.is_true(isinstance(got, tuple | list) and len(got) == depth + 1, f"{name} must be a "
                       f"list of {depth + 1} pairs (W, b).", got=got, slip="one pair for each "
                       "hidden layer, and one for the output.")
        width, layers = 1, []
        for k, pair in enumerate(got):
            checks.is_true(isinstance(pair, tuple | list) and len(pair) == 2,
                           f"{name}: entry {k} is not a pair (W, b).", got=pair)
            W, b = (checks.as_floats(array, f"{name}, entry {k}", "") for array in pair)
            fits = W.ndim == 2 and W.shape[1] == width and b.shape == W.shape[:1]
            checks.is_true(fits and W.dtype == b.dtype == np.float64 and np.isfinite(W).all(),
                           f"{name}: entry {k} must be float64 arrays, W (n_out, {width}) and "
                           "b (n_out,).", got=f"W {W.shape} {W.dtype}, b {b.shape} {b.dtype}")
            width = len(b)
            checks.is_true(width <= 6, f"{name}: a layer of {width} neurons; 6 at most.")
            layers.append((W, b))
        checks.is_true(width == 1, f"{name}: the output must be one number.", got=width)
        error, pieces = largest_error(layers)
        checks.is_true(error <= 4.0 ** -(depth + 1) * (1 + 1e-6), f"{name} is off by {error:.3g}, "
                       f"but {4.0 ** -(depth + 1):.3g} is possible; it has {pieces} pieces.",
                       slip="is each fold there, with its weight 4^-m and a minus? Draw it.")

# %% nbgrader={"grade": true, "grade_id": "sawtooth-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.part(1, "depths 1 and 2"):
    check_network(sawtooth_net, (1, 2))
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "sawtooth-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
marks = checks.Marks()
with marks.part(1, "depths 1 to 3"):
    check_network(sawtooth_net, (1, 2, 3))
with marks.part(1, "depths 4 to 9"):
    check_network(sawtooth_net, range(4, 10))
with marks.part(1, "depth 10"):
    check_network(sawtooth_net, (10,))
    checks.is_pure(sawtooth_net, 3)
marks.total()
### END HIDDEN TESTS

# %%
left, right = plotting.new_axes(1, 2, width=6.2, height=4.0)
x, curves = np.linspace(0, 1, 2049), {}
for depth in (1, 2, 3):
    a, layers = x[None], sawtooth_net(depth)
    for W, b in layers[:-1]:
        a = np.maximum(W @ a + b[:, None], 0)
    curves[f"k = {depth}"] = (layers[-1][0] @ a + layers[-1][1][:, None])[0] - x**2
plotting.plot_curves(left, x, curves, xlabel="$x$", ylabel="network − $x^2$",
                     title="The error, layer by layer")
left.set(ylim=(-0.003, 0.09))
nets = [sawtooth_net(depth) for depth in range(1, 11)]
deep = {sum(len(b) for _, b in layers[:-1]): largest_error(layers)[0] for layers in nets}
right.plot(list(deep), list(deep.values()), "o-", label="your networks, depth 1 to 10")
d = np.arange(2, max(deep) + 1)
right.plot(d, 1 / (8 * (d + 1.0) ** 2), "s--", ms=3, label="one hidden layer: at best")
right.set(yscale="log")
plotting.finish(right, xlabel="hidden neurons", ylabel="largest error on [0, 1]",
                title="Depth against width")
need = next(d for d in range(1, 10**6) if 1 / (8 * (d + 1) ** 2) <= min(deep.values()))
print(f"Depth 10: {max(deep)} neurons. One hidden layer with the same error needs at least {need}.")

# %% [markdown]
# **Read the picture.** By how much does a layer divide the error, and what does a layer of the same
# number of neurons do for the wide network? Is the deep network the best one with its neurons?
#
# <details><summary>Answer</summary>
#
# A layer more divides the error by 4: on a logarithmic axis the points lie on a straight line, so
# the error falls exponentially in the number of neurons. For one hidden layer it falls like
# $1/d^2$: to divide it by 4 you must double the width each time. (For a dozen neurons or fewer,
# width may win.) The printed numbers show the gap at depth 10. The deep network is not the best:
# $f_k$ lies above $x^2$ everywhere, so subtracting half of the largest error everywhere halves
# it. And this is *approximation*: such networks exist. Whether gradient descent finds them is
# another question, and for a sawtooth it usually does not. The folds are M. Telgarsky's
# ([2016](https://arxiv.org/abs/1602.04485)), the use for $x^2$ D. Yarotsky's
# ([2017](https://arxiv.org/abs/1610.01145)).
#
# </details>
#
# ## ★ 5. The last digits · 4 points
#
# The slope of tanh is $f(z) = 1 - \tanh^2 z$, and for $z > 19$ float64 says 0. Is the slope too
# hard to compute there, or is the formula bad? Two numbers separate the two cases. A float carries
# a relative error of up to $\varepsilon/2$, where $\varepsilon = 2^{-52}$ is the *unit in the last
# place* of 1. If $z$ is off by a share of $\varepsilon$, then $f(z)$ is off by $\kappa$ times that
# share, to first order:
#
# $$\kappa(z) = \left|\frac{z\,f'(z)}{f(z)}\right| .$$
#
# This **condition number** belongs to the problem: no formula can undo it, if $z$ itself has been
# rounded. The formula, however, has steps. Its last step subtracts $t = \tanh^2 z$ from 1, and this
# step has a condition number of its own, with respect to $t$:
#
# $$\kappa_{step} = \left|\frac{t \cdot (-1)}{1 - t}\right|
#   = \frac{\tanh^2 z}{1 - \tanh^2 z} = \sinh^2 z .$$
#
# $t$ has been rounded, so about $\log_{10} \kappa_{step}$ decimal digits of the result are lost.
# There are $\log_{10} 2^{52} \approx 15.65$ to lose. Work out $\kappa$ for $f$, predict the loss,
# and write a slope that loses no digits. Each result has the shape of z.

# %% tags=["optional"] nbgrader={"grade": false, "grade_id": "last-digits", "locked": false, "schema_version": 3, "solution": true}
def condition(z):
    """Return κ of f(z) = 1 − tanh² z; 0 at 0. Relative error at most 1e-12 for abs(z) <= 1e4.

    z: float64 array of any shape, in all three functions.
    """
    ### BEGIN SOLUTION
    return np.abs(2 * z * np.tanh(z))
    ### END SOLUTION


def lost_digits(z):
    """Return log10 of sinh² z, but at least 0 and at most log10 of 2**52; right to 1e-9."""
    ### BEGIN SOLUTION
    size = np.clip(np.abs(z), 0.5, 40.0)
    return np.clip(2 * np.log10(np.sinh(size)), 0.0, np.log10(2.0**52))
    ### END SOLUTION


def tanh_slope(z):
    """Return 1 − tanh² z, off by at most 10 units in the last place (10·2**-52 of the value)
    for abs(z) <= 350, and by at most 1e-307 beyond."""
    ### BEGIN SOLUTION
    e = np.exp(-2 * np.abs(z))
    return 4 * e / (1 + e) ** 2
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "last-digits-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
z_ = np.array([-2.0, -0.25, 0.5, 1.5, 3.0, 12.0])
marks_ = checks.Marks()
with marks_.part(1, "some values of all three"):
    checks.has_digits(condition, lambda z: 2 * z * mpmath.tanh(z), z_, rtol=1e-12, atol=0.0,
                      slip="f' = −2 tanh z (1 − tanh² z): what remains of z f'/f?")
    checks.agrees(lost_digits, lambda z: np.maximum(0, np.log10(np.sinh(z) ** 2)), [z_],
                  slip="the logarithm to base 10 of sinh², not below 0.")
    checks.has_digits(tanh_slope, lambda z: mpmath.sech(z) ** 2, z_, rtol=10 * 2.0**-52, atol=0.0,
                      slip="no subtraction of numbers that are nearly equal: 1/cosh², or e^(−2z).")
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "last-digits-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng = checks.rng("last-digits")
marks = checks.Marks()
z_ = np.concatenate([rng.uniform(-30, 30, 20), rng.uniform(200, 350, 20), -rng.uniform(30, 350, 9),
                     10.0 ** rng.uniform(-8, 0, 6), [0.0, 19.5, -350.0]])
far_ = np.array([360.0, -372.0, 400.0, 711.0, -800.0, 1e4, -1e4])
for_all_ = (z_[:6].reshape(2, 3), np.array(0.75), np.empty(0))
with marks.part(1, "condition"):
    checks.has_digits(condition, lambda z: 2 * z * mpmath.tanh(z), np.append(z_, far_), rtol=1e-12,
                      atol=0.0, slip="z f'/f as written is 0/0 far out; simplify it.")
    checks.agrees(condition, lambda z: 2 * z * np.tanh(z), for_all_)
    checks.is_pure(condition, z_)
with marks.part(1, "lost_digits"):
    near_ = np.concatenate([rng.uniform(-1, 1, 8), rng.uniform(-20, 20, 30), [18.7, 18.8, 0.0]])
    oracle_ = lambda z: np.clip(2 * np.log10(np.sinh(np.clip(np.abs(z), 1e-9, 99))), 0,
                                52 * np.log10(2))
    checks.agrees(lost_digits, oracle_, [near_, z_, far_, *for_all_], atol=1e-9,
                  slip="1 − tanh² itself loses digits; sinh overflows from 711 on.")
    checks.is_pure(lost_digits, z_)
with marks.part(1, "tanh_slope"):
    sech2_ = lambda z: mpmath.sech(z) ** 2
    checks.has_digits(tanh_slope, sech2_, z_, rtol=10 * 2.0**-52, atol=0.0,
                      slip="exp(log(…)) and powers of a rounded e multiply an error by 2z.")
    checks.has_digits(tanh_slope, sech2_, far_, rtol=10 * 2.0**-52, atol=1e-307, power=0)
    checks.agrees(tanh_slope, lambda z: 1 / np.cosh(z) ** 2, for_all_)
    checks.is_pure(tanh_slope, z_)
marks.total()
### END HIDDEN TESTS

# %%
z = np.linspace(0.05, 22, by_budget(quick=150, normal=600, full=2000))
exact = [mpmath.sech(mpmath.mpf(v)) ** 2 for v in z.tolist()]
axes = plotting.new_axes(width=7.5, height=4.2)
formulas = {"1 − tanh² z": 1 - np.tanh(z) ** 2, "tanh_slope": tanh_slope(z)}
for (name, values), marker in zip(formulas.items(), "os", strict=True):
    share = [float(abs(mpmath.mpf(v) / e - 1)) * 2.0**52 for v, e in zip(values.tolist(), exact)]
    axes.plot(z, np.maximum(share, 0.01), marker, ms=3, label=name)
axes.plot(z, 10 ** lost_digits(z), color="black", ls="-", lw=1.5, label="predicted for 1 − tanh²")
axes.plot(z, np.maximum(condition(z), 0.01), color=plotting.COLOURS[3], label="κ of the problem")
axes.set(yscale="log", ylim=(0.005, 1e17))
plotting.finish(axes, xlabel="$z$", ylabel="error, in units in the last place",
                title="A bad formula for a good problem");

# %% [markdown]
# **Read the picture.** (Errors below 0.01 are drawn at 0.01.) Where do the circles follow the black
# line, and where do they stop doing so? Do the squares follow the dashed line? Should they?
#
# <details><summary>Answer</summary>
#
# From $z \approx 1$ on the errors of $1 - \tanh^2 z$ fill the space below the black line and reach
# it: the line is their size, and rounding, which can be lucky, places them below it. At $z \approx
# 19$ everything is lost: $\tanh^2 z$ rounds to 1, the result is 0, and the error is 100 %, or
# $2^{52}$ units. The slope itself is harmless: its $\kappa = 2\,|z \tanh z|$ is only 44 at the
# right end. The squares stay at a few units; from $z \approx 3$ on they are *below* the dashed
# line. That line says what an error in $z$ would cost, and here the number $z$ that you pass in
# counts as exact. If it is the rounded result of a matrix product, then $\kappa$ applies to every
# formula, yours as well.
#
# </details>
#
# ## Takeaways
#
# * Scaled inputs are scaled weights and rates: $W/c$ with $\eta/c^2$ (Adam: $\eta/c$) is the same
#   run.
# * $2/\lambda_{max}$, from a few gradients, says where learning rates become dangerous. Networks
#   bear somewhat more, and train at that limit.
# * He's variance keeps a mean. The spread between networks grows with $L/n$.
# * Depth folds: the error for $x^2$ falls by 4 with each layer of three neurons.
# * A condition number tells whether the problem is hard or the formula is bad.
#
# **Three questions to take further**
#
# 1. Standardised pixels are scaled *and* shifted. Write a step (for $W$ and $b$ together) with
#    which a network on $x - m$ follows the one on $x$ exactly. What kind of matrix appears?
# 2. With momentum, gradient descent on a parabola diverges at another rate. Derive it, and repeat
#    the first picture of section 2.
# 3. Section 3 looks at activations. What is the second moment of a *gradient* in the first layer,
#    and how does it depend on $L/n$?
#
# **Two papers**
#
# * J. M. Cohen, S. Kaur, Y. Li, J. Z. Kolter, A. Talwalkar, *Gradient descent on neural networks
#   typically occurs at the edge of stability*, ICLR 2021,
#   [arXiv:2103.00065](https://arxiv.org/abs/2103.00065): the second picture of section 2, for real networks.
# * B. Hanin, M. Nica, *Products of many large random matrices and gradients in deep neural
#   networks*, Communications in Mathematical Physics 376 (2020), 287–322,
#   [arXiv:1812.05994](https://arxiv.org/abs/1812.05994): what happens when depth and width grow
#   together.

