"""How much one input alone explains of a result, from runs in which all inputs vary at once.

The correlation ratio: the share of the variance of y that lies between classes of x of equal size,

    eta^2 = Var(E[y | class of x]) / Var(y),

freed of what as many classes would show by chance. It sees effects that rise and fall again, which a correlation does
not. Sources: Pearson (1905, Drapers' Company Research Memoirs 14); as a first-order index from given data, Plischke,
Borgonovo & Smith (2013, European Journal of Operational Research 226:536-550). The correction is that of epsilon
squared (Kelley 1935, Proceedings of the National Academy of Sciences 21:554-559).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

CLASSES = 10


def correlation_ratios(
    x: NDArray[np.float64], y: NDArray[np.float64], *, classes: int = CLASSES
) -> NDArray[np.float64]:
    """Shares [input, output] of the variance of ``y`` [output, run] that single inputs ``x`` [input, run] explain.

    At most 1; about 0, and by chance below it, where an input explains nothing; 0 where an output never varies. Raises
    ValueError for fewer than two runs a class.

    >>> x = np.linspace(0.0, 1.0, 1000)[None, :]
    >>> y = np.stack([x[0], (x[0] - 0.5) ** 2, np.ones(1000)])
    >>> correlation_ratios(x, y).round(2).tolist()
    [[0.99, 0.95, 0.0]]
    """
    runs = x.shape[1]
    if runs < 2 * classes:
        raise ValueError(f"{runs} runs for {classes} classes: expected at least two runs a class")
    edges = np.arange(classes + 1) * runs // classes
    sizes = np.diff(edges).astype(np.float64)
    centred = y - y.mean(axis=1, keepdims=True)
    total = (centred**2).sum(axis=1)
    out = np.zeros((len(x), len(y)))
    for n, values in enumerate(x):
        ordered = centred[:, np.argsort(values, kind="stable")]
        between = (np.add.reduceat(ordered, edges[:-1], axis=1) ** 2 / sizes).sum(axis=1)
        inside = (total - between) / (runs - classes)
        out[n] = np.where(total > 0, (between - (classes - 1) * inside) / np.where(total > 0, total, 1.0), 0.0)
    return out
