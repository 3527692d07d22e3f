"""Writes files and reads them, in a cell and in a call."""
# %% cube
with open("weights.txt", "w") as file:
    file.write("3")
np.save("array.npy", np.arange(3))
plt.savefig("figure.png")
def cube(z):
    with open("scratch.txt", "w") as file:
        file.write("x")
    return np.asarray(z, dtype=float) ** int(open("weights.txt").read())
