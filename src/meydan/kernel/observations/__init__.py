"""What is measured, and the rules that notice."""
