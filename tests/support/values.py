"""Values for the tests of what crosses: strategies, examples, and when two values are the same."""

from __future__ import annotations

import json
import math
import random
from typing import Any

import numpy as np
import torch
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.engine.wire.codec import DTYPES, MAX_DEPTH, TENSOR_DTYPES, Decoder, Encoder
from autograder.engine.wire.frames import PeerError

SHAPES = hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)


class Kept:
    """What stands for an object that stays on its side."""

    def __init__(self, tag: str, rest: list[Any]) -> None:
        self.tag, self.rest = tag, rest


def encoded(value: Any) -> tuple[Any, bytes]:
    """Return the tree and the body of a value; what is not plain becomes `["handle", type]`."""
    encoder = Encoder(lambda thing: ["handle", type(thing).__name__])
    tree = encoder.encode(value)
    return tree, bytes(encoder.body)


def decoded(tree: Any, body: bytes = b"") -> Any:
    """Return the value of a tree."""
    return Decoder(body, Kept).decode(tree)


def crossed(value: Any) -> Any:
    """Return a value as the other side gets it."""
    tree, body = encoded(value)
    return decoded(json.loads(json.dumps(tree)), body)


def same(one: Any, other: Any) -> bool:
    """Tell whether two values are the same to the bit, types and all; NaN equals NaN."""
    if type(one) is not type(other):
        return False
    if isinstance(one, torch.Tensor):
        flags = [(t.dtype, t.shape, t.requires_grad) for t in (one, other)]
        return flags[0] == flags[1] and _tensor_bytes(one) == _tensor_bytes(other)
    if isinstance(one, np.ndarray | np.generic):
        return bool(
            one.dtype == other.dtype
            and one.shape == other.shape
            and np.array_equal(one, other, equal_nan=one.dtype.kind in "fc")
            and np.array_equal(np.signbit(one), np.signbit(other))
            if one.dtype.kind == "f"
            else np.array_equal(one, other, equal_nan=one.dtype.kind == "c")
        )
    if isinstance(one, float):
        return (one == other and math.copysign(1, one) == math.copysign(1, other)) or one != one
    if isinstance(one, complex):
        return same(one.real, other.real) and same(one.imag, other.imag)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return same(list(one.items()), list(other.items()))
    return bool(one == other)


def _tensor_bytes(tensor: torch.Tensor) -> bytes:
    data = tensor.detach().resolve_conj().resolve_neg().clone(memory_format=torch.contiguous_format)
    return data.reshape(-1).view(torch.uint8).numpy().tobytes() if data.numel() else b""


def is_plain(value: Any, depth: int = 0) -> bool:
    """Tell whether a value is one that may come out of a decoder."""
    if depth > MAX_DEPTH + 1:
        return False
    if isinstance(value, np.ndarray):
        return type(value) is np.ndarray and value.dtype.kind in "biufc"
    if isinstance(value, np.generic):
        return value.dtype.kind in "biufc"
    if type(value) in (list, tuple):
        return all(is_plain(item, depth + 1) for item in value)
    if type(value) is dict:
        return all(is_plain(part, depth + 1) for item in value.items() for part in item)
    kinds = (type(None), bool, int, float, complex, str, torch.Tensor, torch.nn.Parameter, Kept)
    return type(value) in kinds


def arrays(dtypes: Any = None) -> st.SearchStrategy[Any]:
    """Return arrays of every dtype that may cross."""
    kinds = sorted(DTYPES) if dtypes is None else dtypes
    return st.sampled_from(kinds).flatmap(
        lambda kind: st.builds(_array, st.just(kind), SHAPES, st.integers(0, 2**32 - 1))
    )


def _array(kind: str, shape: tuple[int, ...], seed: int) -> Any:
    """Return an array with arbitrary bits, but canonical padding (long doubles have some)."""
    rng, dtype = np.random.default_rng(seed), np.dtype(kind)
    raw = np.frombuffer(rng.bytes(math.prod(shape) * 8), "<i8").reshape(shape)
    if dtype.kind in "biu":
        return raw.astype(dtype)
    with np.errstate(all="ignore"):
        real = raw.view("<f8").astype(dtype)
        return real + 1j * real[::-1].astype(dtype) if dtype.kind == "c" and real.ndim else real


def tensors() -> st.SearchStrategy[Any]:
    """Return tensors of every dtype that may cross."""
    return st.builds(
        _tensor,
        st.sampled_from(sorted(TENSOR_DTYPES)),
        SHAPES,
        st.integers(0, 2**31 - 1),
        st.booleans(),
        st.booleans(),
    )


