"""The encoder as TensorFlow learns it: the transformer of multilingual-e5-small, with some of its layers."""

from __future__ import annotations

from typing import Any, Dict, Mapping, Sequence

import tensorflow as tf

from training.encoder.source import Source

SIZE, HEADS, INNER, POSITIONS = 384, 12, 1536, 512
EPSILON = 1e-12
FAR_BELOW = -1e9

Weights = Dict[str, tf.Variable]

MATRICES = {"q": (SIZE, SIZE), "k": (SIZE, SIZE), "v": (SIZE, SIZE), "ao": (SIZE, SIZE)}
MATRICES |= {"fi": (INNER, SIZE), "fo": (SIZE, INNER)}
NORMS = ("aln", "oln")


def first_layers(source: Source, rows: Sequence[int], layers: int, learning: int) -> Weights:
    """Return the weights of the lowest layers of a source, with the embeddings of some of its pieces.

    Only the uppermost `learning` of these layers are to be trained: what lies below knows the language, not our topics.
    """
    tensors = source.tensors
    kinds = tensors["emb.type"].reshape(-1, SIZE)
    weights = {
        "word": tensors["emb.word"].reshape(-1, SIZE)[list(rows)],
        "position": tensors["emb.pos"].reshape(-1, SIZE)[:POSITIONS] + kinds[0],
        "ln.w": tensors["emb.ln.w"],
        "ln.b": tensors["emb.ln.b"],
    }
    for layer in range(layers):
        prefix = f"l{layer}."
        for name, shape in MATRICES.items():
            weights[f"{layer}.{name}.w"] = tensors[f"{prefix}{name}.w"].reshape(shape).T
            weights[f"{layer}.{name}.b"] = tensors[f"{prefix}{name}.b"]
        for name in NORMS:
            weights[f"{layer}.{name}.w"], weights[f"{layer}.{name}.b"] = (tensors[f"{prefix}{name}.{x}"] for x in "wb")

    def learns(name: str) -> bool:
        layer, *_ = name.split(".")
        return learning == layers or (layer.isdigit() and int(layer) >= layers - learning)

    return {name: tf.Variable(values, learns(name), dtype=tf.float32, name=name) for name, values in weights.items()}


def layers_of(weights: Mapping[str, Any]) -> int:
    return sum(name.endswith(".q.w") for name in weights)


def encode(weights: Weights, ids: tf.Tensor, mask: tf.Tensor, dropout: float = 0.0) -> tf.Tensor:
    """Return a vector of length one for each text.

    ids: the pieces of each text, shape (texts, pieces); mask: 1.0 where there is one, 0.0 where the row is padded.
    """
    texts, pieces = tf.unstack(tf.shape(ids))
    unseen = (1.0 - mask)[:, tf.newaxis, tf.newaxis, :] * FAR_BELOW

    def dropped(values: tf.Tensor) -> tf.Tensor:
        return tf.nn.dropout(values, dropout) if dropout else values

    def linear(values: tf.Tensor, name: str) -> tf.Tensor:
        matrix = weights[f"{name}.w"]
        rows = tf.reshape(values, [-1, matrix.shape[0]])
        return tf.reshape(rows @ matrix + weights[f"{name}.b"], [texts, pieces, matrix.shape[1]])

    def normed(values: tf.Tensor, name: str) -> tf.Tensor:
        centred = values - tf.reduce_mean(values, -1, keepdims=True)
        spread = tf.math.rsqrt(tf.reduce_mean(centred * centred, -1, keepdims=True) + EPSILON)
        return centred * spread * weights[f"{name}.w"] + weights[f"{name}.b"]

    def by_head(values: tf.Tensor) -> tf.Tensor:
        return tf.transpose(tf.reshape(values, [texts, pieces, HEADS, SIZE // HEADS]), [0, 2, 1, 3])

    def attended(values: tf.Tensor, layer: int) -> tf.Tensor:
        query, key, value = (by_head(linear(values, f"{layer}.{name}")) for name in "qkv")
        looked_at = tf.nn.softmax(tf.matmul(query, key, transpose_b=True) * (SIZE // HEADS) ** -0.5 + unseen)
        together = tf.reshape(tf.transpose(tf.matmul(looked_at, value), [0, 2, 1, 3]), [texts, pieces, SIZE])
        return linear(together, f"{layer}.ao")

    states = dropped(normed(tf.gather(weights["word"], ids) + weights["position"][:pieces], "ln"))
    for layer in range(layers_of(weights)):
        states = normed(states + dropped(attended(states, layer)), f"{layer}.aln")
        inner = tf.nn.gelu(linear(states, f"{layer}.fi"), approximate=True)
        states = normed(states + dropped(linear(inner, f"{layer}.fo")), f"{layer}.oln")
    shown = mask[:, :, tf.newaxis]
    return tf.math.l2_normalize(tf.reduce_sum(states * shown, 1) / tf.reduce_sum(shown, 1), -1)
