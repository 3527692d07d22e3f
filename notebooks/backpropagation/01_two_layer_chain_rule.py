# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # The chain rule in a net of two layers
#
# Backpropagation is the chain rule, and most mistakes in it are not mistakes of calculus. They are
# lost transposes, forgotten means and factors of the wrong shape, and many of them raise no error.
# In this notebook we write the gradient of a two-layer network by hand, with every shape right, for
# one sample and for a batch. We begin with all these shapes in one picture.

# %% nbgrader={"grade": false, "grade_id": "imports", "locked": true, "schema_version": 3, "solution": false}
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from helpers import checks, plotting, shapes
from helpers.budgets import by_budget
from helpers.seeds import seeded
from helpers.shapes import Block

# %%
n, h, K, N = 5, 4, 3, 6
letters = {5: "n", 4: "h", 3: "K", 6: "N"}
grid = plotting.new_axes(2, 2, width=7.0, height=3.4)
equations = {
    "(a) One sample, forward": [
        Block("$W_1$", h, n), "·", Block("$x$", n, 1), "+", Block("$b_1$", h, 1), "=",
        Block("$z_1$", h, 1)],
    "(b) A batch, forward: samples are rows": [
        Block("$X$", N, n), "·", Block("$W_1^T$", n, h), "+", Block("$b_1$", 1, h), "=",
        Block("$Z_1$", N, h)],
    "(c) One sample, backward": [
        Block(r"$\partial \mathcal{L}/\partial \hat y$", 1, K), "·",
        Block(r"$\partial \hat y/\partial z_3$", K, K, diagonal=True), "·", Block("$W_2$", K, h),
        "·", Block(r"$\partial z_2/\partial z_1$", h, h, diagonal=True), "=",
        Block(r"$\partial \mathcal{L}/\partial z_1$", 1, h)],
    "(d) One sample, the gradient of a weight": [
        Block(r"$\delta_1$", h, 1), "·", Block("$x^T$", 1, n), "=",
        Block(r"$\nabla_{W_1} \mathcal{L}$", h, n)]}
for axes, (title, parts) in zip(grid, equations.items(), strict=True):
    shapes.plot_equation(axes, parts, letters=letters, title=title)

# %% [markdown]
# **Look at the picture.** Here are all the shapes of this notebook, drawn to scale. Two of the
# matrices in (c) are diagonal (white squares are 0). Is it cheaper to multiply (c) from the left or
# from the right?
#
# <details><summary>Answer</summary>
#
# From the left, because the factor on the left is a single *row*. A row times a matrix is a row
# again, so each step takes as many multiplications as the matrix has entries: here $3·3 + 3·4 + 4·4
# = 37$. From the right, the first product is a matrix times a matrix, $3·4·4 = 48$, then $3·3·4 =
# 36$, and $3·4 = 12$ for the row: 96 in all. (Both numbers get smaller if you use that two matrices
# are diagonal.) From the left means from the loss to the input: **back**-propagation. This order
# makes gradients cheap, whatever the number of weights.
#
# </details>
#
# **About 5 hours** · the cells run in about 20 seconds at `quick` and 30 at `normal`.
#
# **You need** matrix products, and the derivatives of ReLU, tanh and sigmoid from
# [Activation units and their derivatives](../activation-units/01_derivatives.ipynb).
#
# **Afterwards you can**
#
# * say what goes into each layer and what comes back out of it;
# * find a wrong transpose by its shape;
# * check a gradient against autograd;
# * explain what each of the five steps of a training loop is for.
#
# **How the questions work.** Write your code where it says `# YOUR CODE HERE`, then run the check
# below it. The check ends in a verdict (✓ 2 of 2, ◐ 1 of 2 or ✗ 0 of 2) and names the likely slip.
# Additional hidden checks run during grading. Arrays are NumPy float64, unless a question says
# torch. Functions must not modify their arguments, and print nothing. **By hand:** in sections 2 to
# 4 derivatives are formulas of your own; automatic, symbolic and numerical differentiation
# (autograd, SymPy, finite differences, complex steps) are refused. Apart from that you may use
# NumPy, SciPy, PyTorch, the standard library and your earlier answers; a mistake in one of them
# affects later answers. Names that end in `_` belong to the checks.
#
# **Notation.** $x$, $y$, $\hat y$: input, target, prediction · $z_1$, $z_2$, $z_3$: the values
# between the layers · $f$, $g$: units · $W$, $b$: weights and biases · $\mathcal L$: the loss ·
# $\delta_1$, $\delta_3$: gradients with respect to $z_1$ and $z_3$ · $n$, $h$, $K$: number of
# inputs, hidden neurons and outputs · $N$: number of samples · $\eta$: learning rate.
#
# ## 1. The net, and one convention for all shapes
#
# A network of two layers maps $x$ to a prediction $\hat y$, and a loss compares it with a target
# $y$:
#
# $$z_1 = W_1x + b_1, \qquad z_2 = f(z_1), \qquad z_3 = W_2z_2 + b_2, \qquad \hat y = g(z_3) .$$
#
# The units $f$ and $g$ act on each entry separately. (In this assignment $z_1$, $z_2$, $z_3$ simply
# number the values between the layers. So $z_2$ is an activation, called $a^1$ in
# [Numerical stability](../activation-units/04_numerical_stability.ipynb).) We study three cases:
#
# | `case` | $f$ | $g$ | loss $\mathcal L$ of one sample |
# |---|---|---|---|
# | `"regression"` | 5·ReLU | identity | $\sum_k (\hat y_k - y_k)^2$ |
# | `"classification"` | tanh | sigmoid σ | $\sum_k (\hat y_k - y_k)^2$ |
# | `"bce"` | tanh | sigmoid σ | $-\frac1K \sum_k \bigl[y_k \log \hat y_k + (1 - y_k) \log(1 - \hat y_k)\bigr]$ |
#
# The loss of a batch is the **mean over its $N$ samples**.
#
# **The convention.** Gradients go wrong by shapes more often than by calculus. So we stick to four
# rules, without exception:
#
# 1. **Samples are rows.** One sample is $(n,)$, a batch $(N, n)$.
# 2. **A weight matrix is (out, in)**, as PyTorch stores it: $W_1$ is $(h, n)$, $W_2$ is $(K, h)$.
# 3. **A Jacobian $\partial u/\partial v$ is (entries of $u$, entries of $v$)**: its entry $[i, j]$
#    is $\partial u_i/\partial v_j$. So the derivative of the number $\mathcal L$ is a *row*, and
#    the chain rule reads from left to right, from the loss to the input.
# 4. **A gradient $\nabla_P \mathcal L$ has the shape of the parameter $P$**, so that $P -
#    \eta\,\nabla_P \mathcal L$ makes sense without any transpose.
#
# By rule 3 the derivative with respect to a column is a row: it lies on its side. Some texts turn
# the derivative with respect to a matrix in the same way, so that $\partial \mathcal L/\partial
# W_2$ is $(h, K)$, the transpose of rule 4. Both ways are right. A formula that takes one factor
# from each is not.
#
# > **Careful.** Three outputs with a sigmoid each answer three separate yes/no questions, and a
# > sample may have several labels. For *one* label out of $K$, use softmax and cross-entropy.

# %% nbgrader={"grade": false, "grade_id": "net", "locked": true, "schema_version": 3, "solution": false}
def five_relu(z):
    """Return 5·max(z, 0) for each entry."""
    return 5.0 * np.maximum(z, 0.0)


def identity(z):
    """Return z."""
    return z


def sigmoid(z):
    """Return σ(z) for each entry; finite for every z."""
    return 0.5 * (1.0 + np.tanh(0.5 * z))


def units(case):
    """Return the pair f, g of a case."""
    return (five_relu, identity) if case == "regression" else (np.tanh, sigmoid)

