"""Storage: one conformance suite for every engine, and what each engine must do besides."""
