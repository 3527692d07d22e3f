# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Gradient ascent: the picture that a network wants to see
#
# A network that reads digits is 99.9 % sure that this picture is a 3. You see nothing but grey
# specks. How do you find such a picture? With backpropagation, in an unusual direction: the weights
# are fixed, and the *picture* changes, step by step, until the network is as sure as it can be.

# %% nbgrader={"grade": false, "grade_id": "imports", "locked": true, "schema_version": 3, "solution": false}
import copy
from itertools import pairwise

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from helpers import checks, plotting
from helpers.budgets import by_budget
from helpers.data import load_digits, scale_pixels
from helpers.imageplots import show_images
from helpers.seeds import seeded

# %% [markdown]
# **About 4 hours** · the cells run in about 20 seconds at `quick` and 30 at `normal`.
#
# **You need** the chain rule through a layer, from [The chain rule in a net of two
# layers](01_two_layer_chain_rule.ipynb): there the gradient with respect to the input is a
# by-product, here it is what we are after. In [A network from scratch](02_mlp.ipynb) it is what
# `backward` returns. Logits and softargmax are explained in [Concepts](03_concepts.ipynb).
#
# **Afterwards you can**
#
# * make pictures of what a network responds to;
# * check such a method on a model for which you know the answer;
# * say how much a probability of 99.9 % means for a picture unlike any in the training data.
#
# **How the questions work.** Write your code where it says `# YOUR CODE HERE`, then run the check
# below it. The check ends in a verdict (✓ 2 of 2, ◐ 1 of 2 or ✗ 0 of 2) and names the likely slip.
# Additional hidden checks run during grading. You may use NumPy, SciPy, PyTorch and the standard
# library, autograd included. Functions must not modify their arguments, and print nothing. Names
# that end in `_` belong to the checks.
#
# **Notation.** $x$: a picture, a row of 784 pixels · $z(x)$: its ten logits · $t$: the target class
# · $W$, $w$: weights · $J$: what the ascent maximises · $\lambda$: price of ink · $\eta$: learning
# rate.
#
# ## 1. Backpropagation does not stop at the first layer
#
# First we need some networks. Each one maps a row $x$ of 784 pixels between 0 (paper) and 1 (ink)
# to ten logits $z(x)$, through hidden layers of 128 and 64 ReLU units. We train several, which
# differ only in their seed: the first one makes the pictures, and the others give a second opinion.

# %%
COUNT, EPOCHS, NETS = by_budget(quick=(3_000, 5, 2), normal=(8_000, 8, 3), full=(12_000, 12, 5))
torch.set_num_threads(1)  # small matrices: threads would only wait for each other
digits = load_digits(COUNT, 2_000)
train_images = torch.tensor(scale_pixels(digits.train_images, "unit"))
test_images = torch.tensor(scale_pixels(digits.test_images, "unit"))
train_labels, test_labels = map(torch.tensor, (digits.train_labels, digits.test_labels))


def trained(widths, seed):
    """Return a network with hidden ReLU layers of these widths, trained on the digits."""
    with seeded(seed):
        parts = []
        for n, m in pairwise((784, *widths, 10)):
            parts += [nn.Linear(n, m), nn.ReLU()]
        model = nn.Sequential(*parts[:-1])
        optimizer = torch.optim.Adam(model.parameters(), lr=0.002)
        for _ in range(EPOCHS):
            for chosen in torch.randperm(COUNT).split(64):
                loss = F.cross_entropy(model(train_images[chosen]), train_labels[chosen])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
    return model.eval()

# %%
def snapshot(model):
    """Return the state of a model: bytes of numbers and gradients, requires_grad, modes."""
    named = [*model.named_parameters(), *model.named_buffers()]
    numbers = {name: p.detach().numpy().tobytes() for name, p in named}
    gradients = {name: p.grad is not None and p.grad.numpy().tobytes() for name, p in named}
    asked = {name: p.requires_grad for name, p in named}
    return numbers, gradients, asked, [part.training for part in model.modules()]


nets = [trained((128, 64), seed) for seed in range(NETS)]
net, at_the_start = nets[0], snapshot(nets[0])
print(digits.line)
with torch.no_grad():
    right = [(model(test_images).argmax(dim=1) == test_labels).double().mean() for model in nets]
print("Test accuracies of the networks:", "  ".join(f"{share:.3f}" for share in right))

