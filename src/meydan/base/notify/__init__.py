"""Messages to people: templates in every language, several transports, a delivery log."""
