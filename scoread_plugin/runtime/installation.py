"""What pip installs into the computing environment, and from where."""

from __future__ import annotations

import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# "pip" is pip's default: with CUDA on Linux, without on Windows and macOS.
BUILDS = {
    "pip": "",
    "cpu": "https://download.pytorch.org/whl/cpu",
    "cuda": "https://download.pytorch.org/whl/cu128",
}
# PyTorch for Intel Macs, and for an Intel QGIS on an Apple processor, ends at 2.2, which needs numpy 1.
INTEL_MAC_PACKAGES = ("numpy<2",)


@dataclass(frozen=True)
class Installation:
    """Packages that pip installs, and their source.

    Attributes
    ----------
    packages : sequence of str
        Requirements, such as "torch==2.6".
    build : {"pip", "cpu", "cuda"}
        PyTorch build.
    wheels : str
        Folder of wheels for an installation without a network, or empty.
    options : sequence of str
        Further options of `pip install`; they come last and so override the build.
    proxy : str
        URL, or empty.
    """

    packages: Sequence[str] = ("torch", "numpy")
    build: str = "pip"
    wheels: str = ""
    options: Sequence[str] = ()
    proxy: str = ""

    def __post_init__(self):
        if self.build not in BUILDS:
            raise ValueError(f"BUILD '{self.build}' is not one of {', '.join(BUILDS)}.")
        if self.build == "cuda" and sys.platform == "darwin":
            raise ValueError("BUILD 'cuda' does not exist for macOS. Choose 'pip', which uses Apple GPUs.")
        if self.wheels and not Path(self.wheels).is_dir():
            raise ValueError(f"WHEELS '{self.wheels}' is not a folder.")

    def arguments(self) -> list[str]:
        """Return the arguments of `pip install`."""
        source = []
        if self.wheels:
            source = ["--no-index", "--find-links", self.wheels]
        elif BUILDS[self.build]:
            source = ["--index-url", BUILDS[self.build]]
        intel_mac = sys.platform == "darwin" and platform.machine() == "x86_64"
        return [*source, *self.options, *self.packages, *(INTEL_MAC_PACKAGES if intel_mac else ())]

    def variables(self) -> dict[str, str]:
        """Return variables for pip's environment, which, unlike its arguments, hides a password from other users.

        They override the user's own choice of installing into the home folder, which pip refuses in an environment.
        """
        return {"PIP_USER": "0", **({"PIP_PROXY": self.proxy} if self.proxy else {})}
