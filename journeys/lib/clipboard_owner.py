"""Holds several kinds of content on the clipboard, as a browser does after a copy.

Usage: clipboard_owner.py, with {"text/html": "…", "text/plain": "…", …} on standard input.
It says "ready" once it owns the clipboard and stays until it is ended.
"""

import json
import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("Gdk", "3.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402


def main():
    content = json.load(sys.stdin)
    names = list(content)

    # GTK's own call for this is not open to Python, so the selection is owned by a widget.
    widget = Gtk.Invisible()
    plain = {"UTF8_STRING", "TEXT", "STRING", "text/plain;charset=utf-8"}
    offered = names + [name for name in plain if "text/plain" in content]
    for number, name in enumerate(offered):
        Gtk.selection_add_target(
            widget, Gdk.SELECTION_CLIPBOARD, Gdk.Atom.intern(name, False), number
        )

    def give(_widget, data, number, _time):
        name = offered[number]
        value = content["text/plain"] if name in plain else content[name]
        encoding = "utf-16-le" if name == "text/x-moz-url-priv" else "utf-8"
        data.set(Gdk.Atom.intern(name, False), 8, value.encode(encoding))

    widget.connect("selection-get", give)
    widget.connect("selection-clear-event", lambda *_: Gtk.main_quit())
    if not Gtk.selection_owner_set(widget, Gdk.SELECTION_CLIPBOARD, Gdk.CURRENT_TIME):
        sys.exit("the clipboard cannot be owned")
    GLib.idle_add(lambda: print("ready", flush=True))
    Gtk.main()


main()
