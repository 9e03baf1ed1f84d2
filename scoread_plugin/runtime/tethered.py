"""Run a module until it is done or its input ends, as it does with QGIS: `python tethered.py MODULE ARGUMENTS`."""

from __future__ import annotations

import os
import runpy
import sys
import threading


def main() -> None:
    threading.Thread(target=end_with_input, daemon=True).start()
    del sys.path[0], sys.argv[0]  # This folder, in which the module would find other modules than its own; this file.
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def end_with_input() -> None:
    # Not through sys.stdin, whose lock would be held when the module is done.
    while os.read(0, 1024):
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
