# %% right: two loops, set_yscale
def plot_histories(axes, histories):
    keys = ["train_loss", "valid_loss", "train_accuracy", "valid_accuracy"]
    for ax, key in zip(axes, keys):
        for name, history in histories.items():
            ax.plot(history[key], label=name)
        if "loss" in key:
            ax.set_yscale("log")
        ax.set_title(key)
        ax.legend()

# %% right: semilogy for the losses, epochs from 1
def plot_histories(axes, histories):
    """One call of plot or semilogy for each curve."""
    for name, h in histories.items():
        epochs = range(1, len(h["train_loss"]) + 1)
        axes[0].semilogy(epochs, h["train_loss"], label=name)
        axes[1].semilogy(epochs, h["valid_loss"], label=name)
        axes[2].plot(epochs, h["train_accuracy"], label=name)
        axes[3].plot(epochs, h["valid_accuracy"], label=name)
    for ax in axes:
        ax.set_xlabel("epoch")
        ax.legend(fontsize=8)

# %% right: texts in the legend only
def plot_histories(axes, histories):
    for i, key in enumerate(("train_loss", "valid_loss", "train_accuracy", "valid_accuracy")):
        for history in histories.values():
            axes[i].plot(np.arange(len(history[key])), np.array(history[key]))
        axes[i].legend(list(histories))
        axes[i].set_yscale("log" if i < 2 else "linear")

# %% right: what diverged is left out
def plot_histories(axes, histories):
    titles = dict(train_loss="Loss (training)", valid_loss="Loss (validation)",
                  train_accuracy="Accuracy (training)", valid_accuracy="Accuracy (validation)")
    for ax, (key, title) in zip(axes.flat, titles.items()):
        for name, history in histories.items():
            y = np.asarray(history[key], dtype=float)
            x = np.arange(1, len(y) + 1)
            good = np.isfinite(y)
            ax.plot(x[good], y[good], label=f"{name}")
        ax.set_title(title)
        ax.grid(True)
    axes[0].set_yscale("log")
    axes[1].set_yscale("log")
    axes[3].legend()

# %% right: pyplot with the given axes made current, a reference line more
import matplotlib.pyplot as plt

def plot_histories(axes, histories):
    for k, key in enumerate(["train_loss", "valid_loss", "train_accuracy", "valid_accuracy"]):
        plt.sca(axes[k])
        for name in histories:
            plt.plot(histories[name][key], label="unit " + name)
        if k < 2:
            plt.yscale("log")
        else:
            plt.axhline(0.1, color="grey", linewidth=0.5)
        plt.legend()

# %% right: columns of a matrix, a list of labels
def plot_histories(axes, histories):
    names = list(histories)
    for ax, key in zip(axes, ("train_loss", "valid_loss", "train_accuracy", "valid_accuracy")):
        matrix = np.column_stack([histories[name][key] for name in names])
        ax.plot(np.arange(1, len(matrix) + 1), matrix, label=names, alpha=0.9)
        ax.set(xlabel="epoch", title=key.replace("_", " "))
        if key.endswith("loss"):
            ax.set(yscale="log")
        ax.legend(loc="best")

# %% right: the course's own helper
def plot_histories(axes, histories):
    for ax, key in zip(axes, ("train_loss", "valid_loss", "train_accuracy", "valid_accuracy")):
        length = max(len(history[key]) for history in histories.values())
        plotting.plot_curves(ax, np.arange(length), {n: h[key] for n, h in histories.items()},
                             xlabel="epoch", title=key)
        if key in ("train_loss", "valid_loss"):
            ax.set_yscale("log")

# %% wrong 0.5: training and validation in the wrong places
def plot_histories(axes, histories):
    keys = ["train_loss", "train_accuracy", "valid_loss", "valid_accuracy"]
    for i, key in enumerate(keys):
        for name, history in histories.items():
            axes[i].plot(history[key], label=name)
        if i < 2:
            axes[i].set_yscale("log")

# %% wrong 1.5: linear loss axes
def plot_histories(axes, histories):
    for ax, key in zip(axes, ("train_loss", "valid_loss", "train_accuracy", "valid_accuracy")):
        for name, history in histories.items():
            ax.plot(history[key], label=name)
        ax.legend()

# %% wrong 1.5: accuracies on a logarithmic axis
def plot_histories(axes, histories):
    for ax, key in zip(axes, ("train_loss", "valid_loss", "train_accuracy", "valid_accuracy")):
        for name, history in histories.items():
            ax.semilogy(history[key], label=name)
        ax.legend()

# %% wrong 1.5: no labels
def plot_histories(axes, histories):
    for ax, key in zip(axes, ("train_loss", "valid_loss", "train_accuracy", "valid_accuracy")):
        for history in histories.values():
            ax.plot(history[key])
        ax.set_yscale("log" if key.endswith("loss") else "linear")

