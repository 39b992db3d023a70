from django.apps import AppConfig


class Strategy(AppConfig):
    name = "meydan.kernel.strategy"
    label = "strategy"

    def ready(self) -> None:
        """Say what this room loads, computes and hears."""
        from django.utils.translation import gettext_lazy as _

        from meydan.base.audit.public import register_check, register_verb
        from meydan.base.events.public import subscribe
        from meydan.base.packs.public import register_loader, register_pack_check, register_sample_remover
        from meydan.base.ui.public import NavItem, register_nav, register_sample_check
        from meydan.kernel.cases.public import CaseClosed, CaseReopened, register_closing_note
        from meydan.kernel.strategy import (  # noqa: F401 - the queries register themselves
            counted,
            counted_cases,
            counted_endings,
            counted_figures,
            counted_places,
            counters,
            jobs,
            maturitychecks,
            packchecks,
            ratios,
            situationchecks,
        )
        from meydan.kernel.strategy.notes import closing_note
        from meydan.kernel.strategy.operations.loading import load_indicators, load_plan
        from meydan.kernel.strategy.operations.loading_maturity import load_answers, remove_answers
        from meydan.kernel.strategy.operations.loading_records import load_plan_records
        from meydan.kernel.strategy.operations.loading_situation import load_situation
        from meydan.kernel.strategy.operations.loading_unit import load_unit_records, remove_unit_sample
        from meydan.kernel.strategy.operations.peers import load_peers, remove_sample_peers
        from meydan.kernel.strategy.operations.removing import remove_sample
        from meydan.kernel.strategy.queries import holds_sample_plan
        from meydan.kernel.strategy.reportchecks import reports_are_whole

        register_loader("indicators", load_indicators, order=50)
        register_loader("plan", load_plan, order=60)
        register_loader("plan_records", load_plan_records, order=70)
        register_loader("plan_situation", load_situation, order=71)
        register_loader("smart_unit_records", load_unit_records, order=75)
        register_sample_remover("strategy", remove_sample, order=500)
        register_sample_remover("strategy_unit", remove_unit_sample, order=490)
        register_loader("maturity_answers", load_answers, order=72)
        register_loader("data/peers", load_peers, order=73)
        register_sample_remover("peers", remove_sample_peers, order=502)
        register_sample_remover("maturity", remove_answers, order=501)
        register_pack_check("strategy.sets", packchecks.check_sets)
        register_pack_check("strategy.queries", packchecks.check_queries)
        register_pack_check("strategy.maturity", maturitychecks.check_maturity)
        register_pack_check("strategy.outcomes", packchecks.check_outcomes)
        register_pack_check("strategy.situation", situationchecks.check_situation)
        subscribe(CaseClosed, jobs.cases_changed, name="strategy.case_closed")
        subscribe(CaseReopened, jobs.cases_changed, name="strategy.case_reopened")
        register_closing_note(closing_note)
        register_sample_check(holds_sample_plan)
        register_verb("strategy.said", _("A unit said how its action stands"))
        register_verb("strategy.typed", _("A unit typed a figure in"))
        register_check("reports", reports_are_whole)
        register_verb("strategy.frozen", _("A report was frozen"))
        register_verb("strategy.contracts", _("Contracts were brought in"))
        register_verb("strategy.contract_amended", _("A contract was amended"))
        register_verb("strategy.budgeted", _("Budget lines were written"))
        register_verb("strategy.agreed", _("An agreement was written down"))
        register_verb("strategy.decided", _("A decision was written down"))
        register_verb("strategy.effect_checked", _("The effect of a decision was looked at"))
        register_verb("strategy.line_written", _("A line of the situation was written"))
        register_verb("strategy.line_taken_back", _("A line of the situation was taken back"))
        register_verb("strategy.judged", _("A post judged how pressing a promise is"))
        register_verb("strategy.plan_opened", _("A plan was opened as a draft"))
        register_verb("strategy.plan_moved", _("A plan went to its next state"))
        register_verb("strategy.maturity_answered", _("A criterion of maturity was answered"))
        register_verb("strategy.maturity_frozen", _("A year of maturity was frozen"))
        register_verb("strategy.peers_brought", _("Figures of other cities were brought in"))
        register_verb("strategy.imported", _("A plan's table was brought in"))
        register_verb("strategy.quarter_asked", _("The units were asked how their actions stand"))
        register_verb("strategy.address_set", _("The address of a post was set"))
        register_verb("strategy.reply_settled", _("A reply was settled by the unit"))
        register_nav(
            NavItem(
                audience="public",
                key="plan",
                label=_("Plan"),
                url_name="strategy:plan",
                order=40,
                icon="plan",
            )
        )
        register_nav(
            NavItem(
                audience="staff", key="plan", label=_("Plan"), url_name="strategy:desk", order=40, icon="plan"
            )
        )
