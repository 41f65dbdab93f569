# SPDX-License-Identifier: GPL-3.0-or-later
"""Print the processor seconds that one round of a password's hash costs while two hashes are made at once."""

from __future__ import annotations

import hashlib
import threading
import time

ROUNDS = 300_000
HASHES = 4
THREADS = 2


def work() -> None:
    """Hash, which needs no lock of the interpreter."""
    for _number in range(HASHES):
        hashlib.pbkdf2_hmac("sha256", b"password", b"saltsaltsalt", ROUNDS)


threads = [threading.Thread(target=work) for _number in range(THREADS)]
# Not the time of the clock: others may use the processors too.
begin = time.process_time()
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print((time.process_time() - begin) / (THREADS * HASHES * ROUNDS))
