//! The search language: parse to a tree with spans and errors.
