"""One progress bar for several phases, with an estimate of the time left in each."""

from __future__ import annotations

import time

from qgis.core import QgsProcessingFeedback

from ..scoread_plugin.progress import Cancelled, duration

SECONDS_BETWEEN_TEXTS = 5.0


class Phase:
    """A section of QGIS's progress bar: call it with a fraction in 0..1 and a text.

    Raises Cancelled if the user asked to stop.

    Parameters
    ----------
    feedback : QgsProcessingFeedback
    name : str
        Shown at the start.
    first, last : float
        Start and end of the section, in per cent of the bar.
    """

    def __init__(self, feedback: QgsProcessingFeedback, name: str, first: float, last: float):
        self.feedback = feedback
        self.name = name
        self.first = first
        self.span = last - first
        self.told = time.monotonic()
        self.begun = None
        feedback.setProgressText(f"{name} ...")

    def __call__(self, fraction: float, text: str) -> None:
        if self.feedback.isCanceled():
            raise Cancelled
        self.feedback.setProgress(self.first + self.span * fraction)
        now = time.monotonic()
        if fraction == 0 or self.begun is None:
            # Earlier progress (a sample read, an interrupted run) does not predict the speed of the rest.
            self.begun, self.told = (fraction, now), now
        elif now - self.told >= SECONDS_BETWEEN_TEXTS and self.begun[0] < fraction < 1:
            self.told = now
            done, started = self.begun
            left = (now - started) * (1 - fraction) / (fraction - done)
            self.feedback.setProgressText(f"{self.name}: {text}, about {duration(left)} left")
