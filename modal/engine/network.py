"""Says plainly that there is no network, at the line that tried."""

import sys

REFUSED = frozenset({"socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})


class NetworkForbidden(PermissionError):
    """A scene tried to use the network."""


def explain_network() -> None:
    """Makes every use of a socket fail at once, with a message for people.

    This is an explanation, not a wall: code that wants around it gets around it. What keeps a scene from the network is the box.
    """

    def refuse(event: str, _arguments: object) -> None:
        if event in REFUSED:
            raise NetworkForbidden("Scenes have no network.")

    sys.addaudithook(refuse)
