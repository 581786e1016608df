"""The search page."""

from argparse import ArgumentParser, Namespace

from course_lib.cli.argument_types import NETWORK_HELP, SETS, picture_set, positive

SUMMARY, PURPOSE = "open the search page", "lab"
NEEDS_CHECKOUT = False


def add_arguments(parser: ArgumentParser) -> None:
    """Add what is searched and how the page is served."""
    sets = f"{', '.join(SETS)} or a folder of pictures"
    parser.add_argument("--data", default="catalogue", type=picture_set, help=sets)
    parser.add_argument("--network", metavar="NAME", help=NETWORK_HELP)
    parser.add_argument("--no-browser", dest="browser", action="store_false", help="print the address, open nothing")
    parser.add_argument("--address", default="127.0.0.1", help="whom to serve (default: this machine, 127.0.0.1)")
    parser.add_argument("--port", type=positive, default=8866, help="the port to listen on (default: 8866)")
    parser.add_argument("--ready", type=positive, default=2, help="processes that wait for visitors (default: 2)")
    parser.add_argument("--most", type=positive, default=24, help="processes at once (default: 24)")


def run(options: Namespace) -> int:
    """Become the server of the page."""
    from course_lib.app.serve import app_command

    served = (options.address, options.port, options.browser, options.ready, options.most)
    return app_command(options.data, options.network, *served)
