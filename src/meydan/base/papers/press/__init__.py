"""Sets a paper in type, in a process of its own with little time, little memory and one folder."""