# %% [markdown]
# In training, `backward` computes how the loss changes with every weight. But the chain rule does
# not have to end there. The first layer computes $W_1 x + b_1$, which depends on $x$ as well as on
# $W_1$, so one more step gives the gradient of any output with respect to the pixels. For one logit
# this is
#
# $$\nabla_x z_t(x) = \frac{\partial z_t}{\partial x}, \qquad x: (1, 784), \quad
#   z(x): (1, 10), \quad \nabla_x z_t: (1, 784) .$$
#
# It has the shape of the picture, so we can look at it as a picture.

# %%
three = test_images[(test_labels == 3) & (net(test_images).argmax(dim=1) == 3)][:1]
slopes = []
for target in (3, 8):
    x = three.clone().requires_grad_()
    slopes.append(torch.autograd.grad(net(x)[0, target], x)[0])
first, *others = plotting.new_axes(1, 3, width=3.4, height=3.4)
show_images([first], three, titles=["A test image $x$: a 3"])
limit = torch.stack(slopes).abs().quantile(0.995).item()
show_images(others, slopes, low=-limit, high=limit,
            titles=[r"$\nabla_x z_3$, for “this is a 3”", r"$\nabla_x z_8$, for “this is an 8”"])

# %% [markdown]
# **Look at the picture.** In the two gradients, mid-grey is 0. Black means that more ink here
# raises the logit, white means that more ink lowers it. Which pixels speak *against* a 3? Do the
# gradients look like digits? What would a step along the right-hand gradient do to the image?
#
# <details><summary>Answer</summary>
#
# The white ones. Some of them lie in the gaps beside the middle stroke: ink there would turn it
# into another digit. But neighbouring pixels often disagree, and nobody would recognise a digit. A
# gradient tells us what to *change*, pixel by pixel, and it is right for small changes only. A
# small step along $\nabla_x z_8$ adds ink at the black pixels, removes it from the white ones, and
# raises the logit for an 8. After the step the gradient is different, because other ReLU units are
# on. So one step is not enough, and one long step may lead anywhere.
#
# </details>
#
# ## 2. Uphill · 8 points
#
# Gradient *descent* changes weights to make a loss small. Gradient *ascent* changes the picture to
# make a logit large. A pixel outside of [0, 1] is not a shade between paper and ink, so each step
# ends with a clip. Let $\lambda \ge 0$ be the price of ink and $\eta$ the learning rate:
#
# $$J(x) = z_t(x) - \lambda \lVert x \rVert^2, \qquad
#   x \leftarrow \mathrm{clip}\bigl(x + \eta\, \nabla_x J(x),\; 0,\; 1\bigr), \qquad
#   \nabla_x J = \nabla_x z_t - 2 \lambda x .$$
#
# **How can we test this?** We do not know the best picture of a network. We do know it for a
# *linear* model: with $z_t(x) = w \cdot x + b$ each pixel has its own term, $w_i x_i - \lambda
# x_i^2$, a parabola. On [0, 1] it is largest at
#
# $$x_i^* = \mathrm{clip}\Bigl(\frac{w_i}{2 \lambda},\; 0,\; 1\Bigr), \qquad
#   \text{and for } \lambda = 0: \quad x_i^* = 1 \text{ if } w_i > 0, \quad 0 \text{ if } w_i < 0
#   .$$
#
# A pixel with $w_i = 0$ does not move. Your function must arrive at this picture from any start.
# You may choose the update rule: plain ascent as above, momentum, Adam. The checks use rates and
# numbers of steps with which plain ascent comes within 0.02 of the best picture, and they accept
# 0.07. (The hidden checks also have a network with two layers, for which we know the best picture.)
#
# > **Careful.** Three things often go wrong here.
# >
# > 1. Raise the *logit*. The probability $p_t = \mathrm{softmax}(z)_t$ has the gradient $p_t (\nabla
# >    z_t - \sum_k p_k \nabla z_k)$. It is almost 0 where $p_t$ is almost 0, that is, at the start.
# > 2. `backward` also adds to the `.grad` of every *parameter*, and these must not be modified.
# > 3. In training mode, dropout makes the logits random and batch norm changes its buffers. So switch
# >    to evaluation, and restore the modes.

# %% nbgrader={"grade": false, "grade_id": "known-pictures", "locked": true, "schema_version": 3, "solution": false}
# For the checks: linear models, and the pictures at which an ascent arrives.
def linear_layer(weight, bias, dtype=torch.float32):
    """Return an nn.Linear with these parameters."""
    layer = checks.remote(nn.Linear, weight.shape[1], weight.shape[0], dtype=dtype)
    checks.set_parameters(layer, {"weight": weight, "bias": bias})
    return layer


