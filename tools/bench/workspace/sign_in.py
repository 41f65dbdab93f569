# SPDX-License-Identifier: GPL-3.0-or-later
"""Sign in with a name and the password on the standard input, find a team; prints token and id.

python3 sign_in.py URL NAME TEAM
"""

from __future__ import annotations

import json
import sys
import urllib.request


def main() -> int:
    """Print what the tasks with uri need."""
    url, name, team = sys.argv[1:]
    body = json.dumps({"login_id": name, "password": sys.stdin.read()}).encode()
    with urllib.request.urlopen(urllib.request.Request(url + "/api/v4/users/login", body), timeout=60) as answer:
        token = answer.headers["Token"]
    request = urllib.request.Request(
        "%s/api/v4/teams/name/%s" % (url, team), headers={"Authorization": "Bearer " + token}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        print(json.dumps({"token": token, "team_id": json.load(answer)["id"]}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
