"""What is in a copy of the database: reads a path a line, answers with a line of JSON each.

`records` has kind, id, grant and whether it was used (a code exchanged, a refresh token rotated).
"""

import json
import sqlite3
import sys


def look(path):
    database = sqlite3.connect(path)
    try:
        integrity = [row[0] for row in database.execute("PRAGMA integrity_check")]
        records = []
        for kind, key, value in database.execute("SELECT kind, id, value FROM records"):
            content = json.loads(value)
            used = content.get("is_used") is True or content.get("rotation") is not None
            records.append([kind, key, content.get("issue", {}).get("grant"), used])
        return {"integrity": integrity, "records": records}
    except (sqlite3.Error, ValueError) as error:
        return {"integrity": [f"{type(error).__name__}: {error}"], "records": []}
    finally:
        database.close()


for line in sys.stdin:
    print(json.dumps(look(line.rstrip("\n"))), flush=True)
