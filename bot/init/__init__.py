"""A town's own folder: made once, from templates that teach, and filled with what the town has answered."""
