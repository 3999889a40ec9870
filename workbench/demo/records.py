"""Customers and orders of the practice API: the same at every start, changed by what is sent.

Must not know HTTP or who asks.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

Record = dict[str, Any]

CUSTOMERS = 200
ORDERS = 500
MOST = 5_000

_FIRST = (
    "Ada Grace Alan Edsger Barbara Donald Margaret Ken Frances Tony "
    "Radia Dennis Hedy Niklaus Karen John Katherine Leslie Mary Tim"
).split()
_LAST = (
    "Lovelace Hopper Turing Dijkstra Liskov Knuth Hamilton Thompson Allen Hoare "
    "Perlman Ritchie Lamarr Wirth Jones Backus Johnson Lamport Jackson Lee"
).split()
_CITIES = (
    ("Lisboa", "PT"),
    ("Zürich", "CH"),
    ("Kraków", "PL"),
    ("São Paulo", "BR"),
    ("東京", "JP"),
)
_GOODS = ("Keyboard", "Trackball", "Terminal", "Modem", "Paper tape", "Punch card", "Teletype")
_STATES = ("active", "active", "active", "paused", "closed")


class Shelf:
    """Records of one kind under running numbers; raises OverflowError when it is full."""

    def __init__(self, records: Iterator[Record]) -> None:
        self._records = {record["id"]: record for record in records}
        self._next = max(self._records, default=0) + 1

    def all(self) -> list[Record]:
        """Return all records in the order of their numbers."""
        return list(self._records.values())

    def get(self, number: int) -> Record | None:
        """Return one record, or None."""
        return self._records.get(number)

    def add(self, fields: Record) -> Record:
        """Keep a new record under the next number and return it."""
        if len(self._records) >= MOST:
            raise OverflowError(f"{MOST} records are kept, no more.")
        record = {"id": self._next} | {key: fields[key] for key in fields if key != "id"}
        self._records[self._next] = record
        self._next += 1
        return record

    def put(self, number: int, fields: Record) -> Record:
        """Replace a record that is there."""
        record = {"id": number} | {key: fields[key] for key in fields if key != "id"}
        self._records[number] = record
        return record

    def remove(self, number: int) -> None:
        """Drop a record that is there."""
        del self._records[number]


def customers() -> Shelf:
    """Return the customers that every start begins with."""
    return Shelf(_customer(number) for number in range(1, CUSTOMERS + 1))


def orders() -> Shelf:
    """Return the orders that every start begins with."""
    return Shelf(_order(number) for number in range(1, ORDERS + 1))


def cards(customer: int) -> list[Record]:
    """Return the cards of a customer, for `expand=cards`."""
    return [{"brand": "visa", "last4": f"{(customer * 7919) % 10_000:04}", "expires": "2031-04"}]


def report(size: int) -> bytes:
    """Return a JSON report of at least `size` bytes, some hundred more at most."""
    head = '{\n  "title": "Orders by day",\n  "rows": [\n'
    rows: list[str] = []
    length = len(head)
    number = 0
    while length < size:
        number += 1
        row = "    " + json.dumps(_order(number) | {"day": f"{2000 + number % 30}-02-28"})
        rows.append(row)
        length += len(row) + 2
    return (head + ",\n".join(rows) + f'\n  ],\n  "count": {number}\n}}\n').encode()


def _customer(number: int) -> Record:
    first = _FIRST[(number - 1) % len(_FIRST)]
    last = _LAST[((number - 1) + (number - 1) // len(_FIRST)) % len(_LAST)]
    city, country = _CITIES[number % len(_CITIES)]
    return {
        "id": number,
        "name": f"{first} {last}",
        "email": f"{first}.{last}@example.com".lower(),
        "status": _STATES[number % len(_STATES)],
        "created_at": f"20{10 + number % 15}-{1 + number % 12:02}-{1 + number % 28:02}T08:15:00Z",
        "balance": round((number * 37.31) % 2500, 2),
        "vip": number % 7 == 1,
        "referrer": None if number % 3 else number // 3,
        "address": {"street": f"{number} Analytical Row", "city": city, "country": country},
    }


def _order(number: int) -> Record:
    lines = [
        {"article": _GOODS[(number + each) % len(_GOODS)], "quantity": 1 + (number + each) % 4}
        for each in range(1 + number % 3)
    ]
    return {
        "id": number,
        "customer": 1 + (number * 13) % CUSTOMERS,
        "total": round((number * 19.9) % 900, 2),
        "currency": "EUR",
        "lines": lines,
    }
