"""Addresses of the bodies room inside a hall."""

from . import urls_charter, urls_joining

app_name = "bodies"
urlpatterns = [*urls_joining.urlpatterns, *urls_charter.urlpatterns]
