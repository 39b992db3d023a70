"""Each fault and its remedy, as officers read them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

UNKNOWN = (_("There is a fault called %(code)s."), _("Ask whoever looks after the platform."))
SENTENCES: dict[str, tuple[Promise, Promise]] = {
    # --- texts
    "language_missing": (_("Nothing is written in %(language)s."), _("Write it in every language of the city.")),
    "language_twice": (_("%(language)s stands twice."), _("Keep one of the two.")),
    "language_unknown": (
        _("“%(language)s” is not the sign of a language."),
        _("Write it like tr, fa or en."),
    ),
    "text_missing": (
        _("In %(language)s, %(element)s is empty."),
        _("Write it; people read only their own language."),
    ),
    "text_in_other_letters": (
        _("In %(language)s, %(element)s is in the letters of another language."),
        _("See whether texts were put into the wrong boxes."),
    ),
    "headline_long": (
        _("The headline in %(language)s has %(letters)s letters."),
        _("Shorten it to %(most)s; some screens show no more."),
    ),
    "sms_long": (
        _("The text message in %(language)s takes %(parts)s parts."),
        _("Shorten it to %(most)s parts at most; long ones arrive late or broken."),
    ),
    "web_unfit": (
        _("The address of the page is none that a browser opens."),
        _("Begin it with https://."),
    ),
    # --- times
    "no_end": (_("The warning has no end."), _("Say until when it holds.")),
    "ends_before_sent": (
        _("The warning ends before it goes out."),
        _("Choose an end that lies ahead."),
    ),
    "ends_before_effective": (
        _("The warning ends before it takes effect."),
        _("Change the end or the beginning."),
    ),
    "ends_before_onset": (
        _("The warning ends before the danger begins."),
        _("Change the end or the beginning."),
    ),
    "moments_differ": (
        _("The languages tell different times."),
        _("Give every language the same beginning and end."),
    ),
    # --- areas
    "no_area": (_("No area is chosen."), _("Choose neighbourhoods, the whole city, or write coordinates.")),
    "area_nameless": (_("The area has no name in words."), _("Say where it is, as people call it.")),
    "area_empty": (
        _("The area “%(area)s” has neither a shape nor a place."),
        _("Choose neighbourhoods, the whole city, or write coordinates."),
    ),
    "ring_short": (
        _("A shape of “%(area)s” has only %(points)s points."),
        _("A shape needs at least three corners, and the first again at the end."),
    ),
    "ring_open": (
        _("A shape of “%(area)s” is not closed."),
        _("Write the first point again at the end."),
    ),
    "ring_crosses": (
        _("The outline of “%(area)s” crosses itself."),
        _("Write the points in the order in which one would walk around it."),
    ),
    "ring_flat": (
        _("A shape of “%(area)s” holds no ground: its points lie on one line."),
        _("Add a point beside the line."),
    ),
    "lat_lon_swapped": (
        _("In “%(area)s” longitude and latitude are swapped."),
        _("Write latitude first, then longitude."),
    ),
    "off_earth": (
        _("A point of “%(area)s” is not on the earth."),
        _("Latitude goes to 90, longitude to 180."),
    ),
    "elsewhere": (
        _("A shape of “%(area)s” lies far from the city."),
        _("See whether a digit went missing."),
    ),
    "radius_nothing": (_("A circle of “%(area)s” has no radius."), _("Write how many kilometres it reaches.")),
    "radius_large": (
        _("A circle of “%(area)s” reaches %(radius)s km."),
        _("See whether metres were written for kilometres."),
    ),
    # --- codes
    "name_unfit": (
        _("%(element)s holds a space, a comma, < or &."),
        _("Leave them out: references are parted by them."),
    ),
    "code_unknown": (
        _("CAP knows no “%(word)s” for %(element)s."),
        _("Use one of: %(known)s."),
    ),
    "no_category": (_("The warning has no category."), _("Choose one.")),
    "category_twice": (_("A category stands twice."), _("Keep it once.")),
    "none_and_more": (
        _("It says that there is nothing to do, and what to do."),
        _("Take away one of the two."),
    ),
    "event_code_empty": (_("A code of the event is empty."), _("Fill it or take it away.")),
    "infos_differ": (
        _("The languages tell different dangers: category, urgency, severity or certainty differ."),
        _("Make them the same in every language."),
    ),
    "no_restriction": (
        _("The message is restricted, but to whom is not said."),
        _("Add the restriction, or make it public."),
    ),
    "needless_restriction": (
        _("The message has a restriction and its scope is %(scope)s."),
        _("Take the restriction away, or make the scope Restricted."),
    ),
    "no_addresses": (_("The message is private and addressed to nobody."), _("Add the addresses.")),
    "draft_in_public": (_("A draft is marked as public."), _("Send it out for real, or keep it.")),
    "answer_in_public": (
        _("A message of the type %(type)s answers another system, and is marked as public."),
        _("Make it private."),
    ),
    "error_without_note": (_("An error says nothing of itself."), _("Write in the note what is wrong.")),
    "exercise_without_note": (
        _("An exercise does not say that it is one."),
        _("Write in the note which exercise it is."),
    ),
    "no_info": (_("The message tells nothing."), _("Write its texts.")),
    # --- references
    "no_reference": (
        _("A message of the type %(type)s does not say which one it follows."),
        _("Name the earlier message."),
    ),
    "needless_reference": (
        _("A new warning refers to an earlier one."),
        _("Make it an update, or take the reference away."),
    ),
    "reference_unknown": (
        _("It refers to %(identifier)s, which never went out."),
        _("Name a message that was published."),
    ),
    "reference_differs": (
        _("It refers to %(identifier)s with another sender or another time."),
        _("Copy sender, name and time from the earlier message."),
    ),
    "reference_self": (_("The message refers to itself."), _("Name the earlier message.")),
    "reference_later": (
        _("It refers to %(identifier)s, which is younger than itself."),
        _("Name an earlier message."),
    ),
    "reference_loop": (
        _("Following its references leads back to %(identifier)s itself."),
        _("Name only earlier messages."),
    ),
    # --- the document
    "element_order": (
        _("%(element)s stands behind %(before)s in %(parent)s."),
        _("Put it where the standard wants it; many readers refuse another order."),
    ),
    "element_unknown": (_("CAP knows no %(element)s in %(parent)s."), _("Take it out.")),
    "element_blank": (
        _("%(element)s holds nothing but space."),
        _("Fill it, or leave the whole element out."),
    ),
    "element_padded": (
        _("%(element)s has space around its words."),
        _("Take the space away; readers compare letter by letter."),
    ),
    "schema": (_("The schema of CAP says, in line %(line)s: %(words)s"), _("Mend that line.")),
    "reads_otherwise": (
        _("The document does not read as it was written."),
        _("Look for unusual signs in the texts."),
    ),
    "unread_too_large": (_("The document is larger than half a megabyte."), _("Simplify its shapes.")),
    "unread_not_xml": (_("This is not XML: %(where)s"), _("Send the file as it came.")),
    "unread_has_doctype": (
        _("The document declares a type of its own."),
        _("Take the DOCTYPE away; CAP needs none and it may do harm."),
    ),
    "unread_too_deep": (_("The elements of the document lie too deep in each other."), _("Ask its sender.")),
    "unread_too_many": (_("The document has too many elements."), _("Ask its sender.")),
    "unread_not_cap": (_("This is no CAP 1.2 message."), _("Send one whose first element is alert.")),
    "unread_twice": (_("%(where)s stands twice."), _("Keep one of them.")),
    "unread_moment": (
        _("%(where)s is not a time that CAP can read."),
        _("Write it like 2026-11-23T12:00:00+03:00."),
    ),
    "unread_moment_z": (
        _("The time in %(where)s ends in Z, which CAP does not allow."),
        _("Write -00:00 for UTC, or the city's own offset, such as +03:00."),
    ),
    "unread_reference": (
        _("“%(where)s” is not a reference."),
        _("Write it as sender,identifier,time."),
    ),
    "unread_shape": (
        _("“%(where)s” is not a point of a shape."),
        _("Write latitude,longitude, and a space between points."),
    ),
    "unread_number": (_("%(where)s is not a number."), _("Write digits only.")),
}  # fmt: skip
