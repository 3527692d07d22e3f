# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A network from scratch
#
# A neural network is a chain of small parts, and each part needs to know only two things: how to
# turn its input into its output, and how to pass a gradient back. In this notebook you write these
# parts in NumPy and put them together. Your network will find a boundary that is not a line and
# read handwritten digits. Then we break it on purpose, and you write tests that notice.

# %% nbgrader={"grade": false, "grade_id": "imports", "locked": true, "schema_version": 3, "solution": false}
import numpy as np

from helpers import checks, plotting
from helpers.budgets import by_budget


def keeps_the_rules(answer, method, *arguments):
    """What the checks ask of all that you write: no changes, no surprises, no help."""
    checks.is_pure(method, *arguments)
    checks.by_hand(method, *arguments, of=answer, tools=(checks.FRAMEWORKS,),
                   because="here everything is NumPy, and gradients are formulas.")

# %%
from sklearn.datasets import load_digits, load_iris

iris = load_iris()
petals = iris.data[:, 2:]  # length and width of the petals of 150 flowers, in cm
middle = (iris.target == 1).astype(float)[:, None]  # 1 for versicolor, (150, 1)
left, right = plotting.new_axes(1, 2)
for group, name in enumerate(iris.target_names):
    left.plot(*petals[iris.target == group].T, "os^"[group], ms=5, mfc="none", label=name)
plotting.finish(left, xlabel="length of a petal in cm", ylabel="width in cm", title="Three irises")
boxes, flow = ("Linear", "ReLU", "Linear", "Sigmoid", "loss"), {"arrowstyle": "-|>", "lw": 2}
for place, name in enumerate(boxes):
    right.text(place, 0, name, ha="center", va="center", bbox={"boxstyle": "round", "fc": "w"})
    for way, height, colour in ((1, 0.35, 0), (-1, -0.35, 1)) if place else ():
        ends = (place - 0.5 + 0.3 * way, height), (place - 0.5 - 0.3 * way, height)
        right.annotate("", *ends, arrowprops=flow | {"color": plotting.COLOURS[colour]})
right.text(2, 0.5, "forward: values", ha="center")
right.text(2, -0.6, "backward: gradients of the loss", ha="center")
plotting.finish(right, title="A chain of layers, there and back")
right.set(xlim=(-0.7, 4.6), ylim=(-1, 1))
right.set_axis_off()

# %% [markdown]
# **Look at the picture.** Versicolor lies between the other two kinds. Can a single sigmoid unit,
# with one weight for each measurement and a bias, answer "is it versicolor?"
#
# <details><summary>Answer</summary>
#
# No. The points where such a unit says ½ form a line, with "yes" on one side of it. Versicolor
# needs two lines, so we need at least one hidden layer. Section 6 shows how a network finds both
# lines.
#
# </details>
#
# **About 6 hours** · the cells run in about 15 seconds at `quick` and 30 at `normal`.
#
# **You need** the chain rule through two layers, from [The chain rule in a net of two
# layers](01_two_layer_chain_rule.ipynb), and the slopes of [Activation units and their
# derivatives](../activation-units/01_derivatives.ipynb).
#
# **Afterwards you can**
#
# * write the backward pass of a new kind of layer;
# * check it to ten digits;
# * say which mistakes a falling loss does not show, and write tests that find them.
#
# **How the questions work.** Write your code where it says `# YOUR CODE HERE`, then run the check
# below it. The check ends in a verdict (✓ 2 of 2, ◐ 1 of 2 or ✗ 0 of 2) and names the likely slip.
# Additional hidden checks run during grading. Arrays are NumPy float64. Functions and methods must
# not modify their arguments, and print nothing. **From scratch:** in sections 1 to 4 gradients are
# formulas of your own, without torch or another framework, and without automatic or numerical
# derivatives. You may use NumPy, SciPy, the standard library and your earlier answers; a mistake in
# one of them affects later answers. Names that end in `_` belong to the checks.
#
# **Notation.** $X$, $Y$, $\hat Y$: inputs, targets and predictions, one sample in each row · $W$,
# $b$: weights and bias of a layer · $z$, $a = f(z)$: pre-activation and activation · $G$: upstream
# gradient · $\mathcal L$: the loss · $\eta$: learning rate · $N$: number of samples · $n_{in}$,
# $n_{out}$: inputs and outputs of a layer · $h$: a small step.
#
# ## 1. The affine map · 4 points
#
# A network is a chain of parts, and each part has two jobs. `forward` turns its input into its
# output and keeps what it will need later. `backward` takes the gradient of the loss with respect
# to its *output*, the upstream gradient, and returns the gradient with respect to its *input*,
# which is the upstream gradient of the part before it. No part needs to know the whole network.
#
# A batch has $N$ samples, one in each row. For $X: (N, n_{in})$, $W: (n_{out}, n_{in})$ and
# $b: (n_{out},)$
#
# $$Z = X W^\top + \mathbf{1}\, b^\top : (N, n_{out}), \qquad G = \frac{\partial \mathcal
# L}{\partial Z} : (N, n_{out}).$$
#
# For a *single* sample with upstream gradient $g$ the chain rule gives
#
# $$\frac{\partial \mathcal L}{\partial W_{kj}} = g_k\, x_j, \qquad
#   \frac{\partial \mathcal L}{\partial b_k} = g_k, \qquad
#   \frac{\partial \mathcal L}{\partial x_j} = \sum_k g_k W_{kj} .$$
#
# All samples share $W$ and $b$, so their gradients add up over the batch. Each sample has its own
# input. Find the three matrix products; the shapes leave you no choice.
#
# > **Careful.** The loss takes the mean over the batch, and $G$ already contains it. A layer that
# > divides by $N$ divides a second time.

# %% nbgrader={"grade": false, "grade_id": "linear", "locked": false, "schema_version": 3, "solution": true}
class Linear:
    """x ↦ x·weightᵀ + bias, with `weight` (n_out, n_in) and `bias` (n_out,), which can be assigned.

    Draw them from the np.random.Generator `rng`, by any continuous law (`bias` may be zeros).
    forward(x): (N, n_in) → (N, n_out). backward(upstream): (N, n_out) → the input gradient for
    the latest forward. It may be called again; each call overwrites `weight_gradient` and
    `bias_gradient` and never adds to them. Both methods must not modify the parameters.
    """

    def __init__(self, n_in, n_out, rng):
        ### BEGIN SOLUTION
        self.weight = rng.normal(size=(n_out, n_in))
        self.bias = rng.normal(size=n_out)
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        self._x = x
        return x @ self.weight.T + self.bias
        ### END SOLUTION

    def backward(self, upstream):
        ### BEGIN SOLUTION
        self.weight_gradient = upstream.T @ self._x
        self.bias_gradient = upstream.sum(axis=0)
        return upstream @ self.weight
        ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "linear-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
