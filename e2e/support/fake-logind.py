# Stands where systemd-logind is, on a bus of a test's own, and says what it is told on standard input, a line each.
import os
import sys

from gi.repository import Gio, GLib

connection = Gio.DBusConnection.new_for_address_sync(
    sys.argv[1],
    Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION,
    None,
    None,
)
connection.call_sync(
    "org.freedesktop.DBus",
    "/org/freedesktop/DBus",
    "org.freedesktop.DBus",
    "RequestName",
    GLib.Variant("(su)", ("org.freedesktop.login1", 4)),
    None,
    0,
    -1,
    None,
)
LOGIN1 = "org.freedesktop.login1"
SESSION = "/org/freedesktop/login1/session/_32"


def hint(locked):
    changed = {"IdleSinceHint": GLib.Variant("t", 7), "LockedHint": GLib.Variant("b", locked)}
    return GLib.Variant("(sa{sv}as)", (LOGIN1 + ".Session", changed, []))


signals = {
    "lock": (SESSION, LOGIN1 + ".Session", "Lock", None),
    "unlock": (SESSION, LOGIN1 + ".Session", "Unlock", None),
    "locked-hint": (SESSION, "org.freedesktop.DBus.Properties", "PropertiesChanged", hint(True)),
    "unlocked-hint": (SESSION, "org.freedesktop.DBus.Properties", "PropertiesChanged", hint(False)),
    "sleep": ("/org/freedesktop/login1", LOGIN1 + ".Manager", "PrepareForSleep", GLib.Variant("(b)", (True,))),
    "wake": ("/org/freedesktop/login1", LOGIN1 + ".Manager", "PrepareForSleep", GLib.Variant("(b)", (False,))),
}
# Chromium holds an inhibitor while it runs and breaks down at PrepareForSleep when it got none.
MANAGER = Gio.DBusNodeInfo.new_for_xml(
    """<node><interface name="org.freedesktop.login1.Manager"><method name="Inhibit">
    <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="h" direction="out"/></method></interface></node>"""
)


def inhibit(_connection, _sender, _path, _interface, _method, _given, invocation):
    reading, writing = os.pipe()
    os.close(reading)
    held = Gio.UnixFDList.new_from_array([writing])
    invocation.return_value_with_unix_fd_list(GLib.Variant("(h)", (0,)), held)


connection.register_object("/org/freedesktop/login1", MANAGER.interfaces[0], inhibit, None, None)


def told(channel, _condition):
    word = channel.readline().strip()
    if word == "":
        loop.quit()
        return False
    path, interface, member, body = signals[word]
    connection.emit_signal(None, path, interface, member, body)
    connection.flush_sync(None)
    print("said", flush=True)
    return True


loop = GLib.MainLoop()
GLib.io_add_watch(sys.stdin, GLib.PRIORITY_DEFAULT, GLib.IO_IN | GLib.IO_HUP, told)
print("ready", flush=True)
loop.run()
