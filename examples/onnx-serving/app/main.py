"""The HTTP service: one window of vibration samples in, the state of the machine out."""

import os
from typing import Annotated

import numpy as np
import onnxruntime
from fastapi import FastAPI
from pydantic import BaseModel, Field

CLASSES = ("healthy", "imbalance", "misalignment", "bearing")
SAMPLES = 256


class Window(BaseModel):
    """Acceleration in g, 256 samples taken 2,560 times a second."""

    samples: Annotated[list[float], Field(min_length=SAMPLES, max_length=SAMPLES)]


class Prediction(BaseModel):
    state: str
    probabilities: dict[str, float]


def open_model() -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.register_custom_ops_library(os.environ["CUSTOM_OPS_PATH"])
    return onnxruntime.InferenceSession(os.environ["MODEL_PATH"], options, providers=["CPUExecutionProvider"])


app = FastAPI(title="Bearing monitor")
model = open_model()


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok"}


@app.post("/predict")
def predict(window: Window) -> Prediction:
    signal = np.asarray([window.samples], dtype=np.float32)
    (probabilities,) = model.run(["probabilities"], {"signal": signal})
    rounded = [round(float(value), 4) for value in probabilities[0]]
    state = CLASSES[int(np.argmax(probabilities[0]))]
    return Prediction(state=state, probabilities=dict(zip(CLASSES, rounded)))
