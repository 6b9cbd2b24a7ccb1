"""Holds the API against its own description, as a member and as the office, on both engines.

Usage: run.py path/to/shusseki

SHUSSEKI_TEST_POSTGRES names a PostgreSQL that databases may be made on. Starts a demo for each and
logs in. First come the answers that only real data brings (a check-in
that is registered); then schemathesis asks every operation with data that fits its description and
data that doesn't. The last line adds up: `API: N passed, N failed`, an operation with everything
asked of it being one check.
"""

import itertools
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import jsonschema_rs

HERE = Path(__file__).parent
READY_WITHIN_SECONDS = 60
SOCIETY = "jsnm"
ROLES = ("attendee", "admin")
ENGINES = ("sqlite", "postgres")


def fresh_database(engine: str, folder: Path) -> str:
    """The URL of a new database: a file, or a database of its own on the server."""
    if engine == "sqlite":
        return f"sqlite:{folder / 'shusseki.db'}"
    server = os.environ.get("SHUSSEKI_TEST_POSTGRES")
    if not server:
        sys.exit("SHUSSEKI_TEST_POSTGRES is not set: this needs a PostgreSQL; tests/run starts one")
    name = f"api_{uuid.uuid4().hex}"
    make = f"CREATE DATABASE {name}"
    subprocess.run(["psql", "--quiet", "--no-psqlrc", "--command", make, server], check=True)
    return server.rsplit("/", 1)[0] + "/" + name


def start(program: str, folder: Path, engine: str) -> tuple[subprocess.Popen, dict]:
    """A demo, and what it tells scripts."""
    log = (folder / "demo.log").open("w")
    database = fresh_database(engine, folder)
    demo = subprocess.Popen(
        [program, "demo", "--data", folder, "--database", database, "--listen", "127.0.0.1:0", "--without-posters"],
        stdout=log,
        stderr=log,
    )
    until = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < until and demo.poll() is None:
        try:
            facts = json.loads((folder / "demo.json").read_text())
            urllib.request.urlopen(facts["address"].rstrip("/") + "/readyz").close()
            return demo, facts
        except (OSError, ValueError):
            time.sleep(0.1)
    demo.kill()
    sys.exit("the demo does not get ready:\n" + (folder / "demo.log").read_text())


def ask(address: str, path: str, token: str = "", body: dict | None = None) -> tuple[int, dict]:
    """What the API answers: status and JSON."""
    request = urllib.request.Request(
        f"{address}/api/v1/{SOCIETY}{path}",
        None if body is None else json.dumps(body).encode(),
        {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())},
    )
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refusal:
        return refusal.code, json.load(refusal)


