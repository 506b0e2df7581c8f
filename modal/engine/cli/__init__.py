"""`python -m engine render`: a scene of a person's own, rendered as the service would, told to a person."""
