"""Systems that are asked for measurements now and then: off until a city switches them on."""
