"""Holds the API against its own description: schemathesis, as a member and as the office.

Usage: run.py path/to/shusseki

Starts a demo for each, logs in, and lets schemathesis ask every operation with data that fits its
description and data that doesn't. The last line adds up: `API: N passed, N failed`, an operation
with everything asked of it being one check.
"""

import json
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).parent
READY_WITHIN_SECONDS = 60
SOCIETY = "jsnm"
ROLES = ("attendee", "admin")


def start(program: str, folder: Path) -> tuple[subprocess.Popen, dict]:
    """A demo, and what it tells scripts."""
    log = (folder / "demo.log").open("w")
    demo = subprocess.Popen(
        [program, "demo", "--data", folder, "--listen", "127.0.0.1:0"], stdout=log, stderr=log
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


def token_of(address: str, member: dict) -> str:
    """An access token, as an app gets it."""
    body = {name: member[name] for name in ("member_number", "password")}
    request = urllib.request.Request(
        f"{address}/api/v1/{SOCIETY}/login",
        json.dumps(body).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["access_token"]


def try_as(role: str, program: str) -> tuple[int, int]:
    """Runs schemathesis in the hands of somebody with that role: operations that held, and didn't."""
    with tempfile.TemporaryDirectory(prefix="shusseki-api.") as name:
        folder = Path(name)
        demo, facts = start(program, folder)
        try:
            address = facts["address"].rstrip("/")
            society = next(society for society in facts["societies"] if society["slug"] == SOCIETY)
            member = next(member for member in society["members"] if member["role"] == role)
            session = next(session for session in society["sessions"] if session["state"] == "running")
            config, report = folder / "schemathesis.toml", folder / "report.xml"
            settings = (HERE / "schemathesis.toml").read_text()
            config.write_text(f'{settings}"path.id" = "{session["id"]}"\n')
            command = [
                Path(sys.executable).with_name("schemathesis"),
                "--config-file", config,
                "run", f"{address}/api/openapi.json",
                "--header", f"Authorization: Bearer {token_of(address, member)}",
                "--report", "junit", "--report-junit-path", report,
            ]
            print(f"as {role}", flush=True)
            ended = subprocess.run(command, cwd=folder, check=False).returncode
            cases = re.findall(r"<testcase\b.*?(?:/>|</testcase>)", report.read_text(), re.DOTALL)
            bad = sum("<failure" in case or "<error" in case for case in cases)
            if demo.poll() is not None:
                print("the server did not survive it")
            # Whatever else went wrong is a failure of its own.
            odd = (ended != 0 and bad == 0) or demo.poll() is not None or not cases
            return len(cases) - bad, bad + odd
        finally:
            demo.terminate()
            demo.wait(60)


def main() -> int:
    """Both roles, one after the other."""
    held, broken = 0, 0
    for role in ROLES:
        passed, failed = try_as(role, sys.argv[1])
        held, broken = held + passed, broken + failed
    print(f"API: {held} passed, {broken} failed")
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main())
