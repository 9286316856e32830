"""The catalogue: which models exist, where they come from, how each is loaded."""