def linear_case(rng, shape, classes, dtype, price=0.0):
    """Return the arguments of a call with a random linear model, and its best picture."""
    w, target = rng.uniform(0.4, 1.6, (classes, int(np.prod(shape)))), classes // 2
    w *= rng.choice([-1.0, 1.0], w.shape)
    w[np.arange(classes) != target] *= 4  # raising a probability would mostly lower the others
    w[target, 1::3] = 0.7 if price else 0  # without a price, no weight means no change
    image = torch.tensor(rng.uniform(0.1, 0.9, shape), dtype=dtype)
    model = checks.remote(nn.Sequential, checks.remote(nn.Flatten),
                          linear_layer(w, rng.normal(size=classes), dtype))
    if price:
        return (model, target, image, 200, 0.05, price), np.clip(w[target] / (2 * price), 0, 1)
    best = np.where(w[target], w[target] > 0, image.numpy().ravel())
    return (model, target, image, 200, 0.1), best

# %% nbgrader={"grade": false, "grade_id": "two-layers", "locked": true, "schema_version": 3, "solution": false}
def dear_ink(rng):
    """Return a net with two layers, its best picture for class 2, and its logit as a function.

    Each of seven pixels has a gain, and ink gets dearer with all the ink that is there already. At
    the best picture the first pixel is full, the second one half full, and the others are empty.
    """
    gains = rng.permutation([3.0, 1.5, 0.9, 0.8, 0.7, -1.0, -1.5]) * rng.uniform(0.95, 1.05)
    second = np.sort(gains)[-2]
    free = 1.5 - np.log(second / 6) / 2  # there the price of ink is the gain of the second pixel
    inner = linear_layer(np.vstack([np.eye(7), np.full(7, 2.0)]), np.array([2.0] * 7 + [-2 * free]))
    outer = np.outer([2, 2, 1, 2], [*gains, -3.0])  # raising a probability would lower the rest
    last = linear_layer(outer, rng.normal(size=4))

    def logit(x):
        dear = 2 * (np.sum(x) - free)
        return float(gains @ np.ravel(x) - 3 * (dear if dear > 0 else np.expm1(dear)))

    net = checks.remote(nn.Sequential, inner, checks.remote(nn.ELU), last)
    return net, np.where(gains == second, 0.5, gains > second), logit

# %% nbgrader={"grade": false, "grade_id": "comparison", "locked": true, "schema_version": 3, "solution": false}
def check_pictures(ascent, cases, slip):
    """Fail with a sentence unless `ascent` comes close to the best picture of every case.

    cases: pairs of the arguments of a call and the picture at which it has to arrive.
    """
    found = checks.call_each(ascent, [arguments for arguments, _ in cases])
    for got, (arguments, best) in zip(found, cases, strict=True):
        image, values = arguments[2].numpy(), checks.as_floats(got, "maximise_class", "")
        checks.equals(got, np.reshape(best, image.shape), "The picture", atol=0.07, slip=slip)
        checks.is_true(values.dtype == image.dtype, "The picture has another dtype.",
                       got=str(values.dtype), slip="keep the dtype of `image`.")
        checks.is_true(values.min() >= 0 and values.max() <= 1, "A pixel is outside of [0, 1].",
                       got=values, slip="`clamp` returns a new tensor; use what it returns.")

