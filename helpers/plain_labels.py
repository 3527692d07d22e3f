r"""Labels and numbers as a screen reader can say them: "σ′(z)" for `$\sigma'(z)$`."""

from __future__ import annotations

import math
import re

_SIGNS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "Delta": "Δ", "eta": "η", "theta": "θ",
    "lambda": "λ", "mu": "μ", "nu": "ν", "pi": "π", "rho": "ρ", "sigma": "σ", "Sigma": "Σ",
    "tau": "τ", "phi": "φ", "chi": "χ", "ell": "ℓ", "partial": "∂", "sum": "Σ", "cdot": "·",
    "times": "×", "odot": "⊙", "approx": "≈", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥",
    "nabla": "∇", "epsilon": "ε", "varepsilon": "ε", "omega": "ω", "psi": "ψ", "mapsto": "↦",
    "sim": "∼", "ldots": "…", "quad": " ", "left": "", "right": "",
    "mathbb": "", "mathbf": "", "mathcal": "", "mathit": "", "mathrm": "", "text": "",
    "infty": "∞", "pm": "±", "to": "→", "prime": "′", "in": "∈", "ne": "≠", "neq": "≠",
}  # fmt: skip
_SAID = {"hat": "hat", "tilde": "tilde", "bar": "bar"}
_FRACTION = re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_ROOT = re.compile(r"\\sqrt\s*\{([^{}]*)\}")
_ACCENT = re.compile(r"\\(hat|tilde|bar)\s*(?:\{([^{}]*)\}|(\w))")
_COMMAND = re.compile(r"\\([A-Za-z]+)\s*")


def plain(label: str) -> str:
    """Return a label in one line, its formulas in signs that can be read aloud.

    Args:
        label: as Matplotlib draws it, formulas between dollar signs.
    """
    parts = label.split("$")
    if len(parts) % 2:  # what stands between two dollar signs is a formula
        parts[1::2] = map(_formula, parts[1::2])
        label = "".join(parts)
    return " ".join(label.split())


def _formula(text: str) -> str:
    text = _ACCENT.sub(lambda found: f"{found[2] or found[3]} {_SAID[found[1]]}", text)
    text = _ROOT.sub(r"√(\1)", _FRACTION.sub(r"(\1)/(\2)", text))
    text = _COMMAND.sub(lambda found: _SIGNS.get(found[1], found[1]), text)
    text = re.sub(r"\\[,;:!|]", " ", text)
    return re.sub(r"[{}\\]", "", text).replace("'", "′").replace("-", "−")


def number(value: float, span: float = 0.0) -> str:
    """Return a number with three digits, as people write it.

    >>> number(-0.27846), number(1.5e-8), number(12000.0)
    ('−0.278', '1.5 × 10^−8', '12000')
    >>> number(1e-20, span=5.0)
    '0'

    Args:
        value: the number.
        span: what it is seen beside: where it is far smaller than this, it is 0.
    """
    value = float(value)
    if math.isnan(value):
        return "not a number"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    size = abs(value)
    if size <= 1e-6 * span:
        return "0"
    if size and not 1e-4 <= size < 1e6:
        digits, exponent = f"{value:.2e}".split("e")
        text = f"{float(digits):g} × 10^{int(exponent)}".removeprefix("1 × ")
    else:
        text = f"{float(f'{value:.3g}'):.10g}"
    return text.replace("-", "−")
