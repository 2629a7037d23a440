"""Opens a portfolio, previews its plan, asks for the rebalance and follows it to its end, all over the HTTP API.

    export AUTOBALANCER_URL=http://127.0.0.1:7500 AUTOBALANCER_KEY=ab_live_...
    python3 examples/rebalance_over_http.py PORTFOLIO ACCOUNT SYMBOL=PERCENT...

It needs Python 3.9 or newer and no package. Exit codes: 0 rebalanced or not needed, 1 another end or an error, 2 refused.
"""

import json
import os
import sys
import time
import uuid
from typing import Optional
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

URL = os.environ.get("AUTOBALANCER_URL", "http://127.0.0.1:7500").rstrip("/")
KEY = os.environ.get("AUTOBALANCER_KEY", "")
TRIES = 5


class Failed(Exception):
    """Ends this program. `code` is the API's, when it said no."""

    def __init__(self, exit_code: int, message: str, code: Optional[str] = None):
        super().__init__(message)
        self.exit_code = exit_code
        self.code = code


def main(portfolio_id: str, account_id: str, targets: list[str]) -> int:
    place = f"/v1/portfolios/{portfolio_id}"

    # Amounts are strings from end to end: a float has lost digits.
    wanted = [dict(zip(("symbol", "percent"), target.split("=", 1))) for target in targets]
    try:
        portfolio = {"id": portfolio_id, "accountId": account_id, "targets": wanted}
        opened, _ = ask("POST", "/v1/portfolios", portfolio, idempotency_key=str(uuid.uuid4()))
        print(f"{portfolio_id} is open with {opened['cash']} USD in cash")
    except Failed as failed:
        # After it was traded, opening it again is no longer the same request.
        if failed.code != "PORTFOLIO_EXISTS":
            raise
        print(f"{portfolio_id} was open already: its targets stay as they are")

    preview, _ = ask("POST", f"{place}/plan")
    print(f"the plan: {preview['decision']}, drift {preview['drift']} %")
    for order in (preview["plan"] or {"orders": []})["orders"]:
        print(f"  would {order['side']} {size_of(order)} of {order['symbol']}")

    # One key for one thing that is wanted: however often it is sent, it is done once.
    once = str(uuid.uuid4())
    requested, location = ask("POST", f"{place}/rebalances", idempotency_key=once)
    for _ in range(TRIES):
        if requested["state"] == "STARTED":
            break
        # Nobody knows whether it runs. The same key makes it safe to ask again.
        time.sleep(1)
        requested, location = ask("POST", f"{place}/rebalances", idempotency_key=once)
    if requested["state"] != "STARTED":
        raise Failed(1, f"{requested['message']}: look at {URL}{location}")
    print(f"rebalance {requested['runId']} runs")

    outcome = follow(location)
    if outcome is None:
        raise Failed(1, "somebody terminated the rebalance: its next run settles what it left open")
    print(sentence_of(outcome))
    if outcome.get("batchId"):
        show_batch(f"{place}/batches/{outcome['batchId']}")
    return {"REBALANCED": 0, "NOT_NEEDED": 0, "REFUSED": 2}.get(outcome["outcome"], 1)


def follow(location: str) -> Optional[dict]:
    """Returns the outcome, however long it takes; None when somebody terminated the rebalance."""
    while True:
        rebalance, _ = ask("GET", location)
        if rebalance["state"] == "ENDED":
            return rebalance["outcome"]
        time.sleep(1)


def sentence_of(outcome: dict) -> str:
    refusal, cause = outcome.get("refusal"), outcome.get("cause")
    if refusal:
        return f"REFUSED {refusal['code']}: {refusal['detail']}"
    why = cause["message"] if cause else outcome.get("reason")
    return f"{outcome['outcome']}: {why}" if why else outcome["outcome"]


def show_batch(place: str) -> None:
    batch, _ = ask("GET", place)
    print(f"drift {batch['driftBefore']} % before, {batch['driftAfter']} % after")
    for order in batch["orders"]:
        price = f" at {order['filledPrice']}" if order["filledPrice"] else ""
        print(f"  {order['side']} {order['filledQuantity']} {order['symbol']}{price}: {order['state']}")


def size_of(order: dict) -> str:
    return f"{order['quantity']} shares" if order["quantity"] else f"{order['notional']} USD"


def ask(
    method: str, path: str, body: Optional[dict] = None, idempotency_key: Optional[str] = None
) -> tuple[dict, str]:
    """Returns the body of the answer and its Location. Everything that this program asks is safe to ask again."""
    headers = {"Authorization": f"Bearer {KEY}", "Accept": "application/json"}
    if body is not None:
        headers["Content-Type"] = "application/json"
    if idempotency_key is not None:
        headers["Idempotency-Key"] = idempotency_key
    data = None if body is None else json.dumps(body).encode()
    failed = Failed(1, "it was not asked")
    for _ in range(TRIES):
        try:
            with urlopen(Request(URL + path, data, headers, method=method), timeout=60) as answer:
                return json.load(answer), answer.headers.get("Location", "")
        except HTTPError as error:
            failed = failure_of(error)
            wait = error.headers.get("Retry-After")
            # Only an answer that says when to come back may be different the next time.
            if wait is None:
                raise failed from None
            time.sleep(int(wait))
        except (URLError, ConnectionError, TimeoutError) as error:
            failed = Failed(1, f"the API cannot be reached at {URL}: {getattr(error, 'reason', error)}")
            time.sleep(1)
    raise failed


def failure_of(error: HTTPError) -> Failed:
    """Returns what a problem (RFC 9457) says; a proxy in between may answer with something else."""
    try:
        problem = json.load(error)
        fields = "".join(f"\n  {one['field']}: {one['rule']}" for one in problem.get("errors", []))
        message = f"{problem['code']}: {problem['detail']}{fields}\n  request {problem['requestId']}"
        return Failed(2 if error.code in (404, 409, 412, 422) else 1, message, problem["code"])
    except (ValueError, KeyError, TypeError):
        return Failed(1, f"{URL} answered {error.code} {error.reason}, which is not one of its problems: is it the API?")


if __name__ == "__main__":
    try:
        if len(sys.argv) < 4 or not all("=" in target for target in sys.argv[3:]):
            raise Failed(2, f"usage: {sys.argv[0]} PORTFOLIO ACCOUNT SYMBOL=PERCENT...")
        if KEY == "":
            make = "autobalancer key create --role operator --name NAME"
            raise Failed(2, f'AUTOBALANCER_KEY is not set: make one with "{make}"')
        sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
    except Failed as failed:
        print(failed, file=sys.stderr)
        sys.exit(failed.exit_code)
    except KeyboardInterrupt:
        sys.exit("stopped: the rebalance goes on without this program")
