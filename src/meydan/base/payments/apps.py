from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class Payments(AppConfig):
    name = "meydan.base.payments"
    label = "payments"

    def ready(self) -> None:
        """Say what this room connects, does by itself, writes down and shows."""
        from meydan.base.audit.public import register_verb
        from meydan.base.connectors.public import register as register_connector
        from meydan.base.forms.public import register_payments
        from meydan.base.packs.public import register_sample_remover
        from meydan.base.payments.formfees import FOR_FORMS
        from meydan.base.payments.operations.orders import remove_sample
        from meydan.base.payments.providers import register_provider
        from meydan.base.payments.sandbox.provider import CONNECTOR, SandboxProvider
        from meydan.base.ui.registry import NavItem, register_nav

        autodiscover_modules("jobs")
        register_payments(FOR_FORMS)
        register_connector(CONNECTOR)
        register_provider(SandboxProvider())
        # Before the papers, which are the receipts.
        register_sample_remover("payments", remove_sample, order=910)
        register_verb("payments.counter", _("Payment taken at the counter"))
        register_verb("payments.refund", _("Money given back"))
        register_verb("payments.withdraw", _("Fee not owed any more"))
        register_verb("payments.statement", _("Statement held against the book"))
        register_nav(
            NavItem(
                audience="staff",
                key="payments",
                label=_("Payments"),
                url_name="payments:fees",
                order=45,
                seldom=True,
                icon="services",
                roles=("clerk", "manager", "administrator"),
            )
        )
