"""Real elections in the Pabulib format, where somebody has put them: beside this repository, or where PB_SAMPLES says."""

import os
from pathlib import Path

SAMPLES = Path(os.environ.get("PB_SAMPLES", Path(__file__).resolve().parents[1] / "../shared/data/pb"))
LEFT_OUT = "left out: tests on real elections; PB_SAMPLES names a folder of .pb files"


def samples() -> list[Path]:
    """The files, in order of their names."""
    return sorted(SAMPLES.glob("*.pb"))
