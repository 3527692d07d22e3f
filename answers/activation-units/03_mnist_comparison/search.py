# %% right: eight rates, evenly spaced on a logarithmic scale
learning_rates = {name: np.geomspace(0.001, 1.0, 8).tolist()
                  for name in ("ReLU", "Sigmoid", "LeakyReLU", "Tanh", "Mish", "Swish")}
best_learning_rates = {"ReLU": 0.0026826957952797246, "Sigmoid": 1.0,
                       "LeakyReLU": 0.0026826957952797246, "Tanh": 0.13894954943731375,
                       "Mish": 0.0026826957952797246, "Swish": 0.0026826957952797246}

# %% right: what the built-in digits give
_rates = [0.001, 0.0027, 0.0072, 0.0193, 0.0518, 0.1389, 0.3728, 1.0]
learning_rates = {
    "ReLU": _rates, "Sigmoid": _rates, "LeakyReLU": _rates,
    "Tanh": _rates, "Mish": _rates, "Swish": _rates,
}
best_learning_rates = {
    "ReLU": 0.001, "Sigmoid": 0.3728, "LeakyReLU": 0.001,
    "Tanh": 0.0518, "Mish": 0.001, "Swish": 0.0027,
}

# %% right: what the full protocol may give, large rates
_rates = [0.001, 0.0027, 0.0072, 0.0193, 0.0518, 0.1389, 0.3728, 1.0]
learning_rates = dict.fromkeys(["ReLU", "Sigmoid", "LeakyReLU", "Tanh", "Mish", "Swish"], _rates)
best_learning_rates = dict(ReLU=0.0072, Sigmoid=1.0, LeakyReLU=0.0072, Tanh=0.3728, Mish=0.0072,
                           Swish=0.0072)

# %% right: grids of its own for each unit, chosen by hand, with more below and above
_wide = [0.0003, 0.001, 0.002, 0.003, 0.005, 0.01, 0.03, 0.1, 0.3, 1.0, 2.0]
learning_rates = {"ReLU": _wide, "LeakyReLU": _wide[1:], "Mish": tuple(_wide), "Swish": np.array(_wide),
                  "Sigmoid": [0.001, 0.01, 0.05, 0.1, 0.2, 0.5, 1, 1.5, 2],
                  "Tanh": [0.001, 0.01, 0.03, 0.06, 0.1, 0.2, 0.4, 1]}
best_learning_rates = {"ReLU": 0.003, "LeakyReLU": 0.005, "Mish": 0.002, "Swish": 0.001,
                       "Sigmoid": 1.5, "Tanh": 0.2}

# %% right: ten rates in any order, numbers of NumPy
_rates = list(np.logspace(-3, 0, 10)[::-1])
learning_rates = {}
best_learning_rates = {}
for _name, _place in [("ReLU", 7), ("Sigmoid", 1), ("LeakyReLU", 7), ("Tanh", 4), ("Mish", 8), ("Swish", 8)]:
    learning_rates[_name] = _rates
    best_learning_rates[_name] = _rates[_place]

# %% right: a short search of its own, on noise with the shape of images
_rates = np.geomspace(1e-3, 1, 8).round(4).tolist()
_table = {"ReLU": [0.9, 0.5, 0.6, np.nan, np.nan, np.inf, np.nan, np.nan],
          "Sigmoid": [2.3, 2.3, 2.2, 2.1, 1.7, 0.9, 0.5, 0.6]}
_table |= {"LeakyReLU": _table["ReLU"], "Mish": _table["ReLU"], "Swish": _table["ReLU"],
           "Tanh": [2.2, 2.1, 1.9, 1.2, 0.7, 0.5, 0.8, 22.0]}
learning_rates = {name: _rates for name in _table}
best_learning_rates = {name: _rates[int(np.nanargmin(losses))] for name, losses in _table.items()}

