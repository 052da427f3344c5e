"""Prints, for the pages in PAGES (who: paths), how many queries of the records each takes, as JSON. Its own process."""

from __future__ import annotations

import json
import os
import re
import sys

import django


def main() -> int:
    """Each page is asked for twice: what is kept in memory is there the second time, as for everybody but the first."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "baowen.web.settings"
    django.setup()
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    lists = {"SIGNAL": "/signals/", "CASE": "/cases/", "DRUG": "/drugs/?text=a", "PUBLIC": "/public/"}
    counted, before = {}, ""
    for who, paths in json.loads(os.environ["PAGES"]).items():
        client = Client(headers={"host": "localhost"})
        if who:
            person = get_user_model().objects.get(username=who)
            client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        for name in paths:
            path = name
            if name in lists:
                text = client.get(lists[name]).content.decode()
                path = re.findall(r'<td><a href="([^"]+)"', text)[0]
            if name == "ORGANISATION":
                path = re.findall(r'href="(/organisations/[^"]+)"', before)[0]
            for _ in range(2):
                with CaptureQueriesContext(connection) as queries:
                    answer = client.get(path)
            assert answer.status_code == 200, (path, answer.status_code)
            before = "" if answer.streaming else answer.content.decode()
            counted[f"{who} {path}"] = len(queries)
    print(json.dumps(counted))
    return 0


if __name__ == "__main__":
    sys.exit(main())