W_, b_ = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), np.array([10.0, 20.0])
x_, g_, marks_ = np.array([[1.0, 0.0, -1.0]]), np.array([[1.0, 2.0]]), checks.Marks()
with marks_.part(1, "the affine map"):
    layer_ = checks.call(Linear, 3, 2, checks.remote(np.random.default_rng, 1))
    shapes_ = [np.shape(a) for a in checks.use(layer_, ("get", "weight"), ("get", "bias"))]
    checks.is_true(shapes_ == [(2, 3), (2,)], "weight is (n_out, n_in), bias (n_out,).",
                   got=shapes_)
    (out_, down_, *one_), (*_, slope_, shift_) = (
        checks.use(layer_, ("set", "weight", W_), ("set", "bias", b_), ("call", "forward", x),
                   ("call", "backward", g), ("get", "weight_gradient"), ("get", "bias_gradient"))
        for x, g in ((x_, g_), (np.vstack([x_, 2 * x_]), np.vstack([g_, -g_]))))
    checks.equals(out_, [[8.0, 18.0]], "forward of one sample",
                  slip="each output is a row of weight times x, plus its own bias.")
    checks.equals(down_, [[9.0, 12.0, 15.0]], "The input gradient of one sample",
                  slip="on the way back, multiply by weight without a transpose.")
    checks.equals(one_[0], np.outer(g_, x_), "weight_gradient of one sample")
    checks.equals(one_[1], [1.0, 2.0], "bias_gradient of one sample")
    checks.equals(slope_, -np.outer(g_, x_), "weight_gradient of two samples",
                  slip="add up the samples; take no mean, and keep nothing of the last call.")
    checks.equals(shift_, [0.0, 0.0], "bias_gradient of two samples", slip="one entry per output.")
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "linear-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
import torch
normal_, source_ = checks.rng("linear").normal, np.random.default_rng
sizes_ = ((6, 4, 3), (1, 5, 2), (7, 1, 3), (4, 3, 1), (1, 1, 1), (3, 5, 5))  # N, n_in, n_out

def new_(n_in, n_out, rng=None):
    return checks.call(Linear, n_in, n_out, rng or checks.remote(source_, 5))

def compare_(N, n, k, back):
    layer, other = new_(n, k), new_(n, k)  # the other one works in between
    for rows in (N, N + 2, N):
        x, W, b, g = (normal_(size=size) for size in ((rows, n), (k, n), (k,), (rows, k)))
        (out,) = checks.use(layer, ("set", "weight", W), ("set", "bias", b), ("call", "forward", x))
        checks.use(other, ("call", "forward", -x))
        leaves = [torch.tensor(a, requires_grad=True) for a in (x, W, b)]
        due = torch.nn.functional.linear(*leaves)
        checks.equals(out, due.detach(), f"forward with N, n_in, n_out = {rows, n, k}")
        if back:
            found = checks.use(layer, ("call", "backward", g), ("get", "weight_gradient"),
                               ("get", "bias_gradient"))
            (due * torch.tensor(g)).sum().backward()
            for got, leaf, of in zip(found, leaves, ("x", "weight", "bias")):
                checks.equals(got, leaf.grad, f"The gradient of {of}; N, n_in, n_out: {rows, n, k}")
        for got, put in zip(checks.use(layer, ("get", "weight"), ("get", "bias")), (W, b)):
            checks.is_true(np.array_equal(got, put), "weight or bias is not what was assigned.")
    (method,) = checks.use(layer, ("get", "backward" if back else "forward"))
    keeps_the_rules(Linear, method, g if back else x)

marks_ = checks.Marks()
for title_, back_ in (("forward", False), ("backward", True)):
    with marks_.part(1, title_):
        for size_ in sizes_:
            compare_(*size_, back_)
with marks_.part(1, "weights are drawn from rng"):
    sources_ = *2 * [checks.remote(source_, 7)], checks.remote(source_, 7), None
    a_, b_, c_, d_ = (checks.use(new_(5, 7, r), ("get", "weight"))[0] for r in sources_)
    checks.is_true(np.array_equal(a_, c_) and a_.dtype == float, "Not float64, or not from rng.")
    checks.is_true(np.unique([a_, b_, d_]).size == 105, "Weights repeat.",
                   slip="draw each number anew, from the given rng.")
    checks.leaves_alone(Linear, 3, 2, sources_[0], draws=False)
marks_.total()
### END HIDDEN TESTS

# %% [markdown]
# ## 2. Units · 4 points
#
# A unit acts on each entry separately. So its Jacobian is diagonal, and we need not write it down.
# With $A = f(Z)$ and the upstream gradient $G = \partial \mathcal L / \partial A$, all of the same
# shape,
#
# $$\frac{\partial \mathcal L}{\partial Z} = G \odot f'(Z) .$$
#
# For the sigmoid, $f' = a\,(1 - a)$ with $a = \sigma(z)$, so it is enough to keep the output. ReLU
# keeps where $z > 0$. `Identity` is the last unit of a network for regression; a part that does
# nothing saves every other part a special case.
#
# > **Careful.** `np.exp(-z)` overflows at $z = -710$, and $e^z/(1 + e^z)$ is NaN at $z = 710$. A
# > network that diverges gets there. And the input array is not yours: another part may need it
# > again, so do not modify it.

# %% nbgrader={"grade": false, "grade_id": "units", "locked": false, "schema_version": 3, "solution": true}
class ReLU:
    """max(z, 0); its slope at 0 may be anything from 0 to 1."""
    ### BEGIN SOLUTION
    def forward(self, z):
        self._slope = np.heaviside(z, 0.0)
        return np.maximum(z, 0.0)
    def backward(self, upstream):
        return upstream * self._slope
    ### END SOLUTION

class Sigmoid:
    """1 / (1 + exp(-z)); values and gradients finite and right for abs(z) <= 1e4."""
    ### BEGIN SOLUTION
    def forward(self, z):
        self._a = 0.5 * (1.0 + np.tanh(0.5 * z))
        return self._a
    def backward(self, upstream):
        return upstream * self._a * (1.0 - self._a)
    ### END SOLUTION

class Identity:
    """z itself."""
    ### BEGIN SOLUTION
    def forward(self, z):
        return z
    def backward(self, upstream):
        return upstream
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "units-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.part(1, "the three units"):
    z_, g_ = np.array([[-2.0, 0.5], [3.0, -0.1]]), np.array([[1.0, -2.0], [0.5, 3.0]])
    half_ = 1e-5
    for class_ in (ReLU, Sigmoid, Identity):
        unit_ = checks.call(class_)
        name_ = checks.calls.name_of(unit_)
        up_, down_, a_, slope_ = checks.use(unit_, *(("call", "forward", z) for z in
                                                     (z_ + half_, z_ - half_, z_)),
                                            ("call", "backward", g_))
        checks.equals(slope_, g_ * (up_ - down_) / (2 * half_), f"backward of {name_}", rtol=1e-7,
                      slip="upstream times the slope at z, entry by entry.")
        right_ = {"ReLU": z_ * (z_ > 0), "Sigmoid": 1 / (1 + np.exp(-z_))}.get(name_, z_)
        checks.equals(a_, right_, f"forward of {name_}")
    far_ = np.array([-1e4, 1e4])
    checks.equals(checks.use(checks.call(Sigmoid), ("call", "forward", far_))[0], [0.0, 1.0],
                  "The sigmoid of -10000 and 10000", slip="an exponential overflows.")
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "units-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
import torch
rng_ = checks.rng("units")
shapes_ = ((1,), (7,), (1, 1), (6, 1), (1, 5), (4, 3), (2, 3, 4))

