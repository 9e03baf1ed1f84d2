"""From a model to a table of new spectra."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass

import numpy as np

from ..progress import Progress
from ..raster.table import write_table
from ..runtime.client import Worker
from ..sgm.generation import Generation
from ..sgm.model_file import Header


@dataclass(frozen=True, eq=False)
class Generated:
    """Spectra out of a model, beside those of its training sample.

    Attributes
    ----------
    spectra, real : array (n, bands) and (m, bands)
        In sensor units.
    components, real_components : array (n, k) and (m, k)
        Principal components of the real spectra, scaled to unit variance.
    distance, baseline, gaussian : float
        Sliced Wasserstein distance of the two, and what to measure it by, see `sgm/populations.py`.
    bands : array (bands,)
        Those of the model, counted from 1.
    wavelengths : array (bands,) or None
        In nanometres.
    device : str
    seconds : float
    """

    spectra: np.ndarray
    real: np.ndarray
    components: np.ndarray
    real_components: np.ndarray
    distance: float
    baseline: float
    gaussian: float
    bands: np.ndarray
    wavelengths: np.ndarray | None
    device: str
    seconds: float


def generate(
    model: str, header: Header, wanted: Generation, device: str, target: str, worker: Worker, progress: Progress
) -> Generated:
    """Draw spectra in the worker and write them to a table: one row a spectrum, one column a band.

    Parameters
    ----------
    model : str
        Path of the model.
    header : Header
        Its own.
    wanted : Generation
    device : {"auto", "cuda", "mps", "cpu"}
    target : str
        Path of the table; its suffix decides the format.
    worker : Worker
    progress : callable (fraction in 0..1, text)

    Raises
    ------
    RasterError
        If the table cannot be written; an older one stays as it was.
    RuntimeFailure
        If the worker refuses or fails.
    """
    started = time.monotonic()
    request = {"path": os.path.abspath(model), "wanted": vars(wanted), "device": device}
    values, arrays = worker.call("generate", request, {}, progress)
    seconds = time.monotonic() - started
    kept = {name: np.array(array) for name, array in arrays.items()}
    write_table(target, column_names(header), kept["spectra"], lambda done: progress(1.0, f"Writing row {done}"))
    return Generated(
        spectra=kept["spectra"],
        real=kept["real"],
        components=kept["generated_components"],
        real_components=kept["real_components"],
        distance=values["distance"],
        baseline=values["baseline"],
        gaussian=values["gaussian"],
        bands=np.array(header.bands),
        wavelengths=None if header.wavelengths is None else np.array(header.wavelengths),
        device=values["device"],
        seconds=seconds,
    )


def column_names(header: Header) -> list[str]:
    """One for each band of a model: "402.5 nm" where each has a wavelength of its own, else "band 7".

    Two detectors of a sensor may share a wavelength.
    """
    if header.wavelengths is not None and np.isfinite(header.wavelengths).all():
        names = [f"{wavelength:.6g} nm" for wavelength in header.wavelengths]
        if len(set(names)) == len(names):
            return names
    return [f"band {band}" for band in header.bands]
