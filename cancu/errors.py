"""Errors as people and scripts see them: a sentence, where it is, and what to do; never a traceback."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from .language import has, say

if TYPE_CHECKING:
    import click

    from knowledge.errors import CancuError


def describe(error: CancuError, lang: str) -> dict[str, Any]:
    """An error as a JSON object: ``code``, ``file``, ``place``, ``message``, ``remedy`` and the values of its message."""
    values = {"file": error.file, "place": error.place, **error.values}
    if has(kind := f"{error.code}.{values.get('wanted')}", lang):  # a word of the program's own, said in the language
        values["wanted"] = say(kind, lang)
    close = error.values.get("near") or error.values.get("candidates")
    remedy = f"{error.code}.near" if close and has(f"{error.code}.near", lang) else f"{error.code}.remedy"
    return {
        "code": error.code,
        "file": error.file,
        "place": error.place,
        "message": say(error.code, lang, **values),
        "remedy": say(remedy, lang, **values) if has(remedy, lang) else None,
        **error.values,
    }


def sentence(error: CancuError, lang: str) -> str:
    """An error as one line: file, place, message, remedy."""
    told = describe(error, lang)
    where = ": ".join(_place(str(told[k]), lang) if k == "place" else str(told[k]) for k in ("file", "place") if told[k] is not None)
    return " ".join(part for part in (f"{where}:" if where else "", told["message"], told["remedy"] or "") if part)


def _place(place: str, lang: str) -> str:
    """A place as errors carry it, in the language: ``line 3``, ``byte 4``; others as they are."""
    kind, _, number = place.partition(" ")
    return say(f"place.{kind}", lang, number=number) if number.isdigit() and has(f"place.{kind}", lang) else place


def from_click(error: click.ClickException) -> CancuError:
    """A wrong call as the command line's parser reports it."""
    import click

    from knowledge.errors import UsageError

    context = getattr(error, "ctx", None)
    command = context.command_path if context else "cancu"
    near = "; ".join(getattr(error, "possibilities", None) or ()) or None
    if isinstance(error, click.NoSuchOption):
        return UsageError("usage.no_such_option", option=error.option_name, near=near, command=command)
    if hasattr(error, "command_name"):
        return UsageError("usage.no_such_command", name=error.command_name, near=near, command=command)
    if isinstance(error, click.MissingParameter):
        return UsageError("usage.missing", name=_name(error.param), command=command)
    if isinstance(error, click.BadParameter):
        choices = getattr(error.param and error.param.type, "choices", None)
        if choices:
            return UsageError("usage.bad_choice", name=_name(error.param), choices=", ".join(map(str, choices)), command=command)
        kind = error.param and error.param.type
        if isinstance(kind, click.IntRange):
            return UsageError("usage.bad_number", name=_name(error.param), first=kind.min, last=kind.max, command=command)
        if isinstance(kind, click.Path) and kind.dir_okay != kind.file_okay:
            return UsageError("usage.want_file" if kind.file_okay else "usage.want_folder", name=_name(error.param), command=command)
        return UsageError("usage.bad_value", name=_name(error.param), reason=error.message, command=command)
    if isinstance(error, click.BadOptionUsage):
        given = context.command.params if context else []
        option = next((p for p in given if error.option_name in (*p.opts, *p.secondary_opts)), None)
        if isinstance(option, click.Option) and option.is_flag:
            return UsageError("usage.no_value", name=_name(option), command=command)
        if option is not None:
            return UsageError("usage.wants_values", name=_name(option), count=option.nargs, command=command)
    return UsageError("usage.wrong", reason=error.format_message(), command=command)


def _name(param: click.Parameter | None) -> str:
    if param is None:
        return "-"
    return param.opts[-1] if param.opts and param.opts[-1].startswith("-") else (param.name or "-").upper()


def from_exception(error: BaseException, file: str | None = None) -> CancuError:
    """Any failure as one of ours; the exception that it came from is its cause.

    Files that cannot be opened or written have a code of their own; what is left is ours to mend.
    """
    from knowledge.errors import CancuError, InputError

    if isinstance(error, CancuError):
        return error
    told: CancuError
    if isinstance(error, OSError) and error.filename is not None:
        name = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else str(error.filename)
        told = InputError("file.refused", file=name, reason=error.strerror or type(error).__name__)
    else:
        told = CancuError("internal", file=file, error=" ".join(f"{type(error).__name__} {error}".split())[:300])
    told.__cause__ = error
    return told
