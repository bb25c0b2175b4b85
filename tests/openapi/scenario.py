"""What is asked: the simulator directly, and all six tools through a validating proxy."""

import contextlib
import http.client
import json
import os
import socket
import subprocess
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

VERSION = {"Intercom-Version": "2.16", "Accept": "application/json"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def exchange(port, method, path, headers, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    answer = response.read()
    connection.close()
    return response.status, dict(response.getheaders()), answer


def wait_for(port, path):
    for _ in range(600):
        with contextlib.suppress(OSError, http.client.HTTPException):
            if exchange(port, "GET", path, {})[0] < 500:
                return
        time.sleep(0.1)
    raise SystemExit(f"nothing answers on port {port}")


def without_region(path):
    first, _, rest = path.lstrip("/").partition("/")
    return "/" + rest if first in ("us", "eu", "au") else path


def proxy_to(simulator, check):
    """A proxy that validates each exchange before it hands the answer back."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self):
            body = self.rfile.read(int(self.headers.get("content-length") or 0)) or None
            headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "accept-encoding")}
            status, answer_headers, answer = exchange(simulator, self.command, self.path, headers, body)
            parts = urllib.parse.urlsplit(self.path)
            with lock:
                check(self.command, without_region(parts.path), dict(urllib.parse.parse_qsl(parts.query)),
                      headers, body, status, answer_headers, answer)
            self.send_response(status)
            for name, value in answer_headers.items():
                if name.lower() not in ("transfer-encoding", "content-length", "connection", "date"):
                    self.send_header(name, value)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST = answer

        def log_message(self, *_):
            pass

    lock = threading.Lock()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@contextlib.contextmanager
def running(binary, check):
    """The simulator's port and the server's; the server reaches the simulator through the proxy."""
    simulator, server = free_port(), free_port()
    processes = [subprocess.Popen([binary, "simulator", "--bind", f"127.0.0.1:{simulator}", "--rate-limit", "100000"],
                                  stdout=subprocess.DEVNULL)]
    proxy = proxy_to(simulator, check)
    try:
        wait_for(simulator, "/_simulator/stats")
        environment = {
            "PATH": os.environ["PATH"], "BIND_ADDR": f"127.0.0.1:{server}", "RUST_LOG": "warn",
            "INTERCOM_API_URL": f"http://127.0.0.1:{proxy.server_address[1]}/{{region}}",
        }
        processes.append(subprocess.Popen([binary, "serve"], env=environment))
        wait_for(server, "/healthz")
        yield simulator, server
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(20)
        proxy.shutdown()


def ask_simulator(port, check):
    """Every endpoint, every token, and what must be refused."""

    def ask(method, path, body=None, token="demo-us", headers=VERSION):
        data = None if body is None else json.dumps(body).encode()
        sent = {**headers, "Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        status, answer_headers, answer = exchange(port, method, path, sent, data)
        parts = urllib.parse.urlsplit(path)
        if headers is VERSION:
            check(method, without_region(parts.path), dict(urllib.parse.parse_qsl(parts.query)), sent, data, status,
                  answer_headers, answer)
        return json.loads(answer)

    def search(kind, query, **more):
        return ask("POST", f"/{kind}/search", {"query": query, **more})

    for token in ("demo-us", "demo-eu", "demo-au", "demo-noscope", "demo-noadmin", "demo-revoked", "stranger"):
        prefix = {"demo-eu": "/eu", "demo-au": "/au"}.get(token, "")
        for path in ("/me", "/admins", "/teams", "/tags", "/segments", "/data_attributes", "/contacts?per_page=150"):
            ask("GET", prefix + path, token=token)
        everything = {"query": {"field": "created_at", "operator": ">", "value": 0}, "pagination": {"per_page": 150}}
        contacts = ask("POST", f"{prefix}/contacts/search", everything, token)
        for contact in contacts.get("data", [])[:150]:
            ask("GET", f"{prefix}/contacts/{contact['id']}", token=token)
        for contact in contacts.get("data", [])[:25]:
            for part in ("companies", "tags", "notes", "segments"):
                ask("GET", f"{prefix}/contacts/{contact['id']}/{part}", token=token)
        page, read = ask("POST", f"{prefix}/conversations/search", everything, token), 0
        while read < 5 and page.get("conversations"):
            for conversation in page["conversations"][:: 1 if read == 0 else 10]:
                ask("GET", f"{prefix}/conversations/{conversation['id']}", token=token)
            following = (page["pages"].get("next") or {}).get("starting_after")
            if not following:
                break
            read += 1
            page = ask("POST", f"{prefix}/conversations/search",
                       {**everything, "pagination": {"per_page": 150, "starting_after": following}}, token)
        ask("GET", f"{prefix}/conversations/1", token=token)
        ask("GET", f"{prefix}/contacts/000000000000000000000000", token=token)

    admins = ask("GET", "/admins")["admins"]
    ask("GET", f"/admins/{admins[0]['id']}")
    teams = ask("GET", "/teams")["teams"]
    ask("GET", f"/teams/{teams[0]['id']}")
    first = {"field": "created_at", "operator": ">", "value": 0}
    for kind in ("conversations", "contacts"):
        search(kind, {"field": "nonsense", "operator": "=", "value": "x"})
        search(kind, {"field": "created_at", "operator": "~", "value": "x"})
        search(kind, {"field": "created_at", "operator": "=", "value": "yesterday"})
        search(kind, {"operator": "AND", "value": [first] * 16})
        search(kind, {"operator": "AND", "value": [{"operator": "OR", "value": [{"operator": "AND", "value": [first]}]}]})
        search(kind, first, pagination={"per_page": 5, "starting_after": "bogus"})
        search(kind, first, pagination={"per_page": 151})
        search(kind, first, sort={"field": "created_at", "order": "desc"})
        search(kind, {"operator": "OR", "value": [first, {"field": "id", "operator": "IN", "value": ["1", "2"]}]})
        ask("POST", f"/{kind}/search", {})
        ask("GET", f"/{kind}?per_page=2")
    ask("GET", "/me", headers={"Intercom-Version": "9.99"})


def run_tools(port):
    """Calls every tool in many ways; the proxy sees what goes upstream."""

    def call(tool, arguments, token="demo-us"):
        message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": tool, "arguments": arguments}}
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Accept": "application/json"}
        status, _, answer = exchange(port, "POST", "/mcp", headers, json.dumps(message).encode())
        assert status in (200, 401), (status, answer[:300])
        return json.loads(answer).get("result", {}).get("structuredContent") or {}

    conversations, contacts = set(), set()
    for token in ("demo-us", "demo-eu", "demo-au", "demo-noscope", "demo-noadmin", "demo-revoked"):
        for arguments in CONVERSATION_SEARCHES:
            for item in call("search_conversations", arguments, token).get("conversations", []):
                conversations.add((token, item["id"]))
        for arguments in CONTACT_SEARCHES:
            for item in call("search_contacts", arguments, token).get("data", []):
                contacts.add((token, item["id"]))
        for query in QUERIES:
            call("search", {"query": query}, token)
    for token, identifier in sorted(conversations)[:200]:
        call("get_conversation", {"id": identifier}, token)
    for token, identifier in sorted(contacts)[:120]:
        call("get_contact", {"id": identifier, "include": ["notes", "segments"]}, token)
        call("fetch", {"id": f"contact_{identifier}"}, token)


CONVERSATION_SEARCHES = [
    {}, {"state": "open", "per_page": 50}, {"source_type": "email"}, {"open": True, "read": False}, {"limit": 1},
    {"source_body": "refund"}, {"source_body": "cancel my subscription"}, {"source_subject": "invoice"},
    {"created_at": {"operator": ">=", "value": 1700000000}}, {"unassigned": True},
    {"statistics_time_to_admin_reply": {"operator": ">", "value": 3600}}, {"priority": "high"},
    {"ai_agent_participated": True, "per_page": 40},
]
CONTACT_SEARCHES = [
    {"name": "a"}, {"email_domain": "example.com"}, {"phone": "+1"}, {"email": "nobody@example.com"},
]
QUERIES = [
    "object_type:conversations state:open source_type:email", 'object_type:contacts email_domain:"example.com"',
    'object_type:conversations source_body:contains:"refund" limit:20', "refund", "object_type:contacts role:user",
    "object_type:contacts created_at:gt:2020-01-01 sort:created_at:asc", "object_type:contacts created_at:gt:30d limit:150",
    'object_type:conversations source_author_email:contains:"example" created_at:gte:90d',
    "object_type:conversations state:in:open,snoozed statistics_time_to_admin_reply:gt:3600",
    "object_type:conversations admin_assignee_id:exists:false", "object_type:contacts phone:exists:true",
    'object_type:conversations q:"campaign stopped sending"', "object_type:contacts name:starts_with:A",
]