# %% nbgrader={"grade": false, "grade_id": "ascent", "locked": false, "schema_version": 3, "solution": true}
def maximise_class(model, target, image, steps, learning_rate, regularisation=0.0):
    """Return the image after `steps` steps of gradient ascent on J = z_t − λ‖x‖², from `image`.

    model: an nn.Module, used in evaluation mode; model(x) has shape (1, K) for x like `image`.
    Afterwards its parameters, their `.grad` and `requires_grad`, its buffers and all train/eval
    modes are as before, whatever they were.
    target: the class t, an int. image: float tensor (1, ...) in [0, 1], float32 or float64 like
    the model. The result has its shape and dtype. Each step ends in [0, 1].
    steps: an int; 0 steps return the image. learning_rate: > 0; the update rule is free.
    regularisation: λ >= 0.
    """
    ### BEGIN SOLUTION
    judge = copy.deepcopy(model).eval()
    x = image.detach().clone()
    for _ in range(steps):
        x.requires_grad_()
        objective = judge(x)[0, target] - regularisation * x.square().sum()
        (gradient,) = torch.autograd.grad(objective, x)
        x = (x.detach() + learning_rate * gradient).clamp(0.0, 1.0)
    return x
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "ascent-tests", "locked": true, "points": 2, "schema_version": 3, "solution": false}
weight_ = np.array([[1.0, -2.0, 0.5, 0.0], [3.0, 2.0, -1.0, -2.0], [-1.0, 0.3, 2.0, 1.0]])
model_ = linear_layer(weight_, np.array([0.1, 0.2, 0.3]))
checks.set_gradients(model_, {"weight": np.ones((3, 4))})  # as an earlier training may leave it
image_ = torch.tensor([[0.3, 0.6, 0.9, 0.2]])
marks_ = checks.Marks()
with marks_.part(1, "the known pictures of a linear model"):
    check_pictures(maximise_class, [((model_, 0, image_, 0, 0.1), image_)],
                   "0 steps return the image, and the others start from it.")
    check_pictures(maximise_class, [((model_, 0, image_, 200, 0.1), [1, 0, 1, 0.2]),
                                    ((model_, 2, image_, 200, 0.1), [0, 1, 1, 1])],
                   "a positive weight wants ink, a negative one none: raise the logit of `target`.")
    check_pictures(maximise_class, [((model_, 0, image_, 200, 0.1, 1.0), [0.5, 0, 0.25, 0])],
                   "the gradient of λ‖x‖² is 2λx, and it is subtracted.")
with marks_.part(1, "the model and the image are not modified"):
    checks.leaves_alone(maximise_class, model_, 0, image_, 5, 0.1, 0.5)
    after_ = checks.call(maximise_class, model_, 0, image_, 9, 0.1)
    checks.is_true(checks.as_floats(after_, "maximise_class", "").ravel()[0] > 0.301,
                   "After 9 steps the first pixel, of weight 1, has no more ink.", got=after_)
marks_.total()

# %% nbgrader={"grade": true, "grade_id": "ascent-hidden", "locked": true, "points": 6, "schema_version": 3, "solution": false}
### BEGIN HIDDEN TESTS
rng_, marks_ = checks.rng("ascent"), checks.Marks()
with marks_.part(1, "two layers: from the image on, and up"):
    net_, best_, logit_ = dear_ink(rng_)
    x_ = torch.tensor(rng_.uniform(0.1, 0.9, (1, 7))).float()
    calls_ = [(net_, 2, x_, steps, 0.01) for steps in (0, 1, 20)]
    start_, *later_ = checks.call_each(maximise_class, calls_)
    checks.equals(start_, x_, "The picture after 0 steps", atol=1e-6)
    one_, many_ = (logit_(checks.as_floats(x, "maximise_class", "")) for x in later_)
    checks.is_true(logit_(x_.numpy()) < one_ < many_, "The logit of `target` does not rise.")
with marks_.part(1, "two layers: the best picture"):
    cases_ = [((net_, 2, x_, steps, 0.05), best_) for steps in (170, 200)]
    check_pictures(maximise_class, cases_, "clip, at both ends, after every step: the next "
                   "gradient depends on it. It is a new gradient: the last one is not added.")
with marks_.part(2, "linear models, λ = 0"):
    forms_ = (((1, 9), 4, torch.float32), ((1, 2, 3, 4), 5, torch.float64),
              ((1, 5), 1, torch.float32), ((1, 1), 3, torch.float64))
    check_pictures(maximise_class, [linear_case(rng_, *form) for form in forms_],
                   "raise the logit of `target`, from the image on; no other class takes part.")
with marks_.part(1, "linear models, λ > 0"):
    forms_ = ((1, 8), 3, 1.0), ((1, 1, 2, 4), 5, 0.6), ((1, 3), 1, 1.7)
    check_pictures(maximise_class, [linear_case(rng_, shape, classes, torch.float32, price)
                                    for shape, classes, price in forms_],
                   "the gradient of λ‖x‖², summed over the pixels, is 2λx, and it is subtracted.")
