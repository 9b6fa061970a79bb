# A small window of another program, from which files are dragged: a real drag over the screen, not an event.
import pathlib
import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("Gdk", "3.0")
from gi.repository import Gdk, Gtk  # noqa: E402

uris = [pathlib.Path(given).resolve().as_uri() for given in sys.argv[1:]]
# Without a window manager a popup is the one kind of window that lies on top by itself.
window = Gtk.Window(type=Gtk.WindowType.POPUP)
window.set_default_size(80, 80)
handle = Gtk.EventBox()
handle.add(Gtk.Label(label="files"))
window.add(handle)
handle.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
handle.drag_source_add_uri_targets()
handle.connect("drag-data-get", lambda _widget, _context, data, _info, _time: data.set_uris(uris))
handle.connect("drag-end", lambda *_: Gtk.main_quit())
window.move(0, 0)
window.show_all()
print("ready", flush=True)
Gtk.main()
