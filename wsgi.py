"""What flask and gunicorn both load."""

import os
import sys

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: on a busy machine its threads cost more than they bring

from app import create_app, create_counter

app = create_counter() if sys.argv[1:2] == ["tally"] else create_app()
