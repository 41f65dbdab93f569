# SPDX-License-Identifier: GPL-3.0-or-later
"""Record how a real Mattermost server behaves, as JSON.

Needs a server archive, a PostgreSQL cluster in which databases may be created, and nothing outside the
standard library.  Example:

  record.py --archive mattermost-team-11.6.0-linux-amd64.tar.gz --work /var/tmp/rec --out recordings \\
            --psql 'psql -h /run/postgresql -U mmuser' \\
            --dsn 'postgres://mmuser@/{db}?host=/run/postgresql&sslmode=disable' --user mmuser api/users start headers

Without names every recording is made.  Each one runs on its own server with a fresh database.
"""

import argparse
import importlib
import re

from recordlib.base import RECORDINGS, Env

# Loading these registers their recordings.
for module in ("api_people", "api_rest", "api_server", "cli", "process"):
    importlib.import_module("recordlib." + module)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--archive", required=True)
    parser.add_argument("--work", required=True, help="an empty directory; the server is unpacked into it")
    parser.add_argument("--out", required=True)
    parser.add_argument("--psql", required=True, help="psql command able to create databases")
    parser.add_argument("--dsn", required=True, help="DataSource with {db} where the name of the database goes")
    parser.add_argument("--user", help="run the server as this user (when started as root)")
    parser.add_argument("--port", type=int, default=18065, help="this port and the next are used")
    parser.add_argument("--database", default="rec", help="start of the names of the databases to make")
    parser.add_argument("names", nargs="*")
    args = parser.parse_args()
    env = Env(args)
    env.unpack()
    try:
        for name, function in RECORDINGS.items():
            if not args.names or any(name.startswith(n) for n in args.names):
                function(env)
    finally:
        env.stop()
    bad = [
        str(p)
        for p in env.out.rglob("*")
        if p.is_file()
        and re.search(re.escape(str(env.work)), p.read_text().replace("/var/tmp/mattermost_local.socket", ""))
    ]
    print("paths of this machine left in: %s" % bad if bad else "no paths of this machine left")


if __name__ == "__main__":
    main()
