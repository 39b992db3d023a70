from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Cases(AppConfig):
    name = "meydan.kernel.cases"
    label = "cases"

    def ready(self) -> None:
        """Say what this room loads, hears, checks and shows in the navigation."""
        from meydan.base.audit.public import register_verb
        from meydan.base.events.public import subscribe
        from meydan.base.packs.public import register_loader, register_pack_check, register_sample_remover
        from meydan.base.ui.registry import NavItem, register_nav, register_sample_check
        from meydan.kernel.cases import bodychecks, checks, packchecks, registry, replychecks, routingchecks
        from meydan.kernel.cases.operations.alerts import open_from_alert
        from meydan.kernel.cases.operations.loading import load_services, remove_sample
        from meydan.kernel.cases.operations.routing import load_routing, remove_sample_rules
        from meydan.kernel.observations.public import AlertOpened

        self._listen()
        self._take_forms()

        # Units load first: a service belongs to one.
        register_loader("services", load_services, order=40)
        # Rules name services and units.
        register_loader("routing", load_routing, order=45)
        register_sample_remover("cases", remove_sample, order=400)
        register_sample_remover("routing", remove_sample_rules, order=410)
        subscribe(AlertOpened, open_from_alert, name="cases.open_from_alert")
        checks.register()
        register_pack_check("cases.workflows", packchecks.check_workflows)
        register_pack_check("cases.endings", packchecks.check_endings)
        register_pack_check("cases.bodies", bodychecks.check_bodies)
        register_pack_check("cases.decisions", bodychecks.check_decisions)
        register_pack_check("cases.reopen_reasons", replychecks.check_reopen_reasons)
        register_pack_check("cases.replies", replychecks.check_replies)
        register_pack_check("cases.routing", routingchecks.check_routing)
        register_pack_check("cases.worked", packchecks.check_worked_cases)
        register_sample_check(registry.holds_sample)
        register_nav(
            NavItem(
                audience="public",
                key="services",
                label=_("Services"),
                url_name="cases:services",
                order=30,
                icon="services",
            )
        )
        register_nav(
            NavItem(
                audience="public",
                key="report",
                label=_("Report"),
                url_name="cases:report",
                order=25,
                icon="report",
            )
        )
        register_nav(
            NavItem(
                audience="foot",
                key="follow",
                label=_("Follow a report"),
                url_name="cases:follow",
                order=20,
            )
        )
        register_nav(
            NavItem(
                audience="foot",
                key="requests",
                label=_("What has been reported"),
                url_name="cases:requests",
                order=21,
            )
        )
        register_verb("cases.advance", _("Case moved on"))
        register_verb("cases.assign", _("Case given to an officer"))
        register_verb("cases.open311_key_made", _("Key for reporting through Open311 made"))
        register_verb("cases.open311_endpoint", _("Another Open311 server written down"))
        register_verb("cases.open311_key_revoked", _("Key for reporting through Open311 revoked"))
        register_verb("cases.routing", _("Rules of routing put into force"))
        register_verb("cases.look", _("File with personal data opened"))
        register_verb("cases.erase", _("Personal data of a case erased"))
        register_verb("cases.referred", _("Referred"))
        register_verb("cases.answer_came", _("Answer to a referral"))
        register_verb("cases.recalled", _("Referral called back"))
        register_verb("cases.came_from", _("Came from another institution"))
        register_verb("cases.related", _("Tied to another case"))
        register_verb("cases.unrelated", _("Tie to another case undone"))
        register_verb("cases.merged", _("Joined to another case"))
        register_verb("cases.unmerged", _("Joining undone"))
        register_verb("cases.split", _("Split into two"))
        register_verb("cases.body_seat", _("Seat in a body given"))
        register_verb("cases.body_seat_ended", _("Time in a body ended"))
        register_verb("cases.body_session", _("Session of a body kept"))
        register_verb("cases.body_agenda", _("Agenda of a body changed"))
        register_verb("cases.body_count", _("Votes counted"))
        register_verb("cases.body_count_back", _("Count of votes taken back"))
        register_verb("cases.body_decision", _("Decision of a body signed"))
        register_verb("cases.playbook_task", _("Task of a playbook done"))
        register_verb("cases.playbook_stopped", _("Playbook ended by hand"))
        register_nav(
            NavItem(
                audience="staff",
                key="field",
                label=_("My visits"),
                url_name="cases:visits",
                order=12,
                icon="pin",
                roles=("inspector",),
            )
        )
        register_nav(
            NavItem(
                audience="staff",
                key="playbooks",
                label=_("Playbooks"),
                url_name="cases:playbooks",
                order=32,
                icon="check",
            )
        )
        register_nav(
            NavItem(
                audience="staff",
                key="routing",
                label=_("Routing"),
                url_name="cases:routing",
                order=34,
                icon="inbox",
                seldom=True,
                roles=("manager", "administrator"),
            )
        )
        register_nav(
            NavItem(
                audience="staff",
                key="reopened",
                label=_("Opened again"),
                url_name="cases:reopened_why",
                order=35,
                icon="inbox",
                seldom=True,
                roles=("mayor", "manager", "administrator"),
            )
        )
        register_nav(
            NavItem(
                audience="staff",
                key="open311",
                label="Open311",
                url_name="cases:open311_desk",
                order=87,
                seldom=True,
                icon="data",
                roles=("manager", "administrator"),
            )
        )

        register_nav(
            NavItem(
                audience="staff",
                key="bodies",
                label=_("Bodies"),
                url_name="cases:bodies",
                order=33,
                icon="people",
                seldom=True,
            )
        )

    def _take_forms(self) -> None:
        """A form for a service opens a case; a time that it asks for is the case's appointment."""
        from meydan.base.appointments.public import register_matters, register_pages
        from meydan.base.forms.public import register_purpose
        from meydan.kernel.cases.applying import FOR_SERVICES
        from meydan.kernel.cases.counterpages import PAGES, THING, matters
        from meydan.kernel.cases.operations.applying import PURPOSE

        register_purpose(PURPOSE, FOR_SERVICES)
        register_matters(matters)
        register_pages(THING, PAGES)

    def _listen(self) -> None:
        """Playbooks follow alerts and cases; managers hear of what is late."""
        from meydan.base.appointments.public import AppointmentChanged
        from meydan.base.events.public import subscribe
        from meydan.base.payments.public import OrderPaid, OrderRefunded
        from meydan.base.webhooks.public import offer
        from meydan.kernel.cases.events import (
            CaseClosed,
            CaseOpened,
            CaseReopened,
            ClockBreached,
            PlaybookTaskBreached,
        )
        from meydan.kernel.cases.open311.attributes import register_attributes
        from meydan.kernel.cases.open311.formed import form_attributes
        from meydan.kernel.cases.open311.forwarding import forward_opened
        from meydan.kernel.cases.operations.appointments import hear_appointment
        from meydan.kernel.cases.operations.fees import hear_fee_paid, hear_fee_refunded
        from meydan.kernel.cases.operations.playbook_cases import hear_case_closed, hear_case_reopened
        from meydan.kernel.cases.operations.playbooks import hear_alert_closed, start_playbooks
        from meydan.kernel.cases.operations.telling import tell_of_breach, tell_of_task
        from meydan.kernel.cases.queries.rule_answers import playbooks_for_rules, services_for_rules
        from meydan.kernel.observations.public import AlertClosed, AlertOpened, register_rule_answers

        register_rule_answers("service", services_for_rules)
        register_rule_answers("playbook", playbooks_for_rules)
        register_attributes(form_attributes, name="form")
        # What other systems may hear of; the events carry numbers and codes, and no person.
        offer(CaseOpened, _("A case was opened"))
        offer(CaseClosed, _("A case was closed"))
        offer(CaseReopened, _("A case was opened again"))
        offer(ClockBreached, _("The time of a case ran out"))
        subscribe(AppointmentChanged, hear_appointment, name="cases.appointment")
        subscribe(OrderPaid, hear_fee_paid, name="cases.fee_paid")
        subscribe(OrderRefunded, hear_fee_refunded, name="cases.fee_refunded")
        subscribe(CaseOpened, forward_opened, name="cases.open311_forward")
        subscribe(AlertOpened, start_playbooks, name="cases.start_playbooks")
        subscribe(AlertClosed, hear_alert_closed, name="cases.playbook_alert_closed")
        subscribe(CaseClosed, hear_case_closed, name="cases.playbook_case_closed")
        subscribe(CaseReopened, hear_case_reopened, name="cases.playbook_case_reopened")
        subscribe(ClockBreached, tell_of_breach, name="cases.tell_of_breach")
        subscribe(PlaybookTaskBreached, tell_of_task, name="cases.tell_of_task")
