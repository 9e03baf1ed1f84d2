"""What a model is made of and how it is trained: the two presets, and the checks of their values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace

PLAIN_TYPES = {
    "str": (str,),
    "int": (int,),
    "float": (int, float),
    "bool": (bool,),
    "tuple[str, ...]": (list, tuple),
    "tuple[tuple[float, ...], ...]": (list, tuple),
}


@dataclass(frozen=True)
class Context:
    """What a pixel's neighbourhood contributes.

    Attributes
    ----------
    kind : {"none", "ring", "background"}
        "ring": the network sees the spectrum nearest to the pixel's own among those between the inner and
        the outer window (the paper's neighbour condition). "background": what larger regions than an anomaly
        can be have in common is subtracted from the score, see `maps/contrast.py`.
    outer, inner : int
        Of the ring: window sides in pixels, odd.
    largest : int
        Of the background: most pixels of a region that can be an anomaly.
    """

    kind: str = "none"
    outer: int = 1
    inner: int = 1
    largest: int = 0

    def __post_init__(self):
        require(self.kind in ("none", "ring", "background"), f"unknown context '{self.kind}'")
        require(self.outer % 2 == 1 and self.inner % 2 == 1, "the context windows must be odd")
        require(1 <= self.inner <= self.outer <= 101, "the context windows must be 1 <= inner <= outer <= 101")
        require(self.kind != "ring" or self.outer > self.inner, "the outer window must exceed the inner one")
        require(
            self.largest == 0 if self.kind != "background" else 2 <= self.largest <= 10_000,
            "the largest anomaly of a local background must have 2 to 10000 pixels",
        )

    @property
    def margin(self) -> int:
        """Pixels that the network needs beyond the edge of a block."""
        return self.outer // 2 if self.kind == "ring" else 0


@dataclass(frozen=True)
class Settings:
    """Everything that decides what a trained model is, apart from the spectra.

    Attributes
    ----------
    preset : str
        Name under which the settings are known.
    network : {"paper", "residual"}
        Score network, see `network.py`.
    views : tuple of str
        Conditionings of the spectra, each with a network of its own, see `preprocessing.py`.
    sigma : float
        Base of the diffusion coefficient sigma^t of the variance-exploding SDE.
    times : {"uniform", "log-normal"}
        Distribution of the times t in training, see `training.py`.
    epochs, batch_size : int
        Passes over the sample and spectra a step.
    learning_rate : float
        Of AdamW; the peak where `one_cycle` is set.
    one_cycle : bool
        Whether the learning rate rises and falls once, or stays.
    retain_ratio : float
        Share of each batch, those of smallest loss, that is learned from; 1 for all.
    exclusion : float
        Share of the sample, the most anomalous spectra by what was learned so far, that the training leaves out
        from a quarter of its epochs on; told anew at the half and at three quarters. 0 for none.
    noise_levels : tuple of tuple of float
        For each view the times t in (0, 1] at which a pixel is perturbed in detection.
    perturbations : int
        Perturbations of each pixel at each noise level.
    antithetic : bool
        Whether perturbations come in pairs z and -z.
    fusion : {"mean", "quadrature"}
        How the views and levels become one score, see `scoring.py`.
    context : Context
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
    context: Context

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
        require(all(0 < t <= 1 for levels in self.noise_levels for t in levels), "NOISE_LEVELS are times in (0, 1]")
        require(1 <= self.perturbations <= 10_000, "PERTURBATIONS must be from 1 to 10000")
        require(
            not self.antithetic or self.perturbations % 2 == 0,
            "PERTURBATIONS come in pairs z and -z here and must be even",
        )
        require(
            self.context.kind != "ring" or self.network == "paper",
            "the neighbour ring belongs to the 'paper' preset: its network alone takes a context",
        )
        require(
            self.context.kind != "background" or self.fusion == "quadrature",
            "the local background belongs to the 'default' preset: a mean resultant length stays as it is",
        )

    def with_changes(self, **changes) -> Settings:
        """A checked copy with some values changed; those that are None stay as they are."""
        return replace(self, **{name: value for name, value in changes.items() if value is not None})

    def with_noise_levels(self, levels: Sequence[float]) -> Settings:
        """A checked copy with the same noise levels in every view."""
        return replace(self, noise_levels=(tuple(levels),) * len(self.views))

    def noise_levels_told(self) -> str:
        """For people: "0.05, 0.31", or "whitened 0.15; principal 0.31" where the views differ."""
        told = [", ".join(f"{t:g}" for t in levels) for levels in self.noise_levels]
        if len(set(told)) == 1:
            return told[0]
        return "; ".join(f"{view} {levels}" for view, levels in zip(self.views, told))

    def to_dict(self) -> dict:
        """Plain types, ready for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict) -> Settings:
        """Settings from `to_dict`, checked.

        Raises
        ------
        ValueError
            If a value is missing, unknown, of the wrong type or out of range.
        """
        require_fields(values, cls)
        require_fields(values["context"], Context)
        try:
            return cls(
                **{
                    **values,
                    "views": tuple(values["views"]),
                    "noise_levels": tuple(tuple(float(t) for t in levels) for levels in values["noise_levels"]),
                    "context": Context(**values["context"]),
                }
            )
        except TypeError as error:
            raise ValueError(f"the settings are malformed: {error}") from error


def require(condition: bool, message: str) -> None:
    """Raise ValueError with the message unless the condition holds."""
    if not condition:
        raise ValueError(message)


def require_fields(values: object, kind: type) -> None:
    """Raise ValueError unless the values are those that a dataclass declares, its plain ones of their types."""
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
    context=Context(),
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
    context=Context("background", largest=100),
)

PRESETS = {settings.preset: settings for settings in (DEFAULT, PAPER)}
