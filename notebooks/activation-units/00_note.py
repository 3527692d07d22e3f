# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # The note: activation units, one by one
#
# A network without activation units is a straight line, however deep it is. With them it can draw
# any curve, and it may fail to learn at all. In this note you meet every unit of the course with
# its picture and its slope, and you find out why the slopes decide so much about learning.

# %%
import torch
import torch.nn.functional as F

from helpers import drawings, plotting, published, sliders

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)  # arrays this small gain nothing from more
z = torch.linspace(-5, 5, 1001)


def slope(f, z):
    """Return f′ at each entry of z, by automatic differentiation."""
    z = z.clone().requires_grad_()
    return torch.autograd.grad(f(z).sum(), z)[0]

# %%
left, right = plotting.new_axes(1, 2, width=6.5, height=3.6)
drawings.biological_neuron(left)
drawings.artificial_neuron(right);

# %% [markdown]
# **Look at the picture.** On the left is a nerve cell, on the right the artificial neuron that it
# inspired. The box with $f$ is what this note is about.
#
# **About 2 hours** of reading, predicting and trying · the cells run in about 20 seconds, at
# `quick` and at `normal`.
#
# **You need** the chain rule, matrix products and a little PyTorch. This is where the course
# begins.
#
# **Afterwards you can**
#
# * draw each unit and its slope from memory, and say where it is flat;
# * explain why a gradient is a product of slopes *and* weights, and when it vanishes or explodes;
# * tell a fact about a unit from a claim that needs an experiment;
# * name three ways to keep gradients in range.
#
# **How to read it.** Nothing here is graded, and there is nothing to hand in. Where it says
# **predict, then run**, commit to an answer first: a guess that turns out wrong teaches you more
# than a picture you merely agree with. Answers are folded. The sliders move while a kernel is
# running; without one you have the rows of pictures above them. The other notebooks ask for what is
# left out here, such as formulas for the slopes, programs and proofs.
#
# **Notation.** $x$, $\hat y$: input, prediction · $z$, $a = f(z)$: pre-activation, activation; $f$
# is any unit, $f'$ its slope · $\sigma$: the sigmoid · $\mathcal L$: the loss · $L$, $\ell$: number
# of layers, index of a layer · $n_\ell$: width of layer $\ell$ · $W$, $w$, $b$: weight matrix, one
# weight, bias · $\delta^\ell = \partial\mathcal L/\partial z^\ell$ · $\odot$: product entry by
# entry · $\gamma$: scale of random weights · $s$: slope of leaky ReLU and PReLU on the left ·
# $\beta$: the parameter of Swish and softplus.
#
# ## 1. A unit and its place
#
# A nerve cell collects signals and fires if they add up to enough. The artificial neuron keeps two
# ideas from it: a weighted sum, and then a function of one number, the **activation unit**.
#
# $$z = \sum_j w_j x_j + b, \qquad a = f(z)$$
#
# The analogy soon breaks down: a nerve cell sends pulses in time, with chemistry in between, and as
# far as anybody knows it does not learn by backpropagation.
#
# A **layer** consists of many such neurons with the same inputs. Layer $\ell$ of a network with $L$
# layers has $n_\ell$ of them:
#
# $$z^{\ell} = W^{\ell} a^{\ell-1} + b^{\ell}, \quad a^{\ell} = f(z^{\ell}), \qquad
#   W^{\ell}: (n_\ell, n_{\ell-1}), \quad z^\ell, a^\ell, b^\ell: (n_\ell,), \quad a^0 = x$$
#
# where $f$ is applied to each entry. The last layer often has no unit, or a special one.
#
# > **Careful.** $x \mapsto Wx + b$ is an *affine* map; it is linear only if $b = 0$. And a 1 that
# > is appended to $x$ can replace the bias of the *first* layer only. After that layer the 1 is
# > gone, and every further layer needs its own.
#
# **Predict, then run.** Take two layers without a unit between them. Which functions can they
# compute that one layer cannot?
#
# <details><summary>Answer</summary>
#
# None. $W^2(W^1x + b^1) + b^2 = (W^2W^1)x + (W^2b^1 + b^2)$ is affine again, and the same holds at
# any depth. All that a network can do beyond a straight line comes from its units.
#
# </details>

# %% [markdown]
# ## 2. What a layer of units can draw
#
# Now we take one hidden layer with a linear layer behind it: $\hat y(x) = v \cdot f(wx + b) + c$
# for a number $x$, with `width` hidden neurons. Below, $w$ and $b$ are random and fixed, while $v$
# and $c$ are fitted to a curve by least squares. Three units compete: ReLU ($\max(z, 0)$), tanh,
# and the cube $z^3$.
#
# **Predict, then run.** Which of them can follow the curve if only the layer is wide enough?

# %%
x = torch.linspace(-1, 1, 401)
curve = torch.sin(6 * x) * (1 + x) + 2 * F.relu(0.3 - x)
three = {"ReLU": F.relu, "Tanh": torch.tanh, "cube": lambda z: z**3}


