# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Four concepts behind backpropagation
#
# Every training loop takes four ideas for granted: scores become shares, a formula becomes a graph,
# a matrix moves space, and training looks for a smallest value. Most of us use them long before we
# can state them precisely. Here we take them apart one by one: what they say, what they cost, and
# what they do not promise.

# %% nbgrader={"grade": false, "grade_id": "imports", "locked": true, "schema_version": 3, "solution": false}
from collections import defaultdict

import numpy as np
import torch
import torch.nn.functional as F

from helpers import checks, diagrams, plotting

# %%
panels = plotting.new_axes(1, 4, width=3.5, height=3.3)
beta, z = plotting.grid(-4, 4, 161), np.array([0.0, 1.0, 2.0])
p = torch.softmax(torch.tensor(np.outer(beta, z)), dim=-1).numpy()
plotting.plot_curves(panels[0], beta, {f"$z_{k + 1} = {z[k]:g}$": p[:, k] for k in range(3)},
                     xlabel="β", ylabel="$p$", title="softargmax of (0, 1, 2)")
places = {"x": (0, 1), "y": (0, 0), "a": (1, 0.5), "w": (2, 0.5)}
diagrams.draw_graph(panels[1], places, {("x", "a"), ("y", "a"), ("a", "w"), ("x", "w")},
                    title="a computational graph")
shear = np.array([[1.0, 1.0], [0.0, 1.0]])
diagrams.draw_map(panels[2], lambda points: shear @ points, title="a matrix")
theta, best = plotting.grid(-1, 3), np.array([0.2, 0.9, 1.6])
losses = (theta[:, None] - best) ** 2
panels[3].plot(theta, losses, color="#9a9a9a", lw=1, ls="-")
panels[3].plot(losses.mean(axis=1).argmin() * 4 / 600 - 1, losses.mean(axis=1).min(), "o",
               color="black", label="arg min")
plotting.plot_curves(panels[3], theta, {"mean of three losses": losses.mean(axis=1)},
                     xlabel="θ", ylabel="loss", title="training")
panels[3].set(ylim=(-0.1, 4.5))
panels[0].legend(loc="center left")
panels[3].legend(loc="upper center");

# %% [markdown]
# **Look at the picture.** From left to right: scores become shares, and the larger β is, the more
# one-sided they are (section 1). A formula becomes nodes and arrows, and derivatives travel along
# them in either direction (sections 2 and 3). A matrix moves a grid, a circle, and the two unit
# vectors (section 4). And training looks for the *place* of a smallest value (section 6).
#
# **About 5 hours** · the cells run in about 15 seconds at `quick` and 20 at `normal`.
#
# **You need** the chain rule, matrix products, and the derivatives of units from [Activation units
# and their derivatives](../activation-units/01_derivatives.ipynb). Section 1 uses the trick for
# softmax of [Numerical stability](../activation-units/04_numerical_stability.ipynb). Section 2 does
# with single numbers what [The chain rule in a net of two layers](01_two_layer_chain_rule.ipynb)
# does with matrices.
#
# **Afterwards you can**
#
# * write a stable softargmax for any temperature;
# * differentiate a graph forward and in reverse, and say which is cheaper;
# * take any matrix apart into rotations, reflections and a scaling;
# * define training by a formula, and say what the formula does not promise.
#
# **How the questions work.** Write your code where it says `# YOUR CODE HERE`, then run the check
# below it. The check ends in a verdict (✓ 2 of 2, ◐ 1 of 2 or ✗ 0 of 2) and names the likely slip.
# Additional hidden checks run during grading. Arrays are NumPy float64. Functions must not modify
# their arguments, and print nothing. You may use NumPy, SciPy, PyTorch, SymPy, the standard library
# and your earlier answers; a mistake in one of them affects later answers. Names that end in `_`
# belong to the checks.
#
# **Notation.** $z$, $p$: scores and shares · $\beta$: inverse temperature · $x$, $y$, $z$, $a$,
# $b$, $w$: the nodes of one small graph, in sections 2 and 3 · $\dot v$, $\bar v$: tangent and
# adjoint of a node $v$ · $A$, $Q_1$, $S$, $Q_2$: a matrix and its factors · $F_\theta$, $\theta$: a
# network and all its parameters · $\mathcal L$: the loss · $N$: number of samples · $K$: number of
# outputs.
#
# ## 1. Softargmax and its temperature · 4 points
#
# The last layer of a classifier gives a score for each of $n$ classes. To compare scores with
# labels we want shares instead: positive numbers that add up to 1, in the same order as the scores.
# The exponential makes everything positive, and a factor $\beta$ determines how much a difference
# of scores matters:
#
# $$p_i = \frac{e^{\beta z_i}}{\sum_{j=1}^{n} e^{\beta z_j}}, \qquad
#   z: (\dots, n), \quad p: (\dots, n), \quad \beta \in \mathbb{R}.$$
#
# $T = 1/\beta$ is called the *temperature*, a word from physics: when it is hot, all shares are
# equal; when it is cold, one of them wins. Libraries call this function softmax, with $\beta = 1$.
#
# > **Careful.** Subtracting the same number from all $\beta z_j$ changes nothing on paper, and it
# > protects the exponentials from overflow. For $\beta < 0$ the order of the scores is reversed.
# > Which number do you have to subtract then?

# %% nbgrader={"grade": false, "grade_id": "softargmax", "locked": false, "schema_version": 3, "solution": true}
def softargmax(z, beta=1.0):
    """Return exp(βz_i) / Σ_j exp(βz_j) over the last axis; floats, the shape of z.

    z: array of shape (..., n) with n >= 1; integers are allowed. beta: any real number, 0 and
    negative ones included. Finite and right to 9 digits if abs(beta * z) <= 1e6.
    """
    ### BEGIN SOLUTION
    scaled = beta * z
    e = np.exp(scaled - scaled.max(axis=-1, keepdims=True))  # the largest exponent is 0
    return e / e.sum(axis=-1, keepdims=True)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "softargmax-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks = checks.Marks()
torch_ = checks.torch_function(lambda z, beta=1.0: torch.softmax(beta * z, dim=-1))
z_ = np.array([[0.0, 1.0, 2.0], [3.0, -1.0, 0.5]])
with marks.part(1, "two rows at several β"):
    for beta_ in (1.0, 0.5, 3.0, -2.0, 0.0):
        checks.agrees(softargmax, torch_, [z_[0], z_], keywords={"beta": beta_}, slips={
            "β is not used.": lambda z, beta: torch_(z),
            "β multiplies z; dividing by β makes it a temperature.":
                lambda z, beta: torch_(z, beta=1 / (beta or 1)),
            "β must multiply the exponents, not the exponentials.":
                lambda z, beta: torch_(z) * beta,
        }, slip="divide each row by its own sum: `axis=-1, keepdims=True`.")
    checks.is_pure(softargmax, z_, beta=0.5)
    checks.point_out_warnings(softargmax, np.array([1e4, 0.0, -1e4]))
    checks.point_out_warnings(softargmax, np.array([1e4, 0.0, -1e4]), beta=-1.0)
