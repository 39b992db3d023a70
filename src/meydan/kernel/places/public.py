"""The door of this room."""

from meydan.kernel.places.engine.distance import box_around, metres_per_degree
from meydan.kernel.places.features import features
from meydan.kernel.places.figures import area_km2, area_share, count_in_layer, near_share, property_sum
from meydan.kernel.places.models import ImportRun, Layer, Occurrence, Place
from meydan.kernel.places.operations import (
    OccurrenceUnplaced,
    add_occurrence,
    ensure_layer,
    remove_occurrence,
    remove_sample_places,
)
from meydan.kernel.places.queries import (
    Near,
    area_containing,
    area_shapes,
    areas_holding,
    holds_sample,
    layer,
    layers,
    nearest,
    occurrences,
    occurrences_near,
    place,
    place_by_key,
    places_in,
    places_of,
)
from meydan.kernel.places.rows import BadGeometry, PlaceRow
from meydan.kernel.places.search import Found, area_named, did_you_mean, matching_layers, search
from meydan.kernel.places.storing import StoreReport, store_places
from meydan.kernel.places.tiles import NoSuchTile, tile

register_layer = ensure_layer

__all__ = [
    "BadGeometry",
    "Found",
    "ImportRun",
    "Layer",
    "Near",
    "NoSuchTile",
    "Occurrence",
    "OccurrenceUnplaced",
    "Place",
    "PlaceRow",
    "StoreReport",
    "add_occurrence",
    "area_containing",
    "area_km2",
    "area_named",
    "area_shapes",
    "area_share",
    "areas_holding",
    "box_around",
    "count_in_layer",
    "did_you_mean",
    "ensure_layer",
    "features",
    "holds_sample",
    "layer",
    "layers",
    "matching_layers",
    "metres_per_degree",
    "near_share",
    "nearest",
    "occurrences",
    "occurrences_near",
    "place",
    "place_by_key",
    "places_in",
    "places_of",
    "property_sum",
    "register_layer",
    "remove_occurrence",
    "remove_sample_places",
    "search",
    "store_places",
    "tile",
]
