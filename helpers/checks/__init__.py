"""Checks on answers: black box, friendly and fair.

Visible and hidden test cells are made of these. A check calls the answer, compares plain values
and fails with a sentence that names the likely slip. Calls go through a `Backend`, so the same
cells run in one process (JupyterLab, nbgrader, nbval) and against an isolated answer.
"""

from helpers.checks.backends import Backend, Call, quiet
from helpers.checks.by_hand import (
    AUTOGRAD,
    BACKPROPAGATION,
    FRAMEWORKS,
    KERNELS,
    NUMERIC,
    SYMBOLIC,
    by_hand,
    own_work,
)
from helpers.checks.calls import call, call_each, call_record, call_records, describe, remote
from helpers.checks.chance import has_mean, has_variance, looks_drawn_from, looks_like
from helpers.checks.comparing import Between, as_floats
from helpers.checks.context import using
from helpers.checks.descriptions import (
    describe_axes,
    find_line,
    find_values,
    labels_fit,
    new_axes,
    points_the_usual_way,
)
from helpers.checks.differences import INPUT, PARAMETER
from helpers.checks.digits import has_digits, places
from helpers.checks.drawing import changes_values_only, draws_from_generator, draws_independently
from helpers.checks.failure import CheckFailed, show
from helpers.checks.independence import directions_look_independent, looks_independent
from helpers.checks.inputs import arrays, extremes, rng, seed
from helpers.checks.labels import can_be_read, means_slope
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
from helpers.checks.networks import (
    clear_labels,
    draws_anew,
    has_default_weights,
    owns_its_parameters,
    tanh_logits,
    tanh_network,
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
from helpers.checks.progress import progress
from helpers.checks.rules import without
from helpers.checks.short import number, word
from helpers.checks.symbolic import same_expression
from helpers.checks.values import agrees, answered, equals, is_true, is_within

__all__ = [
    "AUTOGRAD",
    "BACKPROPAGATION",
    "FRAMEWORKS",
    "INPUT",
    "KERNELS",
    "NUMERIC",
    "PARAMETER",
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
    "answered",
    "arrays",
    "as_floats",
    "by_hand",
    "call",
    "call_each",
    "call_record",
    "call_records",
    "can_be_read",
    "changes_values_only",
    "clear_labels",
    "define",
    "describe",
    "describe_axes",
    "directions_look_independent",
    "draws_anew",
    "draws_from_generator",
    "draws_independently",
    "equals",
    "error_extremes",
    "evaluate",
    "extremes",
    "find_line",
    "find_values",
    "freeze",
    "generator",
    "has_default_weights",
    "has_digits",
    "has_mean",
    "has_variance",
    "is_derivative",
    "is_pure",
    "is_true",
    "is_within",
    "kinks",
    "labels_fit",
    "leaves_alone",
    "line_sup_error",
    "looks_drawn_from",
    "looks_independent",
    "looks_like",
    "means_slope",
    "model_state",
    "new_axes",
    "number",
    "own_work",
    "owns_its_parameters",
    "places",
    "point_out_warnings",
    "points_the_usual_way",
    "progress",
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
    "tanh_logits",
    "tanh_network",
    "torch_derivative",
    "torch_function",
    "use",
    "using",
    "value",
    "without",
    "word",
]