marks.total()

# %% nbgrader={"grade": true, "grade_id": "softargmax-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng = checks.rng("softargmax")
marks = checks.Marks()
torch_ = checks.torch_function(lambda z, beta=1.0: torch.softmax(beta * z, dim=-1))
slips_ = {"β is not used.": lambda z, beta: torch_(z),
          "β multiplies z; dividing by β makes it a temperature.":
              lambda z, beta: torch_(z, beta=1 / (beta or 1)),
          "for β < 0 the smallest entry wins.": lambda z, beta: torch_(z, beta=abs(beta))}


def ordinary_():
    shapes = ((1,), (7,), (4, 5), (2, 3, 6), (5, 1), (1, 4), (3, 3))
    more = [rng.integers(-5, 6, (3, 5)), rng.normal(size=(6, 8))[::2, ::-1]]
    return [rng.normal(0, 2, shape) for shape in shapes] + more


with marks.part(1, "every shape, β = 1"):
    checks.agrees(softargmax, torch_, ordinary_(), slip="sum over the last axis; β = 1.")
    checks.is_pure(softargmax, rng.normal(size=(3, 4)))
with marks.part(1, "any β"):
    for beta_ in (0, 0.0, 2, rng.uniform(0.2, 0.8), rng.uniform(1.5, 4), -rng.uniform(0.3, 3)):
        checks.agrees(softargmax, torch_, ordinary_(), keywords={"beta": beta_}, slips=slips_)
    checks.is_pure(softargmax, rng.normal(size=(3, 4)), beta=-0.7)
with marks.part(1, "far out"):
    # Whole numbers, so that β·z is exact; rows of different size, with ties.
    z_ = np.array([[1e4, 1e4, -1e4], [-1e4, -1e4, -1e4], [0, 750, 749], [-9e3, 7, -9e3]])
    far_ = [z_, z_.T.copy(), rng.integers(-9999, 10_000, (3, 4, 5)).astype(float)]
    rows_ = rng.normal(0, 1, (4, 5)) + np.array([[-1e4], [1e4], [0], [-900]])
    slip_ = "subtract the largest β·z of each row, so that no exponent is above 0."
    for beta_ in (1.0, -1.0, 64, -64.0, -0.125):
        checks.agrees(softargmax, torch_, far_, keywords={"beta": beta_}, slip=slip_)
    for beta_, z_ in ((1e4, np.rint(z_ / 100)), (-1e4, np.rint(z_ / 100)), (-0.7, rows_)):
        checks.agrees(softargmax, torch_, [z_], keywords={"beta": beta_}, slip=slip_)
    checks.is_pure(softargmax, rows_, beta=2.5)
marks.total()
### END HIDDEN TESTS

# %%
panels, beta = plotting.new_axes(1, 3, width=4.4, height=3.4), plotting.grid(-8, 8, 321)
for axes, z in zip(panels, ([0.0, 1.0, 2.0], [0.0, 2.0, 2.0], [0.0, 1.8, 2.0])):
    p = np.array([softargmax(np.array(z), b) for b in beta])
    plotting.plot_curves(axes, beta, {f"$z_{k + 1} = {z[k]:g}$": p[:, k] for k in range(3)},
                         xlabel="β = 1/T", title=f"z = ({', '.join(f'{e:g}' for e in z)})")
    axes.get_lines()[1].set(linewidth=4, alpha=0.6)
    axes.legend(loc="center left")
panels[0].set_ylabel("$p$");

# %% [markdown]
# **Read the picture.** What is $p$ at β = 0, whatever $z$ is? What do the curves tend to on the
# right and on the left? And what is different in the middle picture?
#
# <details><summary>Answer</summary>
#
# At β = 0 (infinite temperature) all shares are 1/3. On the right the largest entry gets
# everything, on the left the smallest. In the middle picture two entries are equal, and so are
# their shares for every β: the limit is (0, ½, ½). In the third picture they differ by 0.2, and at
# β = 8 the second one still has 17 %. How cold is cold enough depends on the gap, because $p_2/p_3
# = e^{-0.2\,β}$.
#
# </details>
#
# **The gradient.** All shares depend on all scores. With $\delta_{ij} = 1$ for $i = j$ and 0
# otherwise,
#
# $$\frac{\partial p_i}{\partial z_j} = \beta\, p_i\,(\delta_{ij} - p_j), \qquad
#   J = \beta\,\bigl(\mathrm{diag}\,p - p\,p^\top\bigr): (n, n).$$
#
# Its columns add up to 0, because the shares add up to 1. So do its rows, because adding the same
# number to all scores changes nothing. The next cell compares $J$ with autograd. Then we look at
# its size, the largest absolute entry $\beta\,\max_i p_i (1 - p_i)$, for random scores.

# %%
def jacobian(z, beta):
    """Return the derivative of softargmax with respect to z, shape (n, n)."""
    p = softargmax(z, beta)
    return beta * (np.diag(p) - np.outer(p, p))


gaps = []
for seed in range(20):
    rng = np.random.default_rng(seed)
    z, b = rng.normal(size=5), rng.normal(0, 3)
    exact = torch.autograd.functional.jacobian(lambda t: torch.softmax(b * t, 0), torch.tensor(z))
    gaps.append(np.abs(jacobian(z, b) - exact.numpy()).max())
print(f"largest difference from autograd, 20 seeds: {max(gaps):.1e}")

# %%
rng, betas, sizes = np.random.default_rng(0), np.geomspace(0.01, 100, 60), {}
for spread in (0.3, 1.0, 3.0):
    z = rng.normal(0, spread, size=(200, 5))
    p = np.stack([softargmax(z, b) for b in betas], axis=1)  # (200, 60, 5)
    sizes[f"spread of z: {spread:g}"] = betas * (p * (1 - p)).max(axis=-1)
axes = plotting.new_axes(width=7.0)
plotting.plot_spread(axes, betas, sizes, quantiles=(0.25, 0.75), xlabel="β",
                     ylabel="largest entry of $J$",
                     title="The gradient of softargmax: 200 random z, n = 5")
axes.set(xscale="log", yscale="log", ylim=(1e-5, 30));

# %% [markdown]
# **Read the picture.** (Lines: medians; bands: the middle half of the 200.) Why does every curve
# first rise with slope 1? What happens at its end, and what does that mean for learning?
#
# <details><summary>Answer</summary>
#
# For small β all shares are near 1/5, and $J$ is β times a fixed matrix: doubling β doubles it.
# Later one share comes close to 1 and the others to 0. Then $p(1 - p)$ falls exponentially, faster
# than β grows. A network whose scores are far apart sits on that side. The limit itself, the arg
# max, is flat wherever it has a slope at all, so no network can learn through it. We use softargmax
# instead, and the temperature sets how much slope we get for how much decision.
#
# </details>

