"""Settings of a model and of its training: the two presets, and the validation of their values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace

SMALLEST_TIME = 1e-5
PLAIN_TYPES = {
    "str": (str,),
    "int": (int,),
    "float": (int, float),
    "bool": (bool,),
    "tuple[str, ...]": (list, tuple),
    "tuple[tuple[float, ...], ...]": (list, tuple),
}


@dataclass(frozen=True)
class Ring:
    """Neighbours of a pixel: the network also sees the most similar of their spectra (the neighbour condition).

    Attributes
    ----------
    outer, inner : int
        Side lengths in pixels, odd, of the windows between which the neighbours lie.
    """

    outer: int = 5
    inner: int = 3

    def __post_init__(self):
        require(self.outer % 2 == 1 and self.inner % 2 == 1, "the windows of the ring must be odd")
        require(1 <= self.inner < self.outer <= 101, "the windows of the ring must be 1 <= inner < outer <= 101")

    @property
    def margin(self) -> int:
        """Width in pixels of the margin that the network needs around a block."""
        return self.outer // 2


@dataclass(frozen=True)
class Settings:
    """Everything that determines a trained model, apart from spectra, seed, initial model and device.

    Attributes
    ----------
    preset : str
        Name of the preset.
    network : {"paper", "residual"}
        Score network, see `network.py`.
    views : tuple of str
        Conditionings of the spectra, each with its own network, see `preprocessing.py`.
    sigma : float
        Base of the diffusion coefficient sigma^t of the variance-exploding SDE.
    times : {"uniform", "log-normal"}
        Distribution of the times t in training, see `view_training.py`.
    epochs, batch_size : int
        Number of passes over the sample, and of spectra per step.
    learning_rate : float
        Learning rate of AdamW; the peak rate if `one_cycle` is set.
    one_cycle : bool
        Whether the learning rate rises and falls once, or is constant.
    retain_ratio : float
        Share of each batch, with the smallest losses, that contributes to the training; 1 for all.
    exclusion : float
        Share of the sample excluded from training after a quarter of the epochs: the spectra most anomalous to the
        model so far, determined again after one half and three quarters. 0 for none.
    noise_levels : tuple of tuple of float
        Times t in (0, 1], for each view, at which a pixel is perturbed in detection.
    perturbations : int
        Number of perturbations of each pixel at each noise level.
    antithetic : bool
        Whether perturbations come in pairs z and -z.
    fusion : {"mean", "quadrature"}
        Fusion of the views and levels into one score, see `scoring.py`.
    ring : Ring or None
        Neighbours that the network sees along with each spectrum.
    largest : int
        Maximum size in pixels of a region that can be an anomaly: the level of larger ones is subtracted from the
        score, see `maps/contrast.py`. 0 leaves the score unchanged.
    """

    preset: str
    network: str
    views: tuple[str, ...]
    sigma: float
    times: str
    epochs: int
    batch_size: int
    learning_rate: float
    one_cycle: bool
    retain_ratio: float
    exclusion: float
    noise_levels: tuple[tuple[float, ...], ...]
    perturbations: int
    antithetic: bool
    fusion: str
    ring: Ring | None
    largest: int

    def __post_init__(self):
        require(self.network in ("paper", "residual"), f"unknown network '{self.network}'")
        require(len(self.views) > 0, "no view of the spectra")
        require(all(isinstance(name, str) for name in self.views), "the views of the spectra are not names")
        require(self.times in ("uniform", "log-normal"), f"unknown distribution of times '{self.times}'")
        require(self.fusion in ("mean", "quadrature"), f"unknown fusion '{self.fusion}'")
        require(math.isfinite(self.sigma) and self.sigma > 1, "sigma must be greater than 1")
        require(1 <= self.epochs <= 100_000, "EPOCHS must be from 1 to 100000")
        require(1 <= self.batch_size <= 1_000_000, "BATCH_SIZE must be from 1 to 1000000")
        require(0 < self.learning_rate < 1, "the learning rate must be in (0, 1)")
        require(0 < self.retain_ratio <= 1, "RETAIN_RATIO must be in (0, 1]")
        require(0 <= self.exclusion <= 0.5, "EXCLUSION must be in [0, 0.5]")
        require(len(self.noise_levels) == len(self.views), "the views and their noise levels do not match")
        require(all(self.noise_levels), "NOISE_LEVELS is empty")
        times = [t for levels in self.noise_levels for t in levels]
        in_range = all(SMALLEST_TIME <= t <= 1 for t in times)
        require(in_range, f"NOISE_LEVELS must be in (0, 1], and none below {SMALLEST_TIME:g}, the least in training")
        require(1 <= self.perturbations <= 10_000, "PERTURBATIONS must be from 1 to 10000")
        require(
            not self.antithetic or self.perturbations % 2 == 0,
            "PERTURBATIONS must be even: they come in pairs z and -z here",
        )
        require(
            self.ring is None or self.network == "paper",
            "CONTEXT 'ring' needs the preset 'paper': only its network takes a context",
        )
        require(
            not self.largest or self.fusion == "quadrature",
            "a local background (CONTEXT 'background', LARGEST_ANOMALY) needs the preset 'default'",
        )
        require(
            self.largest == 0 or 2 <= self.largest <= 10_000,
            "the largest anomaly of a local background must have 2 to 10000 pixels",
        )

    @property
    def margin(self) -> int:
        """Width in pixels of the margin that the network needs around a block."""
        return self.ring.margin if self.ring else 0

    def with_changes(self, **changes) -> Settings:
        """Return a validated copy with some values changed; None leaves a value unchanged."""
        return replace(self, **{name: value for name, value in changes.items() if value is not None})

    def with_noise_levels(self, levels: Sequence[float]) -> Settings:
        """Return a validated copy with the same noise levels in every view."""
        return replace(self, noise_levels=(tuple(levels),) * len(self.views))

    def noise_levels_text(self) -> str:
        """Format the noise levels for users: "0.05, 0.31", or "whitened 0.15; principal 0.31" if the views differ."""
        told = [", ".join(f"{t:g}" for t in levels) for levels in self.noise_levels]
        if len(set(told)) == 1:
            return told[0]
        return "; ".join(f"{view} {levels}" for view, levels in zip(self.views, told))

    def to_dict(self) -> dict:
        """Convert to plain types, ready for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict) -> Settings:
        """Create settings from the result of `to_dict`, validated.

        Raises
        ------
        ValueError
            If a value is missing, unknown, of the wrong type or out of range.
        """
        require_fields(values, cls)
        if values["ring"] is not None:
            require_fields(values["ring"], Ring)
        try:
            return cls(
                **{
                    **values,
                    "views": tuple(values["views"]),
                    "noise_levels": tuple(tuple(float(t) for t in levels) for levels in values["noise_levels"]),
                    "ring": values["ring"] and Ring(**values["ring"]),
                }
            )
        except TypeError as error:
            raise ValueError(f"the settings are malformed: {error}") from error


