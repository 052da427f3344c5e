"""Official documents: what they say, how they are laid out, how a template is filled. No records, no Django."""