# %% [markdown]
# ## 2. Forward · 3 points
#
# The backward pass needs everything that the forward pass has computed on its way, so `forward`
# returns all of it. In a batch, each row goes through the same network:
#
# $$Z_1 = XW_1^T + b_1, \qquad Z_3 = Z_2W_2^T + b_2, \qquad
#   X: (N, n), \quad Z_1, Z_2: (N, h), \quad Z_3, \hat Y: (N, K) .$$
#
# $b_1$ is $(h,)$, and broadcasting adds it to every row.
#
# > **Careful.** `W1 @ x` is right for one sample. For a batch it fails, unless $N = n$: then it
# > runs and returns nonsense of a plausible shape.

# %% nbgrader={"grade": false, "grade_id": "forward", "locked": false, "schema_version": 3, "solution": true}
def forward(x, W1, b1, W2, b2, f, g):
    """Return a dict with the arrays z1, z2, z3 and y_hat of the network.

    x: (n,) for one sample, or (N, n) with samples as rows. W1: (h, n), b1: (h,), W2: (K, h),
    b2: (K,). f, g: functions of an array of any shape, elementwise.
    Result: z1, z2 of shape (h,) or (N, h); z3, y_hat of shape (K,) or (N, K).
    """
    ### BEGIN SOLUTION
    z1 = x @ W1.T + b1  # a row for each sample; for one sample this equals W1 @ x + b1
    z2 = f(z1)
    z3 = z2 @ W2.T + b2
    return {"z1": z1, "z2": z2, "z3": z3, "y_hat": g(z3)}
    ### END SOLUTION

# %% nbgrader={"grade": false, "grade_id": "oracles", "locked": true, "schema_version": 3, "solution": false}
def draw_net(rng, n, h, K, N=None):
    """Return x, y, W1, b1, W2, b2 at random; y in (0, 1); one sample if N is None."""
    rows = () if N is None else (N,)
    weights = (rng.normal(0, 1 / np.sqrt(n), (h, n)), rng.normal(0, 0.5, h),
               rng.normal(0, 1 / np.sqrt(h), (K, h)), rng.normal(0, 0.5, K))
    return (rng.normal(size=(*rows, n)), rng.uniform(0.02, 0.98, (*rows, K)), *weights)


def matches_(got, right, where, slip="", slips=None):
    """Check a dict of arrays against the right ones; name the slip whose numbers it has."""
    checks.is_true(isinstance(got, dict), f"{where}: return a dict.", got=got)
    for name, array in right.items():
        checks.is_true(name in got, f"{where}: the dict has no entry {name!r}.", got=[*got])
        entry, said = got[name], slip
        for sentence, wrong in (slips or {}).items():
            alike = name in wrong and np.shape(entry) == np.shape(wrong[name])
            if alike and np.allclose(entry, wrong[name], rtol=1e-9, atol=1e-12):
                said = sentence
        checks.equals(entry, array, f"{where}: {name}", slip=said)

# %% nbgrader={"grade": true, "grade_id": "forward-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.part(1, "one sample, and batches"):
    rng = checks.rng("forward, visible")
    for where_, N_ in (("one sample, n = 3", None), ("a batch of 5", 5), ("N = n = 3", 3)):
        x_, _, *p_ = draw_net(rng, 3, 4, 2, N_)
        X_, A1_, c1_, A2_, c2_ = map(torch.tensor, (x_, *p_))
        z1_ = F.linear(X_, A1_, c1_)
        z3_ = F.linear(torch.tanh(z1_), A2_, c2_)
        right_ = {"z1": z1_, "z2": torch.tanh(z1_), "z3": z3_, "y_hat": torch.exp(z3_)}
        matches_(checks.call(forward, x_, *p_, np.tanh, np.exp), right_, where_,
                 slip="rows are samples: x @ W.T + b; f comes after layer 1, g after layer 2.")
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "forward-hidden", "locked": true, "points": 2, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng, marks = checks.rng("forward"), checks.Marks()
UNITS_ = [(np.cos, np.sin, torch.cos, torch.sin), (np.exp, np.tanh, torch.exp, torch.tanh),
          (np.abs, lambda z: z**3 - z, torch.abs, lambda z: z**3 - z)]


def goes_forward_(n, h, K, N):
    x, _, *p = draw_net(rng, n, h, K, N)
    X, A1, c1, A2, c2 = map(torch.tensor, (x, *p))
    found = checks.call_each(forward, [(x, *p, f, g) for f, g, _, _ in UNITS_])
    for got, (_, _, f, g) in zip(found, UNITS_, strict=True):
        z1 = F.linear(X, A1, c1)
        z2 = f(z1)
        z3 = F.linear(z2, A2, c2)
        right = {"z1": z1, "z2": z2, "z3": z3, "y_hat": g(z3)}
        matches_(got, right, f"n, h, K, N = {n}, {h}, {K}, {N}")


with marks.part(1, "one sample"):
    for sizes_ in ((5, 4, 3), (4, 4, 4), (1, 3, 2), (6, 1, 4), (3, 5, 1)):
        goes_forward_(*sizes_, None)
    x_, _, *p_ = draw_net(rng, 3, 4, 2)
    checks.leaves_alone(forward, x_, *p_, np.tanh, np.cos, draws=False)
with marks.part(1, "batches"):
    for sizes_ in ((5, 4, 3, 7), (4, 3, 2, 4), (4, 4, 4, 4), (2, 3, 1, 1), (1, 4, 2, 6),
                   (3, 1, 4, 2), (1, 1, 1, 5)):
        goes_forward_(*sizes_)
    x_, _, *p_ = draw_net(rng, 3, 4, 2, 5)
    checks.leaves_alone(forward, x_, *p_, np.tanh, np.cos, draws=False)
marks.total()
### END HIDDEN TESTS

# %%
left, right = plotting.new_axes(1, 2)
W1, b1 = np.array([[1.0], [-1.0], [0.5]]), np.array([1.0, 0.5, -1.0])
W2, b2 = np.array([[0.4, 0.3, -0.8]]), np.array([-1.0])
line = np.linspace(-3, 4, 281)[:, None]  # a batch of 281 samples with one feature each
for axes, name in ((left, "regression"), (right, "classification")):
    run = forward(line, W1, b1, W2, b2, *units(name))
    curves = {f"$z_2[{unit}]$": run["z2"][:, unit] for unit in range(3)}
    plotting.plot_curves(axes, line[:, 0], {**curves, r"$\hat y$": run["y_hat"][:, 0]},
                         xlabel="$x$", title=f"The net, case {name}")
    axes.get_lines()[-1].set(color="black", linestyle="-", linewidth=3)
    axes.legend()

# %% [markdown]
# **Read the picture.** One input, three hidden values, one output: the batch is a whole curve. On
# the left, where does $\hat y$ bend, and how many straight pieces does it have? Which numbers
# decide that?
#
# <details><summary>Answer</summary>
#
# It bends where a hidden pre-activation is 0, at $x = -b_1[i]/W_1[i, 0]$: at −1, ½ and 2. Three
# bends make four pieces. $W_2$ determines how much the slope changes at each bend, but it does not
# move them. On the right every curve is smooth, and the sigmoid keeps $\hat y$ between 0 and 1.
#
# </details>
#
# ## 3. Three Jacobians · 5 points
#
# First we write the factors of the chain rule as arrays, for one sample:
#
# $$\frac{\partial \mathcal L}{\partial z_1} =
#   \underbrace{\frac{\partial \mathcal L}{\partial \hat y}}_{(1,\,K)}\;
#   \underbrace{\frac{\partial \hat y}{\partial z_3}}_{(K,\,K)}\;
#   \underbrace{\frac{\partial z_3}{\partial z_2}}_{W_2:\;(K,\,h)}\;
#   \underbrace{\frac{\partial z_2}{\partial z_1}}_{(h,\,h)}
#   \qquad (1, h)$$
#
# Inner sizes of neighbours always agree; a formula in which they do not is wrong. The factor in the
# middle is simply $W_2$, because $\partial (W_2z_2)_i/\partial (z_2)_j = W_2[i, j]$. Which entries
# of the other three are not 0? Derive them from the table in section 1.
#
# > **Careful.** Take the slope at the *input* of a unit. You can write tanh′ and σ′ in terms of the
# > output, as $1 - z_2^2$ and $\hat y(1 - \hat y)$, but do not mix the two. And 5·ReLU has slope 5,
# > not 1, where it is on. At $z_1 = 0$ any slope from 0 to 5 is right.

