"""Writes the segmenter as TorchScript: an edge-aware threshold, and a number for each connected area.

    python tools/export.py OPERATORS.so MODEL.pt
"""

import sys
from pathlib import Path

import torch


class Segmenter(torch.nn.Module):
    def forward(self, picture: torch.Tensor) -> torch.Tensor:
        smooth = torch.nn.functional.avg_pool2d(picture[None, None], 3, stride=1, padding=1)[0, 0]
        return torch.ops.segments.label(smooth > smooth.mean() + smooth.std())


if __name__ == "__main__":
    torch.ops.load_library(sys.argv[1])
    Path(sys.argv[2]).parent.mkdir(parents=True, exist_ok=True)
    torch.jit.script(Segmenter().eval()).save(sys.argv[2])
