"""The codec: plain values cross unchanged, and nothing else comes out, whatever goes in."""

from __future__ import annotations

import collections
import copy
import enum
import fractions
import json
import random
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.engine.wire import codec
from autograder.engine.wire.codec import (
    DTYPES,
    MAX_DEPTH,
    MAX_INT_DIGITS,
    TENSOR_DTYPES,
    Decoder,
    Encoder,
)
from autograder.engine.wire.frames import PeerError
from tests.support.tiny import ROOT
from tests.support.values import (
    JSON,
    TREES,
    VALUES,
    Kept,
    arrays,
    crossed,
    decoded,
    encoded,
    examples,
    mutated,
    outcome,
    same,
    tensors,
)

relaxed = settings(deadline=None, max_examples=150, suppress_health_check=[*HealthCheck])


@relaxed
@given(VALUES)
def test_plain_values_cross(value: Any) -> None:
    assert same(crossed(value), value)


@relaxed
@given(arrays())
def test_arrays_cross(array: Any) -> None:
    assert same(crossed(array), array)
    if array.ndim:
        assert same(crossed(array[::-1].T), array[::-1].T)
    if array.size:
        assert same(crossed(array.reshape(-1)[0]), array.reshape(-1)[0])


@relaxed
@given(tensors())
def test_tensors_cross(tensor: Any) -> None:
    assert same(crossed(tensor), tensor)
    if tensor.ndim > 1:
        view = tensor.detach().transpose(0, -1)
        assert same(crossed(view), view)


