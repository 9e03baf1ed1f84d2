"""The publications that the algorithms are based on, for their help pages."""

from __future__ import annotations

SCOREAD = (
    "Sheng, Shi, Xiang, Li, Chen: Utilizing the Score of Data Distribution for Hyperspectral Anomaly Detection. "
    "arXiv 2601.12379 (2026)."
)
SCORE_MODELS = (
    "Song, Sohl-Dickstein, Kingma, Kumar, Ermon, Poole: Score-Based Generative Modeling through Stochastic "
    "Differential Equations. ICLR (2021), arXiv 2011.13456."
)
DENOISING = (
    "Vincent: A Connection Between Score Matching and Denoising Autoencoders. Neural Computation 23 (2011) 1661-1674."
)
RX = (
    "Reed, Yu: Adaptive Multiple-Band CFAR Detection of an Optical Pattern with Unknown Spectral Distribution. "
    "IEEE Transactions on Acoustics, Speech, and Signal Processing 38 (1990) 1760-1770."
)
EVALUATION = (
    "Chang: An Effective Evaluation Tool for Hyperspectral Target Detection: 3D Receiver Operating Characteristic "
    "Curve Analysis. IEEE Transactions on Geoscience and Remote Sensing 59 (2021) 5131-5153."
)
EXTREMES = "Coles: An Introduction to Statistical Modeling of Extreme Values. Springer (2001), chapter 4."