# %% nbgrader={"grade": false, "grade_id": "jacobians", "locked": false, "schema_version": 3, "solution": true}
def jacobians(x, y, W1, b1, W2, b2, case):
    """Return a dict of Jacobians for one sample: entry [i, j] is ∂(output i)/∂(input j).

    x: (n,); y: (K,), entries from 0 to 1 in the case "bce"; parameters as in forward.
    case: "regression", "classification" or "bce"; units(case) returns the pair f, g.
    Result: z2_z1, shape (h, h); y_z3, shape (K, K); loss_y, shape (1, K) or (K,).
    By hand. With "bce", no prediction is exactly 0 or 1.
    """
    ### BEGIN SOLUTION
    run = forward(x, W1, b1, W2, b2, *units(case))
    z2, y_hat = run["z2"], run["y_hat"]
    if case == "regression":
        inner, outer = 5.0 * (run["z1"] > 0), np.ones_like(y_hat)
    else:
        inner, outer = 1.0 - z2**2, y_hat * (1.0 - y_hat)
    if case == "bce":
        loss_y = (y_hat - y) / (y_hat.size * y_hat * (1.0 - y_hat))
    else:
        loss_y = 2.0 * (y_hat - y)
    return {"z2_z1": np.diag(inner), "y_z3": np.diag(outer), "loss_y": loss_y[None, :]}
    ### END SOLUTION

# %% nbgrader={"grade": false, "grade_id": "torch-net", "locked": true, "schema_version": 3, "solution": false}
def torch_net(case, x, y, W1, b1, W2, b2, relu=torch.relu):
    """Return z1, z2, z3, y_hat and the loss as a dict of torch tensors."""
    z1 = F.linear(x, W1, b1)
    z2 = 5 * relu(z1) if case == "regression" else torch.tanh(z1)
    z3 = F.linear(z2, W2, b2)
    y_hat = z3 if case == "regression" else torch.sigmoid(z3)
    if case == "bce":  # its mean over all N·K entries is the mean over K, then over N
        loss = F.binary_cross_entropy(y_hat, y)
    else:
        loss = (y_hat - y).square().sum(-1).mean()
    return {"z1": z1, "z2": z2, "z3": z3, "y_hat": y_hat, "loss": loss}

# %% nbgrader={"grade": false, "grade_id": "autograd", "locked": true, "schema_version": 3, "solution": false}
def autograd_jacobians(case, *net):
    """Return z2_z1, y_z3 and loss_y of one sample, row by row, as autograd finds them."""
    run = torch_net(case, *(torch.tensor(array, requires_grad=True) for array in net))
    found = {}
    pairs = {"z2_z1": ("z2", "z1"), "y_z3": ("y_hat", "z3"), "loss_y": ("loss", "y_hat")}
    for name, (of, by) in pairs.items():
        rows = (torch.autograd.grad(entry, run[by], retain_graph=True)[0]
                for entry in run[of].reshape(-1))
        found[name] = torch.stack([*rows]).numpy()
    return found


def autograd_gradients(case, x, y, *parameters, relu=torch.relu):
    """Return the gradients with respect to W1, b1, W2 and b2, as autograd finds them."""
    leaves = [torch.tensor(p, requires_grad=True) for p in parameters]
    loss = torch_net(case, torch.tensor(x), torch.tensor(y), *leaves, relu=relu)["loss"]
    found = torch.autograd.grad(loss, leaves)
    return {name: g.numpy() for name, g in zip(("W1", "b1", "W2", "b2"), found, strict=True)}

# %% nbgrader={"grade": false, "grade_id": "rules", "locked": true, "schema_version": 3, "solution": false}
BY_HAND_ = {"tools": (checks.BACKPROPAGATION,),
            "because": "in this section derivatives are formulas of your own."}


def rows_(got):
    """Let loss_y of shape (K,) count as a row, (1, K)."""
    if isinstance(got, dict) and np.ndim(got.get("loss_y")) == 1:
        return {**got, "loss_y": np.reshape(got["loss_y"], (1, -1))}
    return got

# %% nbgrader={"grade": true, "grade_id": "jacobians-tests", "locked": true, "points": 2, "schema_version": 3, "solution": false}
rng, marks_ = checks.rng("jacobians, visible"), checks.Marks()
slip_ = {"z2_z1": "f acts on each entry alone: diagonal; 5·ReLU′ is 5 or 0, tanh′ is 1 − tanh².",
         "y_z3": "g acts on each entry alone: diagonal; σ′ = σ(1 − σ).",
         "loss_y": "2(ŷ − y) for the squares; BCE is a mean over K, with ŷ(1 − ŷ) below."}
for cases_ in (("regression",), ("classification", "bce")):
    with marks_.part(1, " and ".join(cases_)):
        for case_ in cases_:
            net_ = draw_net(rng, 4, 3, 2)
            net_[3][0] = 6.0  # one unit is alive for certain
            got_ = rows_(checks.call(jacobians, *net_, case_))
            for name_, right_ in autograd_jacobians(case_, *net_).items():
                matches_(got_, {name_: right_}, f"case {case_}", slip=slip_[name_])
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "jacobians-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng, marks = checks.rng("jacobians"), checks.Marks()
CASES_ = ("regression", "classification", "bce")


def net_(case, n, h, K):
    net = _, _, W1, b1, _, b2 = draw_net(rng, n, h, K)
    W1[0], b1[0] = W1[0] * 1e-7, rng.choice([-2e-7, 2e-7])  # close to the kink
    b1[-1] *= 60 if h > 1 else 1  # a unit far out
    b2[0] *= 60 if case == "classification" else 1
    return net


def agree_(case, name, slip):
    nets = [net_(case, *sizes) for sizes in ((5, 4, 3), (3, 2, 1), (2, 1, 4), (4, 4, 4))]
    found = checks.call_each(jacobians, [(*net, case) for net in nets])
    for net, got in zip(nets, found, strict=True):
        right = {name: autograd_jacobians(case, *net)[name]}
        matches_(rows_(got), right, f"case {case}, W1 of shape {net[2].shape}", slip)


def at_the_kink_():
    W, x = rng.integers(-3, 4, (3, 4)).astype(float), rng.integers(1, 4, 4).astype(float)
    b = np.array([0.5, 0, 0.25]) - W @ x * [0, 1, 0]  # z1[1] is exactly 0
    got = checks.call(jacobians, x, np.ones(2), W, b, np.ones((2, 3)), np.ones(2), "regression")
    right = np.diag(5.0 * (W @ x + b > 0))
    right[1, 1] = np.clip(np.array(got["z2_z1"], dtype=float)[1, 1], 0.0, 5.0)
    checks.equals(got["z2_z1"], right, "z2_z1 with z1[1] = 0", slip="any slope from 0 to 5.")


for name_, slip_ in (("z2_z1", "the slope of f at z1, on the diagonal."),
                     ("y_z3", "the slope of g at z3, on the diagonal."),
                     ("loss_y", "a sum over K for squares, a mean over K for bce.")):
    with marks.part(1, name_):
        for case_ in CASES_:
            agree_(case_, name_, slip_)
            checks.by_hand(jacobians, *draw_net(rng, 3, 4, 2), case_, **BY_HAND_)
            checks.leaves_alone(jacobians, *draw_net(rng, 3, 4, 2), case_, draws=False)
        if name_ == "z2_z1":
            at_the_kink_()