# %% [markdown] nbgrader={"grade": true, "grade_id": "softargmax-name", "locked": false, "points": 4, "schema_version": 3, "solution": true}
# ## What is in the name? · 4 points
#
# Most libraries say *softmax*. Some authors insist on *softargmax*. Which name is better? Decide in
# about eight sentences:
#
# * Which object does $p$ tend to as $\beta \to \infty$? "The position of the largest entry" is not
#   precise enough: say what kind of object it is and which shape it has. When is the statement
#   wrong?
# * There is also a smooth version of the *maximum* itself, which is a number. Which function is it,
#   how far is it from the maximum, and what is its derivative?
# * What happens for $\beta \to -\infty$, and at $\beta = 0$?
#
# <!-- BEGIN SOLUTION -->
# If the largest entry is unique, say the $k$-th, all other shares tend to 0 like $e^{-\beta (z_k -
# z_j)}$, and $p \to e_k$: the *one-hot vector* of the arg max, of shape $(n,)$ as $p$ itself. It is
# not the index $k$, which is one whole number (it can be recovered as $\sum_i i\,p_i$ in the
# limit), and not the value $z_k$. If $r$ entries are largest, their shares are equal for every
# $\beta$ and tend to $1/r$ each: the limit is the mean of their one-hot vectors. So the function is
# a soft arg max, in one-hot form.
#
# The smooth maximum is $M_\beta(z) = \frac{1}{\beta} \log \sum_j e^{\beta z_j}$ (log-sum-exp). For
# $\beta > 0$ we have $\max z \le M_\beta(z) \le \max z + \frac{\log n}{\beta}$, so it tends to the
# maximum. Its gradient is $\partial M_\beta / \partial z_i = p_i$: softargmax is the derivative of
# the soft maximum, as the one-hot vector is the derivative of the maximum where it is unique.
#
# For $\beta \to -\infty$ the smallest entry gets everything: a soft arg min. At $\beta = 0$ all
# shares are $1/n$, whatever $z$ is.
#
# **Rubric.** 1 point: the limit is the one-hot vector (not an index, not the largest value). 1
# point: ties (or: the arg max must be unique), with the shares $1/r$. 1 point: log-sum-exp, divided
# by β, is the soft maximum; a bound *or* the gradient. 1 point: $-\infty$ (arg min) and 0
# (uniform). Another smooth maximum with a reason, such as $\sum_i p_i z_i$, is just as good.
#
# *Typical wrong answers.* "It approximates the index of the largest number": loses the first point;
# $p$ is a vector of shares. "It is a smooth max, since the largest entry becomes 1": loses the
# first and the third point; the maximum of (5, 7) is 7.
# <!-- END SOLUTION -->

# %% [markdown]
# ## 2. A computational graph · 6 points
#
# We can draw a program that computes numbers from numbers: one **node** for each variable, and an
# **edge** $(u, v)$ if $u$ occurs in the formula of $v$. In this picture the chain rule is easy to
# see. The derivative of the last node with respect to the first is a sum over all paths between
# them, and each path contributes the product of the derivatives along its edges. Here is a small
# example. (In this section all letters are just names of nodes.)
#
# $$a = x\,y + z, \qquad b = (x + x)\,a, \qquad w = a\,b .$$
#
# Program the value of $w$, its three partial derivatives $w_x = \partial w/\partial x$, $w_y$ and
# $w_z$, and the edges. First derive them on paper, from $w$ backwards. It takes four lines.
#
# > **Careful.** $x$ reaches $w$ along several paths. Count all of them.

# %% nbgrader={"grade": false, "grade_id": "graph", "locked": false, "schema_version": 3, "solution": true}
def graph_value(x, y, z):
    """Return w. x, y, z: three floats, or three float64 arrays of one shape; so is the result."""
    ### BEGIN SOLUTION
    a = x * y + z
    b = (x + x) * a
    return a * b
    ### END SOLUTION


def graph_gradient(x, y, z):
    """Return (w_x, w_y, w_z), three floats or three arrays with the shape of x."""
    ### BEGIN SOLUTION
    a = x * y + z
    w_b = a
    w_a = (x + x) * a + w_b * (x + x)  # directly, and through b
    return w_a * y + w_b * 2 * a, w_a * x, w_a
    ### END SOLUTION


def graph_edges():
    """Return the set of the 7 edges: pairs (u, v) of names, where u occurs in v's formula.

    Names: "x", "y", "z", "a", "b", "w". A pair counts once, however often u occurs.
    """
    ### BEGIN SOLUTION
    return {("x", "a"), ("y", "a"), ("z", "a"), ("x", "b"), ("a", "b"), ("a", "w"), ("b", "w")}
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "graph-tests", "locked": true, "points": 2, "schema_version": 3, "solution": false}
marks = checks.Marks()
with marks.part(1, "value and gradient at x = 1, y = 2, z = 3"):
    value_ = checks.call(graph_value, 1.0, 2.0, 3.0)
    checks.equals(value_, 50.0, "w", slip="a = 5, b = 2·5 and w = 5·10.")
    found_ = checks.call(graph_gradient, 1.0, 2.0, 3.0)
    checks.is_true(len(found_) == 3, "Return three derivatives, (w_x, w_y, w_z).", got=found_)
    h_ = 1e-6  # central differences of your own w
    for k_, name_ in enumerate(("w_x", "w_y", "w_z")):
        moved_ = [[v + side * h_ * (j == k_) for j, v in enumerate((1.0, 2.0, 3.0))]
                  for side in (1, -1)]
        up_, down_ = checks.call_each(graph_value, moved_)
        checks.equals(found_[k_], round((up_ - down_) / (2 * h_), 5), name_, rtol=1e-6,
                      slip="add up all paths from the variable to w; x has one through b only.")
with marks.part(1, "edges: form"):
    pairs_ = checks.value(checks.call(graph_edges))
    checks.is_true(isinstance(pairs_, list) and all(
        isinstance(p, list) and len(p) == 2 for p in pairs_), "Return a set of pairs.", got=pairs_)
    nodes_ = {name for pair in pairs_ for name in pair}
    checks.is_true(nodes_ == set("xyzabw"), "The nodes are x, y, z, a, b and w.", got=nodes_)
marks.total()

# %% nbgrader={"grade": true, "grade_id": "graph-hidden", "locked": true, "points": 4, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng = checks.rng("graph")
marks = checks.Marks()


def staged_(x, y, z):
    a = x * y + z
    return a * ((x + x) * a)


slopes_ = [checks.torch_derivative(staged_, of=k) for k in range(3)]
scale_ = lambda: tuple(rng.normal(0, 2, 3))
numbers_ = [scale_() for _ in range(4)]
numbers_ += [(0.0, 1.5, -2.0), (1.5, 0.0, -2.0), (-1.5, 2.0, 0.0), (2.0, -1.5, 3.0)]
arrays_ = [tuple(rng.normal(0, 2, shape) for _ in range(3)) for shape in ((5,), (2, 3), (1,))]
arrays_.append(tuple(np.array(numbers_).T.copy()))


