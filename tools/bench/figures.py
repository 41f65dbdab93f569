# SPDX-License-Identifier: GPL-3.0-or-later
"""What a measurement returns."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Figure:
    """A measured value, and the most that it may be, if it is bounded."""

    name: str
    value: float
    unit: str
    limit: float | None = None

    @property
    def ok(self) -> bool:
        """Say whether the value keeps within its limit."""
        return self.limit is None or self.value <= self.limit

    def as_dict(self) -> dict[str, object]:
        """Return what bench.json holds of it."""
        return {"name": self.name, "value": self.value, "unit": self.unit, "limit": self.limit, "ok": self.ok}