def fitted(f, width, biases=True, seed=0):
    """Return ŷ(x) of the best output layer on `width` random hidden neurons."""
    random = torch.Generator().manual_seed(seed)
    w = 4 * torch.randn(width, generator=random)
    b = 4 * (2 * torch.rand(width, generator=random) - 1) * biases
    hidden = f(torch.outer(x, w) + b)
    features = torch.column_stack([hidden, torch.full_like(x, float(biases))])
    return features @ torch.linalg.lstsq(features, curve, driver="gelsd").solution


def draw_fits(axes, width):
    axes.plot(x, curve, color="#9a9a9a", lw=5, label="curve")
    fits = {name: fitted(f, int(width)) for name, f in three.items()}
    plotting.plot_curves(axes, x, fits, xlabel="$x$", ylabel=r"$\hat y(x)$")
    axes.set(ylim=(-3, 4))


sliders.explore(draw_fits, "width", (3, 10, 30, 100), step=1)

# %%
widths = [3, 10, 30, 100, 300]
panels = plotting.new_axes(1, 2)
titles = ("With biases", "Without biases")
for axes, biases, title in zip(panels, (True, False), titles, strict=True):
    errors = {name: [[(fitted(f, width, biases, seed) - curve).abs().max() for width in widths]
                     for seed in range(8)] for name, f in three.items()}
    axes.set(xscale="log", yscale="log", ylim=(3e-3, 5))
    plotting.plot_spread(axes, widths, errors, xlabel="width", title=title,
                         ylabel="largest error (8 seeds)")

# %% [markdown]
# **Read the picture.** One line on the left does not fall, and none on the right does. Why?
#
# <details><summary>Answer</summary>
#
# A sum of cubes of affine functions is a polynomial of degree 3, at *any* width; the cube can do no
# better than the best cubic polynomial. Without $b$ (and $c$), every ReLU bends at $x = 0$, so that
# $\hat y(tx) = t\,\hat y(x)$ for $t > 0$: two half-lines from the origin. And tanh is odd, so
# $\hat y$ is odd too.
#
# </details>
#
# **The theorem** behind this is due to [Leshno, Lin, Pinkus and Schocken
# (1993)](https://doi.org/10.1016/S0893-6080(05)80131-5). Let $f$ be bounded on every bounded
# interval, and not too discontinuous: jumps at single points, say, are fine. Then networks $\hat
# y(x) = W^2 f(W^1 x + b^1)$ with one hidden layer come as close as you like to every continuous
# function, everywhere on a closed and bounded set, **if and only if $f$ is not almost everywhere
# equal to a polynomial**. "Almost everywhere" matters only for units with jumps: a polynomial with
# a few values changed is still useless. A continuous unit just must not *be* a polynomial.
#
# | it says | it does not say |
# |---|---|
# | for each curve and each error there is a *finite* width | how large; it depends on the curve, the error and the number of inputs |
# | with biases $b^1$ | that it holds without them: see the right-hand picture |
# | weights exist | that gradient descent finds them, or that a few data points determine them |
# | one hidden layer is enough | that one layer is a good idea: depth can save very many neurons |
# | every unit but a polynomial will do | which unit is best. The rest of this note is about that |

# %% [markdown]
# ## 3. Sigmoid and tanh: flat on both sides
#
# $$\sigma(z) = \frac{1}{1 + e^{-z}} \in (0, 1), \qquad
#   \tanh z = \frac{e^{z} - e^{-z}}{e^{z} + e^{-z}} \in (-1, 1)$$
#
# The two classical units are smooth and bounded: whatever comes in, the output has a moderate size.
# Far from 0 they **saturate**: the curve is flat, and the slope is close to nothing.
#
# **Predict, then run.** How large is the largest slope of each? (You derive their formulas in
# [Activation units and their derivatives](01_derivatives.ipynb), sections 2 and 3.)

# %%
smooth = {"Sigmoid": torch.sigmoid, "Tanh": torch.tanh}
for axes, (name, f) in zip(plotting.new_axes(1, 2), smooth.items(), strict=True):
    plotting.plot_curves(axes, z, {"$f(z)$": f(z), "$f'(z)$": slope(f, z)}, xlabel="$z$",
                         title=name)
    axes.axvspan(-2, 2, color="#9a9a9a", alpha=0.2, lw=0)
    axes.set(ylim=(-1.1, 1.1))

# %% [markdown]
# **Read the picture.** In the grey band the sigmoid looks like a straight line. What does a deep
# network of sigmoids compute while all its $z$ stay in that band?
#
# <details><summary>Answer</summary>
#
# Nearly an affine map: near 0, $\sigma(z) = \frac12 + \frac z4$ and $\tanh z = z$, up to an error
# of order $z^3$. With small weights a network of these units is close to a linear one, and it needs
# $z$ of size 2 or more to bend. There the slope is already falling: at $z = 2$ it is 0.105 for
# $\sigma$ and 0.071 for tanh.
#
# </details>
#
# > **Careful.** The range of $\sigma$ is the *open* interval: no real number is mapped to 0 or 1.
# > In floats $\sigma(40)$ is exactly `1.0`, and section 9 shows what comes of such things.

