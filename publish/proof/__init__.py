"""Proofs of a publication while it is being written: rebuilt on change, and shown in a browser."""
