"""Torch side of the process boundary: `python -m scoread_plugin.worker SCRATCH_FOLDER`.

Reads one JSON request per line from standard input and answers on standard output (see
`runtime/exchange.py`): any number of {"type": "progress"} and {"type": "log"}, then one
{"type": "result"} or {"type": "error"}. The end of the input ends the worker, and a running request with it.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import queue
import shutil
import signal
import sys
import threading
import traceback
from typing import BinaryIO

import numpy as np

from .runtime.exchange import REPLY_ARRAYS, REQUEST_ARRAYS, read_arrays, write_message

PROGRESS_STEP = 0.002
# Messages of numpy, of torch on Linux and on Windows, and of CUDA.
OUT_OF_MEMORY = ("allocate memory", "not enough memory", "out of memory")


class Replies:
    """Messages sent while a request runs and when it ends."""

    def __init__(self, stream: BinaryIO, folder: str):
        self.stream = stream
        self.scratch = os.path.join(folder, REPLY_ARRAYS)
        self.next_progress = 0.0

    def send(self, kind: str, arrays: dict[str, np.ndarray], **values) -> None:
        write_message(self.stream, {"type": kind, **values}, arrays, self.scratch)

    def log(self, text: str) -> None:
        self.send("log", {}, text=text)

    def progress(self, fraction: float, text: str) -> None:
        if fraction >= self.next_progress:
            self.next_progress = min(fraction + PROGRESS_STEP, 1.0)
            self.send("progress", {}, fraction=fraction, text=text)

    def begin(self) -> None:
        self.next_progress = 0.0


def main(folder: str) -> int:
    try:
        return serve(folder)
    finally:  # If QGIS was killed before the answer, nobody else removes the folder.
        shutil.rmtree(folder, ignore_errors=True)


def serve(folder: str) -> int:
    # Ctrl+C in a terminal reaches this process too, and ends it silently.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    end_with_session(folder)
    replies = Replies(claim_stdout(), folder)
    # Objects created when torch is imported persist: scanning them for garbage takes a tenth of the import time.
    gc.disable()
    try:
        from .session import Session
    except ImportError as error:
        replies.send("error", {}, reason="no-torch", text=str(error))
        return 1
    gc.freeze()
    gc.enable()
    end_with_session(folder)  # Again: Debian's torch loads UCX, which has taken SIGHUP for itself.
    # Otherwise Windows would not let QGIS replace the plugin's folder. The root of a network drive may be closed.
    with contextlib.suppress(OSError):
        os.chdir(os.path.abspath(os.sep))
    session = Session(replies.progress, replies.log)
    replies.send("result", {}, values=session.versions)
    inbox = queue.Queue()
    threading.Thread(target=listen, args=(inbox, folder), daemon=True).start()
    while True:
        request = inbox.get()
        replies.begin()
        answer(session, replies, request, os.path.join(folder, REQUEST_ARRAYS))


def claim_stdout() -> BinaryIO:
    """Reserve the real standard output for messages; output of libraries goes to standard error."""
    messages = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return messages


def listen(inbox: queue.Queue, folder: str) -> None:
    try:
        for line in sys.stdin.buffer:
            inbox.put(json.loads(line))
    finally:
        # The other side is gone (perhaps within a line) or has no more requests: nobody needs the running one.
        end(folder, 0)


def end_with_session(folder: str) -> None:
    """End without leaving the folder when a terminal is closed or a session ends, which ends QGIS at once, too."""
    for name in ("SIGHUP", "SIGTERM"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP.
        if number and signal.getsignal(number) != signal.SIG_IGN:  # Otherwise QGIS goes on: nohup.
            signal.signal(number, lambda number, frame: end(folder, 128 + number))


def end(folder: str, status: int) -> None:
    """End the process at once, whatever it computes, and leave no folder."""
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(status)


def answer(session, replies: Replies, request: dict, scratch: str) -> None:
    try:
        call = session.calls[request["call"]]
        values, arrays = call(**request["values"], **read_arrays(request, scratch))
        replies.send("result", arrays, values=values)
    except Exception as error:
        traceback.print_exc()
        replies.send("error", {}, reason=reason_of(error), text=str(error) or type(error).__name__)


def reason_of(error: Exception) -> str:
    """Classify an error by the remedy: "value" (change an input), "file", "memory", or "internal" (report it)."""
    if isinstance(error, MemoryError) or any(words in str(error) for words in OUT_OF_MEMORY):
        return "memory"
    if isinstance(error, OSError):
        return "file"
    return "value" if isinstance(error, ValueError) else "internal"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
