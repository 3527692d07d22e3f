"""pyplot's state: other styles, closed figures, another backend, interactive mode."""
# %%
import matplotlib
matplotlib.use("Agg")
plt.style.use("ggplot")
plt.rcParams["figure.dpi"] = 300
plt.plot([1, 2])
plt.ion()
plt.close("all")
# %% draw
def draw(axes):
    x = np.linspace(-3, 3, 50)
    plt.sca(axes)
    plt.plot(x, np.sin(x))
    plt.show()
