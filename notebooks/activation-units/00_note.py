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
# **Goal:** meet every unit of this assignment with its picture and its slope, and see why the
# slopes decide whether a deep network learns.
#
# This notebook is for reading. Nothing in it is graded, and nothing is handed in. Where it says
# **predict, then run**, commit to an answer first: a guess that turns out wrong is worth more than
# a picture that you nod at. Answers are folded. The sliders move while a kernel runs; without one
# you have the rows of pictures above them.
#
# The notebooks 01 to 05 ask for what is left out here: the derivatives as formulas and programs,
# and the proofs.

# %%
import torch
import torch.nn.functional as F

from helpers import drawings, plotting, sliders

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
# ## 1. A unit and its place
#
# A nerve cell collects signals, and fires if they add up to enough. The artificial one keeps two
# things of this: a weighted sum, and a function of one number behind it, its **activation unit**.
#
# $$z = \sum_j w_j x_j + b, \qquad a = f(z)$$
#
# The likeness ends soon: a nerve cell sends pulses in time, with chemistry between, and does not
# learn by backpropagation as far as anybody knows.
#
# A **layer** is many such neurons with the same inputs. Layer $\ell$ of a network with $L$ layers
# has $n_\ell$ of them:
#
# $$z^{\ell} = W^{\ell} a^{\ell-1} + b^{\ell}, \quad a^{\ell} = f(z^{\ell}), \qquad
#   W^{\ell}: (n_\ell, n_{\ell-1}), \quad z^\ell, a^\ell, b^\ell: (n_\ell,), \quad a^0 = x$$
#
# with $f$ applied to each entry. The last layer often has no unit, or one of its own kind.
#
# > **Careful.** $x \mapsto Wx + b$ is an *affine* map; it is linear only if $b = 0$. And a 1
# > appended to $x$ can replace the bias of the *first* layer only: behind it that 1 is gone, and
# > every further layer needs its own.
#
# **Predict, then run.** Two layers without a unit between them: which functions can they compute
# that one layer cannot?
#
# <details><summary>Answer</summary>
#
# None. $W^2(W^1x + b^1) + b^2 = (W^2W^1)x + (W^2b^1 + b^2)$ is affine again, at any depth. All that
# a network can do beyond a straight line comes from its units.
#
# </details>

# %% [markdown]
# ## 2. What a layer of units can draw
#
# Now one hidden layer, with a linear layer behind it: $g(x) = v \cdot f(wx + b) + c$, for a number
# $x$, with `width` hidden neurons. Below, $w$ and $b$ are random and stay, and $v$ and $c$ are
# fitted to a curve by least squares. Three units try: ReLU ($\max(z, 0)$), tanh, and the cube
# $z^3$.
#
# **Predict, then run.** Which of them can follow the curve if only the layer is wide enough?

# %%
x = torch.linspace(-1, 1, 401)
curve = torch.sin(6 * x) * (1 + x) + 2 * F.relu(0.3 - x)
three = {"ReLU": F.relu, "tanh": torch.tanh, "cube": lambda z: z**3}


def fitted(f, width, biases=True, seed=0):
    """Return g(x) of the best output layer on `width` random hidden neurons."""
    random = torch.Generator().manual_seed(seed)
    w = 4 * torch.randn(width, generator=random)
    b = 4 * (2 * torch.rand(width, generator=random) - 1) * biases
    hidden = f(torch.outer(x, w) + b)
    features = torch.column_stack([hidden, torch.full_like(x, float(biases))])
    return features @ torch.linalg.lstsq(features, curve, driver="gelsd").solution


def draw_fits(axes, width):
    axes.plot(x, curve, color="#9a9a9a", lw=5, label="curve")
    fits = {name: fitted(f, int(width)) for name, f in three.items()}
    plotting.plot_curves(axes, x, fits, xlabel="$x$", ylabel="$g(x)$")
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
# A sum of cubes of affine functions is a polynomial of degree 3, at *any* width; the best cubic is
# all that the cube can do. Without $b$ (and $c$) every ReLU bends at $x = 0$, so that
# $g(cx) = c\,g(x)$ for $c > 0$: two half-lines from the origin. And tanh is odd, so that $g$ is.
#
# </details>
#
# **The theorem** behind this (Leshno, Lin, Pinkus and Schocken, 1993). Let $f$ be a unit that is
# bounded on bounded sets and continuous (up to a set of measure zero, whose closure has measure
# zero too). Then the networks $g(x) = W^2 f(W^1 x + b^1)$ with one hidden layer come as close as
# you like to every continuous function, everywhere on a closed and bounded set, **if and only if
# $f$ is not a polynomial**.
#
# | it says | it does not say |
# |---|---|
# | for each curve and each error there is a *finite* width | how large; it depends on the curve, the error and the number of inputs |
# | with biases $b^1$ | that it holds without them: the right-hand picture |
# | weights exist | that gradient descent finds them, or that a few data points determine them |
# | one hidden layer is enough | that one layer is a good idea: depth can save very many neurons |
# | every unit but a polynomial will do | which unit is best. All of this note is about the rest |