# %% wrong 1: ten times too small, all of them
_rates = np.geomspace(1e-4, 1, 13).tolist()
learning_rates = dict.fromkeys(["ReLU", "Sigmoid", "LeakyReLU", "Tanh", "Mish", "Swish"], _rates)
best_learning_rates = {name: min(_rates, key=lambda rate: abs(np.log(rate / due))) for name, due in
                       {"ReLU": 0.00022, "Sigmoid": 0.05, "LeakyReLU": 0.00022, "Tanh": 0.0046,
                        "Mish": 0.00022, "Swish": 0.00022}.items()}

# %% wrong 1: ten times too large, all of them
_rates = np.geomspace(1e-3, 10, 13).tolist()
learning_rates = dict.fromkeys(["ReLU", "Sigmoid", "LeakyReLU", "Tanh", "Mish", "Swish"], _rates)
best_learning_rates = {name: min(_rates, key=lambda rate: abs(np.log(rate / due))) for name, due in
                       {"ReLU": 0.046, "Sigmoid": 4.6, "LeakyReLU": 0.046, "Tanh": 1.0,
                        "Mish": 0.046, "Swish": 0.046}.items()}

# %% wrong 1.5: the largest rate for all
_rates = np.geomspace(1e-3, 1, 8).tolist()
learning_rates = dict.fromkeys(["ReLU", "Sigmoid", "LeakyReLU", "Tanh", "Mish", "Swish"], _rates)
best_learning_rates = dict.fromkeys(learning_rates, 1.0)

# %% wrong 3: the smallest rate for all
_rates = np.geomspace(1e-3, 1, 8).tolist()
learning_rates = dict.fromkeys(["ReLU", "Sigmoid", "LeakyReLU", "Tanh", "Mish", "Swish"], _rates)
best_learning_rates = dict.fromkeys(learning_rates, 0.001)

# %% wrong 3: 0.005 for all, the rate that was given
_rates = [0.001, 0.005, 0.01, 0.03, 0.1, 0.3, 0.6, 1.0]
learning_rates = dict.fromkeys(["ReLU", "Sigmoid", "LeakyReLU", "Tanh", "Mish", "Swish"], _rates)
best_learning_rates = dict.fromkeys(learning_rates, 0.005)

# %% wrong 2: a middle rate for all
_rates = [0.001, 0.005, 0.01, 0.03, 0.1, 0.3, 0.6, 1.0]
learning_rates = dict.fromkeys(["ReLU", "Sigmoid", "LeakyReLU", "Tanh", "Mish", "Swish"], _rates)
best_learning_rates = dict.fromkeys(learning_rates, 0.3)

# %% wrong 2: the rates for pixels divided by 255
_rates = [0.001, 0.005, 0.03, 0.1, 0.3, 0.5, 1.0, 2.0, 4.0]
learning_rates = dict.fromkeys(["ReLU", "Sigmoid", "LeakyReLU", "Tanh", "Mish", "Swish"], _rates)
best_learning_rates = {"ReLU": 0.3, "Sigmoid": 1.0, "LeakyReLU": 0.3, "Tanh": 0.3, "Mish": 0.3,
                       "Swish": 0.3}

# %% wrong 0: NaN, the rates of diverged runs
_rates = np.geomspace(1e-3, 1, 8).tolist()
learning_rates = dict.fromkeys(["ReLU", "Sigmoid", "LeakyReLU", "Tanh", "Mish", "Swish"], _rates)
best_learning_rates = dict.fromkeys(learning_rates, float("nan"))

# %% wrong 3: three rates were tried
learning_rates = {name: [0.001, 0.1, 1.0, 0.0027] for name in
                  ("ReLU", "Sigmoid", "LeakyReLU", "Tanh", "Mish", "Swish")}
best_learning_rates = {"ReLU": 0.0027, "Sigmoid": 1.0, "LeakyReLU": 0.0027, "Tanh": 0.1,
                       "Mish": 0.0027, "Swish": 0.0027}

# %% wrong 3: eight rates, some of them the same
learning_rates = {name: [0.001, 0.001, 0.0027, 0.0027, 0.1, 0.1, 1.0, 1.0] for name in
                  ("ReLU", "Sigmoid", "LeakyReLU", "Tanh", "Mish", "Swish")}
