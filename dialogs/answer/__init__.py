"""Questions and answers: sure, unsure, not known; and what people thought of them."""
