"""Validated generation options; torch is not needed, so that QGIS can reject them before a worker starts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .settings import Settings, require

DEFAULT_STEPS = {"probability-flow": 20, "euler-maruyama": 250, "predictor-corrector": 250}
FIRST_VIEW = "auto"
MOST_SPECTRA = 1_000_000


@dataclass(frozen=True)
class Generation:
    """Number of spectra to generate, and how they are drawn.

    Attributes
    ----------
    count : int
    sampler : {"probability-flow", "euler-maruyama", "predictor-corrector"}
        See `sampling.py`.
    steps : int or None
        Number of steps from noise to spectra; None selects the sampler's default.
    view : str
        Name of the view of the spectra in which to draw; "auto" selects the model's first.
    seed : int
    """

    count: int
    sampler: str = "probability-flow"
    steps: int | None = None
    view: str = FIRST_VIEW
    seed: int = 1

    def __post_init__(self):
        require(1 <= self.count <= MOST_SPECTRA, f"COUNT must be from 1 to {MOST_SPECTRA}")
        require(self.sampler in DEFAULT_STEPS, f"SAMPLER '{self.sampler}' is not one of {', '.join(DEFAULT_STEPS)}")
        require(self.steps is None or 2 <= self.steps <= 100_000, "STEPS must be from 2 to 100000")

    def applied_to(self, settings: Settings) -> Generation:
        """Return a copy with steps and view filled in for a model.

        Raises
        ------
        ValueError
            If the model has no such view, or knows spectra only in the context of their neighbours.
        """
        require(
            settings.ring is None,
            "MODEL was trained with CONTEXT 'ring': it knows spectra only together with their neighbours. Train one "
            "with CONTEXT=none.",
        )
        view = settings.views[0] if self.view == FIRST_VIEW else self.view
        require(view in settings.views, f"MODEL has no VIEW '{view}': choose {' or '.join(settings.views)}, or auto.")
        steps = DEFAULT_STEPS[self.sampler] if self.steps is None else self.steps
        return replace(self, steps=steps, view=view)
