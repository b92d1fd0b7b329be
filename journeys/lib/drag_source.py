"""A small window that a link can be dragged out of, as out of a browser.

Usage: drag_source.py X Y JSON
JSON: {"targets": {"text/uri-list": "…", "text/plain": "…", "text/html": "…"}}
It says "ready" once it is on the screen, "dropped" or "refused" at the end of a drag.
"""

import json
import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("Gdk", "3.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402


def say(word):
    print(word, flush=True)


def main():
    x, y, what = int(sys.argv[1]), int(sys.argv[2]), json.loads(sys.argv[3])
    targets = list(what["targets"].items())

    window = Gtk.Window(type=Gtk.WindowType.POPUP)
    window.set_default_size(90, 60)
    window.move(x, y)
    box = Gtk.EventBox()
    box.add(Gtk.Label(label="drag me"))
    window.add(box)

    entries = [Gtk.TargetEntry.new(name, 0, number) for number, (name, _) in enumerate(targets)]
    box.drag_source_set(
        Gdk.ModifierType.BUTTON1_MASK, entries, Gdk.DragAction.COPY | Gdk.DragAction.LINK
    )

    failed = []

    def give(_widget, _context, data, number, _time):
        name, value = targets[number]
        data.set(Gdk.Atom.intern(name, False), 8, value.encode())

    def refuse(*_):
        failed.append(True)
        return False

    def ended(*_):
        say("refused" if failed else "dropped")
        GLib.timeout_add(100, Gtk.main_quit)

    box.connect("drag-data-get", give)
    box.connect("drag-failed", refuse)
    box.connect("drag-end", ended)
    box.connect("drag-begin", lambda *_: say("begun"))
    window.show_all()
    GLib.timeout_add(300, lambda: say("ready"))
    Gtk.main()


main()
