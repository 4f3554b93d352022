# Made numpy.npz with NumPy 1.24.2: python3 make.py
import numpy as np

np.savez(
    "numpy.npz",
    weights=np.array([[1.5, -2.0, 3.25], [0.0, 1e-3, 7.0]], dtype="<f4"),
    counts=np.array([-1, 0, 70000], dtype="<i8"),
    flags=np.array([True, False]),
    scalar=np.array(0.1),
    pixels=np.array([[0, 255], [127, 128]], dtype="u1"),
)
