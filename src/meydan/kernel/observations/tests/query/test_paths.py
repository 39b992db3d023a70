"""Resource paths, and the model they are checked against."""

from __future__ import annotations

import pytest

from meydan.kernel.observations.engine.query.model import ENTITIES, SETS, Kind
from meydan.kernel.observations.engine.query.paths import ResourcePath, Step, parse_path
from meydan.kernel.observations.engine.query.refusals import QueryRefused

THING = Step("Things", "Thing", many=True, key=1)


def test_the_root_is_the_service() -> None:
    assert parse_path("") == parse_path("/") == ResourcePath()
    assert parse_path("").is_root
    assert not parse_path("Things").is_root


def test_a_nested_path_walks_from_entity_to_entity() -> None:
    found = parse_path("Things(1)/Datastreams(2)/Observations('a')/FeatureOfInterest")
    assert found.steps == (
        THING,
        Step("Datastreams", "Datastream", many=True, key=2),
        Step("Observations", "Observation", many=True, key="a"),
        Step("FeatureOfInterest", "FeatureOfInterest", many=False),
    )
    assert found.entity is ENTITIES["FeatureOfInterest"]
    assert not found.is_collection


@pytest.mark.parametrize(
    ("text", "inside", "ending", "is_collection"),
    [
        ("Things", (), "", True),
        ("/Things/", (), "", True),
        ("Things/$ref", (), "$ref", True),
        ("Things(1)", (), "", False),
        ("Things(1)/Datastreams", (), "", True),
        ("Things(1)/Datastreams/$ref", (), "$ref", True),
        ("Things(1)/Locations(2)/$ref", (), "$ref", False),
        ("Datastreams(1)/Thing/$ref", (), "$ref", False),
        ("Things(1)/name", ("name",), "", False),
        ("Things(1)/name/$value", ("name",), "$value", False),
        ("Things(1)/id", ("@iot.id",), "", False),
        ("Things(1)/@iot.selfLink", ("@iot.selfLink",), "", False),
        ("Things(1)/properties/a", ("properties", "a"), "", False),
        (
            "Things(1)/properties/a[0][1]/ç/2024/$value",
            ("properties", "a", 0, 1, "ç", "2024"),
            "$value",
            False,
        ),
        ("Observations(1)/result[2]", ("result", 2), "", False),
        ("Observations(1)/Datastream/unitOfMeasurement/symbol", ("unitOfMeasurement", "symbol"), "", False),
    ],
)
def test_a_path_ends_at(text: str, inside: tuple[object, ...], ending: str, is_collection: bool) -> None:
    found = parse_path(text)
    assert (found.inside, found.ending, found.is_collection) == (inside, ending, is_collection)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("1", 1),
        ("-7", -7),
        ("0", 0),
        ("01", "01"),
        ("9223372036854775807", 2**63 - 1),
        ("'1'", "1"),
        ("''", ""),
        ("'o''neill'", "o'neill"),
        ("'a/b(c)'", "a/b(c)"),
        ("'ایستگاه‌ها İ'", "ایستگاه‌ها İ"),
        ("7f0c1a2b-1111-2222-3333-444455556666", "7f0c1a2b-1111-2222-3333-444455556666"),
        ("urn:sensor:1.2~3", "urn:sensor:1.2~3"),
    ],
)
def test_a_key_is_a_number_a_string_or_a_word(text: str, key: int | str) -> None:
    (step,) = parse_path(f"Things({text})").steps
    assert step.key == key
    assert type(step.key) is type(key)


@pytest.mark.parametrize("action", ["CreateObservations", "$batch"])
def test_an_action_is_no_set(action: str) -> None:
    assert parse_path(action) == ResourcePath(action=action)
    assert not parse_path(action).is_root
    assert not parse_path(action).is_collection


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Thing", "There is no set Thing"),
        ("things", "There is no set things"),
        ("Things(1)/Datastream", "A Thing has no Datastream"),
        ("Things(1)/Datastream(2)", r"A Thing has no Datastream\(2\)"),
        ("Things(1)/name(2)", r"A Thing has no name\(2\)"),
        ("Things/Datastreams", r"Things are many; name one of them, as Things\(1\)"),
        ("Things/name", "Things are many"),
        ("Datastreams(1)/Thing(2)", "Thing is one entity and takes no key"),
        ("Things(1)/name/first", "first is not within name"),
        ("Things(1)/properties/a(1)", r"a\(1\) is not within properties"),
        ("Things(1)/name[0]", "name is not an array"),
        ("Things[0]", "Things is not an array"),
        ("Things(1)/$value", r"\$value has no meaning here"),
        ("Things(1)/name/$ref", r"\$ref has no meaning here"),
        ("$ref", r"There is no set|has no meaning"),
        ("Things(1)/$ref/name", r"Nothing follows \$ref"),
        ("Things(1)/name/$value/x", r"Nothing follows \$value"),
        ("Things(1)/name/$value(1)", r"Nothing follows \$value"),
        ("Datastreams(1)/Observations/$count", r"SensorThings has no /\$count"),
        ("Things(1)/CreateObservations", "A Thing has no CreateObservations"),
        ("Things()", "not a part of a path"),
        ("Things(1", "not a part of a path"),
        ("Things(1)x", "not a part of a path"),
        ("Things('a'')", "not a part of a path"),
        ("Things(1)//name", "not a part of a path"),
        ("Things(1)/../Sensors", "not a part of a path"),
        ("Things(9223372036854775808)", "does not fit 64 bits"),
        ("Things(" + "9" * 5000 + ")", "does not fit 64 bits"),
        ("Observations(1)/" + "Datastream/Thing/" * 8, "A Thing has no Datastream|not a part"),
        ("Things(1)" + "/Datastreams(1)/Thing" * 8, "not a part of a path"),
        ("Things('\0')", "null character"),
    ],
)
def test_nothing_is_found_at(text: str, sentence: str) -> None:
    with pytest.raises(QueryRefused, match=sentence) as refusal:
        parse_path(text)
    assert refusal.value.status == 404


def test_the_sets_are_those_of_the_standard() -> None:
    assert set(SETS) == {
        *("Things", "Locations", "HistoricalLocations", "Datastreams", "MultiDatastreams", "Sensors"),
        *("ObservedProperties", "Observations", "FeaturesOfInterest"),
    }


@pytest.mark.parametrize("entity", ENTITIES.values(), ids=lambda entity: entity.name)
def test_every_way_has_a_way_back(entity: object) -> None:
    for way in entity.navigations.values():  # type: ignore[attr-defined]
        back = ENTITIES[way.target].navigations[way.inverse]
        assert back.target == entity.name  # type: ignore[attr-defined]
        assert back.inverse == way.name
        assert way.name == (ENTITIES[way.target].set_name if way.many else way.target)


@pytest.mark.parametrize("entity", ENTITIES.values(), ids=lambda entity: entity.name)
def test_no_name_means_two_things(entity: object) -> None:
    assert not set(entity.properties) & set(entity.navigations)  # type: ignore[attr-defined]
    assert entity.properties["@iot.id"].kind is Kind.ID  # type: ignore[attr-defined]
