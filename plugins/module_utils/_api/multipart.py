# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection; may change at any time.
"""A form with one file, for plugins, licenses and images. The file is read while the form is sent."""

from __future__ import annotations

import os
import uuid

from ansible_collections.groupware.mattermost.plugins.module_utils._core.errors import HostError

BLOCK = 1 << 18


class Form:
    """Body of a request: fields and one file, of a path or with the content given."""

    def __init__(self, name, path=None, content=None, fields=None, filename="upload"):
        self.name = name
        self.filename = filename
        self.path = path
        self.content = content
        self.fields = fields or {}
        self._boundary = uuid.uuid4().hex

    def message(self):
        """Return the headers and the body, which is read block by block while it is sent."""
        head = b"".join(self._part(name, "", value.encode("utf-8") + b"\r\n") for name, value in self.fields.items())
        file = '; filename="%s"\r\nContent-Type: application/octet-stream' % self.filename
        head += self._part(self.name, file, b"")
        tail = ("\r\n--%s--\r\n" % self._boundary).encode("ascii")
        if self.path is None:
            body = head + self.content + tail
            return self._headers(len(body)), body
        try:
            handle = open(self.path, "rb")
        except OSError as exc:
            raise HostError("%s cannot be read: %s" % (self.path, exc.strerror), path=self.path)
        return self._headers(len(head) + os.fstat(handle.fileno()).st_size + len(tail)), blocks(head, handle, tail)

    def _headers(self, length):
        return {"Content-Type": "multipart/form-data; boundary=" + self._boundary, "Content-Length": str(length)}

    def _part(self, name, more, content):
        head = '--%s\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n' % (self._boundary, name, more)
        return head.encode("utf-8") + content


def blocks(head, handle, tail):
    """Yield the body block by block."""
    with handle:
        yield head
        while True:
            block = handle.read(BLOCK)
            if not block:
                break
            yield block
        yield tail
