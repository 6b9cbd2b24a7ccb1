"""Logs schemathesis in, and again before its access token of ten minutes is over."""

import json
import os
import urllib.request

import schemathesis


@schemathesis.auth(refresh_interval=300)
class Login:
    """The member whom run.py names."""

    def get(self, case, context):
        """An access token."""
        request = urllib.request.Request(
            os.environ["SHUSSEKI_LOGIN"],
            os.environ["SHUSSEKI_CREDENTIALS"].encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)["access_token"]

    def set(self, case, data, context):
        """Sends it along."""
        case.headers["Authorization"] = f"Bearer {data}"