def gradients_(points):
    for point, got in zip(points, checks.call_each(graph_gradient, points)):
        checks.is_true(len(got) == 3, "Return three derivatives, (w_x, w_y, w_z).", got=got)
        for slope, part, name in zip(slopes_, got, ("w_x", "w_y", "w_z")):
            title = f"{name} at x, y, z = {', '.join(map(checks.show, point))}"
            checks.equals(part, slope(*point), title, slip="add up all paths to w.")


with marks.part(1, "graph_value"):
    checks.agrees(graph_value, checks.torch_function(staged_), numbers_ + arrays_)
    checks.is_pure(graph_value, *arrays_[1])
with marks.part(1, "the gradient at numbers"):
    gradients_(numbers_)
    checks.is_pure(graph_gradient, *numbers_[0])
with marks.part(1, "the gradient at arrays"):
    gradients_(arrays_)
    checks.is_pure(graph_gradient, *arrays_[1])
with marks.part(1, "graph_edges"):
    found_ = {tuple(pair) for pair in checks.value(checks.call(graph_edges))}
    checks.is_true(found_ == {*zip("xyzxaab", "aaabbww")}, "Not the edges of this graph.",
                   got=sorted(found_), slip="an edge leads from what is used to what is computed.")
    checks.leaves_alone(graph_edges)
marks.total()
### END HIDDEN TESTS

# %% [markdown]
# **Let a program do it.** We split the formulas into single additions and multiplications. Going
# through them once gives all values, and the derivative of every instruction with respect to its
# two operands. From there we can follow the chain rule in two directions:
#
# * **forward**: choose an *input*, here $x$, and carry $\dot v = \partial v/\partial x$, the
#   *tangent* of every node $v$, along with the computation. Start with $\dot x = 1$.
# * **in reverse**: choose an *output*, here $w$, and carry $\bar v = \partial w/\partial v$, the
#   *adjoint* of every node $v$, from the end to the beginning. Start with $\bar w = 1$. A node that
#   is used several times adds up what comes back.
#
# Both functions count their additions and multiplications.

# %%
def evaluate(program, inputs):
    """Return the values of all nodes, and for each its derivatives by its two operands."""
    values, partials = dict(inputs), {}
    for v, sign, p, q in program:
        values[v] = values[p] + values[q] if sign == "+" else values[p] * values[q]
        partials[v] = (1.0, 1.0) if sign == "+" else (values[q], values[p])
    return values, partials


def forward(program, partials, start):
    """Return the tangents of all nodes for the input `start`, and the number of operations."""
    tangents, count = defaultdict(float, {start: 1.0}), 0
    for v, sign, p, q in program:
        tangents[v] = partials[v][0] * tangents[p] + partials[v][1] * tangents[q]
        count += 1 if sign == "+" else 3  # factors of 1 cost nothing
    return tangents, count

# %%
def reverse(program, partials, end):
    """Return the adjoints of all nodes for the output `end`, and the number of operations."""
    adjoints, count = defaultdict(float, {end: 1.0}), 0
    for v, sign, p, q in reversed(program):
        adjoints[p] += partials[v][0] * adjoints[v]
        adjoints[q] += partials[v][1] * adjoints[v]
        count += 2 if sign == "+" else 4
    return adjoints, count

# %%
program = [("xy", "*", "x", "y"), ("a", "+", "xy", "z"),
           ("2x", "+", "x", "x"), ("b", "*", "2x", "a"), ("w", "*", "a", "b")]
values, partials = evaluate(program, {"x": 1.0, "y": 2.0, "z": 3.0})
tangents, adjoints = forward(program, partials, "x")[0], reverse(program, partials, "w")[0]
places = {"x": (0, 2), "y": (0, 1), "z": (0, 0), "a": (1.3, 0.8), "b": (2.6, 2), "w": (3.9, 0.8)}
panels = plotting.new_axes(1, 3, width=4.5, height=3.6)
kinds = (("values", "", values), ("forward, from x", r"\dot ", tangents),
         ("in reverse, from w", r"\bar ", adjoints))
for axes, (title, mark, numbers) in zip(panels, kinds):
    notes = {v: f"${mark}{v} = {numbers[v]:g}$" for v in places}
    diagrams.draw_graph(axes, places, graph_edges(), notes=notes, title=title)
print("by hand:", graph_gradient(1.0, 2.0, 3.0))
sweeps = [forward(program, partials, node)[1] for node in "xyz"]
print(f"operations for all three derivatives: {sum(sweeps)} forward, in {len(sweeps)} sweeps;",
      f"{reverse(program, partials, 'w')[1]} in reverse, in 1")

# %% [markdown]
# **Read the picture.** Where do you find $w_x$ in the middle picture, and where in the right one?
# How many more sweeps of each kind do you need for $w_x$, $w_y$ and $w_z$?
#
# <details><summary>Answer</summary>
#
# In the middle it is $\dot w$ = 90, at the end; on the right it is $\bar x$ = 90, at the beginning.
# The reverse sweep also gives $\bar y$ and $\bar z$ (20 each), so nothing is left to do. Forward
# you need two more sweeps, from $y$ and from $z$: 33 operations in all, instead of 16. On the other
# hand, one forward sweep also gives $\dot a$ and $\dot b$, the derivatives of *every* node with
# respect to $x$.
#
# </details>
#
# **Units are nodes, too.** In a network, a unit is a node with one edge, and this edge has the
# factor $f'(z)$. You derive and program four of them in [Activation units and their
# derivatives](../activation-units/01_derivatives.ipynb): ReLU, leaky ReLU with slope 0.01, softplus
# with β = 1, and GELU. Here autograd draws them, so that you can compare.

# %%
left, right = plotting.new_axes(1, 2)
z = torch.linspace(-4, 4, 801, dtype=torch.float64, requires_grad=True)
units = {"ReLU": F.relu, "leaky ReLU": F.leaky_relu, "softplus": F.softplus, "GELU": F.gelu}
slopes = {name: torch.autograd.grad(f(z).sum(), z)[0] for name, f in units.items()}
plotting.plot_curves(left, z.detach(), {name: f(z).detach() for name, f in units.items()},
                     xlabel="$z$", title="The node: $a = f(z)$")
plotting.plot_curves(right, z.detach(), slopes, xlabel="$z$", title="Its edge: $f'(z)$")
left.set(ylim=(-0.5, 4.1));

# %% [markdown]
# **Read the picture.** A reverse sweep multiplies by the edge. Which of the four units can stop it
# completely, which can change its sign, and which always lets something through?
#
# <details><summary>Answer</summary>
#
# ReLU has the factor 0 for all $z < 0$: nothing gets past. Leaky ReLU lets 0.01 of it through
# there. Softplus has a positive slope everywhere, but it can be as small as you like. The slope of
# GELU is negative below $z = -0.75$, and tends to 0 from there: it changes the sign of what comes
# back, and far to the left it stops it, too.
#
# </details>
#
# ## 3. Forward or in reverse?
#
# One sweep costs about as much as a few evaluations of the program. The difference is how many
# sweeps the whole Jacobian takes. With $n$ inputs and $m$ outputs its shape is $(m, n)$: a forward
# sweep gives a column (one input, all outputs), a reverse sweep a row (one output, all inputs).
#
# **Predict, then run.** We take a program of 120 random additions and multiplications, first with
# one output and more and more inputs, then with 8 inputs and more and more outputs. Which curves
# rise, and where do they cross?

