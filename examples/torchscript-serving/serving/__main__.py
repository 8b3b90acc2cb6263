"""The HTTP service: one grey picture of 32 × 32 in, the particles on it out."""

import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import particle_ops  # noqa: F401 (registers the operator that the model calls)
import torch

SIDE = 32

torch.set_num_threads(1)
model = torch.jit.load(os.environ["MODEL_PATH"]).eval()


def count(pixels: list[list[float]]) -> dict[str, object]:
    picture = torch.tensor(pixels, dtype=torch.float32)
    if picture.shape != (SIDE, SIDE):
        raise ValueError(f"pixels: {SIDE} rows of {SIDE} values")
    with torch.inference_mode():
        places, scores = model(picture)
    found = [
        {"row": int(row), "column": int(column), "score": round(float(score), 3)}
        for (row, column), score in zip(places, scores)
    ]
    return {"count": len(found), "particles": found}


class Handler(BaseHTTPRequestHandler):
    def answer(self, status: int, body: object) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self) -> None:
        self.answer(200, {"status": "ok"}) if self.path == "/health" else self.answer(404, {"error": "not found"})

    def do_POST(self) -> None:
        try:
            body = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))))
            self.answer(200, count(body["pixels"]))
        except (KeyError, TypeError, ValueError) as error:
            self.answer(422, {"error": str(error)})


if __name__ == "__main__":
    ThreadingHTTPServer(("0.0.0.0", int(os.environ.get("PORT", "8000"))), Handler).serve_forever()
