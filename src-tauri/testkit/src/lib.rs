//! For tests: a loopback page server, builders and fault injection.