def compare_(kind, function, extra=()):
    """Every z, with another array in between, and with a second unit side by side."""
    unit, other = checks.call(kind), checks.call(kind)
    for z in [*(rng_.normal(0, 3, shape) for shape in shapes_), *extra]:
        leaf, g, ones = torch.tensor(z, requires_grad=True), rng_.normal(size=z.shape), np.ones(3)
        out = function(leaf)
        slope = torch.autograd.grad(out.sum(), leaf)[0].numpy()
        *_, first = checks.use(unit, ("call", "forward", ones), ("call", "backward", ones),
                               ("call", "forward", z))
        checks.use(other, ("call", "forward", z + 1), ("call", "backward", g))
        back, again = checks.use(unit, ("call", "backward", g), ("call", "backward", 2 * g))
        checks.equals(first, out.detach(), "forward")
        checks.equals(back, g * slope, "backward")
        checks.equals(again, 2 * g * slope, "backward, called again")
    forward, backward = checks.use(unit, ("get", "forward"), ("get", "backward"))
    keeps_the_rules(kind, forward, z)
    keeps_the_rules(kind, backward, g)

marks_ = checks.Marks()
with marks_.part(1, "ReLU"):
    compare_(ReLU, torch.relu, [np.array([[-1.5]]), -np.ones(3)])
    z_, g_ = np.array([-1e4, 0.0, 1e-9, -1e-9]), np.array([2.0, 3.0, -4.0, -5.0])
    a_, back_ = checks.use(checks.call(ReLU), ("call", "forward", z_), ("call", "backward", g_))
    checks.equals(a_, [0.0, 0.0, 1e-9, 0.0], "forward near 0", atol=1e-20)
    checks.is_true(0 <= back_[1] <= 3, "The slope at 0 lies outside [0, 1].", got=back_[1] / 3)
    checks.equals(back_[[0, 2, 3]], [0.0, -4.0, 0.0], "backward near 0")
with marks_.part(1, "Sigmoid"):
    compare_(Sigmoid, torch.sigmoid, [np.array([-1e4, -750.0, -40, -20, 0, 20, 750.0, 1e4])])
with marks_.part(1, "Identity"):
    compare_(Identity, torch.clone)
marks_.total()
### END HIDDEN TESTS

# %% [markdown]
# ## 3. Losses · 4 points
#
# A loss ends the chain: it returns a number, and the gradient with which the way back starts. Let
# the predictions $\hat{Y}$ and targets $Y$ have $n$ entries in all ($n = NK$ for $N$ rows and $K$
# columns). Here both losses are *means over all entries*:
#
# $$\mathrm{MSE} = \frac{1}{n} \sum_i (\hat{y}_i - y_i)^2, \qquad
#   \mathrm{BCE} = -\frac{1}{n} \sum_i \bigl( y_i \log \hat{y}_i +
#   (1 - y_i) \log(1 - \hat{y}_i) \bigr) .$$
#
# Other texts take a sum, or halve the squares, or divide by $N$ alone. All of these are good
# losses, and each has its own gradient. The value of one with the gradient of another is a bug that
# still trains.
#
# > **Careful.** A saturated sigmoid is exactly 0 or 1, and `0 * log(0)` is NaN. The logarithm needs
# > a lower limit. Choose it so small that it changes nothing else.

# %% nbgrader={"grade": false, "grade_id": "losses", "locked": false, "schema_version": 3, "solution": true}
def mse_loss(prediction, target):
    """Return (value, gradient): the mean square over all entries, and its gradient.

    prediction, target: arrays of the same shape, any; so is the gradient with respect to
    prediction.
    """
    ### BEGIN SOLUTION
    difference = prediction - target
    return np.mean(difference**2), 2.0 * difference / difference.size
    ### END SOLUTION


def bce_loss(prediction, target):
    """Return (value, gradient) of the binary cross-entropy, a mean over all entries.

    All entries lie from 0 to 1, ends included. At predictions of exactly 0 or 1 both are finite,
    and the value is right where prediction = target. Clipping may change it by at most 1e-14.
    """
    ### BEGIN SOLUTION
    p = np.clip(prediction, 1e-15, 1.0 - 1e-15)
    value = -np.mean(target * np.log(p) + (1.0 - target) * np.log1p(-p))
    return value, (p - target) / (p * (1.0 - p)) / p.size
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "losses-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.part(1, "both losses"):
    p_, t_ = np.array([[0.25, 0.5], [0.75, 0.5]]), np.array([[0.0, 1.0], [1.0, 0.0]])
    dues_ = (2 / 16 + 2 / 4) / 4, (2 * np.log(4 / 3) + 2 * np.log(2)) / 4
    for loss_, due_ in zip((mse_loss, bce_loss), dues_):
        name_ = checks.calls.name_of(loss_)
        found_ = checks.call(loss_, p_, t_)
        checks.is_true(isinstance(found_, tuple | list) and len(found_) == 2,
                       f"{name_} returns two things, (value, gradient).", got=found_)
        checks.equals(found_[0], due_, f"The value of {name_}",
                      slip="take the mean over all four entries.")
        slopes_ = np.zeros((2, 2))
        for place_ in np.ndindex(2, 2):
            h_ = np.zeros((2, 2))
            h_[place_] = 1e-5
            (up_, _), (down_, _) = checks.call_each(loss_, [(p_ + h_, t_), (p_ - h_, t_)])
            slopes_[place_] = (up_ - down_) / 2e-5
        checks.equals(found_[1], slopes_, f"The gradient of {name_}, against slopes of its value,",
                      rtol=1e-6, slip="differentiate the value that you return.")
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "losses-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
import torch
rng_ = checks.rng("losses")
shapes_ = ((1, 1), (6, 1), (1, 5), (4, 3), (3, 4), (7,), (2, 3, 4))

def compare_(loss, oracle, cases, **tolerance):
    for (p, t), found in zip(cases, checks.call_each(loss, cases)):
        leaf = torch.tensor(p, requires_grad=True)
        value = oracle(leaf, torch.tensor(t))
        value.backward()
        checks.is_true(isinstance(found, tuple | list) and len(found) == 2, "Return two things.")
        checks.equals(found[0], value.item(), f"The value for shape {p.shape}", **tolerance)
        checks.equals(found[1], leaf.grad, f"The gradient for shape {p.shape}", **tolerance)
    keeps_the_rules(loss, loss, *cases[-1])

marks_ = checks.Marks()
with marks_.part(1, "mse_loss"):
    compare_(mse_loss, torch.nn.functional.mse_loss,
             [(rng_.normal(0, 2, shape), rng_.normal(0, 2, shape)) for shape in shapes_])
with marks_.part(1, "bce_loss between 0 and 1"):
    compare_(bce_loss, torch.nn.functional.binary_cross_entropy,
             [(rng_.uniform(1e-3, 1 - 1e-3, shape), t) for shape in shapes_
              for t in (rng_.integers(0, 2, shape).astype(float), rng_.uniform(size=shape))],
             rtol=1e-7)
with marks_.part(1, "bce_loss at predictions of exactly 0 and 1"):
    ends_ = rng_.permutation([0.0, 0.0, 1.0, 1.0, 1.0]).reshape(5, 1)
    value_, slope_ = checks.call(bce_loss, ends_, ends_)
    checks.equals(value_, 0.0, "The value where prediction = target", atol=1.01e-14,
                  slip="a limit of 1e-12 or 1e-7 is too large; 1e-15 is enough.")
    checks.is_true(np.shape(slope_) == (5, 1) and np.isfinite(slope_).all(), "Gradient not finite.")
    value_, slope_ = checks.call(bce_loss, *(np.vstack([ends_, [[end]]]) for end in (0.25, 1.0)))
    checks.equals(value_, np.log(4) / 6, "The value with one entry inside", atol=1e-13)
    checks.equals(slope_[5], [-4 / 6], "The gradient of the entry inside", rtol=1e-7)
    checks.is_pure(bce_loss, ends_, 1.0 - ends_)
    value_, slope_ = checks.call(bce_loss, ends_, 1.0 - ends_)
    checks.is_true(np.isfinite(value_) and np.isfinite(slope_).all() and value_ > 20,
                   "Sure and wrong: large, and finite.", got=value_)
