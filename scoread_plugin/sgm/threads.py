"""Threads that compute side by side, each on one core or with a stream of its own."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import torch

# MKL's vector functions used by score models.
VECTOR_FUNCTIONS = (torch.exp, torch.expm1, torch.log, torch.log1p, torch.sin, torch.cos, torch.sqrt)


@contextmanager
def side_by_side(device: torch.device, feeders: int = 1) -> Iterator[ThreadPoolExecutor]:
    """Provide a thread pool: as many threads as torch may use on the CPU, or the feeders of an NVIDIA device.

    Each thread uses a single core. Operations as small as these gain nothing from being split over cores and stall
    on a busy machine when they are; unsplit, they give the same bits however many run in parallel. Several feeders
    have a stream each, so that one computes while another's data are transferred. Pending work is cancelled when the
    block ends.
    """
    if device.type == "cuda" and feeders > 1:
        pool = ThreadPoolExecutor(feeders, initializer=take_stream, initargs=(device, itertools.count()))
    else:
        pool = ThreadPoolExecutor(torch.get_num_threads() if device.type == "cpu" else 1)
    settle_vector_functions()
    with one_thread():
        try:
            yield pool
        finally:
            pool.shutdown(cancel_futures=True)


@functools.cache
def settle_vector_functions() -> None:
    """Call each function once: MKL's exp was imprecise if two threads made a process's first call simultaneously."""
    for function in VECTOR_FUNCTIONS:
        function(torch.ones(64))


def take_stream(device: torch.device, numbers: Iterator[int]) -> None:
    """Give this thread its own stream on an NVIDIA device, once all work queued so far is done."""
    torch.cuda.synchronize(device)
    torch.cuda.set_stream(stream(device, next(numbers)))


@functools.cache
def stream(device: torch.device, number: int) -> torch.cuda.Stream:
    """Return a stream by number, always the same one: torch reserves memory for each."""
    return torch.cuda.Stream(device)


@contextmanager
def one_thread() -> Iterator[None]:
    """Restrict torch to one thread, so that the bits do not depend on the number of threads."""
    count = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(count)
