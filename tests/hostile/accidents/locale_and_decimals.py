"""Locale and decimal context."""
# %% cube
import decimal, locale
decimal.getcontext().prec = 3
locale.setlocale(locale.LC_ALL, "C")
def cube(z):
    return np.asarray(z, dtype=float) ** 3
