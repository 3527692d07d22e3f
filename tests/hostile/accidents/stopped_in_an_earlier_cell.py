"""An import that the answer needs fails in a cell above: the tests name that cell's line."""
# loses: cube
# prints: An earlier cell, which this answer needs, stopped in line 1, `import seaborn_of_mine as sm`
# %%
import seaborn_of_mine as sm
# %% cube
base = sm.load()
def cube(z):
    return np.asarray(z, dtype=float) ** 3
