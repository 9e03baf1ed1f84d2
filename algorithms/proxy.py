"""The proxy of QGIS's network settings, for programs started from QGIS."""

from __future__ import annotations

from urllib.parse import quote

from qgis.core import QgsNetworkAccessManager
from qgis.PyQt.QtNetwork import QNetworkProxy


def proxy_url() -> str:
    """Return the proxy's URL, with user and password if set; empty unless it is HTTP, the only kind pip can use.

    To be called on the main thread.
    """
    proxy = QgsNetworkAccessManager.instance().fallbackProxy()
    if proxy.type() != QNetworkProxy.ProxyType.HttpProxy or not proxy.hostName():
        return ""
    user = quote(proxy.user(), safe="")
    secret = f":{quote(proxy.password(), safe='')}" if proxy.password() else ""
    port = f":{proxy.port()}" if proxy.port() else ""
    return f"http://{user}{secret}{'@' if user else ''}{proxy.hostName()}{port}"
