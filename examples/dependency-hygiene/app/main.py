"""The HTTP service: six figures of a loan application in, the risk that it fails out."""

import os

import numpy as np
import onnxruntime
from fastapi import FastAPI
from pydantic import BaseModel


class Application(BaseModel):
    """Income and debt in thousands, years in the job, open credits, late payments, age."""

    figures: list[float]


app = FastAPI(title="Loan risk")
model = onnxruntime.InferenceSession(
    os.environ.get("MODEL_PATH", "model/risk.onnx"), providers=["CPUExecutionProvider"]
)


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok"}


@app.post("/risk")
def risk(application: Application) -> dict[str, float]:
    (scores,) = model.run(["probabilities"], {"figures": np.asarray([application.figures], dtype=np.float32)})
    return {"risk": round(float(scores[0][1]), 3)}
