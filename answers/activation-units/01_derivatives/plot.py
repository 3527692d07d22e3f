# %% right: two labelled lines, a legend, the name in the title
def plot_activation(axes, f, derivative, name):
    z = np.linspace(-5, 5, 401)
    axes.plot(z, f(z), label="f")
    axes.plot(z, derivative(z), label="f′")
    axes.set_title(name)
    axes.legend()

# %% right: the name in the labels, no title
def plot_activation(axes, f, derivative, name):
    """Both curves, the derivative dashed."""
    z = np.arange(-600, 601) / 100
    axes.plot(z, f(z), "C0-", label=f"{name}(z)")
    axes.plot(z, derivative(z), "C1--", label=f"derivative of {name}")
    axes.legend(loc="upper left", frameon=False)
    axes.set_xlabel("z")
    axes.grid(True)
    return axes

# %% right: both curves in one call, the texts in the legend only
def plot_activation(axes, f, derivative, name):
    z = np.linspace(-4, 4)
    axes.plot(z, f(z), z, derivative(z))
    axes.legend([name, name + "'"])

# %% right: further lines for the axes and an asymptote
def plot_activation(axes, f, derivative, name):
    z = np.linspace(-8.0, 8.0, 1000)
    axes.axhline(0, color="grey", linewidth=0.5)
    axes.axvline(0, color="grey", linewidth=0.5)
    axes.plot(z, z, color="lightgrey")
    axes.plot(z, derivative(z), color="red", label="$f'(z)$")
    axes.plot(z, f(z), color="blue", label="$f(z)$")
    axes.set(title=f"The unit {name}", xlim=(-8, 8), ylim=(-1.5, 3))
    axes.legend(title=name)

# %% right: loops over single numbers
def plot_activation(axes, f, derivative, name):
    xs, ys, slopes = [], [], []
    x = -3.0
    while x <= 3.0:
        xs.append(x)
        ys.append(f(x))
        slopes.append(derivative(x))
        x += 0.125
    axes.plot(xs, ys)
    axes.plot(xs, slopes)
    axes.get_lines()[0].set_label(name)
    axes.get_lines()[1].set_label("slope of " + name)
    axes.legend()

# %% right: pyplot with the given axes made current
import matplotlib.pyplot as plt

def plot_activation(axes, f, derivative, name):
    plt.sca(axes)
    z = np.linspace(-5, 5, 200)
    plt.plot(z, f(z), label=name)
    plt.plot(z, derivative(z), label=f"{name} prime")
    plt.title(name)
    plt.legend()

# %% right: columns of a matrix, with a list of labels
def plot_activation(axes, f, derivative, name):
    z = np.linspace(-6, 6, 121)
    curves = np.column_stack([f(z), derivative(z)])
    axes.plot(z, curves, label=["f", "derivative"])
    axes.set_title(name, fontsize=14)
    axes.legend()

# %% right: a range that is not symmetric, a helper, and random spacing
def _curve(axes, z, y, **style):
    (line,) = axes.plot(z, y, **style)
    return line

def plot_activation(axes, f, derivative, name, z_min=-7, z_max=3, count=500):
    z = np.sort(np.random.uniform(z_min, z_max, count))
    for function, label in [(f, "value"), (derivative, "slope")]:
        _curve(axes, z, function(z), label=label, alpha=0.8)
    axes.set_title(f"{name} and its derivative")
    axes.legend()

# %% right: a handle and a label list for the legend, the name in the legend
def plot_activation(axes, f, derivative, name):
    z = np.linspace(-5, 5, 300)
    first = axes.plot(z, f(z))[0]
    second = axes.plot(z, derivative(z), linestyle=":")[0]
    axes.legend(handles=[first, second], labels=[f"{name}", f"{name}′"])

# %% right: whole numbers as a range, a spine moved
def plot_activation(axes, f, derivative, name):
    z = np.arange(-10, 11)
    axes.plot(z, f(z), marker="o", label=f"f = {name}")
    axes.plot(z, derivative(z), marker="x", label="df/dz")
    axes.spines["left"].set_position("zero")
    axes.legend()

# %% wrong 0: the derivative's curve is missing
def plot_activation(axes, f, derivative, name):
    z = np.linspace(-5, 5, 401)
    axes.plot(z, f(z), label="f")
    axes.set_title(name)
    axes.legend()

# %% wrong 0: draws the function twice
def plot_activation(axes, f, derivative, name):
    z = np.linspace(-5, 5, 401)
    axes.plot(z, f(z), label="f")
    axes.plot(z, f(z), label="f′")
    axes.set_title(name)
    axes.legend()

# %% wrong 1: no labels
def plot_activation(axes, f, derivative, name):
    z = np.linspace(-5, 5, 401)
    axes.plot(z, f(z))
    axes.plot(z, derivative(z))
    axes.set_title(name)

# %% wrong 1: a label for one of the curves only
def plot_activation(axes, f, derivative, name):
    z = np.linspace(-5, 5, 401)
    axes.plot(z, f(z), label="f")
    axes.plot(z, derivative(z))
    axes.set_title(name)
    axes.legend()

# %% wrong 1: the unit's name is nowhere
def plot_activation(axes, f, derivative, name):
    z = np.linspace(-5, 5, 401)
    axes.plot(z, f(z), label="f")
    axes.plot(z, derivative(z), label="f′")
    axes.set_title("An activation unit")
    axes.legend()

