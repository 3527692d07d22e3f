"""Checks on answers: black box, friendly and fair.

Visible and hidden test cells are made of these. A check calls the answer, compares plain values
and fails with a sentence that names the likely slip. Calls go through a `Backend`, so the same
cells run in one process (JupyterLab, nbgrader, nbval) and against an isolated answer.
"""

from helpers.checks.backends import Backend, Call, quiet
from helpers.checks.by_hand import AUTOGRAD, FRAMEWORKS, NUMERIC, SYMBOLIC, by_hand
from helpers.checks.calls import call, call_each, call_record, call_records, describe, remote
from helpers.checks.chance import has_mean, has_variance, looks_drawn_from, looks_like
from helpers.checks.context import using
from helpers.checks.descriptions import describe_axes, find_line, new_axes
from helpers.checks.failure import CheckFailed, show
from helpers.checks.inputs import arrays, extremes, rng, seed
from helpers.checks.laws import is_derivative, is_pure, leaves_alone, point_out_warnings
from helpers.checks.marks import Marks
from helpers.checks.models import (
    MatrixSamples,
    Pullback,
    freeze,
    generator,
    model_state,
    pullback,
    pullbacks,
    sample_matrices,
    set_gradients,
    set_parameters,
    value,
)
from helpers.checks.objects import define, reports, use
from helpers.checks.oracles import torch_derivative, torch_function
from helpers.checks.piecewise import (
    alternations,
    error_extremes,
    evaluate,
    kinks,
    line_sup_error,
    relu_weights,
    sup_error,
)
from helpers.checks.rules import without
from helpers.checks.short import number, word
from helpers.checks.symbolic import same_expression
from helpers.checks.values import (
    Between,
    agrees,
    as_floats,
    equals,
    is_true,
)

__all__ = [
    "AUTOGRAD",
    "FRAMEWORKS",
    "NUMERIC",
    "SYMBOLIC",
    "Backend",
    "Between",
    "Call",
    "CheckFailed",
    "Marks",
    "MatrixSamples",
    "Pullback",
    "agrees",
    "alternations",
    "arrays",
    "as_floats",
    "by_hand",
    "call",
    "call_each",
    "call_record",
    "call_records",
    "define",
    "describe",
    "describe_axes",
    "equals",
    "error_extremes",
    "evaluate",
    "extremes",
    "find_line",
    "freeze",
    "generator",
    "has_mean",
    "has_variance",
    "is_derivative",
    "is_pure",
    "is_true",
    "kinks",
    "leaves_alone",
    "line_sup_error",
    "looks_drawn_from",
    "looks_like",
    "model_state",
    "new_axes",
    "number",
    "point_out_warnings",
    "pullback",
    "pullbacks",
    "quiet",
    "relu_weights",
    "remote",
    "reports",
    "rng",
    "same_expression",
    "sample_matrices",
    "seed",
    "set_gradients",
    "set_parameters",
    "show",
    "sup_error",
    "torch_derivative",
    "torch_function",
    "use",
    "using",
    "value",
    "without",
    "word",
]