# %%
def random_program(rng, n, length=120):
    """Return random instructions that use each of the inputs x0 … x(n-1)."""
    nodes, program, share = [f"x{k}" for k in range(n)], [], rng.uniform(0.2, 0.8)
    for k in range(length):
        p = nodes[k % n] if k < n else nodes[rng.integers(len(nodes))]
        sign = "*" if rng.random() < share else "+"
        program.append((f"v{k}", sign, p, nodes[rng.integers(len(nodes))]))
        nodes.append(f"v{k}")
    return program


def costs(rng, n, m):
    """Return what the Jacobian costs forward and in reverse, in evaluations of the program."""
    program = random_program(rng, n)
    values, partials = evaluate(program, {f"x{k}": rng.uniform(-1, 1) for k in range(n)})
    outputs = [v for v, *_ in program[-m:]]
    ahead = [forward(program, partials, f"x{k}") for k in range(n)]
    back = [reverse(program, partials, v) for v in outputs]
    one = np.array([[tangents[v] for tangents, _ in ahead] for v in outputs])
    other = np.array([[adjoints[f"x{k}"] for k in range(n)] for adjoints, _ in back])
    assert np.allclose(one, other), "two ways to one Jacobian"
    return [1 + sum(count for _, count in sweeps) / len(program) for sweeps in (ahead, back)]

# %%
left, right = plotting.new_axes(1, 2, height=4.0)
sizes = (1, 2, 4, 8, 16, 32)
for axes, title, shape in ((left, "inputs $n$, one output", lambda k: (k, 1)),
                           (right, "outputs $m$, eight inputs", lambda k: (8, k))):
    runs = np.array([[costs(np.random.default_rng([seed, k]), *shape(k)) for k in sizes]
                     for seed in range(20)])  # seeds, sizes, directions
    plotting.plot_spread(axes, sizes, {"forward": runs[..., 0], "in reverse": runs[..., 1]},
                         quantiles=(0, 1), xlabel=title, ylabel="cost, in evaluations",
                         title="Cost of the Jacobian, 20 programs")
    axes.set(xscale="log", yscale="log")
    axes.set_xticks(sizes, sizes)
    axes.set_yticks((3, 5, 10, 20, 50, 100), (3, 5, 10, 20, 50, 100))
    axes.minorticks_off()
    print(f"{title}, medians (forward, in reverse):",
          dict(zip(sizes, np.median(runs, axis=0).round(1).tolist())))

# %% [markdown]
# **Read the picture.** (Bands: all 20 programs.) When is which direction cheaper? How much does a
# gradient cost ($m = 1$), and how does this depend on the number of inputs?
#
# <details><summary>Answer</summary>
#
# The cost of forward grows with the inputs, the cost of reverse with the outputs. A reverse sweep
# does a little more (2 to 4 operations for each instruction, instead of 1 to 3), so the curves do
# not cross at $m = n$ but near $m = ⅔\,n$: on the right between 5 and 6. The gradient of one output
# takes about 4 evaluations, and never more than 5, *for any number of inputs*. A loss is one
# number, and a network has millions of parameters: this is why training runs in reverse. One cost
# is not in the picture: a reverse sweep starts at the end, and until then all intermediate values
# must be kept.
#
# </details>
#
# ## 4. What a matrix does · 6 points
#
# A linear map respects sums and multiples: its matrix $A$, of shape $(m, n)$, satisfies $A(x + y) =
# Ax + Ay$ and $A(cx) = c\,Ax$. So the origin stays where it is, and the columns of $A$ are the
# images of the unit vectors. Four kinds have names: **rotations**, **reflections**, **scalings**
# along the axes, and **shears**. Any matrix is a product of the first three kinds:
#
# $$A = Q_1\,S\,Q_2, \qquad A, S: (m, n), \quad Q_1: (m, m), \quad Q_2: (n, n).$$
#
# $Q_1$ and $Q_2$ are *orthogonal*, $Q Q^\top = I$: they rotate or reflect. $S$ has numbers $s_k \ge
# 0$ on its diagonal, the *singular values*, and 0 elsewhere: it scales, and it adds or drops
# dimensions. NumPy's `linalg.svd` does the work, but it does not return exactly what we ask for
# here.
#
# > **Careful.** Moving everything by a vector is not a linear map, because it moves the origin. A
# > layer $Wx + b$ is *affine*. And a singular value may be 0: such a map flattens space for good.

# %% nbgrader={"grade": false, "grade_id": "decomposition-check", "locked": true, "schema_version": 3, "solution": false}
def check_decomposition(A, parts):
    """Fail with a sentence unless parts are three matrices Q1, S, Q2 as asked for."""
    checks.is_true(isinstance(parts, tuple | list) and len(parts) == 3,
                   "decompose must return three matrices, (Q1, S, Q2).", got=parts)
    where, size = f"A = {checks.show(A)}", np.abs(A).max() or 1.0
    Q1, S, Q2 = (checks.as_floats(part, f"A factor of {where}", "") for part in parts)
    for Q, n, name in ((Q1, A.shape[0], "Q1"), (Q2, A.shape[1], "Q2")):
        checks.is_true(Q.shape == (n, n), f"{name} must have shape {(n, n)} where {where}.",
                       got=Q.shape, slip="both Q are square, even if A is not.")
        checks.equals(Q @ Q.T, np.eye(n), f"{name} @ {name}.T where {where}", atol=1e-8,
                      slip="an orthogonal matrix times its transpose is the identity.")
    checks.is_true(S.shape == A.shape, f"S must have shape {A.shape} where {where}.", got=S.shape,
                   slip="NumPy returns only the singular values; put them on a diagonal.")
    beside = S.copy()
    np.fill_diagonal(beside, 0.0)
    checks.is_true(np.abs(beside).max() <= 1e-8 * size, f"S is not diagonal where {where}.", got=S)
    checks.is_true(np.diag(S).min() >= -1e-8 * size, f"S has an entry below 0 where {where}.",
                   got=S, slip="move the sign into Q1 or Q2.")
    checks.equals(Q1 @ S @ Q2, A, f"Q1 @ S @ Q2 where {where}", rtol=1e-8, atol=1e-8 * size,
                  slip="the third factor of NumPy's `svd` is Q2 itself; do not transpose it.")

# %% nbgrader={"grade": false, "grade_id": "linear-maps", "locked": false, "schema_version": 3, "solution": true}
def decompose(A):
    """Return (Q1, S, Q2), float64 matrices with A = Q1 @ S @ Q2.

    A: float64 array (m, n), m, n >= 1; any matrix, even a singular one. Q1: (m, m) and Q2: (n, n),
    both orthogonal. S: (m, n), diagonal, its diagonal >= 0 in any order.
    """
    ### BEGIN SOLUTION
    Q1, values, Q2 = np.linalg.svd(A)
    S = np.zeros(A.shape)
    np.fill_diagonal(S, values)
    return Q1, S, Q2
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "linear-maps-tests", "locked": true, "points": 2, "schema_version": 3, "solution": false}
marks = checks.Marks()
with marks.part(1, "a square matrix"):
    for A_ in (np.array([[1.0, 1.0], [0.0, 1.0]]), np.array([[0.0, -2.0], [3.0, 0.0]])):
        check_decomposition(A_, checks.call(decompose, A_))
