"""Addresses as the log shows them."""

DOTS = "•••"


def mask_phone(e164: str) -> str:
    """Show the last two digits only: +90 ••• 09 for +904562131009."""
    return f"{e164[:3]} {DOTS} {e164[-2:]}" if len(e164) > 6 else DOTS


def mask_email(address: str) -> str:
    """Show the first letter and the host: g•••@example.org."""
    name, _, host = address.partition("@")
    return f"{name[:1]}{DOTS}@{host}" if host else DOTS
