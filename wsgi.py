"""What flask and gunicorn both load."""

import sys

from app import create_app, create_counter

app = create_counter() if sys.argv[1:2] == ["tally"] else create_app()
