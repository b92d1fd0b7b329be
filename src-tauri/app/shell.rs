//! What the library asks of the desktop.
