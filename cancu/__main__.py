"""``cancu`` and ``python -m cancu``: one call of the command line, from its arguments to an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from .language import language
from .output import FORMATS, Output

INTERRUPTED, BROKEN_PIPE = 130, 141  # 128 and the signal's number, as shells have it


def _given(args: Sequence[str], name: str) -> str | None:
    """The value of a global option, told before the arguments are parsed: help and early errors already need it."""
    found = None
    for n, arg in enumerate(args):
        if arg == "--":
            break
        if arg == name and n + 1 < len(args):
            found = args[n + 1]
        elif arg.startswith(f"{name}="):
            found = arg.partition("=")[2]
    return found


def run(args: Sequence[str]) -> int:
    """Run one call and give its exit code; every failure is told on standard error in the form the call asks for."""
    asked = _given(args, "--format")
    out = Output(asked if asked in FORMATS else None, language(_given(args, "--lang")))
    try:
        code = _call(args, out)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except BaseException as error:
        return _failed(error, out)


def _call(args: Sequence[str], out: Output) -> int:
    """As click's own ``main`` does it, but for errors and closed pipes, which are ours to tell."""
    import click

    from .front import front

    if "_CANCU_COMPLETE" in os.environ:  # a shell asks how a word could go on
        front.main(list(args), prog_name="cancu")
    try:
        with front.make_context("cancu", list(args), obj=out) as context:
            code = front.invoke(context)
    except click.exceptions.Exit as done:
        code = done.exit_code
    return code if isinstance(code, int) else 0


def _failed(error: BaseException, out: Output) -> int:
    import click

    from .errors import from_click, from_exception

    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        print(error.format_message(), file=sys.stderr)
        return 2
    if isinstance(error, click.Abort | KeyboardInterrupt):
        out.note("interrupted")
        return INTERRUPTED
    if isinstance(error, SystemExit | GeneratorExit):
        raise error
    told = from_click(error) if isinstance(error, click.ClickException) else from_exception(error)
    out.error(told)
    return told.exit_code


def main() -> None:
    """The entry point of the installed command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
