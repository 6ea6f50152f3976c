"""What flask and gunicorn both load."""

from app import create_app

app = create_app()
