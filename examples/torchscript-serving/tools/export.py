"""Writes the detector as TorchScript: a matched filter, its peaks, and of close ones the brightest.

    python3 tools/export.py MODEL.pt
"""

import sys
from pathlib import Path

import particle_ops  # noqa: F401 (registers the operator that the model calls)
import torch


class Detector(torch.nn.Module):
    """A grey picture to the places and scores of its particles."""

    def __init__(self, sigma: float, threshold: float) -> None:
        super().__init__()
        self.threshold = threshold
        reach = torch.arange(-4, 5, dtype=torch.float32)
        bell = torch.exp(-(reach**2) / (2 * sigma**2))
        kernel = torch.outer(bell, bell)
        kernel = kernel - kernel.mean()
        self.register_buffer("kernel", (kernel / kernel.norm())[None, None])

    def forward(self, picture: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        heat = torch.conv2d(picture[None, None], self.kernel, padding=4)[0, 0]
        bright = heat > self.threshold
        places = bright.nonzero()
        kept = torch.ops.particles.suppress(places, heat[bright], 4.0)
        return places[kept], heat[bright][kept]


def main(target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    torch.jit.script(Detector(sigma=1.4, threshold=1.2).eval()).save(str(target))
    print(f"{target}: {target.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