def _tensor(kind: str, shape: tuple[int, ...], seed: int, grad: bool, parameter: bool) -> Any:
    generator = torch.Generator().manual_seed(seed)
    numbers = torch.randn(shape, generator=generator, dtype=torch.float64) * 100
    tensor = (numbers > 0) if kind == "bool" else numbers.to(getattr(torch, kind))
    grad = grad and (tensor.is_floating_point() or tensor.is_complex())
    if parameter:
        return torch.nn.Parameter(tensor, requires_grad=grad)
    return tensor.requires_grad_(grad)


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.complex_numbers()
    | st.text(max_size=10)
)
KEYS = st.recursive(SCALARS, lambda inner: st.tuples(inner, inner), max_leaves=4)
VALUES = st.recursive(
    SCALARS | arrays() | arrays().map(lambda a: a.reshape(-1)[0] if a.size else 0) | tensors(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(KEYS, inner, max_size=3)
    ),
    max_leaves=8,
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=20,
)
TAGS = (
    "list", "tuple", "dict", "int", "complex", "array", "scalar", "tensor", "handle", "callback",
    "reference",
)  # fmt: skip
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-3, 40)
    | st.integers()
    | st.floats()
    | st.sampled_from([*sorted(DTYPES), *sorted(TENSOR_DTYPES), "|O", "<U4", "0x1f", "-0xff", ""])
    | st.text(max_size=4)
)
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=7)
        | st.tuples(st.sampled_from(TAGS), st.lists(inner, max_size=7)).map(lambda p: [p[0], *p[1]])
    ),
    max_leaves=25,
)
"""JSON that looks like a value's tree, and is seldom one."""


def examples() -> list[tuple[Any, bytes]]:
    """Return trees and bodies that hold every tag, for mutation."""
    values = [
        [None, True, 1, 2.5, "text", 1 << 70, -(1 << 60), 1 + 2j],
        ({"a": [1, (2, 3)], 4: {5.5: None}}, [[[[]]]]),
        [np.arange(6.0).reshape(2, 3), np.float32(1.5), np.array(True), np.array(3j)],
        [torch.arange(4.0), torch.nn.Parameter(torch.ones(2)), torch.tensor([True, False])],
        {"f": len, "g": [print, {"h": object()}]},
    ]
    return [encoded(value) for value in values]


def mutated(tree: Any, rng: random.Random) -> Any:
    """Return a tree with a few parts replaced, doubled, dropped or moved."""
    tree = _copy(tree)
    for _ in range(rng.randint(1, 3)):
        lists = [tree] if isinstance(tree, list) else []
        for found in lists:
            lists.extend(item for item in found if isinstance(item, list))
        if not lists:
            return rng.choice(_SPOILT)
        target = rng.choice(lists)
        where = rng.randrange(len(target) + 1)
        match rng.randrange(5):
            case 0:
                target.insert(where, _copy(rng.choice(_SPOILT)))
            case 1 if target:
                target[where % len(target)] = _copy(rng.choice(_SPOILT))
            case 2 if target:
                del target[where % len(target)]
            case 3 if target:
                target.append(_copy(rng.choice(target)))
            case 4:
                rng.shuffle(target)
    return tree


def _copy(tree: Any) -> Any:
    return [_copy(item) for item in tree] if isinstance(tree, list) else tree


_SPOILT: list[Any] = [
    None, True, -1, 0, 1, 7, 1 << 31, 1 << 62, 1 << 200, -(1 << 63), 0.5, float("nan"),
    float("inf"), "", "0x", "zz", "|O", "<f8", "<M8[s]", "<f16", "float64", "qint8", "list", "dict",
    "array", "tensor", "handle", "eval", [], {}, {"a": 1}, [[]], [0, 1 << 40], [-1], [1] * 40,
    ["list"], ["array", "<f8", [1 << 28] * 20 + [0], 0, 0], ["scalar", "<f8", [2], 0, 16],
    ["int", "f" * 30_000], ["complex", 1, "x"], ["dict", [["list"], 1]],
]  # fmt: skip


def outcome(tree: Any, body: bytes) -> str:
    """Decode; return what came of it: a `value`, or a `refusal`."""
    try:
        value = decoded(tree, body)
    except PeerError:
        return "refusal"
    assert is_plain(value), type(value)
    return "value"
