"""Trains the triage on a handful of sentences and writes model/triage.onnx. Nothing is random.

    python -m tools.make_model
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from app.triage import MODEL, TEAMS, WIDTH, features

SENTENCES = {
    "billing": [
        "the invoice was charged twice please refund the payment",
        "my credit card was declined and the subscription expired",
        "the price on the receipt is wrong and the tax is missing",
    ],
    "network": [
        "the connection drops every evening and the router restarts",
        "no internet since the line was switched, slow download speed",
        "the wireless signal is weak and pages time out",
    ],
    "hardware": [
        "the screen is cracked and the battery does not charge",
        "the printer makes a noise and paper jams in the tray",
        "the keyboard has a broken key and the fan is loud",
    ],
}


def main() -> None:
    inputs = np.stack([features(text) for team in TEAMS for text in SENTENCES[team]])
    labels = np.repeat(np.arange(len(TEAMS)), 3)
    wanted = np.eye(len(TEAMS))[labels]
    weights, bias = np.zeros((WIDTH, len(TEAMS))), np.zeros(len(TEAMS))
    for _ in range(400):
        scores = np.exp(inputs @ weights + bias)
        error = scores / scores.sum(axis=1, keepdims=True) - wanted
        weights -= 0.5 * inputs.T @ error
        bias -= 0.5 * error.mean(axis=0)
    constants = {"weights": weights, "bias": bias}
    graph = helper.make_graph(
        [
            helper.make_node("Gemm", ["words", "weights", "bias"], ["scores"]),
            helper.make_node("Softmax", ["scores"], ["probabilities"], axis=1),
        ],
        "triage",
        [helper.make_tensor_value_info("words", TensorProto.FLOAT, ["tickets", WIDTH])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["tickets", len(TEAMS)])],
        [numpy_helper.from_array(value.astype(np.float32), name) for name, value in constants.items()],
    )
    MODEL.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), MODEL)


if __name__ == "__main__":
    main()
