"""What the page may show only where its server serves this machine alone: whole paths, and the files themselves."""

import ipaddress
from urllib.parse import quote

LOCAL = "COURSE_PAGE_LOCAL"  # set for the visitors' processes of such a server


def is_this_machine(address: str) -> bool:
    """Does an address or a name of a server reach this machine alone?

    >>> is_this_machine("127.0.0.1"), is_this_machine("localhost"), is_this_machine("0.0.0.0")
    (True, True, False)
    """
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def link_to(file: str) -> str:
    """The address of a file, by the name that the page shows, below that of the page.

    >>> link_to("2024/a & b #1.jpg")
    'original/2024/a%20%26%20b%20%231.jpg'
    """
    return f"original/{quote(file, safe='/')}"
