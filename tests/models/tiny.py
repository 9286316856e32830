"""Tiny random models of each class of the catalogue, saved as a hub repository or a weights folder holds them.

They know nothing, but they are the real classes, the real tokenizer kinds and the real file layout.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch
import transformers as tf
from diffusers import AutoencoderKL, AutoencoderTiny
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers.utils import logging

TEXTS = [
    "A man is fishing by the river bank.",
    "Un homme pêche au bord de la rivière.",
    "एक आदमी नदी के किनारे मछली पकड़ रहा है।",
    "a cat on the table, a red ball under the tree",
] * 3
LAYERS, HEADS, WIDTH = 2, 2, 16
TEXT: dict[str, Any] = {"hidden_size": WIDTH, "num_hidden_layers": LAYERS, "num_attention_heads": HEADS}


logging.set_verbosity_error()
logging.disable_progress_bar()


def wordpiece() -> tf.PreTrainedTokenizerFast:
    """As BERT: pieces "##ing", frame [CLS] ... [SEP]."""
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=False, strip_accents=False)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.train_from_iterator(TEXTS, trainers.WordPieceTrainer(vocab_size=160, special_tokens=special))
    frame = [("[CLS]", 2), ("[SEP]", 3)]
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=frame)
    names = {"unk": "[UNK]", "pad": "[PAD]", "cls": "[CLS]", "sep": "[SEP]", "mask": "[MASK]"}
    return _fast(tokenizer, **names)


def unigram() -> tf.PreTrainedTokenizerFast:
    """As CamemBERT and SigLIP 2: pieces "▁river", frame <s> ... </s>."""
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    trainer = trainers.UnigramTrainer(vocab_size=120, special_tokens=special, unk_token="<unk>")
    tokenizer.train_from_iterator(TEXTS, trainer)
    frame = [("<s>", 0), ("</s>", 2)]
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=frame)
    return _fast(tokenizer, unk="<unk>", pad="<pad>", bos="<s>", eos="</s>")


def byte_level(size: int = 270, *, frame: bool = False) -> tf.PreTrainedTokenizerFast:
    """As GPT-2, BLOOM and Qwen: so few merges that a Devanagari letter falls into bytes. No padding token."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    special = ["<|endoftext|>", "<|startoftext|>"]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=size, special_tokens=special, initial_alphabet=alphabet)
    tokenizer.train_from_iterator(TEXTS, trainer)
    if frame:
        ends = [("<|startoftext|>", 1), ("<|endoftext|>", 0)]
        single = "<|startoftext|> $A <|endoftext|>"
        tokenizer.post_processor = processors.TemplateProcessing(single=single, special_tokens=ends)
        return _fast(tokenizer, eos="<|endoftext|>", bos="<|startoftext|>", pad="<|endoftext|>")
    return _fast(tokenizer, eos="<|endoftext|>")


def _fast(tokenizer: Tokenizer, **names: str) -> tf.PreTrainedTokenizerFast:
    return tf.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, **{f"{name}_token": token for name, token in names.items()}
    )


def bert(folder: Path) -> None:
    tokenizer = wordpiece()
    # More rows than the tokenizer needs: the file is then large enough to be stopped in the middle.
    config = tf.BertConfig(vocab_size=20_000, intermediate_size=32, **TEXT)
    _save(folder, tf.BertForMaskedLM(config), tokenizer)


def distilbert(folder: Path) -> None:
    tokenizer = wordpiece()
    config = tf.DistilBertConfig(vocab_size=len(tokenizer), dim=WIDTH, n_layers=LAYERS, n_heads=HEADS, hidden_dim=32)
    _save(folder, tf.DistilBertForMaskedLM(config), tokenizer)


def camembert(folder: Path) -> None:
    tokenizer = unigram()
    places = {"pad_token_id": 1, "bos_token_id": 0, "eos_token_id": 2, "max_position_embeddings": 514}
    config = tf.CamembertConfig(vocab_size=len(tokenizer), intermediate_size=32, type_vocab_size=1, **places, **TEXT)
    _save(folder, tf.CamembertForMaskedLM(config), tokenizer)


def gpt2(folder: Path) -> None:
    tokenizer = byte_level()
    ends = {"bos_token_id": 0, "eos_token_id": 0}
    config = tf.GPT2Config(vocab_size=len(tokenizer), n_embd=WIDTH, n_layer=LAYERS, n_head=HEADS, **ends)
    _save(folder, tf.GPT2LMHeadModel(config), tokenizer)


