"""The proxy of QGIS's own network settings, for programs that are started from it."""

from __future__ import annotations

from urllib.parse import quote

from qgis.core import QgsNetworkAccessManager
from qgis.PyQt.QtNetwork import QNetworkProxy


def proxy_url() -> str:
    """A URL with user and password where there are any; empty where no HTTP proxy is set, the one kind pip can use.

    To be asked on the main thread.
    """
    proxy = QgsNetworkAccessManager.instance().fallbackProxy()
    if proxy.type() != QNetworkProxy.ProxyType.HttpProxy or not proxy.hostName():
        return ""
    user = quote(proxy.user(), safe="")
    secret = f":{quote(proxy.password(), safe='')}" if proxy.password() else ""
    port = f":{proxy.port()}" if proxy.port() else ""
    return f"http://{user}{secret}{'@' if user else ''}{proxy.hostName()}{port}"
