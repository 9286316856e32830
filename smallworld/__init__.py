"""The small world: the text it speaks, and the training of the built-in models on it."""
