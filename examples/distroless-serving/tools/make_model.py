"""Fits a leak detector to made-up recordings of pipes and writes it as ONNX.

    python3 tools/make_model.py MODEL.onnx

A leak hisses: it lifts the upper four of eight bands. Everything is drawn from one seed.
"""

import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

BANDS = 8


def recordings(count: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(13)
    leaks = random.integers(0, 2, count)
    hiss = np.linspace(-2, 9, BANDS)
    levels = 40 - 2 * np.arange(BANDS) + random.normal(0, 3, (count, BANDS)) + leaks[:, None] * hiss
    return levels.astype(np.float32), leaks


def main(target: Path) -> None:
    levels, leaks = recordings(1_000)
    mean, scale = levels.mean(axis=0), levels.std(axis=0)
    inputs = (levels - mean) / scale
    weights, bias = np.zeros(BANDS), 0.0
    for _ in range(500):
        error = 1 / (1 + np.exp(-(inputs @ weights + bias))) - leaks
        weights -= 0.5 * inputs.T @ error / len(leaks)
        bias -= 0.5 * error.mean()
    constants = {"mean": mean, "scale": scale, "weights": weights[:, None], "bias": np.array([bias])}
    graph = helper.make_graph(
        [
            helper.make_node("Sub", ["bands", "mean"], ["centred"]),
            helper.make_node("Div", ["centred", "scale"], ["features"]),
            helper.make_node("Gemm", ["features", "weights", "bias"], ["score"]),
            helper.make_node("Sigmoid", ["score"], ["leak"]),
        ],
        "leak",
        [helper.make_tensor_value_info("bands", TensorProto.FLOAT, ["recordings", BANDS])],
        [helper.make_tensor_value_info("leak", TensorProto.FLOAT, ["recordings", 1])],
        [numpy_helper.from_array(np.asarray(value, np.float32), name) for name, value in constants.items()],
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), str(target))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
