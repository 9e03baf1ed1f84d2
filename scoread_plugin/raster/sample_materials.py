"""Reflectance spectra of the sample scene's materials, as analytic curves (400 to 2500 nm)."""

from __future__ import annotations

import numpy as np

# Width in nm of the curves along which a material varies, and their standard deviation in log reflectance.
MODES = (
    (900, 0.12),
    (600, 0.08),
    (400, 0.06),
    (250, 0.05),
    (150, 0.04),
    (100, 0.03),
    (100, 0.03),
    (60, 0.02),
    (60, 0.02),
)


def background_spectra(wavelengths: np.ndarray) -> dict[str, np.ndarray]:
    """Compute the reflectance of the materials that cover the sample scene.

    Parameters
    ----------
    wavelengths : array (bands,)
        Band centres in nanometres.

    Returns
    -------
    dict of array (bands,)
        Reflectance, 0 to 1, by name of the material.
    """
    w = np.asarray(wavelengths, dtype=float)
    fading = np.exp(-np.clip(w - 1300, 0, None) / 1500)
    leaf = 0.030 + 0.055 * bump(w, 552, 34) + 0.40 * step(w, 717, 15) * fading
    straw = 0.05 + 0.36 * step(w, 640, 95)
    return {
        "vegetation": leaf
        * dips(w, (970, 30, 0.08), (1200, 45, 0.17), (1450, 80, 0.60), (1940, 110, 0.75), (2550, 200, 0.60)),
        "dry grass": straw
        * dips(
            w,
            (672, 18, 0.06),
            (1200, 40, 0.03),
            (1450, 60, 0.15),
            (1730, 25, 0.05),
            (1930, 70, 0.28),
            (2100, 55, 0.20),
            (2300, 45, 0.22),
            (2500, 90, 0.35),
        ),
        "bright soil": (0.10 + 0.34 * step(w, 630, 130))
        * dips(w, (890, 90, 0.07), (1412, 22, 0.08), (1910, 40, 0.16), (2205, 26, 0.13), (2500, 120, 0.20)),
        "dark soil": (0.035 + 0.20 * step(w, 790, 210))
        * dips(w, (1412, 30, 0.10), (1915, 50, 0.22), (2205, 30, 0.07), (2500, 150, 0.25)),
        "asphalt": (0.06 + 0.12 * step(w, 570, 130)) * dips(w, (1730, 20, 0.02), (2310, 40, 0.06)),
        "water": 0.004 + 0.040 * bump(w, 555, 65) + 0.018 * bump(w, 460, 60) + 0.006 * bump(w, 810, 25),
    }


def target_spectra(wavelengths: np.ndarray) -> dict[str, np.ndarray]:
    """Compute the reflectance of the materials hidden in the sample scene as anomalies.

    Parameters
    ----------
    wavelengths : array (bands,)
        Band centres in nanometres.

    Returns
    -------
    dict of array (bands,)
        Reflectance, 0 to 1, by name of the material.
    """
    w = np.asarray(wavelengths, dtype=float)
    green_dye = 0.030 + 0.053 * bump(w, 551, 35) + 0.36 * step(w, 715, 16)
    return {
        "painted metal": (0.13 + 0.05 * bump(w, 470, 60) + 0.08 * step(w, 830, 60))
        * dips(w, (1720, 25, 0.05), (2100, 500, 0.35)),
        "tarpaulin": (0.10 + 0.10 * bump(w, 480, 45) + 0.28 * step(w, 700, 60))
        * dips(w, (1212, 22, 0.05), (1395, 25, 0.06), (1728, 24, 0.22), (2310, 38, 0.28), (2480, 90, 0.25)),
        "camouflage sheet": green_dye
        * np.exp(-np.clip(w - 1280, 0, None) / 1300)
        * dips(w, (1450, 80, 0.45), (1725, 22, 0.04), (1940, 100, 0.60), (2310, 40, 0.08), (2550, 200, 0.40)),
        "kaolinite": (0.16 + 0.32 * step(w, 560, 110))
        * dips(
            w,
            (1396, 14, 0.20),
            (1414, 12, 0.24),
            (1910, 30, 0.10),
            (2165, 16, 0.14),
            (2207, 18, 0.26),
            (2380, 40, 0.14),
        ),
    }


def spectral_modes(rng: np.random.Generator, wavelengths: np.ndarray) -> np.ndarray:
    """Draw the modes in which the logarithm of a reflectance varies within a material.

    Parameters
    ----------
    rng : Generator
        Each call draws different curves.
    wavelengths : array (bands,)
        Band centres in nanometres.

    Returns
    -------
    array (modes, bands)
        Smooth curves, each with its typical strength: strong if broad, weak if fine.
    """
    modes = []
    for width, strength in MODES:
        knots = np.arange(0, 2900, width / 2)
        curve = np.exp(-0.5 * ((wavelengths[:, None] - knots) / width) ** 2) @ rng.standard_normal(len(knots))
        modes.append(strength * curve / np.sqrt(np.mean(curve**2)))
    return np.array(modes)


def bump(w: np.ndarray, centre: float, width: float) -> np.ndarray:
    return np.exp(-0.5 * ((w - centre) / width) ** 2)


def step(w: np.ndarray, centre: float, width: float) -> np.ndarray:
    return 1 / (1 + np.exp(-(w - centre) / width))


def dips(w: np.ndarray, *features: tuple[float, float, float]) -> np.ndarray:
    """Compute the transmission through absorption features, each (centre, width in nm, depth 0 to 1)."""
    return np.prod([1 - depth * bump(w, centre, width) for centre, width, depth in features], axis=0)