with marks.part(1, "more columns than rows"):
    A_ = np.array([[1.0, 2.0, -1.0], [0.5, 0.0, 1.0]])
    check_decomposition(A_, checks.call(decompose, A_))
marks.total()

# %% nbgrader={"grade": true, "grade_id": "linear-maps-hidden", "locked": true, "points": 4, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng = checks.rng("linear-maps")
marks = checks.Marks()


def decomposed_(*matrices):
    calls = [(A,) for A in matrices]
    for (A,), parts in zip(calls, checks.call_each(decompose, calls)):
        check_decomposition(A, parts)


with marks.part(1, "square matrices of every size"):
    decomposed_(*(rng.normal(size=(n, n)) for n in (1, 2, 3, 6)), 1e3 * rng.normal(size=(3, 3)),
                1e-3 * rng.normal(size=(3, 3)), np.array([[-2.5]]))
    checks.is_pure(decompose, rng.normal(size=(3, 3)))
with marks.part(1, "tall and wide matrices"):
    shapes_ = ((5, 2), (2, 5), (4, 3), (3, 4), (1, 4), (4, 1))
    decomposed_(*(rng.normal(size=shape) for shape in shapes_))
    checks.is_pure(decompose, rng.normal(size=(2, 4)))
with marks.part(1, "singular matrices"):
    flat_ = [rng.integers(-3, 4, (m, 1)) @ rng.integers(1, 4, (1, n)) for m, n in ((3, 3), (4, 2))]
    two_ = rng.integers(-3, 4, (4, 2)) @ rng.integers(-3, 4, (2, 5))
    decomposed_(*(A.astype(float) for A in (*flat_, two_)), np.zeros((2, 3)), np.zeros((2, 2)),
                np.diag([2.0, 0.0, -1.0]), np.array([[0.0, 1.0], [0.0, 0.0]]))
with marks.part(1, "maps with a name"):
    c_, s_ = np.cos(turn_ := rng.uniform(0.3, 1.2)), np.sin(turn_)
    rotation_, reflection_ = np.array([[c_, -s_], [s_, c_]]), np.array([[c_, s_], [s_, -c_]])
    symmetric_ = rotation_ @ np.diag([2.0, -0.5]) @ rotation_.T
    decomposed_(rotation_, reflection_, np.eye(3), -np.eye(2), symmetric_,
                np.diag(rng.uniform(-3, 3, 4)), np.eye(3) + np.diag(rng.uniform(1, 3, 2), 1))
marks.total()
### END HIDDEN TESTS

# %%
c, s = np.cos(0.6), np.sin(0.6)
maps = {"rotation": [[c, -s], [s, c]], "reflection": [[c, s], [s, -c]],
        "scaling": [[1.6, 0], [0, 0.5]], "shear": [[1, 1], [0, 1]],
        "projection": [[0.5, 0.5], [0.5, 0.5]]}
panels = plotting.new_axes(1, 5, width=2.9, height=3.2)
for axes, (name, rows) in zip(panels, maps.items()):
    A = np.array(rows, dtype=float)
    values = np.sort(np.diag(decompose(A)[1]))[::-1]
    diagrams.draw_map(axes, lambda points: A @ points,
                      title=f"{name}\nsingular values {values[0]:.2f}, {values[1]:.2f}")

# %% [markdown]
# **Read the picture.** (The solid arrow is the image of the first unit vector, the dashed one of
# the second.) Which maps keep the circle? Which flip the plane over? Where do you see the singular
# values? And which of the five cannot be undone?
#
# <details><summary>Answer</summary>
#
# Rotation and reflection keep the circle: their singular values are 1. Only the reflection flips
# the plane: now you turn clockwise to get from the solid arrow to the dashed one. Every circle
# becomes an ellipse, and the singular values are its half-axes: 1.6 and 0.5 for the scaling, 1.62
# and 0.62 for the shear, which looks harmless but stretches one direction by more than half. Their
# product is 1, because the shear keeps areas. The projection has a singular value of 0 and maps the
# plane onto a line: many points have the same image, and nothing can tell them apart afterwards.
#
# </details>
#
# The shear is neither a rotation nor a scaling. Here it is step by step, as $Q_1 S\,Q_2$:

# %%
A = np.array(maps["shear"], dtype=float)
Q1, S, Q2 = decompose(A)
steps = {"the plane": np.eye(2), "after $Q_2$": Q2, "after $S$": S @ Q2, "after $Q_1$": Q1 @ S @ Q2}
for axes, (title, M) in zip(plotting.new_axes(1, 4, width=3.0, height=3.1), steps.items()):
    diagrams.draw_map(axes, lambda points: M @ points, title=title)
for name, Q in (("Q1", Q1), ("Q2", Q2)):
    kind = "rotation" if np.linalg.det(Q) > 0 else "reflection"
    print(f"{name}: {kind}; first column at {np.degrees(np.arctan2(Q[1, 0], Q[0, 0])):.1f} degrees")

# %% [markdown]
# **Read the picture.** What do the three factors do to the circle? And if your two $Q$ are
# reflections, is that a mistake?
#
# <details><summary>Answer</summary>
#
# The first factor turns the grid and does not change the circle; the second makes it an ellipse
# along the axes; the third turns the ellipse into place. The arrows show that the grid ends up
# sheared, although no factor shears. Two reflections are just as good: you may change the sign of a
# row of $Q_2$ and of the matching column of $Q_1$, and the product is the same. (The determinant of
# the shear is 1, so either both are rotations or both are reflections.)
#
# </details>
#
# ## 5. Straight maps and bent ones
#
# A network alternates two kinds of steps: affine maps $Wx + b$, which it learns, and units, which
# are not linear. What is each of them for? Take four clouds of points in two classes, where
# opposite corners belong together, and one hidden layer of two tanh units, with weights that we
# have chosen. Each title says how many of the points a straight line can get right at best, over 20
# draws of the clouds. (We try 720 directions, and all positions.)

# %%
W, b = np.array([[1.4, 1.0], [1.0, 1.4]]), np.array([[-1.2], [1.2]])
corners = np.array([[1, -1, 1, -1], [1, -1, -1, 1]]).repeat(40, axis=1)
label = np.repeat([1, 1, -1, -1], 40)
stages = {"the inputs": lambda x: x, "after $Wx + b$": lambda x: W @ x + b,
          "after tanh": lambda x: np.tanh(W @ x + b)}