# %% [markdown]
# ## 4. Why the slopes matter: a product of Jacobians
#
# Training needs the gradient of a loss $\mathcal L$ with respect to each weight. We write
# $\delta^\ell = \partial\mathcal L/\partial z^\ell$, a column $(n_\ell,)$, and $\odot$ for the
# product entry by entry. The chain rule goes from the last layer to the first:
#
# $$\delta^{\ell} = \left(W^{\ell+1}\right)^{\top} \delta^{\ell+1} \odot f'(z^{\ell}), \qquad
#   \frac{\partial\mathcal L}{\partial W^{\ell}} = \delta^{\ell} \left(a^{\ell-1}\right)^{\top},
#   \qquad \frac{\partial\mathcal L}{\partial b^{\ell}} = \delta^{\ell}$$
#
# With the diagonal matrix $D^\ell = \operatorname{diag} f'(z^\ell) =
# \partial a^\ell/\partial z^\ell$ and all layers written out:
#
# $$\delta^{\ell} = D^{\ell}\, (W^{\ell+1})^{\top} D^{\ell+1}\, (W^{\ell+2})^{\top} D^{\ell+2}
#   \cdots (W^{L})^{\top} D^{L}\; \frac{\partial\mathcal L}{\partial a^{L}}$$
#
# Each layer contributes **two** factors: slopes *and* weights. If together they halve the length of
# vectors, thirty layers shrink them by $10^{9}$: the gradient **vanishes**. If they double it, the
# gradient **explodes**.
#
# Below there are 30 layers of 64 neurons, with random weights of standard deviation
# $\gamma/\sqrt{64}$ and no biases. The picture shows the size (root mean square) of $\delta^\ell$,
# divided by that of $\delta^{30}$: median and range over 5 seeds. The *identity* $f(z) = z$ has
# slope 1 everywhere.
#
# **Predict, then run.** "Slopes are at most 1, so the gradient vanishes." Is that true for the
# identity? For ReLU? Which curve will be the lowest when $\gamma$ is large?

# %%
def gradient_sizes(f, scale, depth=30, width=64, normalise=False, seeds=5):
    """Return the size of δ for each layer, relative to the last one; shape (seeds, depth)."""
    rows = []
    for seed in range(seeds):
        random = torch.Generator().manual_seed(seed)
        a, pre = torch.randn(32, width, generator=random), []  # 32 samples, one in a row
        for _ in range(depth):
            pre.append(a @ torch.randn(width, width, generator=random) * scale / width**0.5)
            if normalise:  # over the samples, for each neuron: mean 0 and standard deviation 1
                pre[-1] = (pre[-1] - pre[-1].mean(0)) / pre[-1].std(0)
            pre[-1].requires_grad_()
            a = f(pre[-1])
        loss = (a * torch.randn(32, width, generator=random)).sum()
        sizes = torch.stack([delta.square().mean().sqrt()
                             for delta in torch.autograd.grad(loss, pre)])
        rows.append((sizes / sizes[-1]).tolist())
    return rows

# %%
layers = range(1, 31)
slopes_of = {"Identity": lambda z: z * 1, "ReLU": F.relu, "Tanh": torch.tanh,
             "Sigmoid": torch.sigmoid}


def draw_sizes(axes, scale):
    axes.set(yscale="log", ylim=(1e-28, 1e28))
    sizes = {name: gradient_sizes(f, scale) for name, f in slopes_of.items()}
    plotting.plot_spread(axes, layers, sizes, quantiles=(0, 1), xlabel=r"layer $\ell$",
                         ylabel=r"size of $\delta^\ell$")


sliders.explore(draw_sizes, "γ", (0.5, 1, 1.5, 8), step=0.25, limits=(0.25, 16))

# %% [markdown]
# **Read the picture.** Go from right to left in each panel, as the gradient does. What makes it
# vanish, and what makes it explode?
#
# <details><summary>Answer</summary>
#
# With $\gamma = \frac12$ *every* gradient vanishes, even that of the identity, whose slopes are all
# 1: here the weights do it. With $\gamma = 8$ all but one explode. So "$f' \le 1$, hence it
# vanishes" is wrong, and so is "it is proportional to the product of the slopes": the weights stand
# in between and matter as much.
#
# The sigmoid is the lowest everywhere, because $\sigma' \le \frac14$: a weight matrix would have to
# stretch vectors by more than 4 to make up for that. Even this is not enough. Matrices with $\gamma
# = 4$ stretch some vectors by 8, and still the gradient falls by a factor of $10^{6}$, because
# large weights drive $z$ to where $\sigma'$ is far below ¼. Each unit has a scale that keeps the
# size about even in this network: about 1 for tanh, 1.4 for ReLU, 10 for the sigmoid. Where these
# scales come from is the subject of [Initialization](05_initialization.ipynb); the chain of single
# neurons is in [Activation units and their derivatives](01_derivatives.ipynb), sections 4 to 6.
#
# </details>

# %% [markdown]
# ## 5. ReLU: half of it dead, half of it perfect
#
# $$\mathrm{ReLU}(z) = \max(z, 0), \qquad
#   \mathrm{ReLU}'(z) = \begin{cases} 1 & z > 0 \\ 0 & z < 0 \end{cases}$$
#
# The *rectified linear unit* costs one comparison. On the right its slope is exactly 1, so nothing
# saturates there at any depth. At $z = 0$ there is no slope; any number in $[0, 1]$ is a
# *subgradient* and will do as a convention. PyTorch takes 0.
#
# On the left there is nothing: a neuron with a negative $z$ passes no gradient for this sample. It
# is **dead** if it gives 0 for *every* input of the data. Then its own weights receive no gradient,
# and it can come back only if layers *below* it change and move its inputs.
#
# Below, one hidden layer of 40 ReLUs learns a curve in 30 steps of gradient descent. The picture
# shows which neuron (column) is active for which of 60 samples (row): dark means active. A white
# column is a dead neuron.
#
# **Predict, then run.** Some columns are white before the first step (learning rate 0). Why? And
# what does a learning rate that is too large do?

