"""Names for what the control plane makes, in the forms that the SDK knows."""

import base64
import json
import secrets
import string
import time

ALPHABET = string.ascii_uppercase + string.digits


def new_id(kind: str) -> str:
    """`fc-…`; a Sandbox's is of the newer form, by which the SDK tells which procedures to use."""
    return f"{kind}-01K{''.join(secrets.choice(ALPHABET) for _ in range(22))}"


def new_token(seconds: int = 3600) -> str:
    """A JSON Web Token that says when it ends; nobody here looks at its signature."""

    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    return f"{part({'alg': 'none'})}.{part({'exp': int(time.time()) + seconds})}.signature"
