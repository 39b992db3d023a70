"""Addresses of what stands beside a case: bodies, referrals, other cases."""

from django.urls import URLPattern, path

from meydan.kernel.cases.views import bodies, reopened, routing, routing_draft, sittings, ties

matters: list[URLPattern] = [
    path("desk/reopened/", reopened.reopened, name="reopened_why"),
    path("routing/", routing.in_public, name="routing_public"),
    path("desk/routing/", routing.routing, name="routing"),
    path("desk/routing/versions/<int:number>/", routing.version, name="routing_version"),
    path("desk/routing/versions/<int:number>/back/", routing.back, name="routing_back"),
    path("desk/routing/begin/", routing_draft.begin, name="routing_begin"),
    path("desk/routing/draft/", routing_draft.draft, name="routing_draft"),
    path("desk/routing/draft/arrange/", routing_draft.arrange, name="routing_arrange"),
    path("desk/routing/draft/try/", routing_draft.attempt, name="routing_try"),
    path("desk/routing/draft/force/", routing_draft.enforce, name="routing_enforce"),
    path("desk/routing/draft/rule/", routing_draft.rule, name="routing_rule_new"),
    path("desk/routing/draft/rule/<slug:code>/", routing_draft.rule, name="routing_rule"),
    path("desk/cases/<int:case_id>/agenda/", sittings.put, name="agenda_put"),
    path("desk/cases/<int:case_id>/refer/", ties.refer, name="refer"),
    path("desk/cases/<int:case_id>/referrals/<int:pk>/", ties.referral, name="referral"),
    path("desk/cases/<int:case_id>/origin/", ties.origin, name="origin"),
    path("desk/cases/<int:case_id>/tie/", ties.tie, name="tie"),
    path("desk/cases/<int:case_id>/beside/", ties.beside, name="beside"),
    path("desk/cases/<int:case_id>/ties/<int:pk>/undo/", ties.untie, name="untie"),
    path("desk/bodies/", bodies.bodies, name="bodies"),
    path("desk/bodies/<slug:code>/", bodies.body, name="body"),
    path("desk/bodies/<slug:code>/call/", bodies.call, name="body_call"),
    path("desk/bodies/<slug:code>/seats/", bodies.take_seat, name="body_seat"),
    path("desk/bodies/<slug:code>/seats/<int:member_id>/", bodies.leave_seat, name="body_seat_end"),
    path("desk/sessions/<int:pk>/", sittings.session, name="body_session"),
    path("desk/sessions/<int:pk>/attendance/", sittings.attendance, name="body_attendance"),
    path("desk/sessions/<int:pk>/turn/", sittings.turn, name="body_turn"),
    path("desk/sessions/<int:pk>/minutes/", sittings.minutes, name="body_minutes"),
    path("desk/agenda/<int:pk>/", sittings.item, name="agenda_item"),
    path("desk/agenda/<int:pk>/votes/", sittings.votes, name="agenda_votes"),
    path("desk/agenda/<int:pk>/count/", sittings.count, name="agenda_count"),
    path("desk/agenda/<int:pk>/sign/", sittings.sign, name="agenda_sign"),
    path("desk/agenda/<int:pk>/strike/", sittings.strike, name="agenda_strike"),
]