# %% [markdown]
# ## 3. Sigmoid and tanh: level on both sides
#
# $$\sigma(z) = \frac{1}{1 + e^{-z}} \in (0, 1), \qquad
#   \tanh z = \frac{e^{z} - e^{-z}}{e^{z} + e^{-z}} \in (-1, 1)$$
#
# The two classical units are smooth and bounded: whatever comes in, what goes out is of moderate
# size. Far from 0 they **saturate**: the curve is level, and the slope is next to nothing.
#
# **Predict, then run.** How large is the largest slope of each? (Their formulas are a question of
# notebook 01.)

# %%
smooth = {"sigmoid": torch.sigmoid, "tanh": torch.tanh}
for axes, (name, f) in zip(plotting.new_axes(1, 2), smooth.items(), strict=True):
    plotting.plot_curves(axes, z, {"$f(z)$": f(z), "$f'(z)$": slope(f, z)}, xlabel="$z$",
                         title=name)
    axes.axvspan(-2, 2, color="#9a9a9a", alpha=0.2, lw=0)
    axes.set(ylim=(-1.1, 1.1))

# %% [markdown]
# **Read the picture.** In the grey band the sigmoid looks like a straight line. What does a deep
# network of sigmoids compute while all its $z$ stay in there?
#
# <details><summary>Answer</summary>
#
# Nearly an affine map: near 0, $\sigma(z) \approx \frac12 + \frac z4$ and $\tanh z \approx z$. With
# small weights a network of these units is close to a linear one, and it needs $z$ of size 2 or
# more to bend. There the slope is on its way down: to 0.105 for σ′ and 0.071 for tanh′ at
# $z = 2$.
#
# </details>
#
# > **Careful.** The range of $\sigma$ is the *open* interval: no real number is mapped to 0 or 1.
# > In floats $\sigma(40)$ is exactly `1.0`, and section 9 says what becomes of such things.

# %% [markdown]
# ## 4. Why the slopes matter: a product of Jacobians
#
# Training needs the gradient of a loss $\mathcal L$ with respect to each weight. Write
# $\delta^\ell = \partial\mathcal L/\partial z^\ell$, a column $(n_\ell,)$, and $\odot$ for the
# product entry by entry. The chain rule, from the last layer to the first:
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
# A layer contributes **two** factors: slopes *and* weights. If their product shrinks vectors by
# half, thirty layers shrink them by $10^{9}$: the gradient **vanishes**. If it doubles them, the
# gradient **explodes**.
#
# Below, 30 layers of 64 neurons with random weights of standard deviation $s/\sqrt{64}$ and no
# biases. The picture shows the size (root mean square) of $\delta^\ell$, divided by that of
# $\delta^{30}$: median and range over 5 seeds. The *identity* $f(z) = z$ has slope 1 everywhere.
#
# **Predict, then run.** Slopes of at most 1, so the gradient vanishes. True for the identity? For
# ReLU? Which curve will be the lowest when $s$ is large?

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
slopes_of = {"identity": lambda z: z * 1, "ReLU": F.relu, "tanh": torch.tanh,
             "sigmoid": torch.sigmoid}


def draw_sizes(axes, scale):
    axes.set(yscale="log", ylim=(1e-28, 1e28))
    sizes = {name: gradient_sizes(f, scale) for name, f in slopes_of.items()}
    plotting.plot_spread(axes, layers, sizes, quantiles=(0, 1), xlabel=r"layer $\ell$",
                         ylabel=r"size of $\delta^\ell$")


sliders.explore(draw_sizes, "s", (0.5, 1, 1.5, 8), step=0.25, limits=(0.25, 16))