# %% wrong 1.5: labels on the first axes only
def plot_histories(axes, histories):
    for k, key in enumerate(("train_loss", "valid_loss", "train_accuracy", "valid_accuracy")):
        for name, history in histories.items():
            axes[k].plot(history[key], label=name if k == 0 else None)
        if k < 2:
            axes[k].set_yscale("log")
    axes[0].legend()

# %% wrong 0: everything on one of the axes
def plot_histories(axes, histories):
    for name, history in histories.items():
        for key in ("train_loss", "valid_loss", "train_accuracy", "valid_accuracy"):
            axes[0].plot(history[key], label=f"{name}: {key}")
    axes[0].set_yscale("log")
    axes[0].legend()

# %% wrong 0: pyplot's current axes
import matplotlib.pyplot as plt

def plot_histories(axes, histories):
    for key in ("train_loss", "valid_loss", "train_accuracy", "valid_accuracy"):
        for name, history in histories.items():
            plt.plot(history[key], label=name)
    plt.close("all")

# %% wrong 0: the logarithm of the losses
def plot_histories(axes, histories):
    for ax, key in zip(axes, ("train_loss", "valid_loss", "train_accuracy", "valid_accuracy")):
        for name, history in histories.items():
            y = np.log10(history[key]) if key.endswith("loss") else history[key]
            ax.plot(y, label=name)

# %% wrong 0.5: validation loss and accuracy twice, training forgotten
def plot_histories(axes, histories):
    for ax, key in zip(axes, ("valid_loss", "valid_loss", "valid_accuracy", "valid_accuracy")):
        for name, history in histories.items():
            ax.plot(history[key], label=name)
        if key.endswith("loss"):
            ax.set_yscale("log")

# %% wrong 0.5: only the last run is left
def plot_histories(axes, histories):
    for ax, key in zip(axes, ("train_loss", "valid_loss", "train_accuracy", "valid_accuracy")):
        for name, history in histories.items():
            for line in list(ax.lines):
                line.remove()
            ax.plot(history[key], label=name)
        if key.endswith("loss"):
            ax.set_yscale("log")

# %% wrong 0.5: a list that all runs share
def plot_histories(axes, histories):
    shared = []
    for history in histories.values():
        shared = history
    for ax, key in zip(axes, ("train_loss", "valid_loss", "train_accuracy", "valid_accuracy")):
        for name in histories:
            ax.plot(shared[key], label=name)
        if key.endswith("loss"):
            ax.set_yscale("log")

# %% wrong 1: expects exactly two runs
def plot_histories(axes, histories):
    first, second = list(histories)[:2]
    for ax, key in zip(axes, ("train_loss", "valid_loss", "train_accuracy", "valid_accuracy")):
        for name in (first, second):
            ax.plot(histories[name][key], label=name)
        if key.endswith("loss"):
            ax.set_yscale("log")

# %% wrong 1.5: labels in another order than the lines
def plot_histories(axes, histories):
    names = sorted(histories)[::-1]
    for ax, key in zip(axes, ("train_loss", "valid_loss", "train_accuracy", "valid_accuracy")):
        for name, history in zip(names, histories.values()):
            ax.plot(history[key], label=name)
        if key.endswith("loss"):
            ax.set_yscale("log")

# %% wrong 0.5: epochs against the lists, the axes swapped
def plot_histories(axes, histories):
    for ax, key in zip(axes, ("train_loss", "valid_loss", "train_accuracy", "valid_accuracy")):
        for name, history in histories.items():
            ax.plot(history[key], range(len(history[key])), label=name)
        if key.endswith("loss"):
            ax.set_yscale("log")

# %% right: float32 tensors
def plot_histories(axes, histories):
    for ax, key in zip(axes, ("train_loss", "valid_loss", "train_accuracy", "valid_accuracy")):
        for name, history in histories.items():
            ax.plot(torch.tensor(history[key]), label=name)
        if key.endswith("loss"):
            ax.set_yscale("log")
        ax.legend()

# %% right: texts at the ends of the lines in place of a legend
def plot_histories(axes, histories):
    for ax, key in zip(axes, ("train_loss", "valid_loss", "train_accuracy", "valid_accuracy")):
        for name, history in histories.items():
            (line,) = ax.plot(history[key])
            last = np.flatnonzero(np.isfinite(history[key]))[-1]
            ax.text(last, history[key][last], " " + name, color=line.get_color())
        if key.endswith("loss"):
            ax.set_yscale("log")

# %% right: points, and a legend of its own
def plot_histories(axes, histories):
    for ax, key in zip(axes, ("train_loss", "valid_loss", "train_accuracy", "valid_accuracy")):
        for name, history in histories.items():
            ax.scatter(np.arange(len(history[key])), history[key], s=9, label=name)
        if key.endswith("loss"):
            ax.set_yscale("log")
        ax.legend()

