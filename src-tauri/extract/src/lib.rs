//! From HTML and a base URL to an article, its metadata and what was left out.
