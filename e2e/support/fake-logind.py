# Stands where systemd-logind is, on a bus of a test's own, and says what it is told on standard input, a line each.
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
print("ready", flush=True)
for line in sys.stdin:
    path, interface, member, body = signals[line.strip()]
    connection.emit_signal(None, path, interface, member, body)
    connection.flush_sync(None)
    print("said", flush=True)
