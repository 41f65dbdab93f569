# SPDX-License-Identifier: GPL-3.0-or-later
"""Result of a measurement."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Figure:
    """A measured value, and the most or the least that it may be, if it is bounded."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    least: float | None = None

    @property
    def ok(self) -> bool:
        """Say whether the value keeps within its bounds."""
        return (self.limit is None or self.value <= self.limit) and (self.least is None or self.value >= self.least)

    @property
    def bounds(self) -> str:
        """Return the bounds in words."""
        words = [f"at most {self.limit:g}"] if self.limit is not None else []
        words += [f"at least {self.least:g}"] if self.least is not None else []
        return " and ".join(words)

    def as_dict(self) -> dict[str, object]:
        """Return what bench.json holds of it."""
        return {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "limit": self.limit,
            "least": self.least,
            "ok": self.ok,
        }
