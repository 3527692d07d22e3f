# %% right: numbers typed in
range_answers = {
    "large": {"log10_variance": 561.7, "variance_float64": "overflow",
              "entries_float64": "finite", "entries_float32": "overflow"},
    "small": {"log10_variance": -183.6, "variance_float64": "finite",
              "entries_float64": "finite", "entries_float32": "underflow"},
}

# %% right: computed, with capitals and spaces
range_answers = {}
for name, std in (("small", 1e-3), ("large", 2**10)):
    log = 62 * np.log10(256) + 124 * np.log10(std) + 130 * np.log10(2)
    range_answers[name] = dict(log10_variance=log, entries_float64=" Finite")
range_answers["small"].update(variance_float64="finite", entries_float32="UNDERFLOW")
range_answers["large"].update(variance_float64="Overflow", entries_float32="over flow.")

# %% right: the logarithms as text
range_answers = {
    "large": {"log10_variance": "≈ 561.72", "variance_float64": "overflow",
              "entries_float64": "finite", "entries_float32": "overflow"},
    "small": {"log10_variance": "−183,56", "variance_float64": "finite",
              "entries_float64": "finite", "entries_float32": "under-flow"},
}

# %% right: asks the floats themselves, by way of logarithms
def _word(log, dtype):
    info = np.finfo(dtype)
    if log > np.log10(info.max):
        return "overflow"
    return "underflow" if log < np.log10(info.tiny) - 12 else "finite"

def _answers(std_weight):
    log = sum([62 * math.log10(256), 2 * 62 * math.log10(std_weight), 2 * 65 * math.log10(2)])
    return {"log10_variance": log, "variance_float64": _word(log, np.float64),
            "entries_float64": _word(log / 2, np.float64),
            "entries_float32": _word(log / 2, np.float32)}

range_answers = {"large": _answers(1024), "small": _answers(0.001)}

# %% wrong 4: the small variance is 0 in float64, as a naive program says
range_answers = {
    "large": {"log10_variance": 561.7, "variance_float64": "overflow",
              "entries_float64": "finite", "entries_float32": "overflow"},
    "small": {"log10_variance": -183.6, "variance_float64": "underflow",
              "entries_float64": "finite", "entries_float32": "underflow"},
}

# %% wrong 4: the large entries overflow float64, like their variance
range_answers = {
    "large": {"log10_variance": 561.7, "variance_float64": "overflow",
              "entries_float64": "overflow", "entries_float32": "overflow"},
    "small": {"log10_variance": -183.6, "variance_float64": "finite",
              "entries_float64": "finite", "entries_float32": "underflow"},
}

# %% wrong 3: logarithms of standard deviations
range_answers = {
    "large": {"log10_variance": 280.9, "variance_float64": "overflow",
              "entries_float64": "finite", "entries_float32": "overflow"},
    "small": {"log10_variance": -91.8, "variance_float64": "finite",
              "entries_float64": "finite", "entries_float32": "underflow"},
}

# %% wrong 3: natural logarithms
range_answers = {
    "large": {"log10_variance": 1293.4, "variance_float64": "overflow",
              "entries_float64": "finite", "entries_float32": "overflow"},
    "small": {"log10_variance": -422.7, "variance_float64": "finite",
              "entries_float64": "finite", "entries_float32": "underflow"},
}

# %% wrong 3: 63 matrices
range_answers = {
    "large": {"log10_variance": 570.1, "variance_float64": "overflow",
              "entries_float64": "finite", "entries_float32": "overflow"},
    "small": {"log10_variance": -187.1, "variance_float64": "finite",
              "entries_float64": "finite", "entries_float32": "underflow"},
}

# %% wrong 3: one slope too few
range_answers = {
    "large": {"log10_variance": 561.1, "variance_float64": "overflow",
              "entries_float64": "finite", "entries_float32": "overflow"},
    "small": {"log10_variance": -184.2, "variance_float64": "finite",
              "entries_float64": "finite", "entries_float32": "underflow"},
}

# %% wrong 2: standard deviations taken for variances
range_answers = {
    "large": {"log10_variance": 355.5, "variance_float64": "overflow",
              "entries_float64": "finite", "entries_float32": "overflow"},
    "small": {"log10_variance": -17.1, "variance_float64": "finite",
              "entries_float64": "finite", "entries_float32": "finite"},
}

# %% wrong 2: logarithms of products that have left the floats
range_answers = {
    "large": {"log10_variance": np.inf, "variance_float64": "overflow",
              "entries_float64": "finite", "entries_float32": "overflow"},
    "small": {"log10_variance": -np.inf, "variance_float64": "finite",
              "entries_float64": "finite", "entries_float32": "underflow"},
}

# %% wrong 3: a word of one's own
range_answers = {
    "large": {"log10_variance": 561.7, "variance_float64": "overflow",
              "entries_float64": "finite", "entries_float32": "overflow"},
    "small": {"log10_variance": -183.6, "variance_float64": "finite",
              "entries_float64": "finite", "entries_float32": "zero"},
}

# %% wrong 3: float32 holds everything that float64 holds
range_answers = {
    "large": {"log10_variance": 561.7, "variance_float64": "overflow",
              "entries_float64": "finite", "entries_float32": "finite"},
    "small": {"log10_variance": -183.6, "variance_float64": "finite",
              "entries_float64": "finite", "entries_float32": "finite"},
}

# %% wrong 2: the small case is missing
range_answers = {
    "large": {"log10_variance": 561.7, "variance_float64": "overflow",
              "entries_float64": "finite", "entries_float32": "overflow"},
}

# %% wrong 3: the sign of the small case
range_answers = {
    "large": {"log10_variance": 561.7, "variance_float64": "overflow",
              "entries_float64": "finite", "entries_float32": "overflow"},
    "small": {"log10_variance": 183.6, "variance_float64": "finite",
              "entries_float64": "finite", "entries_float32": "overflow"},
}

# %% wrong 0: lists instead of dicts
range_answers = {"large": [561.7, "overflow", "finite", "overflow"],
                 "small": [-183.6, "finite", "finite", "underflow"]}

# %% wrong 0: left empty
range_answers = {}

# %% wrong 4: the logarithm of the large variance rounded too far
range_answers = {
    "large": {"log10_variance": 562, "variance_float64": "overflow",
              "entries_float64": "finite", "entries_float32": "overflow"},
    "small": {"log10_variance": -183.6, "variance_float64": "finite",
              "entries_float64": "finite", "entries_float32": "underflow"},
}

# %% wrong 3: the logarithm of the small variance rounded too far, the small entries lost
range_answers = {
    "large": {"log10_variance": 561.7, "variance_float64": "overflow",
              "entries_float64": "finite", "entries_float32": "overflow"},
    "small": {"log10_variance": -184, "variance_float64": "finite",
              "entries_float64": "underflow", "entries_float32": "underflow"},
}
