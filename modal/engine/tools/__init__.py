"""What proves and measures the engine. Nothing here takes part in a render."""
