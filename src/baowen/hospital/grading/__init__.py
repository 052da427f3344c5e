"""Graded assessment of a hospital's short drugs: replaceable or not, and how grave. HOS-5."""