with marks_.part(1, "nothing else changes, and dropout and batch norm work as in evaluation"):
    w_, v_ = rng_.normal(size=(5, 6)), np.outer([2, 1, 2], rng_.normal(size=5))
    x_ = rng_.uniform(0.1, 0.9, (1, 6))
    image_, drop_ = torch.tensor(x_).float(), checks.remote(nn.Dropout)
    net_ = checks.remote(nn.Sequential, linear_layer(w_, np.zeros(5)),
                         checks.remote(nn.BatchNorm1d, 5), drop_, linear_layer(v_, np.zeros(3)))
    checks.pullback(net_, [torch.tensor(rng_.normal(2, 3, (40, 6))).float()])  # changes buffers
    checks.remote(nn.Module.train, drop_, False)  # so the modes differ
    checks.freeze(net_, ["0.weight", "3.bias"])
    checks.set_gradients(net_, {"0.weight": np.ones((5, 6)), "3.weight": np.ones((3, 5))})
    checks.leaves_alone(maximise_class, net_, 1, image_, 3, 0.1, 0.2)
    variance_ = checks.model_state(net_)["buffers"]["1.running_var"]
    slope_ = v_[1] / np.sqrt(variance_ + 1e-5) @ w_  # in evaluation mode the net is linear
    up_ = checks.as_floats(checks.call(maximise_class, net_, 1, image_, 60, 0.1), "The picture", "")
    most_ = np.abs(slope_) @ np.where(slope_ > 0, 1 - x_, x_)[0]
    checks.is_true(float((up_ - x_)[0] @ slope_) > 0.5 * most_, "The logit hardly rises.", got=up_)
marks_.total()
### END HIDDEN TESTS

# %% [markdown]
# ## 3. Where the answer is known
#
# A network without hidden layers is a linear model. Trained on the same digits, it reads fewer of
# them correctly, but its weights tell us its best pictures. Row 1 shows the weights (grey is 0,
# black is positive). Rows 2 and 3 start from noise and end where your function leads.

# %%
linear = trained((), seed=0)
generator = torch.Generator().manual_seed(1)
noise = torch.rand(10, 1, 784, generator=generator)
weights = linear[0].weight.detach()
with torch.no_grad():
    right = (linear(test_images).argmax(dim=1) == test_labels).double().mean()
print(f"Test accuracy of the linear model: {right:.3f}")
rows = {"weights": weights}
for price, rate in ((0.0, 1.0), (0.1, 0.5)):
    found = torch.cat([maximise_class(linear, k, noise[k], 300, rate, price) for k in range(10)])
    best = (weights / (2 * price) if price else torch.sign(weights)).clamp(0, 1)
    near = ((found - best).abs() < 0.02).double().mean()
    print(f"λ = {price:g}: {near:.1%} of all pixels within 0.02 of the closed form")
    rows[f"λ = {price:g}"] = found
limit = weights.abs().quantile(0.99).item()
panels = plotting.new_axes(3, 10, width=1.05, height=1.15)
show_images(panels[:10], weights, titles=[f"a {k}" for k in range(10)], low=-limit, high=limit)
show_images(panels[10:], torch.cat([rows["λ = 0"], rows["λ = 0.1"]]))
for axes, name in zip(panels[::10], rows):
    axes.set_ylabel(name)

# %% [markdown]
# **Read the picture.** Row 2 has black dots far from every stroke, in corners where no digit has
# any ink. Where do they come from? Why are they gone in row 3? And if this is the best 3 of a
# linear model, what does the model *not* know?
#
# <details><summary>Answer</summary>
#
# Where training images have no ink, $\partial z_t / \partial w_i = x_i = 0$. The weights in the
# corners have never been trained; they are what the initialisation drew. Without a price, only
# their sign matters, however small they are. With a price, a pixel gets $w_i / 2\lambda$: ink in
# proportion to what it does for the logit, and next to none for small weights.
#
# A linear model has one number for each pixel, whatever its neighbours are. It cannot say "a stroke
# here *or* there", or "no ink here *if* there is ink there". So its best picture has ink wherever a
# 3 is more likely to have some than another digit, all at once, and no 3 looks like that.
#
# </details>
#
# ## 4. The film of an ascent
#
# Now we turn to the network with two hidden layers. The film shows the ascent from a picture of
# noise to a 3, without a price and with $\lambda = 0.1$. Below it are the logit and the probability
# on the way. **Predict, then run.** After how many of the 200 steps will the network be sure?

# %%
stops = (0, 1, 2, 5, 10, 20, 40, 70, 100, 200)


def film(price):
    """Return the pictures of an ascent from noise to a 3, one for each of the stops."""
    pictures = [noise[3]]
    for begin, end in pairwise(stops):
        pictures.append(maximise_class(net, 3, pictures[-1], end - begin, 0.1, price))
    return torch.cat(pictures)