# %% [markdown]
# **Read the picture.** Go from right to left in each panel, as the gradient does. What does it
# take for it to vanish, and what to explode?
#
# <details><summary>Answer</summary>
#
# With $s = \frac12$ *every* gradient vanishes, that of the identity too, whose slopes are all 1:
# here the weights do it. With $s = 8$ all but one explode. So "$f' \le 1$, hence it vanishes" is
# wrong, and so is "it is proportional to the product of the slopes": weights stand in between and
# matter as much.
#
# The sigmoid is the lowest everywhere, as $\sigma' \le \frac14$: a weight matrix must stretch
# vectors by more than 4 to make up for that. And this is not enough: matrices with $s = 4$ stretch
# some vectors by 8, and still the gradient falls by a factor of $10^{6}$, since large weights drive
# $z$ to where $\sigma'$ is far below ¼. Each unit has a scale that keeps the size about even in
# this network: about 1 for tanh, 1.4 for ReLU, 10 for the sigmoid. Notebook 05 comes back to these
# scales, notebook 01 asks about a chain of single neurons.
#
# </details>

# %% [markdown]
# ## 5. ReLU: half of it dead, half of it perfect
#
# $$\mathrm{ReLU}(z) = \max(z, 0), \qquad
#   \mathrm{ReLU}'(z) = \begin{cases} 1 & z > 0 \\ 0 & z < 0 \end{cases}$$
#
# The *rectified linear unit* costs one comparison. On the right its slope is exactly 1, at any
# depth, so nothing saturates there. At $z = 0$ there is no slope; any number in $[0, 1]$ is a
# *subgradient* and will do as a convention. PyTorch takes 0.
#
# On the left there is nothing: a neuron whose $z$ is negative passes no gradient for this sample.
# It is **dead** if it gives 0 for *every* input of the data. Then its own weights get no gradient,
# and only the layers below it can bring it back.
#
# Below, one hidden layer of 40 ReLUs learns a curve in 30 steps of gradient descent. The picture
# shows which neuron (column) is active for which of 60 samples (row): dark is active. A white
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
# **Read the picture.** Where does it turn, and would more steps at a small rate help the dead?
#
# <details><summary>Answer</summary>
#
# White from the start are neurons whose kink lies outside the data, on the wrong side. Up to a rate
# of about 0.6 training works, and hardly any is added. At 0.8 single steps have thrown the weights
# so far that most columns are white, and at 1 nearly all: the network has become a constant. A dead
# neuron of the first layer stays dead at any later rate: its inputs are the data, which no training
# moves, and its own weights get no gradient.
#
# </details>
#
# ## 6. Leaky ReLU and PReLU: a slope on the left
#
# $$f(z; s) = \begin{cases} z & z > 0 \\ s\,z & z \le 0 \end{cases}$$
#
# **Leaky ReLU** gives the left side a small fixed slope, 0.01 as a rule, so that no neuron is ever
# quite cut off. **PReLU** (He and others, 2015) makes $s$ a parameter, learned like a weight from
#
# $$\frac{\partial\mathcal L}{\partial s} =
#   \sum_i \frac{\partial\mathcal L}{\partial a_i}\, \frac{\partial a_i}{\partial s}$$
#
# where $i$ runs over *all* places that share this $s$: the neurons and positions of a layer, and
# all samples of the batch. One slope for each layer costs as many parameters as there are layers;
# one for each channel is common too. PyTorch starts at $s = 0.25$. Weight decay would pull $s$
# towards 0, towards ReLU, and is left out for it.
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
# Those with $z \ge 0$: there $f$ does not depend on $s$. Half of the samples teach the slope
# nothing. With $s = 1$ the unit is the identity, and with it the layer is affine: PReLU can
# learn to be no unit at all. Nothing keeps $s$ in $[0, 1]$ either. Outside of it $\max(sz, z)$
# is *not* this function.
#
# </details>
#
# ## 7. Swish: a gate, and how sharp it is
#
# Many newer units multiply $z$ by a **gate**, a number between 0 and 1 that $z$ sets itself. Swish
# (2017) takes a sigmoid:
#
# $$f(z; \beta) = z \cdot \sigma(\beta z)$$
#
# and may learn $\beta$. With $\beta = 1$ fixed it is **SiLU**. PyTorch has the gate as `F.glu`, the
# *gated linear unit* $u \cdot \sigma(v)$; here $u = z$ and $v = \beta z$.
#
# **Predict, then run.** What is $f$ at $\beta = 0$? And as $\beta \to \infty$?

# %%
def swish_of(beta):
    return lambda z: F.glu(torch.stack([z, beta * z]), dim=0)[0]


