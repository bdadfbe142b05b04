"""IT-Café: book a human hour, wait for one, host it."""
