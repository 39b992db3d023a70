"""Forms without Django: what a form is, its logic, and what is wrong with an answer."""
