# %% right: values and reasons typed in
float_answers = {
    "1e-10000": (0.0, "underflow"),
    "1e10000": (float("inf"), "overflow"),
    "c+d-d": (0.0, "absorption"),
    "c*c": (0.0, "underflow"),
    "d*d": (float("inf"), "overflow"),
}

# %% right: computed, with capitals and spaces
c, d = 1e-250, 1e250
float_answers = {}
float_answers["1e-10000"] = (1e-10000, "Underflow")
float_answers["1e10000"] = (1e10000, " OVERFLOW ")
float_answers["c+d-d"] = (c + d - d, "Absorption.")
float_answers["c*c"] = (c * c, "under flow")
float_answers["d*d"] = (d * d, "over-flow")

# %% right: lists, and NumPy's numbers
float_answers = {"c*c": [np.float64(0), "underflow"], "d*d": [np.inf, "overflow"],
                 "c+d-d": [np.array(0.0), "absorption"], "1e-10000": [0, "underflow"],
                 "1e10000": [np.float32(np.inf), "overflow"]}

# %% right: eval, and reasons by a rule
c, d = 1e-250, 1e250
reasons = dict.fromkeys(["1e-10000", "c*c"], "underflow")
reasons |= dict.fromkeys(["1e10000", "d*d"], "overflow")
reasons["c+d-d"] = "absorption"
float_answers = {text: (eval(text), reason) for text, reason in reasons.items()}

# %% right: spaces in the keys, values written as text
float_answers = {"1e-10000": ("0.0", "underflow"), "1e10000": ("inf", "overflow"),
                 "c + d - d": ("0", "absorption"), "c * c": ("0", "underflow"),
                 "d * d": ("∞", "overflow")}

# %% right: decided by math.nextafter and math.ulp
import math

tiny, c, d = math.nextafter(0.0, 1.0), 1e-250, 1e250
lost = c < math.ulp(d) / 2
float_answers = {
    "1e-10000": (0.0, "underflow" if -10000 < math.log10(tiny) else "exact"),
    "1e10000": (math.inf, "overflow"),
    "c+d-d": (0.0, "absorption" if lost else "exact"),
    "c*c": (c**2, "underflow"),
    "d*d": (d * d, "overflow"),
}

# %% wrong 3: absorption taken for underflow
float_answers = {"1e-10000": (0.0, "underflow"), "1e10000": (math.inf, "overflow"),
                 "c+d-d": (0.0, "underflow"), "c*c": (0.0, "underflow"),
                 "d*d": (math.inf, "overflow")}

# %% wrong 2: c+d-d as on paper
float_answers = {"1e-10000": (0.0, "underflow"), "1e10000": (math.inf, "overflow"),
                 "c+d-d": (1e-250, "exact"), "c*c": (0.0, "underflow"),
                 "d*d": (math.inf, "overflow")}

# %% wrong 3: underflow and overflow change places
float_answers = {"1e-10000": (0.0, "overflow"), "1e10000": (math.inf, "underflow"),
                 "c+d-d": (0.0, "absorption"), "c*c": (0.0, "overflow"),
                 "d*d": (math.inf, "underflow")}

# %% wrong 3: the largest float instead of inf
float_answers = {"1e-10000": (0.0, "underflow"), "1e10000": (1.7976931348623157e308, "overflow"),
                 "c+d-d": (0.0, "absorption"), "c*c": (0.0, "underflow"),
                 "d*d": (1.7976931348623157e308, "overflow")}

# %% wrong 2: 1e500 and 1e10000 as whole numbers
float_answers = {"1e-10000": (0.0, "underflow"), "1e10000": (10**10000, "overflow"),
                 "c+d-d": (0.0, "absorption"), "c*c": (0.0, "underflow"),
                 "d*d": (10**500, "overflow")}

# %% wrong 3: the smallest positive float instead of 0
float_answers = {"1e-10000": (5e-324, "underflow"), "1e10000": (math.inf, "overflow"),
                 "c+d-d": (0.0, "absorption"), "c*c": (5e-324, "underflow"),
                 "d*d": (math.inf, "overflow")}

# %% wrong 2: a reason of one's own
float_answers = {"1e-10000": (0.0, "underflow"), "1e10000": (math.inf, "overflow"),
                 "c+d-d": (0.0, "rounding"), "c*c": (0.0, "underflow"),
                 "d*d": (math.inf, "overflow")}

# %% wrong 2: everything exact
float_answers = {"1e-10000": (0.0, "exact"), "1e10000": (math.inf, "exact"),
                 "c+d-d": (0.0, "exact"), "c*c": (0.0, "exact"), "d*d": (math.inf, "exact")}

# %% wrong 3: c*c called absorption
float_answers = {"1e-10000": (0.0, "underflow"), "1e10000": (math.inf, "overflow"),
                 "c+d-d": (0.0, "absorption"), "c*c": (0.0, "absorption"),
                 "d*d": (math.inf, "overflow")}

# %% wrong 2: c+d-d becomes nan, because of an overflow
float_answers = {"1e-10000": (0.0, "underflow"), "1e10000": (math.inf, "overflow"),
                 "c+d-d": (math.nan, "overflow"), "c*c": (0.0, "underflow"),
                 "d*d": (math.inf, "overflow")}

# %% wrong 1: a key is missing
float_answers = {"1e-10000": (0.0, "underflow"), "1e10000": (math.inf, "overflow"),
                 "c+d-d": (0.0, "absorption"), "d*d": (math.inf, "overflow")}

# %% wrong 0: values without reasons
float_answers = {"1e-10000": 0.0, "1e10000": math.inf, "c+d-d": 0.0, "c*c": 0.0, "d*d": math.inf}

# %% wrong 0: reason and value change places
float_answers = {"1e-10000": ("underflow", 0.0), "1e10000": ("overflow", math.inf),
                 "c+d-d": ("absorption", 0.0), "c*c": ("underflow", 0.0),
                 "d*d": ("overflow", math.inf)}

# %% wrong 0: left empty
float_answers = {}

# %% wrong 0: a list instead of a dict
float_answers = [(0.0, "underflow"), (math.inf, "overflow"), (0.0, "absorption"),
                 (0.0, "underflow"), (math.inf, "overflow")]
