"""Saving of score models to model files, and loading from them."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from .model import ScoreModel, View
from .model_file import Header, ModelFileError, read, write
from .preprocessing import Conditioning


def save_model(path: str, model: ScoreModel, band_facts: dict) -> Header:
    """Write a model file.

    Parameters
    ----------
    path : str
    model : ScoreModel
    band_facts : dict
        Header fields `bands`, `band_count`, `wavelengths` and `nodata`.
    """
    header = Header(
        settings=model.settings,
        features=tuple(view.conditioning.features for view in model.views),
        facts=model.facts,
        **band_facts,
    )
    arrays = {f"views.{name}": value.cpu().numpy() for name, value in model.views.state_dict().items()}
    return write(path, header, {**arrays, "reference": model.reference.numpy()})


def load_model(path: str) -> ScoreModel:
    """Read a model file.

    Raises
    ------
    ModelFileError
        If the file is not a complete model, or its arrays do not have the shapes required by its header.
    """
    header, arrays = read(path)
    bands = len(header.bands)
    views = nn.ModuleList(
        View(Conditioning(np.zeros(bands), np.zeros((bands, features))), header.settings)
        for features in header.features
    )
    reference = arrays.pop("reference")
    state = {name[len("views.") :]: torch.from_numpy(array) for name, array in arrays.items()}
    try:
        views.load_state_dict(state)
    except RuntimeError as error:
        raise ModelFileError(f"'{path}' has weights of other shapes than in its header: {error}") from error
    views.eval().requires_grad_(False)
    facts = {**header.facts, "model_id": header.model_id}
    return ScoreModel(header.settings, views, torch.from_numpy(reference), facts)
