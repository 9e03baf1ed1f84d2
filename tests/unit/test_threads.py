from __future__ import annotations

import threading

import pytest
import torch

from scoread_plugin.sgm import threads
from scoread_plugin.sgm.threads import side_by_side


@pytest.mark.parametrize(("name", "most"), [("cpu", 2), ("cuda", 3), ("meta", 1)])
def test_side_by_side_each_thread_has_one_core(two_threads, monkeypatch, name, most):
    monkeypatch.setattr(threads, "take_stream", lambda device, numbers: None)
    meeting = threading.Barrier(most)

    def work(_):
        meeting.wait(10)
        return threading.get_ident(), torch.get_num_threads()

    with side_by_side(torch.device(name), feeders=3) as pool:
        seen = list(pool.map(work, range(6)))
    assert len({thread for thread, _ in seen}) == most and {count for _, count in seen} == {1}
    assert torch.get_num_threads() == 2


def test_work_that_waits_is_dropped_after_an_error(two_threads):
    begun, go_on = [], threading.Event()

    def work(k):
        begun.append(k)
        go_on.wait(10)

    with pytest.raises(KeyError), side_by_side(torch.device("cpu")) as pool:
        for k in range(9):
            pool.submit(work, k)
        threading.Timer(0.2, go_on.set).start()
        raise KeyError
    assert len(begun) <= 2 and torch.get_num_threads() == 2
