"""The HTTP service: a ticket with a document attached in, the team that it goes to out."""

import base64

import numpy as np
import onnxruntime
from fastapi import FastAPI
from pydantic import BaseModel

from app.documents import text_of
from app.triage import MODEL, TEAMS, features


class Ticket(BaseModel):
    """The attachment, with its file name and its content in base64."""

    name: str
    content: str


app = FastAPI(title="Ticket triage")
model = onnxruntime.InferenceSession(str(MODEL), providers=["CPUExecutionProvider"])


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok"}


@app.post("/triage")
def triage(ticket: Ticket) -> dict[str, object]:
    text = text_of(ticket.name, base64.b64decode(ticket.content))
    (scores,) = model.run(["probabilities"], {"words": features(text)[None]})
    probabilities = {team: round(float(score), 3) for team, score in zip(TEAMS, scores[0])}
    return {"team": TEAMS[int(np.argmax(scores[0]))], "probabilities": probabilities, "words": len(text.split())}