# %%
row = plotting.new_axes(1, 2, width=4.5, height=2.8)
plotting.plot_curves(row[0], z, {"$f(z)$": F.relu(z)}, xlabel="$z$", title="ReLU")
plotting.plot_curves(row[1], z, {"$f'(z)$": slope(F.relu, z)}, xlabel="$z$", title="Its slope");

# %%
def draw_active(axes, rate):
    """Train 40 ReLUs for 30 steps, and draw which of them are active for which sample."""
    random = torch.Generator().manual_seed(3)
    x, target = torch.linspace(-2, 2, 60)[:, None], torch.sin(torch.linspace(-4, 4, 60))[:, None]
    sizes = ((1, 40), (40,), (40, 1), (1,))
    parameters = [torch.randn(size, generator=random, requires_grad=True) for size in sizes]
    w, b, v, c = parameters
    for _ in range(30):
        loss = ((F.relu(x @ w + b) @ v / 40**0.5 + c - target) ** 2).mean()
        with torch.no_grad():
            for p, gradient in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
                p -= rate * gradient
    active = (x @ w + b > 0).numpy()
    axes.pcolormesh(active, cmap="Greys", vmin=0, vmax=1.3)
    plotting.finish(axes, xlabel="neuron", ylabel="sample")
    axes.grid(visible=True, axis="x", color="white", alpha=1)


sliders.explore(draw_active, "learning rate", (0, 0.4, 0.8, 1), step=0.1)

# %% [markdown]
# **Read the picture.** At which rate does training start to kill neurons? Would more steps at a
# small rate bring the dead ones back?
#
# <details><summary>Answer</summary>
#
# Columns that are white from the start are neurons whose kink lies outside the data, on the wrong
# side. Up to a rate of about 0.6 training works, and hardly any are added. At 0.8 single steps have
# thrown the weights so far that most columns are white, and at 1 nearly all: the network has become
# a constant. More steps do not help, at any rate. Below *this* layer there are only the data, which
# no training moves, and its own dead neurons receive no gradient. In a deeper layer a dead neuron
# may come back, because the layers below it go on learning as long as other neurons pass them a
# gradient.
#
# </details>
#
# ## 6. Leaky ReLU and PReLU: a slope on the left
#
# $$f(z; s) = \begin{cases} z & z > 0 \\ s\,z & z \le 0 \end{cases}$$
#
# **Leaky ReLU** gives the left side a small fixed slope, often 0.01, so that no neuron is ever cut
# off completely. **PReLU** ([He and others, 2015](https://arxiv.org/abs/1502.01852)) makes $s$ a
# parameter that is learned like a weight, from
#
# $$\frac{\partial\mathcal L}{\partial s} =
#   \sum_i \frac{\partial\mathcal L}{\partial a_i}\, \frac{\partial a_i}{\partial s}$$
#
# where $i$ runs over *all* places that share this $s$: the neurons and positions of a layer, and
# all samples of the batch. One slope for each layer adds as many parameters as there are layers;
# one for each channel is common too. PyTorch starts at $s = 0.25$. Weight decay would pull $s$
# towards 0, that is, towards ReLU, so it is usually not applied to $s$.
#
# **Predict, then run.** A single PReLU without weights, $a = f(z; s)$, is trained by gradient
# descent to equal $|z|$, ReLU, or $z$ itself, on 200 normal samples of $z$. Where does $s$ go?

# %%
def draw_prelu(axes, s):
    unit = lambda z: F.prelu(z, torch.tensor([s]))
    plotting.plot_curves(axes, z, {"$f(z)$": unit(z), "$f'(z)$": slope(unit, z)}, xlabel="$z$")
    axes.set(ylim=(-3, 5))


sliders.explore(draw_prelu, "s", (0.01, 0.25, 1.0, -1.0), step=0.05, start=0.25, limits=(-2, 2))

# %%
def learned_slopes(target, seed, steps=60, rate=0.2):
    """Return the slope after each step of gradient descent on the mean squared error."""
    samples = torch.randn(200, generator=torch.Generator().manual_seed(seed))
    unit, path = torch.nn.PReLU(), []
    descent = torch.optim.SGD(unit.parameters(), lr=rate)
    for _ in range(steps):
        path.append(unit.weight.item())
        descent.zero_grad()
        F.mse_loss(unit(samples), target(samples)).backward()
        descent.step()
    return path


targets = {"target |z|": torch.abs, "target ReLU": F.relu, "target z": lambda z: z}
paths = {name: [learned_slopes(f, seed) for seed in range(8)] for name, f in targets.items()}
axes = plotting.new_axes()
plotting.plot_spread(axes, range(60), paths, quantiles=(0, 1), xlabel="step", ylabel="slope s",
                     title="One unit learns its slope (8 seeds)")
