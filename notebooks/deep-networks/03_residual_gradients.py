# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Gradients that take the shortcut
#
# A plain network of forty layers, with weights that are a bit too small, does not learn at all: its
# gradient has vanished long before it reaches the first layer. Add `+ y` to each layer, without a
# single new parameter, and the gradient arrives. In this notebook we compute the gradients of such
# a residual network by hand, find out when the shortcut saves a gradient and when it does not, and
# what it costs.

# %% nbgrader={"grade": false, "grade_id": "imports", "locked": true, "schema_version": 3, "solution": false}
import numpy as np
import torch

from helpers import checks, plotting
from helpers.budgets import by_budget

# %%
width, seeds = 20, range(by_budget(quick=5, normal=20, full=100))
depths = [2, 5, 10, 20, 40]


def first_gradient(depth, skip, seed):
    """Return the norm of the gradient that reaches the input of a tanh net, by autograd."""
    rng = np.random.default_rng(seed)
    x = torch.tensor(rng.normal(size=width), requires_grad=True)
    y = x
    for _ in range(depth):
        A = torch.tensor(rng.normal(0, 0.5 / np.sqrt(width), (width, width)))
        y = torch.tanh(A @ y) + skip * y
    (gradient,) = torch.autograd.grad(y.mean(), x)
    return gradient.norm().item()


axes = plotting.new_axes(width=8.0)
plotting.plot_spread(axes, depths, {
    name: [[first_gradient(depth, skip, seed) for depth in depths] for seed in seeds]
    for name, skip in (("plain", 0.0), ("with skip connections", 1.0))},
    xlabel="layers", ylabel="norm of the input's gradient",
    title=f"tanh networks with small weights, {len(seeds)} seeds")
axes.set_yscale("log");

# %% [markdown]
# **Look at the picture.** The weights are half as large as they should be, so the plain network
# loses a factor of two at each layer, and after 40 layers nothing is left of the gradient. With
# skip connections it arrives. How?
#
# **About 3 hours** · the cells run in about 5 seconds at `quick` and 8 at `normal`.
#
# **You need** Jacobians and the chain rule from [The chain rule in a net of two
# layers](../backpropagation/01_two_layer_chain_rule.ipynb), and the product of factors from
# [Vanishing gradients, seen on Iris](../vanishing-gradients/01_iris_gradients.ipynb).
#
# **Afterwards you can**
#
# * write down the Jacobian of a residual layer;
# * compute all gradients of a deep residual network without a library;
# * name three cases in which gradients vanish in spite of the shortcut;
# * keep the growth under control that shortcuts bring.
#
# **How the questions work.** Write your code where it says `# YOUR CODE HERE`, then run the check
# below it. The check ends in a verdict (✓ 2 of 2, ◐ 1 of 2 or ✗ 0 of 2) and names the likely slip.
# Additional hidden checks run during grading. Arrays are NumPy float64. Functions must not modify
# their arguments, and print nothing. **By hand:** derivatives are formulas of your own; automatic,
# symbolic and numerical differentiation are refused. Apart from that you may use NumPy, SciPy,
# PyTorch and the standard library. Names that end in `_` belong to the checks.
#
# **Notation.** $f$, $f'$: an activation unit and its slope · $y_\ell$: output of layer $\ell$ ·
# $A_\ell$, $b_\ell$: its weight matrix and bias · $z_\ell$: pre-activation · $D_\ell$: diagonal
# matrix of slopes · $g_\ell = \partial y_L/\partial y_\ell$ · $L$: number of layers.
#
# ## 1. One layer · 4 points
#
# A residual layer adds its input to what it computes. With an elementwise unit $f$,
#
# $$y_\ell = f(z_\ell) + y_{\ell-1}, \qquad z_\ell = A_\ell\, y_{\ell-1} + b_\ell,
#   \qquad A_\ell: (m, m), \quad b_\ell, y_\ell: (m,) .$$
#
# The Jacobian has a row for each output and a column for each input. With the diagonal matrix of
# slopes, $D_\ell = \operatorname{diag} f'(z_\ell)$,
#
# $$\frac{\partial y_\ell}{\partial y_{\ell-1}} = D_\ell A_\ell + I \quad \text{(residual)}, \qquad
#   \frac{\partial y_\ell}{\partial y_{\ell-1}} = D_\ell A_\ell \quad \text{(plain)}.$$