films = {f"λ = {price:g}": film(price) for price in (0.0, 0.1)}
panels = plotting.new_axes(2, 10, width=1.05, height=1.2)
show_images(panels, torch.cat(list(films.values())), titles=[f"step {k}" for k in stops],
            rows=list(films))

# %%
left, right = plotting.new_axes(1, 2, width=5.2, height=3.2)
with torch.no_grad():
    logits = {name: net(pictures) for name, pictures in films.items()}
shown = {name: z[:, 3] for name, z in logits.items()}
shown["largest other, λ = 0"] = logits["λ = 0"][:, [k for k in range(10) if k != 3]].amax(dim=1)
with torch.no_grad():
    real = net(test_images[test_labels == 3])[:, 3].median().item()
left.axhline(real, color="black", linewidth=1, linestyle="-")
left.text(0, real, "median of the test images of a 3", va="bottom", fontsize=9)
plotting.plot_curves(left, stops, shown, xlabel="step", title="Logits: $z_3$, and a rival's")
chances = {name: z.softmax(dim=1)[:, 3] for name, z in logits.items()}
plotting.plot_curves(right, stops, chances, xlabel="step", title="Probability of a 3")
for axes in (left, right):
    axes.set_xscale("symlog", linthresh=1)

# %% [markdown]
# **Read the picture.** When is the network sure, and when does the picture stop changing? What is
# the rest of the ascent good for? And why does the price make the final logit smaller?
#
# <details><summary>Answer</summary>
#
# The probability rises from 0 to nearly 1 within the first ten or twenty steps, as soon as $z_3$
# has passed its rivals. The picture keeps changing for about a hundred. The rest brings no more
# certainty, only a larger logit, far above that of real digits. (An ascent on the probability would
# have stopped here: softargmax depends on *differences* of logits, and its gradient is almost 0
# once one of them is well ahead.) With a price, the ascent stops where one more bit of ink costs as
# much, $2\lambda x_i$, as it brings. So fewer pixels are full, and the logit is smaller than
# without a price.
#
# </details>
#
# ## 5. A gallery of dreams · 5 points
#
# We make one picture of each class, three times: without a price, with $\lambda = 0.1$, and with
# the same price and a little *smoothing* after every fourth step, which mixes each pixel with its
# neighbours. The network knows nothing about this last wish; it is ours.
#
# The table below says how sure the network is of the class of each picture, and how sure the
# *other* networks are, which did not help to make it. The last column is the distance $\lVert x -
# x' \rVert$ to the nearest training image $x'$.

# %%
stencil = torch.tensor([[[[0.05, 0.1, 0.05], [0.1, 0.4, 0.1], [0.05, 0.1, 0.05]]]])


def smooth(image):
    """Return the image with every pixel mixed with its eight neighbours."""
    return F.conv2d(image.reshape(-1, 1, 28, 28), stencil, padding=1).reshape(image.shape)


def dream(model, target, image, price, smoothing):
    """Return the picture of a class after 200 steps, from `image`."""
    for _ in range(50):
        image = maximise_class(model, target, image, 4, 0.2, price)
        image = smooth(image) if smoothing else image
    return image


kinds = {"λ = 0": (0.0, False), "λ = 0.1": (0.1, False), "and smooth": (0.1, True)}
gallery = {name: torch.cat([dream(net, k, noise[k], *kind) for k in range(10)])
           for name, kind in kinds.items()}
panels = plotting.new_axes(3, 10, width=1.05, height=1.2)
show_images(panels, torch.cat(list(gallery.values())), titles=[f"a {k}" for k in range(10)],
            rows=list(gallery))

# %%
def opinions(images, targets):
    """Return the targets' probabilities: of the first network, and of all others together."""
    with torch.no_grad():
        own, *others = [model(images).softmax(dim=1)[range(len(targets)), targets]
                        for model in nets]
    return own, torch.cat(others)


def row(name, images, targets):
    """Print a line: median and minimum of both opinions, and the distance to the data."""
    values = [f"{p.median():.3f} (min. {p.min():.3f})" for p in opinions(images, targets)]
    distance = torch.cdist(images, train_images).amin(dim=1).median()
    print(f"{name:22} {values[0]:24} {values[1]:24} {distance:9.1f}")