axes.legend(loc=(0.55, 0.22));

# %% [markdown]
# **Read the picture.** All three reach their slope, −1, 0 and 1. Which samples contributed nothing
# on the way? With $s = 1$, what is left of the unit?
#
# <details><summary>Answer</summary>
#
# Those with $z \ge 0$: there $f$ does not depend on $s$, so about half of the samples teach the
# slope nothing. With $s = 1$ the unit is the identity, and the layer becomes affine: PReLU can
# learn not to be a unit at all. Nothing keeps $s$ in $[0, 1]$ either, and for $s > 1$ this function
# is *not* $\max(sz, z)$.
#
# </details>
#
# ## 7. Swish: a gate, and how sharp it is
#
# Many newer units multiply $z$ by a **gate**, a number between 0 and 1 that $z$ sets itself. Swish
# ([Ramachandran, Zoph and Le, 2017](https://arxiv.org/abs/1710.05941)) uses a sigmoid:
#
# $$f(z; \beta) = z \cdot \sigma(\beta z)$$
#
# and may learn $\beta$. With $\beta = 1$ fixed it is called **SiLU**
# ([Elfwing, Uchibe and Doya, 2017](https://arxiv.org/abs/1702.03118)).
#
# **Predict, then run.** What is $f$ at $\beta = 0$? And as $\beta \to \infty$?

# %%
def swish_of(beta):
    """Return Swish with this β, a function."""
    return lambda z: z * torch.sigmoid(beta * z)


def draw_swish(axes, beta):
    axes.plot(z, F.relu(z), color="#9a9a9a", lw=4, ls="-", label="ReLU")
    axes.plot(z, z / 2, color="black", lw=1, ls=":", label="$z/2$")
    f = swish_of(beta)
    plotting.plot_curves(axes, z, {"$f(z)$": f(z), "$f'(z)$": slope(f, z)}, xlabel="$z$")
    axes.set(ylim=(-2.5, 4))


sliders.explore(draw_swish, "β", (0, 0.5, 1, 10), step=0.1, start=1, limits=(-2, 20))

# %% [markdown]
# **Read the picture.** Between which two functions does $\beta$ lead? Is the slope ever negative,
# or above 1? Pull the slider below 0: what does the unit do then?
#
# <details><summary>Answer</summary>
#
# At $\beta = 0$ the gate is half open, $\sigma(0) = \frac12$, so $f(z) = z/2$ and not $z$: a
# straight line. As $\beta \to \infty$ the gate becomes a step, and $f(z)$ tends to
# $\mathrm{ReLU}(z)$ for every $z$. In between, Swish is smooth and *not* monotone: for $\beta > 0$
# it falls to $-0.278/\beta$ at $z = -1.278/\beta$ and rises back towards 0 further left. This
# minimum is its lower bound; the limit 0 on the left is not. The slope runs from −0.0998 to 1.0998,
# for each $\beta \ne 0$.
#
# A learned $\beta$ may become negative. Then the unit is mirrored, $f(z; -\beta) = -f(-z; \beta)$,
# and lets negative numbers through.
#
# </details>
#
# **Three claims to judge.** Swish ($\beta = 1$) is unbounded above, bounded below, and smooth.
# These are facts. In papers and tutorials you will read what is supposed to follow from them:
#
# 1. *"Unbounded above, so it does not saturate."*
# 2. *"Bounded below, so it forgets large negative inputs, and this regularises."*
# 3. *"Smooth, so the loss landscape is smooth and easy to descend."*
#
# **Predict, then run.** Which of them would you sign? What would you measure to find out? Here is
# some evidence. First, slopes far from 0; the "log unit" is $\mathrm{sign}(z)\ln(1 + |z|)$, which
# is unbounded on both sides. Then the gap between training and validation accuracy of four units on
# MNIST, from the long runs behind [MNIST comparison](03_mnist_comparison.ipynb) (1000 epochs, three
# seeds). Then the slope of a loss along a line in weight space, $W^1 + tV$ with a random direction
# $V$, for few samples and for many.

# %%
def log_unit(z):
    """Return sign(z) · ln(1 + |z|), which has no bound on either side."""
    return z.sign() * torch.log1p(z.abs())


far = torch.tensor([-10.0, 10.0])
for name, f in {"Swish": F.silu, "tanh": torch.tanh, "log unit": log_unit}.items():
    values, slopes = f(far), slope(f, far)
    print(f"{name:9} at -10: {values[0]:9.5f}, slope {slopes[0]:9.1e}"
          f"   at 10: {values[1]:9.5f}, slope {slopes[1]:9.1e}")

runs = published.load("mnist")["same_rate"]
for name in ("ReLU", "LeakyReLU", "Swish", "Mish"):
    gaps = [100 * (runs[seed][name]["train_accuracy"] - runs[seed][name]["valid_accuracy"])
            for seed in runs]
    print(f"{name:9} gap of", ", ".join(f"{gap:.1f}" for gap in gaps), "percentage points")

