"""Shows the cases in WebKitGTK as the window does: by schemes of its own, with the door for
commands beside them. `webkit.py CASES.json`, on a screen."""

import json
import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
gi.require_version("Soup", "3.0")
from gi.repository import Gio, GLib, Gtk, Soup, WebKit2  # noqa: E402

from shown import HOOKS, Cases, Outside, tell  # noqa: E402

cases, outside = Cases(sys.argv[1]), Outside()
commands = []


def serve(request):
    headers, body = cases.answer(request.get_path())
    if headers is None:
        request.finish_error(GLib.Error("nothing of that name"))
        return
    data = GLib.Bytes.new(body.encode("utf-8", "replace"))
    response = WebKit2.URISchemeResponse.new(Gio.MemoryInputStream.new_from_bytes(data), data.get_size())
    response.set_status(200, None)
    sent = Soup.MessageHeaders.new(Soup.MessageHeadersType.RESPONSE)
    for name, value in headers:
        sent.append(name, value)
        if name.lower() == "content-type":
            response.set_content_type(value)
    response.set_http_headers(sent)
    request.finish_with_response(response)


data = WebKit2.WebsiteDataManager.new_ephemeral()
proxy = WebKit2.NetworkProxySettings.new(f"http://127.0.0.1:{outside.port}", None)
data.set_network_proxy_settings(WebKit2.NetworkProxyMode.CUSTOM, proxy)
context = WebKit2.WebContext.new_with_website_data_manager(data)
for scheme in ("tauri", "article", "media"):
    context.register_uri_scheme(scheme, serve)
    context.get_security_manager().register_uri_scheme_as_secure(scheme)

content = WebKit2.UserContentManager()
content.add_script(
    WebKit2.UserScript.new(
        HOOKS,
        WebKit2.UserContentInjectedFrames.ALL_FRAMES,
        WebKit2.UserScriptInjectionTime.START,
        None,
        None,
    )
)
content.connect("script-message-received::ipc", lambda *_: commands.append("ipc"))
content.connect(
    "script-message-received::report",
    lambda _, message: finish(message.get_js_value().to_string()),
)
content.register_script_message_handler("ipc")
content.register_script_message_handler("report")

view = WebKit2.WebView(web_context=context, user_content_manager=content)
window = Gtk.Window()
window.set_default_size(900, 700)
window.add(view)


def finish(text):
    tell(json.loads(text), outside, len(commands))


def loaded(_, event):
    if event == WebKit2.LoadEvent.FINISHED:
        words = json.dumps(list(cases.cases)), json.dumps(cases.options("article://localhost"))
        view.evaluate_javascript(f"run({words[0]}, {words[1]})", -1, None, None, None, None)


def died(*_):
    print("the engine ended", file=sys.stderr)
    sys.exit(3)


view.connect("load-changed", loaded)
view.connect("web-process-terminated", died)
view.load_uri("tauri://localhost/")
window.show_all()
GLib.timeout_add_seconds(60 + len(cases.cases), lambda: died())
Gtk.main()
