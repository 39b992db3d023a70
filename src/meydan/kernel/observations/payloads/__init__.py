"""Payloads from devices and gateways: their mappings, who may push them, and the door they come through."""