# %%
def loss_slopes(f, samples):
    """Return the slope of a loss along a line in weight space, at 801 places t."""
    random = torch.Generator().manual_seed(0)
    x = 2 * torch.rand(samples, 1, generator=random) - 1
    w, b, direction = torch.randn(3, 1, 10, generator=random)
    v = torch.randn(10, generator=random)

    def loss(t):
        hidden = f(x * (w + t[:, None, None] * direction) + b)  # (places, samples, neurons)
        return (hidden @ v - torch.sin(3 * x[:, 0])).square().mean(1)

    return slope(loss, line)


line = torch.linspace(-1, 1, 801)
three_units = {"ReLU": F.relu, "Swish, β = 1": swish_of(1), "Swish, β = 50": swish_of(50)}
for axes, samples in zip(plotting.new_axes(1, 2), (3, 1000), strict=True):
    curves = {name: loss_slopes(f, samples) for name, f in three_units.items()}
    plotting.plot_curves(axes, line, curves, xlabel="place $t$ on the line",
                         ylabel="slope of the loss", title=f"{samples} samples")

# %% [markdown]
# **Read the picture.** Judge the three claims. For each one, what is a fact, what would have to be
# measured, and is there a unit that has the property without the benefit?
#
# <details><summary>Answer</summary>
#
# 1. **Half true.** On the right the slope of Swish tends to 1, so it does not saturate *there*. On
#    the left it is flat: at −10 its slope is −0.0004. And "unbounded" is not the reason. The log
#    unit is unbounded on both sides, and its slope still tends to 0, though slowly (0.09 at 10).
#    What counts is the slope, and a bound on the values tells you little about it.
# 2. **The first half is a fact, the second a claim.** Swish is never below −0.278, and what it
#    makes of −10 is −0.0005: large negative inputs are indeed "forgotten", though ReLU forgets them
#    more thoroughly. Whether that regularises is a question about validation data. In our runs the
#    gap between training and validation accuracy is 5.5 to 6.2 points for Swish and Mish, and 5.9
#    to 6.2 for LeakyReLU, which is not bounded below. That is no difference to build on, with one
#    network, one data set and three seeds. It does not refute the claim either; it shows how to
#    test it.
# 3. **Smooth loss: a fact. Easy to descend: a claim.** A network of smooth units has a smooth loss,
#    and with 3 samples you can see it: the slope of the ReLU loss jumps, that of Swish does not.
#    With 1000 samples each of them contributes a thousandth, so single jumps are too small to see.
#    What remains are places where the slope changes quickly, and here Swish with $\beta = 1$ really
#    is gentler. But this is not a matter of smoothness: Swish with $\beta = 50$ is smooth in the
#    mathematical sense, and it changes as quickly as ReLU. And smooth is not yet easy: the sigmoid
#    is smooth as well, and you saw its gradient vanish in section 4.
#
# </details>
#
# ## 8. Mish, GELU, softplus, and the family
#
# $$\mathrm{softplus}(z) = \ln(1 + e^z), \qquad
#   \mathrm{mish}(z) = z \cdot \tanh(\mathrm{softplus}(z)), \qquad
#   \mathrm{GELU}(z) = z \cdot \Phi(z)$$
#
# Softplus is ReLU with its corner rounded off. Mish ([Misra,
# 2019](https://arxiv.org/abs/1908.08681)) builds its gate from it, and GELU ([Hendrycks and Gimpel,
# 2016](https://arxiv.org/abs/1606.08415)) takes the distribution function $\Phi$ of the normal
# distribution. Mish is unbounded above, bounded below (by −0.309, at $z = -1.192$), not monotone,
# and smooth.
#
# The derivative of any $f(z) = z \cdot g(z)$ has **two terms**, the open gate and the moving gate:
#
# $$f'(z) = \underbrace{g(z)}_{\text{open}} + \underbrace{z\,g'(z)}_{\text{moving}}$$

# %%
def gate(z):
    """Return the gate of Mish."""
    return torch.tanh(F.softplus(z))


left, right = plotting.new_axes(1, 2)
plotting.plot_curves(left, z, {"Mish": F.mish(z), "ReLU": F.relu(z)}, xlabel="$z$", title="Mish")
left.plot(-1.19243, -0.30884, "o", color="black", ms=7)
terms = {"$f'(z)$": slope(F.mish, z), "open: $g(z)$": gate(z),
         "moving: $z g'(z)$": z * slope(gate, z)}
plotting.plot_curves(right, z, terms, xlabel="$z$", title="Its slope, in two terms")
left.set(ylim=(-0.6, 3), xlim=(-5, 3));

# %% [markdown]
# **Read the picture.** Which term makes the slope negative on the left, and larger than 1 on the
# right?
#
# <details><summary>Answer</summary>
#
# The moving one. It has the sign of $z$, because the gate opens as $z$ grows. The open one stays in
# $(0, 1)$. At $z = 0$ only the open one is left: $\tanh(\ln 2) = 3/5$.
#
# </details>
#
# The Mish paper writes the moving term as $\Delta(z) \cdot \mathrm{swish}(z)$ with $\beta = 1$ and
# a factor $0 < \Delta(z) < 1$. It suggests that $\Delta$ acts like a *preconditioner*, which makes
# the gradient smoother and regularises. Judge this as you judged the claims on Swish: the formula
# is a fact, the effect is a claim, and the name is an analogy. (A preconditioner multiplies the
# whole gradient; $\Delta$ multiplies one of two terms of one slope.) You work out what $\Delta$ is
# in [Activation units and their derivatives](01_derivatives.ipynb), section 9.
#
# > **Careful.** In a program the open term equals $f(z)/z$ only for $z \ne 0$. At 0 that is 0/0.