def draw_swish(axes, beta):
    axes.plot(z, F.relu(z), color="#9a9a9a", lw=4, ls="-", label="ReLU")
    axes.plot(z, z / 2, color="black", lw=1, ls=":", label="$z/2$")
    f = swish_of(beta)
    plotting.plot_curves(axes, z, {"$f(z)$": f(z), "$f'(z)$": slope(f, z)}, xlabel="$z$")
    axes.set(ylim=(-2.5, 4))


sliders.explore(draw_swish, "β", (0, 0.5, 1, 10), step=0.1, start=1, limits=(-2, 20))

# %% [markdown]
# **Read the picture.** Between which two functions does $\beta$ lead? Is the slope ever negative, or
# above 1? Pull the slider below 0: what does the unit do then?
#
# <details><summary>Answer</summary>
#
# At $\beta = 0$ the gate stands half open, $\sigma(0) = \frac12$, so that $f(z) = z/2$ and not
# $z$: a straight line. As $\beta \to \infty$ the gate becomes a step, and $f(z)$ tends to
# ReLU(z) for every $z$. In between, swish is smooth and *not* monotone: for $\beta > 0$ it falls
# to $-0.278/\beta$ at $z = -1.278/\beta$ and rises back towards 0 further left. This minimum is its
# lower bound; the limit 0 on the left is not. The slope runs from −0.0998 to 1.0998, for each
# $\beta \ne 0$.
#
# A learned $\beta$ may become negative. Then the unit is mirrored, $f(z; -\beta) = -f(-z; \beta)$,
# and lets negative numbers through.
#
# </details>
#
# ## 8. Mish, GELU, softplus, and the family
#
# $$\mathrm{softplus}(z) = \ln(1 + e^z), \qquad
#   \mathrm{mish}(z) = z \cdot \tanh(\mathrm{softplus}(z)), \qquad
#   \mathrm{GELU}(z) = z \cdot \Phi(z)$$
#
# Softplus is ReLU with its corner rounded off. Mish (2019) builds its gate from it, GELU (2016)
# takes the distribution function $\Phi$ of the normal distribution. Mish is unbounded above,
# bounded below (by −0.309, at $z = -1.192$), not monotone, and smooth.
#
# The derivative of any $f(z) = z \cdot g(z)$ has **two terms**, the open gate and the moving gate:
#
# $$f'(z) = \underbrace{g(z)}_{\text{open}} + \underbrace{z\,g'(z)}_{\text{moving}}$$

# %%
def gate(z):
    """Return the gate of mish."""
    return torch.tanh(F.softplus(z))


left, right = plotting.new_axes(1, 2)
plotting.plot_curves(left, z, {"mish": F.mish(z), "ReLU": F.relu(z)}, xlabel="$z$", title="Mish")
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
# The moving one, which has the sign of $z$ since the gate opens as $z$ grows. The open one stays in
# (0, 1). At $z = 0$ only the open one is left: $\tanh(\ln 2) = 3/5$.
#
# </details>
#
# The paper on Mish writes the moving term as $\Delta(z) \cdot \mathrm{swish}(z)$ with a factor
# $0 < \Delta(z) < 1$ (here swish has $\beta = 1$), and suggests that $\Delta$ acts like a
# *preconditioner* that smooths the way of the descent. That is speculation: an analogy, no result.
# Which $\Delta$ it is, you find in notebook 01. And one warning for programs: the open term equals
# $f(z)/z$ only for $z \ne 0$; at 0 that is 0/0.

# %%
gated = {"ReLU": F.relu, "swish (β = 1)": F.silu, "GELU": F.gelu, "mish": F.mish}
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
# | unit | range | slope | level where | also called |
# |---|---|---|---|---|
# | sigmoid | (0, 1) | (0, ¼] | both sides | logistic function |
# | tanh | (−1, 1) | (0, 1] | both sides | |
# | ReLU | [0, ∞) | 0 or 1 | left, exactly | |
# | leaky ReLU | all numbers | 0.01 or 1 | nowhere | |
# | PReLU | all numbers if s > 0 | s or 1, s learned | where s = 0 | |
# | softplus | (0, ∞) | (0, 1) | left | smooth ReLU |
# | swish, β > 0 | from −0.278/β | −0.100 to 1.100 | left | SiLU for β = 1 |
# | GELU | from −0.170 | −0.129 to 1.129 | left | |
# | mish | from −0.309 | −0.113 to 1.088 | left | |
#
# Mish and swish were once announced as the state of the art. That was 2017 to 2019; GELU and SiLU
# are the usual choice in large models today, often in gated layers, and ReLU lives on. Notebook 03
# compares six units, and finds the learning rate to matter more than the unit.
#
# ## 9. What floating point adds
#
# A product of many factors has one more enemy: the computer's numbers have a largest and a smallest
# size. Beyond the largest lies `inf` (**overflow**), below the smallest 0 (**underflow**), and in a
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
plotting.finish(axes, title="So many factors, until the product is 0 or inf",
                xlabel="← factors ¼                              factors 4 →");