def best_line(points):
    """Return the largest share of points that a straight line can classify correctly."""
    turn = np.linspace(0, 2 * np.pi, 720, endpoint=False)
    heights = np.stack([np.cos(turn), np.sin(turn)], axis=1) @ points  # in 720 directions
    ranked = label[np.argsort(heights, axis=1)]
    right = np.cumsum(-ranked, axis=1) + np.sum(label == 1)  # below: class -1, above: class +1
    return right.max() / label.size

# %%
draws = [corners + np.random.default_rng(seed).normal(0, 0.2, corners.shape) for seed in range(20)]
panels = plotting.new_axes(1, 3, width=4.2, height=4.4)
for axes, reach, (name, f) in zip(panels, (1.8, 5.0, 1.3), stages.items()):
    shares = sorted({f"{best_line(f(points)):.0%}" for points in draws})
    diagrams.draw_map(axes, f, reach=reach, title=f"{name}\na line gets {', '.join(shares)} right")
    for kind, marker, colour in ((1, "o", plotting.COLOURS[0]), (-1, "^", plotting.COLOURS[1])):
        axes.plot(*f(draws[0])[:, label == kind], marker, ms=5, mfc="none", color=colour,
                  label=f"class {kind:+d}")
panels[0].legend(loc="upper center", ncols=2);

# %% [markdown]
# **Read the picture.** Why is the second picture no better than the first, and why would no other
# $W$ and $b$ help? What has changed in the third?
#
# <details><summary>Answer</summary>
#
# A line that separates the classes in the second picture would also do so in the first: the points
# $x$ with $v \cdot (Wx + b) = c$ lie on a line, too, whatever $W$ and $b$ are. The best line cuts
# off one cloud and gets 75 % right. The tanh bends the grid. Now the two clouds of the first class
# are in opposite corners, those of the second share a third corner, and one line is enough.
#
# </details>

# %% [markdown] nbgrader={"grade": true, "grade_id": "roles", "locked": false, "points": 5, "schema_version": 3, "solution": true}
# ## The roles of linear and non-linear maps · 5 points
#
# Answer in about ten sentences, with the pictures of sections 4 and 5:
#
# * Name the four kinds of linear maps of section 4. Which of them does the decomposition $Q_1 S
#   Q_2$ need, and what about the others?
# * Name two things that a linear map can do to a space, and that no rotation or reflection can do.
#   (Think of the values in $S$, and of its shape.)
# * What is the affine map of a layer for, what is the unit for, and why does a network need both?
# * Is moving everything by $b$ a linear map? What would a network lack without it?
#
# <!-- BEGIN SOLUTION -->
# The four kinds are rotation, reflection, scaling and shear. The decomposition needs orthogonal
# factors (rotations and reflections) and one scaling. A shear is a product of these, as the
# pictures show step by step, and so is any matrix.
#
# Orthogonal maps cannot change lengths: $S$ stretches and shrinks along orthogonal directions. If a
# singular value is 0, it *projects*: it flattens directions and loses what was in them. And if $m
# \ne n$, it changes the dimension, by dropping coordinates or adding zeros. (So does a layer with
# more or fewer neurons than inputs.)
#
# The affine map selects the directions that matter, weighs them, and mixes the inputs: it puts the
# points where the units bend. It contains everything that is learned. The unit bends. Without units
# a network is a composition of affine maps, which is affine: depth adds nothing, and no line
# separates the four clouds. Without affine maps, a unit treats each coordinate separately and in
# the same way: it cannot mix coordinates, and there is nothing to learn. Together they can
# approximate any continuous function on a closed and bounded set, with enough neurons.
#
# Moving is affine, not linear: it does not map 0 to 0. Without $b$ every pre-activation is 0 at $x
# = 0$, so all bends pass through the origin and cannot be placed where they are needed.
#
# **Rubric.** 1 point: the four kinds, and that rotation or reflection, scaling, rotation or
# reflection suffice (a shear is made of them). 1 point: stretching; *and* projecting or changing
# the dimension. 1 point: the affine part mixes and is what is learned. 1 point: the unit bends;
# affine after affine is affine. 1 point: moving is affine, not linear; what b is for.
#
# *Typical wrong answers.* "The four kinds are rotation, scaling, reflection and translation": loses
# the fifth point. "The non-linear part makes values lie between 0 and 1": loses the fourth; ReLU
# does not, and a range is not a bend.
# <!-- END SOLUTION -->

# %% [markdown]
# ## 6. Training as arg min
#
# With a fixed architecture, a network is a *family* of functions $F_\theta$, one for every vector
# $\theta$ of parameters. **Training** looks for the member that fits the data $(x_1, y_1), \dots,
# (x_N, y_N)$ best. A loss $c$ says how badly it fits one sample:
#
# $$\theta^* \in \operatorname*{arg\,min}_{\theta}\; \mathcal L(\theta), \qquad
#   \mathcal L(\theta) = \frac1N \sum_{i=1}^{N} c\bigl(F_\theta(x_i),\, y_i\bigr).$$
#
# Every symbol in it matters. The $\min$ is a number, the smallest loss; the
# $\operatorname{arg\,min}$ is the *set of places* where it is attained. The sum runs over the data,
# so all samples share one $\theta$. We begin with the smallest family, $F_\theta(x) = \theta x$
# with the squared error, on six samples.

# %%
rng, theta, axes = np.random.default_rng(4), plotting.grid(-0.5, 2.5), plotting.new_axes(width=7.0)
x = rng.uniform(0.3, 1.8, 6)
y = x + rng.normal(0, 0.5, 6)
each = (np.outer(theta, x) - y) ** 2  # (values of θ, samples)
best = x @ y / (x @ x)
axes.plot(theta, each, color="#9a9a9a", lw=1, ls="-")
axes.plot(y / x, np.zeros(6), "|", ms=16, mew=2, color="#7a7a7a", label="arg min of each sample")
axes.plot(best, ((best * x - y) ** 2).mean(), "o", ms=8, color="black", label="arg min of the mean")
plotting.plot_curves(axes, theta, {"mean of the six": each.mean(axis=1)}, xlabel="θ",
                     ylabel="loss", title=r"One $\theta$ for all samples")
axes.set(ylim=(-0.1, 2.5))
print(f"mean of the six arg mins: {np.mean(y / x):.3f}; arg min of the mean: {best:.3f}")

# %% [markdown]
# **Read the picture.** (Grey: the loss of each sample.) The arg min of the mean is not the mean of
# the arg mins. Which samples have more influence, and why? What would change if $\mathcal L$ were
# the sum, without $1/N$?
#
# <details><summary>Answer</summary>
#
# Samples with a large $|x|$ have steep losses: the same change of θ moves their prediction more. So
# the best θ is Σ x y / Σ x², a mean of the y/x with weights x²: 0.90, whereas the plain mean is
# 1.12. Without $1/N$ the curve is six times as high, and its lowest point is in the same place: the
# arg min is the same, the min and every gradient are six times as large. (You would have to divide
# the learning rate by six.)
#
# </details>
#
# Now we take two parameters, $F_\theta(x) = \theta_1 \tanh(\theta_2 x)$, on 40 samples, with plain
# gradient descent from nine starts: eight random ones (dots), and the origin (the cross).

