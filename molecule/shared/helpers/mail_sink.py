# SPDX-License-Identifier: GPL-3.0-or-later
"""Take mails by SMTP at the port given, on loopback only; append each as a line of JSON to the file given.

Neither encryption nor authentication: the tests read what the server sends, and smtpd left Python with 3.12.
"""

from __future__ import annotations

import asyncio
import json
import sys

ANSWERS = {b"EHLO": "250 sink", b"HELO": "250 sink", b"RSET": "250 forgotten", b"NOOP": "250 here"}


async def message(reader) -> str:
    """Return the text up to the lone dot."""
    lines = []
    while (line := await reader.readline()) not in (b".\r\n", b""):
        lines.append(line[1:] if line.startswith(b".") else line)
    return b"".join(lines).decode("utf-8", "replace")


async def serve(reader, writer) -> None:
    """Answer one connection."""
    mail: dict = {"from": "", "to": []}

    async def say(text) -> None:
        writer.write(text.encode("ascii") + b"\r\n")
        await writer.drain()

    await say("220 sink")
    while line := await reader.readline():
        verb = line[:4].upper()
        if verb == b"MAIL":
            mail = {"from": line[10:].decode().strip(), "to": []}
            await say("250 go on")
        elif verb == b"RCPT":
            mail["to"].append(line[8:].decode().strip())
            await say("250 go on")
        elif verb == b"DATA":
            await say("354 the text, please")
            mail["text"] = await message(reader)
            with open(sys.argv[2], "a", encoding="utf-8") as log:
                log.write(json.dumps(mail) + "\n")
            await say("250 taken")
        elif verb == b"QUIT":
            await say("221 bye")
            break
        else:
            await say(ANSWERS.get(verb, "502 not known here"))
    writer.close()


async def main() -> None:
    """Serve until the service manager stops it."""
    server = await asyncio.start_server(serve, "127.0.0.1", int(sys.argv[1]))
    async with server:
        await server.serve_forever()


asyncio.run(main())
