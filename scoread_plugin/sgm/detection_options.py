"""How to score with a model, checked. Needs no torch, so that QGIS can refuse before a worker starts."""

from __future__ import annotations

from dataclasses import dataclass

from .settings import Context, Settings


@dataclass(frozen=True)
class DetectionOptions:
    """How to score with a model; None takes the model's own.

    Attributes
    ----------
    noise_levels : tuple of float or None
        Times t in (0, 1].
    perturbations : int or None
    seed : int
    device : {"auto", "cuda", "mps", "cpu"}
    extra_bands : bool
        Whether the mean resultant length of each view and noise level follows the score.
    largest : int or None
        Most pixels of an anomaly, see `maps/contrast.py`; 0 for no local background.
    """

    noise_levels: tuple[float, ...] | None = None
    perturbations: int | None = None
    seed: int = 1
    device: str = "auto"
    extra_bands: bool = False
    largest: int | None = None

    def applied_to(self, settings: Settings) -> Settings:
        """A model's settings with the changes that these options make.

        Raises
        ------
        ValueError
            If they do not go with the model.
        """
        context = None
        if self.largest:
            context = Context("background", largest=self.largest)
        elif self.largest == 0 and settings.context.kind == "background":
            context = Context()
        changed = settings.with_changes(perturbations=self.perturbations, context=context)
        return changed.with_noise_levels(self.noise_levels) if self.noise_levels else changed