# %%
x, axis = np.random.default_rng(2).uniform(-2, 2, 40), np.linspace(-2.6, 2.6, 121)
y = 1.5 * np.tanh(x) + np.random.default_rng(3).normal(0, 0.2, 40)


def loss_and_gradient(theta):
    """Return the loss and its gradient, by hand."""
    a = np.tanh(theta[1] * x)
    off = theta[0] * a - y
    return (off**2).mean(), 2 * np.array([(off * a).mean(),
                                          (off * theta[0] * (1 - a**2) * x).mean()])


axes = plotting.new_axes(width=6.4, height=5.0)
surface = np.array([[loss_and_gradient((p, q))[0] for p in axis] for q in axis])
axes.contour(axis, axis, surface, levels=np.geomspace(0.04, 12, 12), cmap="Greys_r", linewidths=1)
for start in [np.zeros(2), *np.random.default_rng(4).uniform(-2.4, 2.4, (8, 2))]:
    path = [start]
    for _ in range(3000):
        path.append(path[-1] - 0.1 * loss_and_gradient(path[-1])[1])
    axes.plot(*np.transpose(path), color=plotting.COLOURS[1], ls="-", lw=1.5)
    axes.plot(*start, "o" if start.any() else "x", ms=8, mew=2, color=plotting.COLOURS[0])
    loss = loss_and_gradient(path[-1])[0]
    print(f"from {np.round(start, 2)} to {np.round(path[-1], 3)}: loss {loss:.4f}")
plotting.finish(axes, xlabel=r"$\theta_1$", ylabel=r"$\theta_2$", title="Two places, one loss");

# %% [markdown]
# **Read the picture.** How many elements does the arg min have, and why? What does gradient descent
# find from the cross?
#
# <details><summary>Answer</summary>
#
# Two: θ and −θ give the same function, because tanh is odd. That is why the formula says ∈ and not
# =. In a layer of $h$ such neurons there are in general $2^h\,h!$ such places, because neurons can
# also swap places. From the cross it finds nothing: the gradient at (0, 0) is 0, so it remains
# there, at a loss of 1.20, whereas the smallest loss is 0.05. Training is *defined* by the arg min.
# A program returns the last point of a path, and nothing in the formula promises that the two
# agree.
#
# </details>

# %% [markdown] nbgrader={"grade": true, "grade_id": "training-definition", "locked": false, "points": 4, "schema_version": 3, "solution": true}
# ## Training, defined · 4 points
#
# We train a network $F_\theta$ with $K$ outputs for regression, with the squared error. A friend
# notes: "Training computes $\theta = \min \|F_\theta(x_i) - y_i\|$."
#
# * Write down the right definition, with the data. Say what each symbol means, and which shapes
#   $x_i$, $y_i$ and $F_\theta(x_i)$ have.
# * What is wrong or missing in your friend's formula? Name at least three things.
# * Which of these change $\theta^*$: dividing by $NK$ instead of $N$; omitting the square; counting
#   one sample twice?
# * Does gradient descent return a $\theta^*$? And is $\theta^*$ what we want in the end?
#
# <!-- BEGIN SOLUTION -->
# $$\theta^* \in \operatorname*{arg\,min}_{\theta}\; \frac1N \sum_{i=1}^N
#   \bigl\|F_\theta(x_i) - y_i\bigr\|^2 .$$
#
# $N$ is the number of samples, $x_i$ the $i$-th input, $(n,)$, and $y_i$ its target, $(K,)$, as is
# the output $F_\theta(x_i)$; $\theta$ holds all weights and biases. The norm is Euclidean: its
# square is the sum over the $K$ outputs.
#
# The friend writes a minimum (a number, the smallest loss) but means the arg min (parameters).
# There is no sum over the data, and the $i$ is free, so each sample would have its own $\theta$.
# The variable $\theta$ is missing below the min. The square is missing. And "=" claims that there
# is exactly one solution: there may be several (permuted neurons, changed signs) or none.
#
# A positive factor such as $1/K$ does not move the arg min. Omitting the square does, in general:
# the sum of the distances has its minimum elsewhere (just as the median is not the mean). So does
# counting a sample twice: it gets twice the weight.
#
# Gradient descent stops at some point, in general near a place with a small gradient: a local
# minimum, a saddle, or just a flat region. It need not be in the arg min. And the arg min over the
# training data is not our goal either: we want small losses on *new* data, and a $\theta^*$ may fit
# noise. So we validate, stop early, or add a penalty.
#
# **Rubric.** 1 point: the formula, with arg min over θ, the sum over the data (mean or sum), and
# norm squared. 1 point: three faults of the friend's formula. 1 point: factor no, square yes,
# double sample yes. 1 point: gradient descent promises no θ*, *and* a small training loss is not
# yet what is wanted. "∈" or a word on several minima is expected somewhere, but costs no point of
# its own.
#
# *Typical wrong answers.* "$\theta^* = \arg\min_\theta \|F_\theta(x) - y\|^2$" without the data:
# loses the first point, unless x and y are said to be all the data. "Dividing by NK makes θ*
# smaller": loses the third; the loss gets smaller.
# <!-- END SOLUTION -->

# %% [markdown]
# ## Takeaways
#
# * Softargmax turns scores into shares and keeps a slope, which the arg max does not have.
# * You can differentiate a graph from either end; for a single output, go in reverse.
# * A matrix rotates, scales and rotates again (or reflects); only units bend.
# * Training asks for a place where a sum over the data is smallest. It does not promise to find it.
#
# **Three questions to take further**
#
# 1. You train a network with $\beta = 1$ and choose another β afterwards. Which predictions change,
#    and which property of the shares could you improve in this way?
# 2. You want the derivative of the *trained* loss with respect to the learning rate: one input, and
#    one output at the end. Which direction would you choose, and what decides if the program is
#    very long?
# 3. All singular values of all weight matrices are 1. Without its units, what does the network do
#    to the length of a gradient on its way back?
#
# <details><summary>Answers</summary>
#
# 1\. The order of the scores is the same for any β > 0, and so is the predicted class. What changes
# is how sure the network claims to be, and you can compare that with how often it is right (the
# first paper).
#
# 2\. Each direction takes one sweep, at a similar cost. Forward needs no memory of the past, which
# decides for long programs (the second paper, on forward and reverse mode).
#
# 3\. Nothing, as long as the matrices are square: orthogonal matrices preserve lengths. This is one
# way to start a deep network. With fewer neurons than inputs, lengths are preserved only on the way
# back.
#
# </details>
#
# **Two papers**
#
# * C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger: [*On Calibration of Modern Neural
#   Networks*](https://arxiv.org/abs/1706.04599), ICML 2017, pages 1321–1330. One temperature, fitted
#   after training, makes the shares honest.
# * A. G. Baydin, B. A. Pearlmutter, A. A. Radul, J. M. Siskind: [*Automatic Differentiation in
#   Machine Learning: a Survey*](https://arxiv.org/abs/1502.05767), Journal of Machine Learning Research 18
#   (2018), no. 153, pages 1–43. Both directions, their costs and their history.
