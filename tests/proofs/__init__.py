"""Proofs: crashes and races against the real thing, each with a control that must fail."""
