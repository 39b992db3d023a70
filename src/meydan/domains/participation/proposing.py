"""What proposals register: words of the log, samples, menus, and ears for the plan."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _


def register_proposals() -> None:
    """Proposals come from the pack's samples and hear what becomes of the plan; called from ``apps.ready()``."""
    from meydan.base.audit.public import register_verb
    from meydan.base.events.public import subscribe
    from meydan.base.packs.public import register_loader, register_sample_remover
    from meydan.base.ui.public import NavItem, register_nav, register_sample_check
    from meydan.domains.participation import jobs
    from meydan.domains.participation.operations.proposal_samples import (
        load_proposals,
        remove_sample_proposals,
    )
    from meydan.domains.participation.presentation.proposals import origins
    from meydan.domains.participation.queries.proposals import holds_sample
    from meydan.kernel.strategy.public import (
        ActionMoved,
        IndicatorsCounted,
        register_action_origins,
        register_plan_link,
    )

    for verb, words in (
        ("answered", _("Proposal answered")),
        ("raised", _("Proposal raised from reports")),
        ("hidden", _("Proposal or comment hidden")),
        ("left", _("Proposal or comment left as it is")),
        ("appealed", _("Appeal made against a hiding")),
        ("appeal_decided", _("Appeal against a hiding decided")),
        ("erased", _("Somebody's proposals and comments let go")),
    ):
        register_verb(f"participation.idea_{verb}", words)
    # After the plan: some became an action of it; and gone before it goes.
    register_loader("proposals", load_proposals, order=620)
    register_sample_remover("participation.proposals", remove_sample_proposals, order=620)
    register_sample_check(holds_sample)
    subscribe(ActionMoved, jobs.action_moved, name="participation.action_moved")
    subscribe(IndicatorsCounted, jobs.indicators_counted, name="participation.indicators_counted")
    register_action_origins("participation", origins)
    register_plan_link("participation.ideas", _("Ideas from everybody"), "participation:ideas")
    register_nav(
        NavItem(
            audience="foot",
            key="ideas",
            label=_("Ideas"),
            url_name="participation:ideas",
            order=22,
            icon="people",
        )
    )
    register_nav(
        NavItem(
            audience="staff", key="ideas", label=_("Ideas"), url_name="participation:idea_desk", order=37,
            icon="people", seldom=True,
        )
    )  # fmt: skip
