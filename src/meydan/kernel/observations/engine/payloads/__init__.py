"""What devices and gateways send: a document, a mapping that is data, and the readings they make together."""
