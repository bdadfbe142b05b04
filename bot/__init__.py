"""The machinery of Digitallotse: it carries messages, and knows no feature."""
