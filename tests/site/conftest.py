"""What the site tests share."""

from pathlib import Path

import pytest
from flask import Flask

from tests.site.atlas import drawn


@pytest.fixture
def atlas(demo: Flask, _demo_file: str) -> dict[str, dict[str, str]]:
    """Name -> endpoint -> address: who is shown which page where."""
    return drawn(demo, Path(_demo_file).with_suffix(".atlas"))
