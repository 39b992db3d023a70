"""What comes in at the public door."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meydan.base.locale.public import PhoneField, to_latin_digits
from meydan.base.packs.public import current
from meydan.kernel.cases.models import Case, Service
from meydan.kernel.cases.operations.photos import FileRefused, PreparedFile, prepare_photo
from meydan.kernel.cases.operations.words import MAX_WORDS

MOST_PHOTOS = 3
REFUSALS = {
    "too_large": _("The file is larger than 10 MB. Send a smaller one."),
    "too_many_pixels": _("The photo is too large. Send a smaller one."),
    "not_a_photo": _("This file is not a photo. Send JPEG, PNG or WebP."),
    "not_a_paper": _("This file cannot be taken. Send a photo or a plain PDF."),
}


class FilesInput(forms.ClearableFileInput):
    """A box for several files; a phone offers its camera."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several photos, each drawn anew without what the file says about itself."""

    widget = FilesInput(attrs={"accept": "image/jpeg,image/png,image/webp"})

    def clean(self, data: Any, initial: Any = None) -> list[PreparedFile]:
        """Return prepared photos; a file that is none is a mistake to mend."""
        uploads = data if isinstance(data, list | tuple) else [data] if data else []
        if len(uploads) > MOST_PHOTOS:
            raise forms.ValidationError(_("Send three photos at most."))
        try:
            return [prepare_photo(upload) for upload in uploads]
        except FileRefused as refused:
            raise forms.ValidationError(REFUSALS[refused.reason]) from refused


ASSISTED_SOURCES = [
    (source.value, source.label)
    for source in (
        Case.Source.PHONE,
        Case.Source.COUNTER,
        Case.Source.MUHTAR,
        Case.Source.SMS,
        Case.Source.STAFF,
    )
]


class AddressInput(forms.TextInput):
    """A box that is asked for, and that a point on the map may stand in for."""

    def use_required_attribute(self, initial: Any) -> bool:
        """Leave it to the form: a browser would not let the map alone through."""
        return False


class AddressField(forms.CharField):
    """Where something is; the form itself says when neither address nor point was given."""

    widget = AddressInput

    def validate(self, value: Any) -> None:
        """Let an empty address pass."""


class ReportForm(forms.Form):
    """One page: what, where, words, photos, and a phone if the citizen wants to hear back."""

    service = forms.ChoiceField(
        label=_("What is it about?"), error_messages={"required": _("Choose what it is about.")}
    )
    address = AddressField(
        label=_("Where is it?"),
        max_length=300,
        help_text=_("Street and number, or a place people know. Or mark it on the map; either is enough."),
        widget=AddressInput({"autocomplete": "street-address"}),
    )
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    place = forms.IntegerField(required=False, widget=forms.HiddenInput)
    description = forms.CharField(
        label=_("In your own words"),
        max_length=MAX_WORDS,
        help_text=_("What is wrong, since when? Please leave out names and identity numbers."),
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Write a few words, so that we know what to look for.")},
    )
    photos = PhotosField(
        label=_("Photos"),
        required=False,
        help_text=_("Up to three. The place and phone data inside the photo are removed before it is kept."),
    )
    name = forms.CharField(
        label=_("Your name"), required=False, max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    # Answers to what is asked before a report goes out: "fresh" says that it is none of the cases shown.
    fresh = forms.CharField(required=False, max_length=1, widget=forms.HiddenInput)
    personal = forms.ChoiceField(
        required=False,
        choices=[("remove", _("Take them out for me")), ("keep", _("Send my words as they are"))],
        widget=forms.RadioSelect,
    )
    token = forms.CharField(max_length=64, widget=forms.HiddenInput)
    # People leave it empty, for they do not see it; scripts fill it.
    website = forms.CharField(
        required=False, widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"})
    )

    def __init__(
        self,
        *args: Any,
        services: list[Service],
        waiting_photos: int = 0,
        is_assisted: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        if is_assisted:
            # An officer writes for somebody who rang, came to the counter or told the neighbourhood head.
            self.fields["source"] = forms.ChoiceField(
                label=_("How did it come in?"), choices=ASSISTED_SOURCES, initial="phone"
            )
        self.services = {service.code: service for service in services}
        self.waiting_photos = waiting_photos
        cast(forms.ChoiceField, self.fields["service"]).choices = [(code, code) for code in self.services]
        self.fields["phone"] = PhoneField(
            region=current().country or "TR",
            label=_("Your phone"),
            required=False,
            help_text=_("Only for messages about this report. It is kept encrypted."),
        )

    @property
    def chosen(self) -> Service | None:
        """The service chosen so far."""
        return self.services.get(str(self["service"].value() or ""))

    @staticmethod
    def is_placed(service: Service) -> bool:
        """Whether what the service is about stands somewhere."""
        return service.kind in PLACED and service.group not in PLACELESS_GROUPS

    def clean(self) -> dict[str, Any]:
        """A report says where, unless its service has no place; some services ask who."""
        cleaned = super().clean() or self.cleaned_data
        service = self.services.get(cleaned.get("service", ""))
        if service is None:
            return cleaned
        has_point = cleaned.get("lon") is not None and cleaned.get("lat") is not None
        if self.is_placed(service) and not (cleaned.get("address") or has_point or cleaned.get("place")):
            self.add_error("address", _("Write the address, or mark the place on the map."))
        if not service.is_anonymous:
            for name in ("name", "phone"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("This service needs it: the law asks for an answer to a person."))
        return cleaned


# Words to the municipality and requests for information stand nowhere.
PLACED = (Service.Kind.REQUEST, Service.Kind.ENFORCEMENT)
PLACELESS_GROUPS = ("voice",)


class FollowForm(forms.Form):
    """A tracking code."""

    code = forms.CharField(
        label=_("Tracking code"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "dir": "ltr"}),
        error_messages={"required": _("Write the code.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        hint = gettext("It stands in the message you got, like %(example)s.")
        self.fields["code"].help_text = hint % {"example": f"{current().case_prefix}-7K2Q-X9"}


class PhoneForm(forms.Form):
    """The phone a report was made with: the second thing only the reporter knows."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["phone"] = PhoneField(region=current().country or "TR", label=_("The phone you gave"))


class KeyForm(forms.Form):
    """The key of the receipt, for reports without a phone."""

    key = forms.CharField(
        label=_("The key of your receipt"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "dir": "ltr"}),
        error_messages={"required": _("Write the key.")},
    )


class CodeForm(PhoneForm):
    """The code sent to a phone."""

    proof = forms.CharField(
        label=_("The code in the message"),
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code", "dir": "ltr"}),
        error_messages={"required": _("Write the code.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["phone"].widget = forms.HiddenInput()

    def clean_proof(self) -> str:
        """Return the digits, however they were typed."""
        return "".join(sign for sign in to_latin_digits(self.cleaned_data["proof"]) if sign.isdigit())


class MessageForm(forms.Form):
    """Words from the citizen to the office."""

    words = forms.CharField(
        label=_("Your message to the office"), max_length=MAX_WORDS, widget=forms.Textarea({"rows": 3})
    )