marks_.total()
### END HIDDEN TESTS

# %% [markdown]
# ## 4. The chain · 4 points
#
# The network itself is now a short program. Forward, each part gets what the one before it returns.
# Backward, the same in reverse order. Gradient descent then subtracts from every parameter the
# learning rate times its gradient:
#
# $$W \leftarrow W - \eta\, \frac{\partial \mathcal L}{\partial W}, \qquad
#   b \leftarrow b - \eta\, \frac{\partial \mathcal L}{\partial b} .$$
#
# `MLP` must not depend on the kind of a part. Anything with `forward` and `backward` is a part,
# even one that somebody writes next year. If a part has a `weight`, it also has a `bias` and both
# gradients, with the names of section 1, and `step` changes these two. If not, `step` leaves it
# alone.

# %% nbgrader={"grade": false, "grade_id": "strange-parts", "locked": true, "schema_version": 3, "solution": false}
# Two kinds of parts that no library has. The checks below build networks from them.
STRANGE_PARTS = """
import numpy as np

class Bent:  # weight * x² + bias, column by column: all three have n columns
    def __init__(self, weight, bias):
        self.weight, self.bias = weight, bias
    def forward(self, x):
        self.x = x
        return self.weight * x**2 + self.bias
    def backward(self, upstream):
        self.weight_gradient = (upstream * self.x**2).sum(axis=0)
        self.bias_gradient = upstream.sum(axis=0)
        return 2 * upstream * self.weight * self.x

class Mix:  # sin(x) times a fixed matrix; it has no weight, so it does not learn
    def __init__(self, matrix):
        self.matrix, self.bias, self.bias_gradient = matrix, matrix[0], matrix[0]
    def forward(self, x):
        self.x = x
        return np.sin(x) @ self.matrix
    def backward(self, upstream):
        return np.cos(self.x) * (upstream @ self.matrix.T)
"""

# %% nbgrader={"grade": false, "grade_id": "mlp", "locked": false, "schema_version": 3, "solution": true}
class MLP:
    """A chain of layers, first to last: a list of the caller's own objects; do not copy them.

    backward(upstream) takes the gradient with respect to the output and returns that with respect
    to x. step(learning_rate): plain descent on layers that have `weight`; others are left alone.
    """

    def __init__(self, layers):
        ### BEGIN SOLUTION
        self.layers = layers
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        for layer in self.layers:
            x = layer.forward(x)
        return x
        ### END SOLUTION

    def backward(self, upstream):
        ### BEGIN SOLUTION
        for layer in reversed(self.layers):
            upstream = layer.backward(upstream)
        return upstream
        ### END SOLUTION

    def step(self, learning_rate):
        ### BEGIN SOLUTION
        for layer in self.layers:
            if hasattr(layer, "weight"):
                layer.weight = layer.weight - learning_rate * layer.weight_gradient
                layer.bias = layer.bias - learning_rate * layer.bias_gradient
        ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "mlp-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.part(1, "a chain of two parts"):
    bent_, one_ = checks.define(STRANGE_PARTS, "Bent"), np.ones(1)
    parts_ = [checks.call(bent_, 2 * one_, one_), checks.call(bent_, -3 * one_, 5 * one_)]
    out_, down_, _ = checks.use(checks.call(MLP, parts_), ("call", "forward", np.array([[2.0]])),
                                ("call", "backward", np.array([[1.0]])), ("call", "step", 0.5))
    # The first part sees x = 2 and returns 2·4 + 1 = 9; the last one sees 9.
    checks.equals(out_, [[-3.0 * 81 + 5]], "A chain of two parts", slip="first part first.")
    checks.equals(down_, [[-54.0 * 8]], "The gradient with respect to x", slip="last part first.")
    # Upstream of the last part is 1, and of the first one 2·(−3)·9 = −54.
    for part_, due_ in zip(parts_, ([2 + 0.5 * 54 * 4, 1 + 0.5 * 54], [-3 - 0.5 * 81, 5 - 0.5])):
        checks.equals(np.ravel(checks.use(part_, ("get", "weight"), ("get", "bias"))), due_,
                      "The parameter after a step", slip="subtract rate times gradient.")
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "mlp-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
import torch
normal_ = checks.rng("mlp").normal
kinds_ = {1: checks.define(STRANGE_PARTS, "Mix"), 2: checks.define(STRANGE_PARTS, "Bent")}
read_ = {1: [("get", "matrix"), ("get", "bias")], 2: [("get", "weight"), ("get", "bias")]}
chains_ = ((6, ((4,), (4, 3), (3,), (3, 5))), (1, ((2, 1), (1,))), (4, ((3,),)), (3, ((5, 2),)))

def compare_(N, shapes, rates):
    """Go there and back once for each rate, with a step unless it is 0; so does torch."""
    kept = [[normal_(0, 0.7, s) for _ in range(3 - len(s))] for s in shapes]
    parts = [checks.call(kinds_[len(values)], *values) for values in kept]
    leaves = [[torch.tensor(a, requires_grad=True) for a in values] for values in kept]
    net, bent = checks.call(MLP, parts), [a for p in leaves if len(p) == 2 for a in p]
    for rate in rates:
        h = x = torch.tensor(normal_(size=(N, shapes[0][0])), requires_grad=True)
        for p in leaves:
            h = torch.sin(h) @ p[0] if len(p) == 1 else p[0] * h**2 + p[1]
        g = normal_(size=tuple(h.shape))
        down, *slopes = torch.autograd.grad((h * torch.tensor(g)).sum(), [x, *bent])
        steps = [("call", "forward", x.detach().numpy()), ("call", "backward", g)]
        found = checks.use(net, *steps, *[("call", "step", rate)][:rate > 0])
        checks.equals(found[0], h.detach(), f"The output of {len(parts)} parts")
        checks.equals(found[1], down, f"The gradient with respect to x, {len(parts)} parts")
        for leaf, slope in zip(bent, slopes):
            leaf.data -= rate * slope
    for part, p in zip(parts, leaves):
        for got, due in zip(checks.use(part, *read_[len(p)]), (p[0], p[1] if p[1:] else p[0][0])):
            checks.equals(got, due.detach(), f"A parameter after {len(rates)} steps")
    return net, parts, (x.detach().numpy(), g)

marks_ = checks.Marks()
for title_, rates_ in (("forward and backward", (0, 0)), ("step", (0.05, 0.02, 0.01))):
    with marks_.part(1, title_):
        for chain_ in chains_:
            compare_(*chain_, rates_)
with marks_.part(1, "arguments and the caller's list are left alone"):
    net_, parts_, given_ = compare_(*chains_[0], (0.05,))
    checks.leaves_alone(MLP, parts_, draws=False)
    keeps_the_rules(MLP, *checks.use(net_, ("get", "forward")), given_[0])
    keeps_the_rules(MLP, *checks.use(net_, ("get", "backward")), given_[1])
