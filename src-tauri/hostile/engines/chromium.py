"""Shows the cases in Chromium, where the frame has a host of its own, as under Windows.
`chromium.py CASES.json`; needs chromium and chromedriver."""

import http.server
import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

from shown import HOOKS, Cases, Outside, tell

cases, outside = Cases(sys.argv[1]), Outside()


class Pages(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        headers, body = cases.answer(urllib.parse.urlsplit(self.path).path)
        data = body.encode("utf-8", "replace")
        self.send_response(200 if headers is not None else 404)
        for name, value in headers or []:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """A frame that is taken away while it is served is nothing to tell."""


server = Server(("127.0.0.1", 0), Pages)
port = server.server_address[1]
threading.Thread(target=server.serve_forever, daemon=True).start()

with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    driver_port = free.getsockname()[1]
driver = subprocess.Popen(
    [os.environ.get("CHROMEDRIVER", "chromedriver"), f"--port={driver_port}"],
    stdout=subprocess.DEVNULL,
    stderr=subprocess.DEVNULL,
)


def call(method, path, body=None):
    request = urllib.request.Request(
        f"http://127.0.0.1:{driver_port}{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)["value"]


OWN = [
    "accounts.google.com",
    "content-autofill.googleapis.com",
    "optimizationguide-pa.googleapis.com",
    "update.googleapis.com",
]
arguments = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # One process for all frames, or the hooks would not reach them.
    "--disable-site-isolation-trials",
    "--disable-features=IsolateOrigins,site-per-process,IsolateSandboxedIframes,"
    # Forms are something that the browser itself asks its maker about, as it does for news of itself.
    "AutofillServerCommunication,OptimizationHints",
    "--host-resolver-rules="
    + "".join(f"MAP {host} ~NOTFOUND, " for host in OWN)
    + f"MAP article.localhost 127.0.0.1:{port}, "
    f"MAP * 127.0.0.1:{outside.port}, EXCLUDE 127.0.0.1",
]
# Chromium connects to where it guesses to go next, even for a frame that the policy then refuses;
# nothing is sent there, but the name is out. No policy of a page stops that, this setting does.
chrome = {"args": arguments, "prefs": {"net.network_prediction_options": 2}}
if "CHROMIUM" in os.environ:
    chrome["binary"] = os.environ["CHROMIUM"]
try:
    session = None
    for _ in range(60):
        try:
            wanted = {"browserName": "chrome", "goog:chromeOptions": chrome, "unhandledPromptBehavior": "dismiss"}
            session = call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]
            break
        except OSError:
            time.sleep(0.5)
    if session is None:
        sys.exit("chromedriver does not answer")
    at = f"/session/{session}"
    # A new browser looks around by itself; what it asks then is not of a page.
    time.sleep(2)
    outside.calls.clear()
    hook = {"cmd": "Page.addScriptToEvaluateOnNewDocument", "params": {"source": HOOKS}}
    call("POST", f"{at}/goog/cdp/execute", hook)
    call("POST", f"{at}/url", {"url": f"http://127.0.0.1:{port}/"})

    def script(text, *words):
        return call("POST", f"{at}/execute/sync", {"script": text, "args": list(words)})

    script("run(arguments[0], arguments[1])", list(cases.cases), cases.options("http://article.localhost"))
    end = time.monotonic() + 60 + len(cases.cases)
    while not script("return window.result.done"):
        if time.monotonic() > end:
            sys.exit("the engine did not come to an end")
        time.sleep(0.3)
    result = script("return window.result")
    try:
        call("DELETE", at)
    except (OSError, urllib.error.HTTPError):
        pass
finally:
    driver.terminate()
tell(result, outside, 0)
