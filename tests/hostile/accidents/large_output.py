"""A long table and a large picture: more than is kept."""
# slow
# %%
for n in range(100_000):
    print("row", n, "—", "ω" * 10)
# %%
figure = plt.figure(figsize=(20, 20), dpi=200)
plt.imshow(np.random.default_rng(0).random((2000, 2000)))
plt.show()
# %% cube
def cube(z):
    print("x" * 200_000)
    return np.asarray(z, dtype=float) ** 3
