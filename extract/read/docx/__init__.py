"""Word files: bytes to Layout."""

from .layout import read_docx

__all__ = ["read_docx"]
