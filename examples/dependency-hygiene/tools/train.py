"""Trains the risk model on made-up applications and writes model/risk.onnx.

    python tools/train.py

Everything is drawn from one seed, so the model comes out the same each time.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from skl2onnx import to_onnx
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

COLUMNS = ("income", "debt", "years", "credits", "late", "age")
TARGET = Path(__file__).resolve().parent.parent / "model" / "risk.onnx"


def applications(count: int) -> tuple[pd.DataFrame, np.ndarray]:
    random = np.random.default_rng(3)
    table = pd.DataFrame(
        {
            "income": random.gamma(6, 8, count),
            "debt": random.gamma(2, 10, count),
            "years": random.integers(0, 30, count),
            "credits": random.poisson(2, count),
            "late": random.poisson(1, count),
            "age": random.integers(20, 70, count),
        }
    )
    score = 0.05 * table["debt"] - 0.06 * table["income"] + 0.9 * table["late"] - 0.05 * table["years"]
    return table, (score + random.normal(0, 0.5, count) > -0.5).to_numpy().astype(int)


def main() -> None:
    table, failed = applications(2_000)
    pipeline = make_pipeline(StandardScaler(), LogisticRegression()).fit(table.to_numpy(np.float32), failed)
    sample = table.to_numpy(np.float32)[:1]
    onnx = to_onnx(pipeline, sample, options={"zipmap": False}, target_opset=17, initial_types=None)
    onnx.graph.input[0].name, old = "figures", onnx.graph.input[0].name
    for node in onnx.graph.node:
        node.input[:] = ["figures" if name == old else name for name in node.input]
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(onnx.SerializeToString())


if __name__ == "__main__":
    main()
