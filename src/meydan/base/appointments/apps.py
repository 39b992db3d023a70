from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class Appointments(AppConfig):
    name = "meydan.base.appointments"
    label = "appointments"

    def ready(self) -> None:
        """Say what this room gives to forms, loads, checks, does by itself and shows."""
        from meydan.base.appointments.formtimes import FOR_FORMS
        from meydan.base.appointments.health import counts_agree
        from meydan.base.appointments.operations.erasing import remove_sample
        from meydan.base.appointments.operations.loading import load_counters
        from meydan.base.appointments.packchecks import check_counters
        from meydan.base.appointments.queries import holds_sample
        from meydan.base.audit.public import register_check, register_verb
        from meydan.base.forms.public import register_appointments
        from meydan.base.packs.public import register_loader, register_pack_check, register_sample_remover
        from meydan.base.ui.registry import NavItem, register_nav, register_sample_check

        autodiscover_modules("jobs")
        register_appointments(FOR_FORMS)
        # After the units, to which counters belong.
        register_loader("appointments", load_counters, order=30)
        register_sample_remover("appointments", remove_sample, order=905)
        register_sample_check(holds_sample)
        register_pack_check("appointments.counters", check_counters)
        register_check("appointments.counts", counts_agree)
        register_verb("appointments.changed", _("Appointment changed"))
        register_verb("appointments.offered", _("What a counter offers changed"))
        register_verb("appointments.swept", _("People of appointments long past forgotten"))
        register_nav(
            NavItem(
                audience="staff",
                key="appointments",
                label=_("Appointments"),
                url_name="appointments:day",
                order=44,
                seldom=True,
                icon="clock",
                roles=("clerk", "manager", "administrator"),
            )
        )
        register_nav(
            NavItem(
                audience="foot",
                key="appointments",
                label=_("Counters and appointments"),
                url_name="appointments:counters",
                order=22,
            )
        )
