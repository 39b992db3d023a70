from django.apps import AppConfig


class Strategy(AppConfig):
    name = "meydan.kernel.strategy"
    label = "strategy"

    def ready(self) -> None:
        """Say what this room loads, computes and hears."""
        from meydan.base.events.public import subscribe
        from meydan.base.packs.public import register_loader, register_sample_remover
        from meydan.kernel.cases.public import CaseClosed, CaseReopened, register_closing_note
        from meydan.kernel.strategy import counted, jobs  # noqa: F401 - the queries register themselves
        from meydan.kernel.strategy.notes import closing_note
        from meydan.kernel.strategy.operations.loading import load_indicators, load_plan
        from meydan.kernel.strategy.operations.removing import remove_sample

        register_loader("indicators", load_indicators, order=50)
        register_loader("plan", load_plan, order=60)
        register_sample_remover("strategy", remove_sample, order=500)
        subscribe(CaseClosed, jobs.cases_changed, name="strategy.case_closed")
        subscribe(CaseReopened, jobs.cases_changed, name="strategy.case_reopened")
        register_closing_note(closing_note)