marks_.total()
### END HIDDEN TESTS

# %% [markdown]
# ## 5. Is the gradient right?
#
# A falling loss proves little (section 8 shows how little). So we compare the gradient with slopes
# that come from the loss itself. For one parameter $w$ and a step $h$ there are three ways:
#
# $$\underbrace{\frac{\mathcal L(w + h) - \mathcal L(w)}{h}}_{\text{forward difference}}, \qquad
#   \underbrace{\frac{\mathcal L(w + h) - \mathcal L(w - h)}{2h}}_{\text{central difference}},
#   \qquad \underbrace{\frac{\mathrm{Im}\, \mathcal L(w + ih)}{h}}_{\text{complex step}} .$$
#
# By their Taylor series the errors are of order $h$, $h^2$ and $h^2$. The first two ways subtract
# numbers that are almost equal. The third does not: $\mathcal L(w + ih) = \mathcal L(w) +
# ih\,\mathcal L'(w) - \tfrac{h^2}{2} \mathcal L''(w) + \dots$, and a computer stores real and
# imaginary parts separately.
#
# > **Careful.** The complex step needs a loss that is analytic, and code that is, too: `abs`,
# > `max`, comparisons, `.real` and `.conj()` break it silently. A stable sigmoid with `np.abs`, or
# > a ReLU, gets a wrong derivative.

# %% nbgrader={"grade": false, "grade_id": "differences", "locked": true, "schema_version": 3, "solution": false}
def central_differences(f, a, h=1e-5):
    """Return the slope of the number f(a) with respect to each entry of a; a is not modified."""
    slopes = np.empty(np.shape(a))
    for place in np.ndindex(slopes.shape):
        move = np.zeros(slopes.shape)
        move[place] = h
        slopes[place] = (f(a + move) - f(a - move)) / (2 * h)
    return slopes

# %%
rng = np.random.default_rng(0)
X, Y = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
first, last = Linear(3, 4, rng), Linear(4, 2, rng)
first.weight, last.weight = rng.normal(size=(4, 3)), rng.normal(size=(2, 4))
first.bias, last.bias = rng.normal(size=4), rng.normal(size=2)
net = MLP([first, Sigmoid(), last])
net.backward(mse_loss(net.forward(X), Y)[1])


def loss_of(W):
    """The same loss in one line, for any first weights; complex and float32 ones are allowed."""
    x, b, V, c, y = (a.astype(W.dtype) for a in (X, first.bias, last.weight, last.bias, Y))
    return ((1 / (1 + np.exp(-x @ W.T - b)) @ V.T + c - y) ** 2).mean()


print("largest difference between backward and central differences with h = 1e-5:",
      f"{np.abs(central_differences(loss_of, first.weight) - first.weight_gradient).max():.1e}")

# %%
def error(slope_of, h, W):
    """Return the relative error of a way to compute slopes, all entries together."""
    found, unit = np.empty(W.shape), np.eye(W.size, dtype=W.dtype).reshape(-1, *W.shape)
    for move, place in zip(unit, np.ndindex(W.shape)):
        found[place] = slope_of(W, move, W.dtype.type(h))
    return np.linalg.norm(found - first.weight_gradient) / np.linalg.norm(first.weight_gradient)


def central(W, move, h):
    return (loss_of(W + h * move) - loss_of(W - h * move)) / (2 * h)


ways = {"forward": lambda W, move, h: (loss_of(W + h * move) - loss_of(W)) / h, "central": central,
        "complex step": lambda W, move, h: loss_of(W + 1j * h * move).imag / h}
steps, W = np.logspace(-20, 0, 81), first.weight
curves = {name: [error(way, h, W) for h in steps] for name, way in ways.items()}
curves["central, float32"] = [error(central, h, W.astype(np.float32)) for h in steps]
axes = plotting.new_axes(width=8.0, height=4.2)
plotting.plot_curves(axes, steps, {name: np.maximum(e, 1e-17) for name, e in curves.items()},
                     xlabel="$h$", ylabel="relative error", title="Three ways to take a slope")
axes.set(xscale="log", yscale="log", ylim=(3e-18, 30))
for name, errors in curves.items():
    print(f"{name:18} best {min(errors):.0e} at h = {steps[np.argmin(errors)]:.0e}")

# %% [markdown]
# **Read the picture.** Errors are measured against *your* gradient. As $h$ becomes smaller, which
# curves fall with slope 1, and which with slope 2? Why do three of them turn around, and the fourth
# does not? What would the picture look like if your backward pass had a mistake?
#
# <details><summary>Answer</summary>
#
# From the right, the forward difference falls like $h$, and central difference and complex step
# fall like $h^2$: these are the Taylor remainders. Then rounding takes over. Losses are known to
# about $\varepsilon = 10^{-16}$, so the difference of two, divided by $h$, is off by
# $\varepsilon/h$. The sum is smallest where both parts are equal: near $h = \sqrt{\varepsilon}
# \approx 10^{-8}$ for the forward difference, near $\varepsilon^{1/3} \approx 10^{-5}$ for the
# central one, and near $10^{-2}$ for float32, where $\varepsilon = 10^{-7}$. That leaves hardly
# four digits, so do your gradient checks in float64. (Below $h = 10^{-16}$ a weight does not change
# at all: the difference is 0, and the error is 1.) The complex step subtracts nothing, so it never
# turns around. With a wrong backward pass all four curves would end at the same level, the size of
# the mistake.
#
# </details>
#
# ## 6. A boundary that is not a line
#
# Now the network learns. Its input is the two measurements of a flower, scaled to mean 0 and
# standard deviation 1. Its output is a number between 0 and 1, for "versicolor". All 150 flowers
# are one batch. For comparison we also train the same network with sigmoids and with identities
# instead of the hidden ReLUs. All start from weights of variance $2/n_{in}$, which suits ReLU.

# %%
points = (petals - petals.mean(axis=0)) / petals.std(axis=0)


def network(widths, unit, seed, linear=Linear, last=Sigmoid):
    """Return a chain of affine maps, with a unit after each hidden one and `last` at the end."""
    rng, parts = np.random.default_rng(seed), []
    for n, m in zip(widths, widths[1:]):
        layer = linear(n, m, rng)
        layer.weight, layer.bias = rng.normal(0, np.sqrt(2 / n), (m, n)), np.zeros(m)
        parts += [layer, unit()]
    return MLP([*parts[:-1], last()])


def descend(net, inputs, targets, steps, rate, loss=bce_loss):
    """Full-batch gradient descent; return the loss before each step."""
    losses = np.empty(steps)
    for step in range(steps):
        losses[step], gradient = loss(net.forward(inputs), targets)
        net.backward(gradient)
        net.step(rate)
    return losses

# %%
steps, seeds = by_budget(quick=300, normal=2000, full=20000), by_budget(quick=3, normal=8, full=20)
runs = {unit.__name__: np.array([descend(network((2, 8, 8, 1), unit, seed), points, middle,
                                         steps, 0.3) for seed in range(seeds)])
        for unit in (Identity, Sigmoid, ReLU)}
for name, losses in {**runs, "always ⅓": np.log([[3.0]]) - 2 / 3 * np.log(2)}.items():
    print(f"{name:8} loss in the end {losses[:, -1].min():.3f} to {losses[:, -1].max():.3f}")
axes = plotting.new_axes(width=8.0)
plotting.plot_spread(axes, np.arange(1, steps + 1), runs, xlabel="step", ylabel="BCE",
                     title=f"Median of {seeds} seeds, and where 80 % of them lie")
