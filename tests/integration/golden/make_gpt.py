#!/usr/bin/env python3
"""Makes gpt.npz and gpt.json: golden training trajectories of a small GPT.

An implementation of its own: NumPy, gradients written out by hand, float64 throughout. It shares no code,
no random numbers and no data files with TinyTorch. Initial values and batches come from the recurrence
in `Numbers`, which gpt/golden_test.cpp computes as well; all of them are exact in float32.

    python3 make_gpt.py --date 2026-11-23      # the date is only recorded

The same versions give the same bytes. gpt.json also records how far NumPy's own float32 run is away from
the float64 run: that is the size of rounding, and the reason for the tolerances in gpt/golden_test.cpp.

Letters: B texts, S tokens of each, D width, N heads of h = D / N, L blocks, V vocabulary.
"""
import argparse
import io
import json
import platform
import zipfile
from pathlib import Path

import numpy as np

STEPS, B, S, D, N, L, V = 10, 3, 6, 8, 2, 2, 11
EPS = 1e-5
RUNS = {
    "sgd": {"tied": False, "optimizer": {"lr": 0.1, "momentum": 0.9}},
    "tied_adam": {"tied": True, "optimizer": {"lr": 0.01, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}},
}


def shapes(tied):
    """Parameters by name, in the order in which the values are drawn."""
    of = {"embedding.token_embedding.weight": (V, D), "embedding.pos_encoding.position_embeddings": (S, D)}
    for i in range(L):
        block = f"blocks.{i}."
        for name in ("q_proj", "k_proj", "v_proj", "out_proj"):
            of[f"{block}attention.{name}.weight"], of[f"{block}attention.{name}.bias"] = (D, D), (D,)
        for name in ("ln1", "ln2"):
            of[f"{block}{name}.gamma"], of[f"{block}{name}.beta"] = (D,), (D,)
        for name, shape in (("linear1", (D, 4 * D)), ("linear2", (4 * D, D))):
            of[f"{block}mlp.{name}.weight"], of[f"{block}mlp.{name}.bias"] = shape, shape[1:]
    of["ln_f.gamma"], of["ln_f.beta"] = (D,), (D,)
    if not tied:
        of["lm_head.weight"] = (D, V)
    return of


class Numbers:
    """s <- (1103515245 s + 12345) mod 2^31 from s = 1; each draw is the top 10 of the 31 bits: 0 ... 1023."""

    def __init__(self):
        self.s = 1

    def draw(self):
        self.s = (1103515245 * self.s + 12345) % 2**31
        return self.s >> 21

    def values(self, name, shape):
        middle = 1.0 if name.endswith("gamma") else 0.0
        n = int(np.prod(shape))
        return np.array([middle + (self.draw() - 512) / 512 * 0.5 for _ in range(n)]).reshape(shape)

    def texts(self):
        """S + 1 tokens: all but the last are read, all but the first are to be said."""
        return np.array([self.draw() % V for _ in range(B * (S + 1))]).reshape(B, S + 1)


class Linear:
    def __init__(self, model, name, bias=True):
        self.model, self.name, self.bias = model, name, bias

    def forward(self, x):
        self.x = x
        y = x @ self.model.p[self.name + ".weight"]
        return y + self.model.p[self.name + ".bias"] if self.bias else y

    def backward(self, g):
        rows, grads = self.x.reshape(-1, self.x.shape[-1]), g.reshape(-1, g.shape[-1])
        self.model.add(self.name + ".weight", rows.T @ grads)
        if self.bias:
            self.model.add(self.name + ".bias", grads.sum(axis=0))
        return g @ self.model.p[self.name + ".weight"].T


