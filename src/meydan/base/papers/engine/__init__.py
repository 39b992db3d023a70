"""How papers are numbered, coded and worded: texts in, texts out."""