best_learning_rates = {"ReLU": 0.0027, "Sigmoid": 1.0, "LeakyReLU": 0.0027, "Tanh": 0.1,
                       "Mish": 0.0027, "Swish": 0.0027}

# %% wrong 3: a narrow range
learning_rates = {name: np.linspace(0.001, 0.3, 12).tolist() for name in
                  ("ReLU", "Sigmoid", "LeakyReLU", "Tanh", "Mish", "Swish")}
best_learning_rates = {"ReLU": 0.001, "Sigmoid": 0.3, "LeakyReLU": 0.001, "Tanh": learning_rates["Tanh"][3],
                       "Mish": 0.001, "Swish": 0.001}

# %% wrong 3: rates that were never tried
_rates = np.geomspace(1e-3, 1, 8).tolist()
learning_rates = dict.fromkeys(["ReLU", "Sigmoid", "LeakyReLU", "Tanh", "Mish", "Swish"], _rates)
best_learning_rates = {"ReLU": 0.002, "Sigmoid": 0.7, "LeakyReLU": 0.002, "Tanh": 0.1, "Mish": 0.002,
                       "Swish": 0.002}

# %% wrong 2.5: one unit is missing
_rates = np.geomspace(1e-3, 1, 8).tolist()
learning_rates = dict.fromkeys(["ReLU", "Sigmoid", "LeakyReLU", "Tanh", "Mish"], _rates)
best_learning_rates = {"ReLU": _rates[1], "Sigmoid": 1.0, "LeakyReLU": _rates[1], "Tanh": _rates[5],
                       "Mish": _rates[1]}

# %% wrong 0: losses in the place of rates
_rates = np.geomspace(1e-3, 1, 8).tolist()
learning_rates = dict.fromkeys(["ReLU", "Sigmoid", "LeakyReLU", "Tanh", "Mish", "Swish"], _rates)
best_learning_rates = {"ReLU": 0.23, "Sigmoid": 0.05, "LeakyReLU": 0.23, "Tanh": 0.009, "Mish": 0.226,
                       "Swish": 0.249}

# %% wrong 0: positions in the grid instead of rates
_rates = np.geomspace(1e-3, 1, 8).tolist()
learning_rates = dict.fromkeys(["ReLU", "Sigmoid", "LeakyReLU", "Tanh", "Mish", "Swish"], _rates)
best_learning_rates = {"ReLU": 1, "Sigmoid": 6, "LeakyReLU": 1, "Tanh": 5, "Mish": 1, "Swish": 1}

# %% wrong 3: Sigmoid's rate is as small as ReLU's
_rates = np.geomspace(1e-3, 1, 8).tolist()
learning_rates = dict.fromkeys(["ReLU", "Sigmoid", "LeakyReLU", "Tanh", "Mish", "Swish"], _rates)
best_learning_rates = {"ReLU": _rates[1], "Sigmoid": _rates[1], "LeakyReLU": _rates[1],
                       "Tanh": _rates[1], "Mish": _rates[1], "Swish": _rates[1]}

# %% right: numbers with two digits, beside the grid as it was computed
_grid = np.geomspace(0.001, 1.0, 8).tolist()
learning_rates = dict.fromkeys(["ReLU", "Sigmoid", "LeakyReLU", "Tanh", "Mish", "Swish"], _grid)
best_learning_rates = {"ReLU": 0.0027, "Sigmoid": 0.37, "LeakyReLU": 0.0072, "Tanh": 0.14,
                       "Mish": 0.0027, "Swish": 0.0027}

# %% wrong 3: eight rates that differ in the last digits only
_rates = [0.001, 0.0027, 0.0072, 0.14, 0.37, 0.37 + 1e-12, 0.37 + 2e-12, 1.0]
learning_rates = dict.fromkeys(["ReLU", "Sigmoid", "LeakyReLU", "Tanh", "Mish", "Swish"], _rates)
best_learning_rates = {"ReLU": 0.0027, "Sigmoid": 0.37, "LeakyReLU": 0.0072, "Tanh": 0.14,
                       "Mish": 0.0027, "Swish": 0.0027}
