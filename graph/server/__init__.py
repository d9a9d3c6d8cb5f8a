"""A Neo4j of one's own on this machine, without Docker and without root: fetched once, started, stopped."""

from .home import USER, Server, found, home, password_for
from .run import start, stop

__all__ = ["USER", "Server", "found", "home", "password_for", "start", "stop"]
