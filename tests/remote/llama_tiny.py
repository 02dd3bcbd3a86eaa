"""A vision-language model of a few hundred kilobytes with random weights, for llama.cpp: the whole path of a real server
(picture, prompt, grammar, log-probabilities) with nothing to download. What it answers is noise.

    python llama_tiny.py FOLDER
"""

import sys
from pathlib import Path

import gguf
import numpy as np

WIDTH, LAYERS, HEADS, DEEP, CONTEXT = 64, 2, 4, 128, 2048
SIDE, PATCH, VISION = 64, 8, 64
RNG = np.random.default_rng(1)


def weights(*shape):
    return (RNG.standard_normal(shape) * 0.05).astype(np.float32)


def ones(n):
    return np.ones(n, dtype=np.float32)


def byte_symbols():
    """The printable stand-ins that byte-level BPE has for the 256 bytes."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    symbols, more = {b: chr(b) for b in printable}, 0
    for byte in range(256):
        if byte not in symbols:
            symbols[byte], more = chr(256 + more), more + 1
    return [symbols[byte] for byte in range(256)]


def language(path):
    out = gguf.GGUFWriter(path, "llama")
    out.add_name("tiny random")
    out.add_context_length(CONTEXT)
    out.add_embedding_length(WIDTH)
    out.add_block_count(LAYERS)
    out.add_feed_forward_length(DEEP)
    out.add_head_count(HEADS)
    out.add_head_count_kv(HEADS)
    out.add_rope_dimension_count(WIDTH // HEADS)
    out.add_layer_norm_rms_eps(1e-5)
    out.add_file_type(gguf.LlamaFileType.ALL_F32)
    special = ["<s>", "</s>", "<start_of_image>", "<end_of_image>"]
    tokens = byte_symbols() + special
    kinds = [gguf.TokenType.NORMAL] * 256 + [gguf.TokenType.CONTROL] * len(special)
    out.add_vocab_size(len(tokens))
    out.add_tokenizer_model("gpt2")
    out.add_tokenizer_pre("default")
    out.add_token_list(tokens)
    out.add_token_types(kinds)
    out.add_token_merges(["a b"])
    out.add_bos_token_id(256)
    out.add_eos_token_id(257)
    out.add_chat_template("{% for m in messages %}{{ m['content'] }}\n{% endfor %}")
    out.add_tensor("token_embd.weight", weights(len(tokens), WIDTH))
    out.add_tensor("output_norm.weight", ones(WIDTH))
    out.add_tensor("output.weight", weights(len(tokens), WIDTH))
    for n in range(LAYERS):
        for name in ("attn_norm", "ffn_norm"):
            out.add_tensor(f"blk.{n}.{name}.weight", ones(WIDTH))
        for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
            out.add_tensor(f"blk.{n}.{name}.weight", weights(WIDTH, WIDTH))
        for name in ("ffn_gate", "ffn_up"):
            out.add_tensor(f"blk.{n}.{name}.weight", weights(DEEP, WIDTH))
        out.add_tensor(f"blk.{n}.ffn_down.weight", weights(WIDTH, DEEP))
    finish(out)


def vision(path):
    out = gguf.GGUFWriter(path, "clip")
    out.add_name("tiny random eye")
    out.add_bool("clip.has_vision_encoder", True)
    out.add_string("clip.projector_type", "gemma3")
    out.add_bool("clip.use_gelu", True)
    out.add_uint32("clip.vision.image_size", SIDE)
    out.add_uint32("clip.vision.patch_size", PATCH)
    out.add_uint32("clip.vision.embedding_length", VISION)
    out.add_uint32("clip.vision.feed_forward_length", DEEP)
    out.add_uint32("clip.vision.projection_dim", WIDTH)
    out.add_uint32("clip.vision.block_count", 1)
    out.add_uint32("clip.vision.attention.head_count", HEADS)
    out.add_float32("clip.vision.attention.layer_norm_epsilon", 1e-6)
    out.add_array("clip.vision.image_mean", [0.5, 0.5, 0.5])
    out.add_array("clip.vision.image_std", [0.5, 0.5, 0.5])
    out.add_file_type(gguf.LlamaFileType.ALL_F32)
    out.add_tensor("v.patch_embd.weight", weights(VISION, 3, PATCH, PATCH))
    out.add_tensor("v.patch_embd.bias", weights(VISION))
    out.add_tensor("v.position_embd.weight", weights((SIDE // PATCH) ** 2, VISION))
    for name in ("attn_q", "attn_k", "attn_v", "attn_out"):
        out.add_tensor(f"v.blk.0.{name}.weight", weights(VISION, VISION))
        out.add_tensor(f"v.blk.0.{name}.bias", weights(VISION))
    for name in ("ln1", "ln2"):
        out.add_tensor(f"v.blk.0.{name}.weight", ones(VISION))
        out.add_tensor(f"v.blk.0.{name}.bias", weights(VISION))
    out.add_tensor("v.blk.0.ffn_up.weight", weights(DEEP, VISION))
    out.add_tensor("v.blk.0.ffn_up.bias", weights(DEEP))
    out.add_tensor("v.blk.0.ffn_down.weight", weights(VISION, DEEP))
    out.add_tensor("v.blk.0.ffn_down.bias", weights(VISION))
    out.add_tensor("v.post_ln.weight", ones(VISION))
    out.add_tensor("v.post_ln.bias", weights(VISION))
    out.add_tensor("mm.input_projection.weight", weights(VISION, WIDTH))
    out.add_tensor("mm.soft_emb_norm.weight", ones(VISION))
    finish(out)


def finish(out):
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()


folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
language(folder / "tiny.gguf")
vision(folder / "eye.gguf")
