#!/usr/bin/env python3
"""A mail server for the tests: real SMTP with STARTTLS, by aiosmtpd.

    server.py FOLDER [--port N] [--tls starttls|implicit|none] [--name HOST] [--user NAME --password WORD]

It makes an authority (FOLDER/ca.pem) and a certificate for HOST, prints the port it listens at, and
writes each mail that it takes to FOLDER/N.json. What it does with a mail, the address says:

    nobody@…    550, for good
    busy-3@…    451 three times, then it takes the mail
    slow@…      takes the mail, and answers only seconds later
"""

import argparse
import asyncio
import json
import pathlib
import ssl
import subprocess
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

SECONDS = 20


def openssl(folder, *words):
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)


def certificate(folder, name):
    """A certificate for that host, of an authority of its own."""
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    openssl(folder, "req", "-x509", *curve, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2",
            "-subj", "/CN=Authority of the test", "-addext", "basicConstraints=critical,CA:TRUE")
    openssl(folder, "req", *curve, "-keyout", "host.key", "-out", "host.csr", "-subj", f"/CN={name}")
    (folder / "host.ext").write_text(f"subjectAltName=DNS:{name}\nbasicConstraints=CA:FALSE\n")
    openssl(folder, "x509", "-req", "-in", "host.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
            "-CAcreateserial", "-out", "host.pem", "-days", "2", "-extfile", "host.ext")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "host.pem", folder / "host.key")
    return context


class Taking:
    """Takes mail as the recipient's address says."""

    def __init__(self, folder):
        self.folder = folder
        self.tried = {}
        self.taken = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        local = address.split("@")[0]
        if local == "nobody":
            return "550 5.1.1 there is no such mailbox"
        if local.startswith("busy-"):
            self.tried[address] = self.tried.get(address, 0) + 1
            if self.tried[address] <= int(local.removeprefix("busy-")):
                return "451 4.3.0 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.taken += 1
        mail = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "tls": server.transport.get_extra_info("ssl_object") is not None,
            "user": session.auth_data.decode() if session.auth_data else None,
            "text": envelope.content.decode("utf-8"),
        }
        made = self.folder / f"{self.taken}.making"
        made.write_text(json.dumps(mail))
        made.rename(self.folder / f"{self.taken}.json")
        if envelope.rcpt_tos[0].startswith("slow"):
            await asyncio.sleep(SECONDS)
        return "250 taken"


def authenticator(user, password):
    def check(server, session, envelope, mechanism, data):
        right = isinstance(data, LoginPassword) and \
            (data.login.decode(), data.password.decode()) == (user, password)
        return AuthResult(success=right, handled=right, auth_data=user.encode() if right else None)
    return check


async def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=pathlib.Path)
    asked.add_argument("--port", type=int, default=0)
    asked.add_argument("--tls", default="starttls")
    asked.add_argument("--name", default="localhost")
    asked.add_argument("--user")
    asked.add_argument("--password")
    given = asked.parse_args()
    context = certificate(given.folder, given.name)
    taking = Taking(given.folder)
    login = {}
    if given.user:
        login = {"auth_required": True, "auth_require_tls": given.tls != "none",
                 "authenticator": authenticator(given.user, given.password)}

    def session():
        starttls = {"tls_context": context, "require_starttls": True} if given.tls == "starttls" else {}
        return SMTP(taking, hostname="mail.test", enable_SMTPUTF8=False, **starttls, **login)

    loop = asyncio.get_running_loop()
    wrapped = context if given.tls == "implicit" else None
    server = await loop.create_server(session, "localhost", given.port, ssl=wrapped)
    print(server.sockets[0].getsockname()[1], flush=True)
    # It ends with whoever started it.
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
