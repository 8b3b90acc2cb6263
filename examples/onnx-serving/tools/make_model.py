"""Trains the small classifier on made-up vibrations and writes model/bearing.onnx, request.json and response.json.

    pip install -r tools/requirements.txt && python tools/make_model.py

The machine turns 25 times a second. Imbalance shows at that frequency, misalignment at twice of it, a damaged bearing as
high tones. Everything is drawn from one seed, so the files come out the same each time.
"""

import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

CLASSES = ("healthy", "imbalance", "misalignment", "bearing")
RATE = 2560
SAMPLES = 256
FREQUENCIES = (25, 50, 75, 100, 160, 320, 360, 480, 720, 960)
HERE = Path(__file__).resolve().parent.parent


def vibration(state: str, random: np.random.Generator) -> np.ndarray:
    time = np.arange(SAMPLES) / RATE
    tones = {25: 0.12, 50: 0.06, 360: 0.02, 720: 0.01}
    if state == "imbalance":
        tones[25] = random.uniform(0.5, 1.2)
    elif state == "misalignment":
        tones[50] = random.uniform(0.4, 1.0)
        tones[75] = random.uniform(0.1, 0.3)
    elif state == "bearing":
        tones[360] = random.uniform(0.2, 0.5)
        tones[720] = random.uniform(0.1, 0.3)
    signal = random.normal(0, 0.05, SAMPLES)
    for frequency, amplitude in tones.items():
        amplitude *= random.uniform(0.8, 1.2)
        signal += amplitude * np.sin(2 * np.pi * frequency * time + random.uniform(0, 2 * np.pi))
    return signal.astype(np.float32)


def band_energy(signals: np.ndarray) -> np.ndarray:
    """What ops/band_energy.cpp computes, written with a Fourier sum."""
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(SAMPLES) / SAMPLES)
    waves = np.exp(-2j * np.pi * np.outer(np.arange(SAMPLES), FREQUENCIES) / RATE)
    power = np.abs((signals * hann) @ waves) ** 2
    return np.log10(4 * power / hann.sum() ** 2 + 1e-9)


def train(features: np.ndarray, labels: np.ndarray, random: np.random.Generator) -> list[np.ndarray]:
    hidden = 16
    weights = [
        random.normal(0, 0.4, (features.shape[1], hidden)),
        np.zeros(hidden),
        random.normal(0, 0.4, (hidden, len(CLASSES))),
        np.zeros(len(CLASSES)),
    ]
    wanted = np.eye(len(CLASSES))[labels]
    for _ in range(60):
        layer = np.maximum(features @ weights[0] + weights[1], 0)
        scores = layer @ weights[2] + weights[3]
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        error = (scores / scores.sum(axis=1, keepdims=True) - wanted) / len(labels)
        back = (error @ weights[2].T) * (layer > 0)
        gradients = [features.T @ back, back.sum(axis=0), layer.T @ error, error.sum(axis=0)]
        weights = [weight - 0.3 * gradient for weight, gradient in zip(weights, gradients)]
    return weights


def make_model(mean: np.ndarray, scale: np.ndarray, weights: list[np.ndarray]) -> onnx.ModelProto:
    constants = {"mean": mean, "scale": scale, "w1": weights[0], "b1": weights[1], "w2": weights[2], "b2": weights[3]}
    nodes = [
        helper.make_node(
            "BandEnergy", ["signal"], ["bands"], domain="vibration", frequencies=[f / RATE for f in FREQUENCIES]
        ),
        helper.make_node("Sub", ["bands", "mean"], ["centred"]),
        helper.make_node("Div", ["centred", "scale"], ["features"]),
        helper.make_node("Gemm", ["features", "w1", "b1"], ["hidden"]),
        helper.make_node("Relu", ["hidden"], ["active"]),
        helper.make_node("Gemm", ["active", "w2", "b2"], ["scores"]),
        helper.make_node("Softmax", ["scores"], ["probabilities"], axis=1),
    ]
    graph = helper.make_graph(
        nodes,
        "bearing",
        [helper.make_tensor_value_info("signal", TensorProto.FLOAT, ["windows", SAMPLES])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["windows", len(CLASSES)])],
        [numpy_helper.from_array(value.astype(np.float32), name) for name, value in constants.items()],
    )
    versions = [helper.make_opsetid("", 17), helper.make_opsetid("vibration", 1)]
    return helper.make_model(graph, opset_imports=versions, ir_version=8, producer_name="tools/make_model.py")


def main() -> None:
    random = np.random.default_rng(7)
    labels = np.repeat(np.arange(len(CLASSES)), 300)
    signals = np.stack([vibration(CLASSES[label], random) for label in labels])
    bands = band_energy(signals)
    mean, scale = bands.mean(axis=0), bands.std(axis=0)
    weights = train((bands - mean) / scale, labels, random)
    onnx.save(make_model(mean, scale, weights), HERE / "model" / "bearing.onnx")

    sample = vibration("bearing", random).round(4)
    layer = np.maximum((band_energy(sample[None]) - mean) / scale @ weights[0] + weights[1], 0)
    scores = np.exp(layer @ weights[2] + weights[3])[0]
    probabilities = scores / scores.sum()
    response = {
        "state": CLASSES[int(probabilities.argmax())],
        "probabilities": {name: round(float(value), 4) for name, value in zip(CLASSES, probabilities)},
    }
    (HERE / "request.json").write_text(json.dumps({"samples": [float(f"{value:.4f}") for value in sample]}) + "\n")
    (HERE / "response.json").write_text(json.dumps(response) + "\n")


if __name__ == "__main__":
    main()
