"""What runs at Modal beside the engine: trusted code that starts a Sandbox per render, watches it and hands on what it made."""
