"""Computing device: trusted after a test kernel has run on it, abandoned when its memory runs out."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import torch

from ..progress import Log

Result = TypeVar("Result")
SMALLEST_BATCH = 16
# Messages of torch, and of cuBLAS and cuDNN, which allocate their own memory.
OUT_OF_MEMORY = ("out of memory", "ALLOC_FAILED")


class Device:
    """Torch device with a fallback for when its memory does not suffice.

    Parameters
    ----------
    name : {"auto", "cuda", "mps", "cpu"}
        "auto" selects the first of cuda and mps that works, otherwise the CPU.
    log : callable (text)
        Called at every fallback.

    Raises
    ------
    ValueError
        If the named device does not work on this machine.
    """

    def __init__(self, name: str, log: Log):
        self.log = log
        self.torch = torch.device("cpu")
        for candidate in ("cuda", "mps") if name == "auto" else (name,):
            failure = kernel_failure(candidate)
            if failure is None:
                self.torch = torch.device(candidate)
                # Otherwise the same seed would not give the same weights.
                torch.backends.cudnn.deterministic = True
                return
            if name != "auto":
                raise ValueError(f"DEVICE '{name}' cannot be used here: {failure}. Choose 'auto' or 'cpu'.")

    @property
    def description(self) -> str:
        """Description for users: "cuda (NVIDIA H200)", "cpu (2 threads)"."""
        if self.torch.type == "cuda":
            return f"cuda ({torch.cuda.get_device_name(self.torch)})"
        if self.torch.type == "cpu":
            return f"cpu ({torch.get_num_threads()} threads)"
        return self.torch.type

    def within_memory(self, work: Callable[[int], Result], batch: int) -> Result:
        """Call work(batch); whenever memory runs out, retry with half the batch, and finally on the CPU."""
        first = batch
        while True:
            try:
                return work(batch)
            except RuntimeError as error:
                if self.torch.type == "cpu" or not of_memory(error):
                    raise
            # The failed attempt's tensors are kept alive by its traceback and by futures, in a reference cycle.
            free_memory()
            if batch > SMALLEST_BATCH:
                batch //= 2
                self.log(f"Out of memory on {self.description}: continuing with a batch of {batch}.")
            else:
                self.log(f"Out of memory on {self.description}: continuing on the CPU.")
                self.torch, batch = torch.device("cpu"), first

    def send(self, value: Result) -> Result:
        """Move a tensor, or an object holding tensors, to the device; return it unchanged if memory does not suffice.

        The shortage recurs when the value is used, and `within_memory` handles it there.
        """
        try:
            return value.to(self.torch)
        except RuntimeError as error:
            if not of_memory(error):
                raise
            return value


def of_memory(error: RuntimeError) -> bool:
    """Return whether an error reports that a device has run out of memory."""
    return any(words in str(error) for words in OUT_OF_MEMORY)


def free_memory() -> None:
    """Collect garbage and return the memory cached by torch to the devices."""
    gc.collect()
    torch.cuda.empty_cache()
    if torch.backends.mps.is_available():
        torch.mps.empty_cache()


def kernel_failure(name: str) -> str | None:
    """Return why a small product and its gradient cannot be computed on the device; None if they can."""
    try:
        x = torch.ones(8, 8, device=name, requires_grad=True)
        total = (x @ x).sum()
        total.backward()
        if total.item() != 512 or x.grad.cpu().sum().item() != 1024:
            return "a test product was wrong"
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        return str(error).splitlines()[0].split(". ")[0][:120]
    return None


def device_facts() -> list[dict]:
    """Describe the devices known to torch: name, model and free bytes (None if unknown), and cause of failure."""
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
    """Return the bytes of main memory available to programs; None without a report in /proc/meminfo."""
    try:
        lines = Path("/proc/meminfo").read_text("ascii").splitlines()
    except OSError:
        return None
    kibibytes = next((line.split()[1] for line in lines if line.startswith("MemAvailable:")), None)
    return None if kibibytes is None else int(kibibytes) * 1024
