#!/usr/bin/env python3
"""Makes cnn.npz and cnn.json: golden training trajectories of a small convolutional network.

Convolution and pooling are written out here with NumPy, gradients by hand, float64 throughout. The recurrence
for weights and batches, the two optimizers and the file format are those of make_mlp.py; with TinyTorch
it shares nothing.

    python3 make_cnn.py --date 2026-11-23      # the date is only recorded
"""
import argparse
import json
import platform
from pathlib import Path

import numpy as np

from make_mlp import BATCH, OPTIMIZERS, STEPS, Numbers, adam, save_npz, sgd

CHANNELS, SIDE = 4, 8
NAMES = ["0.weight", "0.bias", "4.weight", "4.bias"]  # Sequential(Conv2d, ReLU, MaxPool2d, Flatten, Linear)
SHAPES = [(CHANNELS, 1, 3, 3), (CHANNELS,), (CHANNELS * 16, 10), (10,)]


def inputs():
    numbers = Numbers()
    parameters = [numbers.weights(shape, 0.25) for shape in SHAPES]
    batches = [numbers.batch() for _ in range(STEPS)]
    return parameters, [(x.reshape(BATCH, SIDE, SIDE), y) for x, y in batches]


def patches(x):
    """(B, 8, 8) -> (B, 8, 8, 3, 3): what each window of the image with one zero around it holds."""
    padded = np.pad(x, ((0, 0), (1, 1), (1, 1)))
    return np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(1, 2))


def forward_backward(parameters, x, y):
    w, b, v, d = parameters
    seen = patches(x)
    z = np.einsum("brcij,kij->bkrc", seen, w[:, 0]) + b[:, None, None]
    a = np.maximum(z, 0)
    # (B, K, 4, 4, 4): the four values of each pooling window, row by row
    windows = a.reshape(len(y), CHANNELS, 4, 2, 4, 2).transpose(0, 1, 2, 4, 3, 5).reshape(len(y), CHANNELS, 4, 4, 4)
    first = windows.argmax(axis=-1)  # of equal ones the first
    pooled = np.take_along_axis(windows, first[..., None], axis=-1)[..., 0]
    h = pooled.reshape(len(y), -1)
    logits = h @ v + d
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    rows = np.arange(len(y))
    loss = -log_p[rows, y].mean()
    g = np.exp(log_p)
    g[rows, y] -= 1
    g /= np.array(len(y), dtype=x.dtype)
    gh = (g @ v.T).reshape(pooled.shape)
    gw = np.zeros_like(windows)
    np.put_along_axis(gw, first[..., None], gh[..., None], axis=-1)
    ga = gw.reshape(len(y), CHANNELS, 4, 4, 2, 2).transpose(0, 1, 2, 4, 3, 5).reshape(a.shape)
    gz = ga * (z > 0)
    weight = np.einsum("brcij,bkrc->kij", seen, gz)[:, None]
    return loss, logits, [weight, gz.sum(axis=(0, 2, 3)), h.T @ g, g.sum(axis=0)]


def train(update, options, dtype):
    """All that is compared, by name. Parameters come after the last step, the rest before each."""
    parameters, batches = inputs()
    parameters = [p.astype(dtype) for p in parameters]
    memory, record, losses, logits_of_steps = {}, {}, [], []
    for step, (x, y) in enumerate(batches, start=1):
        loss, logits, gradients = forward_backward(parameters, x.astype(dtype), y)
        losses.append(loss)
        logits_of_steps.append(logits)
        for name, gradient in zip(NAMES, gradients):
            record[f"step{step}.gradient.{name}"] = gradient
        update(parameters, gradients, memory, step, **options)
    record["losses"] = np.array(losses)
    record["logits"] = np.array(logits_of_steps)
    for name, value in zip(NAMES, parameters):
        record[f"final.{name}"] = value
    return record


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--date", required=True, help="recorded in cnn.json")
    date = parser.parse_args().date
    folder = Path(__file__).resolve().parent
    arrays, rounding = {}, {}
    for name, update in {"sgd": sgd, "adam": adam}.items():
        exact = train(update, OPTIMIZERS[name], np.float64)
        single = train(update, OPTIMIZERS[name], np.float32)
        for key, value in exact.items():
            arrays[f"{name}.{key}"] = value
            kind = key.split(".")[1] if key.startswith("step") else key.split(".")[0]
            kind = f"{name}.{kind}"
            rounding[kind] = max(rounding.get(kind, 0), float(f"{np.abs(single[key] - value).max():.2g}"))
    save_npz(folder / "cnn.npz", arrays)
    about = {
        "what": "10 training steps of Conv2d(1, 4, 3, padding 1), ReLU, MaxPool2d(2), Flatten, Linear(64, 10), "
                "mean cross-entropy, batches of 32",
        "maker": "make_cnn.py, float64, written as float32",
        "python": platform.python_version(),
        "numpy": np.__version__,
        "date": date,
        "optimizers": OPTIMIZERS,
        "largest_difference_of_a_float32_run": rounding,
    }
    (folder / "cnn.json").write_text(json.dumps(about, indent=2) + "\n")


if __name__ == "__main__":
    main()
