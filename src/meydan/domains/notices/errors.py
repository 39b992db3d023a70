"""What can go wrong with a notice."""


class NoticeUnknown(Exception):
    """No notice has this code."""


class NotAPlace(Exception):
    """A notice of this service says where it holds; nothing was chosen."""


class EndsTooEarly(Exception):
    """It would end before it begins, or before now."""


class NoticeOver(Exception):
    """The notice is over or was called off; write a new one."""
