"""Run every benchmark, or the ones named: python -m benchmarks [name …]. Each prints ratios measured in one run."""

import runpy
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    wanted = set(sys.argv[1:])
    for path in sorted(HERE.rglob("bench_*.py")):
        name = path.stem.removeprefix("bench_")
        if not wanted or name in wanted:
            print(f"\n## {name}", flush=True)
            sys.argv = [str(path)]
            runpy.run_path(str(path), run_name="__main__")


if __name__ == "__main__":
    main()
