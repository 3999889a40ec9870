"""The practice API: customers, orders, a big report and GraphQL, each behind its scope.

Must not know how a token was obtained.
"""

from __future__ import annotations

import functools
import json
import math
import re
from typing import Any
from urllib.parse import urlencode

from workbench.demo import records
from workbench.demo.clients import READ_CUSTOMERS, READ_ORDERS, WRITE_CUSTOMERS, WRITE_ORDERS
from workbench.demo.gate import Gate
from workbench.demo.records import Record, Shelf
from workbench.demo.wire import Request, Response, json_response, problem

_READING = {"GET", "HEAD"}
_MEGABYTE = 1_000_000
_SELECTION = re.compile(r"customers\s*(?:\(\s*first:\s*(\d+)\s*\))?\s*\{([\w\s,]*)\}")

report = functools.lru_cache(maxsize=4)(records.report)


class Api:
    """Answers everything under `/api` that needs credentials."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self.restore()

    def restore(self) -> None:
        """Put back the records of the start."""
        self._shelves = {"customers": records.customers(), "orders": records.orders()}

    def answer(self, request: Request, segments: tuple[str, ...]) -> Response:
        """Return the response to a path below `/api`."""
        match segments:
            case ("customers" | "orders" as kind,):
                return self._many(request, kind)
            case ("customers" | "orders" as kind, number):
                return self._one(request, kind, number)
            case ("report",):
                return self._report(request)
            case ("graphql",):
                return self._graphql(request)
            case ("basic",):
                return self._gate.admit_user(request) or _hello("HTTP Basic")
            case ("key",):
                return self._gate.admit_key(request) or _hello("an API key")
            case ("bearer",):
                return self._gate.admit_fixed(request) or _hello("a fixed bearer token")
        return problem(404, f"There is nothing at {request.path}.")

    def _refusal(self, request: Request, kind: str) -> Response | None:
        reading, writing = (
            (READ_CUSTOMERS, WRITE_CUSTOMERS)
            if kind == "customers"
            else (READ_ORDERS, WRITE_ORDERS)
        )
        passed = self._gate.admit(request, reading if request.method in _READING else writing)
        return passed if isinstance(passed, Response) else None

    def _many(self, request: Request, kind: str) -> Response:
        refusal = self._refusal(request, kind)
        if refusal is not None:
            return refusal
        if request.method in _READING:
            return self._page(request, kind)
        if request.method != "POST":
            return problem(405, "A list takes GET and POST.", ("Allow", "GET, HEAD, POST"))
        fields = _fields(request, kind)
        if isinstance(fields, Response):
            return fields
        try:
            record = self._shelves[kind].add(fields)
        except OverflowError as error:
            return problem(507, str(error))
        return json_response(201, record, ("Location", f"/api/{kind}/{record['id']}"))

    def _page(self, request: Request, kind: str) -> Response:
        found = self._shelves[kind].all()
        for name in ("status", "customer", "currency"):
            wanted = request.parameter(name)
            if wanted:
                found = [each for each in found if str(each.get(name)) == wanted]
        text = (request.parameter("q") or "").lower()
        found = [each for each in found if text in str(each.get("name", "")).lower()]
        size = _number(request.parameter("per_page"), default=200, most=500)
        page = _number(request.parameter("page"), default=1, most=1_000_000)
        if size is None or page is None:
            return problem(400, "page and per_page are numbers from 1; per_page is 500 at most.")
        pages = max(1, math.ceil(len(found) / size))
        links = [
            f'</api/{kind}?{urlencode({"page": to, "per_page": size})}>; rel="{name}"'
            for name, to in (("prev", page - 1), ("next", page + 1))
            if 1 <= to <= pages
        ]
        body = {
            "total": len(found),
            "page": page,
            "pages": pages,
            kind: found[(page - 1) * size : page * size],
        }
        headers = (("Link", ", ".join(links)),) if links else ()
        return json_response(200, body, *headers)

    def _one(self, request: Request, kind: str, number: str) -> Response:
        refusal = self._refusal(request, kind)
        if refusal is not None:
            return refusal
        shelf = self._shelves[kind]
        found = shelf.get(int(number)) if number.isascii() and number.isdigit() else None
        if found is None:
            return problem(404, f"There is no {kind[:-1]} {number}.")
        match request.method:
            case "GET" | "HEAD":
                return json_response(200, self._expanded(request, kind, found))
            case "DELETE":
                shelf.remove(found["id"])
                return Response(204)
            case "PUT" | "PATCH":
                return _change(request, kind, shelf, found)
        allow = ("Allow", "GET, HEAD, PUT, PATCH, DELETE")
        return problem(405, "A record takes GET, PUT, PATCH and DELETE.", allow)

    def _expanded(self, request: Request, kind: str, record: Record) -> Record:
        wanted = {
            word for name, value in request.query if name == "expand" for word in value.split(",")
        }
        if kind == "orders":
            customer = self._shelves["customers"].get(record.get("customer", 0))
            return record | {"customer": customer} if "customer" in wanted else record
        more: Record = {}
        if "orders" in wanted:
            mine = [o for o in self._shelves["orders"].all() if o.get("customer") == record["id"]]
            more["orders"] = mine
        if "cards" in wanted:
            more["cards"] = records.cards(record["id"])
        return record | more

    def _report(self, request: Request) -> Response:
        passed = self._gate.admit(request, READ_ORDERS)
        if isinstance(passed, Response):
            return passed
        megabytes = _number(request.parameter("megabytes"), default=5, most=100)
        if megabytes is None:
            return problem(400, "megabytes is a number from 1 to 100.")
        return Response(200, (("Content-Type", "application/json"),), report(megabytes * _MEGABYTE))

    def _graphql(self, request: Request) -> Response:
        passed = self._gate.admit(request, READ_CUSTOMERS)
        if isinstance(passed, Response):
            return passed
        given = _json_object(request)
        query = given.get("query") if isinstance(given, dict) else None
        if not isinstance(query, str):
            return json_response(400, {"errors": [{"message": "There is no query."}]})
        if "__schema" in query:
            types = [{"name": "Query", "kind": "OBJECT"}, {"name": "Customer", "kind": "OBJECT"}]
            schema = {"queryType": {"name": "Query"}, "types": types}
            return json_response(200, {"data": {"__schema": schema}})
        selection = _SELECTION.search(query)
        if selection is None:
            message = "The one query here is { customers(first: 3) { id name } }."
            return json_response(200, {"errors": [{"message": message}]})
        first = int(selection[1] or 10)
        names = re.findall(r"\w+", selection[2])
        found = self._shelves["customers"].all()[:first]
        rows = [{name: each.get(name) for name in names} for each in found]
        return json_response(200, {"data": {"customers": rows}})


def _change(request: Request, kind: str, shelf: Shelf, found: Record) -> Response:
    given = _json_object(request)
    if isinstance(given, Response):
        return given
    if request.method == "PATCH":
        return json_response(200, shelf.put(found["id"], found | given))
    fields = _fields(request, kind)
    if isinstance(fields, Response):
        return fields
    return json_response(200, shelf.put(found["id"], fields))


def _json_object(request: Request) -> dict[str, Any] | Response:
    if request.media_type not in {"application/json", "application/merge-patch+json"}:
        return problem(415, "The API takes application/json.")
    try:
        given = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        return problem(400, f"The body is not JSON: {error}.")
    return given if isinstance(given, dict) else problem(422, "The body is not a JSON object.")


def _fields(request: Request, kind: str) -> dict[str, Any] | Response:
    given = _json_object(request)
    needed = "name" if kind == "customers" else "customer"
    if isinstance(given, dict) and not given.get(needed):
        return problem(422, f"The {kind[:-1]} has no {needed}.")
    return given


def _number(text: str | None, *, default: int, most: int) -> int | None:
    if not text:
        return default
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    return number if 1 <= number <= most else None


def _hello(way: str) -> Response:
    return json_response(200, {"message": f"Hello. You came with {way}."})
