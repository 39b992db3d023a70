"""Pages: for everybody, for staff, for composing, and for frames on other sites."""