marks.total()
### END HIDDEN TESTS

# %%
factors = plotting.new_axes(2, 4, width=3.2, height=2.9)
rng = np.random.default_rng(4)
x, y, *parameters = draw_net(rng, 5, 4, 3)
for row, name in zip((factors[:4], factors[4:]), ("regression", "bce"), strict=True):
    J = jacobians(x, y, *parameters, name)
    loss_y = np.reshape(J["loss_y"], (1, -1))
    parts = {r"$\partial \mathcal{L}/\partial\hat y$": loss_y,
             r"$\partial\hat y/\partial z_3$": J["y_z3"],
             r"$\partial z_3/\partial z_2 = W_2$": parameters[2],
             r"$\partial z_2/\partial z_1$": J["z2_z1"]}
    for axes, (title, factor) in zip(row, parts.items(), strict=True):
        shapes.plot_matrix(axes, factor, title=title)
    row[0].set_ylabel(f"case {name}")

# %% [markdown]
# **Read the picture.** These are the factors of the chain rule with their numbers, for one sample
# in two cases. Which hidden neurons of the first row pass no gradient? If $g$ were softmax, which
# of the four matrices would look different?
#
# <details><summary>Answer</summary>
#
# Those with a 0 on the diagonal of $\partial z_2/\partial z_1$: their pre-activation is negative,
# and their column of the whole product is 0. Softmax mixes the entries of $z_3$, so
# $\partial\hat y/\partial z_3$ would be a full matrix, $\mathrm{diag}\,\hat y - \hat y\hat y^T$. A
# Jacobian is diagonal because its unit acts on each entry alone, and for no other reason.
#
# </details>
#
# Two of the factors belong together. The next picture has one output with target $y = 1$. It shows
# the derivative of the loss with respect to $\hat y$, and with respect to $z_3$, before the
# sigmoid.

# %%
left, right = plotting.new_axes(1, 2)
z3 = plotting.grid(-8, 8)
by_y, by_z3 = {}, {}
for name in ("classification", "bce"):
    ones = np.ones((1, 1))
    J = [jacobians(np.zeros(1), np.ones(1), ones, np.zeros(1), ones, np.array([z]), name)
         for z in z3]
    by_y[name] = [np.reshape(j["loss_y"], -1)[0] for j in J]
    by_z3[name] = [(np.reshape(j["loss_y"], (1, 1)) @ j["y_z3"])[0, 0] for j in J]
plotting.plot_curves(left, z3, by_y, xlabel="$z_3$",
                     title=r"$\partial \mathcal{L}/\partial \hat y$, target 1")
left.set_yscale("symlog")
plotting.plot_curves(right, z3, by_z3, xlabel="$z_3$",
                     title=r"$\partial \mathcal{L}/\partial z_3$, target 1");

# %% [markdown]
# **Read the picture.** At the left end the network is sure of the wrong answer. Which loss lets it
# learn there? Why does the other one not, although its error is as large as it can be?
#
# <details><summary>Answer</summary>
#
# With BCE, $\partial \mathcal L/\partial\hat y = (\hat y - y)/(K\hat y(1 - \hat y))$ grows without
# bound (the scale on the left is logarithmic away from 0). It grows by exactly the factor $\hat y(1
# - \hat y)$ that the sigmoid takes away, so $(\hat y - y)/K$ remains, which tends to −1. With
# squares nothing makes up for this factor, and the gradient vanishes like $e^{z_3}$. A program
# should use the product: where $\hat y$ is rounded to 0 or 1, the two factors give $0\cdot\infty$.
#
# </details>
#
# ## 4. Gradients of the parameters · 8 points
#
# What is $\partial z_1/\partial W_1$? It has an entry for each $z_1[i]$ and each $W_1[j, k]$: three
# axes, $(h, h, n)$, so it is not even a matrix. Look at it once, and never build it again.

# %%
slices = plotting.new_axes(1, 4, width=2.8, height=2.9)
example = torch.tensor([1.0, -2.0, 3.0, 0.5, 4.0], dtype=torch.float64)  # x, n = 5
weight = torch.zeros(4, 5, dtype=torch.float64, requires_grad=True)  # W1, h = 4
whole = [torch.autograd.grad((weight @ example)[i], weight)[0] for i in range(4)]
for i, axes in enumerate(slices):
    shapes.plot_matrix(axes, whole[i], title=rf"$\partial z_1[{i}]/\partial W_1$", xlabel="$k$",
                       ylabel="$j$")
entries = torch.stack(whole)
print(f"shape {tuple(entries.shape)}: {entries.numel()} entries, {entries.count_nonzero()} not 0")

# %% [markdown]
# **Read the picture.** Which entries of slice $i$ are not 0, and what are they? What remains when
# you multiply by the row $\partial \mathcal L/\partial z_1$?
#
# <details><summary>Answer</summary>
#
# Row $i$, which holds $x$: $\partial z_1[i]/\partial W_1[j, k] = x[k]$ if $i = j$, and 0 otherwise.
# So $\sum_i \partial \mathcal L/\partial z_1[i] \cdot \partial z_1[i]/\partial W_1[j, k] =
# \delta_1[j]\,x[k]$, an outer product of the shape of $W_1$.
#
# </details>
#
# Let $\delta_1$ and $\delta_3$ be the columns $\nabla_{z_1} \mathcal L$ and $\nabla_{z_3} \mathcal
# L$, the rows $\partial \mathcal L/\partial z_1$ and $\partial \mathcal L/\partial z_3$ set
# upright. For one sample
#
# $$\nabla_{W_2} \mathcal L = \delta_3\,z_2^T, \quad \nabla_{b_2} \mathcal L = \delta_3, \qquad
#   \nabla_{W_1} \mathcal L = \delta_1\,x^T, \quad \nabla_{b_1} \mathcal L = \delta_1 .$$
#
# For a batch, collect the rows of all samples in $\Delta_3: (N, K)$ and $\Delta_1: (N, h)$. A sum
# of outer products is a matrix product, so the mean over the batch is
#
# $$\nabla_{W_2} \mathcal L = \tfrac1N\,\Delta_3^T Z_2, \quad
#   \nabla_{b_2} \mathcal L = \tfrac1N \sum\nolimits_i \Delta_3[i, :], \qquad
#   \nabla_{W_1} \mathcal L = \tfrac1N\,\Delta_1^T X, \quad
#   \nabla_{b_1} \mathcal L = \tfrac1N \sum\nolimits_i \Delta_1[i, :] .$$
#
# > **Careful with factors.** Here squares are *summed* over the $K$ outputs and averaged over the
# > $N$ samples. `F.mse_loss` averages over all $N K$ entries, so its gradient is smaller by a
# > factor $K$. `F.binary_cross_entropy` averages over $N K$, too, and that is what `"bce"` does
# > here. Shapes do not tell you that such a factor is missing. Numbers do.

