# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the stages of `make test`, two at a time, each with its own log; end with a table and one line of totals.

Usage: stages.py all|quick. Each stage is a target of the Makefile, so that it can be run alone in the same way.
"""

from __future__ import annotations

import os
import pathlib
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field

from matrix import CHECKS, scenarios

ROOT = pathlib.Path(__file__).resolve().parents[2]
LOGS = ROOT / "tests" / "output" / "logs"
# One for each core of the smallest machine that the tests are meant for.
LANES = 2
HEARTBEAT = 20.0
TAIL = 60
MAKES_OWN = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")
COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


@dataclass
class Stage:
    """One target of the Makefile, and what came of it."""

    name: str
    target: list[str]
    # Timings are honest only while nothing else runs.
    alone: bool = False
    # The name of a stage with the same containers, which must have ended before.
    after: str = ""
    started: float = 0.0
    seconds: float = 0.0
    process: subprocess.Popen | None = None
    status: str = "not run"
    spoken: float = field(default=0.0, repr=False)

    @property
    def log(self) -> pathlib.Path:
        """Return the file that has the stage's output."""
        return LOGS / f"{self.name}.log"

    def start(self) -> None:
        """Start the target in a process group of its own."""
        # The calling make's flags would make this one look for a job server that it has not.
        environment = {key: value for key, value in os.environ.items() if key not in MAKES_OWN}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                ["make", "--no-print-directory", *self.target],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.started = self.spoken = time.monotonic()
        say(f"{self.name}: started")

    def finished(self) -> bool:
        """Say whether the target has ended, and note its result."""
        code = self.process.poll()
        self.seconds = time.monotonic() - self.started
        if code is None:
            return False
        self.status = "passed" if code == 0 else "FAILED"
        say(f"{self.name}: {self.status} after {self.seconds:.0f} s")
        if code:
            self.show_tail()
        return True

    def show_tail(self) -> None:
        """Print the end of the log."""
        lines = COLOURS.sub("", self.log.read_text(errors="replace")).splitlines()
        print(f"---- last lines of {self.log.relative_to(ROOT)}")
        print("\n".join(lines[-TAIL:]))
        print(f"---- end of {self.name}", flush=True)

    def beat(self) -> None:
        """Print every now and then what the stage is doing."""
        now = time.monotonic()
        if now - self.spoken >= HEARTBEAT:
            self.spoken = now
            say(f"{self.name}: {now - self.started:.0f} s, {self.last_line()}")

    def last_line(self) -> str:
        """Return the log's last line with letters in it."""
        with self.log.open("rb") as log:
            log.seek(max(0, self.log.stat().st_size - 4096))
            lines = COLOURS.sub("", log.read().decode(errors="replace")).splitlines()
        wordy = [line.strip() for line in lines if re.search(r"[A-Za-z]{3}", line)]
        return wordy[-1].rstrip("* ")[:90] if wordy else "no output yet"

    def end(self) -> None:
        """End the target and all that it started."""
        if self.process is None or self.process.poll() is not None:
            return
        for number, patience in ((signal.SIGTERM, 15), (signal.SIGKILL, 5)):
            os.killpg(self.process.pid, number)
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                continue
            break
        self.status = "interrupted"


def say(text: str) -> None:
    """Print a line of progress at once."""
    print(time.strftime("%H:%M:%S"), text, flush=True)


def stages(mode: str) -> list[Stage]:
    """Return the stages in the order in which they are started."""
    checks = [Stage(target.removeprefix("test-"), [target]) for target in CHECKS]
    if mode == "quick":
        return [Stage("molecule-quick", ["test-molecule-quick"]), *checks[:3]]
    hosts = [Stage(f"molecule-{name}", ["test-molecule", f"SCENARIO={name}"]) for name in scenarios()]
    # The longest first; the checks fill the other lane meanwhile.
    return [
        *hosts[:1],
        *checks,
        Stage("core-newest", ["test-newest"], after=hosts[0].name),
        *hosts[1:],
        Stage("core-2.18", ["CORE=2.18", "test-unit", "test-syntax"]),
        Stage("bench", ["bench"], alone=True),
    ]


def next_stage(waiting: list[Stage], running: list[Stage]) -> Stage | None:
    """Return the first stage that may start next to those that run."""
    busy = {stage.name for stage in [*waiting, *running]}
    for stage in waiting:
        if stage.after not in busy:
            return None if running and (stage.alone or running[0].alone) else stage
    return None


def run(waiting: list[Stage]) -> None:
    """Run all stages, never more than LANES at once, and those that want it alone."""
    running: list[Stage] = []
    try:
        while waiting or running:
            while len(running) < LANES and (stage := next_stage(waiting, running)):
                waiting.remove(stage)
                running.append(stage)
                stage.start()
            time.sleep(0.2)
            running = [stage for stage in running if not stage.finished()]
            for stage in running:
                stage.beat()
    finally:
        for stage in running:
            stage.end()


def table(every: list[Stage], seconds: float) -> int:
    """Print the results, with the totals alone on the last line, and return the number of stages that did not pass."""
    width = max(len(stage.name) for stage in every)
    print(f"\n{'stage':{width}}  {'result':11}  seconds")
    for stage in every:
        print(f"{stage.name:{width}}  {stage.status:11}  {stage.seconds:7.0f}")
    print(f"{'all':{width}}  {'':11}  {seconds:7.0f}   (logs: {LOGS.relative_to(ROOT)}/)\n")
    passed = sum(stage.status == "passed" for stage in every)
    print(f"{passed} passed, {len(every) - passed} failed", flush=True)
    return len(every) - passed


def interrupt(number: int, _frame: object) -> None:
    """Turn a signal into an exception, so that the stages are ended."""
    raise KeyboardInterrupt(signal.Signals(number).name)


def main() -> int:
    """Run the stages of the given mode."""
    every = stages(sys.argv[1])
    LOGS.mkdir(parents=True, exist_ok=True)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    start = time.monotonic()
    try:
        run(list(every))
    except KeyboardInterrupt:
        say("interrupted: the running stages were ended")
    return 1 if table(every, time.monotonic() - start) else 0


if __name__ == "__main__":
    sys.exit(main())