# %% nbgrader={"grade": false, "grade_id": "layer-jacobian", "locked": false, "schema_version": 3, "solution": true}
def layer_jacobian(A, b, y, derivative, residual=True):
    """Return ∂(f(A·y + b) + y)/∂y, or ∂f(A·y + b)/∂y if residual is False.

    A: (k, m), b: (k,), y: (m,), with k = m if residual is True. derivative: f′, takes an array of
    any shape and works entry by entry. The result is (k, m): row i, column j is ∂out_i/∂y_j.
    """
    ### BEGIN SOLUTION
    jacobian = derivative(A @ y + b)[:, None] * A
    return jacobian + np.eye(len(y)) if residual else jacobian
    ### END SOLUTION

# %% nbgrader={"grade": false, "grade_id": "rules", "locked": true, "schema_version": 3, "solution": false}
UNITS = {"tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2, torch.tanh),
         "ReLU": (lambda z: np.maximum(z, 0.0), lambda z: (z > 0) * 1.0, torch.relu),
         "sin": (np.sin, np.cos, torch.sin)}
BY_HAND_ = {"tools": (checks.BACKPROPAGATION,),
            "because": "in this notebook derivatives are formulas of your own."}


# %% nbgrader={"grade": false, "grade_id": "jacobian-oracle", "locked": true, "schema_version": 3, "solution": false}
def compare_jacobian(answer, unit, made, k, m, residual):
    """Compare an answer's Jacobian of one layer with autograd's."""
    f, derivative, torch_f = UNITS[unit]
    A, b, y = made.normal(size=(k, m)), made.normal(size=k), made.normal(size=m)
    W, c = torch.tensor(A), torch.tensor(b)
    right = torch.autograd.functional.jacobian(
        lambda y: torch_f(W @ y + c) + (y if residual else 0), torch.tensor(y)).numpy()
    if residual:  # the default
        got = checks.call(answer, A, b, y, derivative)
    else:
        got = checks.call(answer, A, b, y, derivative, residual=False)
    plain = right - np.eye(m) if residual else right
    slip = "slopes belong to the rows: D·A scales row i by f′(z_i)."
    if np.shape(got) == right.shape and residual and np.allclose(np.array(got, float), plain):
        slip = "the derivative of `+ y` is the identity matrix."
    checks.equals(got, right, f"The Jacobian, {unit}, A of shape {A.shape}", slip=slip)

# %% nbgrader={"grade": true, "grade_id": "layer-jacobian-tests", "locked": true, "points": 1, "schema_version": 3, "solution": false}
marks_, rng = checks.Marks(), checks.rng("layer-jacobian, visible")
with marks_.part(1, "residual and plain"):
    compare_jacobian(layer_jacobian, "tanh", rng, 3, 3, True)
    compare_jacobian(layer_jacobian, "tanh", rng, 2, 4, False)
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "layer-jacobian-hidden", "locked": true, "points": 3, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
marks_, rng = checks.Marks(), checks.rng("layer-jacobian")
with marks_.part(1, "residual"):
    for unit_ in UNITS:
        for m_ in (1, 2, 5):
            compare_jacobian(layer_jacobian, unit_, rng, m_, m_, True)
with marks_.part(1, "plain, of any shape"):
    for unit_ in UNITS:
        for k_, m_ in ((3, 5), (4, 1), (1, 4), (3, 3)):
            compare_jacobian(layer_jacobian, unit_, rng, k_, m_, False)
with marks_.part(1, "by hand, and without side effects"):
    for residual_ in (True, False):
        compare_jacobian(layer_jacobian, "sin", rng, 3, 3, residual_)
    given_ = rng.normal(size=(3, 3)), rng.normal(size=3), rng.normal(size=3), np.cos
    checks.is_pure(layer_jacobian, *given_)
    checks.by_hand(layer_jacobian, *given_, **BY_HAND_)
