#!/usr/bin/env bash
# Installs the programs that reading some formats needs, where apt-get and the rights for it are there:
# LibreOffice Writer (for .doc, .rtf, .odt) and tesseract with Vietnamese (for scans). What is there already is left alone.
# Ends with 0 where all is there, with 3 where something is missing and cannot be installed here, with 1 where installing failed.
set -euo pipefail

missing=()
if ! command -v soffice >/dev/null 2>&1 && ! command -v libreoffice >/dev/null 2>&1; then
    missing+=(libreoffice-writer-nogui)
fi
languages="$(tesseract --list-langs 2>/dev/null || true)"
if ! grep -qx vie <<<"$languages"; then
    missing+=(tesseract-ocr tesseract-ocr-vie)
fi
if [ ${#missing[@]} -eq 0 ]; then
    exit 0
fi
if ! command -v apt-get >/dev/null 2>&1; then
    echo "Missing: ${missing[*]}. There is no apt-get here: install them by the means of this system." >&2
    exit 3
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1 || ! sudo -n true 2>/dev/null; then
        echo "Missing: ${missing[*]}. Installing them needs root: sudo apt-get install ${missing[*]}" >&2
        exit 3
    fi
    as_root=(sudo)
fi
export DEBIAN_FRONTEND=noninteractive
# A mirror that is busy for a moment is asked again.
try() { "$@" || { sleep 5; "$@"; } || { sleep 20; "$@"; }; }
try "${as_root[@]}" apt-get update -qq
try "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
