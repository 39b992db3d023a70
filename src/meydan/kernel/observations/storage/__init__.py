"""How much disk the values take, how long they are kept, and who may change that."""
