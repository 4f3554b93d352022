#!/usr/bin/env python3
"""Makes mlp.npz and mlp.json: golden training trajectories of the 64-32-10 network.

An implementation of its own: NumPy, gradients written out by hand, float64 throughout. It shares no code,
no random numbers and no data files with TinyTorch. Initial weights and batches come from the recurrence
in `Numbers`, which golden_test.cpp computes as well; all of them are exact in float32.

    python3 make_mlp.py --date 2026-11-22      # the date is only recorded

The same versions give the same bytes. mlp.json also records how far NumPy's own float32 run is away from
the float64 run: that is the size of rounding, and the reason for the tolerances in golden_test.cpp.
"""
import argparse
import io
import json
import platform
import zipfile
from pathlib import Path

import numpy as np

STEPS, BATCH = 10, 32
NAMES = ["0.weight", "0.bias", "2.weight", "2.bias"]  # as in Sequential(Linear, ReLU, Linear)
SHAPES = [(64, 32), (32,), (32, 10), (10,)]
OPTIMIZERS = {
    "sgd": {"lr": 0.1, "momentum": 0.9},
    "adam": {"lr": 0.01, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8},
}


class Numbers:
    """s <- (1103515245 s + 12345) mod 2^31 from s = 1; each draw is the top 10 of the 31 bits: 0 ... 1023."""

    def __init__(self):
        self.s = 1

    def draw(self):
        self.s = (1103515245 * self.s + 12345) % 2**31
        return self.s >> 21

    def weights(self, shape, scale):
        n = int(np.prod(shape))
        return np.array([(self.draw() - 512) / 512 * scale for _ in range(n)]).reshape(shape)

    def batch(self):
        x = np.array([(self.draw() // 64) / 16 for _ in range(BATCH * 64)]).reshape(BATCH, 64)
        y = np.array([self.draw() % 10 for _ in range(BATCH)])
        return x, y


def inputs():
    numbers = Numbers()
    parameters = [numbers.weights(shape, 0.25) for shape in SHAPES]
    return parameters, [numbers.batch() for _ in range(STEPS)]


def forward_backward(parameters, x, y):
    """Loss, logits and gradients of mean cross-entropy. B rows, H = 32 hidden, C = 10 classes."""
    w1, b1, w2, b2 = parameters
    z = x @ w1 + b1                                     # (B, H)
    h = np.maximum(z, 0)
    logits = h @ w2 + b2                                # (B, C)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    rows = np.arange(len(y))
    loss = -log_p[rows, y].mean()
    g = np.exp(log_p)                                   # d loss / d logits = (p - onehot) / B
    g[rows, y] -= 1
    g /= np.array(len(y), dtype=x.dtype)
    gz = (g @ w2.T) * (z > 0)
    return loss, logits, [x.T @ gz, gz.sum(axis=0), h.T @ g, g.sum(axis=0)]


def sgd(parameters, gradients, memory, step, lr, momentum):
    for i, gradient in enumerate(gradients):
        velocity = momentum * memory.get(i, 0) + gradient
        memory[i] = velocity
        parameters[i] = parameters[i] - lr * velocity


def adam(parameters, gradients, memory, step, lr, beta1, beta2, eps):
    for i, gradient in enumerate(gradients):
        m, v = memory.get(i, (0, 0))
        m = beta1 * m + (1 - beta1) * gradient
        v = beta2 * v + (1 - beta2) * gradient**2
        memory[i] = (m, v)
        m_hat, v_hat = m / (1 - beta1**step), v / (1 - beta2**step)
        parameters[i] = parameters[i] - lr * m_hat / (np.sqrt(v_hat) + eps)


def train(update, options, dtype):
    """All that is compared, by name. Parameters come after the last step, the rest before each."""
    parameters, batches = inputs()
    parameters = [p.astype(dtype) for p in parameters]
    memory, record, losses, logits_of_steps = {}, {}, [], []
    for step, (x, y) in enumerate(batches, start=1):
        loss, logits, gradients = forward_backward(parameters, x.astype(dtype), y)
        losses.append(loss)
        logits_of_steps.append(logits)
        if step in (1, STEPS):
            for name, gradient in zip(NAMES, gradients):
                record[f"step{step}.gradient.{name}"] = gradient
        update(parameters, gradients, memory, step, **options)
    record["losses"] = np.array(losses)
    record["logits"] = np.array(logits_of_steps)
    for name, value in zip(NAMES, parameters):
        record[f"final.{name}"] = value
    return record


def save_npz(path, arrays):
    """Stored members without dates, float32."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            member = io.BytesIO()
            np.lib.format.write_array(member, np.ascontiguousarray(array, dtype=np.float32), version=(1, 0))
            archive.writestr(zipfile.ZipInfo(name + ".npy"), member.getvalue())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--date", required=True, help="recorded in mlp.json")
    date = parser.parse_args().date
    folder = Path(__file__).resolve().parent
    arrays, rounding = {}, {}
    for name, update in {"sgd": sgd, "adam": adam}.items():
        exact = train(update, OPTIMIZERS[name], np.float64)
        single = train(update, OPTIMIZERS[name], np.float32)
        for key, value in exact.items():
            arrays[f"{name}.{key}"] = value
            rounding[f"{name}.{key}"] = float(f"{np.abs(single[key] - value).max():.2g}")
    save_npz(folder / "mlp.npz", arrays)
    about = {
        "what": "10 training steps of Linear(64, 32), ReLU, Linear(32, 10), mean cross-entropy, batches of 32",
        "maker": "make_mlp.py, float64, written as float32",
        "python": platform.python_version(),
        "numpy": np.__version__,
        "date": date,
        "optimizers": OPTIMIZERS,
        "largest_difference_of_a_float32_run": rounding,
    }
    (folder / "mlp.json").write_text(json.dumps(about, indent=2) + "\n")


if __name__ == "__main__":
    main()