# %% [markdown]
# **Read the picture.** Why does each bar reach further to the left? What does bfloat16 pay for
# its range? And which of the printed numbers are wrong?
#
# <details><summary>Answer</summary>
#
# Below the smallest ordinary number there are some more, with ever fewer digits (*subnormal*
# numbers): float64 goes down to $2^{-1074} = 4^{-537}$, and up to just under $2^{1024} = 4^{512}$.
# bfloat16 reaches as far as float32 with half the bits, and has steps of 0.8 % for it.
#
# `1e16 + 1 - 1e16` should be 1: near $10^{16}$ floats are 2 apart, so the 1 is absorbed.
# `sigmoid(40)` is 1.0, although $\sigma(40) < 1$. And `inf - inf` is `nan`.
#
# </details>
#
# A product that has become 0 stays 0, whatever finite number comes next, and one that is `inf`
# stays `inf` or becomes `nan`. Averaging over samples does not bring back what each of them has
# lost on its way, and a single `inf` or `nan` spoils the sum. So gradients are kept in range from
# the start.
# (In float16, for instance, the loss is multiplied by a large number first, and the gradient divided
# by it at the end.)

# %% [markdown]
# ## 10. Three ways out
#
# The gradient is a product of slopes $f'(z)$ and weights $W$, times what the forward pass delivers.
# So three things can be changed:
#
# 1. **what comes in**, $z$ and $a$: scale the data; normalise $z$ in each layer;
# 2. **the weights**, $W$: choose the scale of the random start (notebook 05);
# 3. **the unit**, $f'$: take one whose slope is near 1 where $z$ usually is.
#
# All three on the hardest case above, 30 layers of sigmoids with $s = 1$:

# %%
rescued = {"sigmoid, s = 1": gradient_sizes(torch.sigmoid, 1),
           "1: z normalised": gradient_sizes(torch.sigmoid, 1, normalise=True),
           "2: s = 10": gradient_sizes(torch.sigmoid, 10),
           "3: tanh": gradient_sizes(torch.tanh, 1)}
axes = plotting.new_axes(width=7.5)
axes.set(yscale="log")
plotting.plot_spread(axes, layers, rescued, quantiles=(0, 1), xlabel=r"layer $\ell$",
                     ylabel=r"size of $\delta^\ell$", title="Three ways out (5 seeds)");

# %% [markdown]
# **Read the picture.** Each of the three lifts the first layer's gradient by more than fifteen orders
# of magnitude. Would you combine all three? Does an even gradient mean that the network learns well?
#
# <details><summary>Answer</summary>
#
# They are no sum: each brings the product near 1, and two at a time may overshoot. Normalised $z$
# with ReLU makes this gradient *grow* about 500-fold over the 30 layers; $s = 10$ with tanh makes
# it explode. (Try both, in the cell above.) What has to fit is the product.
#
# And an even gradient is a start, no more: at $s = 10$ most sigmoids are saturated, so that the
# network is nearly a step function of its inputs. The pictures show random weights before the first
# step. What training makes of them has to be tried, with several seeds: notebooks 03 to 05.
#
# </details>
#
# There is a fourth way, which changes the product itself: a **residual** layer $a^{\ell} =
# a^{\ell-1} + f(z^{\ell})$ has the identity added to its Jacobian, so that a flat unit no longer
# makes that factor 0.
#
# ## Where this is asked
#
# | notebook | what you do there |
# |---|---|
# | 01 derivatives | derive and program the units and their slopes; a bound for a chain |
# | 02 ReLU approximation | build networks for one curve by hand, and the best possible ones |
# | 03 MNIST comparison | train the units against each other, each at its own learning rate |
# | 04 numerical stability | floats, backpropagation by hand, the variance of gradients |
# | 05 initialization | derive the weights' scale, and compare |
#
# **Sources of the facts.** Leshno, Lin, Pinkus, Schocken, *Neural Networks* 6 (1993); Glorot, Bengio,
# AISTATS 2010; He, Zhang, Ren, Sun, arXiv:1502.01852 (PReLU); Hendrycks, Gimpel, arXiv:1606.08415
# (GELU); Ramachandran, Zoph, Le, arXiv:1710.05941 (swish); Misra, arXiv:1908.08681 (mish).
