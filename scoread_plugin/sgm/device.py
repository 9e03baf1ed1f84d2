"""Where to compute: a device is trusted after a real kernel ran on it, and left when its memory runs out."""

from __future__ import annotations

import functools
import gc
import itertools
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import torch

Result = TypeVar("Result")
SMALLEST_BATCH = 16
# Those of MKL's vector functions that score models use.
VECTOR_FUNCTIONS = (torch.exp, torch.expm1, torch.log, torch.log1p, torch.sin, torch.cos, torch.sqrt)


class Device:
    """A torch device that steps down when its memory does not suffice.

    Parameters
    ----------
    name : {"auto", "cuda", "mps", "cpu"}
        "auto" takes the first of cuda and mps that works, else the CPU.
    say : callable (text)
        Told of every step down.

    Raises
    ------
    ValueError
        If the device named does not work here.
    """

    def __init__(self, name: str, say: Callable[[str], None]):
        self.say = say
        self.torch = torch.device("cpu")
        for candidate in ("cuda", "mps") if name == "auto" else (name,):
            failure = kernel_failure(candidate)
            if failure is None:
                self.torch = torch.device(candidate)
                # Else the same seed would not give the same weights.
                torch.backends.cudnn.deterministic = True
                return
            if name != "auto":
                raise ValueError(f"DEVICE '{name}' cannot be used here: {failure}. Choose 'auto' or 'cpu'.")

    @property
    def description(self) -> str:
        """For people: "cuda (NVIDIA H200)", "cpu (2 threads)"."""
        if self.torch.type == "cuda":
            return f"cuda ({torch.cuda.get_device_name(self.torch)})"
        if self.torch.type == "cpu":
            return f"cpu ({torch.get_num_threads()} threads)"
        return self.torch.type

    def within_memory(self, work: Callable[[int], Result], batch: int) -> Result:
        """Call work(batch) with half the batch, then on the CPU, as often as memory runs out."""
        first = batch
        while True:
            try:
                return work(batch)
            except RuntimeError as error:
                if self.torch.type == "cpu" or not of_memory(error):
                    raise
            # The failed attempt's tensors hang on its traceback and on futures, in a circle.
            free_memory()
            if batch > SMALLEST_BATCH:
                batch //= 2
                self.say(f"Out of memory on {self.description}: going on with a batch of {batch}.")
            else:
                self.say(f"Out of memory on {self.description}: going on with the CPU.")
                self.torch, batch = torch.device("cpu"), first

    def send(self, value: Result) -> Result:
        """A tensor, or what holds some, moved there; as it is where the memory does not suffice.

        The work on it will hear of that again, by `within_memory`.
        """
        try:
            return value.to(self.torch)
        except RuntimeError as error:
            if not of_memory(error):
                raise
            return value


def of_memory(error: RuntimeError) -> bool:
    """Whether it says that a device's memory has run out."""
    return "out of memory" in str(error)


@contextmanager
def side_by_side(device: torch.device, feeders: int = 1) -> Iterator[ThreadPoolExecutor]:
    """Threads that compute side by side: as many as torch may use on the CPU, and the feeders of an NVIDIA device.

    Each has one core to itself. Steps as small as ours gain nothing from sharing one out, stall on a busy machine
    where it is, and give the same bits however many go on at once. Several feeders have a stream each, so that one
    computes while another's data are on their way. Work that waits is dropped when the block ends.
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
    """Call each once: where the first call of a process came from two threads at once, MKL's exp was imprecise."""
    for function in VECTOR_FUNCTIONS:
        function(torch.ones(64))


def take_stream(device: torch.device, numbers: Iterator[int]) -> None:
    """Have what this thread asks of an NVIDIA device run in an order of its own, once all asked so far is done."""
    torch.cuda.synchronize(device)
    torch.cuda.set_stream(stream(device, next(numbers)))


@functools.cache
def stream(device: torch.device, number: int) -> torch.cuda.Stream:
    """Always the same ones: torch keeps memory for each."""
    return torch.cuda.Stream(device)


@contextmanager
def one_thread() -> Iterator[None]:
    """Has torch compute with one thread, so that the bits do not depend on how many there are."""
    count = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(count)


def free_memory() -> None:
    """Give what torch keeps for later, and what nothing refers to, back to the devices."""
    gc.collect()
    torch.cuda.empty_cache()
    if torch.backends.mps.is_available():
        torch.mps.empty_cache()


def kernel_failure(name: str) -> str | None:
    """Why a small product and its gradient cannot be computed on the device; None if they can."""
    try:
        x = torch.ones(8, 8, device=name, requires_grad=True)
        total = (x @ x).sum()
        total.backward()
        if total.item() != 512 or x.grad.cpu().sum().item() != 1024:
            return "a test product came out wrong"
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        return str(error).splitlines()[0].split(". ")[0][:120]
    return None


def device_facts() -> list[dict]:
    """Of the devices that torch knows: name, model and free bytes (None where unknown), and why it does not work."""
    facts = []
    for name in ("cuda", "mps", "cpu"):
        failure, model, free = kernel_failure(name), None, None
        if name == "cuda" and failure is None:
            model, free = torch.cuda.get_device_name(), torch.cuda.mem_get_info()[0]
        elif name == "cpu":
            model, free = f"{torch.get_num_threads()} threads", available_memory()
        facts.append({"name": name, "failure": failure, "model": model, "free_bytes": free})
    return facts


def available_memory() -> int | None:
    """Bytes of main memory that programs could still take; None where the system does not tell it in a file."""
    try:
        lines = Path("/proc/meminfo").read_text("ascii").splitlines()
    except OSError:
        return None
    kibibytes = next((line.split()[1] for line in lines if line.startswith("MemAvailable:")), None)
    return None if kibibytes is None else int(kibibytes) * 1024