marks_.total()
### END HIDDEN TESTS

# %% [markdown]
# ## 2. All gradients · 6 points
#
# Now the whole network, for one input $x$ of shape (n,). The first layer changes the size, so it
# has no shortcut. The last one is a plain affine map to a single number:
#
# $$y_1 = f(A_1 x + b_1), \qquad y_\ell = f(A_\ell y_{\ell-1} + b_\ell) + y_{\ell-1} \;\;
#   (2 \le \ell \le L - 1), \qquad y_L = A_L y_{L-1} + b_L .$$
#
# Let $g_\ell = \partial y_L / \partial y_\ell$, a row (1, m). It starts as $g_{L-1} = A_L$, and
# each step back multiplies it by one Jacobian: $g_{\ell-1} = g_\ell (D_\ell A_\ell + I)$. On the
# way we collect
#
# $$\frac{\partial y_L}{\partial b_\ell} = g_\ell D_\ell, \qquad
#   \frac{\partial y_L}{\partial A_\ell} = D_\ell\, g_\ell^\top\, y_{\ell-1}^\top, \qquad
#   \frac{\partial y_L}{\partial b_L} = 1, \qquad \frac{\partial y_L}{\partial A_L} = y_{L-1}^\top
# .$$
#
# > **Careful.** A gradient has the shape of its parameter: $\partial y_L/\partial A_\ell$ is (m,
# > m), with a row for each row of $A_\ell$, and $\partial y_L/\partial b_\ell$ is (m,). And $y_0$
# > is $x$.

# %% nbgrader={"grade": false, "grade_id": "gradients", "locked": false, "schema_version": 3, "solution": true}
def residual_gradients(x, weights, biases, activation, derivative):
    """Return two lists: ∂y_L/∂A₁ … ∂y_L/∂A_L and ∂y_L/∂b₁ … ∂y_L/∂b_L, shaped like the parameters.

    x: (n,). weights: a list of L >= 2 arrays, A₁ (m, n), then (m, m), and A_L (1, m).
    biases: b₁ … (m,), and b_L (1,). activation, derivative: f and f′, entry by entry, for arrays of
    any shape. The first layer has no skip connection; the last has neither that nor a unit.
    """
    ### BEGIN SOLUTION
    outputs, slopes = [x], []
    for k, (A, b) in enumerate(zip(weights[:-1], biases[:-1])):
        z = A @ outputs[-1] + b
        slopes.append(derivative(z))
        outputs.append(activation(z) + (outputs[-1] if k else 0.0))
    by_A, by_b, g = [outputs[-1][None, :].copy()], [np.ones(1)], weights[-1][0]
    for k in range(len(slopes) - 1, -1, -1):
        delta = g * slopes[k]
        by_A.insert(0, np.outer(delta, outputs[k]))
        by_b.insert(0, delta)
        g = delta @ weights[k] + (g if k else 0.0)
    return by_A, by_b
    ### END SOLUTION

# %% nbgrader={"grade": false, "grade_id": "gradient-oracle", "locked": true, "schema_version": 3, "solution": false}
def draw_net(made, n, m, L, scale=1.0):
    """Return x, weights and biases of a random residual net."""
    rows = [m] * (L - 1) + [1]
    columns = [n] + [m] * (L - 1)
    weights = [made.normal(0, scale / np.sqrt(c), (r, c)) for r, c in zip(rows, columns)]
    return made.normal(size=n), weights, [made.normal(0, 0.3, r) for r in rows]


def by_autograd(x, weights, biases, f, skip=1.0):
    """Return the gradients of y_L with respect to all weights and all biases."""
    A = [torch.tensor(a, requires_grad=True) for a in weights]
    b = [torch.tensor(a, requires_grad=True) for a in biases]
    y = f(A[0] @ torch.tensor(x) + b[0])
    for W, c in zip(A[1:-1], b[1:-1]):
        y = f(W @ y + c) + skip * y
    grads = [g.numpy() for g in torch.autograd.grad((A[-1] @ y + b[-1]).sum(), [*A, *b])]
    return grads[:len(A)], grads[len(A):]


