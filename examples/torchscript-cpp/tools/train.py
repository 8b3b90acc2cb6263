"""Trains the forecaster on made-up pump curves and writes it as TorchScript.

    python3 tools/train.py LIBRARY_OF_OPERATORS MODEL.pt

Everything is drawn from one seed and computed by one thread, so the model comes out the same each time.
"""

import math
import sys
from pathlib import Path

import torch

READINGS = 64
AHEAD = 8


class Forecaster(torch.nn.Module):
    """64 readings in bar to the next 8: wild readings out, then a small recurrent network on the differences."""

    def __init__(self) -> None:
        super().__init__()
        self.recurrent = torch.nn.GRU(1, 12, batch_first=True)
        self.ahead = torch.nn.Linear(12, AHEAD)

    def forward(self, pressures: torch.Tensor) -> torch.Tensor:
        calm = torch.ops.signal.hampel(pressures, 3, 3.0)
        level = calm.mean(dim=1, keepdim=True)
        states, _ = self.recurrent((calm - level).unsqueeze(2))
        return level + self.ahead(states[:, -1])


def curves(count: int) -> torch.Tensor:
    time = torch.arange(READINGS + AHEAD, dtype=torch.float32)
    level = 3 + 2 * torch.rand(count, 1)
    speed = 0.15 + 0.2 * torch.rand(count, 1)
    phase = 2 * math.pi * torch.rand(count, 1)
    noise = 0.02 * torch.randn(count, READINGS + AHEAD)
    return level + 0.4 * torch.sin(speed * time + phase) + noise


def main(operators: str, target: Path) -> None:
    torch.manual_seed(11)
    torch.set_num_threads(1)
    torch.ops.load_library(operators)
    model = Forecaster()
    optimiser = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(150):
        batch = curves(64)
        loss = torch.nn.functional.mse_loss(model(batch[:, :READINGS]), batch[:, READINGS:])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    target.parent.mkdir(parents=True, exist_ok=True)
    torch.jit.script(model.eval()).save(str(target))
    print(f"{target}: mean square error {loss.item():.4f} bar²")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