HEAD = f"{'medians of ten':22} {'p of the network':24} {'p of the others':24}  distance"
print(HEAD)
for name, images in gallery.items():
    row(name, images, range(10))
firsts = torch.stack([test_images[test_labels == k][0] for k in range(10)])
row("test images", firsts, range(10))
row("noise", noise[:, 0], range(10))

# %% [markdown] nbgrader={"grade": true, "grade_id": "dreams", "locked": false, "points": 5, "schema_version": 3, "solution": true}
# **What do the dreams show? · 5 points.** Answer in about eight sentences, using the gallery and
# the table.
#
# * Compare the rows. Which pictures could you name without their titles? What does the price
#   $\lambda \lVert x \rVert^2$ change, and how? What does smoothing add?
# * How sure is the network of each row, and how far from the training images are these pictures?
#   What do you say to "the network is 99.9 % sure, so it has seen a 3"?
# * What was the network trained to do, and what was it never asked? Use this to explain how a
#   picture can have a larger logit than every real digit and look like none of them.
#
# <!-- BEGIN SOLUTION -->
# (Numbers: MNIST, normal budget; in brackets the built-in digits.) You can hardly name any picture
# of the first row without its title: it is nearly black and white, and noise remains wherever the
# logit does not depend on it. With the price you can guess some (0, 1, 3, 7), with smoothing a few
# more. The price adds $-2\lambda x_i$ to the gradient of every pixel: a pixel that does little for
# the logit returns to paper, and only those with a slope above $2\lambda$ can be full. It does not
# know about neighbours. Smoothing does: it removes single dots, because we know that pens draw
# strokes.
#
# The network gives at least 0.999 to every picture of all three rows, more than to the median test
# image (0.993 [0.995]), and the other networks agree nearly everywhere. But the pictures are far
# from everything that any of them has seen: 16.1, 10.5 and 7.8 [15.6, 10.2, 6.7] from the nearest
# training image; for test images it is 6.1 [2.5]. Those without a price are further away than noise
# (15.0 [13.8]). So the claim is wrong: 99.9 % says that among ten classes 3 has by far the largest
# logit, not that the picture is a 3, or a digit at all. The votes of other networks do not help,
# because they learned from the same data.
#
# The network was trained to tell ten kinds of digits apart, on pictures of digits. Pictures far
# from them cost nothing in the loss, so nothing keeps the logits small there. A logit grows with
# every piece of evidence, all strokes of all 3s at once, and no real digit has them all.
#
# **Rubric.** 1 point: rows compared, with the mechanism of the price (its gradient $2\lambda x$
# takes ink from pixels that bring little). 1 point: smoothing (or the price) is our wish, not
# knowledge of the network. 1 point: the network is as sure as of test images, or surer, with
# numbers. 1 point: the pictures are far from the data, so a probability that compares ten classes
# does not tell whether this is a digit. 1 point: trained to separate classes on data, never asked
# about anything else. Other numbers that the student's table shows are just as good.
#
# *Typical wrong answers.* "The dreams show how the network imagines a 3; with more training they
# would look like one": 1 or 2 points; there is no mechanism, and the probability is taken for
# likeness. "The network has overfitted, so its probabilities are wrong": it is right on more than
# nine test images of ten, and the test set says nothing about pictures other than digits; the last
# three points are missing.
# <!-- END SOLUTION -->

# %% [markdown]
# ## 6. What 99.9 % is worth
#
# The dreams went far. How *little* is enough? Ten pictures of noise climb towards one class each,
# and ten test digits towards the next larger digit (0 for 9). Each climb stops as soon as the first
# network gives its target a probability of 99.9 %. **Predict, then run.** What do the pictures look
# like there?

# %%
def climb(target, image, rate=0.05, limit=400):
    """Climb until the first network is 99.9 % sure; return the picture and the steps taken."""
    for steps in range(limit):
        if net(image).softmax(dim=1)[0, target] >= 0.999:
            return image, steps
        image = maximise_class(net, target, image, 1, rate)
    return image, limit


def fool(name, images, targets):
    """Climb from every image to its target; print how far it was. Return the pictures."""
    ends, steps = zip(*[climb(k, x) for k, x in zip(targets, images)])
    moved = (torch.cat(ends) - torch.cat(images)).abs().mean(dim=1)
    print(f"{name}: {min(steps)} to {max(steps)} steps; a pixel moves by {moved.mean():.3f} on "
          f"average ({moved.min():.3f} to {moved.max():.3f})")
    return torch.cat(images), torch.cat(ends), targets