axes.set(xscale="log", ylim=(0, 0.9));

# %% [markdown]
# **Read the picture.** Which of the three never learns, and how could you have known it? (The last
# loss in the printed list belongs to a network that always says ⅓, the share of versicolor.)
#
# <details><summary>Answer</summary>
#
# The one with `Identity`. Three affine maps in a row are one affine map, so training can only move
# a line, and no line encloses the middle. It reaches 0.575, the loss of the best line. All seeds
# end there, because the loss is a convex function of the line. The sigmoids pass on at most a
# quarter of the gradient, twice in a row. They stay near the level of "always ⅓" for a few hundred
# steps before they find two lines.
#
# </details>

# %%
def draw(axes, net, title):
    """Shade the plane by the output of a network; the line is where the output is ½."""
    places = np.stack(np.meshgrid(*2 * [np.linspace(-1.9, 1.9, 90)]))
    says = net.forward(places.reshape(2, -1).T).reshape(90, 90)
    axes.contourf(*places, says, levels=np.linspace(0, 1, 11), cmap="Greys", alpha=0.55)
    axes.contour(*places, says, levels=[0.5], colors="black", linewidths=2)
    for group, marker in enumerate("os^"):
        axes.plot(*points[iris.target == group].T, marker, ms=4, mfc="none")
    plotting.finish(axes, xlabel="length, scaled", ylabel="width, scaled", title=title)


grid, stops = plotting.new_axes(2, 4, width=3.2, height=3.0), [0, 30, 100, steps]
for row, unit in enumerate((Identity, ReLU)):
    net = network((2, 8, 8, 1), unit, seed=0)
    for axes, before, after in zip(grid[4 * row:], [0, *stops], stops):
        descend(net, points, middle, after - before, 0.3)
        draw(axes, net, f"{unit.__name__}, step {after}")

# %% [markdown]
# **Read the picture.** Dark means "yes", white means "no". What do the kinks of the ReLUs make
# possible that the upper row never shows? What does the network say at (−1.5, 1.5), far away from
# all flowers, after 100 steps and at the end? Should you believe it?
#
# <details><summary>Answer</summary>
#
# Along the diagonal the output has to rise from setosa to versicolor and fall from there to
# virginica. So its slope must change sign in between, and that takes kinks. Far away there are no
# flowers to learn from: after 100 steps of this run the network finds versicolor likely there, and
# after 2000 it is sure of the opposite, without any evidence. Both are extrapolations, drawn as
# firmly as what the network knows.
#
# </details>
#
# ## 7. Digits
#
# The same parts can read handwriting. We use 1797 scans of 8×8 pixels, 1437 for training and 360
# for a test, all scaled to $[0, 1]$. There are ten outputs, each a sigmoid with its own question:
# "is it a 0?", …, "is it a 9?". BCE is made for this. (Softmax with cross-entropy is a different
# loss: it also knows that *exactly one* of the ten is right.) The answer is the output with the
# largest value. Now each step sees only 32 images, and their order is drawn anew for each pass over
# the data.

# %%
digits, order = load_digits(), np.random.default_rng(0).permutation(1797)
images, labels = digits.data[order] / 16, digits.target[order]
targets = np.eye(10)[labels]


def fit(unit, seed, epochs, rate=2.0):
    """Train on minibatches; return the net and, by epoch, test loss and test accuracy."""
    net, rng, history = network((64, 32, 10), unit, seed), np.random.default_rng(seed), []
    for _ in range(epochs):
        for chosen in rng.permutation(1437)[:1408].reshape(-1, 32):
            net.backward(bce_loss(net.forward(images[chosen]), targets[chosen])[1])
            net.step(rate)
        says = net.forward(images[1437:])
        right = (says.argmax(axis=1) == labels[1437:]).mean()
        history.append([bce_loss(says, targets[1437:])[0], right])
    return net, np.array(history)

# %%
epochs, seeds = by_budget(quick=5, normal=40, full=200), by_budget(quick=2, normal=5, full=20)
left, right = plotting.new_axes(1, 2)
losses, accuracies = {}, {}
for unit in (Identity, Sigmoid, ReLU):
    nets, histories = zip(*(fit(unit, seed, epochs) for seed in range(seeds)))
    losses[unit.__name__], accuracies[unit.__name__] = np.moveaxis(histories, -1, 0)
    last = 100 * accuracies[unit.__name__][:, -1]
    print(f"{unit.__name__:8} test accuracy {last.mean():.1f} % "
          f"({last.min():.1f} to {last.max():.1f}, {seeds} seeds)")
x = np.arange(1, epochs + 1)
plotting.plot_spread(left, x, losses, xlabel="epoch", ylabel="BCE", title="Loss on the test images")
plotting.plot_spread(right, x, accuracies, xlabel="epoch", title="Share of right answers")
left.set_yscale("log")
right.set_ylim(0.8, 1.0);

# %%
says = nets[0].forward(images[1437:])
wrong = np.flatnonzero(says.argmax(axis=1) != labels[1437:])[:8]
row = np.ravel(plotting.new_axes(1, len(wrong) + 1, width=1.5, height=1.9))
for place, axes in zip(wrong, row):
    axes.imshow(images[1437 + place].reshape(8, 8), cmap="Greys")
    axes.set(title=f"{labels[1437 + place]}, read as {says[place].argmax()}", xticks=[], yticks=[],
             xlabel=f"{says[place].max():.2f}")
    axes.title.set_fontsize(9)
    axes.grid(visible=False)
row[-1].set_axis_off()

# %% [markdown]
# **Read the pictures.** These are the test images that one of the ReLU networks gets wrong; below
# each is its largest output. What would you do with images for which this number is small? Compare
# `Identity` with the others: how much is the hidden layer worth here? And does a difference of half
# a percent mean anything?
#
# <details><summary>Answer</summary>
#
# If even the largest output is small, the network says "rather no" ten times: give such an image to
# a person. `Identity` is an affine map with ten outputs. With 64 pixels it gets nearly everything
# right; with two measurements of a flower it failed. Half a percent of 360 images are two images.
# The spread over seeds is larger, and it does not even include the choice of the test images: with
# 97 % right, the standard error of a share of 360 is $\sqrt{0.97 \cdot 0.03 / 360} = 0.9$ %. The
# losses, which see more than right or wrong, tell us more: there ReLU is below the other two for
# every seed.
#
# </details>
#
# ## 8. Tests that find bugs · 8 points
#
# Below is a second implementation of sections 1 to 3, as a text. It is right: torch does the work,
# one part at a time. Because it is a text, we can break it on purpose. A *planted bug* replaces a
# few words of it, and your tests are worth as much as they find.

# %% nbgrader={"grade": false, "grade_id": "right-map", "locked": true, "schema_version": 3, "solution": false}
RIGHT_MAP = """
import numpy as np
import torch
from torch.nn import functional as F

def leaf(a):
    return torch.tensor(np.array(a, dtype=float), requires_grad=True)
def slopes(g, out, leaves):
    total = (out * torch.tensor(np.array(g, dtype=float))).sum()
    return [s.numpy() for s in torch.autograd.grad(total, leaves, retain_graph=True)]

class Linear:
    def __init__(self, n_in, n_out, rng):
        self.weight, self.bias = rng.normal(0, 0.5, (n_out, n_in)), rng.normal(0, 0.5, n_out)
    def forward(self, x):
        x, W, b = self.leaves = [leaf(a) for a in (x, self.weight, self.bias)]
        self.out = F.linear(x, W, b)
        return np.array(self.out.detach())
    def backward(self, g):
        dx, dW, db = slopes(g, self.out, self.leaves)
        self.weight_gradient, self.bias_gradient = dW, db
        return dx
"""