# %% wrong 1: the same name for every unit
def plot_activation(axes, f, derivative, name):
    z = np.linspace(-5, 5, 401)
    axes.plot(z, f(z), label="f")
    axes.plot(z, derivative(z), label="f′")
    axes.set_title("ReLU")
    axes.legend()

# %% wrong 0: draws on pyplot's current axes instead of the given ones
import matplotlib.pyplot as plt

def plot_activation(axes, f, derivative, name):
    z = np.linspace(-5, 5, 401)
    plt.plot(z, f(z), label="f")
    plt.plot(z, derivative(z), label="f′")
    plt.title(name)
    plt.legend()

# %% wrong 0: makes a figure of its own
import matplotlib.pyplot as plt

def plot_activation(axes, f, derivative, name):
    figure, axes = plt.subplots()
    z = np.linspace(-5, 5, 401)
    axes.plot(z, f(z), label="f")
    axes.plot(z, derivative(z), label="f′")
    axes.set_title(name)
    axes.legend()
    plt.close(figure)

# %% wrong 2: shows positive inputs only
def plot_activation(axes, f, derivative, name):
    z = np.linspace(0, 5, 401)
    axes.plot(z, f(z), label="f")
    axes.plot(z, derivative(z), label="f′")
    axes.set_title(name)
    axes.legend()

# %% wrong 0: the axes are swapped, z upwards
def plot_activation(axes, f, derivative, name):
    z = np.linspace(-5, 5, 401)
    axes.plot(f(z), z, label="f")
    axes.plot(derivative(z), z, label="f′")
    axes.set_title(name)
    axes.legend()

# %% wrong 0: forgets z and draws over the indices
def plot_activation(axes, f, derivative, name):
    z = np.linspace(-5, 5, 401)
    axes.plot(f(z), label="f")
    axes.plot(derivative(z), label="f′")
    axes.set_title(name)
    axes.legend()

# %% wrong 0: the derivative is taken of the function's output
def plot_activation(axes, f, derivative, name):
    z = np.linspace(-5, 5, 401)
    axes.plot(z, f(z), label="f")
    axes.plot(z, derivative(f(z)), label="f′")
    axes.set_title(name)
    axes.legend()

# %% wrong 0: a difference quotient instead of the given derivative
def plot_activation(axes, f, derivative, name):
    z = np.linspace(-5, 5, 401)
    axes.plot(z, f(z), label="f")
    axes.plot(z, np.gradient(f(z), z), label="f′")
    axes.set_title(name)
    axes.legend()

# %% wrong 0: always draws ReLU, whatever it is given
def plot_activation(axes, f, derivative, name):
    z = np.linspace(-5, 5, 401)
    axes.plot(z, np.maximum(z, 0), label="f")
    axes.plot(z, 1.0 * (z > 0), label="f′")
    axes.set_title(name)
    axes.legend()

# %% wrong 0: two points for each curve
def plot_activation(axes, f, derivative, name):
    z = np.array([-5.0, 5.0])
    axes.plot(z, f(z), label="f")
    axes.plot(z, derivative(z), label="f′")
    axes.set_title(name)
    axes.legend()

# %% wrong 0: empty axes with a title
def plot_activation(axes, f, derivative, name):
    axes.set_title(name)

# %% wrong 0: a function of three parameters, the name left out
def plot_activation(axes, f, derivative):
    z = np.linspace(-5, 5, 401)
    axes.plot(z, f(z), label="f")
    axes.plot(z, derivative(z), label="f′")
    axes.legend()

# %% right: the title begins with a capital, as titles do
def plot_activation(axes, f, derivative, name):
    z = np.linspace(-5, 5, 401)
    axes.plot(z, f(z), label="f")
    axes.plot(z, derivative(z), "--", label="f'")
    axes.set_title(name.capitalize())
    axes.legend()

# %% right: a wide range with many points, and the name on two lines of a title in capitals
def plot_activation(axes, f, derivative, name):
    z = np.linspace(-100, 100, 2001)
    axes.plot(z, derivative(z), label="slope")
    axes.plot(z, f(z), label="unit")
    axes.set_title(name.upper().replace(" ", "\n"))
    axes.legend()

# %% wrong 2: the labels of the two curves are exchanged
def plot_activation(axes, f, derivative, name):
    z = np.linspace(-5, 5, 401)
    axes.plot(z, f(z), label="f'")
    axes.plot(z, derivative(z), label="f")
    axes.set_title(name)
    axes.legend()

# %% wrong 2: the legend's texts stand in the wrong order
def plot_activation(axes, f, derivative, name):
    z = np.linspace(-5, 5, 401)
    axes.plot(z, derivative(z))
    axes.plot(z, f(z))
    axes.legend([name, f"derivative of {name}"])

# %% wrong 2: a range so wide that nothing can be seen of the bend
def plot_activation(axes, f, derivative, name):
    z = np.linspace(-1e6, 1e6, 2_000_001)
    axes.plot(z, f(z), label="f")
    axes.plot(z, derivative(z), label="f'")
    axes.set_title(name)
    axes.legend()

# %% wrong 2: three points on either side of the bend
def plot_activation(axes, f, derivative, name):
    z = np.linspace(-40, 40, 33)
    axes.plot(z, f(z), label="f")
    axes.plot(z, derivative(z), label="f'")
    axes.set_title(name)
    axes.legend()