# %%
gated = {"ReLU": F.relu, "Swish": F.silu, "GELU": F.gelu, "Mish": F.mish}
left, middle, right = plotting.new_axes(1, 3, width=4.6, height=3.6)
away = z[z != 0]
gates = {name: f(away) / away for name, f in gated.items()}
plotting.plot_curves(left, away, gates, xlabel="$z$", title="The gates $f(z)/z$")
plotting.plot_curves(middle, z, {name: f(z) for name, f in gated.items()}, xlabel="$z$",
                     title="The units, near 0")
slopes = {name: slope(f, z) for name, f in gated.items()}
plotting.plot_curves(right, z, slopes, xlabel="$z$", title="Their slopes")
middle.set(xlim=(-4, 1.5), ylim=(-0.4, 1.5));

# %% [markdown]
# **Read the picture.** The Swish curves have $\beta = 1$. Which gate opens fastest, and which unit
# comes closest to ReLU?
#
# <details><summary>Answer</summary>
#
# ReLU's own gate is a step, 0 or 1. Of the others, GELU's is the steepest, so GELU is closest to
# ReLU; the gate of Mish is already 0.6 open at 0, and it has the deepest dip.
#
# </details>
#
# Here is the whole family (Swish with $\beta > 0$):
#
# | unit | range | slope | flat where | also called |
# |---|---|---|---|---|
# | sigmoid | (0, 1) | (0, ¼] | both sides | logistic function |
# | tanh | (−1, 1) | (0, 1] | both sides | |
# | ReLU | [0, ∞) | 0 or 1 | left, exactly | |
# | leaky ReLU | all numbers | 0.01 or 1 | nowhere | |
# | PReLU | all numbers if s > 0 | s or 1, s learned | left if s = 0 | |
# | softplus | (0, ∞) | (0, 1) | left | smooth ReLU |
# | Swish | from −0.278/β | −0.100 to 1.100 | left | SiLU for β = 1 |
# | GELU | from −0.170 | −0.129 to 1.129 | left | |
# | Mish | from −0.309 | −0.113 to 1.088 | left | |
#
# Swish and Mish were announced, in 2017 and 2019, as better than what came before. In large
# language models GELU ([BERT](https://arxiv.org/abs/1810.04805), for example) and gated layers with
# SiLU ([LLaMA](https://arxiv.org/abs/2302.13971)) are widely used, and ReLU lives on. [MNIST
# comparison](03_mnist_comparison.ipynb) trains six units against each other and finds that the
# learning rate matters more than the unit.
#
# ## 9. What floating point adds
#
# A product of many factors has one more enemy: the computer's numbers have a largest and a smallest
# size. Above the largest lies `inf` (**overflow**), below the smallest 0 (**underflow**), and in a
# sum of very unequal numbers the small one is lost (**absorption**).
#
# **Predict, then run.** A product of $k$ factors ¼ is never 0. At which $k$ is it 0 in each format?
# (The smallest positive number of float64 is $2^{-1074}$, that of float32 $2^{-149}$.)

# %%
kinds = {"float64": torch.float64, "float32": torch.float32,
         "bfloat16": torch.bfloat16, "float16": torch.float16}
for name, kind in kinds.items():
    limits = torch.finfo(kind)
    print(f"{name:9} largest {limits.max:8.1e}   steps near 1 of {limits.eps:7.1e}")
print(1e16 + 1 - 1e16, torch.sigmoid(torch.tensor(40.0)).item(), float("inf") - float("inf"))

# %%
axes = plotting.new_axes(width=9.0, height=3.2)
for row, (name, kind) in enumerate(kinds.items()):
    down, up = (int((torch.full((600,), factor, dtype=kind).cumprod(0).double().log2()
                     .isfinite()).sum()) for factor in (0.25, 4.0))
    axes.barh(row, up + down, left=-down, height=0.55, color=plotting.COLOURS[row])
    axes.text(-down * 1.1, row, str(down), ha="right", va="center")
    axes.text(up * 1.1, row, str(up), ha="left", va="center")
axes.set_xscale("symlog", linthresh=4)
axes.set(xlim=(-1500, 1500), yticks=range(4), yticklabels=kinds,
         xticks=[-100, -10, 0, 10, 100], xticklabels=[100, 10, 0, 10, 100])
plotting.finish(axes, title="Number of factors that a product survives",
                xlabel="← factors ¼                              factors 4 →");

