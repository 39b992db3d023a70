"""A payment system that takes no money: for demonstrations and tests, with every bad habit of a real one."""
