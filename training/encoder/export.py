"""Writes the encoder that TensorFlow learned as an ONNX graph, which ONNX Runtime runs without TensorFlow.

Its matrices are kept in 8 bits, a scale for each column, and become floats again when the graph is loaded: a quarter of
the size for next to nothing. Reckoning in 8 bits as well would be a third faster, and is not done: vectors moved by
0.03 to 0.14 of a cosine (`quantize_dynamic`, five settings), as a few inputs of a layer are far larger than the rest.
"""

from __future__ import annotations

from typing import Any, List, Mapping, Tuple

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from training.encoder.network import EPSILON, FAR_BELOW, HEADS, SIZE, layers_of

OPSET, IR_VERSION = 17, 8


class _Graph:
    """Collects the nodes and the constants of a graph."""

    def __init__(self) -> None:
        self.nodes: List[onnx.NodeProto] = []
        self.constants: List[onnx.TensorProto] = []

    def do(self, operator: str, *inputs: str, output: str = "", **attributes: Any) -> str:
        """Add a node. Returns the name of what it gives."""
        output = output or f"{operator}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [output], **attributes))
        return output

    def constant(self, values: Any, kind: type = np.float32) -> str:
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(values, kind), name))
        return name

    def matrix(self, values: np.ndarray) -> str:
        """Add a matrix in 8 bits, with a scale for each column."""
        small, scales = in_8_bits(values, axis=0)
        return self.as_float(self.constant(small, np.int8), self.constant(scales))

    def rows(self, values: np.ndarray, chosen: str) -> str:
        """Add a table in 8 bits, with a scale for each row, and take the chosen rows of it."""
        small, scales = in_8_bits(values, axis=1)
        return self.as_float(
            *(self.do("Gather", part, chosen) for part in (self.constant(small, np.int8), self.constant(scales)))
        )

    def as_float(self, small: str, scales: str) -> str:
        return self.do("Mul", self.do("Cast", small, to=TensorProto.FLOAT), scales)


def in_8_bits(values: np.ndarray, axis: int) -> Tuple[np.ndarray, np.ndarray]:
    """Return a matrix as whole numbers from -127 to 127, and the scales along an axis that make it what it was."""
    scales = np.abs(values).max(axis=axis, keepdims=True) / 127 + 1e-12
    return np.rint(values / scales).astype(np.int8), scales.astype(np.float32)


def as_onnx(weights: Mapping[str, np.ndarray]) -> onnx.ModelProto:
    """Return the graph `ids, mask -> states`: the same sums as training/encoder/network.py, up to the pooling."""
    graph = _Graph()
    do, constant = graph.do, graph.constant

    def whole(values: Any) -> str:
        return constant(values, np.int64)

    def linear(values: str, name: str) -> str:
        return do("Add", do("MatMul", values, graph.matrix(weights[f"{name}.w"])), constant(weights[f"{name}.b"]))

    def normed(values: str, name: str) -> str:
        scale, shift = constant(weights[f"{name}.w"]), constant(weights[f"{name}.b"])
        return do("LayerNormalization", values, scale, shift, axis=-1, epsilon=EPSILON)

    def by_head(values: str, order: List[int]) -> str:
        return do("Transpose", do("Reshape", values, whole([0, 0, HEADS, SIZE // HEADS])), perm=order)

    def attended(values: str, layer: int) -> str:
        query = by_head(linear(values, f"{layer}.q"), [0, 2, 1, 3])
        key = by_head(linear(values, f"{layer}.k"), [0, 2, 3, 1])
        value = by_head(linear(values, f"{layer}.v"), [0, 2, 1, 3])
        alike = do("Mul", do("MatMul", query, key), constant((SIZE // HEADS) ** -0.5))
        together = do("MatMul", do("Softmax", do("Add", alike, unseen), axis=-1), value)
        together = do("Reshape", do("Transpose", together, perm=[0, 2, 1, 3]), whole([0, 0, SIZE]))
        return linear(together, f"{layer}.ao")

    def gelu(values: str) -> str:
        cubed = do("Mul", do("Mul", values, values), values)
        inner = do("Add", values, do("Mul", cubed, constant(0.044715)))
        bent = do("Add", do("Tanh", do("Mul", inner, constant(np.sqrt(2 / np.pi)))), constant(1.0))
        return do("Mul", do("Mul", values, constant(0.5)), bent)

    hidden = do("Mul", do("Sub", constant(1.0), do("Cast", "mask", to=TensorProto.FLOAT)), constant(FAR_BELOW))
    unseen = do("Unsqueeze", hidden, whole([1, 2]))
    pieces = do("Slice", do("Shape", "ids"), whole([1]), whole([2]))
    positions = do("Slice", constant(weights["position"]), whole([0]), pieces, whole([0]))
    states = normed(do("Add", graph.rows(weights["word"], "ids"), positions), "ln")
    for layer in range(layers_of(weights)):
        states = normed(do("Add", states, attended(states, layer)), f"{layer}.aln")
        inner = linear(gelu(linear(states, f"{layer}.fi")), f"{layer}.fo")
        states = normed(do("Add", states, inner), f"{layer}.oln")
    do("Identity", states, output="states")
    return _model(graph)


def _model(graph: _Graph) -> onnx.ModelProto:
    def given(name: str) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "pieces"])

    states = helper.make_tensor_value_info("states", TensorProto.FLOAT, ["texts", "pieces", SIZE])
    whole = helper.make_graph(graph.nodes, "encoder", [given("ids"), given("mask")], [states], graph.constants)
    model = helper.make_model(whole, opset_imports=[helper.make_opsetid("", OPSET)])
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model)
    return model