# %% nbgrader={"grade": false, "grade_id": "gradients", "locked": false, "schema_version": 3, "solution": true}
def gradients(x, y, W1, b1, W2, b2, case):
    """Return a dict W1, b1, W2, b2: the gradients of the loss, each shaped like its parameter.

    x: (n,) and y: (K,) for one sample, or (N, n) and (N, K), N >= 1; the loss is the mean over
    the samples. case: "regression", "classification" or "bce" (y from 0 to 1), as in jacobians.
    By hand. At a kink any slope of 5·ReLU from 0 to 5 is right.
    With "bce", no prediction is exactly 0 or 1.
    """
    ### BEGIN SOLUTION
    x, y = np.atleast_2d(x, y)  # one sample is a batch of one
    run = forward(x, W1, b1, W2, b2, *units(case))
    y_hat, (N, K) = run["y_hat"], y.shape
    slope = 5.0 * (run["z1"] > 0) if case == "regression" else 1.0 - run["z2"] ** 2
    if case == "regression":
        delta3 = 2.0 * (y_hat - y) / N
    elif case == "classification":
        delta3 = 2.0 * (y_hat - y) * y_hat * (1.0 - y_hat) / N
    else:
        delta3 = (y_hat - y) / (N * K)  # the two factors ŷ(1 − ŷ) cancel
    delta1 = delta3 @ W2 * slope
    return {"W1": delta1.T @ x, "b1": delta1.sum(axis=0),
            "W2": delta3.T @ run["z2"], "b2": delta3.sum(axis=0)}
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "gradients-tests", "locked": true, "points": 2, "schema_version": 3, "solution": false}
rng, marks_ = checks.rng("gradients, visible"), checks.Marks()
for title_, N_, slip_ in (
    ("one sample", None, "δ₃ goes back through W2 and f′ to δ₁; ∇W = outer(δ, input)."),
    ("a batch", 5, "Δᵀ times the layer's inputs, and the mean over the N samples, once."),
):
    with marks_.part(1, title_):
        for case_ in ("regression", "classification", "bce"):
            net_ = draw_net(rng, 3, 4, 2, N_)
            net_[3][0] = 6.0  # one unit is alive for certain
            right_ = autograd_gradients(case_, *net_)
            sum_ = {name: array * (N_ or 1) for name, array in right_.items()}
            slips_ = {"this is the sum over the samples; take their mean.": sum_}
            got_ = checks.call(gradients, *net_, case_)
            matches_(got_, right_, f"case {case_}", slip_, slips_ if N_ else None)
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "gradients-hidden", "locked": true, "points": 6, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng, marks = checks.rng("gradients"), checks.Marks()
SINGLE_ = ((5, 4, 3), (3, 3, 3), (2, 6, 1), (1, 1, 2))
BATCHES_ = ((5, 4, 3, 7), (3, 3, 2, 3), (3, 5, 2, 2), (2, 4, 3, 1), (6, 3, 1, 5), (1, 4, 2, 3))


def agree_(case, net, got):
    low, high = (autograd_gradients(case, *net, relu=relu)  # their slopes at 0 are 0 and 1
                 for relu in (torch.relu, lambda z: torch.clamp(z, min=0)))
    for name, right in low.items():
        inside = not np.array_equal(right, high[name])  # anything between them, at the kink
        if inside and isinstance(got, dict) and np.shape(got.get(name)) == right.shape:
            ends = np.sort([right, high[name]], axis=0)
            right = np.clip(np.nan_to_num(np.array(got[name], dtype=float)), *ends)
        matches_(got, {name: right}, f"case {case}, x of shape {net[0].shape}")


def net_(case, n, h, K, *N):
    net = x, _, W1, b1, _, b2 = draw_net(rng, n, h, K, *N)
    first = x.reshape(-1, n)[0]
    if case == "regression":  # the first unit is exactly at 0 for the first sample
        first[...], W1[0] = rng.integers(-3, 4, n), rng.integers(1, 4, n)
        b1[-1], b1[0] = 2e-7 - W1[-1] @ first, -(W1[0] @ first)  # the last one is close to it
    elif h > 2:
        b1[:2] = 40.0, -300.0  # two units of tanh far out, on either side
        b2[0] += 600.0 if case == "classification" and K > 1 else 0.0
        x *= 1e3  # one step of a difference cannot suit both W1 and b1
        W1 *= 1e-3
    return net


for case_ in ("regression", "classification", "bce"):
    for title_, all_ in (("one sample", SINGLE_), ("batches", BATCHES_)):
        with marks.part(1, f"{case_}, {title_}"):
            nets_ = [(*net_(case_, *sizes), case_) for sizes in all_]
            for n_, got_ in zip(nets_, checks.call_each(gradients, nets_), strict=True):
                agree_(case_, n_[:-1], got_)
            checks.by_hand(gradients, *draw_net(rng, *all_[0]), case_, **BY_HAND_)
            wide_ = draw_net(rng, 5, 40, *all_[0][2:])  # some of its units are on
            checks.leaves_alone(gradients, *wide_, case_, draws=False)
marks.total()
### END HIDDEN TESTS

# %% [markdown]
# ### What goes in, and what comes out
#
# Your three functions fill in the table of a whole pass. Read it downwards for the forward pass,
# and upwards for the backward pass: each row receives $\partial \mathcal L/\partial(\text{out})$
# and passes on $\partial \mathcal L/\partial(\text{in})$. **Predict** the shapes in a row before
# you look at it.

# %%
from IPython.display import Markdown


def table(case, n=2, h=3, K=2):
    """Return the way of one sample through the network and back, with shapes and numbers."""
    x, y, *p = draw_net(np.random.default_rng(6), n, h, K)
    J, run = jacobians(x, y, *p, case), forward(x, *p, *units(case))
    value = {"x": x, **{name: run[name] for name in ("z1", "z2", "z3")}, "ŷ": run["y_hat"]}
    row = {"ŷ": np.reshape(J["loss_y"], (1, -1))}  # row[v] is ∂ℒ/∂v
    for name, after, factor in (("z3", "ŷ", J["y_z3"]), ("z2", "z3", p[2]),
                                ("z1", "z2", J["z2_z1"]), ("x", "z1", p[0])):
        row[name] = row[after] @ factor
    f, g = ("5·ReLU", "identity") if case == "regression" else ("tanh", "σ")
    kept = {"z1": "W1 (h, n), b1 (h,)", "z3": "W2 (K, h), b2 (K,)"}
    show = lambda array: f"{array.shape} " + np.array2string(array, precision=2, floatmode="fixed")
    lines = [f"case {case}: n, h, K = {n}, {h}, {K}\n", "| layer | in | out | ∂ℒ/∂out | ∂ℒ/∂in "
             "| gradients |", "|---|---|---|---|---|---|"]
    for layer, a, b in (("Linear 1", "x", "z1"), (f, "z1", "z2"), ("Linear 2", "z2", "z3"),
                        (g, "z3", "ŷ")):
        lines.append(f"| {layer} | {a} {show(value[a])} | {b} {show(value[b])} | {show(row[b])} "
                     f"| {show(row[a])} | {kept.get(b, '')} |")
    return "\n".join(lines)


display(Markdown(table("regression") + "\n\n" + table("bce")))

# %% [markdown]
# **Read the table.** A unit has no gradient in the last column, but it still changes what goes
# back. What does each kind of layer have to keep from its forward pass, for the way back?
#
# <details><summary>Answer</summary>
#
# A linear layer keeps its *input*, for the outer product, and has its weights. A unit keeps its
# input, or anything that determines its slope: ReLU one bit for each entry, tanh and σ their
# outputs. This is why training takes so much more memory than prediction: everything is kept until
# the way back.
#
# </details>
#
# ### Compared with autograd, and with differences
#
# Here are two ways to check a gradient that do not use your formulas. Autograd applies the chain
# rule to the program. A central difference needs only the loss: $(\mathcal L(w + \varepsilon) -
# \mathcal L(w - \varepsilon))/2\varepsilon$.

# %%
def relative_error(case, seed, step=None):
    """Return the largest error of the gradients against autograd; differences if step is given."""
    net = draw_net(np.random.default_rng(seed), 4, 3, 2, 5)
    right = autograd_gradients(case, *net)
    found = gradients(*net, case) if step is None else {"W1": np.empty_like(net[2])}
    if step is not None:
        for place in np.ndindex(net[2].shape):
            losses = []
            for sign in (1, -1):
                moved = [torch.tensor(array) for array in net]
                moved[2][place] += sign * step
                losses.append(torch_net(case, *moved)["loss"].item())
            found["W1"][place] = (losses[0] - losses[1]) / (2 * step)
    return max(np.abs(found[k] - right[k]).max() / np.abs(right[k]).max() for k in found)