class Norm:
    def __init__(self, model, name):
        self.model, self.name = model, name

    def forward(self, x):
        centred = x - x.mean(axis=-1, keepdims=True)
        self.rstd = 1 / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + x.dtype.type(EPS))
        self.normal = centred * self.rstd
        return self.normal * self.model.p[self.name + ".gamma"] + self.model.p[self.name + ".beta"]

    def backward(self, g):
        self.model.add(self.name + ".gamma", (g * self.normal).reshape(-1, D).sum(axis=0))
        self.model.add(self.name + ".beta", g.reshape(-1, D).sum(axis=0))
        flow = g * self.model.p[self.name + ".gamma"]
        along = (flow * self.normal).mean(axis=-1, keepdims=True)
        return self.rstd * (flow - flow.mean(axis=-1, keepdims=True) - self.normal * along)


class Attention:
    def __init__(self, model, name):
        self.q, self.k, self.v, self.out = (Linear(model, f"{name}.{x}_proj") for x in ("q", "k", "v", "out"))

    def forward(self, x):
        scale = x.dtype.type(1 / np.sqrt(D // N))
        split = lambda t: t.reshape(B, S, N, D // N).transpose(0, 2, 1, 3)      # (B, N, S, h)
        self.heads = q, k, v = [split(layer.forward(x)) for layer in (self.q, self.k, self.v)]
        scores = np.where(np.tril(np.ones((S, S), dtype=bool)), q @ k.transpose(0, 1, 3, 2) * scale, -np.inf)
        e = np.exp(scores - scores.max(axis=-1, keepdims=True))
        self.p = e / e.sum(axis=-1, keepdims=True)
        return self.out.forward((self.p @ v).transpose(0, 2, 1, 3).reshape(B, S, D))

    def backward(self, g):
        scale = g.dtype.type(1 / np.sqrt(D // N))
        q, k, v = self.heads
        merge = lambda t: t.transpose(0, 2, 1, 3).reshape(B, S, D)
        g = self.out.backward(g).reshape(B, S, N, D // N).transpose(0, 2, 1, 3)
        gv, gp = self.p.transpose(0, 1, 3, 2) @ g, g @ v.transpose(0, 1, 3, 2)
        gs = self.p * (gp - (gp * self.p).sum(axis=-1, keepdims=True)) * scale
        return (self.q.backward(merge(gs @ k)) + self.k.backward(merge(gs.transpose(0, 1, 3, 2) @ q))
                + self.v.backward(merge(gv)))


class Block:
    def __init__(self, model, name):
        self.attention = Attention(model, name + ".attention")
        self.ln1, self.ln2 = Norm(model, name + ".ln1"), Norm(model, name + ".ln2")
        self.up, self.down = Linear(model, name + ".mlp.linear1"), Linear(model, name + ".mlp.linear2")

    def forward(self, x):
        x = x + self.attention.forward(self.ln1.forward(x))
        self.z = self.up.forward(self.ln2.forward(x))
        self.sigma = 1 / (1 + np.exp(-self.z.dtype.type(1.702) * self.z))       # gelu(z) = z sigma(1.702 z)
        return x + self.down.forward(self.z * self.sigma)

    def backward(self, g):
        slope = self.sigma + self.z * self.z.dtype.type(1.702) * self.sigma * (1 - self.sigma)
        g = g + self.ln2.backward(self.up.backward(self.down.backward(g) * slope))
        return g + self.ln1.backward(self.attention.backward(g))


class Gpt:
    def __init__(self, parameters, tied):
        self.p, self.tied = parameters, tied
        self.blocks = [Block(self, f"blocks.{i}") for i in range(L)]
        self.ln_f, self.head = Norm(self, "ln_f"), Linear(self, "lm_head", bias=False)

    def add(self, name, gradient):
        self.gradients[name] = self.gradients.get(name, 0) + gradient

    def forward_backward(self, texts):
        """Loss, logits; gradients of the mean cross-entropy over all positions in self.gradients."""
        self.gradients = {}
        table = "embedding.token_embedding.weight"
        tokens, targets = texts[:, :-1], texts[:, 1:]
        x = self.p[table][tokens] + self.p["embedding.pos_encoding.position_embeddings"]
        for block in self.blocks:
            x = block.forward(x)
        x = self.ln_f.forward(x)
        logits = x @ self.p[table].T if self.tied else self.head.forward(x)      # (B, S, V)
        shifted = logits - logits.max(axis=-1, keepdims=True)
        log_p = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
        loss = -np.take_along_axis(log_p, targets[..., None], axis=-1).mean()
        g = (np.exp(log_p) - np.eye(V, dtype=x.dtype)[targets]) / x.dtype.type(B * S)
        if self.tied:
            self.add(table, g.reshape(-1, V).T @ x.reshape(-1, D))
            g = g @ self.p[table]
        else:
            g = self.head.backward(g)
        g = self.ln_f.backward(g)
        for block in reversed(self.blocks):
            g = block.backward(g)
        rows = np.zeros_like(self.p[table])
        np.add.at(rows, tokens, g)
        self.add(table, rows)
        self.add("embedding.pos_encoding.position_embeddings", g.sum(axis=0))
        return loss, logits


def sgd(p, gradients, memory, step, lr, momentum):
    for name, gradient in gradients.items():
        memory[name] = momentum * memory.get(name, 0) + gradient
        p[name] = p[name] - lr * memory[name]


def adam(p, gradients, memory, step, lr, beta1, beta2, eps):
    for name, gradient in gradients.items():
        m, v = memory.get(name, (0, 0))
        m, v = beta1 * m + (1 - beta1) * gradient, beta2 * v + (1 - beta2) * gradient**2
        memory[name] = (m, v)
        p[name] = p[name] - lr * (m / (1 - beta1**step)) / (np.sqrt(v / (1 - beta2**step)) + eps)


def train(run, dtype):
    """All that is compared, by name: logits, losses and gradients of every step, parameters after the last."""
    numbers = Numbers()
    of = shapes(run["tied"])
    p = {name: numbers.values(name, shape).astype(dtype) for name, shape in of.items()}
    batches = [numbers.texts() for _ in range(STEPS)]
    update = adam if "eps" in run["optimizer"] else sgd
    memory, steps = {}, {"losses": [], "logits": [], **{"gradient." + name: [] for name in of}}
    for step, texts in enumerate(batches, start=1):
        model = Gpt(p, run["tied"])
        loss, logits = model.forward_backward(texts)
        steps["losses"].append(loss)
        steps["logits"].append(logits)
        for name in of:
            steps["gradient." + name].append(model.gradients[name])
        update(p, model.gradients, memory, step, **run["optimizer"])
    return {**{key: np.array(value) for key, value in steps.items()}, **{"final." + name: p[name] for name in of}}


def save_npz(path, arrays):
    """Stored members without dates, float32."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            member = io.BytesIO()
            np.lib.format.write_array(member, np.ascontiguousarray(array, dtype=np.float32), version=(1, 0))
            archive.writestr(zipfile.ZipInfo(name + ".npy"), member.getvalue())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--date", required=True, help="recorded in gpt.json")
    date = parser.parse_args().date
    folder = Path(__file__).resolve().parent
    arrays, rounding = {}, {}
    for name, run in RUNS.items():
        exact, single = train(run, np.float64), train(run, np.float32)
        for key, value in exact.items():
            arrays[f"{name}.{key}"] = value
            kind = f"{name}.{key.split('.')[0]}" + (".k_proj.bias" if key.endswith("k_proj.bias") else "")
            rounding[kind] = max(rounding.get(kind, 0), float(f"{np.abs(single[key] - value).max():.2g}"))
    save_npz(folder / "gpt.npz", arrays)
    about = {
        "what": f"10 training steps of GPT(V={V}, D={D}, L={L}, N={N}, T={S}), mean cross-entropy, {B} texts of {S} tokens",
        "maker": "make_gpt.py, float64, written as float32",
        "python": platform.python_version(),
        "numpy": np.__version__,
        "date": date,
        "runs": RUNS,
        "largest_difference_of_a_float32_run": rounding,
    }
    (folder / "gpt.json").write_text(json.dumps(about, indent=2) + "\n")


if __name__ == "__main__":
    main()