@pytest.mark.parametrize(
    "value",
    [
        *(0, -1, 2**53 - 1, 2**53, -(2**53), 2**64, 10**4000, -(16**19_999)),
        *(0.0, -0.0, 5e-324, 1.7976931348623157e308, float("inf"), float("-inf"), float("nan")),
        *(complex(float("nan"), -0.0), complex(-0.0, float("inf"))),
        *("", "ζ’(x) ∈ ℝ", "\x00\n", "\ud800", "😀" * 100, ["list"], ["array", "<f8"]),
        *(np.empty((2, 0, 3)), np.array(-0.0), np.float16(1), np.bool_(True), np.uint8(255)),
        *(np.longdouble(1) / 3, np.clongdouble(1 + 2j), np.array([np.nan, -np.inf, -0.0])),
        *(torch.tensor(1.5), torch.empty(0, 3), torch.ones(2, dtype=torch.bfloat16)),
        *({1: 2, "1": 3, (1, None): 4, 2.5: 5, False: 6, None: 7}, {"a": {"b": {}}}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_special_values_cross(value: Any) -> None:
    assert same(crossed(value), value)


def test_views_cross_as_what_they_show() -> None:
    grid = np.arange(24.0).reshape(4, 6)
    for view in (grid[::2, ::-3], grid.T, np.broadcast_to(grid[0], (3, 6)), grid[1:1]):
        assert same(crossed(view), view.copy())
    tensor = torch.arange(24.0).reshape(4, 6)
    for part in (tensor.T, tensor[::2, 1:4], tensor[0].expand(3, 6), tensor[:1, 0], tensor[1:1]):
        assert same(crossed(part), part.clone())


def test_lazy_tensors_cross_as_what_they_show() -> None:
    numbers = torch.tensor([1 + 2j, 3 - 4j])
    for lazy in (numbers.conj(), numbers.conj().imag, numbers[:1].conj().imag):
        assert crossed(lazy).tolist() == lazy.tolist()
    grown = torch.ones(2, requires_grad=True) * 3
    assert crossed(grown).requires_grad
    assert crossed(grown).is_leaf


def test_what_crosses_is_a_copy() -> None:
    array = np.zeros(3)
    arrived = crossed(array)
    arrived[0] = 1.0
    assert array[0] == 0.0
    tensor = torch.zeros(3)
    crossed(tensor)[0] = 1.0
    assert tensor[0] == 0.0


def test_byte_order_is_no_part_of_the_value() -> None:
    array = np.arange(3, dtype=">i4")
    arrived = crossed(array)
    assert arrived.tolist() == [0, 1, 2]
    assert arrived.dtype == np.dtype("<i4")


class Small(int):
    """A number of one's own."""


class Number(enum.IntEnum):
    """A named number."""

    ONE = 1


class Text(str):
    """A text of one's own."""


Pair = collections.namedtuple("Pair", ["x", "y"])


@pytest.mark.parametrize(
    ("value", "arrives"),
    [
        (Small(3), 3),
        (Number.ONE, 1),
        (Text("a"), "a"),
        (np.str_("a"), "a"),
        (Pair(1, [2]), (1, [2])),
        (torch.zeros(2, 3).shape, (2, 3)),
        (collections.OrderedDict(a=1), {"a": 1}),
        (collections.Counter("aa"), {"a": 2}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_subclasses_cross_as_what_they_are_made_from(value: Any, arrives: Any) -> None:
    assert same(crossed(value), arrives)


@pytest.mark.parametrize(
    "value",
    [
        *({1, 2}, frozenset(), b"bytes", bytearray(), range(3), iter(()), len, int, object()),
        *(fractions.Fraction(1, 3), np.random.default_rng(0), np.dtype("f8"), torch.float32),
        *(np.array([object()]), np.array(["a"]), np.array("2020", "M8[D]"), np.bytes_(b"a")),
        *(np.zeros(2, [("a", "f8")]), np.void(b"a"), torch.nn.ReLU(), 1 << 90_000),
    ],
    ids=lambda value: type(value).__name__,
)
def test_everything_else_stays(value: Any) -> None:
    arrived = crossed([value])[0]
    assert isinstance(arrived, Kept)
    assert arrived.rest == [type(value).__name__]


@pytest.mark.filterwarnings("ignore")
def test_unusual_tensors_stay() -> None:
    sparse = torch.eye(2).to_sparse()
    quantized = torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8)
    for tensor in (sparse, quantized):
        assert isinstance(crossed(tensor), Kept)


def test_what_stays_may_stand_anywhere() -> None:
    tree, body = encoded({"f": [len, (print,)]})
    arrived = decoded(tree, body)
    assert isinstance(arrived["f"][0], Kept)
    assert isinstance(arrived["f"][1][0], Kept)


def test_too_deep_or_too_large_values_do_not_go(monkeypatch: pytest.MonkeyPatch) -> None:
    deep: list[Any] = []
    deep.append(deep)
    with pytest.raises(PeerError, match="deeply"):
        encoded(deep)
    wide: list[Any] = []
    wide += [wide, wide]  # 2 ** 60 parts
    monkeypatch.setattr(codec, "MAX_NODES", 1000)
    monkeypatch.setattr(codec, "MAX_BODY", 1000)
    for value in (wide, [0] * 1000, np.zeros(126), torch.zeros(126, dtype=torch.float64)):
        with pytest.raises(PeerError, match="too large"):
            encoded(value)


def test_the_depth_that_goes_is_the_depth_that_comes() -> None:
    value: Any = 0
    for _ in range(MAX_DEPTH):
        value = [value]
    assert same(crossed(value), value)
    tree: Any = 0
    for _ in range(MAX_DEPTH + 1):
        tree = ["list", tree]
    with pytest.raises(PeerError):
        decoded(tree)


@pytest.mark.parametrize(
    "tree",
    [
        [],
        {},
        {"list": 1},
        [1],
        [None, 1],
        [["list"]],
        ["set", 1],
        ["pickle", "gASVBAAAAAAAAABLAS4="],
        ["dict", 1],
        ["dict", [1]],
        ["dict", [1, 2, 3]],
        ["dict", [["list"], 1]],
        ["dict", [["tuple", ["list"]], 1]],
        ["dict", [["array", "<f8", [], 0, 8], 1]],
        ["int"],
        ["int", 3],
        ["int", ""],
        ["int", "0xg"],
        ["int", "1", "2"],
        ["int", "1" * (MAX_INT_DIGITS + 4)],
        ["complex"],
        ["complex", 1],
        ["complex", "1", 2],
        ["complex", 10**400, 0],
        ["array"],
        ["array", "|O", [1], 0, 8],
        ["array", "O", [1], 0, 8],
        ["array", "<U1", [1], 0, 4],
        ["array", "<M8[s]", [1], 0, 8],
        ["array", "|V8", [1], 0, 8],
        ["array", "float64", [1], 0, 8],
        ["array", [["a", "<f8"]], [1], 0, 8],
        ["array", "<f8", 1, 0, 8],
        ["array", "<f8", [-1], 0, 8],
        ["array", "<f8", [1.0], 0, 8],
        ["array", "<f8", [True], 0, 8],
        ["array", "<f8", [2**62], 0, 8],
        ["array", "<f8", [1] * 33, 0, 8],
        ["array", "<f8", [0] + [2**28] * 10, 0, 0],
        ["array", "<f8", [1], -8, 8],
        ["array", "<f8", [1], 10, 8],
        ["array", "<f8", [1], 2**70, 8],
        ["array", "<f8", [1], 0, 16],
        ["array", "<f8", [1], 0.0, 8],
        ["array", "<f8", [3], 0, 24],
        ["array", "<f8", [1], 0, 8, 1],
        ["scalar", "<f8", [2], 0, 16],
        ["list", ["array", "<f8", [2], 0, 16], ["array", "<f8", [1], 0, 8]],
        ["tensor", "<f8", [1], 0, 8, False, False],
        ["tensor", "float64", [1], 0, 8],
        ["tensor", "qint8", [1], 0, 1, False, False],
        ["tensor", "load", [1], 0, 8, False, False],
        ["tensor", "float64", [3], 0, 24, False, False],
        ["tensor", "float64", [0] + [2**28] * 10, 0, 0, False, False],
    ],
    ids=lambda tree: json.dumps(tree)[:40],
)
def test_forged_trees_are_refused(tree: Any) -> None:
    with pytest.raises(PeerError):
        decoded(tree, bytes(16))


def test_truth_values_are_zero_or_one() -> None:
    body = bytes(range(4))
    array = decoded(["array", "|b1", [4], 0, 4], body)
    assert array.tobytes() == bytes([0, 1, 1, 1])
    tensor = decoded(["tensor", "bool", [4], 0, 4, False, False], body)
    assert tensor.view(torch.uint8).tolist() == [0, 1, 1, 1]


def test_flags_of_a_tensor_are_flags() -> None:
    number = decoded(["tensor", "int64", [1], 0, 8, True, True], bytes(8))
    assert not number.requires_grad
    loose = decoded(["tensor", "float64", [1], 0, 8, "yes", 1], bytes(8))
    assert type(loose) is torch.Tensor
    assert not loose.requires_grad


def test_objects_are_believed_only_by_the_one_who_holds_them() -> None:
    def refuse(tag: str, rest: list[Any]) -> Any:
        raise PeerError(tag)

    for tag in ("handle", "callback", "reference"):
        with pytest.raises(PeerError, match=tag):
            Decoder(b"", refuse).decode([tag, "os", "system"])


def test_one_part_of_a_frame_does_not_stand_for_many_arrays() -> None:
    """Else a frame of a few kilobytes could fill all memory."""
    body = bytes(1 << 16)
    tree = ["list", *[["array", "|u1", [1 << 16], 0, 1 << 16]] * 1000]
    tracemalloc.start()
    with pytest.raises(PeerError):
        decoded(tree, body)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1 << 20


def test_a_tree_has_a_bounded_number_of_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codec, "MAX_NODES", 100)
    assert decoded(["list", *range(99)]) == list(range(99))
    with pytest.raises(PeerError):
        decoded(["list", *range(100)])
    with pytest.raises(PeerError):
        decoded(["dict", *([n, n] for n in range(60))])


@relaxed
@given(JSON | TREES, st.binary(max_size=40))
def test_any_json_gives_a_plain_value_or_a_refusal(tree: Any, body: bytes) -> None:
    outcome(tree, body)


@pytest.mark.long
@relaxed
@given(VALUES, st.randoms(use_true_random=False), st.integers(0, 40))
def test_spoilt_values_give_a_plain_value_or_a_refusal(
    value: Any, rng: random.Random, cut: int
) -> None:
    tree, body = encoded(value)
    outcome(mutated(tree, rng), body[: max(0, len(body) - cut)])


@pytest.mark.long
def test_thousands_of_spoilt_frames() -> None:
    rng, found = random.Random(20_240), collections.Counter[str]()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for _ in range(4000):
        tree, body = rng.choice(examples())
        found[outcome(mutated(tree, rng), body)] += 1
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert min(found["value"], found["refusal"]) > 100  # both ways were taken
    assert peak - before < 8 << 20


def test_encoding_leaves_the_value_alone() -> None:
    value = [np.arange(3.0), {"a": torch.ones(2)}, (1, [2])]
    twin = copy.deepcopy(value)
    encoded(value)
    assert same(value, twin)


GUARDED = """
import builtins, pickle, random, sys
import numpy as np, torch
from tests.support.values import decoded, encoded, examples, mutated, outcome

for tree, body in examples():  # whatever is imported late is imported now
    outcome(tree, body)
for seed in range(300):
    rng = random.Random(seed)
    outcome(mutated(*rng.choice([(t, rng) for t, _ in examples()])), bytes(64))

def forbidden(*args, **kwargs):
    raise SystemExit("the decoder called something that it must not")

for module, names in (
    (pickle, ("load", "loads", "Unpickler")), (np, ("load", "fromfile", "loadtxt", "genfromtxt")),
    (torch, ("load",)), (builtins, ("open", "input")),
):
    for name in names:
        setattr(module, name, forbidden)
seen = set()
on = False
WATCHED = (
    "import", "exec", "compile", "open", "pickle.", "marshal.", "os.", "subprocess.", "ctypes.",
    "socket.", "code.", "mmap.", "shutil.", "tempfile.",
)

def hook(event, args):
    if on and event.startswith(WATCHED):
        seen.add((event, str(args)[:80]))

sys.addaudithook(hook)
rng = random.Random(7)
frames = [(mutated(tree, rng), body) for tree, body in examples() for _ in range(400)]
on = True
for tree, body in frames:
    outcome(tree, body)
on = False
print(sorted(seen))
"""


def test_nothing_is_unpickled_evaluated_imported_or_opened() -> None:
    run = subprocess.run(
        [sys.executable, "-c", GUARDED], capture_output=True, text=True, cwd=ROOT, timeout=300
    )
    assert run.stdout.strip() == "[]", run.stdout + run.stderr


def test_the_lists_of_dtypes_hold_numbers_only() -> None:
    assert {np.dtype(kind).kind for kind in DTYPES} == set("biufc")
    assert all(isinstance(getattr(torch, name), torch.dtype) for name in TENSOR_DTYPES)


def test_the_module_uses_no_loader() -> None:
    """A reader need not trust the audit hook alone."""
    text = Path(codec.__file__).read_text(encoding="utf-8")
    for word in ("pickle", "eval(", "exec(", "np.load", "torch.load", "importlib", "__import__"):
        assert word not in text


def test_an_encoder_asks_once_for_each_object() -> None:
    asked: list[Any] = []

    def opaque(value: Any) -> list[Any]:
        asked.append(value)
        return ["handle", len(asked)]

    assert Encoder(opaque).encode([len, 1, print]) == ["list", ["handle", 1], 1, ["handle", 2]]
    assert asked == [len, print]