def bloom(folder: Path) -> None:
    tokenizer = byte_level()
    config = tf.BloomConfig(vocab_size=len(tokenizer), hidden_size=WIDTH, n_layer=LAYERS, n_head=HEADS)
    _save(folder, tf.BloomForCausalLM(config), tokenizer)


def qwen2(folder: Path) -> None:
    tokenizer = byte_level()
    config = tf.Qwen2Config(vocab_size=len(tokenizer), intermediate_size=32, num_key_value_heads=1, **TEXT)
    _save(folder, tf.Qwen2ForCausalLM(config), tokenizer)


def clip(folder: Path) -> None:
    tokenizer = byte_level(frame=True)
    text = {"vocab_size": len(tokenizer), "intermediate_size": 32, "bos_token_id": 1, "eos_token_id": 0, **TEXT}
    vision = {"image_size": 64, "patch_size": 16, "intermediate_size": 32, **TEXT}
    config = tf.CLIPConfig(
        text_config={**text, "pad_token_id": 0, "max_position_embeddings": 77}, vision_config=vision, projection_dim=8
    )
    processor = tf.CLIPImageProcessorPil(size={"shortest_edge": 64}, crop_size={"height": 64, "width": 64})
    _save(folder, tf.CLIPModel(config), tokenizer, processor)


def siglip(folder: Path) -> None:
    tokenizer = unigram()
    text = {"vocab_size": len(tokenizer), "intermediate_size": 32, "max_position_embeddings": 64, **TEXT}
    vision = {"image_size": 64, "patch_size": 16, "intermediate_size": 32, **TEXT}
    config = tf.SiglipConfig(text_config={**text, "projection_size": WIDTH}, vision_config=vision)
    processor = tf.SiglipImageProcessorPil(size={"height": 64, "width": 64})
    _save(folder, tf.SiglipModel(config), tokenizer, processor)


def autoencoder_kl(folder: Path) -> None:
    model = AutoencoderKL(
        block_out_channels=(8, 8, 8, 16),
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        latent_channels=4,
        layers_per_block=1,
        norm_num_groups=4,
        scaling_factor=0.5,
    )
    model.save_pretrained(folder)


def autoencoder_tiny(folder: Path) -> None:
    widths = (8, 8, 8, 8)
    AutoencoderTiny(encoder_block_out_channels=widths, decoder_block_out_channels=widths).save_pretrained(folder)


def _save(folder: Path, model: Any, *others: Any) -> None:
    for part in (model, *others):
        part.save_pretrained(folder)


# Which tiny model stands for which of the catalogue's.
MAKERS: dict[str, Callable[[Path], None]] = {
    "google-bert/bert-base-uncased": bert,
    "distilbert/distilbert-base-multilingual-cased": distilbert,
    "google/muril-base-cased": bert,
    "almanach/camembert-base": camembert,
    "openai-community/gpt2": gpt2,
    "bigscience/bloom-560m": bloom,
    "Qwen/Qwen2.5-0.5B": qwen2,
    "openai/clip-vit-base-patch32": clip,
    "google/siglip2-base-patch16-224": siglip,
    "madebyollin/taesd": autoencoder_tiny,
    "stabilityai/sd-vae-ft-mse": autoencoder_kl,
}
BUILT_IN: dict[str, Callable[[Path], None]] = {
    "encoder": bert,
    "decoder": gpt2,
    "match": clip,
    "autoencode": autoencoder_kl,
}


@lru_cache(maxsize=1)
def folder() -> Path:
    """A folder for the models of this test run, gone at its end."""
    path = Path(tempfile.mkdtemp(prefix="lexiscope-tiny-"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


@lru_cache(maxsize=1)
def weights() -> Path:
    """A folder as weights/ is: the four built-in models."""
    for name, maker in BUILT_IN.items():
        make(maker, folder() / "weights" / name)
    return folder() / "weights"


@lru_cache(maxsize=32)
def repository(model_id: str) -> Path:
    """The files of one hub model."""
    return make(MAKERS[model_id], folder() / "hub" / model_id)


def make(maker: Callable[[Path], None], where: Path) -> Path:
    """Makes a tiny model in `where`, the same one each time."""
    torch.manual_seed(0)
    maker(where)
    return where
