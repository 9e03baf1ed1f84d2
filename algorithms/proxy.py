"""The proxy of QGIS's own network settings, for programs that are started from it."""

from __future__ import annotations

from urllib.parse import quote

from qgis.core import QgsNetworkAccessManager
from qgis.PyQt.QtNetwork import QNetworkProxy

SCHEMES = {QNetworkProxy.ProxyType.HttpProxy: "http", QNetworkProxy.ProxyType.Socks5Proxy: "socks5h"}


def proxy_url() -> str:
    """A URL with user and password where there are any; empty where none is set, or the system's is to be used.

    To be asked on the main thread.
    """
    proxy = QgsNetworkAccessManager.instance().fallbackProxy()
    scheme = SCHEMES.get(proxy.type())
    if scheme is None or not proxy.hostName():
        return ""
    user = quote(proxy.user(), safe="")
    secret = f":{quote(proxy.password(), safe='')}" if proxy.password() else ""
    port = f":{proxy.port()}" if proxy.port() else ""
    return f"{scheme}://{user}{secret}{'@' if user else ''}{proxy.hostName()}{port}"