# %% right: steps, and a legend for the whole figure
def plot_histories(axes, histories):
    for ax, key in zip(axes, ("train_loss", "valid_loss", "train_accuracy", "valid_accuracy")):
        for name, history in histories.items():
            ax.step(range(len(history[key])), history[key], where="mid")
        if key.endswith("loss"):
            ax.set_yscale("log")
    axes[0].figure.legend(axes[0].get_lines(), list(histories))

# %% right: all in black, with dashes and markers
def plot_histories(axes, histories):
    marks = [m + d for m in ("", "o", "s", "^") for d in ("-", "--", ":", "-.")]
    styles = dict(zip(histories, marks))
    for ax, key in zip(axes, ("train_loss", "valid_loss", "train_accuracy", "valid_accuracy")):
        for name, history in histories.items():
            ax.plot(history[key], "k" + styles[name], label=name)
        if key.endswith("loss"):
            ax.set_yscale("log")
        ax.legend()

# %% wrong 1.5: the legend exchanges the runs
def plot_histories(axes, histories):
    for ax, key in zip(axes, ("train_loss", "valid_loss", "train_accuracy", "valid_accuracy")):
        for name, history in histories.items():
            ax.plot(history[key], label=name)
        if key.endswith("loss"):
            ax.set_yscale("log")
        ax.legend(ax.get_lines()[::-1], list(histories))

# %% wrong 1.5: all lines look the same
def plot_histories(axes, histories):
    for ax, key in zip(axes, ("train_loss", "valid_loss", "train_accuracy", "valid_accuracy")):
        for name, history in histories.items():
            ax.plot(history[key], "k", label=name)
        if key.endswith("loss"):
            ax.set_yscale("log")
        ax.legend()

# %% wrong 2: every label names all the runs
def plot_histories(axes, histories):
    for ax, key in zip(axes, ("train_loss", "valid_loss", "train_accuracy", "valid_accuracy")):
        for name, history in histories.items():
            ax.plot(history[key], label=f"{name} of {list(histories)}")
        if key.endswith("loss"):
            ax.set_yscale("log")
        ax.legend()

# %% wrong 0.5: lines that cannot be seen
def plot_histories(axes, histories):
    for ax, key in zip(axes, ("train_loss", "valid_loss", "train_accuracy", "valid_accuracy")):
        for name, history in histories.items():
            ax.plot(history[key], label=name, alpha=0)
        if key.endswith("loss"):
            ax.set_yscale("log")
        ax.legend()

# %% wrong 0.5: the limits leave half of the epochs out
def plot_histories(axes, histories):
    for ax, key in zip(axes, ("train_loss", "valid_loss", "train_accuracy", "valid_accuracy")):
        for name, history in histories.items():
            ax.plot(history[key], label=name)
        if key.endswith("loss"):
            ax.set_yscale("log")
        ax.legend()
        ax.set_xlim(len(history[key]) / 2, len(history[key]))

# %% wrong 2: epochs run from right to left
def plot_histories(axes, histories):
    for ax, key in zip(axes, ("train_loss", "valid_loss", "train_accuracy", "valid_accuracy")):
        for name, history in histories.items():
            ax.plot(history[key], label=name)
        if key.endswith("loss"):
            ax.set_yscale("log")
        ax.legend()
        ax.invert_xaxis()

# %% wrong 2: values grow downwards
def plot_histories(axes, histories):
    for ax, key in zip(axes, ("train_loss", "valid_loss", "train_accuracy", "valid_accuracy")):
        for name, history in histories.items():
            ax.plot(history[key], label=name)
        if key.endswith("loss"):
            ax.set_yscale("log")
        ax.legend()
        ax.invert_yaxis()

# %% wrong 2: replaces NaN in the caller's lists
def plot_histories(axes, histories):
    for ax, key in zip(axes, ("train_loss", "valid_loss", "train_accuracy", "valid_accuracy")):
        for name, history in histories.items():
            ax.plot(history[key], label=name)
        if key.endswith("loss"):
            ax.set_yscale("log")
        ax.legend()
        history[key][:] = np.nan_to_num(history[key]).tolist()
        history[key].append(0.0)

# %% wrong 2: takes entries out of the caller's dicts
def plot_histories(axes, histories):
    for ax, key in zip(axes, ("train_loss", "valid_loss", "train_accuracy", "valid_accuracy")):
        for name, history in histories.items():
            ax.plot(history.pop(key), label=name)
        if key.endswith("loss"):
            ax.set_yscale("log")
        ax.legend()

# %% right: points first, a thin line with the label over them
def plot_histories(axes, histories):
    for ax, key in zip(axes, ("train_loss", "valid_loss", "train_accuracy", "valid_accuracy")):
        for name, history in histories.items():
            (dots,) = ax.plot(history[key], "o", markersize=3)
            ax.plot(history[key], color=dots.get_color(), linewidth=1, label=name)
        if key.endswith("loss"):
            ax.set_yscale("log")
        ax.legend()