steps, seeds = np.logspace(-11, -1, 21), range(by_budget(quick=2, normal=5, full=40))
axes, runs = plotting.new_axes(width=7.5, height=4.0), {}
for name in ("regression", "classification", "bce"):
    runs[name] = [[relative_error(name, seed, step) for step in steps] for seed in seeds]
    by_hand = [relative_error(name, seed) for seed in range(100)]
    print(f"{name:15} by hand, 100 nets: median {np.median(by_hand):.0e}, max {max(by_hand):.0e}")
axes.set(xscale="log", yscale="log")
plotting.plot_spread(axes, steps, runs, quantiles=(0, 1), xlabel=r"step $\varepsilon$",
                     ylabel="largest relative error", title="Central differences against autograd");

# %% [markdown]
# **Read the picture** (lines: median, bands: all networks). Your formulas agree with autograd to
# about 16 digits. Which step is best for differences, and why are smaller steps worse? Why is
# regression different?
#
# <details><summary>Answer</summary>
#
# On the right you see the error of the formula, which falls like $\varepsilon^2$. On the left you
# see rounding: we subtract two losses that agree in nearly all digits, which leaves an error of
# about $10^{-16}/\varepsilon$. The two meet near $\varepsilon = 10^{-5}$, at 10 digits. In the case
# regression the loss is a parabola along each weight, and for a parabola a central difference is
# exact, until a step crosses a kink. Then anything can happen.
#
# Use differences as a test, not as a method: they take two forward passes for *each* weight, and
# backpropagation takes one pass for all of them.
#
# </details>
#
# ## 5. Where transposes get lost
#
# Many texts write down gradients without stating their rule, and some mix two. These are the places
# where it happens, with both rules applied consistently. $r_1 = \partial \mathcal L/\partial z_1$
# and $r_3 = \partial \mathcal L/\partial z_3$ are rows.
#
# | | here (rules 3 and 4) | matrices turned as well | remark |
# |---|---|---|---|
# | $\partial \mathcal L/\partial \hat y$ | $(1, K)$ | $(1, K)$ | |
# | $\partial z_3/\partial z_2$ | $W_2$, $(K, h)$ | the same | not $(K, K)$: its columns are the entries of $z_2$ |
# | $\partial z_3/\partial b_2$ | identity, $(K, K)$ | the same | so $\nabla_{b_2} \mathcal L$ has the numbers of $r_3$ |
# | $\partial z_1/\partial W_1$ | $(h, h, n)$ | the same | not a matrix; an outer product remains |
# | gradient for $W_2$ | $\nabla_{W_2} \mathcal L = r_3^T z_2^T$, $(K, h)$ | $\partial \mathcal L/\partial W_2 = z_2\,r_3$, $(h, K)$ | never $(1, K)$ |
# | gradient for $W_1$ | $\nabla_{W_1} \mathcal L = r_1^T x^T$, $(h, n)$ | $\partial \mathcal L/\partial W_1 = x\,r_1$, $(n, h)$ | $r_1 x^T$ does not exist: $(1, h)$ times $(1, n)$ |
# | gradient for $b_1$ | $(h,)$ | $r_1$, $(1, h)$ | starts with $\partial \mathcal L/\partial \hat y$, like all of them |
#
# As long as $n$, $h$ and $K$ differ, a lost transpose raises an error. If they are equal, it is
# silent. **Predict, then run.** In a network with $n = h$ we transpose the gradient of $W_1$. Does
# gradient descent notice?

# %%
def descend(transposed, seed, width=4, steps=300):
    """Return the losses of gradient descent on a random task of the case bce, with n = h."""
    rng = np.random.default_rng(seed)
    x, _, *teacher = draw_net(rng, width, width, 2, 40)
    y = 1.0 * (forward(x, *teacher, *units("bce"))["y_hat"] > 0.5)
    p, losses = list(draw_net(rng, width, width, 2)[2:]), []
    for _ in range(steps):
        y_hat = forward(x, *p, *units("bce"))["y_hat"]
        losses.append(-np.log(np.where(y > 0, y_hat, 1 - y_hat)).mean())
        G = gradients(x, y, *p, "bce")
        G["W1"] = G["W1"].T if transposed else G["W1"]
        p = [old - 2.0 * G[name] for old, name in zip(p, ("W1", "b1", "W2", "b2"))]
    return losses


axes = plotting.new_axes(width=7.5)
runs = {name: [descend(wrong, seed) for seed in range(10)]
        for name, wrong in (("right", False), ("W1 transposed", True))}
axes.set_yscale("log")
plotting.plot_spread(axes, range(300), runs, quantiles=(0, 1), xlabel="step", ylabel="loss",
                     title="A silent transpose, 10 tasks")
for name, losses in runs.items():
    last = np.array(losses)[:, -1]
    print(f"{name:13} at the end: median {np.median(last):.3g}, "
          f"{last.min():.3g} to {last.max():.3g}")

# %% [markdown]
# **Read the picture** (lines: median, bands: all tasks). With the wrong transpose the loss falls at
# first, and in some tasks far down. Why does it fall at all, and how would you find the mistake?
#
# <details><summary>Answer</summary>
#
# Three of the four gradients are right, and they do what they can. The loss falls, and the network
# looks "a bit hard to train". Nothing crashes. So test gradients in a network whose sizes all
# differ, with yet another batch size, and compare the numbers with those of autograd. That is what
# the hidden checks do.
#
# </details>
#
# ## 6. Five steps of a training loop · 4 points
#
# PyTorch does the backward pass for you. Five lines remain for you to write:
#
# | | line | what it does |
# |---|---|---|
# | 1 | `y_hat = model(x)` | forward; the graph of the computation is recorded |
# | 2 | `loss = loss_function(y_hat, y)` | prediction first, target second |
# | 3 | `optimizer.zero_grad()` | clears the old gradients, because `backward` *adds* to `.grad` |
# | 4 | `loss.backward()` | walks the graph backward, adds $\nabla_P \mathcal L$ to every `P.grad` |
# | 5 | `optimizer.step()` | changes the parameters, using `.grad` |
#
# Step 3 may come anywhere between one `step` and the next `backward`. The others have a fixed
# place.
#
# > **Careful.** `loss` is a tensor that holds on to its whole graph. If you store it in a list, all
# > of that remains in memory. Store `loss.item()` instead, a Python float.

