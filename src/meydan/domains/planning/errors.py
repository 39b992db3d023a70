"""What can go wrong with a plan on display."""


class PlanUnknown(Exception):
    """No plan on display has this code."""


class NotOnDisplay(Exception):
    """Objections are closed: the plan does not hang out now."""


class AlreadyOnDisplay(Exception):
    """This plan hangs out already."""


class EndsTooEarly(Exception):
    """The display would end before it begins."""


class ReasonsMissing(Exception):
    """An answer needs a summary and reasons: both are published."""