# %% nbgrader={"grade": false, "grade_id": "right-parts", "locked": true, "schema_version": 3, "solution": false}
RIGHT_PARTS = RIGHT_MAP + """
class Unit:
    def forward(self, z):
        self.z = leaf(z)
        self.a = self.f(self.z)
        return np.array(self.a.detach())
    def backward(self, g):
        return slopes(g, self.a, [self.z])[0]
class ReLU(Unit):
    f = lambda self, z: torch.relu(z)
class Sigmoid(Unit):
    f = lambda self, z: torch.sigmoid(z)
class Identity(Unit):
    f = lambda self, z: z.clone()
def loss(f, p, t):
    p = leaf(p)
    value = f(p, leaf(t).detach())
    return value.item(), slopes(1.0, value, [p])[0]
mse_loss = lambda p, t: loss(F.mse_loss, p, t)
bce_loss = lambda p, t: loss(F.binary_cross_entropy, p, t)
def run(check):
    units = {"ReLU": ReLU, "Sigmoid": Sigmoid, "Identity": Identity}
    return check(Linear, units, {"mse_loss": mse_loss, "bce_loss": bce_loss})
"""

# %% nbgrader={"grade": false, "grade_id": "told-bugs", "locked": true, "schema_version": 3, "solution": false}
# Four broken texts: each replaces one thing in RIGHT_PARTS by something else.
ONE_SAMPLE = RIGHT_PARTS.replace("= dW, db", "= dW, g[0]")  # the bias gradient is that of one
EVEN_ROWS = RIGHT_PARTS.replace(  # every other row of the weight gradient is 0
    "= dW, db", "= dW * (np.arange(len(dW)) % 2 == 0)[:, None], db")
OPEN_RELU = RIGHT_PARTS.replace(  # backward of ReLU lets every gradient through
    "torch.relu(z)", "torch.relu(z)\n    def backward(self, g): return g")
WRONG_SLOPE = RIGHT_PARTS.replace(  # the value of BCE, with the gradient of MSE
    "loss(F.binary_cross_entropy, p, t)",
    "(loss(F.binary_cross_entropy, p, t)[0], loss(F.mse_loss, p, t)[1])")

# %%
import torch

torch.set_num_threads(1)  # small matrices: threads would only wait for each other
steps, seeds = by_budget(quick=100, normal=300, full=3000), by_budget(quick=2, normal=5, full=10)
texts = [EVEN_ROWS.strip(), OPEN_RELU.strip(), ONE_SAMPLE.strip(), RIGHT_PARTS.strip(),
         WRONG_SLOPE.strip()]
curves = {}
for letter, text in zip("ABCDE", texts):
    linear, relu, sigmoid, loss = (
        checks.define(text, part) for part in ("Linear", "ReLU", "Sigmoid", "bce_loss"))
    nets = [network((2, 8, 8, 1), relu, seed, linear, sigmoid) for seed in range(seeds)]
    curves[letter] = np.array([descend(net, points, middle, steps, 0.1, loss) for net in nets])
axes = plotting.new_axes(width=8.0)
plotting.plot_spread(axes, np.arange(steps), curves, xlabel="step", ylabel="BCE",
                     title=f"One of five networks is right (irises, {seeds} seeds)");

# %% [markdown]
# **Read the picture.** Four of these networks have one of the bugs above. The loss in the picture
# is always computed correctly. Which network is right? What does a falling loss prove?
#
# <details><summary>Answer</summary>
#
# All five fall, and D is right. C, which takes the gradient of its biases from the first flower,
# stops early, but so would a network that is too small. And you can hardly tell A from D, although
# every other row of A's weights never moves. A step goes downhill if its angle to the negative
# gradient is less than 90°, and with a wrong gradient it mostly is. So a falling loss proves
# little. Such a bug hurts you later: with another batch size, in a deeper network, or in a result
# that nobody can reproduce.
#
# </details>
#
# So write tests that find such bugs. `check` gets parts that somebody else has written:
# `linear_class`, `unit_classes` and `losses` follow the contracts of sections 1 to 3, or have one
# bug. It reports a bug by any exception, or by returning `False`; anything else means "I have found
# nothing". The hidden test plants 24 bugs, one at a time, from five **families**:
#
# * *the affine map*: values of `forward`, for several samples and different widths; parameters
#   that are assigned; where they are drawn from;
# * *its gradients*: for the weight, the bias and the input;
# * *memory*: what one call leaves behind for the next one, for another object, or for the caller;
# * *units*: values and slopes of all three, far out as well as near 0;
# * *losses*: values and gradients of both, for several rows and columns.
#
# Each bug that you report earns a quarter of a point, and the feedback names those that you missed.
# But correct implementations must pass: if `check` reports one of them, you lose all points. Two of
# them are mixed with the bugs, in an order that you cannot know: `RIGHT_PARTS`, and one that is
# written in another way.
#
# > **Careful.** There are no bugs in slopes exactly at 0, or in BCE at predictions of exactly 0 or
# > 1. Parts take float64 arrays only, so use central differences and not the complex step. Compare
# >    with
# > a tolerance (1e-6, say), and pass every argument as a copy that you can compare afterwards.
# > `check` runs about 40 times, so keep it below a tenth of a second. You may use any library here.

# %% nbgrader={"grade": false, "grade_id": "own-tests", "locked": false, "schema_version": 3, "solution": true}
def check(linear_class, unit_classes, losses):
    """Report a bug in these parts by an exception or by returning False.

    unit_classes: a dict with ReLU, Sigmoid, Identity; losses: one with mse_loss, bce_loss.
    """
    ### BEGIN SOLUTION
    rng = np.random.default_rng(1)
    x, g, W, b, z = (rng.normal(size=s) for s in ((5, 3), (5, 2), (2, 3), 2, (5, 3)))
    layer, same, other = (linear_class(3, 2, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert np.all(layer.weight == same.weight) and np.all(layer.weight != other.weight)
    layer.forward(-x), layer.backward(g)  # leaves something behind, where there is a bug
    layer.weight, layer.bias, given, upstream = W.copy(), b.copy(), x.copy(), g.copy()
    pairs = [(layer.forward(given), x @ W.T + b), (same.forward(2 * x).shape, (5, 2)),
             (layer.backward(upstream), g @ W), (layer.weight_gradient, g.T @ x), (given, x),
             (layer.bias_gradient, g.sum(axis=0)), (layer.weight, W), (upstream, g)]
    a = 0.5 + 0.5 * np.tanh((z := z * [1, 9, 3000]) / 2)
    right = {"ReLU": (z * (z > 0), z > 0), "Sigmoid": (a, a - a * a), "Identity": (z, 1)}
    for name, (value, slope) in right.items():
        unit, given, upstream = unit_classes[name](), z.copy(), x.copy()
        pairs += [(unit.forward(given), value), (unit.backward(upstream), slope * x),
                  (given, z), (upstream, x)]
    p, t = rng.uniform(0.1, 0.9, (2, 4, 3))
    bce = -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p)), (p - t) / (p - p * p) / 12
    pairs += zip(losses["mse_loss"](p, t), (np.mean((p - t) ** 2), (p - t) / 6))
    for found, due in [*pairs, *zip(losses["bce_loss"](p, t), bce)]:
        np.testing.assert_allclose(found, due, rtol=1e-6, atol=1e-9)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "own-tests-tests", "locked": true, "points": 2, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.needed(2, "no bug in RIGHT_PARTS"):
    run_ = checks.define(RIGHT_PARTS, "run")
    run_.__name__ = "check, given RIGHT_PARTS,"  # for the message, where it raises something
    checks.call(run_, check)
    checks.is_true(not checks.reports(check, RIGHT_PARTS), "check reports a bug in RIGHT_PARTS.",
                   slip="other parts may draw other weights than yours, and store what they like.")
