"""The command line's frame: commands that are loaded when they are called, help in two languages, options that may stand anywhere."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any, TypeVar

import click

from .language import has, say
from .output import FORMATS, Output

COMMANDS = ("read", "check", "ingest", "trace", "overlaps", "ask", "evidence", "cypher", "remove", "export", "status", "neo4j", "demo")
F = TypeVar("F", bound=Callable[..., Any])


def _speak(ctx: click.Context) -> Output:
    found = ctx.find_root().obj
    return found if isinstance(found, Output) else Output()


def _keep(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    """Hand a global option to the one Output of the call, wherever it stood; not given, it changes nothing."""
    if value and param.name:
        setattr(_speak(ctx), param.name, value)


def _common(formats: tuple[str, ...]) -> list[click.Option]:
    return [
        click.Option(["--format"], type=click.Choice(formats), callback=_keep, expose_value=False),
        click.Option(["--lang"], type=click.Choice(("vi", "en")), callback=_keep, expose_value=False),
        click.Option(["--quiet", "-q"], is_flag=True, callback=_keep, expose_value=False),
    ]


class Spoken(click.Command):
    """A command whose help comes from the messages, in the language of the call. It adds the global options to its own."""

    def __init__(self, *args: Any, formats: tuple[str, ...] = FORMATS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.formats = formats
        self.params = [*self.params, *_common(formats)]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does it, but errors know the command, and words that nothing is asked for are told in our own."""
        ctx.allow_extra_args = True
        try:
            more = super().parse_args(ctx, args)
        except click.BadOptionUsage as error:
            error.ctx = error.ctx or ctx
            raise
        if more and not isinstance(self, click.Group) and not ctx.resilient_parsing:
            from knowledge.errors import UsageError

            raise UsageError("usage.too_many", given=more, command=ctx.command_path)
        return more

    def invoke(self, ctx: click.Context) -> Any:
        out = _speak(ctx)
        if out.format is not None and out.format not in self.formats:
            from knowledge.errors import UsageError

            raise UsageError("usage.format", format=out.format, formats=", ".join(self.formats), command=ctx.command_path)
        return super().invoke(ctx)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        prefix = say("help.usage", _speak(ctx).lang)
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix=f"{prefix}: ")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        lang = _speak(ctx).lang
        name = "cancu" if ctx.parent is None else self.name
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(say(f"help.{name}", lang))
            for n in range(1, 10):
                if has(f"help.{name}.{n}", lang):
                    formatter.write_paragraph()
                    formatter.write_text(say(f"help.{name}.{n}", lang))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        lang = _speak(ctx).lang
        rows = []
        for param in self.get_params(ctx):
            name = "help" if param is self.get_help_option(ctx) else param.name
            own = f"help.{self.name}.{name}"
            text = say(own if has(own, lang) else f"help.option.{name}", lang)
            if isinstance(param, click.Option):
                param.help = text
                record = param.get_help_record(ctx)
                if record:
                    rows.append(record)
            else:
                rows.append((param.make_metavar(ctx), text))
        with formatter.section(say("help.options", lang)):
            formatter.write_dl(rows)


class Front(Spoken, click.Group):
    """The group of all commands. A command's module is imported when it is called, not before."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        found = importlib.import_module(f"cancu.commands.{cmd_name}").command
        assert isinstance(found, click.Command)
        return found

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        lang = _speak(ctx).lang
        with formatter.section(say("help.commands", lang)):
            formatter.write_dl([(name, say(f"help.{name}", lang)) for name in COMMANDS])
        super().format_options(ctx, formatter)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does it, but an unknown name is not looked for among loaded commands: none is loaded."""
        from difflib import get_close_matches

        from knowledge.errors import UsageError

        name = args[0]
        found = self.get_command(ctx, name)
        if found is None:
            near = get_close_matches(name, COMMANDS)
            raise UsageError("usage.no_such_command", name=name, near="; ".join(near) or None, command=ctx.command_path)
        return name, found, args[1:]


def called(name: str, *, formats: tuple[str, ...] = FORMATS) -> Callable[[F], click.Command]:
    """Make a function a command of this name; it is called with the Output first and returns its exit code, or nothing for 0."""

    def made(function: F) -> click.Command:
        return click.command(name, cls=Spoken, formats=formats)(click.pass_obj(function))

    return made


def store_option(function: F) -> F:
    """``--store URI``: a path (embedded) or neo4j://host; ./cancu.db where neither the call nor CANCU_STORE says."""
    return click.option("--store", "uri", envvar="CANCU_STORE", default="cancu.db", metavar="URI")(function)


def bounded(function: F) -> F:
    """``--workers N`` (else ``CANCU_WORKERS``; 0 reads in this process) and ``--limit NAME=VALUE``, which may be repeated."""
    function = click.option("--limit", "limits", multiple=True, metavar="NAME=VALUE")(function)
    return click.option("--workers", type=click.IntRange(0, 256), envvar="CANCU_WORKERS", metavar="N")(function)


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        import cancu

        click.echo(f"cancu {cancu.__version__}")
        ctx.exit()


front = Front(
    "cancu",
    formats=(*FORMATS, "text"),
    no_args_is_help=True,
    params=[click.Option(["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_version)],
)
