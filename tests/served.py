"""The whole service on a free port of this machine, for tests with a browser."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from api.app import create_app
from data.settings import Settings


@contextmanager
def served(settings: Settings) -> Iterator[str]:
    """The address of the service of an installation whose database is there."""
    with served_app(create_app(settings)) as address:
        yield address


@contextmanager
def served_app(app: FastAPI) -> Iterator[str]:
    """The address of an application."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=10)
