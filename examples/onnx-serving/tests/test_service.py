"""Run with `pytest` where the operator is built and MODEL_PATH and CUSTOM_OPS_PATH are set."""

import json
from pathlib import Path

from fastapi.testclient import TestClient

from app.main import app

HERE = Path(__file__).resolve().parent.parent


def test_prediction():
    client = TestClient(app)
    answer = client.post("/predict", json=json.loads((HERE / "request.json").read_text()))
    assert answer.json() == json.loads((HERE / "response.json").read_text())


def test_window_of_the_wrong_length():
    assert TestClient(app).post("/predict", json={"samples": [0.0]}).status_code == 422