for name_ in ("ONE_SAMPLE", "EVEN_ROWS", "OPEN_RELU", "WRONG_SLOPE"):
    text_ = {"ONE_SAMPLE": ONE_SAMPLE, "EVEN_ROWS": EVEN_ROWS, "OPEN_RELU": OPEN_RELU,
             "WRONG_SLOPE": WRONG_SLOPE}[name_]
    with marks_.part(0.5, name_):
        checks.is_true(checks.reports(check, text_), "check does not report this bug.")
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "own-tests-hidden", "locked": true, "points": 6, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
f_, d_, r_, s_ = "F.linear(x, W, b)", "= dW, db", "torch.relu(z)", "torch.sigmoid(z)"
m_, b_ = "loss(F.mse_loss, p, t)", "loss(F.binary_cross_entropy, p, t)"
back_, rng_ = "\n    def backward(self, g): ", checks.rng("own-tests")
# Right in another style: other laws and names, other formulas, results of other types.
other_ = RIGHT_PARTS.replace(f_, "x.mm(W.T).add(b)").replace(s_, "(1 + (z / 2).tanh()) / 2")
other_ = other_.replace("normal(0, 0.5", "uniform(-2, 2").replace("self.out", "self._z")
rights_, marks_ = [checks.reports(check, t) for t in (other_, RIGHT_PARTS)], checks.Marks()
for bug_, old_, new_ in (
    ("map: no bias", f_, "x @ W.T + 0 * b"),
    ("map: weight is read as (n_in, n_out)", f_, "x @ W.reshape(*W.T.shape) + b"),
    ("map: bias on the first sample", f_, "x @ W.T + b * (torch.arange(len(x)) == 0)[:, None]"),
    ("map: old weight", "(x, self.weight,", "(x, vars(self).setdefault('w', self.weight.copy()),"),
    ("map: weight not from rng", "rng.normal(0, 0.5, (", "np.random.default_rng(0).normal(0, 1, ("),
    ("gradients: of weight, a mean", d_, "= dW / len(g), db"),
    ("gradients: of bias, a mean", d_, "= dW, db / len(g)"),
    ("gradients: of bias, added up over outputs", d_, "= dW, 0 * db + db.sum()"),
    ("gradients: of the input, a mean", "return dx", "return dx / len(g)"),
    ("memory: gradients add up", d_, "= dW + vars(self).get('weight_gradient', 0), db"),
    ("memory: always the first batch", "(g, self.out, self.leaves)",
     "(g, *vars(self).setdefault('first', (self.out, self.leaves)))"),
    ("memory: one for all layers", "self.leaves", "Linear.leaves"),
    ("memory: ReLU changes its argument", r_,
     r_ + "\n    def forward(self, z): z *= z > 0; return Unit.forward(self, z)"),
    ("memory: Sigmoid changes g", s_, s_ + back_ + "g *= slopes(1, self.a, [self.z])[0]; return g"),
    ("memory: backward moves weight", "return dx", "self.weight -= dW; return dx"),
    ("units: leaky ReLU", r_, "F.leaky_relu(z)"),
    ("units: ReLU's slope looks at upstream", r_, r_ + back_ + "return g * (g > 0)"),
    ("units: sigmoid's slope lacks 1 - a", s_, s_ + back_ + "return g * np.array(self.a.detach())"),
    ("units: sigmoid overflows", s_, "z.exp() / (1 + z.exp())"),
    ("units: sigmoid clipped at 6", s_, "torch.sigmoid(z.clamp(-6, 6))"),
    ("losses: MSE divides by rows", m_, "loss(lambda p, t: ((p - t) ** 2).sum() / len(p), p, t)"),
    ("losses: half of MSE's gradient", m_, f"({m_}[0], {m_}[1] / 2)"),
    ("losses: BCE of the ones only", b_, "loss(lambda p, t: -(t * p.log()).mean(), p, t)"),
    ("losses: BCE's gradient, a sum", b_, f"({b_}[0], p.size * {b_}[1])"),
):
    rights_ += [checks.reports(check, t) for t in (RIGHT_PARTS, other_) if rng_.random() < 0.2]
    with marks_.part(0.25, bug_):
        checks.is_true(checks.reports(check, RIGHT_PARTS.replace(old_, new_)), "It gets through.")
checks.is_true(not any(rights_), "check reports a bug in right parts.")
marks_.total()
### END HIDDEN TESTS

# %%
mine = {"ReLU": ReLU, "Sigmoid": Sigmoid, "Identity": Identity}
check(Linear, mine, {"mse_loss": mse_loss, "bce_loss": bce_loss})
print("Your own parts pass your own tests.")

# %% [markdown]
# ## Takeaways
#
# * A part knows its input, its output and the upstream gradient, and nothing else. That is why a
#   loop of three lines can differentiate a chain of parts, and why a new part needs no change
#   anywhere.
# * You can test each part alone: its values against a formula, its gradients against slopes, and
#   its memory against a second call.
# * A falling loss does not prove that a gradient is right.
#
# **Three questions to take further**
#
# 1. Each part keeps an array for the way back. How does the memory of a network with $L$ parts
#    grow, and what could you compute again instead of keeping it?
# 2. The gradient goes from the loss to the input. The chain rule allows the other direction, too.
#    For which shapes of a network would that be cheaper?
# 3. A gradient check at one random point passes. Name three mistakes that it cannot see.
#
# <details><summary>Answers</summary>
#
# 1\. It grows like $L$ times the batch. You can keep only the inputs of every $k$-th part and go
# forward again from there: memory for about $L/k + k$ arrays, for one extra forward pass.
#
# 2\. For few inputs and many outputs: forward, you need one pass for each *input* of interest,
# backward one for each *output*. A loss is a single output of a million parameters.
#
# 3\. A value and a gradient that are wrong in the same way (a bias that is missing in both). A
# mistake that shows only with more than one sample, or in the second call. A unit that is wrong far
# out, where no random input comes.
#
# </details>
#
# **Two papers**
#
# * D. E. Rumelhart, G. E. Hinton, R. J. Williams: [*Learning representations by back-propagating
#   errors*](https://doi.org/10.1038/323533a0), Nature 323 (1986), pages 533–536. Four pages on how
#   hidden units come to represent something useful.
# * J. R. R. A. Martins, P. Sturdza, J. J. Alonso: [*The complex-step derivative
#   approximation*](https://doi.org/10.1145/838250.838251), ACM Transactions on Mathematical Software 29
#   (2003), pages 245–262. Why the fourth curve of section 5 never turns around, and what code has
#   to look like for it.
