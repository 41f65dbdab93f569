# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask the demo's server through its proxy, as a visitor would: answers.py URL. Exits 0 if it answers."""

from __future__ import annotations

import json
import sys
import urllib.request


def main() -> None:
    """Fetch the page and the server's own word that it is well."""
    url = sys.argv[1]
    with urllib.request.urlopen(url + "/", timeout=10) as page:
        print(f"GET {url}/: {page.status}")
    with urllib.request.urlopen(url + "/api/v4/system/ping", timeout=10) as ping:
        print(f"GET {url}/api/v4/system/ping: {ping.status} {json.load(ping)['status']}")


if __name__ == "__main__":
    main()
