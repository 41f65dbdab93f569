# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs as a module's interpreter and writes down the most memory, in KiB, that the module's own process ever had."""

import os
import resource
import sys

code = os.spawnv(os.P_WAIT, "/usr/bin/python3", ["/usr/bin/python3", *sys.argv[1:]])
with open("/run/bench-memory", "a", encoding="ascii") as record:
    record.write("%d\n" % resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
