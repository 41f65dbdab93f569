# SPDX-License-Identifier: GPL-3.0-or-later
"""Run all measurements on one container, print the figures, write tests/output/bench.json.

Exits 1 if a figure breaks its limit. To add a measurement: a file with a function like measure_site.measure, and its
line in MEASUREMENTS.
"""

from __future__ import annotations

import json
import signal
import sys

import measure_config
import measure_site
import measure_workspace
from figures import Figure
from host import ROOT, Host

MEASUREMENTS = [measure_site.measure, measure_config.measure, measure_workspace.measure]
OUTPUT = ROOT / "tests" / "output" / "bench.json"


def main() -> int:
    """Measure and report."""
    # Turned into an exception, so that the container is removed.
    signal.signal(signal.SIGTERM, lambda *_args: sys.exit("terminated"))
    figures: list[Figure] = []
    print("bench: making a bare container", flush=True)
    with Host() as host:
        figures.append(Figure("server_is_real", int(not host.release()["standin"]), "1 = real"))
        for measure in MEASUREMENTS:
            figures += measure(host)
    OUTPUT.write_text(json.dumps([figure.as_dict() for figure in figures], indent=2) + "\n", encoding="utf-8")
    for figure in figures:
        verdict = "ok" if figure.ok else "BROKEN"
        print(f"{figure.name:44} {figure.value:>9g} {figure.unit:9} {figure.bounds:15} {verdict}")
    print(f"written to {OUTPUT.relative_to(ROOT)}")
    return 0 if all(figure.ok for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
