"""The fields of what goes in and out; the OpenAPI document is made from them."""