def real_answers(address: str, token: str, society: dict, role: str) -> tuple[int, int]:
    """Answers that no generated data brings, against the schemas that describe them."""
    with urllib.request.urlopen(f"{address}/api/openapi.json") as answer:
        description = json.load(answer)
    session = next(session for session in society["sessions"] if session["state"] == "running")
    now = datetime.now(timezone.utc).isoformat().replace("+00:00", "Z")
    check_in = {"code": session["code_url"], "with_standings": True}
    item = {"code": session["code_url"], "scanned_at": now, "idempotency_key": "batch"}
    number = next(member["member_number"] for member in society["members"] if member["role"] == "attendee")
    deed = {
        "day": "2026-01-10",
        "activity": "annual-meeting",
        "role": "attend",
        "event": {"ja": "学術総会", "en": "Annual meeting"},
    }
    asked = [
        ("/check-ins", check_in, 201),
        ("/check-ins", check_in, 200),
        ("/check-ins", {"code": "nonsense"}, 400),
        ("/check-ins/batch", {"check_ins": [item, {**item, "code": "x", "idempotency_key": "x"}]}, 200),
        ("/me", None, 200),
        ("/me/attendances", None, 200),
        ("/me/standings", None, 200),
        ("/me/standings?as_of=2026-01-31&known=then", None, 200),
        ("/me/declarations", {**deed, "proof": "JVBERi0xLjc="}, 201),
        ("/me/ledger", None, 200),
    ]
    if role == "admin":
        days = f"from={date.today() - timedelta(2)}&to={date.today() + timedelta(2)}"
        asked += [
            (f"/sessions?{days}", None, 200),
            (f"/sessions/{session['id']}", None, 200),
            (f"/posters?{days}", None, 200),
            (f"/members/{number}/credits", {**deed, "reason": "on paper"}, 201),
            (f"/members/{number}/credits", None, 200),
            (f"/members/{number}/facts", None, 200),
            ("/declarations", None, 200),
        ]
    bad = 0
    for path, body, expected in asked:
        status, found = ask(address, path, token, body)
        template = "/api/v1/{society}" + path.split("?")[0].replace(session["id"], "{id}").replace(f"/{number}", "/{number}")
        operation = description["paths"][template]["get" if body is None else "post"]
        content = operation["responses"][str(expected)]["content"]
        schema = {**next(iter(content.values()))["schema"], "components": description["components"]}
        wrong = [error.message for error in jsonschema_rs.validator_for(schema).iter_errors(found)]
        if status != expected or wrong:
            bad += 1
            print(f"{path}: {status} instead of {expected}; {wrong}: {json.dumps(found, ensure_ascii=False)[:500]}")
    return len(asked) - bad, bad


def try_as(role: str, engine: str, program: str) -> tuple[int, int]:
    """Runs schemathesis in the hands of somebody with that role: operations that held, and didn't."""
    with tempfile.TemporaryDirectory(prefix="shusseki-api.") as name:
        folder = Path(name)
        demo, facts = start(program, folder, engine)
        try:
            address = facts["address"].rstrip("/")
            society = next(society for society in facts["societies"] if society["slug"] == SOCIETY)
            member = next(member for member in society["members"] if member["role"] == role)
            session = next(session for session in society["sessions"] if session["state"] == "running")
            config, report = folder / "schemathesis.toml", folder / "report.xml"
            settings = (HERE / "schemathesis.toml").read_text()
            config.write_text(f'{settings}"path.id" = "{session["id"]}"\n"path.number" = "{member["member_number"]}"\n')
            credentials = {name: member[name] for name in ("member_number", "password")}
            token = ask(address, "/login", body=credentials)[1]["access_token"]
            print(f"as {role} on {engine}", flush=True)
            right, wrong = real_answers(address, token, society, role)
            command = [
                Path(sys.executable).with_name("schemathesis"),
                "--config-file", config,
                "run", f"{address}/api/openapi.json",
                "--report", "junit", "--report-junit-path", report,
            ]
            hooks = {"SCHEMATHESIS_HOOKS": "login", "PYTHONPATH": str(HERE), "SHUSSEKI_LOGIN": f"{address}/api/v1/{SOCIETY}/login"}
            logins = {"SHUSSEKI_CREDENTIALS": json.dumps(credentials)}
            ended = subprocess.run(command, cwd=folder, check=False, env=os.environ | hooks | logins).returncode
            cases = re.findall(r"<testcase\b.*?(?:/>|</testcase>)", report.read_text(), re.DOTALL)
            bad = sum("<failure" in case or "<error" in case for case in cases)
            if demo.poll() is not None:
                print("the server did not survive it")
            # Whatever else went wrong is a failure of its own.
            odd = (ended != 0 and bad == 0) or demo.poll() is not None or not cases
            return right + len(cases) - bad, wrong + bad + odd
        finally:
            demo.terminate()
            demo.wait(60)


def main() -> int:
    """Both roles on both engines, one after the other."""
    held, broken = 0, 0
    for engine, role in itertools.product(ENGINES, ROLES):
        passed, failed = try_as(role, engine, sys.argv[1])
        held, broken = held + passed, broken + failed
    print(f"API: {held} passed, {broken} failed")
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main())
