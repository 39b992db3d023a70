"""Addresses of this room."""

from django.urls import path

from meydan.base.appointments.views import counters, day, editing, one

app_name = "appointments"
urlpatterns = [
    path("appointments/", counters.counters, name="counters"),
    path("desk/appointments/", day.day, name="day"),
    path("desk/appointments/day.<slug:form>", day.sheet, name="sheet"),
    path("desk/appointments/<int:booking_id>/", one.one, name="one"),
    path("desk/appointments/<int:booking_id>/mark/", one.mark, name="mark"),
    path("desk/appointments/<int:booking_id>/off/", one.off, name="off"),
    path("desk/appointments/counters/", editing.counters, name="desk_counters"),
    path("desk/appointments/counters/new/", editing.new, name="new_counter"),
    path("desk/appointments/counters/<slug:code>/", editing.counter, name="counter"),
    path("desk/appointments/counters/<slug:code>/week/", editing.week, name="week"),
    path("desk/appointments/counters/<slug:code>/days/", editing.days, name="days"),
]