# %% [markdown]
# **Read the picture.** Left of 0 you see how many factors ¼ can be multiplied before the product
# becomes 0, right of 0 how many factors 4 before it becomes `inf`. Why does each bar reach further
# to the left? What does bfloat16 pay for its range? And which of the printed numbers are wrong?
#
# <details><summary>Answer</summary>
#
# Below the smallest ordinary number there are some more, with fewer and fewer digits (*subnormal*
# numbers): float64 goes down to $2^{-1074} = 4^{-537}$, and up to just under $2^{1024} = 4^{512}$.
# bfloat16 reaches as far as float32 with half the bits, and pays with steps of 0.8 %.
#
# `1e16 + 1 - 1e16` should be 1: near $10^{16}$ floats are 2 apart, so the 1 is absorbed.
# `sigmoid(40)` is 1.0, although $\sigma(40) < 1$. And `inf - inf` is `nan`.
#
# </details>
#
# A product that has become 0 remains 0, whatever finite number comes next. One that is `inf`
# remains `inf` or becomes `nan`. Averaging over samples does not bring back what each of them has
# lost on its way, and a single `inf` or `nan` spoils the sum. So we keep gradients in range from
# the start. (In float16, for instance, the loss is multiplied by a large number first, and the
# gradient is divided by it at the end: see [Micikevicius and others,
# 2018](https://arxiv.org/abs/1710.03740).)

# %% [markdown]
# ## 10. Three ways out
#
# The gradient is a product of slopes $f'(z)$ and weights $W$, times what the forward pass delivers.
# So there are three things that we can change:
#
# 1. **what comes in**, $z$ and $a$: scale the data; normalise $z$ in each layer;
# 2. **the weights**, $W$: choose the scale of the random start (see
#    [Initialization](05_initialization.ipynb));
# 3. **the unit**, $f'$: take one whose slope is near 1 where $z$ usually is.
#
# Here are all three on the hardest case above, 30 layers of sigmoids with $\gamma = 1$:

# %%
rescued = {"Sigmoid, γ = 1": gradient_sizes(torch.sigmoid, 1),
           "way 1: z normalised": gradient_sizes(torch.sigmoid, 1, normalise=True),
           "way 2: γ = 10": gradient_sizes(torch.sigmoid, 10),
           "way 3: tanh": gradient_sizes(torch.tanh, 1)}
axes = plotting.new_axes(width=7.5)
axes.set(yscale="log")
plotting.plot_spread(axes, layers, rescued, quantiles=(0, 1), xlabel=r"layer $\ell$",
                     ylabel=r"size of $\delta^\ell$", title="Three ways out (5 seeds)");

# %% [markdown]
# **Read the picture.** Each of the three lifts the first layer's gradient by more than fifteen
# orders of magnitude. Would you combine all three? Does an even gradient mean that the network
# learns well?
#
# <details><summary>Answer</summary>
#
# The effects do not add up: each way brings the product near 1, and two of them together may
# overshoot. Normalised $z$ with ReLU makes this gradient *grow* about 500-fold over the 30 layers;
# $\gamma = 10$ with tanh makes it explode. (Try both in the cell above.) It is the product that has
# to fit.
#
# And an even gradient is only a start: at $\gamma = 10$ most sigmoids are saturated, so that the
# network is nearly a step function of its inputs. These pictures show random weights before the
# first step. What training makes of them has to be tried, with several seeds.
#
# </details>
#
# There is a fourth way, which changes the product itself: a **residual** layer $a^{\ell} =
# a^{\ell-1} + f(z^{\ell})$ ([He and others, 2015](https://arxiv.org/abs/1512.03385)) adds the
# identity to its Jacobian, so that a flat unit no longer makes that factor 0.
#
# ## Takeaways
#
# * Units are all that makes a network more than an affine map, and nearly every unit will do for
#   that.
# * A gradient is a product of slopes and weights, one pair for each layer. Either of them can make
#   it vanish or explode.
# * Every unit has its price: two flat sides, dead neurons, or a dip. A property such as "smooth" is
#   a fact; what it does for training is a claim until somebody measures it.
# * Data, weights and units can each bring the product back near 1.
#
# Where the course goes from here:
#
# | notebook | what you do there |
# |---|---|
# | [Activation units and their derivatives](01_derivatives.ipynb) | derive and program the units and their slopes; bound a chain |
# | [ReLU approximation](02_relu_approximation.ipynb) | build networks for one curve by hand, and the best possible ones |
# | [MNIST comparison](03_mnist_comparison.ipynb) | train the units against each other, each at its own learning rate |
# | [Numerical stability](04_numerical_stability.ipynb) | floats, backpropagation by hand, the variance of gradients |
# | [Initialization](05_initialization.ipynb) | derive the scale of the weights, and compare |
#
# **Three questions to take further**
#
# 1. In section 2 only the output layer was fitted. What changes if gradient descent trains $w$ and
#    $b$ as well?
# 2. Which scale $\gamma$ keeps the gradient of Swish about even in section 4? Estimate it from the
#    slopes first, then try.
# 3. Choose a claim about an activation unit from a paper or a blog. Which experiment would convince
#    you that it is wrong?
#
# **Two papers**
#
# * M. Leshno, V. Ya. Lin, A. Pinkus, S. Schocken: [*Multilayer Feedforward Networks with a
#   Nonpolynomial Activation Function Can Approximate Any
#   Function*](https://doi.org/10.1016/S0893-6080(05)80131-5), Neural Networks 6 (1993), pages
#   861–867.
# * P. Ramachandran, B. Zoph, Q. V. Le: [*Searching for Activation
#   Functions*](https://arxiv.org/abs/1710.05941), 2017. How Swish was found: by a search, not by an
#   argument.
