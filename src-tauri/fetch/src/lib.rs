//! From a link to a page: all of the network is here.
