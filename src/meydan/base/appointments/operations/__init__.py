"""What is written about appointments, one transaction each."""