# %% nbgrader={"grade": false, "grade_id": "gradient-comparison", "locked": true, "schema_version": 3, "solution": false}
def compare_gradients(answer, unit, *net):
    """Compare an answer's gradients with autograd's."""
    f, derivative, torch_f = UNITS[unit]
    got = checks.call(answer, *net, f, derivative)
    checks.is_true(isinstance(got, tuple | list) and len(got) == 2, "Return two lists.", got=got)
    for name, mine, theirs in zip("Ab", got, by_autograd(*net, torch_f)):
        checks.is_true(len(mine) == len(theirs), f"∂y_L/∂{name} has {len(theirs)} layers.",
                       got=len(mine))
        for k, (one, right) in enumerate(zip(mine, theirs), start=1):
            checks.equals(one, right, f"∂y_L/∂{name} of layer {k} of {len(theirs)}, {unit}",
                          slip="g takes D·A + I on its way back; the first layer has no + I.")

# %% nbgrader={"grade": true, "grade_id": "gradients-tests", "locked": true, "points": 2, "schema_version": 3, "solution": false}
marks_, rng = checks.Marks(), checks.rng("gradients, visible")
with marks_.part(1, "two layers: no skip connection yet"):
    compare_gradients(residual_gradients, "tanh", *draw_net(rng, 3, 4, 2))
with marks_.part(1, "four layers"):
    compare_gradients(residual_gradients, "tanh", *draw_net(rng, 3, 4, 4))
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "gradients-hidden", "locked": true, "points": 4, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
marks_, rng = checks.Marks(), checks.rng("gradients")
with marks_.part(1, "tanh and sin, of several sizes"):
    for unit_ in ("tanh", "sin"):
        for sizes_ in ((2, 5, 3), (5, 2, 6), (1, 3, 4), (4, 1, 5), (3, 3, 3)):
            compare_gradients(residual_gradients, unit_, *draw_net(rng, *sizes_))
with marks_.part(1, "ReLU"):
    for sizes_ in ((3, 6, 2), (2, 4, 7), (1, 1, 3)):
        compare_gradients(residual_gradients, "ReLU", *draw_net(rng, *sizes_))
with marks_.part(1, "a layer of zeros, and a deep net"):
    x_, A_, b_ = draw_net(rng, 3, 4, 5)
    A_[2] = np.zeros((4, 4))
    compare_gradients(residual_gradients, "tanh", x_, A_, b_)
    compare_gradients(residual_gradients, "tanh", *draw_net(rng, 3, 4, 30, scale=0.3))
with marks_.part(1, "by hand, and without side effects"):
    x_, A_, b_ = draw_net(rng, 3, 4, 4)
    compare_gradients(residual_gradients, "sin", x_, A_, b_)
    checks.leaves_alone(residual_gradients, x_, A_, b_, np.sin, np.cos, draws=False)
    checks.by_hand(residual_gradients, x_, A_, b_, np.sin, np.cos, **BY_HAND_)
marks_.total()
### END HIDDEN TESTS

# %% [markdown]
# ## 3. Gradient norms, layer by layer
#
# Your function now shows the gradients of all weight matrices, in a residual network and in a plain
# one (the same, without `+ y`). **Predict, then run.** In which of them does the first layer get
# the largest gradient?

# %%
def weight_norms(scale, seed, L=30, m=20):
    """Return the norms of ∂y_L/∂A_ℓ in the plain network and in the residual one."""
    net = draw_net(np.random.default_rng(seed), m, m, L, scale)
    plain = by_autograd(*net, torch.tanh, skip=0.0)[0]
    residual = residual_gradients(*net, np.tanh, lambda z: 1 - np.tanh(z) ** 2)[0]
    return [[np.linalg.norm(g) for g in grads] for grads in (plain, residual)]


