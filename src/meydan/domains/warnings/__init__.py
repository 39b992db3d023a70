"""Public warnings in the Common Alerting Protocol, drafted by one person and approved by another."""
