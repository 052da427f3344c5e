"""The pages, one module each: a request becomes one query or one action, and its answer a template's words."""
