"""The HTTP service: a heart curve in, the beats on it out."""

import numpy as np
from fastapi import FastAPI
from pydantic import BaseModel
from scipy.signal import find_peaks, savgol_filter

RATE = 100


class Curve(BaseModel):
    """Millivolts, 100 samples a second."""

    millivolts: list[float]


app = FastAPI(title="Beats")


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok"}


@app.post("/beats")
def beats(curve: Curve) -> dict[str, object]:
    smooth = savgol_filter(np.asarray(curve.millivolts), 7, 2)
    places, _ = find_peaks(smooth, height=0.5 * float(smooth.max()), distance=RATE // 3)
    gaps = np.diff(places)
    rate = round(60 * RATE / float(np.median(gaps))) if len(gaps) else None
    return {"beats": [round(int(place) / RATE, 2) for place in places], "perMinute": rate}
