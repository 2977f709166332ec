"""Keeps of the public encoder's quarter million pieces those that our parents' words are cut into."""

from __future__ import annotations

from collections import Counter
from typing import List, NamedTuple, Sequence

import sentencepiece
from sentencepiece import sentencepiece_model_pb2 as layout

from training.encoder.source import Source

# In this order: components/sentence_encoder.py counts on their numbers.
CONTROLS = ("<pad>", "<unk>", "<s>", "</s>")
WORD_START = "\u2581"


class Pieces(NamedTuple):
    """A tokenizer in SentencePiece's own layout, and the row that each of its pieces has in the source."""

    model: bytes
    rows: List[int]


def keep_used(source: Source, texts: Sequence[str]) -> Pieces:
    """Return the pieces that occur in normalised texts, and every letter of them, so that no word is unreadable."""
    place = {piece: row for row, piece in enumerate(source.pieces)}
    whole = sentencepiece.SentencePieceProcessor(model_proto=_model(source, list(range(len(source.pieces)))))
    used = Counter(row for rows in whole.encode(list(texts)) for row in rows)
    letters = {letter for text in texts for letter in text} | {WORD_START}
    spelled = {place[piece] for letter in letters for piece in (letter, WORD_START + letter) if piece in place}
    controls = [place[control] for control in CONTROLS]
    rows = [*controls, *sorted({*used, *spelled} - {*controls})]
    return Pieces(_model(source, rows), rows)


def _model(source: Source, rows: Sequence[int]) -> bytes:
    """Return a unigram tokenizer of some of the source's pieces."""
    kinds = layout.ModelProto.SentencePiece
    model = layout.ModelProto()
    spec, form = model.trainer_spec, model.normalizer_spec
    spec.model_type, spec.vocab_size, spec.pad_piece = layout.TrainerSpec.UNIGRAM, len(rows), "<pad>"
    names = [source.pieces[row] for row in rows]
    spec.pad_id, spec.unk_id, spec.bos_id, spec.eos_id = map(names.index, CONTROLS)
    form.name = "identity"
    form.add_dummy_prefix = form.remove_extra_whitespaces = form.escape_whitespaces = True
    for name, row in zip(names, rows):
        kind = kinds.UNKNOWN if name == "<unk>" else kinds.CONTROL if name in CONTROLS else kinds.NORMAL
        model.pieces.add(piece=name, score=float(source.scores[row]), type=kind)
    return model.SerializeToString()
