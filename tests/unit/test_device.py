from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
import torch

from scoread_plugin.sgm import device as module
from scoread_plugin.sgm.device import Device, available_memory, device_facts, kernel_failure


@pytest.fixture
def working(monkeypatch):
    """Makes some devices work, by name, and all others not."""

    def choose(*names):
        failures = dict.fromkeys(names)
        monkeypatch.setattr(module, "kernel_failure", lambda name: failures.get(name, f"no {name} driver"))

    return choose


@pytest.fixture
def limited():
    """A device that is no CPU, and what it says."""
    said = []
    device = Device("cpu", said.append)
    device.torch = torch.device("meta")
    return device, said


def out_of_memory_on(device):
    """Work that runs out of memory wherever it is not on the CPU, and the batches that it was tried with."""
    tried = []

    def work(batch):
        tried.append((device.torch.type, batch))
        if device.torch.type != "cpu":
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")
        return batch * 10

    return work, tried


@pytest.mark.parametrize(
    ("there", "taken"), [((), "cpu"), (("cuda",), "cuda"), (("mps",), "mps"), (("cuda", "mps"), "cuda")]
)
def test_auto_takes_what_works(working, there, taken):
    working(*there)
    assert Device("auto", print).torch == torch.device(taken)


@pytest.mark.parametrize("name", ["cpu", "mps", "cuda"])
def test_the_device_named_is_taken(working, name):
    working("cpu", "mps", "cuda")
    assert Device(name, print).torch == torch.device(name)


def test_a_device_that_does_not_work_is_refused_with_advice(working):
    working("cpu", "mps")
    with pytest.raises(ValueError, match="DEVICE 'cuda'.*no cuda driver.*Choose 'auto' or 'cpu'"):
        Device("cuda", print)


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_cuda_is_refused_where_there_is_none():
    with pytest.raises(ValueError, match="DEVICE 'cuda' cannot be used here: .*Choose 'auto' or 'cpu'"):
        Device("cuda", print)


def test_a_device_that_torch_does_not_know_is_refused():
    with pytest.raises(ValueError, match="abacus.*Choose 'auto'"):
        Device("abacus", print)


def test_why_a_device_does_not_work_is_told_in_one_line():
    reason = kernel_failure("abacus")
    assert 5 < len(reason) <= 120 and "\n" not in reason
    assert kernel_failure("cpu") is None


def test_a_device_that_computes_wrongly_is_not_trusted(monkeypatch):
    monkeypatch.setattr(torch, "ones", lambda *size, device, requires_grad: torch.full(size, 2.0, requires_grad=True))
    assert kernel_failure("cpu") == "a test product was wrong"


def test_description_names_the_threads(two_threads):
    assert Device("cpu", print).description == "cpu (2 threads)"


def test_memory_that_suffices(limited):
    device, said = limited
    assert device.within_memory(lambda batch: batch, 100) == 100
    assert device.torch.type == "meta" and not said


def test_smaller_batches_then_the_cpu(limited):
    device, said = limited
    work, tried = out_of_memory_on(device)
    assert device.within_memory(work, 100) == 1000
    assert tried == [("meta", 100), ("meta", 50), ("meta", 25), ("meta", 12), ("cpu", 100)]
    assert said == [
        "Out of memory on meta: continuing with a batch of 50.",
        "Out of memory on meta: continuing with a batch of 25.",
        "Out of memory on meta: continuing with a batch of 12.",
        "Out of memory on meta: continuing on the CPU.",
    ]
    assert device.within_memory(work, 100) == 1000 and len(said) == 4, "it stays with the CPU"


@pytest.mark.parametrize(
    "reason",
    [
        "MPS backend out of memory (MPS allocated: 8.00 GB)",
        "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
    ],
)
def test_half_a_batch_may_do(limited, reason):
    device, said = limited

    def work(batch):
        if batch > 50:
            raise RuntimeError(reason)
        return batch

    assert device.within_memory(work, 100) == 50
    assert device.torch.type == "meta" and len(said) == 1


def test_another_failure_is_no_reason_to_step_down(limited):
    device, said = limited
    with pytest.raises(RuntimeError, match="shapes"):
        device.within_memory(lambda batch: torch.ones(2, 3) @ torch.ones(2, 3), 100)
    assert device.torch.type == "meta" and not said


class Heavy:
    """Moves nowhere, for a reason."""

    def __init__(self, reason):
        self.reason = reason

    def to(self, device):
        raise RuntimeError(self.reason)


def test_what_is_sent_arrives(limited):
    device, _ = limited
    assert device.send(torch.ones(2)).device.type == "meta"


def test_what_does_not_fit_stays_where_it_is(limited):
    device, said = limited
    value = Heavy("CUDA out of memory. Tried to allocate 2.00 GiB.")
    assert device.send(value) is value and not said


def test_what_cannot_be_sent_for_another_reason_is_told(limited):
    with pytest.raises(RuntimeError, match="unspecified launch failure"):
        limited[0].send(Heavy("CUDA error: unspecified launch failure"))


def test_out_of_memory_on_the_cpu_is_the_end():
    said, tried = [], []

    def work(batch):
        assert not tried, "it would try for ever"
        tried.append(batch)
        raise RuntimeError("out of memory")

    with pytest.raises(RuntimeError, match="out of memory"):
        Device("cpu", said.append).within_memory(work, 100)
    assert tried == [100] and not said


def test_facts_name_every_device(working, monkeypatch):
    working("cpu")
    monkeypatch.setattr("scoread_plugin.sgm.device.available_memory", lambda: 7)
    threads = f"{torch.get_num_threads()} threads"
    assert device_facts() == [
        {"name": "cuda", "failure": "no cuda driver", "model": None, "free_bytes": None},
        {"name": "mps", "failure": "no mps driver", "model": None, "free_bytes": None},
        {"name": "cpu", "failure": None, "model": threads, "free_bytes": 7},
    ]


def test_free_memory_is_a_part_of_all():
    if sys.platform == "win32" or not Path("/proc/meminfo").exists():
        pytest.skip("this system does not tell its memory in /proc/meminfo")
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    assert total / 1000 < available_memory() < total


def test_memory_is_unknown_where_no_file_tells_it(monkeypatch):
    def missing(path, encoding):
        raise FileNotFoundError(path)

    monkeypatch.setattr(Path, "read_text", missing)
    assert available_memory() is None
