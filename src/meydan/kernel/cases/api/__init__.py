"""Cases for programs of the house: JSON at ``/api/``, typed, with its OpenAPI document."""
