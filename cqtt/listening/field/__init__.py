"""The page for the hamlet: what is written down there without a connection, and how it comes in, once each."""