said = net(test_images).argmax(dim=1)
seen = [test_images[(test_labels == k) & (said == k)][:1] for k in range(10)]
starts = {"noise": (list(noise), list(range(10))),
          "digits": (seen, [(k + 1) % 10 for k in range(10)])}
fooled = {name: fool(name, *start) for name, start in starts.items()}

# %%
panels = plotting.new_axes(4, 10, width=1.05, height=1.2)
pictures = [images for before, after, _ in fooled.values() for images in (before, after)]
show_images(panels, torch.cat(pictures), rows=["noise", "99.9 %", "test images", "99.9 %"])
for place, (_, _, targets) in zip((10, 30), fooled.values()):
    for axes, target in zip(panels[place:place + 10], targets):
        axes.set_title(f"“a {target}”", fontsize=10)
print(HEAD)
for name, (before, after, targets) in fooled.items():
    row(f"{name}, before", before, targets)
    row(f"{name}, after", after, targets)

# %% [markdown]
# **Read the picture.** Hide the titles of rows 2 and 4 and say what you see. For how many of these
# twenty pictures would you agree with the network? Are the *other* networks fooled as well?
#
# <details><summary>Answer</summary>
#
# Row 2 still looks like noise, here and there with a lighter patch. Row 4 shows the old digits with
# grey specks, and perhaps a damaged one. Hardly anybody would say what the network says with 99.9
# %. And the pictures moved little. With MNIST and the normal budget a pixel of the noise changes by
# 0.08 on average (0.02 to 0.14 over the ten starts), a pixel of the digits by 0.06 (0.04 to 0.10).
# With the built-in digits it is 0.12 (0.01 to 0.20) and 0.07 (0.04 to 0.19).
#
# A step against the network is so effective because every pixel takes part: with 784 of them,
# changes too small to notice add up to a large change of the logit. The same picture often fools
# the other networks, because they learned from the same data. With noise they are not always
# fooled: the lowest of their probabilities is near 0. Agreement of several networks is better
# evidence than the certainty of one, but it is not a proof.
#
# </details>
#
# ## 7. The networks have not changed
#
# We have sent thousands of pictures through the first network. Has a weight moved? `at_the_start`
# holds every byte of its parameters and gradients from before the first ascent, and all modes.

# %%
print("Parameters, gradients, requires_grad and modes as at the start:",
      [then == now for then, now in zip(at_the_start, snapshot(net))])
changed = copy.deepcopy(net)
with torch.no_grad():
    changed[0].weight[0, 0] += 1e-6
print("The same for a copy in which one weight has moved by a millionth:",
      [then == now for then, now in zip(at_the_start, snapshot(changed))])

# %% [markdown]
# ## Takeaways
#
# * The chain rule continues to the input. With fixed weights, the same backward pass changes the
#   picture instead.
# * Test a method without a known answer where you *do* know the answer: on a linear model, whose
#   best picture is $\mathrm{clip}(w / 2\lambda, 0, 1)$.
# * What the picture looks like depends on the network *and* on what else we ask for: price and
#   smoothing are our taste, not the network's knowledge.
# * A probability compares the ten classes with each other. It does not tell whether the picture is
#   anything like a digit.
#
# **Three questions to take further**
#
# 1. Start the ascent from a test image instead of noise, with a high price on the *change*,
#    $\lambda \lVert x - x_0 \rVert^2$. What does the closed form become for a linear model?
# 2. Train a network on noisy or shifted digits. Do its dreams look more like digits, and how much
#    further does a picture have to move before the network is 99.9 % sure?
# 3. Maximise a *hidden* unit instead of a logit. Which of the 64 units of the second layer show
#    something that you can name?
#
# **Two papers**
#
# * K. Simonyan, A. Vedaldi, A. Zisserman: [*Deep Inside Convolutional Networks: Visualising Image
#   Classification Models and Saliency Maps*](https://arxiv.org/abs/1312.6034), ICLR Workshop 2014.
#   Gradient ascent on a class score with the price $\lambda \lVert x \rVert^2$, as here; also the
#   picture of section 1.
# * A. Nguyen, J. Yosinski, J. Clune: [*Deep Neural Networks are Easily Fooled: High Confidence
#   Predictions for Unrecognizable Images*](https://arxiv.org/abs/1412.1897), CVPR 2015, pages 427–436.
#   Pictures that no person can name, and of which networks are more than 99 % sure.