def require(condition: bool, message: str) -> None:
    """Raise ValueError with the message unless the condition holds."""
    if not condition:
        raise ValueError(message)


def require_fields(values: object, kind: type) -> None:
    """Raise ValueError unless the values are the fields of a dataclass, plain ones being of their declared types."""
    require(isinstance(values, dict), "the settings are not a table")
    require(set(values) == {field.name for field in fields(kind)}, "the settings are not those of this version")
    for field in fields(kind):
        plain = PLAIN_TYPES.get(field.type)
        require(plain is None or type(values[field.name]) in plain, f"the setting '{field.name}' is malformed")


PAPER = Settings(
    preset="paper",
    network="paper",
    views=("min-max",),
    sigma=5.0,
    times="uniform",
    epochs=100,
    batch_size=16,
    learning_rate=3e-5,
    one_cycle=False,
    retain_ratio=1.0,
    exclusion=0.0,
    noise_levels=((0.05,),),
    perturbations=100,
    antithetic=False,
    fusion="mean",
    ring=None,
    largest=0,
)

DEFAULT = Settings(
    preset="default",
    network="residual",
    views=("whitened", "principal"),
    sigma=25.0,
    times="log-normal",
    epochs=32,
    batch_size=256,
    learning_rate=3e-3,
    one_cycle=True,
    retain_ratio=0.95,
    exclusion=0.05,
    noise_levels=((0.15,), (0.31,)),
    perturbations=2,
    antithetic=True,
    fusion="quadrature",
    ring=None,
    largest=100,
)

PRESETS = {settings.preset: settings for settings in (DEFAULT, PAPER)}
