"""The HTTP service: a grey picture in, the number and sizes of its areas out; on a GPU where there is one."""

import os

import torch
from fastapi import FastAPI
from pydantic import BaseModel

torch.ops.load_library(os.environ["OPERATORS"])
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = torch.jit.load(os.environ["MODEL"], map_location=device).eval()


class Picture(BaseModel):
    pixels: list[list[float]]


app = FastAPI(title="Segments")


@app.post("/segments")
def segments(picture: Picture) -> dict[str, object]:
    with torch.inference_mode():
        labels = model(torch.tensor(picture.pixels, device=device))
    sizes = torch.bincount(labels.flatten())[1:].tolist()
    return {"count": len(sizes), "sizes": sizes}
