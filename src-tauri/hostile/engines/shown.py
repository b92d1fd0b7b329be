"""What both engines share: the cases, as they are served, and an outside that counts its callers."""

import json
import pathlib
import re
import socketserver
import sys
import threading

HERE = pathlib.Path(__file__).parent
HOOKS = (HERE / "hooks.js").read_text()
HARNESS = (HERE / "harness.js").read_text()
PAGE = '<!doctype html><meta charset="utf-8"><title>frames</title><body><script src="/harness.js"></script>'
SETTLE_MS = 150
AT_ONCE = 12


class Cases:
    """The file that says what to show: the document around each case, its headers and walls."""

    def __init__(self, path):
        told = json.loads(pathlib.Path(path).read_text())
        self.before, self.after = told["before"], told["after"]
        self.cases = {case["id"]: case["html"] for case in told["cases"]}
        self.sandbox = told["sandbox"]
        self.headers = [tuple(pair) for pair in told["headers"]]
        self.window_policy = told["window_policy"]

    def answer(self, path):
        """Headers and body for a path of the frame's or the window's own address."""
        own = [("Content-Security-Policy", self.window_policy)] if self.window_policy else []
        if path == "/":
            return [("Content-Type", "text/html; charset=utf-8"), *own], PAGE
        if path == "/harness.js":
            return [("Content-Type", "text/javascript")], HARNESS
        if path.startswith("/case/") and (html := self.cases.get(path[len("/case/") :])) is not None:
            return self.headers, self.before + html + self.after
        return None, ""

    def options(self, prefix):
        return {"sandbox": self.sandbox, "prefix": prefix, "atOnce": AT_ONCE, "settle": SETTLE_MS}


def named(first):
    """What a caller wanted, by the first bytes that it sent."""
    if first[:1] == b"\x16":
        hosts = re.findall(rb"[a-z0-9-]+(?:\.[a-z0-9-]+)+", first)
        return "https " + max(hosts, key=len, default=b"?").decode()
    return first.split(b"\r\n")[0].decode("latin-1")[:120] or "a connection"


class Outside:
    """Everything that is not the program: every connection is counted, none is answered."""

    def __init__(self):
        self.calls = []
        outer = self

        class Caller(socketserver.BaseRequestHandler):
            def handle(self):
                self.request.settimeout(2)
                try:
                    first = self.request.recv(4000)
                except OSError:
                    first = b""
                outer.calls.append(named(first))

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            request_queue_size = 256

        self.server = Server(("127.0.0.1", 0), Caller)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def tell(result, outside, commands):
    """The one line that the caller reads."""
    print(
        json.dumps(
            {
                "began": result["began"],
                "ran": result["ran"],
                "out": outside.calls,
                "commands": commands,
            }
        )
    )
    sys.exit(0)
