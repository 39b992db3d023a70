"""Lists that grow row by row."""

import pytest
from django.urls import reverse

from meydan.base.forms.tests.factories import asked
from meydan.base.forms.tests.test_filling import begun, in_town, read

__all__ = ["begun", "in_town"]

pytestmark = pytest.mark.django_db


def test_a_list_grows_changes_and_shrinks_row_by_row(client, begun, in_town):
    draft = begun(asked("owners", "group", least=1), asked("share", "number", group="owners", most=100))

    def at(number):
        return reverse("forms:row", args=[draft.key, "owners", number])

    everything = reverse("forms:rows", args=[draft.key, "owners"])
    assert client.post(everything).status_code == 422
    for number, share in enumerate(["60", "30"]):
        assert client.post(at(number), {"share": share}).status_code == 302
    assert client.post(at(0), {"share": "170"}).status_code == 422
    client.post(at(0), {"share": "70"})
    client.post(everything, {"remove": "1"})
    assert read(draft) == {"owners": [{"share": "70"}]}
    assert client.post(everything).url == reverse("forms:check", args=[draft.key])
    client.post(reverse("forms:send", args=[draft.key]))
    assert in_town[0].answers == {"owners": [{"share": "70"}]}
