"""Ways to somebody outside."""

from attacks.attack import Attack, refused, reports


def _family(name: str, kind: str = "SOCK_STREAM") -> Attack:
    return refused(f"import socket\nsocket.socket(socket.{name}, socket.{kind})")


ATTACKS = {
    "a TCP socket": _family("AF_INET"),
    "an IPv6 socket": _family("AF_INET6"),
    "a Unix socket": _family("AF_UNIX"),
    "a netlink socket": _family("AF_NETLINK", "SOCK_RAW"),
    "a socket to the hypervisor": _family("AF_VSOCK"),
    "a packet socket": _family("AF_PACKET", "SOCK_RAW"),
    "a pair of sockets": refused("import socket\nsocket.socketpair()"),
    "asyncio": refused("import asyncio\nasyncio.run(asyncio.open_connection('127.0.0.1', 9))"),
    "a name to look up": refused("import socket\nsocket.getaddrinfo('example.org', 80)"),
    "a page to fetch": refused("from urllib.request import urlopen\nurlopen('http://127.0.0.1:9/')"),
    "every family there is, past Python": reports(
        """
        import ctypes, platform
        socket = {"x86_64": 41, "aarch64": 198}[platform.machine()]
        libc = ctypes.CDLL(None, use_errno=True)
        got = [family for family in range(64) for kind in (1, 2, 3, 5) if libc.syscall(socket, family, kind, 0) >= 0]
        raise Got("got " + repr(got))
        """,
        [],
    ),
}
