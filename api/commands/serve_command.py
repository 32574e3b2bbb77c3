"""``rumbo serve``: pages and API."""

import os
from typing import Annotated

import typer

from data.settings import Settings


def serve(
    host: Annotated[str, typer.Option(help="Address; others than this machine's need RUMBO_PUBLIC_URL")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8000,
) -> None:
    """Serve pages and API."""
    # One request is too little work to share between threads, and threads that wait for work slow the others down. Read
    # by numpy when it is first imported, which is below.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import uvicorn

    from api.accounts.demo_accounts import demo_log_ins
    from api.app import create_app
    from api.web.serving import check_host
    from data.database import ready_engine

    settings = Settings()
    check_host(host, settings)
    with ready_engine(settings.sqlalchemy_url):
        pass
    typer.echo(settings.public_url or f"http://{host}:{port}/")
    typer.echo(demo_log_ins(settings), nl=False)
    uvicorn.run(
        create_app(settings, warms_up=True),
        host=host,
        port=port,
        log_level="warning",
        # Anybody can send these headers; only the proxy that is named is believed.
        proxy_headers=bool(settings.trusted_proxy),
        forwarded_allow_ips=settings.trusted_proxy,
    )
