"""Validated scoring options; torch is not needed, so that QGIS can reject them before a worker starts."""

from __future__ import annotations

from dataclasses import dataclass

from .settings import Settings


@dataclass(frozen=True)
class DetectionOptions:
    """Options for scoring with a model; None selects the model's own value.

    Attributes
    ----------
    noise_levels : tuple of float or None
        Times t in (0, 1].
    perturbations : int or None
    seed : int
    device : {"auto", "cuda", "mps", "cpu"}
    extra_bands : bool
        Whether to output the mean resultant length of each view and noise level after the score.
    largest : int or None
        Maximum size of an anomaly in pixels, see `maps/contrast.py`; 0 for no local background.
    """

    noise_levels: tuple[float, ...] | None = None
    perturbations: int | None = None
    seed: int = 1
    device: str = "auto"
    extra_bands: bool = False
    largest: int | None = None

    def applied_to(self, settings: Settings) -> Settings:
        """Return a model's settings with these options applied.

        Raises
        ------
        ValueError
            If the options are incompatible with the model.
        """
        changed = settings.with_changes(perturbations=self.perturbations, largest=self.largest)
        return changed.with_noise_levels(self.noise_levels) if self.noise_levels else changed
