"""What this room shows to everybody."""

from django.urls import URLPattern, URLResolver, path

from meydan.site.desk.views import workload

app_name = "late"
urlpatterns: list[URLPattern | URLResolver] = [path("late/", workload.late, name="cases")]