panels = plotting.new_axes(1, 3, width=4.6, height=3.6)
for axes, scale in zip(panels, (0.3, 1.0, 2.0)):
    plain, residual = np.moveaxis([weight_norms(scale, seed) for seed in seeds], 1, 0)
    plotting.plot_spread(axes, range(1, 31), {"plain": plain, "residual": residual},
                         xlabel="layer", ylabel="norm of the gradient",
                         title=f"weights of size {scale:g}/√m")
    axes.set(yscale="log", ylim=(1e-17, 1e4))

# %% [markdown]
# **Read the picture.** For which weights does the plain network do just as well? What happens to
# the residual network with large weights?
#
# <details><summary>Answer</summary>
#
# With weights of size $0.3/\sqrt m$ the plain gradient is multiplied by about 0.3 at each layer and
# falls to $10^{-15}$. The residual one stays nearly level: each factor $D A + I$ is close to the
# identity. With $1/\sqrt m$ both are fine. With $2/\sqrt m$ the units saturate in both networks,
# but in the residual one the gradients *grow* towards the input. A shortcut does not scale anything
# down.
#
# </details>

# %% [markdown] nbgrader={"grade": true, "grade_id": "why-not-vanish", "locked": false, "points": 5, "schema_version": 3, "solution": true}
# ## 4. When it vanishes all the same · 5 points
#
# "With skip connections, gradients cannot vanish." Discuss this claim in about eight sentences,
# using the formulas of sections 1 and 2.
#
# * For which $A_j$ or $D_j$ with $\ell < j < L$ is $\partial y_L/\partial A_\ell = 0$ in the plain
#   network? What happens to such a factor in the residual network?
# * Name three cases in which $\partial y_L/\partial A_\ell$ is 0 even in the residual network.
# * Is "not 0" enough? What else can a product of factors $D_j A_j + I$ do?
#
# <!-- BEGIN SOLUTION -->
# In the plain network $g_\ell = A_L\, D_{L-1} A_{L-1} \cdots D_{\ell+1} A_{\ell+1}$. A single zero
# factor, $A_j = 0$ or $D_j = 0$ (all units of a layer saturated or off), makes it 0, and with it
# the gradients of all layers below. In the residual network this factor becomes $D_j A_j + I = I$,
# and the layer passes the gradient on unchanged. That is what a skip connection achieves: *this*
# factor does not end the product.
#
# The gradient is still 0 if (1) the layer's own slopes are 0: $D_\ell = 0$, since $\partial
# y_L/\partial A_\ell = D_\ell\, g_\ell^\top y_{\ell-1}^\top$ (or its input $y_{\ell-1}$ is 0); (2)
# the last layer has $A_L = 0$, because then $g_{L-1} = 0$; (3) a layer undoes its shortcut, $D_j
# A_j = -I$, or $D_j A_j$ has the eigenvalue $-1$ and the row $g_j$ lies in the directions that it
# removes. So the claim is wrong in this form.
#
# And "not 0" is not enough. The product may shrink step by step, if $D_j A_j + I$ has singular
# values below 1 in the directions that matter. Or it may grow: with $D_j A_j$ of norm 1 by up to
# $2^{L}$. Section 3 shows this for weights of size $2/\sqrt m$.
#
# **Rubric.** 1 point: in the plain network one zero factor ends the product; here it becomes $I$. 1
# point: the layer's own slopes (or its input) are 0. 1 point: the last layer gives 0. 1 point: $D_j
# A_j = -I$ on a direction. 1 point: shrinking or growing without being 0.
#
# *Typical wrong answers.* "The gradient is a product plus 1, so it is at least 1": 1 point at most;
# the 1 is a matrix $I$, $D_j A_j$ may be negative, and the layer's own slope is ignored. "It cannot
# vanish since the gradient goes through the shortcuts to the input": 1 or 2 points; that is the
# gradient with respect to $y_\ell$, and $A_\ell$ receives it times $D_\ell$.
# <!-- END SOLUTION -->

