# %% right: plot with a title
def plot_gradients(axes, grad_w):
    for k, row in enumerate(grad_w):
        axes[k].plot(row)
        axes[k].set_title(f"layer {k}")

# %% right: a log scale by semilogy, labels on the left
def plot_gradients(axes, grad_w):
    for k in range(len(grad_w)):
        axes[k].semilogy(range(1, len(grad_w[k]) + 1), grad_w[k], "k-")
        axes[k].set_ylabel(f"W{k + 1}")
        axes[k].set_xlabel("step")

# %% right: the state of pyplot
def plot_gradients(axes, grad_w):
    from matplotlib import pyplot as plt

    for number, (one, values) in enumerate(zip(axes, grad_w), start=1):
        plt.sca(one)
        plt.plot(np.arange(values.size), values, label=f"matrix {number}")
        plt.legend()
        plt.title(f"Gradient of matrix {number} of {len(grad_w)}")
        plt.yscale("log")

# %% right: lists, markers, and a grid
def plot_gradients(axes, grad_w):
    for row, one in zip(np.asarray(grad_w).tolist(), list(axes)):
        one.plot(list(range(len(row))), row, marker=".", color="tab:red", linewidth=0.8)
        one.grid(True)
    for number, one in enumerate(axes):
        one.set(title="Weights number " + str(number), xlabel="steps of training")

# %% right: backwards through the rows, each on its own axes
def plot_gradients(axes, grad_w):
    for k in reversed(range(grad_w.shape[0])):
        axes[k].plot(np.arange(grad_w.shape[1]), grad_w[k, :])
        axes[k].set_title(["input layer", "hidden layer", "output layer"][
            0 if k == 0 else 2 if k == grad_w.shape[0] - 1 else 1] + f" ({k})")

# %% wrong 0: the last axes repeat the last hidden layer
def plot_gradients(axes, grad_w):
    for i in range(len(grad_w) - 1):
        axes[i].plot(grad_w[i])
        axes[i].set_title(f"hidden layer {i}")
    axes[-1].plot(grad_w[i])
    axes[-1].set_title("output layer")

# %% wrong 0: from the output to the input
def plot_gradients(axes, grad_w):
    for k, row in enumerate(grad_w[::-1]):
        axes[k].plot(row)
        axes[k].set_title(f"layer {k}")

# %% wrong 0: all on the first axes
def plot_gradients(axes, grad_w):
    for k, row in enumerate(grad_w):
        axes[0].plot(row, label=f"layer {k}")
    axes[0].legend()

# %% wrong 0: all lines on all axes
def plot_gradients(axes, grad_w):
    for k, one in enumerate(axes):
        one.plot(grad_w.T)
        one.set_title(f"layer {k}")

# %% wrong 0: columns in place of rows
def plot_gradients(axes, grad_w):
    for k, one in enumerate(axes):
        one.plot(grad_w[:, k])
        one.set_title(f"layer {k}")

# %% wrong 0: the logarithm of the values
def plot_gradients(axes, grad_w):
    for k, row in enumerate(grad_w):
        axes[k].plot(np.log10(row))
        axes[k].set_title(f"layer {k}")

# %% wrong 0: a new figure of its own
def plot_gradients(axes, grad_w):
    from matplotlib import pyplot as plt

    _, own = plt.subplots(len(grad_w))
    for k, row in enumerate(grad_w):
        own[k].plot(row)
        own[k].set_title(f"layer {k}")

# %% wrong 0: the last layer is left out
def plot_gradients(axes, grad_w):
    for k, row in enumerate(grad_w[:-1]):
        axes[k].plot(row)
        axes[k].set_title(f"layer {k}")

# %% wrong 0: every row divided by its largest value
def plot_gradients(axes, grad_w):
    for k, row in enumerate(grad_w):
        axes[k].plot(row / row.max())
        axes[k].set_title(f"layer {k}")

# %% wrong 0: smoothed
def plot_gradients(axes, grad_w):
    for k, row in enumerate(grad_w):
        axes[k].plot(np.convolve(row, np.ones(3) / 3, mode="same"))
        axes[k].set_title(f"layer {k}")

# %% wrong 0: the mean beside each line
def plot_gradients(axes, grad_w):
    for k, row in enumerate(grad_w):
        axes[k].plot(row)
        axes[k].plot(np.full(len(row), row.mean()), "--")
        axes[k].set_title(f"layer {k}")

# %% wrong 2: no axes has a name
def plot_gradients(axes, grad_w):
    for k, row in enumerate(grad_w):
        axes[k].plot(row)

# %% wrong 2: every axes has the same title
def plot_gradients(axes, grad_w):
    for k, row in enumerate(grad_w):
        axes[k].plot(row)
        axes[k].set_title("gradients")

# %% wrong 0: steps run backwards
def plot_gradients(axes, grad_w):
    for k, row in enumerate(grad_w):
        axes[k].plot(np.arange(len(row))[::-1], row)
        axes[k].set_title(f"layer {k}")

# %% wrong 2: sorts the caller's values afterwards
def plot_gradients(axes, grad_w):
    for k, row in enumerate(grad_w):
        axes[k].plot(row.copy())
        axes[k].set_title(f"layer {k}")
    grad_w.sort()