# %% nbgrader={"grade": false, "grade_id": "step", "locked": false, "schema_version": 3, "solution": true}
def training_step(model, loss_function, optimizer, x, y):
    """Take one step of training on one batch; return the loss before the step, a Python float.

    model: an nn.Module, called as model(x). loss_function: called as loss_function(prediction, y);
    returns a number as a tensor. optimizer: a torch.optim optimizer of the model's parameters; its
    step decides how they change. x, y: tensors, which must not be modified.
    Earlier gradients must not matter. Leave training or evaluation mode as the caller has set it.
    """
    ### BEGIN SOLUTION
    loss = loss_function(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
    ### END SOLUTION

# %% nbgrader={"grade": false, "grade_id": "models", "locked": true, "schema_version": 3, "solution": false}
def build_(make, kind, middle, modes, frozen, settings):
    """Make a model 5–4–2 and its optimizer, here or where the answer lives; modes: "t" or "e"."""
    double = {"dtype": torch.float64}
    norm, last = make(middle, 4, **double), make(nn.Linear, 4, 2, **double)
    model = make(nn.Sequential, make(nn.Linear, 5, 4, **double), norm, make(nn.Tanh), last)
    for part, mode in zip((model, norm), modes):
        make(nn.Module.train, part, mode == "t")
    make(nn.Module.requires_grad_, last, not frozen)
    return model, make(kind, make(nn.Module.parameters, model), **settings)

# %% nbgrader={"grade": true, "grade_id": "step-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks_ = checks.Marks()
with marks_.part(1, "two steps of SGD"):
    rng = checks.rng("step, visible")
    model_ = checks.remote(nn.Linear, 3, 2, dtype=torch.float64)
    parameters_ = checks.remote(nn.Module.parameters, model_)
    optimizer_ = checks.remote(torch.optim.SGD, parameters_, lr=0.1)
    start_ = checks.model_state(model_)["parameters"]
    P_ = {name: torch.tensor(value, requires_grad=True) for name, value in start_.items()}
    for round_ in ("the first step", "the second step"):
        x_, y_ = torch.tensor(rng.normal(size=(5, 3))), torch.tensor(rng.normal(size=(5, 2)))
        loss_ = F.mse_loss(F.linear(x_, P_["weight"], P_["bias"]), y_)
        for p_, g_ in zip(P_.values(), torch.autograd.grad(loss_, [*P_.values()]), strict=True):
            p_.data -= 0.1 * g_
        got_ = checks.call(training_step, model_, F.mse_loss, optimizer_, x_, y_)
        checks.is_true(isinstance(got_, float), "It returns a Python float.", got=got_,
                       slip="`.item()` makes a Python float of a tensor.")
        checks.equals(got_, loss_.item(), f"The loss before {round_}")
        now_ = checks.model_state(model_)["parameters"]
        for name_, p_ in P_.items():
            checks.equals(now_[name_], p_.detach(), f"The {name_} after {round_}",
                          slip="zero_grad comes before backward, and backward comes before step.")
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "step-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng, marks = checks.rng("step"), checks.Marks()
STALE_ = {"0.weight": torch.ones(4, 5), "3.bias": torch.full((2,), 9.0)}


def steps_(kind, loss, middle=nn.Identity, modes="tt", frozen=False, **settings):
    arguments = (kind, middle, modes, frozen, settings)
    model, mine = build_(checks.remote, *arguments)
    twin, theirs = build_(lambda make, *args, **named: make(*args, **named), *arguments)
    before = checks.model_state(model)
    start = {name: torch.tensor(value) for name, value in before["parameters"].items()}
    twin.load_state_dict(start, strict=False)
    for _ in range(4):
        x, y = torch.tensor(rng.normal(size=(7, 5))), torch.tensor(rng.uniform(0.1, 0.9, (7, 2)))
        due = loss(twin(x), y)
        theirs.zero_grad()
        due.backward()
        theirs.step()
        checks.set_gradients(model, STALE_)
        got = checks.call(training_step, model, loss, mine, x, y)
        checks.is_true(isinstance(got, float), "It returns a Python float.", got=got)
        checks.equals(got, due.item(), "The loss before the step")
        after = checks.model_state(model)["parameters"]
        for name, p in twin.named_parameters():
            checks.equals(after[name], p.detach(), f"{name} after the step")
    checks.leaves_alone(training_step, model, loss, mine, x, y, draws=False,
                        may_change={0: ("values", "gradient")})


with marks.part(1, "SGD, with old gradients about"):
    steps_(torch.optim.SGD, F.mse_loss, lr=0.1)
with marks.part(1, "any optimizer and loss"):
    steps_(torch.optim.SGD, F.smooth_l1_loss, lr=0.05, momentum=0.9)
    steps_(torch.optim.Adam, F.binary_cross_entropy_with_logits, lr=0.02)
with marks.part(1, "modes stay, frozen parameters too"):
    for modes_ in ("tt", "ee", "te", "et"):
        steps_(torch.optim.SGD, F.mse_loss, nn.BatchNorm1d, modes_, modes_ == "ee", lr=0.1)
marks.total()
### END HIDDEN TESTS

# %% [markdown]
# ### What goes wrong without each of them
#
# All runs use the same network (1–16–1, on a curve) and the same learning rate. Letters give the
# order of the last three steps: z for `zero_grad`, b for `backward`, s for `step`. In one run the
# output of the hidden layer is detached. **Predict** each curve, **then run.**

# %%
curve_x = torch.linspace(-2, 2, 64)[:, None]
curve_y = torch.sin(2 * curve_x)
ORDERS = {"z b s: all five steps": "zbs", "b s: no zero_grad": "bs", "z s b: step too early": "zsb",
          "b z s: zero_grad too late": "bzs", "z b: no step": "zb", "z b s, hidden detached": "zbs"}

def train(order, seed, steps, detach=False, rate=0.05):
    """Return the losses of training with the steps in this order."""
    with seeded(seed):
        first, last = nn.Linear(1, 16), nn.Linear(16, 1)
    optimizer = torch.optim.SGD([*first.parameters(), *last.parameters()], lr=rate)
    losses = []
    for _ in range(steps):
        hidden = torch.tanh(first(curve_x))
        loss = F.mse_loss(last(hidden.detach() if detach else hidden), curve_y)
        losses.append(loss.item())
        for letter in order:
            {"z": optimizer.zero_grad, "b": loss.backward, "s": optimizer.step}[letter]()
    return losses

# %%
steps, seeds = by_budget(quick=100, normal=400, full=3000), by_budget(quick=3, normal=5, full=20)
runs = {name: [train(order, seed, steps, "detached" in name) for seed in range(seeds)]
        for name, order in ORDERS.items()}
for name, losses in runs.items():
    last = np.array(losses)[:, -1]
    print(f"{name:27} loss after {steps}: median {np.median(last):.3g}, "
          f"{last.min():.3g} to {last.max():.3g}")

left, right = plotting.new_axes(1, 2, width=7.0, height=4.0)
names = list(runs)
for axes, shown in ((left, names[:2] + names[5:]), (right, names[:1] + names[2:5])):
    axes.set_yscale("log")
    chosen = {name: runs[name] for name in shown}
    plotting.plot_spread(axes, range(steps), chosen, quantiles=(0, 1), xlabel="step", ylabel="loss",
                         title="It moves, but how?" if axes is left else "Does it move at all?")
for line, width in zip(right.get_lines()[1:], (7, 4, 1.5)):
    line.set_linewidth(width)

# %%
try:
    F.mse_loss(nn.Linear(1, 1)(curve_x).detach(), curve_y).backward()
except RuntimeError as error:
    print("loss detached:", error)

# %% [markdown]
# **Read the picture** (lines: median, bands: all seeds). On the right three curves lie on top of
# each other. Why? What happens without `zero_grad`, and what happens with a detached hidden layer?
#
# <details><summary>Answer</summary>
#
# None of the three moves. Without `step` nothing changes the parameters. The other two reach `step`
# with empty gradients, and no error is raised. Without `zero_grad` the step follows the sum of
# *all* gradients so far, like a ball without friction: it runs past the minimum and back, and the
# loss rises and falls. If the hidden layer is detached, its parameters have no gradient. The output
# layer learns alone, on 16 random features, and ends higher. A detached *loss* is the friendly
# case: `backward` raises the error that is printed above.
#
# Only one of these mistakes is loud. For the others, look at the loss of the first steps, and check
# that every `P.grad` exists and every `P` moves.
#
# </details>
#
# ## 7. Deeper nets, and what ReLU has to do with it · 4 points
#
# With more layers, $\partial \mathcal L/\partial z_1$ is a longer product: one weight matrix and
# one diagonal matrix of slopes for each layer. The first two pictures measure it in networks of
# width 30 with random weights: the size of $\partial \mathcal L/\partial z$ in the first layer,
# divided by its size in the last. On the left $\mathrm{Var}\,w = 2/n$ for $n$ inputs. In the middle
# it is $\frac{1}{3n}$, the default of `nn.Linear`.
#
# The picture on the right counts ReLU networks (with the weights of the left picture) whose first
# gradient is *exactly* 0 for a given input.

# %%
def first_over_last(unit, variance, depth, seed, width=30):
    """Return the size of ∂ℒ/∂z in the first layer over that in the last one, for one input."""
    generator = torch.Generator().manual_seed(seed)
    draw = lambda *shape: torch.randn(*shape, generator=generator, dtype=torch.float64)
    first = z = ((variance / width) ** 0.5 * draw(width, width) @ draw(width)).requires_grad_()
    for _ in range(depth - 1):
        z = (variance / width) ** 0.5 * draw(width, width) @ unit(z)
    both = torch.autograd.grad(unit(z) @ draw(width), [first, z])
    return (both[0].norm() / both[1].norm()).item()


def has_no_gradient(width, depth, seed):
    """Tell whether ∂ℒ/∂z of the first layer of a random ReLU net is exactly 0."""
    return not first_over_last(torch.relu, 2.0, depth, seed, width) > 0  # 0/0 is NaN

# %%
depths, seeds = [2, 5, 10, 15, 20, 25], range(by_budget(quick=5, normal=20, full=100))
nets = by_budget(quick=40, normal=200, full=2000)
ratios = {title: {name: [[first_over_last(unit, variance, depth, seed) for depth in depths]
                         for seed in seeds] for name, unit in (
                             ("ReLU", torch.relu), ("tanh", torch.tanh), ("σ", torch.sigmoid))}
          for title, variance in ((r"Weights of variance $2/n$", 2.0),
                                  (r"Weights of variance $\frac{1}{3n}$", 1 / 3))}
dead = {width: [np.mean([has_no_gradient(width, depth, seed) for seed in range(nets)])
                for depth in depths] for width in (2, 4, 8)}

# %%
panels = plotting.new_axes(1, 3, width=5.4, height=3.9)
for axes, (title, runs) in zip(panels[:2], ratios.items(), strict=True):
    axes.set_yscale("log")
    plotting.plot_spread(axes, depths, runs, xlabel="layers", title=title,
                         ylabel=r"size of $\partial \mathcal{L}/\partial z$, first / last")
    for name, values in runs.items():
        low, middle, high = np.quantile(np.array(values)[:, -1], (0.1, 0.5, 0.9))
        print(f"{title:38} {name:5} median {middle:.1e}, 10–90 %: {low:.0e} to {high:.0e}")
for width, shares in dead.items():
    exact = [1 - (1 - 0.5**width) ** depth for depth in depths]
    (line,) = panels[2].plot(depths, exact, label=f"width {width}, formula")
    panels[2].plot(depths, shares, "o", color=line.get_color())
plotting.finish(panels[2], xlabel="layers", title=f"ReLU: gradient exactly 0 ({nets} nets)",
                ylabel="share of nets");

# %% [markdown]
# **Read the picture.** The formula on the right is $1 - (1 - 2^{-m})^{d}$ for $d$ layers of width
# $m$. Where does it come from?
#
# <details><summary>Answer</summary>
#
# Random weights of both signs make each pre-activation negative with probability ½, whatever the
# input (unless it is 0). So a whole layer of $m$ neurons is off with probability $2^{-m}$, and one
# such layer is enough.
#
# </details>

# %% [markdown] nbgrader={"grade": true, "grade_id": "why-relu", "locked": false, "points": 4, "schema_version": 3, "solution": true}
# ### Why can ReLU help a deeper net, and when does it not? · 4 points
#
# Answer in about eight sentences, with numbers from the last pictures.
#
# * Which factors does one more layer add to the gradient? How large can the slopes of σ, tanh and
#   ReLU be?
# * What does ReLU do on the half-line where it is on, and what do the other two do far from 0?
# * Name two situations in which a deep ReLU network has a vanishing gradient even so.
# * "ReLU has no vanishing gradient." Write a better sentence that is true.
#
# <!-- BEGIN SOLUTION -->
# One more layer multiplies the gradient by a weight matrix and by the diagonal matrix of slopes.
# The slope of σ is at most ¼ (at 0), that of tanh at most 1 (at 0 only), and both tend to 0 on
# *both* sides: a unit far from 0 is saturated and passes nothing on. ReLU has slope exactly 1 on
# the whole half-line where it is on, however large $z$ is: it does not saturate there, and its
# factor costs nothing at any depth. So with weights of a suitable size most of the gradient gets
# through: with variance $2/n$ and 25 layers the ReLU network keeps 0.4 of it (median; 10th to 90th
# percentile: 0.07 to 0.9), and the σ network $6\cdot10^{-13}$.
#
# ReLU alone is not enough. First, the weights are factors as well: with variance $1/(3n)$,
# PyTorch's default, each layer of the ReLU network shrinks the gradient by about $\sqrt{1/6}$, and
# 25 layers leave $2\cdot10^{-10}$. (Weights that are too large make it explode.) Second, neurons
# are off: where $z < 0$ the slope is 0, and a whole layer of such neurons stops the gradient
# completely. In networks of width 2 this happens almost surely within 25 layers, in networks of
# width 8 in about one of ten. Large steps and negative biases have the same effect. And tanh with
# weights of variance $2/n$ loses nothing at this depth (median 1.1): the unit alone does not
# decide.
#
# True: "A ReLU that is on does not shrink the gradient; whether the network does depends on its
# weights and on how many neurons are on."
#
# **Rubric.** 1 point: the gradient is a product of weights and slopes; the largest slopes are ¼ for
# σ, and 1 for tanh and ReLU. 1 point: ReLU does not saturate for $z > 0$, where σ and tanh do on
# both sides. 1 point: two situations with reasons (too small weights; dead units, narrow nets,
# negative biases). 1 point: a true sentence, and at least one number from the picture. Other
# numbers that the picture supports are just as good.
#
# *Typical wrong answers.* "ReLU avoids the vanishing gradient, because its derivative is 1": at
# most 2 points; this overlooks the half where it is off, and the weights. "The derivative of σ is
# smaller than 1, so the gradient vanishes": at most 1 point; the bound is ¼, a bound of 1 would
# prove nothing (ReLU has it, too), and the weights are ignored.
# <!-- END SOLUTION -->

# %% [markdown]
# ## Takeaways
#
# * Write down the shape of every factor. If the inner sizes of neighbours do not agree, the formula
#   is wrong.
# * One rule for Jacobians, one for gradients, and no third.
# * The way back multiplies a row from the left. It needs what the forward pass has computed.
# * Test in networks whose sizes all differ, with one sample and with batches, against autograd.
# * Most mistakes in a training loop are silent.
#
# **Three questions to take further**
#
# 1. If $g$ is softmax and the loss is cross-entropy, how do $\delta_3$ and its cost change? (The
#    Jacobian is full. Does the product $\partial \mathcal L/\partial\hat y \cdot \partial\hat
#    y/\partial z_3$ become simple again?)
# 2. One more product in the same pass gives $\partial \mathcal L/\partial x$. What could you use it
#    for? ([The last notebook](04_gradient_ascent.ipynb) of this assignment climbs along it.)
# 3. The backward pass keeps all activations. Which of them could you compute again when you need
#    them, and how much time would that cost?
#
# **Two papers**
#
# * D. E. Rumelhart, G. E. Hinton, R. J. Williams: [*Learning representations by back-propagating
#   errors*](https://doi.org/10.1038/323533a0), Nature 323 (1986), pages 533–536. Four pages, with the
#   chain rule of this notebook and what hidden neurons learn by it.
# * X. Glorot, A. Bordes, Y. Bengio: [*Deep sparse rectifier neural
#   networks*](https://proceedings.mlr.press/v15/glorot11a.html), AISTATS 2011, pages 315–323. Deep
#   networks with rectifiers, and what zeros are good for.
