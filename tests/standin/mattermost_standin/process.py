# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of the server process: start, readiness, signals, stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import pathlib
import signal
import sys
from urllib.parse import urlsplit

from aiohttp import web as aioweb

from . import listeners, log, mail, notify, schema, seed, subpath
from .api import plugins_store
from .config import ConfigStore, LoadError
from .context import Context
from .database import Database
from .dsn import ConnectError
from .ids import now_ms
from .release import NOTICE, Release

NO_SITE_URL = (
    "SiteURL must be set. Some features will operate incorrectly if the SiteURL is not set. See documentation for"
    " details: https://mattermost.com/pl/configure-site-url"
)
# A client that holds a request open must not keep the process alive.
GRACE = 1.5


class StartError(Exception):
    """The start ends here; the text goes to the standard error."""


class Server:
    """One start of the server."""

    def __init__(self, config: ConfigStore, release: Release):
        self.config = config
        self.release = release
        self.log: logging.Logger = log.configured(config.get()["LogSettings"], release.home)
        self.runners: list[aioweb.BaseRunner] = []
        self.socket_path = ""
        self.db: Database | None = None

    async def run(self) -> int:
        """Start, wait for a signal, stop."""
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        signal.signal(signal.SIGUSR1, signal.SIG_IGN)
        starting = asyncio.ensure_future(self._start())
        stopping = asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                starting.result()
                await stopping
        finally:
            for task in (starting, stopping):
                task.cancel()
            await self._stop()
        return 0

    async def _start(self) -> None:
        config = self.config.get()
        self.log.warning(NOTICE)
        self.log.info(
            "Server is initializing...",
            extra={"fields": {"current_version": self.release.version, "enterprise_ready": self.release.enterprise}},
        )
        if not config["ServiceSettings"]["SiteURL"]:
            self.log.error(NO_SITE_URL)
        await self._open_database(config)
        self._check_file_store(config)
        if config["EmailSettings"]["SendEmailNotifications"]:
            await self._check_mail(config)
        context = Context(
            config=self.config,
            db=self.db,
            version=self.release.version,
            edition=self.release.edition,
            started_ms=now_ms(),
            log=self.log,
            plugins=plugins_store.Plugins(self.config, self.release.version, self.log),
        )
        context.plugins.start()
        self._rewrite_client(config)
        await self._listen(context, config)
        notify.ready(self.log)

    async def _open_database(self, config: dict) -> None:
        self.db = Database(config["SqlSettings"]["DataSource"], self.log)
        try:
            await self.db.connect()
        except ConnectError as error:
            raise StartError(
                "failed to initialize platform: cannot create store: error setting up connections: %s" % error
            ) from error
        async with self.db.transaction() as session:
            await session.execute("select pg_advisory_xact_lock(11060)")
            numbers = await schema.pending(session, self.release.version)
            if numbers:
                await schema.migrate(session, numbers)
            for statement in schema.LATER:
                await session.execute(statement)
            await seed.seed(session)

    def _check_file_store(self, config: dict) -> None:
        files = config["FileSettings"]
        if files["DriverName"] != "local":
            return
        try:
            pathlib.Path(files["Directory"]).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self.log.error("Problem with file storage settings", extra={"fields": {"error": str(error)}})

    def _rewrite_client(self, config: dict) -> None:
        path = urlsplit(config["ServiceSettings"]["SiteURL"]).path or "/"
        assets = self.release.home / "client"
        try:
            if subpath.is_rewritten(assets, path):
                self.log.debug("No need to rewrite unmodified assets subpath")
            else:
                subpath.rewrite(assets, path)
        except subpath.SubpathError as error:
            # Without the client the API still works.
            self.log.error("Failed to update assets subpath", extra={"fields": {"error": str(error)}})

    async def _check_mail(self, config: dict) -> None:
        try:
            await asyncio.to_thread(mail.check, config)
        except mail.MailError as error:
            self.log.error(
                "Mail server connection test failed", extra={"fields": {"error": "unable to connect: %s" % error}}
            )

    async def _listen(self, context: Context, config: dict) -> None:
        from . import web  # here, so that the other commands start without the web applications

        service = config["ServiceSettings"]
        try:
            sock = listeners.tcp(service["ListenAddress"])
        except listeners.ListenError as error:
            text = "Error starting server, err:%s: %s" % (error, error)
            self.log.error(text)
            raise StartError(text) from error
        await self._serve(web.make_tcp_app(context), sock, listeners.tls_context(service))
        address = listeners.shown_address(sock)
        self.log.info("Server is listening on %s", address, extra={"fields": {"address": address}})
        if service["EnableLocalMode"]:
            await self._listen_locally(context, service["LocalModeSocketLocation"], web.make_local_app)

    async def _listen_locally(self, context: Context, path: str, make_app) -> None:
        try:
            sock = listeners.local(path)
        except listeners.ListenError as error:
            # Fatal on a real server too: the process ends at once, without a word on the standard error.
            self.log.critical("Error starting server, err:%s: %s", error, error)
            logging.shutdown()
            os._exit(1)
        self.socket_path = path
        await self._serve(make_app(context), sock, None)

    async def _serve(self, app: aioweb.Application, sock, tls) -> None:
        runner = aioweb.AppRunner(app, access_log=None, handle_signals=False)
        await runner.setup()
        self.runners.append(runner)
        await aioweb.SockSite(runner, sock, ssl_context=tls).start()

    async def _stop(self) -> None:
        self.log.info("Stopping Server...")
        if self.socket_path:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self.socket_path)
        for runner in self.runners:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(runner.cleanup(), GRACE / len(self.runners))
        self.log.info("Stopping schedulers.")
        self.log.info("Schedulers stopped.")
        if self.db is not None:
            await self.db.close()
        self.log.info("Server stopped")


def run_server(config: ConfigStore, release: Release) -> int:
    """Run until a signal; the exit code."""
    print(NOTICE, file=sys.stderr, flush=True)
    try:
        config.load()
    except LoadError as error:
        print("Error: failed to load configuration: %s" % error, file=sys.stderr)
        return 1
    server = Server(config, release)
    try:
        return asyncio.run(server.run())
    except StartError as error:
        print("Error: %s" % error, file=sys.stderr)
        return 1