# %% [markdown]
# ## 5. The price: growth, and how to stop it
#
# If a layer's branch and its shortcut are uncorrelated, their variances add: each layer adds that
# of its branch, $v_\ell = v_{\ell-1} + \mathrm{Var}\, f(z_\ell)$. With ReLU and Kaiming's weights
# the branch is as large as the input, so $v$ would double at each layer. Multiply the branches by
# $1/\sqrt L$, and it would be $v_L = (1 + \frac1L)^L v_0 < e\, v_0$. The last curve of the picture
# has a second random matrix in each branch, after the ReLU, as most residual networks do.
# **Predict, then run.** Which of the curves do what these formulas say?

# %%
def sizes(L, factor, mixed, seed, m=100):
    """Return the mean square of y_ℓ of a ReLU network whose branches have a factor."""
    rng = np.random.default_rng(seed)
    y, found = rng.normal(size=m), []
    for _ in range(L):
        branch = np.maximum(rng.normal(0, np.sqrt(2 / m), (m, m)) @ y, 0)
        if mixed:
            branch = rng.normal(0, np.sqrt(1 / m), (m, m)) @ branch
        y = y + factor * branch
        found.append(np.mean(y**2))
    return found


# %%
L, axes = 30, plotting.new_axes(width=8.0)
kinds = {"branches × 1": (1.0, False), "× 1/√L": (L**-0.5, False), "× 1/L": (1 / L, False),
         "× 1/√L, and a matrix": (L**-0.5, True)}
runs = {name: [sizes(L, *kind, seed) for seed in seeds] for name, kind in kinds.items()}
plotting.plot_spread(axes, range(1, L + 1), runs, xlabel="layer", ylabel="mean of y²",
                     title=f"ReLU, Kaiming's weights, {len(seeds)} seeds")
axes.set_yscale("log")
for name, found in runs.items():
    first, last = np.median(found, axis=0)[[0, -1]]
    factor = (last / first) ** (1 / (L - 1))
    print(f"{name:22} ends at {last:8.2g}, a factor of {factor:.2f} for each layer")

# %% [markdown]
# **Read the picture.** With branches as they are, by which factor does $y^2$ grow at each layer?
# Why is it more than 2, and why does $1/\sqrt L$ not stay below $e$ until a matrix comes after the
# ReLU?
#
# <details><summary>Answer</summary>
#
# By about 2.9 at each layer. It is more than 2 because ReLU is never negative: all branches push in
# the same direction, and from the second layer on branch and shortcut *are* correlated. For the
# same reason the size grows to about a hundred with $1/\sqrt L$: $L$ pushes in one direction add up
# like $L$, not like $\sqrt L$. A random matrix after the ReLU gives each branch a direction of its
# own. Then branches and shortcut are uncorrelated, and $y^2$ ends at 2 to 3. With $1/L$ next to
# nothing happens, and the network starts out close to the identity. Normalisation layers in the
# branches have much the same effect as a small factor.
#
# </details>
#
# ## Takeaways
#
# * A residual layer has the Jacobian $D A + I$, so a layer that does nothing passes gradients on.
# * This does not save a layer whose own units are flat, a network whose last layer is 0, or a layer
#   that undoes its shortcut.
# * Shortcuts add variances. Scale the branches, or normalise them.
#
# **Three questions to take further**
#
# 1. The first ResNets apply a ReLU after the sum, $y_\ell = \mathrm{relu}(\dots + y_{\ell-1})$.
#    What is the Jacobian then, and which of the three cases becomes more likely?
# 2. Suppose that each branch starts with a learned factor of 0. What does training do to it?
# 3. How many paths lead from the input to the output of a network with 30 residual layers, and how
#    long are most of them?
#
# **Two papers**
#
# * K. He, X. Zhang, S. Ren, J. Sun: [*Identity Mappings in Deep Residual
#   Networks*](https://arxiv.org/abs/1603.05027), ECCV 2016, pages 630–645. Its section 2 is our
#   section 1.
# * A. Veit, M. Wilber, S. Belongie: [*Residual Networks Behave Like Ensembles of Relatively Shallow
#   Networks*](https://arxiv.org/abs/1605.06431), NeurIPS 2016, pages 550–558. For question 3.
