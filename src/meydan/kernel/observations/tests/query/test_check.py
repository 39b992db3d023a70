"""What makes sense on the model, and what is said about what does not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meydan.kernel.observations.engine.query.check import check_condition, check_query
from meydan.kernel.observations.engine.query.model import ENTITIES, SETS
from meydan.kernel.observations.engine.query.options import parse_query
from meydan.kernel.observations.engine.query.refusals import QueryRefused
from meydan.kernel.observations.tests.query.conditions import conditions
from meydan.kernel.observations.tests.query.standard import FILTERS


@pytest.mark.parametrize(("set_name", "text"), FILTERS)
def test_an_example_of_the_standard_makes_sense(set_name: str, text: str) -> None:
    check_query(parse_query(f"$filter={text}"), SETS[set_name])


@pytest.mark.parametrize(
    ("set_name", "text"),
    [
        (
            "Things",
            "$expand=Datastreams/Observations/FeatureOfInterest,Locations&$select=id,name,Datastreams",
        ),
        ("Things", "$filter=properties/floor gt 3 and properties/tags/any(t:t eq 'x')"),
        ("Things", "$filter=Datastreams/any(d:d/Observations/any(o:o/result gt 5 and $it/name eq d/name))"),
        ("Things", "$filter=properties/isOpen"),
        (
            "Observations",
            "$filter=result eq 'x' or result gt 5 or result&$orderby=result add 1 desc,Datastream/id",
        ),
        ("Observations", "$filter=phenomenonTime gt now() sub duration'P1D'"),
        ("Observations", "$filter=(resultTime sub phenomenonTime) mul 2 gt duration'PT1H'"),
        ("Observations", "$filter=phenomenonTime ge 2026-01-01 and time(resultTime) lt 12:00:00"),
        ("Locations", "$filter=location/type eq 'Point' and location/coordinates[0] gt 39.5"),
        ("Datastreams", "$filter=st_within(observedArea,geography'POINT(1 2)') eq true"),
        ("MultiDatastreams", "$expand=ObservedProperties&$filter=unitOfMeasurements[0]/name eq null"),
        ("Datastreams", "$select=unitOfMeasurement/symbol,@iot.selfLink,Observations"),
    ],
)
def test_it_makes_sense(set_name: str, text: str) -> None:
    check_query(parse_query(text), SETS[set_name])


@pytest.mark.parametrize(
    ("set_name", "text", "sentence"),
    [
        ("Things", "$filter=colour eq 1", "A Thing has no colour."),
        ("Things", "$filter=Datastreams/colour eq 1", "A Datastream has no colour."),
        ("Things", "$filter=Datastream/name eq 'a'", "A Thing has no Datastream."),
        ("Things", "$filter=name/first eq 'a'", "There is nothing within name of a Thing."),
        ("Things", "$filter=Datastreams eq 1", "'Datastreams' is no value; name a property of it, as"),
        ("Things", "$filter=name", "'name' is neither true nor false, so it is no condition."),
        ("Things", "$filter=1", "'1' is neither true nor false"),
        ("Things", "$filter=name eq 1", "'name eq 1' puts together what does not belong together."),
        ("Things", "$filter=name eq 'a' and 1", "puts together"),
        ("Things", "$filter=not name", "'name' is neither true nor false"),
        ("Things", "$filter=-name eq 1", "'-name' puts together"),
        ("Things", "$filter=name add 1 eq 2", "'name add 1' puts together"),
        ("Things", "$filter=name in ('a',1)", "puts together"),
        ("Things", "$filter=length(1) eq 1", "length takes a text, and '1' is a number."),
        ("Things", "$filter=hour(name) eq 1", "hour takes a clock or time, and 'name' is a text."),
        ("Things", "$filter=name/any(d:d eq 1)", "'name' is one, not many, so any has nothing to walk."),
        ("Things", "$filter=Datastreams/any(d:d eq 1)", "'d' is no value"),
        ("Things", "$filter=Datastreams/any(d:d/colour eq 1)", "A Datastream has no colour."),
        ("Things", "$filter=Datastreams/any(d:d/name)", "'d/name' is neither true nor false"),
        ("Datastreams", "$filter=Thing/any(t:t/name eq 'a')", "'Thing' is one, not many"),
        (
            "Observations",
            "$filter=phenomenonTime gt '2026-01-01T00:00:00Z'",
            "times are written without quotes",
        ),
        ("Observations", "$filter=phenomenonTime gt 5", "puts together"),
        ("Observations", "$filter=result gt 2026-01-01T00:00:00Z", "puts together"),
        ("Locations", "$filter=location eq geography'POINT(1 2)'", "puts together"),
        ("Locations", "$filter=st_within(name,location)", "st_within takes a shape, and 'name' is a text."),
        ("Locations", "$orderby=location", "Shapes have no order"),
        ("Things", "$orderby=Datastreams/name", "'Datastreams/name' has many values, so it gives no order."),
        ("Things", "$orderby=colour", "A Thing has no colour."),
        ("Things", "$select=colour", "A Thing has no colour."),
        ("Things", "$select=Datastreams/name", "'Datastreams/name' is selected within $expand, not here."),
        ("Things", "$expand=Datastream", "A Thing has no Datastream to expand."),
        ("Things", "$expand=name", "A Thing has no name to expand."),
        ("Things", "$expand=Datastreams/Locations", "A Datastream has no Locations to expand."),
        ("Things", "$expand=Datastreams($filter=colour eq 1)", "A Datastream has no colour."),
        ("Things", "$expand=Datastreams($expand=Sensor($select=colour))", "A Sensor has no colour."),
    ],
)
def test_it_makes_no_sense(set_name: str, text: str, sentence: str) -> None:
    with pytest.raises(QueryRefused) as refusal:
        check_query(parse_query(text), SETS[set_name])
    assert sentence in refusal.value.sentence


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(ENTITIES)), st.data())
def test_the_conditions_that_are_drawn_make_sense(name: str, data: st.DataObject) -> None:
    entity = ENTITIES[name]
    check_condition(data.draw(conditions(entity)), {"": entity})
